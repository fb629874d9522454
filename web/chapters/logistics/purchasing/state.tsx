import { Tag } from 'antd';
import type { PurchaseState, requestStates } from '../../../../src/chapters/logistics/purchasing/contract.ts';
import { words, type Words } from '../../../../src/kernel/words.ts';
import { useLanguage } from '../../../ui/language.tsx';

export const purchaseWords: Record<PurchaseState, Words> = {
  ordered: words('待到货', 'Ordered'), 'part-received': words('部分到货', 'Partly received'), received: words('已到齐', 'Received'), ended: words('已结束（有缺）', 'Ended short'), cancelled: words('已取消', 'Cancelled'),
};
export const requestWords: Record<(typeof requestStates)[number], Words> = {
  open: words('待采购', 'Open'), ordered: words('已下单', 'Ordered'), done: words('已补齐', 'Done'), dropped: words('不再需要', 'Dropped'),
};

/** The word of a state; what is late says so beside its colour. */
export function PurchaseTag({ state, late }: { state: PurchaseState; late?: boolean }) {
  const { t, tw } = useLanguage();
  return <><Tag>{tw(purchaseWords[state])}</Tag>{late && <b style={{ color: 'var(--breach)' }}>{t('已逾期', 'late')}</b>}</>;
}
export function RequestTag({ state }: { state: keyof typeof requestWords }) {
  const { tw } = useLanguage();
  return <Tag>{tw(requestWords[state])}</Tag>;
}

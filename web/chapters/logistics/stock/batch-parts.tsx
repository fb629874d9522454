import { batchAges, batchDecisions, listBatches } from '../../../../src/registers/products/contract.ts';
import { words, type Words } from '../../../../src/kernel/words.ts';
import { useLanguage, useT } from '../../../ui/language.tsx';
import type { RowOf } from '../../../ui/list-page.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { Num } from '../../../ui/values.tsx';

export type BatchRow = RowOf<typeof listBatches>;

export const ageWords: Record<(typeof batchAges)[number], Words> = {
  sound: words('可售', 'For sale'), expiring: words('临期', 'Expires soon'), 'too-old': words('剩余不足，不可售', 'Too old to sell'), expired: words('已过期', 'Expired'), undated: words('无到期日', 'No expiry'),
};
export const decisionWords: Record<(typeof batchDecisions)[number], Words> = {
  promote: words('促销', 'Sell cheaper'), 'return-to-supplier': words('退供应商', 'Send back to the supplier'), scrap: words('报废', 'Scrap'), 'sell-on': words('照常销售', 'Sell on as it is'),
};

export function Age({ age }: { age: BatchRow['age'] }) {
  const { tw } = useLanguage();
  if (age === 'expired') return <b style={{ color: 'var(--breach)' }}>{tw(ageWords[age])}</b>;
  return <span className={age === 'expiring' || age === 'too-old' ? 'dz-soon' : 'dz-2'}>{tw(ageWords[age])}</span>;
}

/** The number of a batch, or that nobody has said it. */
export function BatchNo({ no }: { no: string }) {
  const t = useT();
  return no === '' ? <span className="dz-soon">{t('未登记批号', 'No batch said')}</span> : <>{no}</>;
}

/** Days until the expiry, in words. */
export function Left({ days }: { days: number | null }) {
  const t = useT();
  if (days === null) return <>—</>;
  if (days < 0) return <b style={{ color: 'var(--breach)' }}>{t(`过期 ${-days} 天`, `${-days} days ago`)}</b>;
  return <span className={days <= 30 ? 'dz-soon' : ''}>{days === 0 ? t('今天到期', 'today') : t(`${days} 天`, `${days} days`)}</span>;
}

/** The batches of an article in one warehouse, first to expire first. */
export function BatchTable({ skuId, warehouseId }: { skuId: string; warehouseId: string }) {
  const t = useT();
  const found = useRead(listBatches, { query: { sku: skuId, warehouse: warehouseId, limit: '100' } }, { topics: ['sku', 'batch'] });
  return (
    <RelatedTable title={t('批次', 'Batches')} rows={found.data?.rows ?? []} rowKey={(b) => b.id} empty={t('没有批次。', 'No batches.')} columns={[
      { key: 'no', title: t('批号', 'Batch'), render: (b) => <a href={`/logistics/batches?batch=${b.batchId}`}><BatchNo no={b.batchNo} /></a> },
      { key: 'expires', title: t('到期', 'Expires'), render: (b) => b.expiresOn ?? '—' }, { key: 'left', title: t('剩余', 'Left'), render: (b) => <Left days={b.daysLeft} /> },
      { key: 'age', title: t('状态', 'State'), render: (b) => <Age age={b.age} /> }, { key: 'onHand', title: t('现存', 'On hand'), align: 'right', render: (b) => <Num value={b.onHand} /> }, { key: 'picked', title: t('已拣', 'Picked'), align: 'right', render: (b) => <Num value={b.picked} /> },
    ]} />
  );
}

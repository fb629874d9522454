import { FlagFilled } from '@ant-design/icons';
import { Tag } from 'antd';
import { orderStateWords, platformWords, ruleWords, type OrderRow, type OrderStateName } from '../../../../src/chapters/sales/contract.ts';
import type { Words } from '../../../../src/kernel/words.ts';
import { useLanguage, useTw } from '../../../ui/language.tsx';
import type { PathStep } from '../../../ui/state-path.tsx';

const tones: Partial<Record<OrderStateName, string>> = { held: 'var(--soon-text)', short: 'var(--soon-text)', completed: 'var(--kept-text)', cancelled: 'var(--ink2)' };

/** An order's state in words; what needs somebody in amber: cinnabar is for breaches alone. */
export function OrderState({ state }: { state: OrderStateName }) {
  const tw = useTw();
  return <span style={{ color: tones[state] ?? 'var(--ink)' }}>{tw(orderStateWords[state])}</span>;
}

/** A line that costs nothing; what gave it stands in the title. */
export function GiftTag({ why }: { why?: string | undefined }) {
  const { t } = useLanguage();
  return <Tag className="gift-tag" {...(why ? { title: why } : {})}>{t('赠品', 'Gift')}</Tag>;
}

export function Findings({ rules }: { rules: OrderRow['findings'] }) {
  const { language } = useLanguage();
  if (rules.length === 0) return null;
  // An offer (may be shipped together) asks for nothing: it stands in second ink.
  const asks = rules.some((r) => r !== 'may-merge');
  return <span className={asks ? 'dz-soon' : 'dz-2'}>{rules.map((r) => ruleWords[r][language]).join(language === 'zh' ? '、' : ', ')}</span>;
}

const flagColours: readonly [RegExp, string][] = [[/红|red|^1$/i, '#C8372D'], [/橙|orange/i, '#D9731A'], [/黄|yellow|^2$/i, '#C98A0C'], [/绿|green|^3$/i, '#2F7D5B'], [/蓝|blue|^4$/i, '#1F5FA8'], [/紫|purple|^5$/i, '#7A4FA3']];

/** The flag of the marketplace in its colour, with its word: a colour alone tells nobody who cannot see it. */
export function FlagMark({ flag }: { flag: string | null }) {
  if (flag === null || flag.trim() === '') return null;
  return <span style={{ whiteSpace: 'nowrap' }}><FlagFilled style={{ color: flagColours.find(([named]) => named.test(flag.trim()))?.[1] ?? 'var(--ink2)' }} aria-hidden /> {flag}</span>;
}

export const platformName = (platform: string): Words => (platformWords as Record<string, Words>)[platform] ?? { zh: platform, en: platform };

interface Times { state: OrderStateName; placedAt: number; paidAt: number | null; releasedAt: number | null; shippedAt: number | null; completedAt: number | null; cancelledAt: number | null }

/** The way of an order: ordered, paid, reviewed, on its way, done. */
export function orderSteps(o: Times, t: (zh: string, en: string) => string): PathStep[] {
  const order: readonly OrderStateName[] = ['unpaid', 'to-review', 'released', 'shipped', 'completed'];
  const at = { held: 1, short: 2, 'part-shipped': 2, cancelled: -1 }[o.state as string] ?? order.indexOf(o.state);
  const labels = [t('付款', 'Paid'), t('审单', 'Reviewed'), o.state === 'short' ? t('等待到货', 'Waiting for goods') : t('备货出库', 'Shipped out'), t('运输', 'On its way'), t('完成', 'Done')];
  const times = [o.paidAt, o.releasedAt, o.shippedAt, null, o.completedAt];
  const steps: PathStep[] = [{ key: 'placed', label: t('下单', 'Ordered'), is: 'done', at: o.placedAt }];
  if (o.state === 'cancelled') return [...steps, { key: 'cancelled', label: t('已取消', 'Cancelled'), is: 'failed', at: o.cancelledAt }];
  return [...steps, ...labels.map((label, i): PathStep => ({
    key: String(i), label, at: times[i] ?? null,
    is: i < at || o.state === 'completed' ? 'done' : i === at ? (o.state === 'held' && i === 1 ? 'failed' : 'now') : 'next',
  }))];
}

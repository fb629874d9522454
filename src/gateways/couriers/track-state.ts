import { words, type Words } from '../../kernel/words.ts';

/** Where a parcel is, whoever tells it. `lost` is told by people (a claim), no provider has a code for it. */
export const trackStates = {
  'no-trace': words('暂无轨迹', 'No trace yet'),
  ordered: words('已下单', 'Ordered'),
  'awaiting-collection': words('待揽收', 'Awaiting collection'),
  collected: words('已揽收', 'Collected'),
  'in-transit': words('运输中', 'In transit'),
  'arrived-city': words('到达派件城市', 'In the receiver’s city'),
  'out-for-delivery': words('派件中', 'Out for delivery'),
  'at-pickup-point': words('已放入快递柜或驿站', 'At a pickup point'),
  delivered: words('已签收', 'Delivered'),
  problem: words('疑难件', 'Problem'),
  refused: words('拒收', 'Refused'),
  returning: words('退回中', 'Returning'),
  returned: words('已退签', 'Returned'),
  forwarded: words('已转寄', 'Forwarded'),
  customs: words('清关中', 'In customs'),
  lost: words('已遗失', 'Lost'),
  cancelled: words('已销单', 'Cancelled'),
  unknown: words('状态未识别', 'State not recognised'),
} as const satisfies Record<string, Words>;

export type TrackState = keyof typeof trackStates;

/** What went wrong on the way, beside the state. */
export const trackTroubles = {
  overdue: words('超时未签收', 'Not signed for in time'),
  stalled: words('超时未更新', 'No news for long'),
  'nothing-sent': words('发货无信息', 'Shipped without a trace'),
  refused: words('收件人拒收', 'Refused by the receiver'),
  'delivery-failed': words('派件异常', 'Delivery failed'),
  'pickup-overdue': words('快递柜或驿站超时未取', 'Not fetched from the pickup point'),
  unreachable: words('无法联系收件人', 'Receiver cannot be reached'),
  'out-of-area': words('超出派送范围', 'Out of the delivery area'),
  held: words('网点滞留', 'Held at the branch'),
  delayed: words('配送延迟', 'Delivery delayed'),
  damaged: words('破损', 'Damaged'),
  'address-vague': words('收货地址不详', 'Address not precise'),
  'phone-wrong': words('收件人电话错误', 'Receiver’s phone is wrong'),
  missorted: words('错分件', 'Missorted'),
  intercepted: words('已拦截', 'Intercepted'),
  'cancel-asked': words('寄件人申请销单', 'Cancelling asked by the sender'),
  customs: words('清关异常', 'Stopped in customs'),
} as const satisfies Record<string, Words>;

export type TrackTrouble = keyof typeof trackTroubles;

export interface StateReading {
  readonly state: TrackState;
  readonly trouble: TrackTrouble | null;
  /** The provider's code and word as they came, kept whatever we made of them. */
  readonly code: string | null;
  readonly text: string | null;
}

/** Whether nothing more is expected of the carrier. */
export const isOver = (state: TrackState): boolean => state === 'delivered' || state === 'returned' || state === 'cancelled' || state === 'lost';

/** How far a parcel has come on its way out; states beside the way (problem, customs, forwarded) have none. */
const progress: Partial<Record<TrackState, number>> = {
  'no-trace': 0, ordered: 1, 'awaiting-collection': 2, collected: 3, 'in-transit': 4, 'arrived-city': 5, 'out-for-delivery': 6, 'at-pickup-point': 7, delivered: 8,
};

export type UpdateVerdict = 'advance' | 'same' | 'stale' | 'regression' | 'unknown';

/**
 * Whether a report may change what we know of a parcel. Reports arrive twice, late and in the wrong order:
 * `same`: nothing new; `stale`: older than what we know; `regression`: newer by its clock, yet it takes the parcel back to
 * before it was collected, or revives one that has arrived (only a return may follow a delivery); `unknown`: to be shown, never
 * acted upon. Only `advance` changes the state.
 */
export function judgeUpdate(known: { state: TrackState; at: number } | null, report: { state: TrackState; at: number }): UpdateVerdict {
  if (report.state === 'unknown') return 'unknown';
  if (known === null) return 'advance';
  if (report.at < known.at) return 'stale';
  if (report.state === known.state) return report.at === known.at ? 'same' : 'advance';
  if (known.state === 'delivered') return report.state === 'returning' || report.state === 'returned' || report.state === 'refused' ? 'advance' : 'regression';
  if (isOver(known.state)) return 'regression';
  if (known.state === 'returning' && report.state !== 'returned' && report.state !== 'problem' && report.state !== 'delivered') return 'regression';
  const from = progress[known.state];
  const to = progress[report.state];
  // Transit, city and delivery alternate in real life (a second try, a wrong branch); before collection nothing returns.
  if (from !== undefined && to !== undefined && from >= 3 && to < 3) return 'regression';
  // Two scans in one second: the one further on its way stands.
  if (report.at === known.at && from !== undefined && to !== undefined && to < from) return 'stale';
  return 'advance';
}

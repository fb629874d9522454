import { words } from '../../src/kernel/words.ts';
import type { ClauseCard } from '../shell/rulebook-endpoints.ts';
import type { Column } from '../ui/data-table.tsx';
import type { Filter } from '../ui/filters.tsx';
import { now } from '../ui/now.ts';
import { DueBar, IdTag, Money, When } from '../ui/values.tsx';

/** Props for the gallery. Nobody here exists. */
export interface SampleOrder {
  readonly id: string;
  readonly number: string;
  readonly store: string;
  readonly state: string;
  readonly paid: number;
  readonly at: number;
  readonly due: number;
}

const stores = ['晨光日用旗舰店', '晨光日用抖音店', '晨光日用拼多多店'];
const states = { 'to-review': words('待审单', 'To review'), 'to-ship': words('待发货', 'To ship'), shipped: words('已发货', 'Shipped'), held: words('已挂起', 'Held') };
const stateKeys = Object.keys(states) as (keyof typeof states)[];

export function sampleOrders(count: number): SampleOrder[] {
  const at = now();
  return Array.from({ length: count }, (_, i) => ({
    id: `o-${i}`, number: `SO-202611${String(24 - (i % 20)).padStart(2, '0')}-${String(i + 1).padStart(4, '0')}`, store: stores[i % 3]!, state: stateKeys[(i * 7) % 4]!,
    paid: 1_990 + ((i * 7_919) % 90_000), at: at - i * 540_000, due: at - i * 540_000 + 48 * 3_600_000 - (i % 5) * 11 * 3_600_000,
  }));
}

export const sampleColumns: Column<SampleOrder>[] = [
  { key: 'number', title: words('单号', 'Number'), width: 172, fixed: true, render: (o) => <IdTag value={o.number} /> },
  { key: 'state', title: words('状态', 'State'), width: 96, render: (o) => states[o.state as keyof typeof states].zh },
  { key: 'store', title: words('店铺', 'Store'), width: '2fr', render: (o) => o.store },
  { key: 'paid', title: words('实付', 'Paid'), width: 112, align: 'right', sort: 'down', render: (o) => <Money fen={o.paid} /> },
  { key: 'at', title: words('下单时间', 'Entered'), width: 128, sort: 'down', render: (o) => <When at={o.at} /> },
  { key: 'due', title: words('发货期限', 'Ship by'), width: 160, sort: 'up', render: (o) => <DueBar openedAt={o.at} dueAt={o.due} /> },
];

export const sampleFilters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: stateKeys.map((value) => ({ value, words: states[value] })) },
  { key: 'late', title: words('已超期', 'Overdue'), kind: 'yes', pinned: true },
  { key: 'days', title: words('下单日期', 'Entered on'), kind: 'days' },
  { key: 'sku', title: words('商品编码', 'SKU'), kind: 'text' },
];

export const sampleClause: ClauseCard = {
  id: '2.3.3', title: words('发货安排', 'Shipping'), lamp: 'with-exceptions', values: [words('48 小时', '48 hours')],
  figure: { opened: 1_300, met: 1_204, breached: 17, cancelled: 9, open: 63, paused: 2, overdue: 3, waived: 1, unknown: 0, awaiting: 0, openItems: 0, passed: 1_190, refused: 4, exceptions: 1, rate: 9_860 },
  chapter: 2, undecided: true, connected: 'partly', binds: [words('仓库管理员', 'Warehouse clerk')], declaratory: null, awaits: [],
  parts: { zh: [{ text: '买家付款后 ' }, { text: '48 小时', parameter: 'shipWithin' }, { text: '内发货。' }], en: [{ text: 'Goods leave within ' }, { text: '48 hours', parameter: 'shipWithin' }, { text: ' of payment.' }] },
  controls: [],
  wording: words('买家付款后 48 小时内发货；发货前必须检验合格；发货后 1 小时内把运单号和查询链接告知买家。', 'Goods leave within 48 hours of payment and only after a passed inspection; within an hour the buyer has the waybill number and a tracking link.'),
  parameters: [{ key: 'shipWithin', label: words('发货时限', 'Ship within'), value: words('48 小时', '48 hours'), decided: true, law: null, since: null, next: null }, { key: 'shipNoticeWithin', label: words('告知时限', 'Notice within'), value: words('1 小时', '1 hour'), decided: false, law: null, since: null, next: null }],
  sentences: [words('付款后 48 小时内发货（自然时间），由仓库负责；超时提醒仓库，并抄送部门经理。', 'Ship within 48 hours of payment (natural time); the warehouse owns it, the department head gets a copy when late.')],
  proof: 'blocked', dueToday: 2, oldest: null, trend: [9_700, 9_820, 9_640, null, 9_910, 9_861],
};
export const sampleBoard = { ...sampleClause, id: '2.3.1', title: words('订单确认', 'Order confirmation'), lamp: 'compliant' as const, values: [words('60 个工作分钟', '60 working minutes')] };

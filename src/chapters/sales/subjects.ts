import { formatYuan } from '../../kernel/money.ts';
import { localText } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/actor.ts';
import { scopeOf, type Policy } from '../../kernel/actor.ts';
import { maskName } from '../../kernel/privacy.ts';
import { searchQuery } from '../../kernel/search.ts';
import { words } from '../../kernel/words.ts';
import type { SubjectAct, SubjectCard, SubjectKind } from '../../regulation/subjects.ts';
import { addressesById, customersById } from '../../registers/customers/index.ts';
import { skusById } from '../../registers/products/index.ts';
import { orderLife, type OrderState } from './orders/states.ts';

/** Posts that see orders at all, and how far: the reads of orders use the same. */
export const seesOrders: Policy = {
  seller: 'team', 'team-lead': 'team', 'store-operator': 'team', 'service-agent': 'all', 'service-lead': 'all', warehouse: 'all', buyer: 'all', 'logistics-clerk': 'all',
  cashier: 'all', accountant: 'all', 'department-head': 'all', 'general-manager': 'all', administrator: 'all', auditor: 'all',
};

/** The teams whose orders this person sees; null for all, an empty list for none. */
export function teamsSeen(actor: Actor): readonly string[] | null {
  const scope = scopeOf(actor, seesOrders);
  if (scope === null) return [];
  return scope === 'all' || scope === 'department' ? null : actor.teamIds;
}

interface OrderRow { id: string; order_no: string; outside_no: string | null; state: OrderState; address_id: string | null; customer_id: string | null; buyer_nick: string | null; payable_fen: bigint; paid_at: number | null; promised_ship_by: number | null; lines: string; version: number; findings: string[] | null }

/** Orders as lists of work and search show them. */
export const orderSubject: SubjectKind = {
  words: words('订单', 'Order'),
  async load(on, ids, { actor, whole }) {
    const { rows } = await on.runner.query<OrderRow & Record<string, unknown>>(
      `select o.id, o.order_no, o.outside_no, o.state, o.address_id, o.customer_id, o.buyer_nick, o.payable_fen, o.paid_at, o.promised_ship_by, o.version,
         (select string_agg(l.title || ' ×' || l.quantity, '、' order by l.position) from sales.order_line l where l.order_id = o.id) as lines,
         (select array_agg(f.detail_zh order by f.rule) from sales.review_finding f where f.order_id = o.id and f.decided_at is null and f.weight = 'hold') as findings
       from sales."order" o where o.id = any($1::uuid[]) and ($2::uuid[] is null or o.team_id = any($2) or o.team_id is null)`,
      [ids.filter(isUuid), teamsSeen(actor)], 'sales.order_cards');
    const people = await addressesById(on, rows.map((r) => r.address_id).filter((id) => id !== null));
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.order_no, title: r.lines?.slice(0, 120) ?? null, whom: maskName(people.get(r.address_id ?? '')?.name ?? null) ?? r.buyer_nick, href: `/sales/orders/${r.id}`,
      ...(whole ? {
        facts: [
          { label: words('平台单号', 'Outside number'), value: r.outside_no ?? '—' },
          { label: words('状态', 'State'), value: orderLife.states[r.state].zh },
          { label: words('应付', 'Payable'), value: formatYuan(r.payable_fen) },
          { label: words('付款时间', 'Paid'), value: r.paid_at ? localText(r.paid_at) : '—' },
          ...(r.findings?.length ? [{ label: words('审单原因', 'Findings'), value: r.findings.join('；') }] : []),
        ],
        acts: orderActs(r, whole.control),
      } : {}),
    }));
  },
  async find(on, q, { actor, limit }) {
    const query = searchQuery(q);
    if (query === null) return [];
    const { rows } = await on.runner.query<{ id: string }>(
      `select o.id from sales."order" o where o.search @@ $1::tsquery and ($2::uuid[] is null or o.team_id = any($2) or o.team_id is null) order by o.placed_at desc, o.id desc limit $3`,
      [query, teamsSeen(actor), limit], 'sales.find_orders');
    return rows.map((r) => r.id);
  },
};

/** What can be done with an order under a control, where it stands in the list of work. */
function orderActs(order: OrderRow, control: string): SubjectAct[] {
  const open: SubjectAct = { key: 'open', label: words('打开订单', 'Open the order'), primary: false, href: `/sales/orders/${order.id}` };
  if (control === 'reviewed-in-time' && (order.state === 'held' || order.state === 'to-review'))
    return [{ key: 'release', label: words('放行', 'Release'), primary: true, post: { path: `/orders/${order.id}/release`, body: { version: order.version, note: null } } }, open];
  return [{ ...open, primary: true }];
}

interface ShortageRow { id: string; shortage_no: string; order_id: string; order_no: string; sku_id: string; sku_code: string; quantity: number; filled: number; expected_at: number | null; promised_at: number | null; customer_id: string | null }

export const shortageSubject: SubjectKind = {
  words: words('缺货', 'Shortage'),
  async load(on, ids, { actor, whole }) {
    const { rows } = await on.runner.query<ShortageRow & Record<string, unknown>>(
      `select s.id, s.shortage_no, s.order_id, o.order_no, s.sku_id, s.sku_code, s.quantity, s.filled, s.expected_at, s.promised_at, o.customer_id
       from sales.shortage s join sales."order" o on o.id = s.order_id where s.id = any($1::uuid[]) and ($2::uuid[] is null or s.team_id = any($2) or s.team_id is null)`,
      [ids.filter(isUuid), teamsSeen(actor)], 'sales.shortage_cards');
    const skus = await skusById(on, rows.map((r) => r.sku_id));
    const people = await customersById(on, rows.map((r) => r.customer_id).filter((id) => id !== null));
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.shortage_no, title: `${skus.get(r.sku_id)?.title ?? r.sku_code} ×${r.quantity - r.filled}`, whom: maskName(people.get(r.customer_id ?? '')?.name ?? null),
      href: `/sales/shortages?q=${encodeURIComponent(r.shortage_no)}`,
      ...(whole ? {
        facts: [
          { label: words('订单', 'Order'), value: r.order_no },
          { label: words('商家编码', 'SKU'), value: r.sku_code },
          { label: words('缺', 'Short'), value: String(r.quantity - r.filled) },
          { label: words('预计到货', 'Expected'), value: r.expected_at ? localText(r.expected_at) : '—' },
          { label: words('已承诺客户', 'Promised'), value: r.promised_at ? localText(r.promised_at) : '—' },
        ],
        acts: [{ key: 'open', label: words('去处理', 'Open'), primary: true, href: `/sales/shortages?q=${encodeURIComponent(r.shortage_no)}` }],
      } : {}),
    }));
  },
};

const isUuid = (id: string): boolean => /^[0-9a-f-]{36}$/i.test(id);

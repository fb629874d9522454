import { sql, type RawBuilder } from 'kysely';
import { mayReadParcels, parcelLines, parcelStates } from '../../logistics/index.ts';
import { paymentsOfOrders } from '../../finance/index.ts';
import { scopeOf, type Actor, type Policy, type Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, page, type Page } from '../../../kernel/keyset.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { mayReadReturns } from '../after-sales/load-return.ts';
import { complaintStates, feedbackStates, returnStates, returnTypes } from '../after-sales/contract.ts';
import { contractStateWords, quoteStateWords, stageWords } from '../negotiation/contract-states.ts';
import { mayLook, within as mine } from '../negotiation/scope.ts';
import { orderStateWords } from '../orders/contract.ts';
import { mayRead, within } from '../orders/order-list.ts';
import type { DealingKind, DealingRow } from './contract.ts';

interface Paging { cursor?: string | undefined; limit?: number | undefined }
interface Given { kernel: Kernel; actor: Actor; scope: Scope; customerId: string; /** Newest orders that the actor sees. */ orderIds: readonly string[]; asked: Paging }
interface Row { id: string; no: string; kind: string; state: string; title: string | null; fen: bigint | null; at: number; due: number | null; done: number | null; /** Of a return. */ type?: string | null }
type Tone = DealingRow['tone'];

/** Money is told to those who see the order that it was paid for. */
const mayReadPayments = { ...mayRead, warehouse: undefined, buyer: undefined, 'logistics-clerk': undefined } as Policy;
/** Parcels and payments are looked for among so many orders, the newest: who has more is no single person. */
export const ORDERS = 2_000;

const rows = (given: Given, select: RawBuilder<unknown>): Promise<Page<Row>> => page<Row, 'at'>(given.kernel, {
  select: sql`x.*`, from: sql`from (${select}) x where true`, id: sql`x.id`, orders: { at: { by: sql`x.at`, type: 'timestamptz' } }, sort: '-at', countsLate: true, ...given.asked,
});
const shown = async (found: Promise<Page<Row>>, as: (row: Row) => Pick<DealingRow, 'href' | 'what' | 'state' | 'tone'>): Promise<Page<DealingRow>> => {
  const got = await found;
  return { ...got, rows: got.rows.map((r) => ({ id: r.id, no: r.no, title: r.title, amountFen: r.fen === null ? null : Number(r.fen), at: r.at, dueAt: r.due, ...as(r) })) };
};
const said = (all: Readonly<Record<string, Words>>, key: string): Words => all[key] ?? words(key, key);
const tone = (row: Row, good: readonly string[], off: readonly string[]): Tone => (good.includes(row.state) ? 'good' : off.includes(row.state) ? 'off' : 'open');
const none = sql`null::bigint as fen, null::timestamptz as due, null::timestamptz as done`;

const orders = (g: Given) => shown(rows(g, sql`select o.id, o.order_no as no, 'order' as kind, o.state, (select string_agg(l.title || ' × ' || l.quantity, '；' order by l.position) from sales.order_line l where l.order_id = o.id and l.quantity > 0 and l.position <= 3) as title,
    o.payable_fen as fen, o.placed_at as at, null::timestamptz as due, null::timestamptz as done from sales."order" o ${every([sql`o.customer_id = ${g.customerId}`, within(g.actor, g.scope, 'o')])}`),
(r) => ({ href: `/sales/orders/${r.id}`, what: words('订单', 'Order'), state: said(orderStateWords, r.state), tone: tone(r, ['completed'], ['cancelled']) }));

/** The end of a day that is included: its last millisecond, so that the page names this day and not the next. */
const lastMoment = (day: string): RawBuilder<unknown> => sql`(${sql.ref(day)} + 1)::timestamp at time zone 'Asia/Shanghai' - interval '1 millisecond'`;

const opportunities = (g: Given) => shown(rows(g, sql`select o.id, o.opportunity_no as no, 'opportunity' as kind, o.stage as state, o.title, ${none}, o.created_at as at from sales.opportunity o ${every([sql`o.customer_id = ${g.customerId}`, mine(g.actor, g.scope, 'o')])}`),
  (r) => ({ href: `/sales/opportunities/${r.id}`, what: words('商机', 'Opportunity'), state: said(stageWords, r.state), tone: tone(r, ['won'], ['lost']) }));

const quotes = (g: Given) => shown(rows(g, sql`select q.id, q.quote_no as no, 'quote' as kind, q.state, o.title, q.goods_fen + q.freight_fen as fen, ${lastMoment('q.valid_until')} as due, null::timestamptz as done, q.created_at as at
    from sales.quote q join sales.opportunity o on o.id = q.opportunity_id ${every([sql`q.customer_id = ${g.customerId}`, mine(g.actor, g.scope, 'q')])}`),
(r) => ({ href: `/sales/quotes/${r.id}`, what: words('报价单', 'Quote'), state: said(quoteStateWords, r.state), tone: tone(r, ['accepted'], ['replaced', 'withdrawn', 'expired']) }));

const contracts = (g: Given) => shown(rows(g, sql`select c.id, c.contract_no as no, 'contract' as kind, c.state, null::text as title, c.total_fen as fen, ${lastMoment('c.expires_on')} as due, c.confirmed_at as done, c.created_at as at
    from sales.contract c ${every([sql`c.customer_id = ${g.customerId}`, mine(g.actor, g.scope, 'c')])}`),
(r) => ({ href: `/sales/contracts/${r.id}`, what: words('合同', 'Contract'), state: said(contractStateWords, r.state), tone: tone(r, ['confirmed'], ['withdrawn', 'amended']) }));

const caseWords = { complaint: words('投诉', 'Complaint'), feedback: words('反馈', 'Feedback') };
const casePlaces: Readonly<Record<string, string>> = { return: 'returns', complaint: 'complaints', feedback: 'feedback' };
const caseStates: Readonly<Record<string, Readonly<Record<string, Words>>>> = { return: returnStates, complaint: complaintStates, feedback: feedbackStates };
/** A case about no order is seen by everybody who serves, as in its own list. */
const serves = (g: Given, alias: string): RawBuilder<unknown> | null => (g.scope === 'all' ? null : sql`(${sql.ref(`${alias}.order_id`)} is null or ${sql.ref(`${alias}.team_id`)} = any (${[...g.actor.teamIds]}::uuid[]))`);
const cases = (g: Given) => shown(rows(g, sql`
    select r.id, r.return_no as no, 'return' as kind, r.state, null::text as title, r.refund_fen as fen, null::timestamptz as due, null::timestamptz as done, r.requested_at as at, r.type from sales.return r ${every([sql`r.customer_id = ${g.customerId}`, within(g.actor, g.scope, 'r')])}
    union all select c.id, c.complaint_no, 'complaint', c.state, c.about, nullif(c.compensation_fen, 0), null, c.closed_at, c.received_at, null from sales.complaint c ${every([sql`c.customer_id = ${g.customerId}`, serves(g, 'c')])}
    union all select f.id, f.feedback_no, 'feedback', f.state, f.words, null, null, f.answered_at, f.received_at, null from sales.feedback f ${every([sql`f.customer_id = ${g.customerId}`, serves(g, 'f')])}`),
(r) => ({ href: `/sales/${casePlaces[r.kind]}/${r.id}`, what: r.kind === 'return' ? said(returnTypes, r.type ?? '') : said(caseWords, r.kind), state: said(caseStates[r.kind] ?? {}, r.state), tone: tone(r, ['done', 'confirmed', 'closed', 'answered'], ['refused', 'rejected', 'withdrawn', 'merged', 'spam']) }));

/** Until when goods would leave (2.3.1) and when what was missing would come (2.3.2), and whether it was so. */
const promises = (g: Given) => shown(rows(g, sql`
    select o.id, o.order_no as no, 'ship' as kind, case when o.shipped_at is null and o.cancelled_at is not null then 'off' when o.presale_agreed_by is not null and o.presale_paid_at is null and o.shipped_at is null then 'waits' else 'on' end as state, null::text as title, null::bigint as fen, o.placed_at as at, o.promised_ship_by as due, o.shipped_at as done
    from sales."order" o ${every([sql`o.customer_id = ${g.customerId}`, sql`o.promised_ship_by is not null`, within(g.actor, g.scope, 'o')])}
    union all select s.id, s.shortage_no, 'shortage', case s.state when 'cancelled' then 'off' else 'on' end, s.sku_code, null, coalesce(s.told_at, s.created_at), s.promised_at, case s.state when 'filled' then s.closed_at end
    from sales.shortage s join sales."order" o on o.id = s.order_id ${every([sql`o.customer_id = ${g.customerId}`, sql`s.promised_at is not null`, within(g.actor, g.scope, 'o')])}`), (r) => ({
  href: r.kind === 'ship' ? `/sales/orders/${r.id}` : `/sales/shortages?q=${r.no}`, what: r.kind === 'ship' ? words('发货时间', 'To be shipped') : words('缺货到货', 'Back in stock'), ...kept(r, g.kernel.clock.now()),
}));

/** How a promise stands; one that was cancelled meanwhile binds nobody. */
export function kept(p: Pick<Row, 'state' | 'due' | 'done'>, now: number): { state: Words; tone: Tone } {
  if (p.state === 'off') return { state: words('已取消', 'Cancelled'), tone: 'off' };
  if (p.state === 'waits') return { state: words('待付清', 'Waits for the money'), tone: 'open' };
  if (p.done !== null) return p.due === null || p.done <= p.due ? { state: words('已守约', 'Kept'), tone: 'good' } : { state: words('晚于承诺', 'Kept late'), tone: 'bad' };
  return p.due !== null && p.due < now ? { state: words('已过承诺时间', 'Broken'), tone: 'bad' } : { state: words('待兑现', 'Open'), tone: 'open' };
}

async function parcels(g: Given): Promise<Page<DealingRow>> {
  const got = await parcelLines(g.kernel, g.orderIds, g.scope === 'all' ? null : g.actor.teamIds, g.asked);
  return { ...got, rows: got.rows.map((p) => ({
    id: p.id, no: p.no, href: `/logistics/parcels/${p.id}`, what: words('包裹', 'Parcel'), title: [p.carrier, p.waybillNo].filter(Boolean).join(' ') || null, state: said(parcelStates, p.state),
    tone: p.state === 'delivered' ? (p.promisedAt !== null && p.deliveredAt !== null && p.deliveredAt > p.promisedAt ? 'bad' as const : 'good' as const) : p.state === 'lost' || p.state === 'problem' ? 'bad' as const : p.state === 'withdrawn' || p.state === 'returned' ? 'off' as const : 'open' as const,
    amountFen: null, at: p.at, dueAt: p.promisedAt,
  })) };
}

const moneyStates = { matched: words('已到账', 'Received'), due: words('待付款', 'To be paid'), paid: words('已退款', 'Refunded'), void: words('已作废', 'Void') };
async function payments(g: Given): Promise<Page<DealingRow>> {
  const got = await paymentsOfOrders(g.kernel, g.orderIds, g.asked);
  return { ...got, rows: got.rows.map((p) => ({
    id: p.id, no: p.no, href: `/sales/orders/${p.orderId}`, what: p.kind === 'receipt' ? (p.fen < 0n ? words('平台退款', 'Money back') : words('收款', 'Receipt')) : words('退款', 'Refund'), title: p.orderNo,
    state: p.kind === 'receipt' && p.fen < 0n ? words('已核对', 'Matched') : moneyStates[p.state], tone: p.state === 'due' ? 'open' : p.state === 'void' ? 'off' : 'good', amountFen: Number(p.fen), at: p.at, dueAt: null,
  })) };
}

export const sections: Record<DealingKind, { may: Policy; rows: (given: Given) => Promise<Page<DealingRow>> }> = {
  orders: { may: mayRead, rows: orders }, opportunities: { may: mayLook, rows: opportunities }, quotes: { may: mayLook, rows: quotes }, contracts: { may: mayLook, rows: contracts },
  parcels: { may: mayReadParcels, rows: parcels }, payments: { may: mayReadPayments, rows: payments }, cases: { may: mayReadReturns, rows: cases }, promises: { may: mayRead, rows: promises },
};
export const scopeIn = (actor: Actor, kind: DealingKind): Scope | null => scopeOf(actor, sections[kind].may);

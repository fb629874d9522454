import type { Queryable } from '../../kernel/db/index.ts';

/** What a person who looks must find: how many at the least, and of shares at the most (per cent). */
interface Expectation {
  readonly says: string;
  /** One number, `n`. */
  readonly sql: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** True only of a story of so many days: months end, agreements run out. */
  readonly fromDays?: number;
}

const rows = (says: string, from: string, atLeast = 1, fromDays = 0): Expectation => ({ says, sql: `select count(*)::int as n from ${from}`, atLeast, fromDays });
const outcomes = (clause: string, control: string, states: readonly ('met' | 'breached')[], fromDays: number): Expectation[] =>
  states.map((state) => rows(`${clause} ${control} has cases that were ${state}`, `regulation.obligation where clause = '${clause}' and control = '${control}' and state = '${state}'`, 1, fromDays));
const gate = (clause: string, control: string, column: 'passed' | 'refused' | 'overridden', fromDays: number): Expectation =>
  ({ says: `${clause} ${control} was ${column}`, sql: `select coalesce(sum(${column}), 0)::int as n from regulation.figure where clause = '${clause}' and control = '${control}'`, atLeast: 1, fromDays });
/** Nobody would believe a department that breaks its rules more often than this. */
const plausible = (clause: string, control: string, percent: number): Expectation => ({
  says: `${clause} ${control} is mostly kept (per cent breached)`, atMost: percent, fromDays: 30,
  sql: `select coalesce(100 * count(*) filter (where state = 'breached') / nullif(count(*) filter (where state in ('met', 'breached')), 0), 0)::int as n from regulation.obligation where clause = '${clause}' and control = '${control}'`,
});

const counted = (column: string): string => `(select coalesce(sum(n), 0) from (select ${column} as n from regulation.figure where clause = c.id union all select ${column} from regulation.figure_delta where clause = c.id) f)`;
/**
 * Every clause of a chapter shows what was kept, what was broken and what was excepted: waived by the head, or let through with a reason. A clause
 * that has only gates is broken where somebody tried and was refused, or a sample was not as it should be. One number: the clauses that lack it.
 */
const everyClause = (clauses: readonly string[], how: 'kept' | 'broken' | 'excepted', fromDays: number): Expectation => {
  const of = (state: string): string => `exists (select 1 from regulation.obligation o where o.clause = c.id and o.state = '${state}')`;
  const found = {
    kept: `${of('met')} or ${counted('passed')} > 0`,
    broken: `${of('breached')} or (not exists (select 1 from regulation.obligation o where o.clause = c.id) and (${counted('refused')} > 0 or ${counted('breached')} > 0 or exists (select 1 from regulation.judgement j where j.clause = c.id and j.outcome = 'broken')))`,
    excepted: `${of('waived')} or ${counted('overridden')} > 0`,
  }[how];
  return { says: `clauses without a case that was ${how} (of ${clauses.join(', ')})`, atMost: 0, fromDays, sql: `select count(*)::int as n from unnest(array[${clauses.map((c) => `'${c}'`).join(', ')}]) c(id) where not (${found})` };
};
const withDuties = ['2.1.2', '2.1.3', '2.2.4', '2.3.1', '2.3.2', '2.3.3', '2.4.1', '2.4.2', '2.4.3'] as const;

const expectations: readonly Expectation[] = [
  // A report a month: two months must have ended, one broken and one kept.
  ...(['kept', 'broken', 'excepted'] as const).map((how) => everyClause(['2.1.1'], how, 85)),
  ...(['kept', 'excepted'] as const).map((how) => everyClause([...withDuties, '2.2.1', '2.2.2'], how, 14)), everyClause(['2.2.3'], 'kept', 14),
  // Nobody can be let through below the floor of 2.2.3, and 2.2.2 has no clock: it is broken where it was let through.
  everyClause([...withDuties, '2.2.1', '2.2.3'], 'broken', 14),
  rows('negotiations were won', "sales.opportunity where stage = 'won'", 2, 14), rows('contracts were confirmed', "sales.contract where state in ('confirmed', 'amended')", 2, 14), rows('quotes have versions', 'sales.quote where version_no > 1', 1, 14),
  rows('an order was changed', "sales.amendment where state = 'applied'", 1, 30), rows('suppliers delivered', "logistics.purchase_order where state = 'received'", 2, 14), rows('returns were paid', "sales.return where state = 'done'", 1, 14),
  rows('complaints were closed', "sales.complaint where state = 'closed'", 1, 14), rows('parcels left elsewhere', "logistics.parcel where origin = 'outside'", 1, 14), rows('an import was taken back', "kernel.import_run where state = 'undone'", 1, 14),
  rows('gifts were given', 'sales.order_line where gift_rule_id is not null', 1, 14), rows('what was pre-sold left', 'sales."order" where presale_from is not null and state in (\'part-shipped\', \'shipped\', \'completed\')', 1, 14),
  rows('an exchange had a difference', 'sales.return r join sales."order" o on o.id = r.exchange_order_id where o.payable_fen > 0 or r.refund_fen > 0', 1, 30),
  rows('competitors were watched', 'sales.competitor_observation', 3, 14), rows('reports were published', "sales.research_report where state = 'published'", 1, 85),
  rows('held orders wait for a person', `sales."order" where state = 'held'`),
  rows('parcels wait in the warehouse', "logistics.parcel where state = 'waiting'"),
  rows('money waits to be explained', "finance.receipt where state in ('open', 'partly')"),
  rows('obligations are open', 'regulation.obligation where open', 10),
  rows('parcels were shipped and delivered', "logistics.parcel where state = 'delivered'", 10),
  rows('payments by Alipay are matched', "finance.receipt where provider = 'alipay' and kind = 'payment' and state = 'matched'", 10),
  rows('payments by WeChat are matched', "finance.receipt where provider = 'wechat' and kind = 'payment' and state = 'matched'"),
  rows('both bills of WeChat tell the same movements', "finance.receipt where provider = 'wechat' and state = 'linked'"),
  { says: 'no movement of money is doubtful', sql: "select count(*)::int as n from finance.receipt where state = 'suspect'", atMost: 0 },
  { says: 'merchandise in the books differs from what lies in the warehouses at cost (fen)', atMost: 0, sql: `select abs((select coalesce(sum(amount_fen), 0) from finance.posting where account = '1405')
    - (select coalesce(sum(s.on_hand::bigint * coalesce(k.cost_fen, 0)), 0) from products.stock_item s join products.sku k on k.id = s.sku_id))::int as n` },
  ...outcomes('2.1.2', 'assigned-in-time', ['met'], 3), ...outcomes('2.1.3', 'contacted-in-time', ['met', 'breached'], 21), ...outcomes('2.1.3', 'next-step-kept', ['met'], 14), gate('2.1.2', 'lead-classified', 'overridden', 60),
  plausible('2.1.3', 'contacted-in-time', 45), rows('leads lie in the pool', "sales.lead where state = 'pool'", 1, 30), rows('leads became customers', "sales.lead where state = 'converted'", 1, 21),
  rows('orders were refunded', 'sales."order" where refunded_fen > 0', 1, 14),
  rows('refunds are in the bills', "finance.receipt where kind = 'refund' and amount_fen < 0", 1, 30),
  rows('months are closed', "finance.period where state = 'closed'", 2, 80),
  rows('a parcel came back', "logistics.parcel where state = 'returned'", 1, 60),
  rows('fulfilments were merged', "sales.fulfilment where made_by = 'merge'"),
  rows('fulfilments were split', "sales.fulfilment where made_by = 'split'", 2, 30),
  rows('a count found differences', 'products.stock_count where differences > 0', 1, 40),
  rows('bad goods went back to their supplier', 'logistics.back_shipment', 1, 40),
  rows('a stock-take was posted', "products.count_plan where state = 'posted'", 1, 10),
  rows('a stock-take waits for a signature', "products.count_plan where state = 'counted'", 1, 10),
  rows('a stock-take is under way', "products.count_plan where state = 'counting'", 1, 10),
  rows('a value of the rulebook was set', "regulation.approval where subject_type = 'parameter' and state = 'executed'", 1, 14),
  rows('a change was rejected', "regulation.approval where subject_type = 'parameter' and state = 'rejected'", 1, 60),
  rows('a change waits for its approval', "regulation.approval where subject_type = 'parameter' and state = 'waiting'"),
  rows('notices were written', 'regulation.notice'),
  rows('goods were short', 'sales.shortage', 1),
  ...outcomes('2.3.1', 'reviewed-in-time', ['met', 'breached'], 30),
  ...outcomes('2.3.2', 'replenishment-answered', ['met', 'breached'], 60),
  ...outcomes('2.3.2', 'shortage-told-in-time', ['met', 'breached'], 60),
  ...outcomes('2.3.2', 'promised-date-kept', ['met', 'breached'], 60),
  ...outcomes('2.3.3', 'shipped-in-time', ['met', 'breached'], 30),
  ...outcomes('2.3.3', 'ship-notice-in-time', ['met', 'breached'], 30),
  ...outcomes('2.4.2', 'unsent-refunded-in-time', ['met', 'breached'], 60), plausible('2.4.2', 'unsent-refunded-in-time', 45),
  ...outcomes('5.2.1', 'collected-in-time', ['met', 'breached'], 30),
  ...outcomes('5.2.2', 'kept-moving', ['met', 'breached'], 30),
  ...outcomes('5.2.2', 'exception-settled-in-time', ['met', 'breached'], 60),
  ...outcomes('6.1.2', 'bills-imported', ['met', 'breached'], 14), plausible('6.1.2', 'bills-imported', 12),
  ...outcomes('6.1.2', 'matched-or-explained-in-time', ['met', 'breached'], 60),
  gate('2.3.3', 'inspection-passed', 'passed', 0), gate('2.3.3', 'inspection-passed', 'refused', 14),
  gate('5.2.1', 'carrier-told-before-shipping', 'passed', 0),
  plausible('2.3.1', 'reviewed-in-time', 15), plausible('2.3.3', 'shipped-in-time', 15), plausible('5.2.1', 'collected-in-time', 15), plausible('5.2.2', 'kept-moving', 10),
  plausible('6.1.2', 'matched-or-explained-in-time', 25), plausible('2.3.2', 'promised-date-kept', 50),
];

/** What the story of so many days promised and does not show; empty when it holds. */
export async function unmetExpectations(on: Queryable, days: number): Promise<string[]> {
  const unmet: string[] = [];
  for (const e of expectations.filter((x) => days >= (x.fromDays ?? 0))) {
    const { rows: [found] } = await on.query<{ n: number }>(e.sql);
    const n = found!.n;
    if (e.atLeast !== undefined && n < e.atLeast) unmet.push(`${e.says}: ${n}, at least ${e.atLeast} expected`);
    if (e.atMost !== undefined && n > e.atMost) unmet.push(`${e.says}: ${n}, at most ${e.atMost} expected`);
  }
  return unmet;
}

import { startOfDay } from '../../../kernel/clock.ts';
import type { Runner } from '../../../kernel/query.ts';
import { words, type Words } from '../../../kernel/words.ts';

/** First instant after a month, in the company's zone. */
export function periodEnd(period: string): number {
  const [year, month] = period.split('-').map(Number) as [number, number];
  return startOfDay(month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`);
}
export const periodStart = (period: string): number => startOfDay(`${period}-01`);

export interface AccountBills { accountId: string; account: string; bills: number; ok: boolean; why: Words | null }
export interface Closing {
  entries: bigint;
  /** Sum of all postings of the month: zero, or the database is broken. */
  unsettled: bigint;
  open: { receipts: number; amountFen: bigint };
  bills: AccountBills[];
  /** Natural persons who entered or matched receipts of the month by hand. */
  handPersons: string[];
  /** A month before that has entries and is not closed. */
  earlierOpen: string | null;
}

interface Row { entries: bigint; unsettled: bigint; open: bigint; open_fen: bigint; hand: string[] | null; earlier: string | null }

/** Everything that decides whether a month can be closed (clause 6.1.2). Of the month are receipts up to its end that are still open. */
export async function closingFigures(on: { runner: Runner }, period: string): Promise<Closing> {
  const [from, to] = [periodStart(period), periodEnd(period)];
  const [{ rows: [row] }, bills] = await Promise.all([
    on.runner.query<Row & Record<string, unknown>>(`select (select count(*) from finance.entry where period = $1) as entries,
        (select coalesce(sum(debit_fen - credit_fen), 0) from finance.turnover where period = $1)::bigint as unsettled,
        (select count(*) from finance.receipt where state in ('open', 'partly', 'suspect') and occurred_at < to_timestamp($3 / 1000.0)) as open,
        (select coalesce(sum(amount_fen - matched_fen - explained_fen), 0) from finance.receipt where state in ('open', 'partly', 'suspect') and occurred_at < to_timestamp($3 / 1000.0))::bigint as open_fen,
        (select array_agg(distinct p) from (
           select recorded_by_person::text as p from finance.receipt where bill = 'hand' and occurred_at >= to_timestamp($2 / 1000.0) and occurred_at < to_timestamp($3 / 1000.0)
           union all select m.by_person::text from finance.match m join finance.receipt r on r.id = m.receipt_id where m.how = 'by-hand' and m.undone_at is null
             and r.occurred_at >= to_timestamp($2 / 1000.0) and r.occurred_at < to_timestamp($3 / 1000.0)) h where p is not null) as hand,
        (select min(t.period) from finance.turnover t where t.period < $1 and not exists (select from finance.period p where p.period = t.period and p.state = 'closed')) as earlier`,
    [period, from, to], 'finance.closing_figures'),
    billsOf(on, from, to),
  ]);
  return { entries: row!.entries, unsettled: row!.unsettled, open: { receipts: Number(row!.open), amountFen: row!.open_fen }, bills, handPersons: row!.hand ?? [], earlierOpen: row!.earlier };
}

interface BillState { id: string; name: string; bills: bigint; unreconciled: bigint; breaks: bigint; opening: bigint | null; before: bigint[] | null }

/**
 * Whether the bills of the accounts in use are in and join up. The chain of balances is checked without asking for the order within a second:
 * each row begins where another ended, so of all beginnings (balance − amount) and ends (balance) only the first and the last stand alone.
 * What the month before ended with is found the same way among the rows of its last second (a payment and its fee share one); only where
 * these return to where they began, each of their balances may be the last.
 */
async function billsOf(on: { runner: Runner }, from: number, to: number): Promise<AccountBills[]> {
  const { rows } = await on.runner.query<BillState & Record<string, unknown>>(
    `with f as (select r.account_id, r.amount_fen + coalesce(fee.amount_fen, 0) as moved, r.balance_fen from finance.receipt r
       left join finance.receipt fee on fee.provider = r.provider and fee.bill = r.bill and fee.movement_no = r.movement_no and fee.part = 'fee'
       where r.bill = 'fund' and r.part = 'main' and r.balance_fen is not null and r.occurred_at >= to_timestamp($1 / 1000.0) and r.occurred_at < to_timestamp($2 / 1000.0)),
     ends as (select account_id, value, sum(n) as n from (select account_id, balance_fen - moved as value, 1 as n from f union all select account_id, balance_fen, -1 from f) e group by 1, 2 having sum(n) <> 0),
     last as (select account_id, max(occurred_at) as at from finance.receipt where bill = 'fund' and part = 'main' and balance_fen is not null and occurred_at < to_timestamp($1 / 1000.0) group by account_id),
     second as (select r.account_id, r.amount_fen + coalesce(fee.amount_fen, 0) as moved, r.balance_fen from last l join finance.receipt r on r.account_id = l.account_id and r.occurred_at = l.at
       left join finance.receipt fee on fee.provider = r.provider and fee.bill = r.bill and fee.movement_no = r.movement_no and fee.part = 'fee'
       where r.bill = 'fund' and r.part = 'main' and r.balance_fen is not null),
     alone as (select account_id, value from (select account_id, balance_fen - moved as value, 1 as n from second union all select account_id, balance_fen, -1 from second) e group by 1, 2 having sum(n) < 0),
     before as (select s.account_id, coalesce((select array_agg(a.value) from alone a where a.account_id = s.account_id), array_agg(s.balance_fen)) as balances from second s group by s.account_id)
     select a.id, a.name,
       (select count(*) from finance.bill b where b.account_id = a.id and b.finished_at is not null and (b.rows = 0 and b.created_at >= to_timestamp($1 / 1000.0)
         or b.first_at < to_timestamp($2 / 1000.0) and b.last_at >= to_timestamp($1 / 1000.0))) as bills,
       (select count(*) from finance.bill b where b.account_id = a.id and b.reconciled = false and b.first_at < to_timestamp($2 / 1000.0) and b.last_at >= to_timestamp($1 / 1000.0)) as unreconciled,
       (select coalesce(sum(abs(e.n)), 0)::bigint from ends e where e.account_id = a.id) as breaks,
       (select e.value from ends e where e.account_id = a.id and e.n > 0 limit 1) as opening, b.balances as before
     from finance.payment_account a left join before b on b.account_id = a.id
     where a.active and a.provider in ('alipay', 'wechat') and a.created_at < to_timestamp($2 / 1000.0) order by a.name, a.id`, [from, to], 'finance.bills_of_month');
  return rows.map((r) => {
    const why = r.bills === 0n ? words('本月没有导入账单', 'no bill of the month was imported')
      : r.breaks > 2n ? words('资金账单余额不连续，缺少流水', 'balances of the fund bill do not join: movements are missing')
      : r.before !== null && r.opening !== null && !r.before.includes(r.opening) ? words('期初余额与上月期末不一致', 'the opening balance is not last month’s closing balance')
      : null;
    return { accountId: r.id, account: r.name, bills: Number(r.bills), ok: why === null, why };
  });
}

import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import type { ParamsOf } from '../asked.ts';
import { factsOf } from '../record-facts.ts';
import { closingFigures, periodEnd } from './closing.ts';
import type * as contract from './contract.ts';
import type { PeriodRow } from './periods.ts';

type Shown = Answer<typeof contract.listPeriods>['rows'][number];
const columns = `p.period, coalesce(s.state, 'open') as state, s.finance_signed_name, s.finance_signed_at, s.finance_signed_entries, s.sales_signed_name, s.sales_signed_at, s.sales_signed_entries, s.closed_at, s.closed_by, s.closed_by_name, s.finance_signed_person, s.sales_signed_person`;

function shown(row: PeriodRow, entries: bigint): Shown {
  const signature = (name: string | null, at: number | null, of: bigint | null) => (name === null || at === null ? null : { name, at, void: row.state === 'open' && of !== entries });
  return {
    period: row.period, state: row.state, entries: Number(entries), finance: signature(row.finance_signed_name, row.finance_signed_at, row.finance_signed_entries),
    sales: signature(row.sales_signed_name, row.sales_signed_at, row.sales_signed_entries), closedAt: row.closed_at, closedBy: row.closed_by_name,
  };
}

/** Months that have entries, newest first. */
export async function periods({ kernel }: Pick<Asked<undefined, undefined>, 'kernel'>): Promise<Answer<typeof contract.listPeriods>> {
  const { rows } = await kernel.db.query<PeriodRow & { entries: bigint } & Record<string, unknown>>(`select ${columns}, (select count(*) from finance.entry e where e.period = p.period) as entries
    from (select distinct period from finance.turnover union select period from finance.period) p left join finance.period s on s.period = p.period order by p.period desc limit 60`, [], 'finance.periods');
  return { rows: rows.map((r) => shown(r, r.entries)) };
}

export async function period({ kernel, params, actor }: Asked<ParamsOf<typeof contract.readPeriod>, undefined>): Promise<Answer<typeof contract.readPeriod>> {
  const [{ rows }, closing, { rows: [sums] }, history] = await Promise.all([
    kernel.db.query<PeriodRow & Record<string, unknown>>(`select ${columns} from (select $1::text as period) p left join finance.period s on s.period = p.period`, [params.period], 'finance.period'),
    closingFigures(kernel, params.period),
    kernel.db.query<{ debit: bigint; credit: bigint }>('select coalesce(sum(debit_fen), 0)::bigint as debit, coalesce(sum(credit_fen), 0)::bigint as credit from finance.turnover where period = $1', [params.period], 'finance.period_sums'),
    factsOf(kernel, 'period', params.period),
  ]);
  const person = actor?.personId ?? actor?.id ?? null;
  return {
    ...shown(rows[0]!, closing.entries), over: kernel.clock.now() >= periodEnd(params.period), openReceipts: closing.open.receipts, openFen: Number(closing.open.amountFen), earlierOpen: closing.earlierOpen,
    bills: closing.bills, handByYou: person !== null && closing.handPersons.includes(person), handPersons: closing.handPersons.length,
    signedByYou: person === null ? null : rows[0]!.finance_signed_person === person ? 'finance' : rows[0]!.sales_signed_person === person ? 'sales' : null,
    closedByYou: actor?.id !== undefined && actor.id !== null && rows[0]!.closed_by === actor.id, debitFen: Number(sums!.debit), creditFen: Number(sums!.credit), history,
  };
}

import type { Runner } from '../../kernel/query.ts';
import type { Running } from '../runtime/retiming.ts';
import { runningColumns } from '../runtime/retiming.ts';

type On = { runner: Runner };

/** An obligation with what the facts said that opened and closed it: all that its limit and verdict depend on. Instants in ms. */
export interface PastCase extends Running {
  subject_type: string; store_id: string | null; open: boolean; stopped_at: number | null; parameter_value: string | null; breach_at: number | null; closed_by: string | null;
  opening: Record<string, unknown> | null; closing: Record<string, unknown> | null; closing_type: string | null;
}

/** Where a reading of one control's cases goes on: after this case, in the order in which they were opened. */
export interface Place { readonly at: number; readonly id: string }

export interface Range {
  readonly clause: string; readonly control: string;
  /** Opened in [from, until); until null = without end. */
  readonly from: number; readonly until: number | null;
  readonly openOnly: boolean;
}

const factOf = (column: string): string => `left join lateral (select f.type, f.payload from kernel.fact_object fo join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at
  where fo.object_type = o.subject_type and fo.object_id = o.subject_id and f.id = o.${column} limit 1)`;

/** The next cases of one control, along its index. With `lock` their rows are held until the transaction ends. */
export async function pastCases(on: On, range: Range, after: Place | null, limit: number, lock: boolean): Promise<PastCase[]> {
  const { rows } = await on.runner.query<PastCase & Record<string, unknown>>(
    `select ${runningColumns}, o.subject_type, o.store_id, o.open, o.stopped_at, o.parameter_value, o.breach_at, o.closed_by, a.payload as opening, z.payload as closing, z.type as closing_type
     from (select * from regulation.obligation o where o.clause = $1 and o.control = $2 and o.opened_at >= to_timestamp($3::bigint / 1000.0) and ($4::bigint is null or o.opened_at < to_timestamp($4::bigint / 1000.0))
       and ($5::bigint is null or (o.opened_at, o.id) > (to_timestamp($5::bigint / 1000.0), $6::uuid)) and (o.open or not $7::boolean)
       order by o.opened_at, o.id limit $8 ${lock ? 'for update' : ''}) o
     ${factOf('opened_by')} a on true ${factOf('closed_by')} z on true order by o.opened_at, o.id`,
    [range.clause, range.control, range.from, range.until, after?.at ?? null, after?.id ?? null, range.openOnly, limit], lock ? 'regulation.cases_to_judge' : 'regulation.past_cases');
  return rows;
}

/** How many cases a reading will see: what progress is measured by. */
export async function countCases(on: On, ranges: readonly Range[]): Promise<number> {
  const [first] = ranges;
  if (!first) return 0;
  const { rows: [row] } = await on.runner.query<{ n: bigint }>(
    `select count(*) as n from unnest($1::text[], $2::text[]) c(clause, control) join regulation.obligation o on o.clause = c.clause and o.control = c.control
       and o.opened_at >= to_timestamp($3::bigint / 1000.0) and ($4::bigint is null or o.opened_at < to_timestamp($4::bigint / 1000.0)) and (o.open or not $5::boolean)`,
    [ranges.map((r) => r.clause), ranges.map((r) => r.control), first.from, first.until, first.openOnly], 'regulation.count_cases');
  return Number(row!.n);
}

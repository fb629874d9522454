import { DAY, dayOf, startOfDay } from '../../kernel/clock.ts';
import { kernelNo, Refusal } from '../../kernel/refusal.ts';
import type { Runner } from '../../kernel/query.ts';
import { words } from '../../kernel/words.ts';
import { assemble, type Figures, type Period } from './figures.ts';

type On = { runner: Runner };

/** Where the reader stands: at an instant, with what was known at one (engine.md §2). Both are the present unless days are named. */
export interface Moment {
  /** Read as of here: nothing that happened later counts. */
  readonly at: number;
  /** Read with what was known here: nothing that was recorded later counts. */
  readonly known: number;
  readonly asOf: string | null;
  readonly knownOn: string | null;
}

/** The end of a day, or the present where it is not over. @throws kernel.invalid-input for a day to come, or one known before it was */
export function momentOf(now: number, asked: { asOf?: string | undefined; knownOn?: string | undefined }): Moment {
  const today = dayOf(now);
  const endOf = (day: string, path: string): number => {
    if (day > today) throw wrong(path, `${day} 还没有到，只能看今天及以前。`, `${day} has not come: only today and earlier can be read.`);
    return Math.min(now, startOfDay(day) + DAY - 1);
  };
  const at = asked.asOf ? endOf(asked.asOf, 'asOf') : now;
  const known = asked.knownOn ? endOf(asked.knownOn, 'knownOn') : now;
  if (known < at) throw wrong('knownOn', '“当时所知”的日期不能早于“截至”的日期。', 'What was known cannot be read on a day before the one it is read for.');
  return { at, known, asOf: asked.asOf && asked.asOf !== today ? asked.asOf : null, knownOn: asked.knownOn && asked.knownOn !== today ? asked.knownOn : null };
}

const wrong = (path: string, zh: string, en: string): Refusal => new Refusal(kernelNo['invalid-input'], words(zh, en), {}, [{ path, message: words(zh, en) }]);

export const isPast = (moment: Moment): boolean => moment.asOf !== null || moment.knownOn !== null;

/** The smallest id that can have been given out after an instant: ids carry the time of their record. */
const idAfter = (ms: number): string => {
  const hex = (ms + 1).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

/**
 * Obligations as they stood: opened by `at` and recorded by `known`; with the verdict that was in force then (superseded ones stay
 * readable); closed only by what was recorded by then. `$1` at, `$2` known, `$3` first id after known, `$4` start of the period, `$5` store.
 */
const stood = `
  select o.clause, o.control, o.store_id, o.opened_at, v.due_at, v.breach_at, v.stopped_at,
    case when v.closed then v.state when v.breach_at < to_timestamp($1::bigint / 1000.0) then 'overdue' when v.paused then 'paused' else 'pending' end as state
  from regulation.obligation o
  left join lateral (select x.state, x.due_at, x.breach_at, x.stopped_at from regulation.superseded_verdict x
    where x.obligation_id = o.id and x.superseded_at > to_timestamp($2::bigint / 1000.0) order by x.superseded_at limit 1) s on true
  cross join lateral (select
    coalesce(s.state, o.state) as state, case when s.state is null then o.due_at else s.due_at end as due_at, case when s.state is null then o.breach_at else s.breach_at end as breach_at,
    case when s.state is null then o.stopped_at else s.stopped_at end as stopped_at,
    coalesce(case when s.state is null then o.stopped_at <= to_timestamp($1::bigint / 1000.0) and (o.closed_by is null or o.closed_by < $3::uuid) else s.stopped_at <= to_timestamp($1::bigint / 1000.0) end, false) as closed,
    exists (select from jsonb_array_elements(o.pauses) p where (p ->> 'from')::bigint <= $1::bigint and (p ->> 'to' is null or (p ->> 'to')::bigint > $1::bigint)) as paused) v
  where o.opened_at <= to_timestamp($1::bigint / 1000.0) and o.id < $3::uuid and (o.stopped_at is null or o.stopped_at >= to_timestamp($4::bigint / 1000.0) or s.state is not null)
    and ($5::uuid is null or o.store_id = $5)`;

const parameters = (moment: Moment, period: Period, store: string | null) => [moment.at, moment.known, idAfter(moment.known), startOfDay(period.from), store];

/**
 * The figures of a period as they stood at an instant, with what was known then: worked out from the obligations and judgements
 * themselves, since the maintained sums only know the present. Gates are judged when they are asked, so their sums by day hold.
 */
export async function readFiguresAsOf(on: On, period: Period, moment: Moment, store: string | null = null): Promise<Figures> {
  const at = parameters(moment, period, store);
  const [{ rows: duties }, { rows: judged }, { rows: gates }, { rows: standing }] = await Promise.all([
    on.runner.query<Counted>(`
      select clause, control, day::date as day, sum(opened)::int as opened, sum(met)::int as met, sum(breached)::int as breached, sum(cancelled)::int as cancelled, sum(waived)::int as waived, sum(unknown)::int as unknown from (
        select clause, control, regulation.day_of(opened_at) as day, 1 as opened, 0 as met, 0 as breached, 0 as cancelled, 0 as waived, 0 as unknown from (${stood}) o
        union all select clause, control, regulation.day_of(case when state in ('breached', 'overdue') then coalesce(breach_at, stopped_at) else stopped_at end), 0, (state = 'met')::int, (state in ('breached', 'overdue'))::int,
          (state = 'cancelled')::int, (state = 'waived')::int, (state = 'unknown')::int from (${stood}) o where state not in ('pending', 'paused')) d
      where day between regulation.day_of(to_timestamp($4::bigint / 1000.0)) and regulation.day_of(to_timestamp($1::bigint / 1000.0)) group by 1, 2, 3`, at, 'regulation.figures_as_of'),
    on.runner.query<Counted>(`
      select clause, control, regulation.day_of(at) as day, count(*) filter (where kind <> 'rule')::int as opened, count(*) filter (where outcome = 'kept')::int as met, count(*) filter (where outcome = 'broken')::int as breached,
        0 as cancelled, 0 as waived, count(*) filter (where outcome = 'unknown')::int as unknown
      from regulation.judgement where at >= to_timestamp($2::bigint / 1000.0) and at <= to_timestamp($1::bigint / 1000.0) and judged_at <= to_timestamp($3::bigint / 1000.0)
        and (superseded_at is null or superseded_at > to_timestamp($3::bigint / 1000.0)) and ($4::uuid is null or store_id = $4) group by 1, 2, 3`,
    [moment.at, startOfDay(period.from), moment.known, store], 'regulation.judged_as_of'),
    on.runner.query<{ clause: string; control: string; day: string; passed: number; refused: number; overridden: number }>(
      `select clause, control, day, sum(passed)::int as passed, sum(refused)::int as refused, sum(overridden)::int as overridden from (
         select clause, control, day, store_id, passed, refused, overridden from regulation.figure union all select clause, control, day, store_id, passed, refused, overridden from regulation.figure_delta) f
       where day between $1::date and $2::date and ($3::uuid is null or store_id = $3) group by 1, 2, 3`, [period.from, period.to, store], 'regulation.gates_as_of'),
    on.runner.query<{ clause: string; control: string; open: number; paused: number; overdue: number; awaiting: number }>(`
      select clause, control, count(*)::int as open, count(*) filter (where state = 'paused')::int as paused, count(*) filter (where state = 'overdue')::int as overdue, 0 as awaiting
      from (${stood}) o where state in ('pending', 'paused', 'overdue') group by 1, 2`, at, 'regulation.standing_as_of'),
  ]);
  const none = { passed: 0, refused: 0, overridden: 0 };
  const empty = { opened: 0, met: 0, breached: 0, cancelled: 0, waived: 0, unknown: 0 };
  return assemble(period, [...duties.map((r) => ({ ...r, ...none })), ...judged.map((r) => ({ ...r, ...none })), ...gates.map((r) => ({ ...r, ...empty }))], standing, new Map());
}
interface Counted extends Record<string, unknown> { clause: string; control: string; day: string; opened: number; met: number; breached: number; cancelled: number; waived: number; unknown: number }

/** What fell due on that day, and what had been overdue the longest, per clause. */
export async function risksAsOf(on: On, period: Period, moment: Moment): Promise<Map<string, { dueToday: number; oldest: number | null }>> {
  const { rows } = await on.runner.query<{ clause: string; due: number; oldest: number | null }>(`
    select clause, count(*) filter (where state <> 'overdue' and regulation.day_of(due_at) = regulation.day_of(to_timestamp($1::bigint / 1000.0)))::int as due, min(breach_at) filter (where state = 'overdue') as oldest
    from (${stood}) o where state in ('pending', 'paused', 'overdue') group by 1`, parameters(moment, period, null), 'regulation.risks_as_of');
  return new Map(rows.map((r) => [r.clause, { dueToday: r.due, oldest: r.oldest }]));
}

import type { Asked } from '../../kernel/http/route.ts';
import { startOfDay, dayOf, DAY } from '../../kernel/clock.ts';
import { posts, type Post } from '../../kernel/posts.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Runner } from '../../kernel/query.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { ConnectedClause } from '../declare-needs.ts';
import type { Parts } from '../parts.ts';
import { byDayOfClause, chapterTitles, clauseCardOf, clauseLineOf, trendOfClause } from './cards.ts';
import type { BoardException } from './contract.ts';
import { isPast, momentOf, readFiguresAsOf, risksAsOf } from './as-of.ts';
import { periodOf, rateOf, readFigures, type Figures, type Period } from './figures.ts';
import { connectionOf } from './lamp.ts';
import { matchStands } from './matches.ts';

interface PeriodQuery { days?: number | undefined; store?: string | undefined; asOf?: string | undefined; knownOn?: string | undefined }
type On = { runner: Runner };

/** The rulebook as it stood: figures, risks and values of one moment. */
async function bookAt(parts: Parts, kernel: Kernel, query: PeriodQuery) {
  const now = kernel.clock.now();
  const moment = momentOf(now, query);
  const period = periodOf(moment.at, query.days);
  const weeks = periodOf(moment.at, WEEKS * 7);
  const store = query.store ?? null;
  const past = isPast(moment);
  // What is read of the past is counted from the records themselves: that belongs to the pool of reports.
  const on: On = past ? { runner: kernel.db.reports } : kernel;
  const figuresOf = async (p: Period) => (past ? readFiguresAsOf(on, p, moment, store) : readFigures(on, p, store, store ? undefined : await matchStands(parts, on, p)));
  return { moment, period, figures: () => figuresOf(period), byWeek: () => figuresOf(weeks), risks: () => (past ? risksAsOf(on, period, moment) : risksNow(parts, on, now)),
    periodShown: { ...period, asOf: moment.asOf, knownOn: moment.knownOn }, known: past ? moment.known : undefined };
}

/** The trend of a clause goes back eight weeks, whatever period the figures are shown for. */
const WEEKS = 8;

/** Rates of the last eight weeks, oldest first. */
function weeklyOf(figures: Figures, clause: ConnectedClause): (number | null)[] {
  const days = byDayOfClause(figures, clause);
  return Array.from({ length: WEEKS }, (_, i) => {
    const week = days.slice(i * 7, i * 7 + 7);
    return rateOf({ met: week.reduce((n, d) => n + d.met, 0), breached: week.reduce((n, d) => n + d.breached, 0) });
  });
}

const chapters = [1, 2, 3, 4, 5, 6, 7] as const;

const noRisk = { dueToday: 0, oldest: null };

/** The whole rulebook as a document: wording with values in force, what the product does, how it is kept. */
export const rulebookDocument = (parts: Parts) => async ({ kernel, query }: Asked<undefined, PeriodQuery>) => {
  const book = await bookAt(parts, kernel, query);
  const [figures, weeks, risks] = await Promise.all([book.figures(), book.byWeek(), book.risks()]);
  const connected = { yes: 0, partly: 0, no: 0, none: 0 };
  for (const clause of parts.rulebook) connected[connectionOf(clause)] += 1;
  return {
    period: book.periodShown, connected,
    chapters: chapters.map((chapter) => ({
      chapter, title: chapterTitles[chapter]!,
      clauses: parts.rulebook.filter((c) => c.chapter === chapter).map((c) => ({ ...clauseCardOf(parts, c, figures, book.moment.at, book.known), trend: weeklyOf(weeks, c), ...(risks.get(c.id) ?? noRisk) })),
    })),
  };
};

export const clauseLines = (parts: Parts) => async ({ kernel, query }: Asked<undefined, PeriodQuery & { ids?: string | undefined }>) => {
  const ids = query.ids === undefined ? null : new Set(query.ids.split(','));
  const book = await bookAt(parts, kernel, query);
  const figures = await book.figures();
  return { rows: parts.rulebook.filter((c) => ids === null || ids.has(c.id)).map((c) => clauseLineOf(parts, c, figures, book.moment.at, book.known)) };
};

export const clauseDetail = (parts: Parts) => async ({ kernel, params, query }: Asked<{ id: string }, PeriodQuery>) => {
  const clause = parts.rulebook.find((c) => c.id === params.id);
  if (!clause) throw refuse(kernelNo['not-found']);
  const book = await bookAt(parts, kernel, query);
  const [figures, weeks, risks] = await Promise.all([book.figures(), book.byWeek(), book.risks()]);
  return {
    ...clauseCardOf(parts, clause, figures, book.moment.at, book.known), trend: weeklyOf(weeks, clause), ...(risks.get(clause.id) ?? noRisk), byDay: byDayOfClause(figures, clause), period: book.periodShown,
  };
};

/** Exceptions first: what is overdue, what breaks today, what was broken and gets worse; then every clause by chapter. */
export const board = (parts: Parts) => async ({ kernel, query }: Asked<undefined, PeriodQuery>) => {
  const book = await bookAt(parts, kernel, query);
  const [figures, risks] = await Promise.all([book.figures(), book.risks()]);
  const lines = parts.rulebook.map((clause) => ({ clause, line: clauseLineOf(parts, clause, figures, book.moment.at, book.known), trend: trendOfClause(figures, clause), risk: risks.get(clause.id) ?? noRisk }));
  const exceptions = lines.filter(({ line, risk }) => line.figure.overdue > 0 || risk.dueToday > 0 || line.figure.breached > 0 || line.figure.exceptions > 0 || line.figure.openItems > 0)
    .map(({ clause, line, trend, risk }): BoardException => ({
      line, trend, change: changeOf(figures.byDay(clause.controls.map((c) => `${clause.id}/${c.id}`))), dueToday: risk.dueToday, oldest: risk.oldest,
      owners: [...new Set(clause.controls.flatMap((c) => (c.kind === 'deadline' || c.kind === 'cadence' || c.kind === 'match' ? [c.owner.post] : [])))].map((post: Post) => posts[post]),
    }))
    .sort((a, b) => b.line.figure.overdue - a.line.figure.overdue || (a.line.figure.rate ?? 10_001) - (b.line.figure.rate ?? 10_001) || b.dueToday - a.dueToday);
  const total = { open: 0, overdue: 0, dueToday: 0, met: 0, breached: 0 };
  for (const { line, risk } of lines) {
    for (const c of ['open', 'overdue', 'met', 'breached'] as const) total[c] += line.figure[c];
    total.dueToday += risk.dueToday;
  }
  return {
    period: book.periodShown, total: { ...total, rate: rateOf(total) }, exceptions,
    chapters: chapters.map((chapter) => ({ chapter, title: chapterTitles[chapter]!, clauses: lines.filter((l) => l.clause.chapter === chapter).map((l) => ({ ...l.line, trend: l.trend })) })),
  };
};

function changeOf(days: readonly { met: number; breached: number }[]): number | null {
  const half = Math.floor(days.length / 2);
  const sum = (part: typeof days) => rateOf({ met: part.reduce((n, d) => n + d.met, 0), breached: part.reduce((n, d) => n + d.breached, 0) });
  const [before, after] = [sum(days.slice(0, half)), sum(days.slice(half))];
  return before === null || after === null ? null : after - before;
}

/** As many as are counted of what falls due today in one control: beyond it a number says no more. */
const counted = 1_000;

/** What breaks today and what has been overdue the longest, per clause: a range of an index for each control, whatever is open. */
async function risksNow(parts: Parts, on: { runner: Runner }, now: number): Promise<Map<string, { dueToday: number; oldest: number | null }>> {
  const placed = [...parts.engine.compiled.deadlines.values()];
  const endOfDay = startOfDay(dayOf(now + DAY));
  const { rows } = await on.runner.query<{ clause: string; due: number; oldest: number | null }>(
    `select c.clause, sum(t.n)::int as due, min(o.breach_at) as oldest from unnest($1::text[], $2::text[]) c(clause, control)
     cross join lateral (select count(*) as n from (select from regulation.obligation where open and clause = c.clause and control = c.control
       and coalesce(due_at, 'infinity'::timestamptz) >= to_timestamp($3::bigint / 1000.0) and coalesce(due_at, 'infinity'::timestamptz) < to_timestamp($4::bigint / 1000.0) limit ${counted}) x) t
     left join lateral (select breach_at from regulation.obligation where open and clause = c.clause and control = c.control
       and coalesce(due_at, 'infinity'::timestamptz) < to_timestamp($3::bigint / 1000.0) and breach_at < to_timestamp($3::bigint / 1000.0) order by coalesce(due_at, 'infinity'::timestamptz), id limit 1) o on true
     group by 1`,
    [placed.map((p) => p.clause), placed.map((p) => p.control.id), now, endOfDay], 'regulation.risks_now');
  return new Map(rows.map((r) => [r.clause, { dueToday: r.due, oldest: r.oldest }]));
}

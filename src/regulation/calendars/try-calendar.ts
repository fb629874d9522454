import type { Actor } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { present } from '../obligations/present.ts';
import type { ObligationRow } from '../obligations/row.ts';
import type { Parts } from '../parts.ts';
import { buildCalendars, readWrittenCalendars, type WrittenCalendars } from '../runtime/calendars.ts';
import { keyOf } from '../runtime/compile.ts';
import { timeObligation } from '../runtime/timing.ts';
import { checked, holidayDays } from './change-calendar.ts';
import type { CalendarEffect, CalendarTrial } from './contract.ts';

/** Open obligations that are worked out; beyond it the counts say that there are more. */
const MOST = 20_000;
/** Of those that move, how many are named. */
const SHOWN = 50;

/** The calendars as they would be. Only those named would have a new revision. */
function changed(written: WrittenCalendars, trial: CalendarTrial): { written: WrittenCalendars; names: string[] } {
  if (trial.what === 'year') {
    const days = holidayDays(trial).map((d) => ({ calendar: null, day: d.day, kind: d.kind, shifts: null, name: d.name }));
    const inYear = (day: string): boolean => day.startsWith(`${trial.year}-`);
    return {
      names: written.calendars.filter((c) => c.holidays).map((c) => c.name),
      written: { ...written, days: [...written.days.filter((d) => d.calendar !== null || d.kind === 'override' || !inYear(d.day)), ...days], years: written.years.some((y) => y.year === trial.year) ? written.years : [...written.years, { year: trial.year }] },
    };
  }
  if (!written.calendars.some((c) => c.name === trial.name)) throw refuse(kernelNo['not-found']);
  if (trial.what === 'week') return { names: [trial.name], written: { ...written, calendars: written.calendars.map((c) => (c.name === trial.name ? { ...c, week: trial.week } : c)) } };
  const others = written.days.filter((d) => !(d.calendar === trial.name && d.day === trial.day && d.kind === 'override'));
  return { names: [trial.name], written: { ...written, days: trial.shifts === null ? others : [...others, { calendar: trial.name, day: trial.day, kind: 'override' as const, shifts: trial.shifts, name: null }] } };
}

/**
 * What a change of calendars would do to everything open, before anybody makes it: the same reckoning as when it is made, kept nowhere.
 * @throws regulation.calendar-wrong
 */
export const calendarTrial = (parts: Parts) => async ({ kernel, actor, body }: { kernel: Kernel; actor: Actor | null; body: CalendarTrial }): Promise<CalendarEffect> => {
  const now = kernel.clock.now();
  const { written, names } = changed(await readWrittenCalendars(kernel.db), body);
  const calendars = checked(() => buildCalendars(written));
  const placed = [...parts.engine.compiled.deadlines.values()].filter((p) => names.includes(p.control.calendar));
  const { rows: open } = await kernel.db.query<ObligationRow & Record<string, unknown>>(
    `select o.* from unnest($1::text[], $2::text[]) c(clause, control) join regulation.obligation o on o.clause = c.clause and o.control = c.control and o.open
     where o.calendar = any($3::text[]) order by coalesce(o.due_at, 'infinity'::timestamptz), o.id limit ${MOST + 1}`,
    [placed.map((p) => p.clause), placed.map((p) => p.control.id), names], 'regulation.calendar_trial');
  const effect = { open: Math.min(open.length, MOST), earlier: 0, later: 0, overdue: 0, notOverdue: 0, certain: 0, cut: open.length > MOST };
  const moved: { row: ObligationRow; to: number | null; turns: 'overdue' | 'not-overdue' | null }[] = [];
  for (const row of open.slice(0, MOST)) {
    const escalation = parts.engine.compiled.deadlines.get(keyOf(row.clause, row.control))!.control.escalation;
    const timed = timeObligation({ start: row.opened_at, limit: row.limits, calendar: calendars.get(row.calendar)!, escalation, pauses: row.pauses });
    if (row.provisional && !timed.provisional) effect.certain += 1;
    if (timed.due === row.due_at && timed.breachAt === row.breach_at) continue;
    const [was, is] = [row.breach_at !== null && row.breach_at < now, timed.breachAt !== null && timed.breachAt < now];
    const turns = is && !was ? 'overdue' as const : was && !is ? 'not-overdue' as const : null;
    if (turns === 'overdue') effect.overdue += 1;
    if (turns === 'not-overdue') effect.notOverdue += 1;
    if ((timed.due ?? 0) < (row.due_at ?? 0)) effect.earlier += 1;
    else effect.later += 1;
    if (moved.length < SHOWN) moved.push({ row, to: timed.due, turns });
  }
  const shown = await present(parts, kernel, actor!, moved.map((m) => m.row));
  return {
    ...effect,
    rows: shown.map((row, i) => ({ id: row.id, clause: row.clause, title: row.title, subject: { type: row.subject.type, id: row.subject.id, number: row.subject.number, href: row.subject.href }, from: row.dueAt, to: moved[i]!.to, turns: moved[i]!.turns })),
  };
};

import { isId } from '../../kernel/ids.ts';
import { posts, type Post } from '../../kernel/posts.ts';
import { words, type Words } from '../../kernel/words.ts';
import { sayCalendarVersion } from '../calendars/contract.ts';
import { elapsedMs } from '../clock/due.ts';
import { dueOf } from '../clock/clock.ts';
import { instantWords } from '../clock/instants.ts';
import { limitMs } from '../clock/limit.ts';
import type { Pause } from '../clock/pauses.ts';
import { keyOf } from '../runtime/compile.ts';
import type { Engine } from '../runtime/engine.ts';
import type { LimitOf } from '../runtime/timing.ts';
import type { SubjectCard } from '../subjects.ts';

/** A row of regulation.obligation as reads get it: instants in ms. */
export interface ObligationRow {
  id: string; clause: string; control: string; subject_type: string; subject_id: string; subject_no: string | null; cycle: bigint; owner_post: Post; owner_staff: string | null;
  owner_team: string | null; store_id: string | null; opened_at: number; due_at: number | null; breach_at: number | null;
  state: 'pending' | 'paused' | 'met' | 'breached' | 'cancelled' | 'waived' | 'unknown'; open: boolean; stopped_at: number | null; pauses: Pause[]; limits: LimitOf; calendar: string;
  calendar_version: string; parameter_value: string | null; provisional: boolean; levels: bigint[]; level: number; opened_by: string | null; closed_by: string | null;
  clause_version: string | null; evaluator_version: number | null;
}

/** What the obligation is called: the title of its work, else of its control (one that a newer rulebook no longer has keeps its key). */
export function titleOf(engine: Engine, row: Pick<ObligationRow, 'clause' | 'control'>): Words {
  const control = engine.rulebook.find((c) => c.id === row.clause)?.controls.find((c) => c.id === row.control);
  if (!control) return words(keyOf(row.clause, row.control), keyOf(row.clause, row.control));
  return control.kind === 'deadline' || control.kind === 'cadence' ? control.work.title : control.title;
}

export const postWords = (post: Post): Words => posts[post] ?? words(post, post);

/** Where a subject is opened: its own page, else the timeline of its facts. */
export const hrefOf = (row: { subject_type: string; subject_id: string }, card: SubjectCard | undefined): string => card?.href ?? `/cases/${row.subject_type}/${row.subject_id}`;

/** What has no number is called by its key where people can read it (a month); a piece of an id tells nobody anything. */
export const numberOfId = (subjectId: string): string => (isId(subjectId) ? '' : subjectId);

/** What the whole company owes (a month to close) has no number. */
const nameOf = (row: ObligationRow, card: SubjectCard | undefined): { number: string; title: string | null } =>
  (row.subject_type === 'company' && !card ? { number: '', title: '全公司' } : { number: card?.number ?? row.subject_no ?? numberOfId(row.subject_id), title: card?.title ?? null });

export const subjectShape = (row: ObligationRow, card: SubjectCard | undefined) => ({
  type: row.subject_type, id: row.subject_id, ...nameOf(row, card), href: hrefOf(row, card),
});

/** What is left of the limit while the clock stands; null while it runs (the due time says it) and for promises and working days. */
export function remainingOf(engine: Engine, row: ObligationRow): number | null {
  const open = row.pauses.find((p) => p.to === null);
  if (row.state !== 'paused' || !open || 'promisedAt' in row.limits || 'atMost' in row.limits || !engine.calendars.has(row.calendar)) return null;
  const ms = limitMs(row.limits);
  if (ms === null) return null;
  const calendar = engine.calendars.named(row.calendar);
  return Math.max(0, ms - elapsedMs({ start: row.opened_at, limit: row.limits, calendar, pauses: row.pauses }, open.from));
}

/** Why the due time is what it is: shifts used, pauses, holidays, versions (engine.md §3 rule 13). */
export function explanationOf(engine: Engine, row: ObligationRow): Words[] {
  const natural = engine.calendars.named('natural');
  if ('promisedAt' in row.limits) {
    const start = instantWords(row.opened_at, natural.zoned);
    const at = instantWords(row.limits.promisedAt, natural.zoned);
    if (engine.compiled.periodic.has(keyOf(row.clause, row.control)))
      return [words(`本期自 ${start.zh} 起，须在 ${at.zh} 之前完成；下一期开始时仍未完成的，记为超时并了结`, `The period begins ${start.en}; owed by ${at.en}. What is still missing when the next one begins stays breached and is closed`)];
    return [words(`${start.zh} 承诺在 ${at.zh} 之前完成；承诺的时间就是期限`, `Promised ${start.en} to be done by ${at.en}: what was promised is what is owed`)];
  }
  if ('atMost' in row.limits) return [words(`不计时间：完成时的次数不超过 ${row.limits.atMost}`, `No clock: the count at the end is at most ${row.limits.atMost}`)];
  if (!engine.calendars.has(row.calendar)) return [];
  // What is closed keeps the calendar that it was judged by.
  const newest = engine.calendars.named(row.calendar);
  const calendar = (row.open ? null : engine.calendars.pinned(row.calendar, row.calendar_version)) ?? newest;
  const lines: Words[] = dueOf({ start: row.opened_at, limit: row.limits, calendar, pauses: row.pauses }).explanation.map((line) => words(
    // People know the calendar by its name, not by its key.
    line.zh.replace(`日历“${calendar.name}”（${calendar.zone}，版本 ${calendar.version}）`, `日历“${sayCalendarVersion(calendar.version).zh}”`),
    line.en.replace(`calendar "${calendar.name}" (${calendar.zone}, version ${calendar.version})`, `calendar "${sayCalendarVersion(calendar.version).en}"`)));
  const judgedBy = sayCalendarVersion(row.calendar_version);
  if (row.calendar_version !== newest.version)
    lines.push(words(`判定时用的日历是${judgedBy.zh}，现为${sayCalendarVersion(newest.version).zh}；已结案的判定不随日历改动`, `Judged by the calendar ${judgedBy.en}; it is ${sayCalendarVersion(newest.version).en} now, and closed verdicts do not follow later changes`));
  if (row.clause_version !== null && row.evaluator_version !== null)
    lines.push(words(`依据：条款版本 ${row.clause_version}，日历 ${judgedBy.zh}，判定程序第 ${row.evaluator_version} 版`, `Judged by clause version ${row.clause_version}, calendar ${judgedBy.en}, evaluator ${row.evaluator_version}`));
  if (row.parameter_value === null) lines.push(words('时限为建议值，公司尚未正式确定', 'The limit is a suggested value; the company has not decided it yet'));
  return lines;
}

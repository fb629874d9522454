import { dayOf, DAY, startOfDay } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Runner } from '../../kernel/query.ts';
import { chapterPlaces } from '../book/cards.ts';
import type { Sight } from '../obligations/sight.ts';
import type { Subjects } from '../subjects.ts';
import { correctiveMine } from '../corrective/queries.ts';
import { changesToRead } from '../publications/queries.ts';
import { waitingApprovals } from './approvals.ts';
import { waitingSamples } from './samples.ts';

type On = { runner: Runner };

/** Groups are counted up to here: beyond it a number tells nobody more. */
export const COUNTED_WORK = 1_000;

export const endOfDay = (now: number): number => startOfDay(dayOf(now + DAY));

export interface WorkCounts { overdue: number; today: number; later: number; waiting: number; approvals: number; escalated: number; team: number; nextDueAt: number | null; /** By the entry of the navigation under which the records are opened. */ chapters: Record<string, number> }

interface Row { part: 'overdue' | 'today' | 'later' | 'waiting'; chapter: string; subject_type: string; n: number }

/**
 * How much waits for a person, by group and by place. A parcel of clause 2.3.3 is opened in logistics: it counts there and not at the chapter
 * of its clause. Each group is a range of the work list's own index, read as far as it is counted.
 */
export async function workCounts(on: On, subjects: Subjects, actor: Actor, sight: Sight, now: number): Promise<WorkCounts> {
  const due = "coalesce(o.due_at, 'infinity'::timestamptz)";
  // A post's own range and a person's own range of the index, each read no further than it is counted.
  const group = (part: Row['part'], where: string) =>
    `select '${part}' as part, left(clause, 1) as chapter, subject_type, count(*)::int as n from (
       select p.clause, p.subject_type from unnest($1::text[]) q(post) cross join lateral (select o.clause, o.subject_type from regulation.obligation o where o.open and o.owner_post = q.post and o.owner_staff is null
         and (o.owner_team is null or o.owner_team = any($2::uuid[])) and ${where} limit ${COUNTED_WORK}) p
       union all
       select p.clause, p.subject_type from unnest($3::uuid[]) q(staff) cross join lateral (select o.clause, o.subject_type from regulation.obligation o where o.open and o.owner_staff = q.staff and ${where} limit ${COUNTED_WORK}) p
       limit ${COUNTED_WORK}) x group by 2, 3`;
  const at = 'to_timestamp($4::bigint / 1000.0)';
  const end = 'to_timestamp($5::bigint / 1000.0)';
  const [{ rows }, { rows: [next] }, approvals, corrective, samples, changes] = await Promise.all([
    on.runner.query<Row & Record<string, unknown>>([
      group('overdue', `${due} < ${at} and o.breach_at < ${at}`),
      group('today', `${due} < ${end} and o.breach_at >= ${at}`),
      group('later', `${due} >= ${end} and o.due_at is not null`),
      group('waiting', `${due} = 'infinity'::timestamptz`),
    ].join(' union all '), [sight.posts, sight.teams, sight.staff, now, endOfDay(now)], 'regulation.work_counts'),
    on.runner.query<{ at: number | null }>(
      `select min(o.due_at) as at from (
         select p.* from unnest($1::text[]) q(post) cross join lateral (select o.due_at from regulation.obligation o where o.open and o.owner_post = q.post and o.owner_staff is null
           and (o.owner_team is null or o.owner_team = any($2::uuid[])) and ${due} > ${at} order by ${due}, o.id limit 1) p
         union all
         select p.* from unnest($3::uuid[]) q(staff) cross join lateral (select o.due_at from regulation.obligation o where o.open and o.owner_staff = q.staff and ${due} > ${at}
           order by ${due}, o.id limit 1) p) o`,
      [sight.posts, sight.teams, sight.staff, now], 'regulation.next_due'),
    waitingApprovals(on, actor, now),
    correctiveMine(on, actor),
    waitingSamples(on, actor),
    changesToRead(on, actor),
  ]);
  const counts: WorkCounts = { overdue: 0, today: 0, later: 0, waiting: 0, approvals: 0, escalated: 0, team: 0, nextDueAt: Number.isFinite(next?.at ?? NaN) ? next!.at : null, chapters: {} };
  for (const row of rows) {
    counts[row.part] += row.n;
    const place = subjects.placeOf(row.subject_type) ?? chapterPlaces[Number(row.chapter)];
    if (place && (row.part === 'overdue' || row.part === 'today')) counts.chapters[place] = (counts.chapters[place] ?? 0) + row.n;
  }
  for (const { due_at: at } of corrective) counts[at === null ? 'waiting' : at < now ? 'overdue' : at < endOfDay(now) ? 'today' : 'later'] += 1;
  counts.today += samples.length + changes.length;
  counts.approvals = approvals.filter((a) => a.mine === 'decide').length;
  counts.waiting += approvals.filter((a) => a.mine === 'asked').length;
  return counts;
}

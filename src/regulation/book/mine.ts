import type { Actor } from '../../kernel/actor.ts';
import { DAY, dayOf, startOfDay } from '../../kernel/clock.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { allPosts, posts, type Post } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Control } from '../clause.ts';
import { postsOf } from '../declare-check.ts';
import type { Parts } from '../parts.ts';
import { sentenceOf } from '../sentence.ts';
import { chapterTitles, clauseLineOf, valuesNow } from './cards.ts';
import { DEFAULT_DAYS, periodOf, rateOf, readFigures } from './figures.ts';
import { isLive } from './lamp.ts';
import { matchStands } from './matches.ts';

type On = { runner: Runner };
interface Query { days?: number | undefined; staff?: string | undefined }
interface Person { id: string; name: string; posts: readonly Post[]; teams: readonly string[] }
interface Own { open: number; overdue: number; dueToday: number; met: number; breached: number; cancelled: number; rate: number | null }

const nothing = (): Own => ({ open: 0, overdue: 0, dueToday: 0, met: 0, breached: 0, cancelled: 0, rate: null });
/** Open ones of a post are counted up to here. */
const COUNTED = 1_000;
/** Who reads it for anybody: those who answer for the department, staff matters, and the auditor. */
const forAll: readonly Post[] = ['department-head', 'general-manager', 'hr', 'auditor', 'administrator'];

/** What the rulebook asks of one person: the clauses that bind his posts, what he has open, and how he keeps it. */
export const askedOfMe = (parts: Parts) => async ({ kernel, actor, query }: Asked<undefined, Query>) => {
  const now = kernel.clock.now();
  const people = await readableBy(parts, kernel, actor!);
  const person = await personOf(parts, kernel, actor!, query.staff, people);
  const days = query.days ?? DEFAULT_DAYS;
  const period = periodOf(now, days);
  const [figures, own, { rows: [waiting] }] = await Promise.all([
    readFigures(kernel, period, null, await matchStands(parts, kernel, period)), ownByClause(kernel, person, now, startOfDay(period.from)),
    kernel.db.query<{ n: number }>('select count(*)::int as n from regulation.acknowledgement where staff_id = $1 and acknowledged_at is null', [person.id], 'regulation.changes_waiting'),
  ]);
  const asked = parts.rulebook.filter((clause) => clause.binds.some((post) => person.posts.includes(post)) || own.has(clause.id)).map((clause) => {
    const values = valuesNow(parts, clause, now);
    return {
      chapter: clause.chapter, line: clauseLineOf(parts, clause, figures, now), own: own.get(clause.id) ?? nothing(),
      asks: clause.controls.map((c) => ({ control: c.id, sentence: sentenceOf(clause, c, values), owed: owedBy(c).some((post) => person.posts.includes(post)), connected: isLive(clause, c) }))
        .toSorted((a, b) => Number(b.owed) - Number(a.owed)),
    };
  });
  const total = nothing();
  for (const one of own.values()) for (const key of ['open', 'overdue', 'dueToday', 'met', 'breached', 'cancelled'] as const) total[key] += one[key];
  return {
    days, person: { id: person.id, name: person.name, posts: person.posts.map((post) => posts[post]), self: person.id === actor!.id }, people, total: { ...total, rate: rateOf(total) }, changes: waiting!.n,
    chapters: ([1, 2, 3, 4, 5, 6, 7] as const).map((chapter) => ({ chapter, title: chapterTitles[chapter]!, clauses: asked.filter((a) => a.chapter === chapter).map(({ chapter: _, ...rest }) => rest) }))
      .filter((c) => c.clauses.length > 0),
  };
};

/** Posts that a control asks to act, as against those that it only tells. */
const owedBy = (control: Control): readonly Post[] =>
  (control.kind === 'deadline' || control.kind === 'cadence' || control.kind === 'match' ? [control.owner.post] : postsOf(control));

async function readableBy(parts: Parts, on: On, actor: Actor): Promise<{ id: string; name: string }[]> {
  if (actor.id === null) return [];
  const ids = actor.posts.some((post) => forAll.includes(post))
    ? (await parts.directory.holdersOf(on, allPosts.map((post) => ({ post, teamId: null })))).flat().map((h) => h.staffId)
    : await parts.directory.reportsOf(on, actor.id);
  const others = [...new Set(ids)].filter((id) => id !== actor.id);
  const names = await parts.directory.staffNames(on, others);
  return others.map((id) => ({ id, name: names.get(id) ?? '' })).toSorted((a, b) => a.name.localeCompare(b.name, 'zh'));
}

async function personOf(parts: Parts, on: On, actor: Actor, staff: string | undefined, people: readonly { id: string; name: string }[]): Promise<Person> {
  if (staff === undefined || staff === actor.id) return { id: actor.id ?? '', name: actor.name, posts: actor.posts, teams: actor.teamIds };
  const known = people.find((p) => p.id === staff);
  const voter = known && (await parts.directory.people(on, [staff])).get(staff);
  if (!known || !voter) throw refuse(kernelNo['not-found']);
  return { id: staff, name: known.name, posts: voter.posts, teams: voter.teams };
}

/** Two reads along indexes: what stands open for the person and his posts, and what he owed in person since the period began. */
async function ownByClause(on: On, person: Person, now: number, since: number): Promise<Map<string, Own>> {
  const found = new Map<string, Own>();
  const at = (clause: string): Own => {
    const own = found.get(clause) ?? nothing();
    found.set(clause, own);
    return own;
  };
  const [{ rows: open }, { rows: judged }] = await Promise.all([
    on.runner.query<{ clause: string; open: number; overdue: number; today: number }>(
      `select clause, count(*)::int as open, count(*) filter (where breach_at < to_timestamp($4::bigint / 1000.0))::int as overdue,
         count(*) filter (where breach_at >= to_timestamp($4::bigint / 1000.0) and due_at < to_timestamp($5::bigint / 1000.0))::int as today
       from (
         select p.* from unnest($1::text[]) q(post) cross join lateral (select o.clause, o.due_at, o.breach_at from regulation.obligation o where o.open and o.owner_post = q.post and o.owner_staff is null
           and (o.owner_team is null or o.owner_team = any($2::uuid[])) order by coalesce(o.due_at, 'infinity'::timestamptz), o.id limit ${COUNTED}) p
         union all select o.clause, o.due_at, o.breach_at from regulation.obligation o where o.open and o.owner_staff = $3::uuid) x group by 1`,
      [person.posts, person.teams, person.id, now, startOfDay(dayOf(now + DAY))], 'regulation.open_of_person'),
    on.runner.query<{ clause: string; met: number; breached: number; cancelled: number }>(
      `select clause, count(*) filter (where state = 'met')::int as met, count(*) filter (where state = 'breached')::int as breached, count(*) filter (where state = 'cancelled')::int as cancelled
       from regulation.obligation where owner_staff = $1 and opened_at >= to_timestamp($2::bigint / 1000.0) group by 1`, [person.id, since], 'regulation.judged_of_person'),
  ]);
  for (const row of open) Object.assign(at(row.clause), { open: row.open, overdue: row.overdue, dueToday: row.today });
  for (const { clause, ...counts } of judged) Object.assign(at(clause), counts, { rate: rateOf(counts) });
  return found;
}

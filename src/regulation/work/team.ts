import { sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Post } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import type { ObligationRow } from '../obligations/row.ts';
import { isMine, maySee, sightOf, type Sight } from '../obligations/sight.ts';
import type { Parts } from '../parts.ts';
import { COUNTED_WORK } from './counts.ts';

type On = { runner: Runner };

/** Posts that answer for what others owe in the whole department: what is overdue anywhere is theirs to settle. */
const answering: readonly Post[] = ['department-head', 'general-manager'];

/** What a manager has to look after beside his own duties: what the ladder has brought to him, and what his team lets lie. */
export interface TeamWork { escalated: number; team: number; rows: { group: 'escalated' | 'team'; row: ObligationRow }[] }

/** A control whose ladder speaks to one of the posts of a person, and from which level on. */
interface Step { clause: string; control: string; level: number }

function stepsTo(parts: Parts, actor: Actor): Step[] {
  return [...parts.engine.compiled.deadlines.values()].flatMap(({ clause, control }): Step[] => {
    const level = control.escalation.findIndex((step) => step.to !== control.owner.post && actor.posts.includes(step.to));
    return level < 0 ? [] : [{ clause, control: control.id, level: level + 1 }];
  });
}

/**
 * Overdue duties of others. `escalated`: the ladder of the control has reached a level that speaks to one of this person's posts.
 * `team`: the rest of what is overdue with those who report to him (the whole department for its head and the general manager). Each
 * is read along an index, never further than it is counted; `most` rows of each come in the order in which they are due.
 */
export async function teamWork(parts: Parts, on: On, actor: Actor, now: number, most: number): Promise<TeamWork> {
  if (actor.id === null || actor.kind === 'system') return { escalated: 0, team: 0, rows: [] };
  const sight = sightOf(parts.engine, actor);
  const steps = stepsTo(parts, actor);
  const reports = await parts.directory.reportsOf(on, actor.id);
  const whole = actor.posts.some((post) => answering.includes(post));
  if (steps.length === 0 && reports.length === 0 && !whole) return { escalated: 0, team: 0, rows: [] };
  const [escalated, team] = await Promise.all([
    steps.length === 0 ? nothing : read(on, sight, escalatedSource(steps), escalatedTo(whole, sight), now, most),
    reports.length === 0 && !whole ? nothing : read(on, sight, whole ? wholeSource(parts) : reportsSource(reports), notEscalated(steps), now, most),
  ]);
  return { escalated: escalated.n, team: team.n, rows: [...escalated.rows.map((row) => ({ group: 'escalated' as const, row })), ...team.rows.map((row) => ({ group: 'team' as const, row }))] };
}

const nothing = Promise.resolve({ n: 0, rows: [] as ObligationRow[] });
type Sql = ReturnType<typeof sql>;

const list = (values: readonly string[], type: 'text' | 'uuid'): Sql => sql`${sql.val([...values])}::${sql.raw(type)}[]`;
const due = sql`coalesce(o.due_at, 'infinity'::timestamptz)`;

/** Ranges of an index over what is overdue; `tail` ends each of them. */
type Source = (where: Sql, tail: Sql) => Sql;

const escalatedSource = (steps: readonly Step[]): Source => (where, tail) => sql`
  select o.* from unnest(${list(steps.map((s) => s.clause), 'text')}, ${list(steps.map((s) => s.control), 'text')}, ${sql.val(steps.map((s) => s.level))}::int[]) c(clause, control, level)
  cross join lateral (select o.* from regulation.obligation o where o.open and o.clause = c.clause and o.control = c.control and o.level >= c.level and ${where} ${tail}) o`;

const wholeSource = (parts: Parts): Source => {
  const all = [...parts.engine.compiled.deadlines.values()];
  return (where, tail) => sql`
    select o.* from unnest(${list(all.map((d) => d.clause), 'text')}, ${list(all.map((d) => d.control.id), 'text')}) c(clause, control)
    cross join lateral (select o.* from regulation.obligation o where o.open and o.clause = c.clause and o.control = c.control and ${where} ${tail}) o`;
};

const reportsSource = (reports: readonly string[]): Source => (where, tail) => sql`
  select o.* from unnest(${list(reports, 'uuid')}) q(staff) cross join lateral (select o.* from regulation.obligation o where o.open and o.owner_staff = q.staff and ${where} ${tail}) o`;

/** A ladder speaks to the holders of a post in the team that owes; a head of the department answers for every team. */
const escalatedTo = (whole: boolean, sight: Sight): Sql => (whole ? sql`true` : sql`(o.owner_team is null or o.owner_team = any(${list(sight.teams, 'uuid')}))`);

/** What has already come to this person by the ladder stands in its own group. */
const notEscalated = (steps: readonly Step[]): Sql => sql`not exists (select from unnest(${list(steps.map((s) => s.clause), 'text')}, ${list(steps.map((s) => s.control), 'text')},
  ${sql.val(steps.map((s) => s.level))}::int[]) s(clause, control, level) where s.clause = o.clause and s.control = o.control and o.level >= s.level)`;

async function read(on: On, sight: Sight, source: Source, more: Sql, now: number, most: number): Promise<{ n: number; rows: ObligationRow[] }> {
  const at = sql`to_timestamp(${now}::bigint / 1000.0)`;
  const where = sql`${due} < ${at} and o.breach_at < ${at} and ${isMine(sight)} is not true and ${maySee(sight)} and ${more}`;
  const tables = on.runner.tables<Record<string, never>>();
  const [counted, found] = await Promise.all([
    sql<{ n: bigint }>`select count(*) as n from (${source(where, sql`limit ${sql.lit(COUNTED_WORK)}`)} limit ${sql.lit(COUNTED_WORK)}) x`.execute(tables),
    most === 0 ? null : sql<ObligationRow>`select * from (${source(where, sql`order by ${due}, o.id limit ${sql.lit(most)}`)}) o order by ${due}, o.id limit ${sql.lit(most)}`.execute(tables),
  ]);
  return { n: Number(counted.rows[0]!.n), rows: found?.rows ?? [] };
}

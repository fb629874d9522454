import { sql, type RawBuilder } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Post } from '../../kernel/posts.ts';
import { keyOf } from '../runtime/compile.ts';
import type { Engine } from '../runtime/engine.ts';

/** Posts that see every obligation: they answer for the department or examine it. */
const wholeView: readonly Post[] = ['department-head', 'general-manager', 'administrator', 'auditor'];

/** Whose obligations somebody sees: own ones, those of his posts (in his teams), and those of posts whose overdue work he is told of. */
export interface Sight {
  readonly all: boolean;
  readonly staff: readonly string[];
  readonly posts: readonly Post[];
  readonly teams: readonly string[];
  /** Controls whose ladder leads to one of his posts: `2.3.3/shipped-in-time`. */
  readonly supervised: readonly string[];
}

export function sightOf(engine: Engine, actor: Actor): Sight {
  return {
    all: actor.kind === 'system' || actor.posts.some((post) => wholeView.includes(post)),
    staff: [actor.id, actor.onBehalfOf ?? null].filter((x): x is string => x !== null), posts: actor.posts, teams: actor.teamIds,
    supervised: [...engine.compiled.deadlines.values()].filter((d) => d.control.escalation.some((step) => step.to !== d.control.owner.post && actor.posts.includes(step.to)))
      .map((d) => keyOf(d.clause, d.control.id)),
  };
}

const array = (values: readonly string[], type: 'text' | 'uuid'): RawBuilder<unknown> => sql`${sql.val([...values])}::${sql.raw(type)}[]`;

/** What a person has to do himself: the work list. */
export const isMine = (sight: Sight): RawBuilder<unknown> =>
  sql`(o.owner_staff = any(${array(sight.staff, 'uuid')}) or (o.owner_staff is null and o.owner_post = any(${array(sight.posts, 'text')}) and ${inTeam(sight)}))`;

/**
 * Owed by somebody himself or by his team. What a post owes in common without a team gives sight of nothing: a seller would see what every other team
 * has to review; whoever is of the record's team sees it as his post does.
 */
const namesHim = (sight: Sight): RawBuilder<unknown> =>
  sql`(o.owner_staff = any(${array(sight.staff, 'uuid')}) or (o.owner_staff is null and o.owner_post = any(${array(sight.posts, 'text')}) and o.owner_team = any(${array(sight.teams, 'uuid')})))`;

/** Which of these records somebody owes something on now, named himself or by his team; to see them also those whose sample waits for a look by one of his posts, unless the work was his own. */
export async function owedOn(on: { runner: Runner }, sight: Sight, to: 'see' | 'work', type: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const samples = sql`union select s.subject_id from regulation.sample_check s where s.by_post = any(${array(sight.posts, 'text')}) and s.state in ('waiting', 'second-look') and s.subject_type = ${type}
    and s.subject_id = any(${array(ids, 'text')}) and not coalesce(s.done_by = any(${array(sight.staff, 'uuid')}), false)`;
  const { rows } = await sql<{ id: string }>`select o.subject_id as id from regulation.obligation o where o.subject_id = any(${array(ids, 'text')}) and o.open and o.subject_type = ${type} and ${namesHim(sight)} ${to === 'see' ? samples : sql``}`
    .execute(on.runner.tables<Record<string, never>>());
  return new Set(rows.map((r) => r.id));
}

export const inTeam = (sight: Sight): RawBuilder<unknown> => sql`(o.owner_team is null or o.owner_team = any(${array(sight.teams, 'uuid')}))`;

/** The row predicate of every list of obligations. Default deny: who holds no post sees nothing. */
export const maySee = (sight: Sight): RawBuilder<unknown> =>
  sight.all ? sql`true` : sql`(${isMine(sight)} or (o.clause || '/' || o.control = any(${array(sight.supervised, 'text')}) and ${inTeam(sight)}))`;

import { sql } from 'kysely';
import type { z } from 'zod';
import { permit, type Actor, type Scope } from '../../kernel/actor.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { every, page } from '../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Runner } from '../../kernel/query.ts';
import { posts } from '../../kernel/posts.ts';
import { timelineOf } from '../obligations/fact-lines.ts';
import type { Parts } from '../parts.ts';
import { mayWork, workPolicy, type ActionRow } from './action.ts';
import type { CorrectiveRow, listCorrective } from './contract.ts';
import { checkDue, rateOf } from './effect.ts';
import { readRule } from './scan.ts';

type Query = z.output<NonNullable<typeof listCorrective.query>>;
const TIMELINE = 100;
const owned = (actor: Actor) => sql`(a.owner_staff = any(${[actor.id, actor.onBehalfOf ?? null].filter((x) => x !== null)}::uuid[]) or (a.owner_staff is null and a.owner_post = any(${[...actor.posts]}::text[])))`;
export const seen = (actor: Actor, scope: Scope) => (scope === 'all' ? sql`true` : owned(actor));
const like = (q: string): string => `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;

export function rowOf(parts: Parts, a: ActionRow): CorrectiveRow {
  const control = parts.rulebook.find((c) => c.id === a.clause)?.controls.find((k) => k.id === a.control);
  return {
    id: a.id, actionNo: a.action_no, clause: a.clause, control: a.control, title: control?.title ?? { zh: a.control, en: a.control }, trigger: a.trigger, why: { zh: a.why.zh, en: a.why.en }, state: a.state, round: a.round, openedAt: a.opened_at,
    owner: { id: a.owner_staff, name: a.owner_name, post: posts[a.owner_post] }, dueAt: a.due_at, category: a.category, effective: a.effective, closedAt: a.closed_at, version: a.version,
  };
}

export const list = (parts: Parts) => async ({ kernel, actor, scope, query }: Asked<undefined, Query>) => {
  const found = await page<ActionRow, 'opened'>(kernel, {
    select: sql`a.*`,
    from: sql`from regulation.corrective_action a ${every([
      seen(actor!, scope), query.mine && owned(actor!), query.state && sql`a.state = any(${[...query.state]}::text[])`, query.trigger && sql`a.trigger = any(${[...query.trigger]}::text[])`,
      query.cause && sql`a.category = any(${[...query.cause]}::text[])`, query.clause ? sql`a.clause = ${query.clause}` : null, query.overdue && sql`a.due_at < to_timestamp(${kernel.clock.now()}::bigint / 1000.0)`,
      query.q ? sql`(a.action_no ilike ${like(query.q)} or a.clause like ${like(query.q)} or a.why ->> 'zh' ilike ${like(query.q)} or a.owner_name ilike ${like(query.q)} or a.plan ilike ${like(query.q)})` : null,
    ])}`,
    id: sql`a.id`, orders: { opened: { by: sql`a.opened_at`, type: 'timestamptz' } }, sort: query.sort ?? '-opened', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map((row) => rowOf(parts, row)) };
};

export const detail = (parts: Parts) => async ({ kernel, actor, scope, params, language }: Asked<{ id: string }, undefined>) => {
  const { rows: [a] } = await sql<ActionRow>`select a.* from regulation.corrective_action a where a.id = ${params.id} and ${seen(actor!, scope)}`.execute(kernel.runner.tables<Record<string, never>>());
  if (!a) throw refuse(kernelNo['not-found']);
  const [facts, rule] = await Promise.all([timelineOf(kernel, { type: 'corrective-action', id: a.id }, null, TIMELINE, language), readRule(kernel)]);
  const counts = (kept: number | null, broken: number | null) => (kept === null || broken === null ? null : { kept, broken, rate: rateOf({ kept, broken }) });
  const days = a.check_days ?? rule.check_days;
  return {
    ...rowOf(parts, a), openedBy: a.opened_by_name, containment: a.containment, whys: a.whys, plan: a.plan, planDue: a.plan_due, doneNote: a.done_note, doneAt: a.done_at, checkDays: days,
    checkDueAt: a.state === 'done' && a.done_at !== null ? checkDue(a.done_at, days) : null, before: counts(a.before_kept, a.before_broken), after: counts(a.after_kept, a.after_broken), checkedAt: a.checked_at,
    mayWork: mayWork(actor!, permit(actor, workPolicy), a), facts: facts.map((f) => ({ id: f.id, at: f.at, by: f.by, text: f.sentence })),
  };
};

/** What somebody has to do about corrective actions: for his work list. They are few. */
export async function correctiveMine(on: { runner: Runner }, actor: Actor): Promise<ActionRow[]> {
  if (actor.id === null) return [];
  const { rows } = await sql<ActionRow>`select a.* from regulation.corrective_action a where a.state not in ('done', 'closed') and ${owned(actor)} order by a.due_at, a.id limit 200`.execute(on.runner.tables<Record<string, never>>());
  return rows;
}

export const rule = async ({ kernel }: Asked<undefined, undefined>) => {
  const r = await readRule(kernel);
  return { breaches: r.breaches, windowDays: r.window_days, repeats: r.repeats, repeatDays: r.repeat_days, checkDays: r.check_days, stepDays: r.step_days, decided: r.decided, version: r.version };
};

import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { Actor } from '../../kernel/actor.ts';
import type { Answer, Endpoint } from '../../kernel/http/contract.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { every, matching, page } from '../../kernel/keyset.ts';
import { posts } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { searchQuery } from '../../kernel/search.ts';
import { linkSecret, openLink } from '../../kernel/signed-link.ts';
import type { Parts } from '../parts.ts';
import type { ApprovalTable, DelegationTable } from '../schema.ts';
import { isInvolved } from './acts.ts';
import { chainHomes } from './chains.ts';
import type * as contract from './contract.ts';
import { approvalCardOf, approvalRow, standingOf } from './read.ts';
import { eligible } from './rearrange.ts';
import { readApprovalRow } from './store.ts';
import { openSeats } from './state.ts';

type On = { runner: Runner };
type QueryOf<E> = E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;

/** Ids in whose names this person looks: his own, the colleague's whom he stands in for, and those who delegated to him. */
export const namesOf = (actor: Actor, delegations: readonly DelegationTable[]): string[] => [actor.id!, ...(actor.onBehalfOf ? [actor.onBehalfOf] : []), ...delegations.map((d) => d.from_staff)];

/** What waits for a person's signature: named, by post, or by delegation; never what he asked for himself. */
export const waitsFor = (actor: Actor, names: readonly string[]) =>
  sql`a.state = 'waiting' and a.requested_person <> ${actor.personId ?? actor.id} and a.requested_by <> ${actor.id}
    and (a.deciders && ${sql.val(names)}::uuid[] or a.may_decide && ${sql.val([...actor.posts])}::text[] and not a.signed @> array[${actor.id}]::uuid[])`;

/** Requests that concern a person: his own, those that he signs or has signed, copies. Everything to those who oversee; null then. */
export function concerning(actor: Actor, names: readonly string[]): RawBuilder<unknown> | null {
  if (actor.posts.some((p) => p === 'general-manager' || p === 'auditor')) return null;
  const ids = sql`${sql.val(names)}::uuid[]`;
  return sql`(a.requested_by = ${actor.id} or a.copied && ${ids} or a.signed && ${ids} or a.deciders && ${ids} or a.may_decide && ${sql.val([...actor.posts])}::text[])`;
}

export const approvals = (parts: Parts) => async ({ kernel, actor, query }: Asked<undefined, QueryOf<typeof contract.listApprovals>>): Promise<Answer<typeof contract.listApprovals>> => {
  const me = actor!;
  const standing = await standingOf(parts, kernel, me, kernel.clock.now());
  const names = namesOf(me, standing.delegations);
  const ids = sql`${sql.val(names)}::uuid[]`;
  const named = await matching(kernel, { table: sql`regulation.approval a`, id: sql`a.id`, search: sql`a.search`, q: searchQuery(query.q ?? '') });
  const mine = {
    waiting: waitsFor(me, names), started: sql`a.requested_by = ${me.id}`, copied: sql`a.copied && ${ids}`, done: sql`a.signed @> array[${me.id}]::uuid[]`,
  };
  const found = await page<ApprovalTable, 'requested'>(kernel, {
    select: sql`a.*`,
    from: sql`from regulation.approval a ${every([
      named, query.mine ? mine[query.mine] : concerning(me, names),
      query.state && sql`a.state = any (${query.state}::text[])`, query.clause ? sql`a.clause = ${query.clause}` : null,
    ])}`,
    id: sql`a.id`, orders: { requested: { by: sql`a.requested_at`, type: 'timestamptz' } }, sort: query.sort ?? '-requested', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map((row) => approvalRow(me, row, standing)) };
};

/** A request that this person may see: who asked, who signs, who signed, who got a copy. To others it is not there. */
async function seen(parts: Parts, on: On, actor: Actor, id: string, now: number): Promise<ApprovalTable> {
  const row = await readApprovalRow(on, id);
  const { delegations } = await standingOf(parts, on, actor, now);
  if (!row || !isInvolved(actor, row, delegations.map((d) => d.from_staff))) throw refuse(kernelNo['not-found']);
  return row;
}

export const approval = (parts: Parts) => async ({ kernel, actor, params }: Asked<{ id: string }, undefined>): Promise<Answer<typeof contract.readApproval>> =>
  approvalCardOf(parts, kernel, actor!, await seen(parts, kernel, actor!, params.id, kernel.clock.now()), kernel.clock.now());

/** The address in a mail: signed, so that nobody guesses ids; it opens nothing without signing in, and only to those concerned. */
export const approvalLink = (parts: Parts) => async ({ kernel, actor, params }: Asked<{ token: string }, undefined>): Promise<{ id: string }> => {
  const link = openLink(await linkSecret(kernel), params.token, 'approval', kernel.clock.now());
  return { id: (await seen(parts, kernel, actor!, link.id, kernel.clock.now())).id };
};

export const signatories = (parts: Parts) => async ({ kernel, actor, params }: Asked<{ id: string }, undefined>): Promise<Answer<typeof contract.listSignatories>> => {
  const row = await seen(parts, kernel, actor!, params.id, kernel.clock.now());
  const [seat] = openSeats(row.life);
  const all = await everybody(parts, kernel);
  return { rows: all.filter((p) => p.person !== row.requested_person && p.staff !== actor!.id).map((p) => ({ id: p.staff, name: p.name, posts: p.posts.map((post) => posts[post]), mayTake: seat !== undefined && eligible(row.life, p, seat) })) };
};

async function everybody(parts: Parts, on: On) {
  const held = (await parts.directory.holdersOf(on, (Object.keys(posts) as (keyof typeof posts)[]).map((post) => ({ post, teamId: null })))).flat();
  return [...(await parts.directory.people(on, [...new Set(held.map((h) => h.staffId))])).values()].toSorted((a, b) => a.name.localeCompare(b.name, 'zh'));
}

export const delegations = (parts: Parts) => async ({ kernel, actor, query }: Asked<undefined, QueryOf<typeof contract.listDelegations>>): Promise<Answer<typeof contract.listDelegations>> => {
  const now = kernel.clock.now();
  const at = sql`to_timestamp(${now}::bigint / 1000.0)`;
  const state = sql`case when d.ended_at is not null then 'ended' when d.to_at <= ${at} then 'past' when d.from_at > ${at} then 'planned' else 'in-force' end`;
  const wide = actor!.posts.some((p) => ['general-manager', 'auditor', 'administrator'].includes(p));
  const like = query.q ? `%${query.q.replace(/[\\%_]/g, String.raw`\$&`)}%` : null;
  const found = await page<DelegationTable & { state: 'planned' | 'in-force' | 'past' | 'ended' }, 'from'>(kernel, {
    select: sql`d.*, ${state} as state`,
    from: sql`from regulation.delegation d ${every([
      wide ? null : sql`(d.from_staff = ${actor!.id} or d.to_staff = ${actor!.id})`, query.state && sql`${state} = any (${query.state}::text[])`,
      like !== null && sql`(d.from_name like ${like} or d.to_name like ${like} or d.reason like ${like})`,
    ])}`,
    id: sql`d.id`, orders: { from: { by: sql`d.from_at`, type: 'timestamptz' } }, sort: query.sort ?? '-from', cursor: query.cursor, limit: query.limit,
  });
  const titles = new Map(chainHomes(parts.engine, parts.rulebook, now).map((h) => [h.key, h.title]));
  return {
    ...found, rows: found.rows.map((d) => ({
      id: d.id, from: { id: d.from_staff, name: d.from_name }, to: { id: d.to_staff, name: d.to_name }, fromAt: d.from_at, toAt: d.to_at, chains: d.chain_keys?.map((key) => ({ key, title: titles.get(key) ?? { zh: key, en: key } })) ?? null,
      upTo: d.up_to === null ? null : Number(d.up_to), reason: d.reason, state: d.state, mayEnd: (d.state === 'planned' || d.state === 'in-force') && (actor!.id === d.from_staff || actor!.id === d.to_staff),
    })),
  };
};

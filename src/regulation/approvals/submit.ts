import { personOf, type Actor } from '../../kernel/actor.ts';
import { DAY } from '../../kernel/clock.ts';
import { searchColumn } from '../../kernel/search.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Words } from '../../kernel/words.ts';
import type { Directory } from '../directory.ts';
import { approvalBlocked, approvalSubmitted, requestsSplit } from '../facts.ts';
import type { Engine } from '../runtime/engine.ts';
import type { ApprovalTable } from '../schema.ts';
import { choose, type Chain } from './chain.ts';
import { chainAt, type ChainHome } from './chains.ts';
import { seatSteps } from './seats.ts';
import { contentHash, derived, writeEvent } from './store.ts';
import type { Life, Voter } from './state.ts';
import { tellDeciders } from './tell.ts';

/** What the machine needs of the engine: values, calendars, and who is who. */
export interface Desk { readonly engine: Engine; readonly directory: Directory }

export interface Submission {
  readonly home: ChainHome;
  readonly subject: { readonly type: string; readonly id: string };
  readonly title: Words;
  readonly href: string | null;
  /** Everything that matters about it, plain JSON: votes are bound to its hash. */
  readonly content: Record<string, unknown>;
  readonly reason: string;
  /** What it is for: requests of one purpose count together. */
  readonly purpose: string | null;
  /** Only where the rulebook does not say who decides: the approval after an override. */
  readonly chain?: Chain;
}

/** Somebody as he stands now; who is not in the company's register (programs, tests) stands as he signed in. */
export async function voterOf(on: { runner: Runner }, directory: Directory, actor: Actor): Promise<Voter> {
  const staff = personOf(actor);
  return (await directory.people(on, [staff])).get(staff) ?? { staff, person: actor.personId ?? staff, name: actor.name, posts: actor.posts, teams: actor.teamIds };
}

/**
 * Lays a request before those who sign it. The chain is a snapshot of this moment. Amount bands look at the whole: what the same person
 * asked for the same purpose within the window counts together, and is flagged when it reaches a higher band.
 */
export async function submitApproval(tx: Tx, desk: Desk, asked: Submission): Promise<{ id: string; hash: string; blocked: readonly Words[] }> {
  const requester = await voterOf(tx, desk.directory, tx.actor);
  const chain = asked.chain ?? (await chainAt(tx, asked.home, tx.now));
  const alone = choose(chain, asked.content);
  const together = await sameWhole(tx, desk.engine, { chainKey: asked.home.key, purpose: asked.purpose, subjectId: asked.subject.id }, requester, alone.figure);
  const chosen = together ? choose(chain, { ...asked.content, [chain.field!]: together.whole }) : alone;
  const { steps, findings } = await seatSteps(tx, desk.directory, requester, chosen.steps);
  const id = tx.newId();
  const hash = contentHash(asked.content);
  const life: Life = {
    status: findings.length > 0 ? 'blocked' : 'waiting', requester: { staff: requester.staff, person: requester.person, name: requester.name }, hash, version: 1, rev: 0, steps, at: 0, enteredAt: tx.now,
    alarm: 0, votes: [], copied: [], nudgedAt: null, validHours: chain.validHours, expiresAt: null, ...(findings.length > 0 ? { blockedBy: findings } : {}), ...(asked.home.apart ? { apart: true } : {}),
  };
  const d = derived(life, desk.engine.calendars.named('office'));
  const split = together !== null && chosen.band !== alone.band ? together.ids : [];
  const [row] = await tx.rows<ApprovalTable & Record<string, unknown>>('regulation.submit_approval',
    `insert into regulation.approval (id, verb, clause, control, chain_key, subject_type, subject_id, title, href, content, content_hash, reason, requested_by, requested_person, requested_by_name, requested_at,
       may_decide, state, life, chain, figure, whole, purpose, split_with, deciders, wake_at, search)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10::jsonb, $11, $12, $13, $14, $15, to_timestamp($16::bigint / 1000.0), $17, $18, $19::jsonb, $20::jsonb, $21, $22, $23, $24, $25,
       to_timestamp($26::bigint / 1000.0), array_to_tsvector(string_to_array($27, ' '))) returning *`,
    [id, asked.home.verb, asked.home.clause, asked.home.control?.id ?? null, asked.home.key, asked.subject.type, asked.subject.id, JSON.stringify(asked.title), asked.href ?? `/approvals/${id}`,
      JSON.stringify(asked.content), hash, asked.reason, requester.staff, requester.person, requester.name, tx.now, d.posts, life.status, JSON.stringify(life), JSON.stringify(chain), alone.figure,
      together?.whole ?? alone.figure, asked.purpose, split, d.deciders, d.wakeAt,
      searchColumn({ texts: [asked.title.zh, asked.title.en, asked.reason, asked.purpose], names: [requester.name, asked.title.zh], numbers: [asked.subject.id] })]);
  await keepVersion(tx, id, 1, asked.content, hash, asked.reason);
  await writeEvent(tx, id, { what: 'submit', note: asked.reason });
  const said = { clause: asked.home.clause, verb: asked.home.verb, title: asked.title };
  const objects = [{ type: asked.subject.type, id: asked.subject.id }];
  tx.fact(approvalSubmitted, id, { ...said, whole: together?.whole ?? null, splitWith: split }, { objects });
  if (split.length > 0) tx.fact(requestsSplit, id, { ...said, whole: together!.whole, with: split }, { objects });
  if (findings.length > 0) {
    tx.fact(approvalBlocked, id, { ...said, why: findings.map((f) => f.zh) }, { objects });
    await writeEvent(tx, id, { what: 'blocked', note: findings.map((f) => f.zh).join('；') });
  }
  await tellDeciders(tx, desk, row!, []);
  return { id, hash, blocked: findings };
}

export async function keepVersion(tx: Tx, id: string, version: number, content: Record<string, unknown>, hash: string, reason: string): Promise<void> {
  await tx.rows('regulation.keep_version',
    'insert into regulation.approval_version (approval_id, version, content, content_hash, reason, by_name, at) values ($1, $2, $3::jsonb, $4, $5, $6, to_timestamp($7::bigint / 1000.0))',
    [id, version, JSON.stringify(content), hash, reason, tx.actor.name, tx.now]);
}

/** Window for split requests in days, where the rulebook does not set one (clause 6.2.2 does: `splitWindow`). */
const WINDOW_DAYS = 7;

/** What the same person has asked for one purpose within the window, with the figure of this request; null where nothing counts together. */
export async function sameWhole(tx: Tx, engine: Engine, asked: { readonly chainKey: string; readonly purpose: string | null; readonly subjectId: string }, requester: Voter, figure: number | null): Promise<{ whole: number; ids: string[] } | null> {
  if (!asked.purpose || figure === null) return null;
  const days = engine.rulebook.some((c) => c.parameters.some((p) => p.key === 'splitWindow')) ? Number(engine.values.at('splitWindow', tx.now).value) : WINDOW_DAYS;
  // Two at the same moment: the second one sees the first.
  await tx.rows('regulation.lock_purpose', 'select pg_advisory_xact_lock(hashtextextended($1, 7))', [`${asked.chainKey}|${requester.person}|${asked.purpose}`]);
  const rows = await tx.rows<{ id: string; figure: bigint }>('regulation.same_whole',
    `select id, figure from regulation.approval where chain_key = $1 and requested_person = $2 and purpose = $3 and requested_at > to_timestamp($4::bigint / 1000.0) and figure is not null
       and state not in ('withdrawn', 'rejected', 'expired') and subject_id <> $5 order by requested_at`, [asked.chainKey, requester.person, asked.purpose, tx.now - days * DAY, asked.subjectId]);
  return rows.length === 0 ? null : { whole: figure + rows.reduce((sum, r) => sum + Number(r.figure), 0), ids: rows.map((r) => r.id) };
}

import { createHash } from 'node:crypto';
import { personOf } from '../../kernel/actor.ts';
import { canonical } from '../../kernel/json.ts';
import { lifeCycle, next } from '../../kernel/lifecycle.ts';
import { posts, type Post } from '../../kernel/posts.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { words, type Words } from '../../kernel/words.ts';
import { regulationNo } from '../refusals.ts';
import type { ApprovalTable } from '../schema.ts';

export const approvalLife = lifeCycle({
  noun: words('审批', 'approval'),
  first: 'waiting',
  states: { waiting: words('待审批', 'waiting'), approved: words('已通过', 'approved'), rejected: words('已驳回', 'rejected'), withdrawn: words('已撤回', 'withdrawn') },
  moves: { waiting: { approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' }, approved: {}, rejected: {}, withdrawn: {} },
});

/** What is asked: one person asks, one other person of the posts named decides. */
export interface Request {
  readonly verb: string;
  readonly clause: string | null;
  readonly subject: { readonly type: string; readonly id: string };
  readonly title: Words;
  readonly href: string;
  /** Everything that matters about it, plain JSON: the decision is bound to its hash. */
  readonly content: Record<string, unknown>;
  readonly reason: string;
  readonly mayDecide: readonly Post[];
}

export const contentHash = (content: Record<string, unknown>): string => createHash('sha256').update(canonical(content)).digest('hex');

/** Lays a request before those who may decide. Inside a verb; the caller says so as a fact of its own. */
export async function requestApproval(tx: Tx, asked: Request): Promise<{ id: string; hash: string }> {
  const id = tx.newId();
  const hash = contentHash(asked.content);
  await tx.rows('regulation.request_approval',
    `insert into regulation.approval (id, verb, clause, subject_type, subject_id, title, href, content, content_hash, reason, requested_by, requested_person,
       requested_by_name, requested_at, may_decide, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, to_timestamp($14::bigint / 1000.0), $15, 'waiting')`,
    [id, asked.verb, asked.clause, asked.subject.type, asked.subject.id, JSON.stringify(asked.title), asked.href.replace('{id}', id), JSON.stringify(asked.content), hash, asked.reason,
      personOf(tx.actor), tx.actor.personId ?? personOf(tx.actor), tx.actor.name, tx.now, asked.mayDecide]);
  return { id, hash };
}

export async function lockApproval(tx: Tx, id: string, verb: string): Promise<ApprovalTable | null> {
  const [row] = await tx.rows<ApprovalTable & Record<string, unknown>>('regulation.lock_approval', 'select * from regulation.approval where id = $1 and verb = $2 for update', [id, verb]);
  return row ?? null;
}

/**
 * One other person decides. Checked on the natural person, for the actor and for whom he stands in (engine.md §4).
 * @throws regulation.already-decided, regulation.not-your-own, regulation.not-yours-to-decide, kernel.changed-meanwhile
 */
export async function decideApproval(tx: Tx, approval: ApprovalTable, event: 'approve' | 'reject', given: { hash: string; note: string | null }): Promise<void> {
  if (approval.state !== 'waiting') throw refuse(regulationNo['already-decided']);
  const person = tx.actor.personId ?? personOf(tx.actor);
  if (person === approval.requested_person || tx.actor.id === approval.requested_by || tx.actor.onBehalfOf === approval.requested_by) throw refuse(regulationNo['not-your-own']);
  if (!approval.may_decide.some((post) => tx.actor.posts.includes(post as Post))) {
    const names = approval.may_decide.map((post) => posts[post as Post]);
    throw refuse(regulationNo['not-yours-to-decide'], words(`须由${names.map((n) => n.zh).join('或')}审批。`, `To be decided by the ${names.map((n) => n.en).join(' or ')}.`));
  }
  if (given.hash !== approval.content_hash) throw refuse(kernelNo['changed-meanwhile']);
  await close(tx, approval, event, given.note);
}

/** The one who asked takes it back before anybody has decided. @throws regulation.already-decided, kernel.not-allowed */
export async function withdrawApproval(tx: Tx, approval: ApprovalTable): Promise<void> {
  if (approval.state !== 'waiting') throw refuse(regulationNo['already-decided']);
  if (tx.actor.id !== approval.requested_by) throw refuse(kernelNo['not-allowed'], words('只有申请人可以撤回。', 'Only the one who asked may withdraw it.'));
  await close(tx, approval, 'withdraw', null);
}

async function close(tx: Tx, approval: ApprovalTable, event: 'approve' | 'reject' | 'withdraw', note: string | null): Promise<void> {
  await tx.rows('regulation.close_approval',
    `update regulation.approval set state = $2, decided_by = $3, decided_person = $4, decided_by_name = $5, decided_at = to_timestamp($6::bigint / 1000.0), note = $7 where id = $1`,
    [approval.id, next(approvalLife, approval.state, event), personOf(tx.actor), tx.actor.personId ?? personOf(tx.actor), tx.actor.name, tx.now, note]);
}

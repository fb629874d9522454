import type { Actor } from '../../kernel/actor.ts';
import { posts, type Post } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import { words } from '../../kernel/words.ts';
import type { ChangeCard } from '../parameters/contract.ts';
import type { ApprovalTable } from '../schema.ts';
import type { WorkDetail, WorkItem } from './contract.ts';

type On = { runner: Runner };

export type WaitingApproval = ApprovalTable & { mine: 'decide' | 'asked' };

/** Approvals that wait for this person, and those that he waits for. They are few: requests of a company, not of its orders. */
export async function waitingApprovals(on: On, actor: Actor): Promise<WaitingApproval[]> {
  if (actor.id === null) return [];
  const { rows } = await on.runner.query<ApprovalTable & Record<string, unknown>>(
    `select * from regulation.approval where state = 'waiting' and (requested_by = $1 or (may_decide && $2::text[] and requested_person <> $3 and requested_by is distinct from $4))
     order by requested_at, id limit 200`, [actor.id, actor.posts, actor.personId ?? actor.id, actor.onBehalfOf ?? null], 'regulation.waiting_approvals');
  return rows.map((row) => ({ ...row, mine: row.requested_by === actor.id ? 'asked' : 'decide' }));
}

export function approvalItem(row: WaitingApproval): WorkItem {
  const deciders = row.may_decide.map((p) => posts[p as Post]);
  return {
    id: row.id, kind: 'approval', group: row.mine === 'decide' ? 'approvals' : 'waiting', title: row.title, clause: row.clause,
    subject: { type: row.subject_type, id: row.subject_id, number: '', title: row.reason, href: row.href },
    whom: row.mine === 'decide' ? row.requested_by_name : deciders.map((d) => d.zh).join('、'), owner: null, state: 'pending', openedAt: row.requested_at,
    dueAt: null, breachAt: null, remainingMs: null, provisional: false,
  };
}

/** What, how much, why, what the rule would say; approve or reject where it stands. */
export function approvalDetail(item: WorkItem, change: ChangeCard): WorkDetail {
  const decide = (key: string, label: ReturnType<typeof words>, noun: string, primary: boolean) => ({
    key, label, primary, post: { path: `/parameter-changes/${change.id}/${noun}`, body: { hash: change.hash, note: null } }, href: null, confirm: null,
    refused: change.mayDecide ? null : { detail: change.refused ?? words('该申请已有结论', 'It has been decided'), clause: change.clause },
  });
  return {
    item, sentence: words(`${change.label.zh}：由 ${change.before.zh} 改为 ${change.after.zh}`, `${change.label.en}: from ${change.before.en} to ${change.after.en}`),
    facts: [
      { label: words('适用范围', 'Scope'), value: change.scope ?? words('全公司', 'Whole company') },
      { label: words('生效', 'From'), value: change.from ?? words('批准后立即', 'At once when approved') },
      { label: words('理由', 'Reason'), value: change.reason },
      { label: words('申请人', 'Asked by'), value: change.requestedBy },
      ...change.sentences.map((s) => ({ label: words('修改后', 'It would say'), value: s.after })),
    ],
    explanation: [],
    acts: item.group === 'waiting' && change.mayWithdraw
      ? [{ key: 'withdraw', label: words('撤回', 'Withdraw'), primary: false, post: { path: `/parameter-changes/${change.id}/withdrawal`, body: {} }, href: null, confirm: null, refused: null }]
      : [decide('reject', words('驳回', 'Reject'), 'rejection', false), decide('approve', words('批准', 'Approve'), 'approval', true)],
  };
}

import type { Actor } from '../../kernel/actor.ts';
import type { Runner } from '../../kernel/query.ts';
import { words } from '../../kernel/words.ts';
import type { ApprovalCard } from '../approvals/contract.ts';
import { delegationsTo, inScope } from '../approvals/delegations.ts';
import { seatWords } from '../approvals/present.ts';
import { openSeats } from '../approvals/state.ts';
import type { ApprovalTable } from '../schema.ts';
import type { WorkDetail, WorkItem } from './contract.ts';

type On = { runner: Runner };

export type WaitingApproval = ApprovalTable & { mine: 'decide' | 'asked' };

/** Approvals that wait for this person (in his own name or by delegation), and those that he waits for. They are few: requests of a company, not of its orders. */
export async function waitingApprovals(on: On, actor: Actor, now: number): Promise<WaitingApproval[]> {
  if (actor.id === null) return [];
  const delegations = await delegationsTo(on, actor.id, now);
  const names = [actor.id, ...(actor.onBehalfOf ? [actor.onBehalfOf] : [])];
  const { rows } = await on.runner.query<ApprovalTable & { own: boolean } & Record<string, unknown>>(
    `select *, (deciders && $5::uuid[] or may_decide && $2::text[] and not signed @> array[$1]::uuid[]) as own from regulation.approval where state in ('waiting', 'returned', 'blocked') and (requested_by = $1 or (state = 'waiting'
       and (may_decide && $2::text[] and not signed @> array[$1]::uuid[] or deciders && $6::uuid[]) and requested_person <> $3 and requested_by is distinct from $4))
     order by requested_at, id limit 200`, [actor.id, actor.posts, actor.personId ?? actor.id, actor.onBehalfOf ?? null, names, [...names, ...delegations.map((d) => d.from_staff)]], 'regulation.waiting_approvals');
  return rows.filter((row) => row.requested_by === actor.id || row.own || delegations.some((d) => row.deciders.includes(d.from_staff) && inScope(d, row)))
    .map((row) => ({ ...row, mine: row.requested_by === actor.id ? 'asked' : 'decide' }));
}

export function approvalItem(row: WaitingApproval): WorkItem {
  const deciders = openSeats(row.life).map(seatWords);
  return {
    id: row.id, kind: 'approval', group: row.mine === 'decide' ? 'approvals' : 'waiting', title: row.title, clause: row.clause,
    subject: { type: row.subject_type, id: row.subject_id, number: '', title: row.reason, href: `/approvals/${row.id}` },
    whom: row.mine === 'decide' ? row.requested_by_name : row.state === 'returned' ? '已退回' : row.state === 'blocked' ? '无人可签' : deciders.map((d) => d.zh).join('、'), owner: null, post: null, state: 'pending', openedAt: row.requested_at,
    dueAt: null, breachAt: null, remainingMs: null, provisional: false,
  };
}

/** What, how much, why, what the rule would say; approve or reject where it stands. */
export function approvalDetail(item: WorkItem, card: ApprovalCard): WorkDetail {
  const [first] = card.fields;
  const sentence = first?.before ? words(`${first.label.zh}：由 ${first.before.zh} 改为 ${first.now.zh}`, `${first.label.en}: from ${first.before.en} to ${first.now.en}`) : card.title;
  const sign = (key: string, label: ReturnType<typeof words>, yes: boolean) => ({
    key, label, primary: yes, post: { path: `/approvals/${card.id}/signature`, body: { hash: card.hash, step: card.step ?? '-', for: card.asFor?.id ?? null, note: null, yes } }, href: null, confirm: null,
    refused: card.maySign ? null : { detail: card.refused ?? words('该申请已有结论', 'It has been decided'), clause: card.clause },
  });
  const open = { key: 'open', label: words('打开', 'Open'), primary: false, post: null, href: `/approvals/${card.id}`, confirm: null, refused: null };
  return {
    item, sentence,
    facts: [
      ...card.fields.slice(first?.before ? 1 : 0).map((f) => ({ label: f.label, value: f.now })),
      { label: words('理由', 'Reason'), value: card.reason }, { label: words('申请人', 'Asked by'), value: card.requestedBy },
      ...(card.asFor ? [{ label: words('代签', 'In the name of'), value: card.asFor.name }] : []), ...card.lines.map((line) => ({ label: words('修改后', 'It would say'), value: line })),
    ],
    explanation: [],
    acts: item.group === 'waiting'
      ? [open, ...(card.mayWithdraw ? [{ key: 'withdraw', label: words('撤回', 'Withdraw'), primary: false, post: { path: `/approvals/${card.id}/withdrawal`, body: {} }, href: null, confirm: null, refused: null }] : [])]
      : [open, sign('reject', words('驳回', 'Reject'), false), sign('approve', words('批准', 'Approve'), true)],
  };
}

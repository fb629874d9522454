import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { allPosts, type Post } from '../../kernel/posts.ts';
import { done, id, instant, listOf, page, query, text, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

const post = z.enum(allPosts as [Post, ...Post[]]);
export const approvalStates = ['waiting', 'returned', 'blocked', 'approved', 'executed', 'rejected', 'withdrawn', 'expired'] as const;
export const approvalStateWords = {
  waiting: words('审批中', 'Waiting'), returned: words('已退回', 'Returned'), blocked: words('无人可签', 'Blocked'), approved: words('已通过', 'Approved'), executed: words('已执行', 'Carried out'),
  rejected: words('已驳回', 'Rejected'), withdrawn: words('已撤回', 'Withdrawn'), expired: words('已过期', 'Expired'),
} as const;
export const modeWords = { any: words('或签', 'any one'), all: words('会签', 'all'), sequence: words('依次', 'in sequence'), share: words('票签', 'a share') } as const;
const mode = z.enum(['any', 'all', 'sequence', 'share']);
const mine = z.enum(['waiting', 'started', 'copied', 'done']);

const row = z.object({
  id, title: wordsShape, clause: z.string().nullable(), state: z.enum(approvalStates), requestedBy: z.string(), requestedAt: instant, reason: z.string(), subject: z.object({ type: z.string(), id: z.string() }),
  figure: z.int().nullable(), unit: z.enum(['fen', 'basisPoints', 'days', 'points']).nullable(), /** Who is asked now, by post or name. */ waitsFor: z.array(wordsShape), split: z.boolean(),
  /** What a signature must name: the step and the content as they were read. */
  step: z.string().nullable(), hash: z.string(), maySign: z.boolean(), /** In whose name, where this person signs by delegation. */ asFor: z.object({ id, name: z.string() }).nullable(),
});
export type ApprovalRow = z.output<typeof row>;

/** `waiting`: for my signature; `started`: by me; `copied`: to me; `done`: signed by me. */
export const listApprovals = endpoint({
  method: 'GET', path: '/approvals', summary: words('审批一览', 'Approvals'),
  query: z.strictObject({ mine: mine.optional(), state: query.anyOf(approvalStates), clause: query.text(20), q: query.text(100), sort: z.enum(['requested', '-requested']).optional(), ...page }),
  response: listOf(row),
});

const seat = z.object({ label: wordsShape, names: z.array(z.string()), from: z.enum(['chain', 'higher', 'alternate', 'added', 'transferred']), vote: z.enum(['yes', 'no']).nullable(), by: z.string().nullable(), forName: z.string().nullable(), at: instant.nullable() });
const field = z.object({
  key: z.string(), label: wordsShape, now: wordsShape, /** As a whole, in the version before. */ before: wordsShape.nullable(),
  /** Of a list: its items, ready to read. */ items: z.array(wordsShape),
  /** Of a list or a group: what changed in it since the version before; null on one side: taken out, or new. */ parts: z.array(z.object({ path: z.array(wordsShape), now: wordsShape.nullable(), before: wordsShape.nullable() })),
});
const event = z.object({ id, at: instant, what: z.string(), by: z.string(), forName: z.string().nullable(), note: z.string().nullable(), target: z.string().nullable(), batch: z.boolean(), files: z.array(z.object({ id, name: z.string(), size: z.int() })) });
export const approvalCard = row.extend({
  verb: z.string(), content: z.record(z.string(), z.unknown()), href: z.string(), /** What it is about, where this person may see it. */ record: z.object({ number: z.string(), title: z.string().nullable(), href: z.string() }).nullable(), version: z.int(), rev: z.int(), purpose: z.string().nullable(), whole: z.int().nullable(), splitWith: z.array(z.object({ id, title: wordsShape, figure: z.int().nullable() })),
  /** What is approved, as it will be carried out, and what it was in the version before. */
  fields: z.array(field), /** What the rule says. */ says: wordsShape.nullable(), lines: z.array(wordsShape),
  steps: z.array(z.object({ id: z.string(), mode, share: z.int(), needed: z.int(), state: z.enum(['passed', 'now', 'later', 'rejected']), seats: z.array(seat), timeoutHours: z.int().nullable(), dueAt: instant.nullable() })),
  events: z.array(event), expiresAt: instant.nullable(), copied: z.array(z.string()), mayWithdraw: z.boolean(), mayNudge: z.boolean(), mayRevise: z.boolean(), /** Whether its content may be changed, too; of what has been done already only the wording. */ mayChange: z.boolean(),
  /** What the fields of the content are called, also those inside lists and groups: for whoever changes it. */ labels: z.record(z.string(), wordsShape),
  /** Why this person may not sign, where it is not plain. */ refused: wordsShape.nullable(), blockedBy: z.array(wordsShape),
});
export type ApprovalCard = z.output<typeof approvalCard>;
export const readApproval = endpoint({ method: 'GET', path: '/approvals/:id', summary: words('一项审批', 'An approval'), params: z.strictObject({ id }), response: approvalCard });

const params = z.strictObject({ id });
/** `hash` and `step` of what was read: another content or a later step is refused. `for`: the colleague in whose name. */
const seen = { hash: text(64, 64), step: text(60, 1), for: id.nullable().default(null), note: text(500).nullable().default(null) };
const changed = z.object({ id, state: z.enum(approvalStates) });
export const submitApprovalAct = endpoint({
  method: 'POST', path: '/approvals', summary: words('提交审批', 'Submit for approval'),
  body: z.strictObject({ verb: text(80, 3), subject: z.strictObject({ type: text(40, 1), id: text(60, 1) }), content: z.record(z.string().max(60), z.unknown()), reason: text(500, 2), purpose: text(200).nullable() }),
  response: changed,
});
export const signApproval = endpoint({ method: 'POST', path: '/approvals/:id/signature', summary: words('签署审批', 'Sign'), params, body: z.strictObject({ ...seen, yes: z.boolean() }), response: changed });
export const signMany = endpoint({
  method: 'POST', path: '/approval-batches', summary: words('批量签署', 'Sign several'),
  body: z.strictObject({ yes: z.boolean(), note: text(500).nullable().default(null), items: z.array(z.strictObject({ id, hash: text(64, 64), step: text(60, 1), for: id.nullable() })).min(1).max(100) }),
  response: z.object({ done: z.int(), refused: z.array(z.object({ id, title: wordsShape, next: wordsShape })) }),
});
export const returnApproval = endpoint({ method: 'POST', path: '/approvals/:id/return', summary: words('退回', 'Return'), params, body: z.strictObject({ ...seen, to: text(60).nullable(), note: text(500, 2) }), response: changed });
export const withdrawApprovalAct = endpoint({ method: 'POST', path: '/approvals/:id/withdrawal', summary: words('撤回审批', 'Withdraw'), params, body: z.strictObject({}), response: changed });
export const reviseApproval = endpoint({
  method: 'POST', path: '/approvals/:id/revision', summary: words('修改后重新提交', 'Change and submit again'), params,
  body: z.strictObject({ rev: z.int(), content: z.record(z.string().max(60), z.unknown()), reason: text(500, 2) }), response: changed,
});
export const addSign = endpoint({
  method: 'POST', path: '/approvals/:id/added-signatures', summary: words('加签', 'Add a signature'), params,
  body: z.strictObject({ step: text(60, 1), rev: z.int(), for: id.nullable().default(null), where: z.enum(['before', 'after', 'parallel']), who: id, note: text(500).nullable().default(null) }), response: changed,
});
export const transferApproval = endpoint({
  method: 'POST', path: '/approvals/:id/transfer', summary: words('转交', 'Transfer'), params,
  body: z.strictObject({ step: text(60, 1), rev: z.int(), for: id.nullable().default(null), to: id, note: text(500).nullable().default(null) }), response: changed,
});
export const copyApproval = endpoint({ method: 'POST', path: '/approvals/:id/copies', summary: words('抄送', 'Copy'), params, body: z.strictObject({ who: id }), response: changed });
export const nudgeApproval = endpoint({ method: 'POST', path: '/approvals/:id/nudges', summary: words('催办', 'Nudge'), params, body: z.strictObject({}), response: changed });
export const commentApproval = endpoint({ method: 'POST', path: '/approvals/:id/comments', summary: words('评论', 'Comment'), params, body: z.strictObject({ note: text(1_000, 1), files: z.array(id).max(9).default([]) }), response: changed });
/** Files of a comment; each at most 20 MB, nine at once. */
export const uploadApprovalFiles = endpoint({ method: 'POST', path: '/approvals/:id/files', summary: words('上传审批附件', 'Upload files'), params, response: z.object({ files: z.array(z.object({ id, name: z.string() })) }) });
export const readApprovalFile = endpoint({ method: 'GET', path: '/approvals/:id/files/:file', summary: words('审批附件', 'A file'), params: z.strictObject({ id, file: id }), response: z.any() });
/** Colleagues who can be asked to sign, got it handed over, or get a copy. */
export const listSignatories = endpoint({
  method: 'GET', path: '/approvals/:id/colleagues', summary: words('可选同事', 'Colleagues'), params,
  response: z.object({ rows: z.array(z.object({ id, name: z.string(), posts: z.array(wordsShape), mayTake: z.boolean() })) }),
});
/** From a link in a mail: only after signing in, and only what the link names. */
export const openApprovalLink = endpoint({ method: 'GET', path: '/approval-links/:token', summary: words('邮件中的审批链接', 'A link from a mail'), params: z.strictObject({ token: text(300, 10) }), response: done });

const delegation = z.object({ id, from: z.object({ id, name: z.string() }), to: z.object({ id, name: z.string() }), fromAt: instant, toAt: instant, chains: z.array(z.object({ key: z.string(), title: wordsShape })).nullable(), upTo: z.int().nullable(), reason: z.string(), state: z.enum(['planned', 'in-force', 'past', 'ended']), mayEnd: z.boolean() });
export type DelegationRow = z.output<typeof delegation>;
export const listDelegations = endpoint({
  method: 'GET', path: '/approval-delegations', summary: words('审批委托', 'Delegations'),
  query: z.strictObject({ q: query.text(100), state: query.anyOf(['planned', 'in-force', 'past', 'ended'] as const), sort: z.enum(['from', '-from']).optional(), ...page }), response: listOf(delegation),
});
export const delegateApprovals = endpoint({
  method: 'POST', path: '/approval-delegations', summary: words('委托审批', 'Delegate approvals'),
  body: z.strictObject({ to: id, fromAt: instant, toAt: instant, chains: z.array(text(80, 3)).min(1).max(50).nullable(), upTo: z.int().min(0).nullable(), reason: text(300, 2) }), response: done,
});
export const endDelegation = endpoint({ method: 'POST', path: '/approval-delegations/:id/end', summary: words('收回委托', 'End a delegation'), params, body: z.strictObject({}), response: done });
const atom = z.union([z.string().max(200), z.int(), z.boolean()]);
const condition = z.union([
  z.strictObject({ field: text(60, 1), op: z.enum(['eq', 'ne']), value: atom }), z.strictObject({ field: text(60, 1), op: z.literal('in'), value: z.array(atom).min(1).max(50) }),
  z.strictObject({ field: text(60, 1), op: z.enum(['gt', 'gte', 'lt', 'lte']), value: z.int() }), z.strictObject({ field: text(60, 1), op: z.literal('exists'), value: z.boolean() }),
]);
const chainStep = z.strictObject({ mode, posts: z.array(post).max(10), share: z.int().nullable().optional(), timeoutHours: z.int().nullable().optional(), autoReject: z.boolean().optional(), alternate: post.nullable().optional() });
export const chainShape = z.strictObject({
  field: text(60).nullable(), unit: z.enum(['fen', 'basisPoints', 'days', 'points']), copyTo: z.array(post).max(10), validHours: z.int().min(1).max(8_760),
  routes: z.array(z.strictObject({ when: z.array(condition).max(10), bands: z.array(z.strictObject({ above: z.int().nullable(), upTo: z.int().nullable(), steps: z.array(chainStep).max(10) })).max(20) })).max(20),
});
export type ChainDraft = z.output<typeof chainShape>;
const chainRow = z.object({ key: z.string(), title: wordsShape, clause: z.string().nullable(), verb: z.string(), own: z.boolean(), since: instant.nullable(), steps: z.array(wordsShape), waiting: id.nullable(), planned: instant.nullable() });
export type ChainRow = z.output<typeof chainRow>;
export const listChains = endpoint({ method: 'GET', path: '/approval-chains', summary: words('审批流', 'Approval chains'), response: z.object({ rows: z.array(chainRow), mayPropose: z.boolean() }) });
const chainParams = z.strictObject({ key: text(120, 3) });
export const readChain = endpoint({
  method: 'GET', path: '/approval-chains/:key', summary: words('一条审批流', 'A chain'), params: chainParams,
  response: chainRow.extend({ chain: chainShape, fields: z.array(z.object({ key: z.string(), label: wordsShape })), mayPropose: z.boolean(), history: z.array(z.object({ id, from: instant, reason: z.string(), by: z.string(), at: instant, chain: chainShape })) }),
});
export const tryChain = endpoint({
  method: 'POST', path: '/approval-chains/:key/trials', summary: words('试算：谁来签', 'Who would sign'), params: chainParams,
  body: z.strictObject({ chain: chainShape, by: id, content: z.record(z.string().max(60), atom) }),
  response: z.object({ faults: z.array(wordsShape), route: z.int(), band: z.int(), steps: z.array(z.object({ mode, needed: z.int(), seats: z.array(seat) })), findings: z.array(wordsShape) }),
});
export const proposeChain = endpoint({
  method: 'POST', path: '/approval-chains/:key/changes', summary: words('提出修改审批流', 'Propose a chain'), params: chainParams,
  body: z.strictObject({ chain: chainShape, from: z.iso.date().nullable(), reason: text(500, 4) }), response: changed,
});

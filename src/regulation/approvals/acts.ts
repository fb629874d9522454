import { z } from 'zod';
import type { Evidence } from '../../kernel/verb.ts';
import type { Policy } from '../../kernel/actor.ts';
import { personOf } from '../../kernel/actor.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { ApprovalTable } from '../schema.ts';
import * as contract from './contract.ts';
import { perform, principalFor } from './perform.ts';
import { contentHash, lockApproval, writeEvent } from './store.ts';
import { current, type Who } from './state.ts';
import { voterOf, type Desk } from './submit.ts';
import { tell } from './tell.ts';

type Answer = { id: string; state: ApprovalTable['state'] };
const answer = (row: ApprovalTable): Answer => ({ id: row.id, state: row.state });
const own: Policy = { signedIn: 'own' };
const signInput = contract.signApproval.body!.extend({ id, batch: z.boolean().default(false) });

/** What the engine itself carries out with the last signature, in the same transaction. */
export interface CarriedOut {
  readonly name: `${string}.${string}`;
  readonly title: Words;
  readonly may?: Policy;
  evidence?(row: ApprovalTable): Evidence;
  effect(tx: Tx, row: ApprovalTable): Promise<void>;
  rejected?(tx: Tx, row: ApprovalTable, note: string | null): Promise<void>;
}

/**
 * A signature. Where the act behind it belongs to the engine, it is carried out with the last one: approved, the same content, not
 * expired, once: all in this transaction.
 */
export const signVerb = (desk: Desk, act: CarriedOut | null) =>
  verb({
    name: act?.name ?? 'regulation.sign-approval', title: act?.title ?? words('签署审批', 'Sign an approval'), may: act?.may ?? own, input: signInput,
    subject: (tx, input) => lockApproval(tx, input.id, act?.name),
    evidence: (_tx, _input, row) => act?.evidence?.(row) ?? {},
    run: async (tx, input, row): Promise<Answer> => {
      const [by, principal] = [await voterOf(tx, desk.directory, tx.actor), await principalFor(tx, desk, row, input.for)];
      let saved = await perform(tx, desk, row, { is: 'vote', by, for: principal, step: input.step, hash: input.hash, yes: input.yes, batch: input.batch, at: tx.now },
        { what: input.yes ? 'approve' : 'reject', forWho: principal, note: input.note, batch: input.batch });
      tx.audit({ type: 'approval', id: row.id }, { yes: input.yes, batch: input.batch, onBehalfOf: principal?.staff ?? null }, input.note ?? undefined);
      if (act && saved.state === 'approved') {
        saved = await perform(tx, desk, saved, { is: 'execute', hash: contentHash(saved.content), at: tx.now }, { what: 'execute' });
        await act.effect(tx, saved);
      }
      if (act && saved.state === 'rejected') await act.rejected?.(tx, saved, input.note);
      return answer(saved);
    },
  });

export const returnVerb = (desk: Desk) =>
  verb({
    name: 'regulation.return-approval', title: words('退回审批', 'Return an approval'), may: own, input: contract.returnApproval.body!.extend({ id }), subject: (tx, input) => lockApproval(tx, input.id),
    run: async (tx, input, row): Promise<Answer> => {
      const [by, principal] = [await voterOf(tx, desk.directory, tx.actor), await principalFor(tx, desk, row, input.for)];
      return answer(await perform(tx, desk, row, { is: 'return', by, for: principal, step: input.step, hash: input.hash, to: input.to, at: tx.now },
        { what: 'return', forWho: principal, note: input.note, target: input.to }));
    },
  });

/** The one who asked takes it back before anybody has signed. */
export const withdrawVerb = (desk: Desk, name: `${string}.${string}` = 'regulation.withdraw-approval', may: Policy = own, then?: (tx: Tx, row: ApprovalTable) => void) =>
  verb({
    name, title: words('撤回审批', 'Withdraw an approval'), may, input: contract.withdrawApprovalAct.body!.extend({ id }), subject: (tx, input) => lockApproval(tx, input.id),
    run: async (tx, _input, row): Promise<Answer> => {
      const saved = await perform(tx, desk, row, { is: 'withdraw', by: await voterOf(tx, desk.directory, tx.actor), at: tx.now }, { what: 'withdraw' });
      then?.(tx, saved);
      return answer(saved);
    },
  });

export const addSignVerb = (desk: Desk) =>
  verb({
    name: 'regulation.add-signature', title: words('加签', 'Add a signature'), may: own, input: contract.addSign.body!.extend({ id }), subject: (tx, input) => lockApproval(tx, input.id),
    run: async (tx, input, row): Promise<Answer> => {
      const [by, principal, who] = [await voterOf(tx, desk.directory, tx.actor), await principalFor(tx, desk, row, input.for), await colleague(tx, desk, input.who)];
      return answer(await perform(tx, desk, row, { is: 'add-sign', by, for: principal, step: input.step, rev: input.rev, where: input.where, who, id: tx.newId(), at: tx.now },
        { what: `add-sign-${input.where}`, forWho: principal, note: input.note, target: who.name }));
    },
  });

export const transferVerb = (desk: Desk) =>
  verb({
    name: 'regulation.transfer-approval', title: words('转交审批', 'Transfer an approval'), may: own, input: contract.transferApproval.body!.extend({ id }), subject: (tx, input) => lockApproval(tx, input.id),
    run: async (tx, input, row): Promise<Answer> => {
      const [by, principal, to] = [await voterOf(tx, desk.directory, tx.actor), await principalFor(tx, desk, row, input.for), await colleague(tx, desk, input.to)];
      return answer(await perform(tx, desk, row, { is: 'transfer', by, for: principal, step: input.step, rev: input.rev, to, at: tx.now }, { what: 'transfer', forWho: principal, note: input.note, target: to.name }));
    },
  });

export const copyVerb = (desk: Desk) =>
  verb({
    name: 'regulation.copy-approval', title: words('抄送审批', 'Copy an approval'), may: own, input: contract.copyApproval.body!.extend({ id }), subject: (tx, input) => lockApproval(tx, input.id),
    run: async (tx, input, row): Promise<Answer> => {
      involved(tx, row);
      const who = await colleague(tx, desk, input.who);
      const saved = await perform(tx, desk, row, { is: 'copy', by: await voterOf(tx, desk.directory, tx.actor), who, at: tx.now }, { what: 'copy', target: who.name });
      await tell(tx, saved, [who.staff], words(`${tx.actor.name}抄送给您：${row.title.zh}`, `${tx.actor.name} copied you: ${row.title.en}`));
      return answer(saved);
    },
  });

export const nudgeVerb = (desk: Desk) =>
  verb({
    name: 'regulation.nudge-approval', title: words('催办审批', 'Nudge the signatories'), may: own, input: contract.nudgeApproval.body!.extend({ id }), subject: (tx, input) => lockApproval(tx, input.id),
    run: async (tx, _input, row): Promise<Answer> => {
      const saved = await perform(tx, desk, row, { is: 'nudge', by: await voterOf(tx, desk.directory, tx.actor), at: tx.now }, { what: 'nudge' });
      await tell(tx, saved, saved.deciders, words(`${tx.actor.name}催办：${row.title.zh}`, `${tx.actor.name} asks again: ${row.title.en}`));
      return answer(saved);
    },
  });

/** Whoever has to do with it may say something, with files that he uploaded; it changes no vote. */
export const commentVerb = () =>
  verb({
    name: 'regulation.comment-approval', title: words('评论审批', 'Comment on an approval'), may: own, input: contract.commentApproval.body!.extend({ id }), subject: (tx, input) => lockApproval(tx, input.id),
    run: async (tx, input, row): Promise<Answer> => {
      involved(tx, row);
      const files = await tx.rows<{ id: string; name: string; size: bigint }>('regulation.own_files', 'select id, name, size from kernel.file where id = any($1::uuid[]) and created_by = $2', [input.files, tx.actor.id]);
      if (files.length !== new Set(input.files).size) throw refuse(kernelNo['not-found'], words('附件不存在或不是您上传的。', 'A file is not there or was not uploaded by you.'));
      await writeEvent(tx, row.id, { what: 'comment', note: input.note, files: files.map((f) => ({ ...f, size: Number(f.size) })) });
      tx.audit({ type: 'approval', id: row.id }, { files: files.length });
      await tell(tx, row, [row.requested_by, ...row.deciders, ...row.signed], words(`${tx.actor.name}评论「${row.title.zh}」：${input.note}`, `${tx.actor.name} on “${row.title.en}”: ${input.note}`));
      return answer(row);
    },
  });

async function colleague(tx: Tx, desk: Desk, staff: string) {
  const found = (await desk.directory.people(tx, [staff])).get(staff);
  if (!found) throw refuse(kernelNo['not-found'], words('找不到该同事，或其已离职。', 'That colleague is not there, or has left.'));
  return found;
}

/** Whether somebody has to do with a request: asked, asked for, signed or copied. Others see nothing of it. */
export function isInvolved(actor: { id: string | null; posts: readonly string[]; onBehalfOf?: string | null }, row: ApprovalTable, principals: readonly string[] = []): boolean {
  const ids = [actor.id, actor.onBehalfOf, ...principals].filter((x): x is string => Boolean(x));
  const seats: readonly Who[] = row.life.steps.flatMap((s) => s.seats.flatMap((x) => [...x.who, ...x.extra]));
  return ids.some((staff) => staff === row.requested_by || row.signed.includes(staff) || row.copied.includes(staff) || row.deciders.includes(staff) || seats.some((w) => w.staff === staff))
    || (current(row.life)?.seats ?? []).some((s) => s.post !== null && actor.posts.includes(s.post)) || ['general-manager', 'auditor'].some((p) => actor.posts.includes(p));
}

function involved(tx: Tx, row: ApprovalTable): void {
  personOf(tx.actor);
  if (!isInvolved(tx.actor, row)) throw refuse(kernelNo['not-found']);
}

import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import { approvalBlocked, requestsSplit } from '../facts.ts';
import type { ApprovalTable } from '../schema.ts';
import { choose } from './chain.ts';
import * as contract from './contract.ts';
import { perform } from './perform.ts';
import { seatSteps } from './seats.ts';
import type { Step, Voter } from './state.ts';
import { contentHash, lockApproval, writeEvent } from './store.ts';
import { keepVersion, sameWhole, voterOf, type Desk } from './submit.ts';
import { tell } from './tell.ts';

/** Requests about what has been done already, or about one obligation: another wording may be given, the content is what it is. */
export const bygone: readonly string[] = ['regulation.accept-override', 'regulation.waive-obligation'];

interface Revision { readonly rev: number; readonly content: Record<string, unknown>; readonly reason: string }

/** The one who asked changes it: another content voids every vote; only another wording of the reason tells the signatories. */
export async function revise(tx: Tx, desk: Desk, row: ApprovalTable, to: Revision): Promise<ApprovalTable> {
  const hash = contentHash(to.content);
  const same = hash === row.content_hash;
  const by = await voterOf(tx, desk.directory, tx.actor);
  const anew = same && row.state !== 'blocked' ? null : await chosenAnew(tx, desk, row, by, to.content);
  const saved = await perform(tx, desk, row, { is: 'revise', by, rev: to.rev, hash, seated: anew?.seated ?? null, at: tx.now }, { what: same ? 'reword' : 'revise', note: to.reason });
  const [changed] = await tx.rows<ApprovalTable & Record<string, unknown>>('regulation.revise_approval',
    'update regulation.approval set content = $2::jsonb, reason = $3, figure = case when $4 then $5 else figure end, whole = case when $4 then $6 else whole end, split_with = case when $4 then $7::uuid[] else split_with end where id = $1 returning *',
    [row.id, JSON.stringify(to.content), to.reason, anew !== null, anew?.figure ?? null, anew?.whole ?? null, anew?.split ?? []]);
  await keepVersion(tx, row.id, saved.version, to.content, hash, to.reason);
  const said = { clause: row.clause, verb: row.verb, title: row.title };
  const objects = [{ type: row.subject_type, id: row.subject_id }];
  if (anew && anew.split.length > 0 && row.split_with.length === 0) tx.fact(requestsSplit, row.id, { ...said, whole: anew.whole!, with: anew.split }, { objects });
  if (anew?.seated && saved.state === 'blocked') {
    const why = anew.seated.findings.map((f) => f.zh);
    tx.fact(approvalBlocked, row.id, { ...said, why }, { objects });
    await writeEvent(tx, row.id, { what: 'blocked', note: why.join('；') });
  }
  if (same && row.state === 'waiting')
    await tell(tx, saved, [...saved.deciders, ...saved.signed], words(`「${row.title.zh}」的说明有补充，签署仍有效：${to.reason}`, `“${row.title.en}”: the reason was reworded, signatures stand: ${to.reason}`));
  return changed!;
}

interface Anew { readonly figure: number | null; readonly whole: number | null; readonly split: string[]; readonly seated: { readonly steps: readonly Step[]; readonly findings: readonly Words[] } | null }

/**
 * Another content may belong to another band or route: who signs is chosen anew, from the chain as it was at submission, so that nobody asks for little and gets much
 * signed. Within the same band the steps stay, and with them what was added or transferred.
 */
async function chosenAnew(tx: Tx, desk: Desk, row: ApprovalTable, by: Voter, content: Record<string, unknown>): Promise<Anew | null> {
  const { chain } = row;
  if (!chain) return null;
  const alone = choose(chain, content);
  const together = await sameWhole(tx, desk.engine, { chainKey: row.chain_key, purpose: row.purpose, subjectId: row.subject_id }, by, alone.figure);
  const counted = (of: Record<string, unknown>, whole: number | null) => choose(chain, whole === null || chain.field === null ? of : { ...of, [chain.field]: whole });
  const [before, chosen] = [counted(row.content, row.whole === null ? null : Number(row.whole)), counted(content, together?.whole ?? null)];
  const figures = { figure: alone.figure, whole: together?.whole ?? alone.figure, split: together !== null && chosen.band !== alone.band ? together.ids : [] };
  if (row.state !== 'blocked' && before.route === chosen.route && before.band === chosen.band) return { ...figures, seated: null };
  const { steps, findings } = await seatSteps(tx, desk.directory, by, chosen.steps);
  return { ...figures, seated: { steps, findings } };
}

export const reviseVerb = (desk: Desk, check?: (tx: Tx, row: ApprovalTable, content: Record<string, unknown>) => Promise<void> | void) =>
  verb({
    name: 'regulation.revise-approval', title: words('修改后重新提交审批', 'Change and submit again'), may: { signedIn: 'own' }, input: contract.reviseApproval.body!.extend({ id }), subject: (tx, input) => lockApproval(tx, input.id),
    run: async (tx, input, row): Promise<{ id: string; state: ApprovalTable['state'] }> => {
      if (bygone.includes(row.verb) && contentHash(input.content) !== row.content_hash)
        throw refuse(kernelNo['invalid-input'], words('所请批准的是既成的事项，内容不能改，只能补充理由。', 'It asks about what has happened: its content stays, only the reason may be worded anew.'));
      await check?.(tx, row, input.content);
      const saved = await revise(tx, desk, row, input);
      return { id: saved.id, state: saved.state };
    },
  });

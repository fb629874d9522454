import { refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import type { CarriedOut } from '../approvals/acts.ts';
import { ownHomes } from '../approvals/chains.ts';
import { submitApproval } from '../approvals/submit.ts';
import { obligationWaived, waiverAsked, waiverRejected } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { regulationNo } from '../refusals.ts';
import type { Closing } from '../runtime/engine.ts';
import { askWaiver } from './care/contract.ts';
import { lockObligation, maySettle } from './lock.ts';
import { titleOf, type ObligationRow } from './row.ts';

export const waiveVerb = 'regulation.waive-obligation';
const home = ownHomes.find((h) => h.key === waiveVerb)!;

const refOf = (row: ObligationRow) => ({ clause: row.clause, control: row.control, subjectType: row.subject_type, subjectId: row.subject_id });

/**
 * Asks to be freed of an obligation, with a reason. The clock goes on until it is approved. @throws regulation.obligation-closed, regulation.asked-already
 */
export const askWaiverVerb = (parts: Parts) =>
  verb({
    name: 'regulation.ask-waiver',
    title: words('申请豁免', 'Ask for a waiver'),
    may: { signedIn: 'own' },
    input: askWaiver.body!.extend({ id }),
    subject: (tx, input) => lockObligation(tx, input.id),
    inScope: (actor, _scope, row) => maySettle(parts.engine, actor, row),
    run: async (tx, { reason }, row): Promise<{ id: string }> => {
      if (!row.open) throw refuse(regulationNo['obligation-closed']);
      const waiting = await tx.rows('regulation.waiting_waiver', "select 1 from regulation.approval where subject_type = 'obligation' and subject_id = $1 and state in ('waiting', 'returned', 'blocked')", [row.id]);
      if (waiting.length > 0) throw refuse(regulationNo['asked-already'], words('这项义务已有待审批的豁免申请。', 'A waiver of this obligation is waiting already.'));
      const title = titleOf(parts.engine, row);
      const { id: approvalId } = await submitApproval(tx, parts, {
        home: { ...home, clause: row.clause }, subject: { type: 'obligation', id: row.id }, title: words(`批准豁免：${title.zh}`, `Approve a waiver: ${title.en}`),
        href: `/cases/${row.subject_type}/${row.subject_id}`, content: { obligation: row.id, ...refOf(row), subjectNo: row.subject_no, dueAt: row.due_at }, reason, purpose: null,
      });
      tx.fact(waiverAsked, row.id, { ...refOf(row), approvalId, reason }, { objects: [{ type: row.subject_type, id: row.subject_id }] });
      return { id: approvalId };
    },
  });

/**
 * What happens with the last signature: the obligation is waived, counted as an exception; a breach that was noted stays readable.
 * @throws regulation.obligation-closed when it was done meanwhile
 */
export const waivingObligation = (): CarriedOut => ({
  name: waiveVerb,
  title: words('批准豁免', 'Approve a waiver'),
  may: { signedIn: 'own' },
  async effect(tx, approval) {
    const row = await lockObligation(tx, approval.subject_id);
    if (!row?.open) throw refuse(regulationNo['obligation-closed']);
    await close(tx, row);
    tx.fact(obligationWaived, row.id, { ...refOf(row), approvalId: approval.id, reason: approval.reason }, { objects: [{ type: row.subject_type, id: row.subject_id }] });
    tx.audit({ type: 'obligation', id: row.id }, { state: 'waived' }, approval.reason);
  },
  async rejected(tx, approval, note) {
    const row = await lockObligation(tx, approval.subject_id);
    if (row) tx.fact(waiverRejected, row.id, { ...refOf(row), approvalId: approval.id, note }, { objects: [{ type: row.subject_type, id: row.subject_id }] });
  },
});

const close = (tx: Tx, row: ObligationRow): Promise<unknown> => {
  const closing: Closing = { clause: row.clause, control: row.control, subject_id: row.subject_id, at: Math.max(tx.now, row.opened_at), how: 'waive', each: true, fact: null, exact: row.id };
  return tx.rows('regulation.waive', 'select regulation.apply($1::jsonb)', [JSON.stringify({ now: tx.now, closes: [closing] })]);
};

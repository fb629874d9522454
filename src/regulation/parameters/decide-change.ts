import { dayOf, startOfDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/tx.ts';
import { words } from '../../kernel/words.ts';
import { withdrawVerb, type CarriedOut } from '../approvals/acts.ts';
import type { ParameterValue } from '../declare-parameter.ts';
import { valueFaults, valueFromJson } from '../declare-values.ts';
import { parameterRejected, parameterSet, parameterWithdrawn } from '../facts.ts';
import { writeNotices } from '../notices/write-notices.ts';
import type { Parts } from '../parts.ts';
import { refuse } from '../../kernel/refusal.ts';
import { regulationNo } from '../refusals.ts';
import type { ApprovalTable } from '../schema.ts';
import { mayPropose } from './policies.ts';
import { changeVerb, declaredOf, deskOf, type ChangeContent } from './propose-change.ts';
import { planRejudging } from '../versions/rejudging.ts';
import { refuseEquallySpecific } from './scope-conflicts.ts';
import { publishChange } from '../publications/publish.ts';
import { scopeNames } from './scopes.ts';
import { checkedValue } from './value.ts';

export const contentOf = (approval: ApprovalTable): ChangeContent => approval.content as ChangeContent;

/**
 * What happens with the last signature: the value holds from its day, but never from before this moment (engine.md §2), until the next
 * value that was set for a later day. Nothing is written over: what was known before stays readable.
 */
export const settingParameter = (parts: Parts): CarriedOut => ({
  name: changeVerb,
  title: words('批准参数修改', 'Approve a change of a parameter'),
  evidence: (approval) => ({ 'within-statutory-bounds': isLawful(parts, contentOf(approval)) }),
  async effect(tx, approval) {
    const change = contentOf(approval);
    const declared = declaredOf(parts, change.key);
    if (!declared) throw refuse(regulationNo['already-decided'], words('该参数已不在章程中。', 'The rulebook has no such parameter any more.'));
    const value = checkedValue(declared.parameter, change.value);
    const from = change.from === null || change.from <= dayOf(tx.now) ? tx.now : startOfDay(change.from);
    await refuseEquallySpecific(parts, tx, declared.parameter, { ...change, from });
    const before = parts.engine.values.at(change.key, from, change.scopeType && change.scopeId ? { [change.scopeType]: change.scopeId } : {}).value;
    const id = await setValue(tx, approval, value, from, 'set');
    if (declared.parameter.binds === 'now') await planRejudging(tx, parts.engine, { id, kind: 'now', key: change.key, approvalId: approval.id, from, until: null });
    tx.fact(parameterSet, change.key, { key: change.key, from, scopeType: change.scopeType, scopeId: change.scopeId, reason: change.reason }, { objects: [{ type: 'clause', id: declared.clause.id }] });
    tx.audit({ type: 'parameter', id: change.key }, { ...change, from }, change.reason);
    const scope = change.scopeId ? ((await scopeNames(parts, tx, declared.parameter, [change])).get(`${change.scopeType} ${change.scopeId}`) ?? words(change.scopeId, change.scopeId)) : null;
    await publishChange(tx, parts, { approval, ...declared, before, after: value, from, scope });
    await tellRequester(tx, approval, words(`您提出的「${declared.parameter.label.zh}」修改已获批准`, `Your change of “${declared.parameter.label.en}” was approved`));
  },
  rejected: (tx, approval, note) => saidRejected(parts, tx, approval, note),
});

export async function saidRejected(parts: Parts, tx: Tx, approval: ApprovalTable, note: string | null): Promise<void> {
  const { key } = contentOf(approval);
  const label = declaredOf(parts, key)?.parameter.label ?? words(key, key);
  tx.fact(parameterRejected, key, { key, approvalId: approval.id, note });
  await tellRequester(tx, approval, words(`您提出的「${label.zh}」修改被驳回${note ? `：${note}` : ''}`, `Your change of “${label.en}” was rejected${note ? `: ${note}` : ''}`));
}

/** Whether the law allows the value today: it may have changed since it was proposed. */
function isLawful(parts: Parts, change: ChangeContent): boolean {
  const declared = declaredOf(parts, change.key);
  return declared !== null && valueFaults(declared.parameter, valueFromJson(declared.parameter, change.value)).every((fault) => !fault.law);
}

export const withdrawChangeVerb = (parts: Parts) =>
  withdrawVerb(deskOf(parts), 'regulation.withdraw-parameter-change', mayPropose, (tx, approval) => tx.fact(parameterWithdrawn, contentOf(approval).key, { key: contentOf(approval).key, approvalId: approval.id }));

export async function setValue(tx: Tx, approval: ApprovalTable, value: ParameterValue, from: number, kind: 'set' | 'correction'): Promise<string> {
  const { key, scopeType, scopeId, reason } = contentOf(approval);
  const row = {
    id: tx.newId(), key, scope_type: scopeType, scope_id: scopeId, value, kind, reason, approval_id: approval.id,
    proposed_by: approval.requested_by, proposed_by_name: approval.requested_by_name, approved_by: approval.decided_by, approved_by_name: approval.decided_by_name,
  };
  await tx.rows('regulation.set_value', 'select regulation.set_value($1::jsonb)', [JSON.stringify({ from, now: tx.now, row })]);
  return row.id;
}

export const tellRequester = (tx: Tx, approval: ApprovalTable, text: ReturnType<typeof words>): Promise<void> =>
  writeNotices(tx, [{ staffId: approval.requested_by, topic: `approval/${approval.id}`, showAt: tx.now, href: approval.href, text }]);

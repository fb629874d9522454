import { startOfDay } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';
import type { CarriedOut } from '../approvals/acts.ts';
import { effective } from '../approvals/state.ts';
import { parameterCorrected } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { regulationNo } from '../refusals.ts';
import { planRejudging } from '../versions/rejudging.ts';
import { contentOf, saidRejected, setValue, tellRequester } from './decide-change.ts';
import { correctVerb, declaredOf } from './propose-change.ts';
import { publishChange } from '../publications/publish.ts';
import { scopeNames } from './scopes.ts';
import { refuseEquallySpecific } from './scope-conflicts.ts';
import { checkedValue } from './value.ts';

/** So many natural persons beside the one who asks sign a correction (engine.md §2). */
export const CORRECTED_BY = 2;

/**
 * What happens with the second signature on a correction: the value holds from the day that it names, in the past, to the end of what it
 * replaces. What was known before stays readable; the verdicts of that time are judged anew by the engine's tick.
 * @throws regulation.needs-second-approver, regulation.equally-specific, regulation.value-refused, .below-law
 */
export const correctingParameter = (parts: Parts): CarriedOut => ({
  name: correctVerb,
  title: words('批准参数更正', 'Approve a correction of a parameter'),
  may: { signedIn: 'own' },
  async effect(tx, approval) {
    const change = contentOf(approval);
    const declared = declaredOf(parts, change.key);
    if (!declared || change.from === null) throw refuse(regulationNo['already-decided'], words('该参数已不在章程中。', 'The rulebook has no such parameter any more.'));
    const signed = new Set(effective(approval.life).filter((v) => v.yes).map((v) => (v.for ?? v.by).person));
    if (signed.size < CORRECTED_BY || signed.has(approval.requested_person)) throw refuse(regulationNo['needs-second-approver']);
    const value = checkedValue(declared.parameter, change.value);
    const from = startOfDay(change.from);
    await refuseEquallySpecific(parts, tx, declared.parameter, { ...change, from });
    const until = parts.engine.values.reachOf(change.key, change.scopeType, change.scopeId, from);
    const before = parts.engine.values.at(change.key, from, change.scopeType && change.scopeId ? { [change.scopeType]: change.scopeId } : {}).value;
    const id = await setValue(tx, approval, value, from, 'correction');
    await planRejudging(tx, parts.engine, { id, kind: 'correction', key: change.key, approvalId: approval.id, from, until });
    tx.fact(parameterCorrected, change.key, { key: change.key, from, until, scopeType: change.scopeType, scopeId: change.scopeId, reason: change.reason }, { objects: [{ type: 'clause', id: declared.clause.id }] });
    tx.audit({ type: 'parameter', id: change.key }, { ...change, from }, change.reason);
    const scope = change.scopeId ? ((await scopeNames(parts, tx, declared.parameter, [change])).get(`${change.scopeType} ${change.scopeId}`) ?? words(change.scopeId, change.scopeId)) : null;
    await publishChange(tx, parts, { approval, ...declared, before, after: value, from, scope });
    await tellRequester(tx, approval, words(`您提出的「${declared.parameter.label.zh}」更正已获批准`, `Your correction of “${declared.parameter.label.en}” was approved`));
  },
  rejected: (tx, approval, note) => saidRejected(parts, tx, approval, note),
});

import { dayOf, startOfDay } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/refusal.ts';
import { text } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { kernelNo } from '../../kernel/refusal.ts';
import { ownHomes } from '../approvals/chains.ts';
import { submitApproval, type Desk } from '../approvals/submit.ts';
import type { Clause, Parameter } from '../clause.ts';
import type { Scope } from '../declare-parameter.ts';
import { parameterProposed } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { regulationNo } from '../refusals.ts';
import { proposeChange } from './contract.ts';
import { mayPropose } from './policies.ts';
import { refuseEquallySpecific } from './scope-conflicts.ts';
import { scopeChoices } from './scopes.ts';
import { checkedValue, sameValue } from './value.ts';

/** What is laid before the one who decides. `value` as JSON. */
export interface ChangeContent extends Record<string, unknown> {
  key: string; scopeType: Scope | null; scopeId: string | null; value: unknown; from: string | null; reason: string;
  /** Only on corrections, which reach back. */
  kind?: 'correction';
}

/** The verb that sets a value once another person has approved it; clause 1.3.1 guards it by this name. */
export const changeVerb = 'regulation.set-parameter';
/** The verb that carries out a correction, signed by two. */
export const correctVerb = 'regulation.correct-parameter';
export const changeVerbs: readonly string[] = [changeVerb, correctVerb];

const homeOf = (verb: string) => ownHomes.find((home) => home.key === verb)!;
export const deskOf = (parts: Parts): Desk => ({ engine: parts.engine, directory: parts.directory });

export function declaredOf(parts: Parts, key: string): { clause: Clause; parameter: Parameter } | null {
  for (const clause of parts.rulebook) {
    const parameter = clause.parameters.find((p) => p.key === key);
    if (parameter) return { clause, parameter };
  }
  return null;
}

/**
 * Asks for another value of a parameter. The value is judged here and again when it is approved; one change of a key and scope waits
 * at a time. A `set` holds from its approval or later; a `correction` names a day in the past. @throws regulation.value-refused, .below-law,
 * .no-such-scope, .equally-specific, .nothing-changes, .in-the-past, .correction-of-the-past, .asked-already
 */
export const proposeChangeVerb = (parts: Parts) =>
  verb({
    name: 'regulation.propose-parameter-change',
    title: words('提出修改参数', 'Propose a change of a parameter'),
    may: mayPropose,
    input: proposeChange.body!.extend({ key: text(60, 1) }),
    subject: async (_tx, { key }) => declaredOf(parts, key),
    run: async (tx, input, { clause, parameter }): Promise<{ id: string }> => {
      const value = checkedValue(parameter, input.value);
      await checkScope(tx, parts, parameter, input);
      const from = firstDay(tx, input);
      await refuseEquallySpecific(parts, tx, parameter, { ...input, from });
      const now = parts.engine.values.at(parameter.key, from, input.scopeType && input.scopeId ? { [input.scopeType]: input.scopeId } : {});
      if (now.decided && now.id !== null && sameValue(now.value, value)) throw refuse(regulationNo['nothing-changes']);
      const subjectId = subjectOf(input.key, input.scopeType, input.scopeId);
      // Serialises two that ask at the same time.
      await tx.rows('regulation.lock_version', 'select 1 from regulation.version for update', []);
      const waiting = await tx.rows('regulation.waiting_change', "select 1 from regulation.approval where subject_type = 'parameter' and subject_id = $1 and state in ('waiting', 'returned', 'blocked')", [subjectId]);
      if (waiting.length > 0) throw refuse(regulationNo['asked-already']);
      const content: ChangeContent = { key: parameter.key, scopeType: input.scopeType, scopeId: input.scopeId, value: JSON.parse(JSON.stringify(value)) as unknown, from: input.from, reason: input.reason, ...(input.kind === 'correction' ? { kind: 'correction' as const } : {}) };
      const { id } = await submitApproval(tx, deskOf(parts), {
        home: { ...homeOf(input.kind === 'correction' ? correctVerb : changeVerb), clause: clause.id }, subject: { type: 'parameter', id: subjectId },
        title: input.kind === 'correction' ? words(`批准参数更正：${parameter.label.zh}`, `Approve a correction: ${parameter.label.en}`) : words(`批准参数修改：${parameter.label.zh}`, `Approve a change: ${parameter.label.en}`),
        href: `/settings/parameters/${parameter.key}`, content, reason: input.reason, purpose: null,
      });
      tx.fact(parameterProposed, parameter.key, { key: parameter.key, approvalId: id, reason: input.reason }, { objects: [{ type: 'clause', id: clause.id }] });
      tx.audit({ type: 'parameter', id: parameter.key }, content, input.reason);
      return { id };
    },
  });

export const subjectOf = (key: string, scopeType: string | null, scopeId: string | null): string => (scopeType ? `${key}/${scopeType}/${scopeId}` : key);

/** A changed request is judged like a new one. @throws regulation.value-refused, .below-law, .no-such-scope, .in-the-past */
export async function checkChange(tx: Tx, parts: Parts, subjectId: string, content: Record<string, unknown>): Promise<void> {
  const read = changeShape.safeParse(content);
  const declared = read.success ? declaredOf(parts, read.data.key) : null;
  if (!read.success || !declared || subjectOf(read.data.key, read.data.scopeType, read.data.scopeId) !== subjectId) throw refuse(kernelNo['invalid-input'], words('修改后须仍是同一参数、同一范围。', 'It must stay the same parameter and scope.'));
  checkedValue(declared.parameter, read.data.value);
  await checkScope(tx, parts, declared.parameter, read.data);
  await refuseEquallySpecific(parts, tx, declared.parameter, { ...read.data, from: firstDay(tx, read.data) });
}

/** From when it holds, in ms. @throws regulation.in-the-past, regulation.correction-of-the-past */
function firstDay(tx: Tx, { kind, from }: { kind: 'set' | 'correction'; from: string | null }): number {
  const today = dayOf(tx.now);
  if (kind === 'correction') {
    if (from === null || from >= today) throw refuse(regulationNo['correction-of-the-past']);
    return startOfDay(from);
  }
  if (from !== null && from < today) throw refuse(regulationNo['in-the-past']);
  return from === null || from === today ? tx.now : startOfDay(from);
}

const changeShape = proposeChange.body!.extend({ key: text(60, 1) });

async function checkScope(tx: Tx, parts: Parts, parameter: Parameter, { scopeType, scopeId }: { scopeType: Scope | null; scopeId: string | null }): Promise<void> {
  if ((scopeType === null) !== (scopeId === null)) throw refuse(kernelNo['invalid-input'], words('范围须写明是哪一个。', 'A scope needs to say which one.'));
  if (scopeType === null) return;
  if (!parameter.scopes.includes(scopeType)) throw refuse(regulationNo['no-such-scope']);
  if ((await scopeChoices(parts, tx, scopeType, { ids: [scopeId!] })).length === 0) throw refuse(regulationNo['no-such-scope']);
}

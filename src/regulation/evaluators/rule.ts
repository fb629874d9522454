import { createHash } from 'node:crypto';
import { canonical } from '../../kernel/json.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Words } from '../../kernel/words.ts';
import type { ParameterValue } from '../declare-parameter.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Judgement } from '../runtime/judgement.ts';
import type { Where } from '../runtime/values.ts';

/** What a rule decided: the general case (`null`) or the named exception, and the reason in words. */
export interface Decision<O> { readonly outcome: O; readonly exception: string | null; readonly because: Words }

/** A pure function that decides, brought by a chapter under the name that the clause uses. `version` grows whenever it may decide otherwise. */
export interface RuleFunction<I = unknown, O = unknown> {
  readonly name: string;
  readonly version: number;
  decide(inputs: I, values: Readonly<Record<string, ParameterValue>>): Decision<O>;
}

export const rule = <I, O>(declared: RuleFunction<I, O>): RuleFunction<I, O> => declared;

interface Use { readonly fn: string; readonly judgements: readonly Judgement[] }
const uses = new WeakMap<Tx, Use[]>();
const engines = new WeakMap<Tx, Engine>();

/** Before the verb runs: rules that it applies read their values from this engine. */
export const rulesReadFrom = (tx: Tx, engine: Engine): void => void engines.set(tx, engine);
/** The rulebook that a verb runs under; none in tests of a chapter alone. */
export const engineOf = (tx: Tx): Engine | undefined => engines.get(tx);
/** Whether a rulebook is connected: without one nothing asks for values. */
export const isRuled = (tx: Tx): boolean => engines.has(tx);
/** The value of a parameter that holds now for a case: for evidence and reads inside a verb. */
export function valueIn(tx: Tx, key: string, where: Where = {}): ParameterValue {
  const engine = engines.get(tx);
  if (!engine) throw new Error(`no rulebook is connected: ${key} has no value`);
  return engine.values.at(key, tx.now, where).value;
}
export const rulesUsed = (tx: Tx): Judgement[] => (uses.get(tx) ?? []).flatMap((u) => u.judgements);

export const hashOf = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

/**
 * Decides by a rule inside a verb, and keeps how: rule, version, inputs and their hash, values, outcome. Every clause that names the
 * rule counts it. Inputs are plain JSON without personal data, so that the decision can be made again from what was kept (`replay`).
 */
export function decideBy<I, O>(tx: Tx, fn: RuleFunction<I, O>, inputs: I, about: { type: string; id: string; no?: string | null; storeId?: string | null; where?: Where }): Decision<O> {
  const engine = engines.get(tx);
  const placed = engine?.compiled.rules.get(fn.name) ?? [];
  const used = [...new Set(placed.flatMap((p) => p.control.uses))];
  const valued = Object.fromEntries(used.map((key) => [key, engine!.values.at(key, tx.now, about.where ?? {})]));
  const values = Object.fromEntries(used.map((key) => [key, valued[key]!.value]));
  const decision = fn.decide(inputs, values);
  const kept = JSON.parse(JSON.stringify({ inputs, values, decision }, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))) as Record<string, unknown>;
  const judgements = placed.map(({ clause, control }): Judgement => ({
    id: tx.newId(), clause, control: control.id, kind: 'rule', subject_type: about.type, subject_id: about.id, subject_no: about.no ?? null, store_id: about.storeId ?? null,
    at: tx.now, outcome: 'applied', fact: null,
    evidence: { rule: fn.name, version: fn.version, inputsHash: hashOf(kept['inputs']), ...kept },
    versions: { evaluator: fn.version, values: Object.fromEntries(used.map((key) => [key, valued[key]!.id])) },
  }));
  uses.set(tx, [...(uses.get(tx) ?? []), { fn: fn.name, judgements }]);
  return decision;
}

/** The stored decision made again: `same`, or how it would fall now. Another version is not compared: it may decide otherwise. */
export function replay(fn: RuleFunction<never>, evidence: Record<string, unknown>): 'same' | 'differs' | 'other-version' | 'inputs-altered' {
  if (evidence['version'] !== fn.version) return 'other-version';
  if (hashOf(evidence['inputs']) !== evidence['inputsHash']) return 'inputs-altered';
  const again = JSON.parse(JSON.stringify(fn.decide(evidence['inputs'] as never, evidence['values'] as Record<string, ParameterValue>), (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))) as unknown;
  return hashOf(again) === hashOf(evidence['decision']) ? 'same' : 'differs';
}

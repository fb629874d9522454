import { posts } from '../../kernel/posts.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Evidence } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import { gateOverridden } from '../facts.ts';
import { regulationNo } from '../refusals.ts';
import type { Gate, Requirement } from '../clause.ts';
import { engineOf } from '../evaluators/rule.ts';
import type { Placed } from './compile.ts';
import type { GateOutcome } from './engine.ts';
import { keepRefusals, type Refused } from './refusals.ts';

/**
 * Asks the gates of a verb. A blocking gate that is not met refuses, naming its clause and what is missing; a post that may can
 * override it with a reason, which is a fact and an exception. Without evidence for a requirement the gate counts as not met. Where the
 * evidence says in words what is missing, those words come first: the clause alone tells nobody what to do.
 */
export function guardVerb(tx: Tx, gates: readonly Placed<Gate>[], evidence: Evidence, override: string | null): GateOutcome[] {
  const outcomes: GateOutcome[] = [];
  for (const { clause, control } of gates) {
    const missing = control.requires.filter((r) => evidence[r.name] !== true);
    if (missing.length === 0) {
      outcomes.push({ clause, control: control.id, outcome: 'passed' });
      continue;
    }
    const mayOverride = control.override?.posts.some((post) => tx.actor.posts.includes(post)) ?? false;
    if (control.enforce === 'monitor' || (override?.trim() && mayOverride)) {
      tx.fact(gateOverridden, tx.newId(), {
        clause, control: control.id, verb: tx.verb, missing: missing.map((m) => m.name), reason: override, enforce: control.enforce,
      });
      outcomes.push({ clause, control: control.id, outcome: 'overridden' });
      continue;
    }
    throw refuse({ ...regulationNo.gate, clause }, saysNo(clause, control, missing, evidence), { clause, control: control.id, missing: missing.map((m) => m.name), ...overridable(control, mayOverride) });
  }
  return outcomes;
}

/** What a refusal tells whoever may override it: that he may, with a reason, and which posts approve it afterwards. */
export const overridable = (control: Pick<Gate, 'override'>, mayOverride: boolean): Record<string, unknown> =>
  mayOverride ? { mayOverride, approvedAfterwards: control.override!.approval.map((post) => posts[post]) } : { mayOverride };

/** What is missing in words for whoever has to do it, then the clause that refuses. */
function saysNo(clause: string, control: Gate, missing: readonly Requirement[], evidence: Evidence): Words {
  const lacking = missing.flatMap((m): Words[] => (typeof evidence[m.name] === 'object' ? [evidence[m.name] as Words] : []));
  const rule = words(`第 ${clause} 条「${control.title.zh}」：${control.act.zh}前须${missing.map((m) => m.words.zh).join('、')}。`,
    `Clause ${clause}, ${control.title.en}: before ${control.act.en}, ${missing.map((m) => m.words.en).join('; ')}.`);
  return words([...lacking.map((l) => l.zh), rule.zh].join(' '), [...lacking.map((l) => l.en), rule.en].join(' '));
}

/**
 * Asks the gates of a bulk verb (`eachOf`) of each record by itself and counts each by itself, as if every record had been a verb of its own: what passes, and what is
 * refused. Nobody overrides in bulk: a record that needs it is done singly, with its reason.
 *
 * @returns the refusals by id of the record; records that are not in it may go on
 */
export async function judgeEach(tx: Tx, records: readonly { id: string; evidence: Evidence }[]): Promise<Map<string, Words>> {
  const engine = engineOf(tx);
  const refused = new Map<string, Words>();
  const kept: Refused[] = [];
  const passed: GateOutcome[] = [];
  for (const { clause, control } of engine?.compiled.eachGates.get(tx.verb) ?? []) {
    for (const { id, evidence } of records) {
      // What the first gate refuses is not asked of the next, as with a single one.
      if (refused.has(id)) continue;
      const missing = control.requires.filter((r) => evidence[r.name] !== true);
      if (missing.length === 0) passed.push({ clause, control: control.id, outcome: 'passed' });
      else if (control.enforce === 'monitor') {
        tx.fact(gateOverridden, tx.newId(), { clause, control: control.id, verb: tx.verb, missing: missing.map((m) => m.name), reason: null, enforce: control.enforce });
        passed.push({ clause, control: control.id, outcome: 'overridden' });
      } else {
        refused.set(id, saysNo(clause, control, missing, evidence));
        kept.push({ clause, control: control.id, missing: missing.map((m) => m.name), record: { type: null, id } });
      }
    }
  }
  engine?.noteGates(tx, passed);
  if (kept.length > 0) await keepRefusals(tx.runner, { now: tx.now, verb: tx.verb, actor: tx.actor }, kept);
  return refused;
}

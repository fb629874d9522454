import { refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Evidence } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import { gateOverridden } from '../facts.ts';
import { regulationNo } from '../refusals.ts';
import type { Gate } from '../clause.ts';
import type { Placed } from './compile.ts';
import type { GateOutcome } from './engine.ts';

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
    if (control.enforce === 'monitor' || (override && mayOverride)) {
      tx.fact(gateOverridden, tx.newId(), {
        clause, control: control.id, verb: tx.verb, missing: missing.map((m) => m.name), reason: override, enforce: control.enforce,
      });
      outcomes.push({ clause, control: control.id, outcome: 'overridden' });
      continue;
    }
    const lacking = missing.flatMap((m): Words[] => (typeof evidence[m.name] === 'object' ? [evidence[m.name] as Words] : []));
    const rule = words(`第 ${clause} 条「${control.title.zh}」：${control.act.zh}前须${missing.map((m) => m.words.zh).join('、')}。`,
      `Clause ${clause}, ${control.title.en}: before ${control.act.en}, ${missing.map((m) => m.words.en).join('; ')}.`);
    throw refuse({ ...regulationNo.gate, clause }, words([...lacking.map((l) => l.zh), rule.zh].join(' '), [...lacking.map((l) => l.en), rule.en].join(' ')), { clause, control: control.id, missing: missing.map((m) => m.name), mayOverride });
  }
  return outcomes;
}

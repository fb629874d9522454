import { refuse, refusals } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { gateOverridden } from '../facts.ts';
import type { Gate } from '../clause.ts';
import type { Placed } from './compile.ts';
import type { GateOutcome } from './engine.ts';

export const regulationNo = refusals('regulation', {
  gate: {
    status: 409,
    title: { zh: '章程不允许此操作', en: 'The rulebook does not allow this yet' },
    next: { zh: '请先完成缺少的事项。', en: 'Bring what is missing into place first.' },
  },
  'not-your-own': {
    status: 403,
    title: { zh: '不能审批自己的申请', en: 'Nobody approves his own request' },
    next: { zh: '请由其他有权的同事审批。', en: 'Another person who may must decide.' },
  },
  'below-law': {
    status: 422,
    title: { zh: '低于法律规定', en: 'Beyond what the law allows' },
    next: { zh: '请填写法律允许范围内的值。', en: 'Give a value within the bounds of the law.' },
  },
});

/**
 * Asks the gates of a verb. A blocking gate that is not met refuses, naming its clause and what is missing; a post that may can
 * override it with a reason, which is a fact and an exception. Without evidence for a requirement the gate counts as not met.
 */
export function guardVerb(tx: Tx, gates: readonly Placed<Gate>[], evidence: Record<string, boolean>, override: string | null): GateOutcome[] {
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
    throw refuse({ ...regulationNo.gate, clause }, {
      zh: `第 ${clause} 条「${control.title.zh}」：${control.act.zh}前须${missing.map((m) => m.words.zh).join('、')}。`,
      en: `Clause ${clause}, ${control.title.en}: before ${control.act.en}, ${missing.map((m) => m.words.en).join('; ')}.`,
    }, { clause, control: control.id, missing: missing.map((m) => m.name), mayOverride });
  }
  return outcomes;
}

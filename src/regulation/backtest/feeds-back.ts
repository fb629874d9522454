import { words, type Words } from '../../kernel/words.ts';
import type { Clause, Deadline } from '../clause.ts';
import { parametersOf } from '../declare-check.ts';
import type { Step } from './curve.ts';

/**
 * Why a limit cannot be judged anew (engine.md §5: only controls that feed nothing back): the program itself acts on it, so that with another value the cases would have gone
 * another way. Null: nothing but the verdict hangs on it.
 */
export function feedsBack(clause: Clause, control: Deadline): Words | null {
  if (control.escalation.some((step) => step.how === 'reassign')) return words('到时系统会改派，换了人以后的办理无从得知', 'at this limit the case goes to somebody else, and what that person would have done nobody knows');
  const key = 'parameter' in control.within ? control.within.parameter : null;
  const acting = clause.controls.find((c) => (c.kind === 'gate' || c.kind === 'rule' || c.kind === 'approval') && key !== null && parametersOf(c).includes(key));
  return acting ? words(`「${acting.title.zh}」也按它放行或判定`, `${acting.title.en} goes by it, too`) : null;
}

/**
 * First divergence of such a limit, from the curve: `[amount, cases that part]`. A shorter limit would have ended the wait of all that took longer than it, a longer one that of none
 * which was ended; under the value in force nothing parts. What comes after is not asked.
 */
export function parting(steps: readonly Step[], actuallyOver: number, now: number | null, to: number): [amount: number, parting: number][] {
  const below = steps.filter(([amount]) => now === null || amount < now).map(([amount, over]): [number, number] => [amount, Math.max(actuallyOver, over)]);
  if (now === null) return below;
  return [...below, [now, 0], ...(now < to ? [[now + 1, actuallyOver] as [number, number]] : [])];
}

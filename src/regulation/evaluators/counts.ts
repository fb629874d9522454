import type { NewFact } from '../../kernel/fact.ts';
import type { Deadline } from '../clause.ts';
import type { Engine } from '../runtime/engine.ts';

/**
 * A limit that is a count (rings): a plain comparison of what the discharging fact says, by the value that holds then
 * (engine.md §3 rule 5). A fact that does not say how many leaves the case unknown, and says so.
 */
export function judgeCount(engine: Engine, control: Deadline, fact: Pick<NewFact, 'payload' | 'occurredAt'>): { how: 'stop' | 'unknown'; over?: true } {
  const count = fact.payload[control.counts!];
  if (typeof count !== 'number' || !('parameter' in control.within)) return { how: 'unknown' };
  const limit = engine.values.at(control.within.parameter, fact.occurredAt).value as number;
  return count > limit ? { how: 'stop', over: true } : { how: 'stop' };
}

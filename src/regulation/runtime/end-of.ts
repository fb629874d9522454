import type { Kernel } from '../../kernel/kernel.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { CalendarName } from '../clause.ts';
import { Engine, limitOfValue, whereOf } from './engine.ts';
import { timeObligation } from './timing.ts';

/**
 * When a time that the rulebook gives ends (ms UTC), counted from an instant, for a case as its facts tell it (`whereOf`): for what a verb promises by the rulebook, and
 * for pages that say beforehand what it would promise.
 *
 * @throws Error where no rulebook is connected, or where the value is a count and ends nothing
 */
export function endOf(on: Tx | Kernel, key: string, from: number, payload: Readonly<Record<string, unknown>>, calendar: CalendarName): number {
  const engine = on.controls;
  if (!(engine instanceof Engine)) throw new Error(`no rulebook is connected: ${key} has no value`);
  const parameter = engine.values.declared(key);
  const { due } = timeObligation({ start: from, limit: limitOfValue(parameter, engine.values.at(key, from, whereOf(payload)), from), calendar: engine.calendars.named(calendar), escalation: [] });
  if (due === null) throw new Error(`${key} ends nothing`);
  return due;
}

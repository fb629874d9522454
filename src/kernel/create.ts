import type { Clock } from './clock.ts';
import type { Db } from './db/pool.ts';
import { transaction } from './db/transaction.ts';
import type { NewFact } from './fact.ts';
import { noControls, type Controls, type Kernel, type Log } from './kernel.ts';
import { NumberSeries } from './numbers.ts';

/** Puts the kernel together. Listeners hear of each commit of this node after it happened. */
export function createKernel(given: { db: Db; clock: Clock; log: Log; controls?: Controls }): Kernel & {
  onCommit(listener: (facts: readonly NewFact[]) => void): void;
} {
  const listeners: ((facts: readonly NewFact[]) => void)[] = [];
  return {
    clock: given.clock,
    db: given.db,
    runner: given.db,
    numbers: new NumberSeries(given.db.aside),
    controls: given.controls ?? noControls,
    channels: new Set(),
    log: given.log,
    transaction: (work) => transaction(given.db, work),
    committed: (facts) => {
      for (const listener of listeners) listener(facts);
    },
    onCommit: (listener) => {
      listeners.push(listener);
    },
  };
}

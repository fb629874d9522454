import type { Actor } from './actor.ts';
import type { Clock } from './clock.ts';
import type { Db } from './db/pool.ts';
import type { NewFact } from './fact.ts';
import type { NumberSeries } from './numbers.ts';
import type { Runner } from './query.ts';
import type { Refusal } from './refusal.ts';
import type { Evidence, Laid } from './verb.ts';
import type { Tx } from './tx.ts';

/** Where the regulation engine hooks into every verb. The kernel knows that there are controls, not which. */
export interface Controls {
  /** Whether any gate stands on this verb (so that evidence is only gathered where it is asked for). */
  guards(verb: string): boolean;
  /** Whether this verb needs somebody's approval. */
  asksApproval(verb: string): boolean;
  /** Before the verb looks at anything: whoever gathers evidence may ask what values hold. */
  begin?(tx: Tx): void;
  /** Gates, approvals, separations: throws a Refusal with the clause that refuses. */
  before(tx: Tx, evidence: Evidence, override: string | null, laid: Laid | null): Promise<void>;
  /** What the facts of the verb open and discharge, as calls that join the verb's last statement. */
  after(tx: Tx): Promise<{ fn: string; argument: unknown }[]>;
  /** Told of a refusal after the verb was rolled back, so that refusals by the rulebook are counted and kept: who tried what, on which record. */
  refused?(db: Db, refusal: Refusal, tried: Tried): Promise<void>;
  /**
   * Which of these records of a kind this person owes something on now, in person or by a post: he sees them and works on them, whatever his post sees
   * otherwise. To `see` also those of which he has a sample to check.
   */
  owedOn?(on: { runner: Runner }, actor: Actor, to: 'see' | 'work', type: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** An act that was refused. `recordId`: the id that it named, where it named one. */
export interface Tried { readonly now: number; readonly verb: string; readonly actor: Actor; readonly recordId: string | null }

/** No rulebook: for tests of the kernel alone. */
export const noControls: Controls = { guards: () => false, asksApproval: () => false, before: async () => {}, after: async () => [] };

/** What every part of the product is given by the composition root. */
export interface Kernel {
  readonly clock: Clock;
  readonly db: Db;
  /** The same database, in the shape that chapter handles take: `db(kernel)` for reads, `db(tx)` inside verbs. */
  readonly runner: Runner;
  readonly numbers: NumberSeries;
  readonly controls: Controls;
  /** Channels through which messages can leave now: `mail`, `sms`, and `sms/ship-notice` for a registered template. Filled at start. */
  readonly channels: Set<string>;
  /** Runs in one transaction; retries serialisation failures and deadlocks itself. */
  transaction<T>(work: (runner: Runner) => Promise<T>): Promise<T>;
  /** Called after each commit: wakes the readers of the fact log on this node. */
  committed(facts: readonly NewFact[]): void;
  readonly log: Log;
}

/** Structured log; personal data never goes in. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

import type pg from 'pg';
import type { Actor } from './actor.ts';
import type { FactKind, NewFact } from './fact.ts';
import type { Gathering } from './gathering.ts';
import { newId } from './ids.ts';
import type { Controls } from './kernel.ts';
import type { NumberSeries } from './numbers.ts';
import type { Runner } from './query.ts';

/** A message to the outside world, sent after the commit by the messenger (at least once, de-duplicated by key). */
export interface NewMessage {
  channel: string;
  recipient: string;
  payload: Record<string, unknown>;
  /** The same key is sent once, however often it is asked for. */
  dedupeKey?: string;
  subject?: { type: string; id: string };
  /** Not before this instant; default at once. */
  notBefore?: number;
}

/**
 * What a running verb has in its hands: its one transaction, the time, the actor, and the places where it leaves what it did.
 * Nothing written here is seen by anybody before the commit.
 */
export class Tx {
  readonly runner: Runner;
  /** Instant of the verb: one value for everything that it does. */
  readonly now: number;
  readonly actor: Actor;
  readonly verb: string;
  readonly ip: string | null;
  readonly requestId: string | null;
  /** Channels through which messages can leave now (kernel.channels). */
  readonly channels: ReadonlySet<string>;
  /** The rulebook's hooks: what somebody owes something on (owed.ts). */
  readonly controls: Controls;
  readonly facts: NewFact[] = [];
  readonly messages: NewMessage[] = [];
  readonly closing: { fn: string; argument: unknown }[] = [];
  readonly #numbers: NumberSeries;
  readonly #gathering: Gathering | null;
  changes: Record<string, unknown> | null = null;
  reason: string | null = null;
  about: { type: string; id: string } | null = null;

  constructor(runner: Runner, numbers: NumberSeries, given: { now: number; actor: Actor; verb: string; ip: string | null; requestId: string | null; channels: ReadonlySet<string>; controls: Controls; gathering?: Gathering | null }) {
    this.runner = runner;
    this.#numbers = numbers;
    this.#gathering = given.gathering ?? null;
    this.now = given.now;
    this.actor = given.actor;
    this.verb = given.verb;
    this.ip = given.ip;
    this.requestId = given.requestId;
    this.channels = given.channels;
    this.controls = given.controls;
  }

  newId(): string {
    return newId(this.now);
  }

  number(prefix: string): Promise<string> {
    return this.#numbers.take(prefix, this.now);
  }

  numbers(prefix: string, count: number): Promise<string[]> {
    return this.#numbers.takeMany(prefix, this.now, count);
  }

  /**
   * Publishes a fact about one record. `objects` are further records on whose timeline it belongs.
   * `at` is when it happened, if not now; more than two minutes in the future is refused (engine.md §3 rule 11).
   */
  fact<P>(kind: FactKind<P>, subjectId: string, payload: NoInfer<P>, also: { at?: number; objects?: readonly { type: string; id: string }[] } = {}): void {
    const occurredAt = also.at ?? this.now;
    if (occurredAt > this.now + 120_000) throw new RangeError(`fact ${kind.type} lies in the future`);
    const checked = kind.payload.parse(payload) as Record<string, unknown>;
    this.facts.push({
      id: newId(this.now),
      type: kind.type,
      subjectType: kind.subject,
      subjectId,
      occurredAt,
      payload: checked,
      objects: [{ type: kind.subject, id: subjectId }, ...(also.objects ?? [])],
    });
  }

  message(message: NewMessage): void {
    this.messages.push(message);
  }

  /** What the audit row says about this verb: the record it acted on and what changed, personal data masked by the caller. */
  audit(about: { type: string; id: string }, changes?: Record<string, unknown>, reason?: string): void {
    this.about = about;
    if (changes) this.changes = { ...this.changes, ...changes };
    if (reason) this.reason = reason;
  }

  /**
   * Asks the database something that can be asked for several records at once. Verbs that run together (docs/adr/0024) ask it in one
   * statement; alone it is the same statement with one's own asks. One answer for each ask, in their order.
   */
  async gather<A, R>(what: string, asks: readonly A[], ask: (tx: Tx, all: readonly A[]) => Promise<readonly R[]>): Promise<readonly R[]> {
    if (asks.length === 0) return [];
    return this.#gathering ? this.#gathering.ask(what, this, asks, ask) : ask(this, asks);
  }

  /** One prepared statement. Named statements are parsed once per connection: use this on the hottest paths. */
  async rows<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    return (await this.runner.query<R>(text, values, name)).rows;
  }
}

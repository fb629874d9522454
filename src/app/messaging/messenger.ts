import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../kernel/kernel.ts';
import { system } from '../../kernel/actor.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import { runVerb } from '../../kernel/verb.ts';
import { noteAttempt, type Sent } from './messages.ts';

/** A message as the messenger hands it to its channel. `attempt` counts from 1. */
export interface Outgoing {
  id: string;
  channel: string;
  recipient: string;
  payload: Record<string, unknown>;
  attempt: number;
  createdAt: number;
}

/** How one kind of message leaves: mail, sms, webhook. Sending twice must do no harm: the message's id goes along as its key. */
export type Channel = (message: Outgoing, now: number) => Promise<Sent>;

const LEASE_SECONDS = 60;
const BATCH = 20;
const MAX_ATTEMPTS = 10;

/**
 * Sends what verbs left in kernel.message: at least once, by any node, one node at a time per message (a lease that ends by itself;
 * only its holder may write the outcome). A channel that is not set up leaves its messages waiting: nothing is lost.
 */
export class Messenger {
  readonly #kernel: Kernel;
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #holder = randomUUID();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #stopped = true;

  constructor(kernel: Kernel, channels: ReadonlyMap<string, Channel>) {
    this.#kernel = kernel;
    this.#channels = channels;
  }

  start(): void {
    this.#stopped = false;
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  /** Sends everything that is due; returns how many messages were tried. */
  async drain(): Promise<number> {
    let tried = 0;
    for (;;) {
      const batch = await this.#claim();
      if (batch.length === 0) return tried;
      tried += batch.length;
      await Promise.all(batch.map((message) => this.#send(message)));
    }
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.drain()
        .then((n) => this.#schedule(n > 0 ? 100 : 2_000), (error: unknown) => {
          this.#kernel.log.warn({ error: String(error) }, 'messages are late');
          this.#schedule(5_000);
        })
        .finally(() => (this.#running = null));
    }, ms);
    this.#timer.unref();
  }

  async #claim(): Promise<Outgoing[]> {
    if (this.#channels.size === 0) return [];
    const { rows } = await this.#kernel.db.query<{ id: string; channel: string; recipient: string; payload: Record<string, unknown>; attempts: number; created_at: number }>(
      `update kernel.message m set attempts = attempts + 1, lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}), lease_holder = $1
       where m.id in (
         select id from kernel.message where state = 'waiting' and next_at <= to_timestamp($2 / 1000.0) and channel = any($3)
           and (lease_until is null or lease_until < clock_timestamp())
         order by next_at limit ${BATCH} for update skip locked)
       returning id, channel, recipient, payload, attempts, created_at`,
      [this.#holder, this.#kernel.clock.now(), [...this.#channels.keys()]], 'messenger.claim');
    return rows.map((r) => ({ id: r.id, channel: r.channel, recipient: r.recipient, payload: r.payload, attempt: r.attempts, createdAt: r.created_at }));
  }

  async #send(message: Outgoing): Promise<void> {
    const now = this.#kernel.clock.now();
    const began = performance.now();
    let outcome: Sent;
    try {
      outcome = await this.#channels.get(message.channel)!(message, now);
    } catch (error) {
      const retry = !(error instanceof GatewayFailure) || error.retry;
      const reason = error instanceof GatewayFailure ? `${error.words.zh} · ${error.message}` : error instanceof Error ? error.message : String(error);
      outcome = retry && message.attempt < MAX_ATTEMPTS
        ? { is: 'again', at: now + Math.min(3_600_000, 5_000 * 2 ** message.attempt), reason }
        : { is: 'failed', reason };
    }
    await runVerb(this.#kernel, noteAttempt, { id: message.id, holder: this.#holder, outcome, tookMs: Math.max(0, Math.round(performance.now() - began)) }, { actor: system('消息') });
  }
}

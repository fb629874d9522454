import type { FastifyReply } from 'fastify';
import type { Actor } from '../actor.ts';
import type { Kernel } from '../kernel.ts';

interface Client { reply: FastifyReply; actor: Actor; stillValid: () => Promise<boolean>; topics: Set<string>; checkedAt: number }

/**
 * Live updates: one event stream per open page. An event carries only the kinds of facts that were committed
 * (`sales.order-released`), never data: the page reads again with its own rights, so a stream can leak nothing.
 */
export class LiveUpdates {
  readonly #kernel: Kernel;
  readonly #clients = new Set<Client>();
  #pending = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #poll: NodeJS.Timeout | null = null;
  #lastSeq: bigint | null = null;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get size(): number {
    return this.#clients.size;
  }

  /** `stillValid` is asked again and again: a session that ended loses its stream within a second. */
  add(reply: FastifyReply, actor: Actor, stillValid: () => Promise<boolean>): void {
    const client: Client = { reply, actor, stillValid, topics: new Set(), checkedAt: 0 };
    this.#clients.add(client);
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive', 'x-accel-buffering': 'no',
    });
    reply.raw.write('retry: 2000\n\nevent: hello\ndata: {}\n\n');
    reply.raw.on('close', () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#rest();
    });
    this.#poll ??= setInterval(() => void this.#tick(), 900).unref();
  }

  /** Told of commits on this node: sent at once, gathered over 150 ms so that an import does not flood the pages. */
  committed(types: Iterable<string>): void {
    if (this.#clients.size === 0) return;
    for (const type of types) this.#pending.add(type);
    if (this.#pending.size > 0) this.#timer ??= setTimeout(() => this.#flush(), 150).unref();
  }

  close(): void {
    for (const client of this.#clients) client.reply.raw.end();
    this.#clients.clear();
    this.#rest();
  }

  #rest(): void {
    if (this.#poll) clearInterval(this.#poll);
    this.#poll = null;
    this.#lastSeq = null;
  }

  #flush(): void {
    this.#timer = null;
    const types = [...this.#pending];
    this.#pending = new Set();
    if (types.length === 0) return;
    const message = `event: facts\ndata: ${JSON.stringify(types)}\n\n`;
    for (const client of this.#clients) if (!client.reply.raw.write(message) && client.reply.raw.writableLength > 1_000_000) client.reply.raw.destroy();
  }

  /** Other nodes' facts, and sessions that ended meanwhile. */
  async #tick(): Promise<void> {
    try {
      const { rows } = await this.#kernel.db.query<{ seq: bigint; type: string }>('select seq, type from kernel.fact where seq > $1 order by seq desc limit 500', [this.#lastSeq ?? (await this.#newest())], 'kernel.live');
      if (rows[0]) this.#lastSeq = rows[0].seq;
      this.committed(new Set(rows.map((r) => r.type)));
      for (const client of this.#clients) {
        if (await client.stillValid()) client.reply.raw.write(': \n\n');
        else client.reply.raw.end('event: signed-out\ndata: {}\n\n');
      }
    } catch (error) {
      this.#kernel.log.warn({ error: String(error) }, 'live updates are late');
    }
  }

  async #newest(): Promise<bigint> {
    const { rows } = await this.#kernel.db.query<{ seq: bigint | null }>('select max(seq) as seq from kernel.fact where recorded_at > to_timestamp($1 / 1000.0) - interval \'40 days\'', [this.#kernel.clock.now()]);
    this.#lastSeq = rows[0]?.seq ?? 0n;
    return this.#lastSeq;
  }
}

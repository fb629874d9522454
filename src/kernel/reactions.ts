import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { StoredFact } from './fact.ts';
import type { Kernel } from './kernel.ts';

/**
 * What a section does on others' facts. It gets facts in commit order, in batches, at least once: whatever it does must be
 * naturally idempotent (a unique key, a state already reached). It changes things only through verbs, as the system.
 */
export interface Reaction {
  /** `logistics.request-parcels`: keeps its failures under this name. */
  readonly name: string;
  readonly on: readonly string[];
  run(kernel: Kernel, facts: readonly StoredFact[]): Promise<void>;
}

interface FactRow {
  seq: bigint; id: string; type: string; subject_type: string; subject_id: string; occurred_at: number; recorded_at: number;
  actor_kind: StoredFact['actorKind']; actor_id: string | null; actor_name: string; payload: Record<string, unknown>; xid: string;
}

const stored = (row: FactRow): StoredFact => ({
  seq: row.seq, id: row.id, type: row.type, subjectType: row.subject_type, subjectId: row.subject_id, occurredAt: row.occurred_at,
  recordedAt: row.recorded_at, actorKind: row.actor_kind, actorId: row.actor_id, actorName: row.actor_name, payload: row.payload, objects: [],
});

const BATCH = 1_000;
/**
 * Under load facts come in all the time: after a batch of this many the next ones are gathered for a moment, so that hundreds are handed out
 * in the statements of a few. A few facts, and what follows from them, are handed out at once.
 */
const MANY = 30;
const GATHER_MS = 250;
const MAX_ATTEMPTS = 12;
const LEASE_SECONDS = 15;
const DRAIN_PATIENCE_MS = 20_000;

/** Takes or keeps the lease and reads what comes after the place of the last batch, in one statement: this runs after every commit. */
const nextFacts = `with lease as (insert into kernel.lease as l (name, holder, until) values ('reactions', $1, clock_timestamp() + make_interval(secs => $2))
    on conflict (name) do update set holder = excluded.holder, until = excluded.until where l.holder = excluded.holder or l.until < clock_timestamp() returning 1)
  select f.* from lease left join (select seq, id, type, subject_type, subject_id, occurred_at, recorded_at, actor_kind, actor_id, actor_name, payload, xid::text
    from kernel.fact where (xid, seq) > ((select xid from kernel.subscription where name = 'reactions'), (select seq from kernel.subscription where name = 'reactions'))
      and fact.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by fact.xid, seq limit ${BATCH}) f on true`;

/**
 * Hands committed facts to the reactions, in commit order: one node at a time (a lease), never past a transaction that is still
 * open, never blocked by one fact that fails. Woken by commits of this node at once, by others' within a second.
 */
export class ReactionRunner {
  readonly #kernel: Kernel;
  readonly #reactions: readonly Reaction[];
  readonly #holder = randomUUID();
  readonly #types: string[];
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #gathering = false;
  #stopped = false;
  #lastRetry = 0;
  #begun = false;

  constructor(kernel: Kernel, reactions: readonly Reaction[]) {
    this.#kernel = kernel;
    this.#reactions = reactions;
    this.#types = [...new Set(reactions.flatMap((r) => r.on))];
  }

  start(): void {
    this.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
    await this.#kernel.db.query("delete from kernel.lease where name = 'reactions' and holder = $1", [this.#holder]).catch((error: unknown) =>
      this.#kernel.log.warn({ error: String(error) }, 'lease of the reactions was not given back; it ends by itself'));
  }

  wake(): void {
    if (this.#stopped || this.#gathering) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#running = this.#round().finally(() => {
      this.#running = null;
      if (this.#stopped) return;
      const soon = this.#again;
      this.#again = false;
      this.#timer = setTimeout(() => {
        this.#gathering = false;
        this.wake();
      }, this.#gathering ? GATHER_MS : soon ? 0 : 1_000);
      this.#timer.unref();
    });
  }

  /** Works until every committed fact has been handed out. For tests, imports and the demo story. */
  async drain(): Promise<void> {
    await this.#running;
    while ((await this.#batch()) > 0) continue;
    await this.#retryFailed(true);
    while ((await this.#batch()) > 0) continue;
    // A transaction of anybody on the server may hide committed facts for a moment: they count too.
    for (const until = performance.now() + DRAIN_PATIENCE_MS; performance.now() < until && (await this.#unread()); await pause(5)) while ((await this.#batch()) > 0) continue;
  }

  async #unread(): Promise<boolean> {
    const { rows } = await this.#kernel.db.query<{ unread: boolean }>(
      `select exists (select from kernel.fact where (xid, seq) > ((select xid from kernel.subscription where name = 'reactions'), (select seq from kernel.subscription where name = 'reactions'))) as unread`);
    return rows[0]!.unread;
  }

  async #round(): Promise<void> {
    try {
      let read: number;
      do read = this.#stopped ? 0 : await this.#batch();
      while (read === BATCH || (read > 0 && read < MANY));
      this.#gathering = read > 0;
      if (performance.now() - this.#lastRetry > 5_000) {
        this.#lastRetry = performance.now();
        await this.#retryFailed(false);
      }
    } catch (error) {
      this.#kernel.log.warn({ error: String(error) }, 'reading the fact log failed; trying again');
    }
  }

  /** How many facts were read. */
  async #batch(): Promise<number> {
    const { db } = this.#kernel;
    const { rows: [first, ...others] } = await db.query<FactRow | { [name in keyof FactRow]: null }>(nextFacts, [this.#holder, LEASE_SECONDS], 'kernel.next_facts');
    // Without a row another node holds the lease; without a fact in it there is none to hand out, or nobody has begun to read yet.
    if (first === undefined) return 0;
    if (first.seq === null) {
      if (this.#begun) return 0;
      const { rowCount } = await db.query("insert into kernel.subscription (name, xid, seq) values ('reactions', '3', 0) on conflict do nothing");
      this.#begun = true;
      return rowCount === 0 ? 0 : this.#batch();
    }
    const rows = [first, ...(others as FactRow[])];
    const last = rows.at(-1)!;
    const wanted = rows.filter((r) => this.#types.includes(r.type)).map(stored);
    for (const reaction of this.#reactions) {
      const facts = wanted.filter((f) => reaction.on.includes(f.type));
      if (facts.length > 0) await this.#hand(reaction, facts);
    }
    await db.query("update kernel.subscription set xid = $1::xid8, seq = $2 where name = 'reactions'", [last.xid, last.seq], 'kernel.reactions_advance');
    return rows.length;
  }

  /** A batch that fails is handed out fact by fact, so that only the failing ones are kept for later. */
  async #hand(reaction: Reaction, facts: readonly StoredFact[]): Promise<void> {
    try {
      await reaction.run(this.#kernel, facts);
    } catch (error) {
      if (facts.length > 1) {
        for (const fact of facts) await this.#hand(reaction, [fact]);
        return;
      }
      const fact = facts[0]!;
      this.#kernel.log.error({ reaction: reaction.name, fact: fact.type, seq: String(fact.seq), error: String(error) }, 'reaction failed; kept for another try');
      await this.#kernel.db.query(
        `insert into kernel.reaction_failure as f (reaction, fact_seq, attempts, next_at, error) values ($1, $2, 1, clock_timestamp() + interval '5 seconds', $3)
         on conflict (reaction, fact_seq) do update set attempts = f.attempts + 1, error = excluded.error, given_up = f.attempts + 1 >= ${MAX_ATTEMPTS},
           next_at = clock_timestamp() + make_interval(secs => least(5 * 2 ^ f.attempts, 3600))`,
        [reaction.name, fact.seq, String(error).slice(0, 2_000)],
      );
    }
  }

  async #retryFailed(atOnce: boolean): Promise<void> {
    const { rows } = await this.#kernel.db.query<FactRow & { reaction: string }>(
      `select f.seq, f.id, f.type, f.subject_type, f.subject_id, f.occurred_at, f.recorded_at, f.actor_kind, f.actor_id, f.actor_name, f.payload, r.reaction
       from kernel.reaction_failure r join kernel.fact f on f.seq = r.fact_seq
       where not r.given_up and (r.next_at <= clock_timestamp() or $1) order by r.fact_seq limit 200`, [atOnce]);
    for (const row of rows) {
      const reaction = this.#reactions.find((r) => r.name === row.reaction);
      if (!reaction) continue;
      try {
        await reaction.run(this.#kernel, [stored(row)]);
        await this.#kernel.db.query('delete from kernel.reaction_failure where reaction = $1 and fact_seq = $2', [row.reaction, row.seq]);
      } catch (error) {
        await this.#hand({ ...reaction, run: () => Promise.reject(error as Error) }, [stored(row)]);
      }
    }
  }
}

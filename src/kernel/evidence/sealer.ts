import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Kernel } from '../kernel.ts';
import { linkHash, payloadHash, type ChainedFact } from './chain.ts';
import { factColumns, withObjects, type FactRow } from './chained-facts.ts';

const BATCH = 2_000;
const EVERY_MS = 1_000;
const LEASE_SECONDS = 15;
const DRAIN_PATIENCE_MS = 20_000;

/**
 * Chains committed facts, in commit order (transaction, number), a second or two behind the writers, who never hear of it: it reads
 * only what no open transaction can still come before. One node at a time by a lease; should two work all the same, the cursor moves
 * only from where each of them read it, so that the chain cannot fork (engine.md §7).
 */
export class Sealer {
  readonly #kernel: Kernel;
  readonly #holder = randomUUID();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #stopped = true;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  start(): void {
    this.#stopped = false;
    this.#schedule(EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
    await this.#kernel.db.query("delete from kernel.lease where name = 'seal' and holder = $1", [this.#holder]).catch((error: unknown) =>
      this.#kernel.log.warn({ error: String(error) }, 'lease of the sealer was not given back; it ends by itself'));
  }

  /** Seals everything that is committed by now; what others commit meanwhile is not waited for. Also waits for what another node's sealer has under way. */
  async drain(): Promise<void> {
    await this.#running;
    const { rows: [snapshot] } = await this.#kernel.db.query<{ end: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as end');
    for (const until = performance.now() + DRAIN_PATIENCE_MS; performance.now() < until; await pause(5)) {
      while (await this.#batch()) continue;
      if (!(await this.#unsealed(snapshot!.end))) return;
    }
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#round().finally(() => {
        this.#running = null;
        this.#schedule(EVERY_MS);
      });
    }, ms).unref();
  }

  async #round(): Promise<void> {
    try {
      while (!this.#stopped && (await this.#batch())) continue;
    } catch (error) {
      this.#kernel.log.warn({ error: String(error) }, 'sealing failed; trying again');
    }
  }

  async #unsealed(end: string): Promise<boolean> {
    const { rows } = await this.#kernel.db.query<{ unsealed: boolean }>(
      "select exists (select from kernel.subscription s join kernel.fact f on (f.xid, f.seq) > (s.xid, s.seq) where s.name = 'seal' and f.xid < $1::xid8) as unsealed", [end]);
    return rows[0]!.unsealed;
  }

  /**
   * True when something was sealed and more may follow: a batch that was not full ends a round, so that under load many facts are sealed
   * once a second instead of a few at a time all the time.
   */
  async #batch(): Promise<boolean> {
    const { db } = this.#kernel;
    const { rowCount: held } = await db.query(`insert into kernel.lease as l (name, holder, until) values ('seal', $1, clock_timestamp() + make_interval(secs => $2))
             on conflict (name) do update set holder = excluded.holder, until = excluded.until
             where l.holder = excluded.holder or l.until < clock_timestamp()`, [this.#holder, LEASE_SECONDS], 'kernel.hold_seal');
    if (held === 0) return false;
    const { rows: [from] } = await db.query<{ xid: string; seq: bigint; position: bigint; hash: Buffer }>(
      "select s.xid::text, s.seq, h.position, h.hash from kernel.subscription s, kernel.seal_head h where s.name = 'seal'", [], 'kernel.seal_cursor');
    if (!from) throw new Error('the cursor of the sealer is missing');
    const { rows } = await db.query<FactRow & { xid: string }>(`select ${factColumns}, f.xid::text as xid from kernel.fact f
             where (f.xid, f.seq) > ($1::xid8, $2) and f.xid < pg_snapshot_xmin(pg_current_snapshot())
             order by f.xid, f.seq limit ${BATCH}`, [from.xid, from.seq], 'kernel.facts_to_seal');
    const last = rows.at(-1);
    if (!last) return false;
    const sealed = await this.#seal(from, await withObjects(db, rows), { xid: last.xid, seq: last.seq });
    return sealed && rows.length === BATCH;
  }

  /** One statement, so one transaction: seals, salts, head and cursor move together or not at all. */
  async #seal(from: { xid: string; seq: bigint; position: bigint; hash: Buffer }, facts: readonly ChainedFact[], to: { xid: string; seq: bigint }): Promise<boolean> {
    let position = Number(from.position);
    let prev = from.hash;
    const links = facts.map((fact) => {
      position += 1;
      const salt = randomBytes(16);
      const hashed = payloadHash(salt, fact);
      const hash = linkHash(position, prev, hashed, fact);
      const link = { position, fact_seq: fact.seq, fact_id: fact.id, recorded_us: fact.recordedAt, salt: salt.toString('hex'), payload_hash: hashed.toString('hex'), prev: prev.toString('hex'), hash: hash.toString('hex') };
      prev = hash;
      return link;
    });
    const { rows } = await this.#kernel.db.query<{ sealed: bigint }>(
      `with moved as (update kernel.subscription set xid = $1::xid8, seq = $2 where name = 'seal' and xid = $3::xid8 and seq = $4 returning 1),
         headed as (update kernel.seal_head set position = $5, hash = decode($6, 'hex') where exists (select from moved) returning 1),
         links as (select l.* from jsonb_to_recordset($7::jsonb) as l(position bigint, fact_seq bigint, fact_id uuid, recorded_us bigint, salt text, payload_hash text, prev text, hash text)
                   where exists (select from headed)),
         salted as (insert into kernel.seal_salt (fact_seq, salt) select fact_seq, decode(salt, 'hex') from links),
         sealed as (insert into kernel.seal (position, fact_seq, fact_id, recorded_at, payload_hash, prev, hash, sealed_at)
                    select position, fact_seq, fact_id, timestamptz 'epoch' + recorded_us * interval '1 microsecond', decode(payload_hash, 'hex'), decode(prev, 'hex'), decode(hash, 'hex'),
                      clock_timestamp() from links returning 1)
       select count(*) as sealed from sealed`,
      [to.xid, to.seq, from.xid, from.seq, position, prev.toString('hex'), JSON.stringify(links)], 'kernel.seal_batch');
    return rows[0]!.sealed > 0n;
  }
}

/** How far the chain is behind the log. `waiting` is exact up to 10,000. */
export async function chainState(on: Pick<Kernel, 'db'>): Promise<{ position: number; hash: string; sealedAt: number | null; waiting: number; oldestWaiting: number | null }> {
  const { rows: [row] } = await on.db.query<{ position: bigint; hash: Buffer; sealed_at: number | null; waiting: bigint; oldest: number | null }>(
    `select h.position, h.hash, (select sealed_at from kernel.seal where position = h.position) as sealed_at, w.waiting, w.oldest
     from kernel.seal_head h cross join (select count(*) as waiting, min(recorded_at) as oldest from (
       select f.recorded_at from kernel.subscription s join kernel.fact f on (f.xid, f.seq) > (s.xid, s.seq) where s.name = 'seal' limit 10000) x) w`);
  return { position: Number(row!.position), hash: row!.hash.toString('hex'), sealedAt: row!.sealed_at, waiting: Number(row!.waiting), oldestWaiting: row!.oldest };
}

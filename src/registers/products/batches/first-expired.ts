import { dayOf } from '../../../kernel/clock.ts';
import type { Runner } from '../../../kernel/query.ts';
import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';

/** Goods that are to leave for an order line (`holder`) with a document (`ref`, the parcel). */
export interface BatchAsk { holder: string; ref: string; skuId: string; warehouseId: string; quantity: number }
/** A batch to take from, and how many. `batchNo` empty: nobody has said the batch of these goods. */
export interface BatchTake { batchId: string; batchNo: string; producedOn: string | null; expiresOn: string | null; quantity: number }

interface InTurn { sku_id: string; warehouse_id: string; batch_id: string; batch_no: string; produced_on: string | null; expires_on: string | null; free: number }
const pairOf = (r: { skuId: string; warehouseId: string }): string => `${r.skuId} ${r.warehouseId}`;
const askOf = (r: { holder: string; ref: string }): string => `${r.holder} ${r.ref}`;

/** What lies of the articles in their warehouses, first expired first, less what others have taken from the shelf already. */
async function inTurn(on: { runner: Runner }, asks: readonly { skuId: string; warehouseId: string }[], now: number): Promise<Map<string, InTurn[]>> {
  const pairs = [...new Map(asks.map((a) => [pairOf(a), a])).values()];
  if (pairs.length === 0) return new Map();
  const { rows } = await on.runner.query<InTurn & Record<string, unknown>>(
    `select a.sku_id, a.warehouse_id, t.batch_id, t.batch_no, t.produced_on, t.expires_on, greatest(0, t.on_hand - t.picked) as free
     from unnest($1::uuid[], $2::uuid[]) as a(sku_id, warehouse_id), lateral products.batches_in_turn(a.sku_id, a.warehouse_id, $3::date) with ordinality as
       t(batch_id, batch_no, produced_on, expires_on, on_hand, picked, sellable, turn) order by a.sku_id, a.warehouse_id, t.turn`,
    [pairs.map((p) => p.skuId), pairs.map((p) => p.warehouseId), dayOf(now)], 'products.batches_in_turn');
  return Map.groupBy(rows, (r) => pairOf({ skuId: r.sku_id, warehouseId: r.warehouse_id }));
}

/** Walks the batches in their turn for each ask, one ask after the other: no unit is given twice. Pure. */
export function giveOut<A extends { skuId: string; warehouseId: string; quantity: number }>(asks: readonly A[], turns: ReadonlyMap<string, readonly { batch_id: string; batch_no: string; produced_on: string | null; expires_on: string | null; free: number }[]>): { ask: A; takes: BatchTake[] }[] {
  const left = new Map([...turns].map(([key, list]) => [key, list.map((b) => ({ ...b }))]));
  return asks.map((ask) => {
    const takes: BatchTake[] = [];
    let rest = ask.quantity;
    for (const b of left.get(pairOf(ask)) ?? []) {
      const quantity = Math.min(rest, b.free);
      if (quantity <= 0) continue;
      takes.push({ batchId: b.batch_id, batchNo: b.batch_no, producedOn: b.produced_on, expiresOn: b.expires_on, quantity });
      b.free -= quantity;
      rest -= quantity;
    }
    return { ask, takes };
  });
}

/** Which of these articles are kept by batches. */
export async function batchKept(on: { runner: Runner }, skuIds: readonly string[]): Promise<Set<string>> {
  if (skuIds.length === 0) return new Set();
  const { rows } = await on.runner.query<{ id: string }>('select id from products.sku where id = any ($1::uuid[]) and batch_kept', [[...new Set(skuIds)]], 'products.batch_kept');
  return new Set(rows.map((r) => r.id));
}

/**
 * The batches from which to take: what was taken already for the ask, otherwise first expired first (clause 4.1.2). Nothing is held by looking. Asks of articles that are not
 * kept by batches, and asks for which nothing lies, have no takes.
 */
export async function proposeBatches<A extends BatchAsk>(on: { runner: Runner }, asks: readonly A[], now: number): Promise<{ ask: A; takes: BatchTake[]; taken: boolean }[]> {
  const kept = await batchKept(on, asks.map((a) => a.skuId));
  const meant = asks.filter((a) => kept.has(a.skuId));
  if (meant.length === 0) return asks.map((ask) => ({ ask, takes: [], taken: false }));
  const [{ rows: picks }, turns] = await Promise.all([
    on.runner.query<{ holder: string; ref: string; batch_id: string; batch_no: string; produced_on: string | null; expires_on: string | null; quantity: number }>(
      `select p.holder, p.ref, p.batch_id, b.batch_no, b.produced_on, b.expires_on, p.quantity from products.batch_pick p join products.batch b on b.id = p.batch_id where p.ref = any ($1::text[])
       order by b.expires_on nulls last, b.batch_no`, [[...new Set(meant.map((a) => a.ref))]], 'products.picks_of'),
    inTurn(on, meant, now),
  ]);
  const taken = Map.groupBy(picks, askOf);
  const proposed = new Map(giveOut(meant.filter((a) => !taken.has(askOf(a))), turns).map((g) => [g.ask as BatchAsk, g.takes]));
  return asks.map((ask) => {
    const own = taken.get(askOf(ask));
    if (own) return { ask, taken: true, takes: own.map((p) => ({ batchId: p.batch_id, batchNo: p.batch_no, producedOn: p.produced_on, expiresOn: p.expires_on, quantity: p.quantity })) };
    return { ask, taken: false, takes: proposed.get(ask) ?? [] };
  });
}

/** Held until the transaction ends, in the order of all who move stock. */
async function lockStock(tx: Tx, asks: readonly BatchAsk[]): Promise<void> {
  await tx.rows('products.lock_for_picks', `select 1 from products.stock_item s where (s.sku_id, s.warehouse_id) in (select * from unnest($1::uuid[], $2::uuid[])) order by s.sku_id, s.warehouse_id for no key update`,
    [asks.map((a) => a.skuId), asks.map((a) => a.warehouseId)]);
}

const write = (tx: Tx, rows: readonly { holder: string; ref: string; batch_id: string; warehouse_id: string; quantity: number }[]): Promise<unknown> =>
  tx.rows('products.write_picks', `insert into products.batch_pick (holder, ref, batch_id, warehouse_id, quantity)
    select p.holder, p.ref, p.batch_id, p.warehouse_id, p.quantity from jsonb_to_recordset($1::jsonb) as p(holder text, ref text, batch_id uuid, warehouse_id uuid, quantity int)`, [JSON.stringify(rows)]);

/**
 * Goods were taken from the shelf as proposed: the batches are held for their parcels until those leave or are taken back, so that nobody is
 * sent to the same units. What was taken before for a parcel stays. Without articles kept by batches it is one look.
 */
export async function pickBatches(tx: Tx, asks: readonly BatchAsk[]): Promise<void> {
  const kept = await batchKept(tx, asks.map((a) => a.skuId));
  const meant = asks.filter((a) => kept.has(a.skuId));
  if (meant.length === 0) return;
  await lockStock(tx, meant);
  const proposed = await proposeBatches(tx, meant, tx.now);
  await write(tx, proposed.filter((p) => !p.taken).flatMap(({ ask, takes }) => takes.map((t) => ({ holder: ask.holder, ref: ask.ref, batch_id: t.batchId, warehouse_id: ask.warehouseId, quantity: t.quantity }))));
}

/**
 * What was really taken for one order line of a parcel, in place of what was proposed: all of its units.
 * @throws products.batch-sum, products.batch-short (others have taken them, or they are not there), products.stock-expired
 */
export async function takeBatches(tx: Tx, ask: BatchAsk, given: readonly { batchId: string; quantity: number }[]): Promise<void> {
  const total = given.reduce((sum, g) => sum + g.quantity, 0);
  if (total !== ask.quantity || new Set(given.map((g) => g.batchId)).size < given.length)
    throw refuse(no['batch-sum'], words(`这一行共 ${ask.quantity} 件，所选批次合计 ${total} 件。`, `The line has ${ask.quantity} units, the batches ${total}.`));
  await lockStock(tx, [ask]);
  await tx.rows('products.drop_picks', 'delete from products.batch_pick where holder = $1 and ref = $2', [ask.holder, ask.ref]);
  const there = new Map(((await inTurn(tx, [ask], tx.now)).get(pairOf(ask)) ?? []).map((b) => [b.batch_id, b]));
  const rows = await tx.rows<{ id: string; batch_no: string; expired: boolean }>('products.named_batches', 'select id, batch_no, coalesce(expires_on < $3::date, false) as expired from products.batch where id = any ($1::uuid[]) and sku_id = $2', [given.map((g) => g.batchId), ask.skuId, dayOf(tx.now)]);
  for (const g of given) {
    const named = rows.find((r) => r.id === g.batchId);
    if (named?.expired) throw refuse(no['stock-expired'], words(`批次 ${named.batch_no}`, `Batch ${named.batch_no}`));
    const free = there.get(g.batchId)?.free ?? 0;
    if (free < g.quantity) throw refuse(no['batch-short'], words(`批次 ${named?.batch_no ?? '—'} 只剩 ${free} 件可取。`, `Only ${free} can be taken of batch ${named?.batch_no ?? '—'}.`), { free });
  }
  await write(tx, given.map((g) => ({ holder: ask.holder, ref: ask.ref, batch_id: g.batchId, warehouse_id: ask.warehouseId, quantity: g.quantity })));
}

/** The parcels were taken back: what had been taken for them lies on the shelf again. */
export async function putBackBatches(tx: Tx, refs: readonly string[]): Promise<void> {
  if (refs.length > 0) await tx.rows('products.put_back_picks', 'delete from products.batch_pick where ref = any ($1::text[])', [[...refs]]);
}

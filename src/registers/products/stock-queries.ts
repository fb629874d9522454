import { sql, type RawBuilder } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import { dayOf } from '../../kernel/clock.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Asked } from '../../kernel/http/route.ts';
import type { Answer } from '../../kernel/http/contract.ts';
import { every, matching, mentions, page } from '../../kernel/keyset.ts';
import { words } from '../../kernel/words.ts';
import { storesById, warehousesById } from '../company/index.ts';
import type { Runner } from '../../kernel/query.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { searchQuery } from '../../kernel/search.ts';
import type { listCounts, listMovements, listReceipts, listStock, readCount, readPlaces, readReceipt } from './contract.ts';
import { seesCost } from './costs.ts';
import { blindFor, isCounted, type Blind } from './count-plans/blind.ts';
import { withPapers, type PapersOf } from './movement-papers.ts';
import { placeOf, walkingOrder } from './shelf-places/shelf-place.ts';
import { unsellableOn } from './stock.ts';
import { number, uuidOf, type ParamsOf, type QueryOf } from './queries.ts';
import type { MovementKind, ReceiptState } from './schema.ts';

const uuids = (text: string | undefined): string[] | null => (text ? text.split(',').slice(0, 10).map((one) => uuidOf(one)!) : null);

/** Puts the names of their warehouses to rows. */
async function named<R extends { warehouseId: string }>(on: { runner: Runner }, rows: readonly R[]): Promise<(R & { warehouse: string | null })[]> {
  const warehouses = await warehousesById(on, rows.map((row) => row.warehouseId));
  return rows.map((row) => ({ ...row, warehouse: warehouses.get(row.warehouseId)?.name ?? null }));
}

export async function places({ kernel }: Asked<undefined, undefined>): Promise<Answer<typeof readPlaces>> {
  const [warehouses, stores] = await Promise.all([warehousesById(kernel), storesById(kernel)]);
  const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name, 'zh');
  return {
    warehouses: [...warehouses.values()].filter((w) => w.active).map(({ id, name }) => ({ id, name })).toSorted(byName),
    stores: [...stores.values()].filter((s) => s.state === 'open').map(({ id, name, platform }) => ({ id, name, platform })).toSorted(byName),
  };
}

interface StockRow {
  id: string; skuId: string; warehouseId: string; productId: string; code: string; title: string; spec: string | null; unit: string | null;
  onHand: number; reserved: number; available: number; unsellable: number; batchKept: boolean; safety: number; expected: number; keptBack: number; place: string | null; updatedAt: number;
}

/** Stock by SKU and warehouse. `below`: available under the safety stock; `empty`: also rows on which nothing stands any more. */
export async function stock({ kernel, actor, query }: { kernel: Kernel; actor: Actor | null; query: QueryOf<typeof listStock> }): Promise<Answer<typeof listStock>> {
  const wanted = await matching(kernel, { table: sql`products.product p`, id: sql`p.id`, search: sql`p.search`, q: searchQuery(query.q ?? '') });
  const [warehouses, place] = [uuids(query.warehouse), placeOf(query.place ?? '')];
  // The day is one of the clock, not of a person: it stands in the text.
  const unsellable = sql.raw(unsellableOn('s.sku_id', 's.warehouse_id', `'${dayOf(kernel.clock.now())}'`));
  // Whoever counts blind learns nothing from where a row stands either: sorted and narrowed, what is counted counts as unknown.
  const blind = await blindFor(kernel, actor);
  const unseen = blind.isAny ? isCounted(sql`s.sku_id`, sql`s.warehouse_id`) : null;
  const seen = (what: RawBuilder<unknown>): RawBuilder<unknown> => (unseen === null ? what : sql`case when ${unseen} then -1 else ${what} end`);
  const found = await page<StockRow, 'code' | 'available' | 'onHand' | 'updated' | 'place'>(kernel, {
    select: sql`s.sku_id::text || '.' || s.warehouse_id as id, s.sku_id as "skuId", s.warehouse_id as "warehouseId", p.id as "productId", k.code, p.title, k.spec, k.unit,
      s.on_hand as "onHand", s.reserved, greatest(0, s.on_hand - s.reserved - ${unsellable}) as available, ${unsellable} as unsellable, k.batch_kept as "batchKept", s.safety, s.place, (select coalesce(max(b.quantity), 0)::int from products.store_safety b where b.sku_id = s.sku_id) as "keptBack", s.updated_at as "updatedAt",
      (select coalesce(sum(l.expected - l.received), 0)::int from products.goods_receipt_line l join products.goods_receipt r on r.id = l.receipt_id
        where l.sku_id = s.sku_id and l.received < l.expected and r.warehouse_id = s.warehouse_id and r.state in ('expected', 'part-received'))
      + (select coalesce(sum(l.sent), 0)::int from products.transfer_line l join products.transfer t on t.id = l.transfer_id where l.sku_id = s.sku_id and t.to_warehouse_id = s.warehouse_id and t.state = 'sent') as expected`,
    from: sql`from products.stock_item s join products.sku k on k.id = s.sku_id join products.product p on p.id = k.product_id ${every([
      wanted,
      warehouses !== null && sql`s.warehouse_id = any (${warehouses}::uuid[])`,
      query.below === true && sql`s.on_hand - s.reserved - ${unsellable} < s.safety`, query.below === true && unseen !== null && sql`not ${unseen}`,
      query.empty !== true && query.below !== true && sql`(s.on_hand > 0 or s.safety > 0 or s.place is not null${unseen === null ? sql`` : sql` or ${unseen}`})`,
      place !== '' && sql`starts_with(s.place_order, ${walkingOrder(place)})`,
      query.unplaced === true && sql`s.place is null`,
    ])}`,
    id: sql`(s.sku_id::text || '.' || s.warehouse_id)`, idType: 'text',
    orders: {
      code: { by: sql`k.code`, type: 'text' }, available: { by: seen(sql`greatest(0, s.on_hand - s.reserved - ${unsellable})`), type: 'int' }, onHand: { by: seen(sql`s.on_hand`), type: 'int' },
      updated: { by: sql`s.updated_at`, type: 'timestamptz' },
      // What lies nowhere in particular comes last.
      place: { by: sql`coalesce('0' || s.place_order, '1') collate "C"`, type: 'text' },
    },
    sort: query.sort ?? 'code', cursor: query.cursor, limit: query.limit,
  });
  const rows = await named(kernel, found.rows);
  return { ...found, rows: rows.map((r) => (blind.has(r.skuId, r.warehouseId) ? { ...r, onHand: null, available: null, unsellable: null } : r)) };
}

/** What a counter is told of a movement of what is counted blind: not how much there was after it, nor how much moved before the count began, which adds up to the same. */
function unseen<R extends { warehouseId: string; change: number; balance: number; at: number }>(blind: Blind, skuId: string, row: R): Omit<R, 'change' | 'balance'> & { change: number | null; balance: number | null } {
  const since = blind.since(skuId, row.warehouseId);
  return since === null ? row : { ...row, balance: null, change: row.at <= since ? null : row.change };
}

export const movements = (papersOf: PapersOf) => async ({ kernel, actor, query }: Asked<undefined, QueryOf<typeof listMovements>>): Promise<Answer<typeof listMovements>> => {
  const [warehouse, sku, product] = [uuidOf(query.warehouse), uuidOf(query.sku), uuidOf(query.product)];
  if (sku === null && product === null) throw refuse(kernelNo['invalid-input'], words('请指明规格或商品。', 'Name a SKU or a product.'));
  const found = await page<{ id: string; skuId: string; skuCode: string; warehouseId: string; kind: MovementKind; change: number; balance: number; ref: string | null; reason: string | null; at: number; by: string }, 'made'>(kernel, {
    select: sql`m.id::text as id, m.sku_id as "skuId", (select k.code from products.sku k where k.id = m.sku_id) as "skuCode", m.warehouse_id as "warehouseId", m.kind, m.change, m.balance, m.ref, m.reason, m.at, m.actor_name as by`,
    from: sql`from products.movement m ${every([sku !== null && sql`m.sku_id = ${sku}`, product !== null && sql`m.sku_id = any (array(select k.id from products.sku k where k.product_id = ${product}))`, warehouse !== null && sql`m.warehouse_id = ${warehouse}`])}`,
    id: sql`m.id`, idType: 'bigint', orders: { made: { by: sql`m.id`, type: 'bigint' } }, sort: '-made', cursor: query.cursor, limit: query.limit,
  });
  const [rows, blind] = await Promise.all([named(kernel, found.rows), blindFor(kernel, actor)]);
  return { ...found, rows: await withPapers(kernel, rows.map(({ skuId, ...r }) => unseen(blind, skuId, r)), papersOf, actor) };
};

const countColumns = sql`c.id, c.count_no as "countNo", c.warehouse_id as "warehouseId", c.note, c.rows, c.differences, c.counted_at as "countedAt", c.actor_name as by`;
interface CountRow {
  id: string; countNo: string; warehouseId: string; note: string | null; rows: number; differences: number; countedAt: number; by: string;
}

export async function counts({ kernel, query }: Asked<undefined, QueryOf<typeof listCounts>>): Promise<Answer<typeof listCounts>> {
  const warehouse = uuidOf(query.warehouse);
  const found = await page<CountRow, 'counted'>(kernel, {
    select: countColumns, from: sql`from products.stock_count c ${every([warehouse !== null && sql`c.warehouse_id = ${warehouse}`, mentions(query.q, sql`c.count_no`)])}`, id: sql`c.id`,
    orders: { counted: { by: sql`c.counted_at`, type: 'timestamptz' } }, sort: query.sort ?? '-counted', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: await named(kernel, found.rows) };
}

export async function count({ kernel, params }: Asked<ParamsOf<typeof readCount>, undefined>): Promise<Answer<typeof readCount>> {
  const [head, lines] = await Promise.all([
    sql<CountRow>`select ${countColumns} from products.stock_count c where c.id = ${params.id}`.execute(kernel.runner.tables<Record<string, never>>()),
    kernel.runner.query<{ skuId: string; code: string; title: string; spec: string | null; expected: number; counted: number }>(
      `select r.sku_id as "skuId", k.code, p.title, k.spec, r.expected, r.counted from products.stock_count_row r join products.sku k on k.id = r.sku_id
       join products.product p on p.id = k.product_id where r.count_id = $1 order by (r.counted <> r.expected) desc, k.code`, [params.id], 'products.count_lines'),
  ]);
  if (!head.rows[0]) throw refuse(kernelNo['not-found']);
  const [row] = await named(kernel, head.rows);
  return { ...row!, lines: lines.rows };
}

const receiptColumns = sql`r.id, r.receipt_no as "receiptNo", r.warehouse_id as "warehouseId", r.supplier, r.state, r.expected_on as "expectedOn", r.version,
  r.created_at as "createdAt", r.received_at as "receivedAt", r.note,
  (select coalesce(sum(l.expected), 0)::int from products.goods_receipt_line l where l.receipt_id = r.id) as expected,
  (select coalesce(sum(l.received), 0)::int from products.goods_receipt_line l where l.receipt_id = r.id) as received`;
interface ReceiptRow {
  id: string; receiptNo: string; warehouseId: string; supplier: string; state: ReceiptState; expectedOn: string | null; version: number; createdAt: number; receivedAt: number | null;
  expected: number; received: number; note: string | null;
}

export async function receipts({ kernel, query }: Asked<undefined, QueryOf<typeof listReceipts>>): Promise<Answer<typeof listReceipts>> {
  const warehouse = uuidOf(query.warehouse);
  const found = await page<ReceiptRow, 'created'>(kernel, {
    select: receiptColumns,
    from: sql`from products.goods_receipt r ${every([warehouse !== null && sql`r.warehouse_id = ${warehouse}`, query.state && sql`r.state = any (${query.state}::text[])`,
      mentions(query.q, sql`r.receipt_no, r.supplier, (select string_agg(k.code, ' ') from products.goods_receipt_line l join products.sku k on k.id = l.sku_id where l.receipt_id = r.id)`)])}`,
    id: sql`r.id`, orders: { created: { by: sql`r.created_at`, type: 'timestamptz' } }, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: await named(kernel, found.rows) };
}

export async function receipt({ kernel, actor, params }: Asked<ParamsOf<typeof readReceipt>, undefined>): Promise<Answer<typeof readReceipt>> {
  const [head, lines] = await Promise.all([
    sql<ReceiptRow>`select ${receiptColumns} from products.goods_receipt r where r.id = ${params.id}`.execute(kernel.runner.tables<Record<string, never>>()),
    kernel.runner.query<{ skuId: string; code: string; title: string; spec: string | null; expected: number; received: number; cost: bigint | null; batchKept: boolean; shelfLifeDays: number | null }>(
      `select l.sku_id as "skuId", k.code, p.title, k.spec, l.expected, l.received, l.unit_cost_fen as cost, k.batch_kept as "batchKept", k.shelf_life_days as "shelfLifeDays" from products.goods_receipt_line l join products.sku k on k.id = l.sku_id
       join products.product p on p.id = k.product_id where l.receipt_id = $1 order by k.code`, [params.id], 'products.receipt_lines_of'),
  ]);
  if (!head.rows[0]) throw refuse(kernelNo['not-found']);
  const visible = seesCost(actor);
  const [row] = await named(kernel, head.rows);
  return { ...row!, lines: lines.rows.map(({ cost, ...line }) => ({ ...line, unitCostFen: visible ? number(cost) : null })) };
}

import { sql } from 'kysely';
import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { every, matching, page } from '../../../kernel/keyset.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import type { SubjectKind } from '../../../regulation/subjects.ts';
import { warehousesById } from '../../company/index.ts';
import type { batchAges, batchDecisions, listBatches, readBatch } from '../contract.ts';
import { blindFor } from '../count-plans/blind.ts';
import { withPapers, type PapersOf } from '../movement-papers.ts';
import type { MovementKind } from '../schema.ts';
import { uuidOf, type ParamsOf, type QueryOf } from '../queries.ts';
import { addDays } from './say-batches.ts';

type Age = (typeof batchAges)[number];
type Decision = (typeof batchDecisions)[number] | null;
interface Row {
  id: string; batchId: string; skuId: string; productId: string; code: string; title: string; spec: string | null; warehouseId: string; batchNo: string; producedOn: string | null; expiresOn: string | null; onHand: number; picked: number;
  decision: Decision; decisionNote: string | null; decidedBy: string | null; version: number; leastLife: number;
}

export const decisionWords = { promote: words('促销', 'Sell cheaper'), 'return-to-supplier': words('退供应商', 'Send back'), scrap: words('报废', 'Scrap'), 'sell-on': words('照常销售', 'Sell on') } as const;

/** Days until the end of the last day of use; 0 on that day, below zero afterwards. */
export const daysLeft = (expiresOn: string, now: number): number => Math.round((startOfDay(expiresOn) - startOfDay(dayOf(now))) / DAY);

/** Where a batch stands on the day. Pure. */
export function ageOf(batch: { expiresOn: string | null; leastLife: number }, now: number, warnDays: number): Age {
  if (batch.expiresOn === null) return 'undated';
  const left = daysLeft(batch.expiresOn, now);
  return left < 0 ? 'expired' : left < batch.leastLife ? 'too-old' : left <= warnDays ? 'expiring' : 'sound';
}

/** Batches with goods, by warehouse. `warnDays`: parameter expiryWarning. */
export const batches = (warnDaysAt: (now: number) => number) => async ({ kernel, actor, query }: Asked<undefined, QueryOf<typeof listBatches>>): Promise<Answer<typeof listBatches>> => {
  const now = kernel.clock.now();
  const [today, warnDays, sku, batch] = [dayOf(now), warnDaysAt(now), uuidOf(query.sku), uuidOf(query.batch)];
  const warehouses = query.warehouse ? query.warehouse.split(',').slice(0, 10).map((one) => uuidOf(one)!) : null;
  const warned = addDays(today, warnDays);
  const product = await matching(kernel, { table: sql`products.product p`, id: sql`p.id`, search: sql`p.search`, q: searchQuery(query.q ?? '') });
  const conditions: Record<Age, ReturnType<typeof sql>> = {
    undated: sql`b.expires_on is null`, expired: sql`b.expires_on < ${today}::date`, 'too-old': sql`(b.expires_on >= ${today}::date and b.expires_on < ${today}::date + coalesce(k.least_life_days, 0))`,
    expiring: sql`(b.expires_on >= ${today}::date + coalesce(k.least_life_days, 0) and b.expires_on <= ${warned}::date)`, sound: sql`(b.expires_on >= ${today}::date + coalesce(k.least_life_days, 0) and b.expires_on > ${warned}::date)`,
  };
  const found = await page<Row, 'expires' | 'code'>(kernel, {
    select: sql`h.batch_id::text || '.' || h.warehouse_id as id, h.batch_id as "batchId", h.sku_id as "skuId", p.id as "productId", k.code, p.title, k.spec, h.warehouse_id as "warehouseId", b.batch_no as "batchNo", b.produced_on as "producedOn", b.expires_on as "expiresOn",
      h.on_hand as "onHand", (select coalesce(sum(t.quantity), 0)::int from products.batch_pick t where t.batch_id = h.batch_id and t.warehouse_id = h.warehouse_id) as picked,
      b.decision, b.decision_note as "decisionNote", b.decided_by_name as "decidedBy", b.version, coalesce(k.least_life_days, 0) as "leastLife"`,
    from: sql`from products.batch_stock h join products.batch b on b.id = h.batch_id join products.sku k on k.id = h.sku_id join products.product p on p.id = k.product_id ${every([
      sql`h.on_hand > 0`, query.q !== undefined && query.q !== '' && sql`(${product ?? sql`false`} or strpos(upper(b.batch_no), upper(${query.q})) > 0)`,
      sku !== null && sql`h.sku_id = ${sku}`, batch !== null && sql`h.batch_id = ${batch}`, warehouses !== null && sql`h.warehouse_id = any (${warehouses}::uuid[])`,
      query.age && sql`(${sql.join(query.age.map((a) => conditions[a]), sql` or `)})`, query.undecided === true && sql`b.decision is null`,
    ])}`,
    id: sql`(h.batch_id::text || '.' || h.warehouse_id)`, idType: 'text',
    orders: { expires: { by: sql`coalesce(b.expires_on, 'infinity'::date)`, type: 'date' }, code: { by: sql`k.code`, type: 'text' } },
    sort: query.sort ?? 'expires', cursor: query.cursor, limit: query.limit,
  });
  const [names, blind] = await Promise.all([warehousesById(kernel, found.rows.map((r) => r.warehouseId)), blindFor(kernel, actor)]);
  return { ...found, rows: found.rows.map(({ leastLife, ...r }) => ({ ...r, onHand: blind.has(r.skuId, r.warehouseId) ? null : r.onHand, warehouse: names.get(r.warehouseId)?.name ?? null, daysLeft: r.expiresOn === null ? null : daysLeft(r.expiresOn, now), age: ageOf({ expiresOn: r.expiresOn, leastLife }, now, warnDays) })) };
};

const head = `select b.id, b.sku_id as "skuId", k.code, p.title, k.spec, b.batch_no as "batchNo", b.produced_on as "producedOn", b.expires_on as "expiresOn", b.version, b.decision, b.decision_note as "decisionNote", b.decided_at as "decidedAt", b.decided_by_name as "decidedBy",
  (select coalesce(sum(h.on_hand), 0)::int from products.batch_stock h where h.batch_id = b.id) as "onHand" from products.batch b join products.sku k on k.id = b.sku_id join products.product p on p.id = k.product_id`;
type Head = Omit<Answer<typeof readBatch>, 'movements'> & Record<string, unknown>;
const LAST = 200;

/** A batch with its last movements: with which documents it came and left. */
export const batch = (papersOf: PapersOf) => async ({ kernel, actor, params }: Asked<ParamsOf<typeof readBatch>, undefined>): Promise<Answer<typeof readBatch>> => {
  const [found, moved] = await Promise.all([
    kernel.runner.query<Head>(`${head} where b.id = $1`, [params.id], 'products.batch'),
    kernel.runner.query<{ id: string; warehouseId: string; kind: MovementKind | null; change: number; ref: string | null; reason: string | null; at: number; by: string }>(
      `select g.id::text as id, g.warehouse_id as "warehouseId", m.kind, g.change, m.ref, coalesce(g.reason, m.reason) as reason, g.at, g.actor_name as by from products.batch_movement g left join products.movement m on m.id = g.movement_id
       where g.batch_id = $1 order by g.id desc limit ${LAST}`, [params.id], 'products.batch_movements'),
  ]);
  if (!found.rows[0]) throw refuse(kernelNo['not-found']);
  const [names, blind] = await Promise.all([warehousesById(kernel, moved.rows.map((m) => m.warehouseId)), blindFor(kernel, actor)]);
  const [row] = found.rows;
  return { ...row, onHand: blind.has(row.skuId) ? null : row.onHand, movements: await withPapers(kernel, moved.rows.map((m) => ({ ...m, change: m.at <= (blind.since(row.skuId, m.warehouseId) ?? 0) ? null : m.change, warehouse: names.get(m.warehouseId)?.name ?? null })), papersOf, actor) };
};

async function headsOf(on: { runner: Runner }, ids: readonly string[]): Promise<(Head & { counted: boolean })[]> {
  return (await on.runner.query<Head & { counted: boolean }>(`select b.*, exists (select 1 from products.count_plan_line l join products.count_plan c on c.id = l.plan_id where l.sku_id = b."skuId" and c.state in ('counting', 'recounting')) as counted from (${head} where b.id = any ($1::uuid[])) b`, [ids.filter((id) => uuidOf(id) === id)], 'products.batches_by_id')).rows;
}

/** Batches as lists of work show them. */
export const batchSubject: SubjectKind = {
  words: words('批次', 'Batch'),
  async load(on, ids, { whole }) {
    return (await headsOf(on, ids)).map((b) => ({
      id: b.id, number: b.batchNo, title: `${b.code} ${b.title}`, whom: null, href: `/logistics/batches?batch=${b.id}`,
      ...(whole ? {
        facts: [{ label: words('到期', 'Expires'), value: b.expiresOn ?? '—' }, { label: words('库存', 'In stock'), value: b.counted ? '盘点中' : String(b.onHand) }, ...(b.decision ? [{ label: words('处理', 'Decision'), value: decisionWords[b.decision].zh }] : [])],
        acts: [{ key: 'open', label: words('打开批次', 'Open the batch'), primary: true, href: `/logistics/batches?batch=${b.id}` }],
      } : {}),
    }));
  },
  async find(on, q, { limit }) {
    const { rows } = await on.runner.query<{ id: string }>("select id from products.batch where batch_no = $1 and batch_no <> '' limit $2", [q.trim(), limit], 'products.find_batches');
    return rows.map((r) => r.id);
  },
};

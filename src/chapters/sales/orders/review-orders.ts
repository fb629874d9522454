import { z } from 'zod';
import { addressesById, onHold } from '../../../registers/customers/index.ts';
import { staffWithPhones, warehousesById } from '../../../registers/company/index.ts';
import { skusById } from '../../../registers/products/index.ts';
import { HOUR } from '../../../kernel/clock.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderHeld } from '../facts.ts';
import { giveGifts } from './gifts/give-gifts.ts';
import { ownWarehouseAt } from './own-warehouse.ts';
import { linesOf, lockOrders, type Order } from './load.ts';
import { manyOrdersOf } from './many-orders.ts';
import { alsoOf } from './order-facts.ts';
import { releaseOrders } from './release.ts';
import { judge, waiting, type Finding, type Judged, type ReviewRule } from './review-rules.ts';
import { reviewSettingsOf, settingsFor, type ReviewSettings } from './review-settings.ts';
import { orderLife } from './states.ts';

/** Most orders that are reviewed at once. */
export const REVIEW_AT_ONCE = 200;

/**
 * Review (审单, clause 2.3.1) by the rules: clean orders go through, the others are held with every reason. Orders that are not waiting
 * for review are left alone, so a second call changes nothing.
 */
export const reviewOrders = verb({
  name: 'sales.review-orders',
  title: words('自动审单', 'Review orders by the rules'),
  may: {},
  input: z.strictObject({ orderIds: z.array(id).min(1).max(REVIEW_AT_ONCE) }),
  run: async (tx, input) => {
    const orders = (await lockOrders(tx, input.orderIds)).filter((o) => o.state === 'to-review');
    if (orders.length === 0) return { released: 0, short: 0, held: 0 };
    // What is exchanged was bought, and earned its gift, once.
    const exchanges = await exchangesOf(tx, orders.map((o) => o.id));
    await giveGifts(tx, orders.filter((o) => !exchanges.has(o.id)));
    const [judged, { decided, stopped: byPerson }] = await Promise.all([judgeOrders(tx, orders), saidByPersons(tx, orders)]);
    const reasons = (j: (typeof judged)[number]): ReviewRule[] => [
      ...j.findings.filter((f) => f.weight === 'hold' && !decided.has(keyOf(j.order.id, f.rule, f.detail.zh))).map((f) => f.rule), ...(byPerson.has(j.order.id) ? ['held-by-person' as const] : []),
    ];
    const stopped = judged.filter((j) => reasons(j).length > 0);
    const clean = judged.filter((j) => !stopped.includes(j));
    await writeFindings(tx, judged.map((j) => ({ order: j.order, findings: j.findings })));
    await holdOrders(tx, stopped.map((j) => ({ order: j.order, reasons: reasons(j) })));
    const { released, short } = await releaseOrders(tx, clean.map((j) => {
      next(orderLife, j.order.state, 'release');
      return { order: j.order, lines: [...j.lines], by: 'rules', note: null };
    }));
    return { released: released.length, short: short.length, held: stopped.length };
  },
});

const keyOf = (...parts: string[]): string => parts.join('\u001f');

/** What a person has decided already is not asked twice, as long as it says the same; what a person has stopped goes on when a person says so. */
async function saidByPersons(tx: Tx, orders: readonly Order[]): Promise<{ decided: Set<string>; stopped: Set<string> }> {
  const rows = await tx.rows<{ order_id: string; rule: string; detail_zh: string; decided: boolean }>('sales.said_findings',
    `select order_id, rule, detail_zh, decided_at is not null as decided from sales.review_finding
     where order_id = any ($1::uuid[]) and (decided_by is not null or (rule = 'held-by-person' and decided_at is null))`, [orders.map((o) => o.id)]);
  return { decided: new Set(rows.filter((r) => r.decided).map((r) => keyOf(r.order_id, r.rule, r.detail_zh))), stopped: new Set(rows.filter((r) => !r.decided).map((r) => r.order_id)) };
}

/** Reads everything that the rules ask for, for all orders together. */
export async function judgeOrders(on: { runner: Runner } & ({ now: number } | { clock: { now(): number } }), orders: readonly Order[], given?: ReviewSettings): Promise<(Judged & { findings: Finding[] })[]> {
  const ids = orders.map((o) => o.id);
  const now = 'now' in on ? on.now : on.clock.now();
  const [settings, lines, addresses, holds] = await Promise.all([
    given ?? reviewSettingsOf(on),
    linesOf(on, ids),
    addressesById(on, orders.flatMap((o) => o.address_id ?? [])),
    onHold(on, orders.flatMap((o) => o.customer_id ?? [])),
  ]);
  const [skus, duplicates, many, together, staff, exchanges, warehouses] = await Promise.all([
    skusById(on, [...lines.values()].flat().flatMap((l) => l.sku_id ?? [])),
    duplicatesOf(on, orders, settings),
    manyOrdersOf(on, orders, settings),
    togetherWith(on, ids),
    staffWithPhones(on, [...addresses.values()].flatMap((a) => (a.masked || a.phone === null ? [] : [a.phone]))),
    exchangesOf(on, ids),
    warehousesById(on),
  ]);
  const ownWarehouse = ownWarehouseAt([...warehouses.values()]);
  return orders.map((order) => {
    const judged: Judged = {
      now, order, lines: lines.get(order.id)!, address: order.address_id === null ? null : (addresses.get(order.address_id) ?? null), skus,
      holdReason: order.customer_id === null ? null : (holds.get(order.customer_id) ?? null),
      exchangeOf: exchanges.get(order.id)?.returnNo, duplicates: duplicates.get(order.id) ?? [], manyOrders: many.get(order.id), together: together.get(order.id) ?? [], staffBuys: staff.has(addresses.get(order.address_id ?? '')?.phone ?? ''), ownWarehouse: ownWarehouse(addresses.get(order.address_id ?? '') ?? null),
    };
    return { ...judged, findings: judge(judged, settingsFor(settings, order.store_id)) };
  });
}

/** Which of the orders are exchanges, and of which returns. */
export async function exchangesOf(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, { returnId: string; returnNo: string }>> {
  const { rows } = await on.runner.query<{ order_id: string; id: string; return_no: string }>('select exchange_order_id as order_id, id, return_no from sales.return where exchange_order_id = any ($1::uuid[])', [[...ids]], 'sales.exchanges_among');
  return new Map(rows.map((r) => [r.order_id, { returnId: r.id, returnNo: r.return_no }]));
}

type Numbers = { id: string; numbers: string[] };
const byId = (rows: readonly Numbers[]): Map<string, string[]> => new Map(rows.map((r) => [r.id, r.numbers]));

/** Earlier orders of the same buyer in the same store with exactly the same goods, placed within the time that the store has set. */
const duplicatesOf = async (on: { runner: Runner }, orders: readonly Order[], settings: ReviewSettings): Promise<Map<string, string[]>> =>
  byId((await on.runner.query<Numbers & Record<string, unknown>>(`
    with goods as (
      select o.id, o.order_no, o.customer_id, o.store_id, o.placed_at, w.ms, array(select coalesce(l.sku_id::text, l.outer_sku, l.title) || 'x' || l.quantity from sales.order_line l where l.order_id = o.id and l.quantity > 0 and l.gift_by is null order by 1) as what
      from unnest($1::uuid[], $2::bigint[]) as w(id, ms) join sales."order" o on o.id = w.id where o.customer_id is not null)
    select g.id, array_agg(e.order_no order by e.order_no) as numbers from goods g
    join sales."order" e on e.customer_id = g.customer_id and e.store_id = g.store_id and e.id <> g.id and e.state not in ('cancelled', 'unpaid')
      and (e.placed_at, e.id) < (g.placed_at, g.id) and e.placed_at >= g.placed_at - make_interval(secs => g.ms / 1000.0)
    where g.what <> '{}' and g.what = array(select coalesce(l.sku_id::text, l.outer_sku, l.title) || 'x' || l.quantity from sales.order_line l where l.order_id = e.id and l.quantity > 0 and l.gift_by is null order by 1)
    group by g.id`, [orders.map((o) => o.id), orders.map((o) => settingsFor(settings, o.store_id).duplicateWithinHours * HOUR)], 'sales.duplicates')).rows);

/** Open orders of the same buyer to the same address from the same store and warehouse. */
const togetherWith = async (on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, string[]>> =>
  byId((await on.runner.query<Numbers & Record<string, unknown>>(`
    select o.id, array_agg(e.order_no order by e.order_no) as numbers from sales."order" o
    join sales."order" e on e.customer_id = o.customer_id and e.address_id = o.address_id and e.store_id = o.store_id and e.warehouse_id = o.warehouse_id and e.id <> o.id
      and e.state in ('to-review', 'held', 'short', 'released')
    where o.id = any ($1::uuid[]) group by o.id`, [[...ids]], 'sales.together')).rows);

/** Keeps what was found; a finding that a person has already decided stays decided, one that is gone closes by itself. */
export async function writeFindings(tx: Tx, found: readonly { order: Order; findings: readonly Finding[] }[]): Promise<void> {
  const rows = found.flatMap(({ order, findings }) => findings.map((f) => ({ order_id: order.id, rule: f.rule, weight: f.weight, zh: f.detail.zh, en: f.detail.en })));
  await tx.rows('sales.write_findings', `with gone as (
      update sales.review_finding f set decided_at = to_timestamp($3 / 1000.0)
      where f.order_id = any ($2::uuid[]) and f.decided_at is null and f.rule <> 'held-by-person'
        and not exists (select from jsonb_to_recordset($1::jsonb) as r(order_id uuid, rule text) where r.order_id = f.order_id and r.rule = f.rule))
    insert into sales.review_finding as f (order_id, rule, weight, detail_zh, detail_en, found_at)
    select r.order_id, r.rule, r.weight, r.zh, r.en, to_timestamp($3 / 1000.0)
    from jsonb_to_recordset($1::jsonb) as r(order_id uuid, rule text, weight text, zh text, en text)
    on conflict (order_id, rule) do update set weight = excluded.weight, detail_zh = excluded.detail_zh, detail_en = excluded.detail_en, found_at = excluded.found_at,
      decided_at = null, decided_by = null, decided_name = null, decision_note = null
    where f.decided_by is null or f.detail_zh <> excluded.detail_zh`, [JSON.stringify(rows), found.map((f) => f.order.id), tx.now]);
}

/** Puts the orders on hold; their fulfilments, if any, were withdrawn by the caller. */
export async function holdOrders(tx: Tx, held: readonly { order: Order; reasons: readonly string[] }[]): Promise<void> {
  if (held.length === 0) return;
  for (const { order, reasons } of held) {
    next(orderLife, order.state, 'hold');
    tx.fact(orderHeld, order.id, { orderNo: order.order_no, storeId: order.store_id, reasons: [...reasons], ...(reasons.some((r) => waiting.includes(r)) ? { waits: true } : {}) }, { objects: alsoOf(order) });
  }
  await tx.rows('sales.set_held', `update sales."order" set state = 'held', version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = any ($1::uuid[])`,
    [held.map((h) => h.order.id), tx.now]);
}

import { createHash } from 'node:crypto';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { newId } from '../../../kernel/ids.ts';
import { receiveStock } from '../../../registers/products/index.ts';
import { system } from '../../../kernel/actor.ts';
import { words } from '../../../kernel/words.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { placeOrder } from './place-order.ts';
import { z } from 'zod';

/** For tests of this chapter and of those above it: a store with its team and warehouse, goods, and orders of its customers. */

let made = 0;

export interface GivenStore { id: string; teamId: string; warehouseId: string; platform: string }

export async function givenStore(kernel: Kernel, more: { platform?: string; warehouse?: boolean } = {}): Promise<GivenStore> {
  made += 1;
  const [store, team, warehouse] = [1, 2, 3].map(() => newId(kernel.clock.now())) as [string, string, string];
  const platform = more.platform ?? 'generic';
  await kernel.db.query(`with t as (insert into company.team (id, name, created_at) values ($2, $6 || '组', to_timestamp($4 / 1000.0))),
      w as (insert into company.warehouse (id, name, created_at) values ($3, $6 || '仓', to_timestamp($4 / 1000.0)))
    insert into company.store (id, name, platform, team_id, default_warehouse_id, state, opened_at)
    values ($1, $6, $5, $2, $7, 'open', to_timestamp($4 / 1000.0))`,
    [store, team, warehouse, kernel.clock.now(), platform, `测试店铺${made}-${store.slice(-6)}`, more.warehouse === false ? null : warehouse]);
  return { id: store, teamId: team, warehouseId: warehouse, platform };
}

export interface GivenGoods { skuId: string; code: string }

/** An article of 99.00 with so many on the shelf. */
export async function givenGoods(kernel: Kernel, store: GivenStore, quantity: number, more: { code?: string; floorFen?: bigint; priceFen?: bigint; costFen?: bigint; weightGrams?: number } = {}): Promise<GivenGoods> {
  made += 1;
  const [product, skuId] = [newId(kernel.clock.now()), newId(kernel.clock.now())];
  const code = more.code ?? `GOODS-${made}-${skuId.slice(-6)}`;
  await kernel.db.query(`with p as (insert into products.product (id, code, title, state, created_at, updated_at)
      values ($1, $3, '保温杯 ' || $3, 'active', to_timestamp($8 / 1000.0), to_timestamp($8 / 1000.0)))
    insert into products.sku (id, product_id, code, spec, price_fen, floor_fen, cost_fen, weight_grams, created_at, updated_at)
    values ($2, $1, $3, '500ml', $4, $5, $6, $7, to_timestamp($8 / 1000.0), to_timestamp($8 / 1000.0))`,
    [product, skuId, code, more.priceFen ?? 9_900n, more.floorFen ?? null, more.costFen ?? 4_000n, more.weightGrams ?? 350, kernel.clock.now()]);
  if (quantity > 0) await arrive(kernel, store, skuId, quantity);
  return { skuId, code };
}

const arrival = verb({ name: 'test.receive-goods', title: words('到货', 'Goods arrive'), may: {}, input: z.strictObject({ skuId: z.string(), warehouseId: z.string(), quantity: z.int(), ref: z.string() }),
  run: (tx, input) => receiveStock(tx, [{ ...input, reason: '到货' }]) });

export const arrive = (kernel: Kernel, store: GivenStore, skuId: string, quantity: number) =>
  runVerb(kernel, arrival, { skuId, warehouseId: store.warehouseId, quantity, ref: newId(kernel.clock.now()) }, { actor: system('测试') });

/** A customer who is a shop counter of nobody; each with a door of his own, and a phone that goes with the door. */
export const receiver = (more: Partial<Record<'name' | 'phone' | 'province' | 'city' | 'district' | 'detail', string | null>> = {}) => {
  const detail = more.detail ?? `示例路${(made += 1)}号`;
  const digits = createHash('sha256').update(detail).digest().readUInt32BE() % 100_000_000;
  return { name: '示例收货人', phone: `138${String(digits).padStart(8, '0')}`, province: '浙江省', city: '杭州市', district: '西湖区', detail, ...more };
};

export type Wanted = Partial<Omit<z.input<typeof placeOrder.input>, 'lines' | 'storeId'>> & { lines: (string | [code: string, quantity: number, unitPriceFen?: number])[] };

/** What a caller of the API sends. Buyers differ unless the test names one. */
export function orderOf(store: GivenStore, wanted: Wanted): z.input<typeof placeOrder.input> {
  made += 1;
  const { lines, ...rest } = wanted;
  return {
    storeId: store.id, buyer: { nick: `买家${made}`, receiver: receiver({ detail: `示例路${made}号` }) }, payment: {}, ...rest,
    lines: lines.map((l) => (typeof l === 'string' ? { skuCode: l, quantity: 1 } : { skuCode: l[0], quantity: l[1], ...(l[2] === undefined ? {} : { unitPriceFen: l[2] }) })),
  };
}

export const place = (kernel: Kernel, actor: Actor, store: GivenStore, wanted: Wanted) => runVerb(kernel, placeOrder, orderOf(store, wanted), { actor });

export async function stateOf(kernel: Kernel, orderId: string): Promise<string> {
  return (await kernel.db.query<{ state: string }>('select state from sales."order" where id = $1', [orderId])).rows[0]!.state;
}

export interface LiveFulfilment { id: string; fulfilment_no: string; state: string; version: number; value_fen: bigint; lines: { order_line_id: string; quantity: number }[] }

export async function fulfilmentsOf(kernel: Kernel, orderId: string, states = ['waiting']): Promise<LiveFulfilment[]> {
  const { rows } = await kernel.db.query<LiveFulfilment & Record<string, unknown>>(
    `select f.id, f.fulfilment_no, f.state, f.version, f.value_fen,
       (select jsonb_agg(jsonb_build_object('order_line_id', l.order_line_id, 'quantity', l.quantity) order by l.order_line_id) from sales.fulfilment_line l where l.fulfilment_id = f.id) as lines
     from sales.fulfilment f where f.state = any ($2) and exists (select from sales.fulfilment_line l where l.fulfilment_id = f.id and l.order_id = $1) order by f.id`, [orderId, states]);
  return rows;
}

export const lineIdsOf = async (kernel: Kernel, orderId: string): Promise<string[]> =>
  (await kernel.db.query<{ id: string }>('select id from sales.order_line where order_id = $1 order by position', [orderId])).rows.map((r) => r.id);

/** Whatever must never be: stock that does not add up, goods of orders in no fulfilment or in two. */
export async function faults(kernel: Kernel): Promise<unknown[]> {
  const { rows } = await kernel.db.query("select to_jsonb(f) as fault from sales.fulfilment_faults f union all select to_jsonb(s) from products.stock_faults s");
  return rows;
}

/** Facts about a record, in order. */
export const factsOf = async (kernel: Kernel, subjectId: string): Promise<string[]> =>
  (await kernel.db.query<{ type: string }>('select type from kernel.fact where subject_id = $1 order by seq', [subjectId])).rows.map((r) => r.type);

/** Returns when so many transactions of the test wait for a lock that another one holds. */
export async function waitForLocks(kernel: Kernel, many: number): Promise<void> {
  for (;;) {
    const { rows: [at] } = await kernel.db.query<{ n: number }>("select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    if (at!.n >= many) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

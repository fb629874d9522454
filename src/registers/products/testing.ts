import { z } from 'zod';
import { system } from '../../kernel/actor.ts';
import { newId } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Tx } from '../../kernel/tx.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { receiveStock } from './stock.ts';

/** For tests of this and other chapters: goods on shelves, and verbs around a function of the register. */

let made = 0;

/** A sellable SKU with a price and a cost, in fen. */
export async function givenSku(kernel: Kernel, more: { code?: string; priceFen?: bigint; floorFen?: bigint; costFen?: bigint; weightGrams?: number } = {}): Promise<string> {
  made += 1;
  const [product, sku, code] = [newId(kernel.clock.now()), newId(kernel.clock.now()), more.code ?? `TEST-${made}-${newId(kernel.clock.now()).slice(-6)}`];
  await kernel.db.query(
    `with p as (insert into products.product (id, code, title, state, created_at, updated_at)
       values ($1, $3, '保温杯 ' || $3, 'active', to_timestamp($8 / 1000.0), to_timestamp($8 / 1000.0)))
     insert into products.sku (id, product_id, code, spec, price_fen, floor_fen, cost_fen, weight_grams, created_at, updated_at)
     values ($2, $1, $3, '500ml', $4, $5, $6, $7, to_timestamp($8 / 1000.0), to_timestamp($8 / 1000.0))`,
    [product, sku, code, more.priceFen ?? 9_900n, more.floorFen ?? null, more.costFen ?? 4_000n, more.weightGrams ?? 350, kernel.clock.now()]);
  return sku;
}

/** Runs one function inside a verb of its own, as the system. */
export async function inVerb<R>(kernel: Kernel, work: (tx: Tx) => Promise<R>): Promise<R> {
  const v = verb({ name: 'test.do-something', title: words('测试', 'Test'), may: {}, input: z.strictObject({}), run: (tx) => work(tx) });
  return runVerb(kernel, v, {}, { actor: system('测试') });
}

export async function givenStock(kernel: Kernel, skuId: string, warehouseId: string, quantity: number): Promise<void> {
  await inVerb(kernel, (tx) => receiveStock(tx, [{ skuId, warehouseId, quantity, ref: 'opening', reason: '期初', kind: 'opening' }]));
}

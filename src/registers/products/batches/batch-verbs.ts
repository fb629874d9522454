import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { correctBatch, decideBatch, moveToBatch } from '../contract.ts';
import { batchCorrected, batchDecided, batchNamed } from '../facts.ts';
import { mayDecideBatches, mayMoveStock } from '../policies.ts';
import { no } from '../refusals.ts';
import { sameVersion } from '../save-product.ts';
import { batchKey, daysOf, sayBatches } from './say-batches.ts';

interface Batch { id: string; sku_id: string; code: string; shelf_life_days: number | null; batch_no: string; produced_on: string | null; expires_on: string | null; told: boolean; version: number; [column: string]: unknown }

async function lockBatch(tx: Tx, batchId: string): Promise<Batch | null> {
  const [row] = await tx.rows<Batch>('products.lock_batch', `select b.id, b.sku_id, k.code, k.shelf_life_days, b.batch_no, b.produced_on, b.expires_on, b.expiring_told_at is not null or b.expired_told_at is not null as told, b.version from products.batch b join products.sku k on k.id = b.sku_id where b.id = $1 for no key update of b`, [batchId]);
  return row ?? null;
}

/**
 * Goods turn out to be of another batch than the books say, above all those of which nobody had said one: on hand stays, the batches change.
 * @throws products.batch-short and the refusals of `sayBatches`
 */
export const moveToBatchVerb = verb({
  name: 'products.name-batch',
  title: words('登记批号', 'Say the batch'),
  may: mayMoveStock,
  input: moveToBatch.body!.extend({ id }),
  subject: (tx, input) => lockBatch(tx, input.id),
  run: async (tx, input, from) => {
    const batchNo = batchKey(input.batchNo);
    const said = await sayBatches(tx, [{ skuId: from.sku_id, quantity: input.quantity, batches: [{ batchNo, quantity: input.quantity, producedOn: input.producedOn, expiresOn: input.expiresOn }] }]);
    const to = said.get(from.sku_id)![0]!.batchId;
    if (to === from.id) throw refuse(kernelNo['invalid-input'], words('货已经在这一批。', 'The goods are of this batch already.'));
    await tx.rows('products.lock_for_naming', 'select 1 from products.stock_item where sku_id = $1 and warehouse_id = $2 for no key update', [from.sku_id, input.warehouseId]);
    const [lies] = await tx.rows<{ free: number }>('products.free_of_batch', `select h.on_hand - coalesce((select sum(p.quantity) from products.batch_pick p where p.batch_id = h.batch_id and p.warehouse_id = h.warehouse_id), 0)::int as free
      from products.batch_stock h where h.batch_id = $1 and h.warehouse_id = $2`, [from.id, input.warehouseId]);
    if ((lies?.free ?? 0) < input.quantity) throw refuse(no['batch-short'], words(`这里只有 ${lies?.free ?? 0} 件可改登记。`, `Only ${lies?.free ?? 0} can be moved here.`));
    await tx.rows('products.name_batch', `with moved as (
        insert into products.batch_movement (batch_id, warehouse_id, change, reason, at, actor_id, actor_name)
        select b.id, $3, b.change, $6, to_timestamp($7::bigint / 1000.0), $8, $9 from (values ($1::uuid, -$5::int), ($2::uuid, $5::int)) as b(id, change))
      select products.change_batch($1, $3, $4, -$5::int), products.change_batch($2, $3, $4, $5::int)`,
    [from.id, to, input.warehouseId, from.sku_id, input.quantity, input.reason, tx.now, tx.actor.id, tx.actor.name]);
    tx.fact(batchNamed, to, { skuId: from.sku_id, code: from.code, warehouseId: input.warehouseId, batchNo, quantity: input.quantity }, { objects: [{ type: 'sku', id: from.sku_id }, { type: 'batch', id: from.id }] });
    tx.audit({ type: 'batch', id: to }, { from: from.batch_no, quantity: input.quantity }, input.reason);
    return { id: to };
  },
});

/**
 * Number or days were written down wrongly. What had been told of its expiry is told anew by the corrected day.
 * @throws products.batch-known, products.batch-days-impossible, products.batch-expiry-missing
 */
export const correctBatchVerb = verb({
  name: 'products.correct-batch',
  title: words('更正批次', 'Correct a batch'),
  may: mayMoveStock,
  input: correctBatch.body!.extend({ id }),
  subject: (tx, input) => lockBatch(tx, input.id),
  run: async (tx, input, batch) => {
    sameVersion(batch, input.version);
    if (batch.batch_no === '') throw refuse(no['batch-missing'], words('这是未登记批号的货，请用“登记批号”。', 'These goods are of no batch yet: say the batch instead.'));
    const batchNo = batchKey(input.batchNo);
    const taken = await tx.rows('products.batch_taken', 'select 1 from products.batch where sku_id = $1 and batch_no = $2 and id <> $3', [batch.sku_id, batchNo, batch.id]);
    if (taken.length > 0) throw refuse(no['batch-known'], words(`${batch.code} 已有批次 ${batchNo}。`, `${batch.code} has a batch ${batchNo} already.`));
    const days = daysOf(batch, { batchNo, producedOn: input.producedOn, expiresOn: input.expiresOn }, tx.now);
    if (batch.shelf_life_days !== null && days.expiresOn === null) throw refuse(no['batch-expiry-missing'], words(`${batch.code} 批次 ${batchNo}`, `${batch.code}, batch ${batchNo}`));
    await tx.rows('products.correct_batch', `update products.batch set batch_no = $2, produced_on = $3, expires_on = $4, version = version + 1,
        expiring_told_at = case when expires_on is distinct from $4::date then null else expiring_told_at end, expired_told_at = case when expires_on is distinct from $4::date then null else expired_told_at end,
        decision = case when expires_on is distinct from $4::date then null else decision end, decision_note = case when expires_on is distinct from $4::date then null else decision_note end,
        decided_at = case when expires_on is distinct from $4::date then null else decided_at end, decided_by_name = case when expires_on is distinct from $4::date then null else decided_by_name end
      where id = $1`, [batch.id, batchNo, days.producedOn, days.expiresOn]);
    tx.fact(batchCorrected, batch.id, { skuId: batch.sku_id, code: batch.code, batchNo, ...days }, { objects: [{ type: 'sku', id: batch.sku_id }] });
    tx.audit({ type: 'batch', id: batch.id }, { from: { batchNo: batch.batch_no, producedOn: batch.produced_on, expiresOn: batch.expires_on }, to: { batchNo, ...days } }, input.reason);
    return { id: batch.id };
  },
});

/** What becomes of a batch that expires soon (clause 4.1.2): sold cheaper, sent back, scrapped, or sold on as it is. Decided anew, the last word counts. */
export const decideBatchVerb = verb({
  name: 'products.decide-batch',
  title: words('决定临期批次的处理', 'Decide what becomes of an expiring batch'),
  may: mayDecideBatches,
  input: decideBatch.body!.extend({ id }),
  subject: (tx, input) => lockBatch(tx, input.id),
  evidence: async (_tx, _input, batch) => ({ 'batch-expiring': batch.told }),
  run: async (tx, input, batch) => {
    sameVersion(batch, input.version);
    const [lies] = await tx.rows<{ n: number }>('products.lies_of_batch', 'select coalesce(sum(on_hand), 0)::int as n from products.batch_stock where batch_id = $1', [batch.id]);
    if (lies!.n === 0) throw refuse(no['batch-used-up']);
    await tx.rows('products.decide_batch', 'update products.batch set decision = $2, decision_note = $3, decided_at = to_timestamp($4::bigint / 1000.0), decided_by_name = $5, version = version + 1 where id = $1', [batch.id, input.decision, input.note, tx.now, tx.actor.name]);
    tx.fact(batchDecided, batch.id, { skuId: batch.sku_id, code: batch.code, batchNo: batch.batch_no, decision: input.decision, note: input.note }, { objects: [{ type: 'sku', id: batch.sku_id }] });
    tx.audit({ type: 'batch', id: batch.id }, { decision: input.decision }, input.note);
    return { id: batch.id };
  },
});

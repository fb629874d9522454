import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import type { PlannedSku } from '../write-products.ts';

interface Change { begin: string[]; end: string[] }

/**
 * Before articles are saved of which batches begin or end to be kept: stock stands still until the transaction ends, so that no movement passes between the look at
 * what lies and the change. It happens rarely. An article whose named batches still lie somewhere goes on with them.
 *
 * @throws products.batches-in-stock
 */
export async function beforeBatches(tx: Tx, plan: readonly { skus: readonly PlannedSku[] }[]): Promise<Change> {
  const of = (what: 'begin' | 'end'): string[] => plan.flatMap((p) => p.skus.filter((s) => s.batches === what).map((s) => s.sku.id));
  const change = { begin: of('begin'), end: of('end') };
  if (change.begin.length + change.end.length === 0) return change;
  await tx.rows('products.still_stock', 'lock table products.stock_item in exclusive mode', []);
  const [named] = await tx.rows<{ code: string; batch_no: string }>('products.named_in_stock', `select k.code, b.batch_no from products.batch_stock h join products.batch b on b.id = h.batch_id join products.sku k on k.id = h.sku_id
    where h.sku_id = any ($1::uuid[]) and h.on_hand > 0 and b.batch_no <> '' order by k.code, b.batch_no limit 1`, [change.end]);
  if (named) throw refuse(no['batches-in-stock'], words(`${named.code} 批次 ${named.batch_no} 还有库存。`, `${named.code}, batch ${named.batch_no} is still in stock.`));
  return change;
}

/** After they were saved: what lies of them is of a batch that nobody has said, or of none any more. */
export async function keepBatches(tx: Tx, change: Change): Promise<void> {
  if (change.begin.length > 0) await tx.rows('products.begin_batches', 'select products.begin_batches($1::uuid[], $2::bigint, $3::uuid, $4)', [change.begin, tx.now, tx.actor.id, tx.actor.name]);
  if (change.end.length > 0) await tx.rows('products.end_batches', 'select products.end_batches($1::uuid[], $2::bigint, $3::uuid, $4)', [change.end, tx.now, tx.actor.id, tx.actor.name]);
}

import { next } from '../../kernel/lifecycle.ts';
import { refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { sayBatches, type BatchSaid } from './batches/say-batches.ts';
import { cancelReceipt, expectGoods, receiveExpected, receiveGoods } from './contract.ts';
import { seesCost } from './costs.ts';
import { receiptLife } from './goods-receipt.ts';
import { mayExpect, mayReceive } from './policies.ts';
import { no } from './refusals.ts';
import { sameVersion } from './save-product.ts';
import type { ReceiptState } from './schema.ts';
import { skusById } from './skus.ts';
import { receiveStock } from './stock.ts';

interface Line {
  skuId: string;
  quantity: number;
  unitCostFen?: number | null | undefined;
  batches?: readonly BatchSaid[] | undefined;
}
const cost = (line: Line): bigint | null => (line.unitCostFen === undefined || line.unitCostFen === null ? null : BigInt(line.unitCostFen));

async function checkLines(tx: Tx, lines: readonly Line[], costsGiven = false): Promise<void> {
  if (new Set(lines.map((l) => l.skuId)).size < lines.length) throw refuse(no['sku-twice']);
  if (!costsGiven && !seesCost(tx.actor) && lines.some((l) => cost(l) !== null)) throw refuse(no['cost-not-yours']);
  const known = await skusById(tx, lines.map((l) => l.skuId));
  if (lines.some((l) => !known.has(l.skuId))) throw refuse(no['unknown-sku']);
}

interface NewReceipt { warehouseId: string; supplier: string; expectedOn: string | null; note: string | null; lines: readonly Line[]; arrived: boolean; ofOrder?: string }

async function writeReceipt(tx: Tx, given: NewReceipt): Promise<{ id: string; no: string }> {
  await checkLines(tx, given.lines, given.ofOrder !== undefined);
  const [receiptId, receiptNo] = [tx.newId(), await tx.number('DH')];
  await tx.rows('products.write_receipt',
    `with r as (insert into products.goods_receipt (id, receipt_no, warehouse_id, supplier, state, expected_on, note, of_order, created_at, received_at)
       values ($1, $2, $3, $4, case when $8 then 'received' else 'expected' end, $5, $6, $10, to_timestamp($7::bigint / 1000.0), case when $8 then to_timestamp($7::bigint / 1000.0) end))
     insert into products.goods_receipt_line (receipt_id, sku_id, expected, received, unit_cost_fen)
     select $1, l.sku_id, l.quantity, case when $8 then l.quantity else 0 end, l.unit_cost_fen from jsonb_to_recordset($9::jsonb) as l(sku_id uuid, quantity int, unit_cost_fen bigint)`,
    [receiptId, receiptNo, given.warehouseId, given.supplier, given.expectedOn, given.note, tx.now, given.arrived,
      JSON.stringify(given.lines.map((l) => ({ sku_id: l.skuId, quantity: l.quantity, unit_cost_fen: l.unitCostFen ?? null }))), given.ofOrder ?? null]);
  tx.audit({ type: 'goods-receipt', id: receiptId }, { receiptNo, lines: given.lines.length });
  return { id: receiptId, no: receiptNo };
}

/** Goods that a supplier has promised. Nothing is in stock before they arrive. */
export const expectGoodsVerb = verb({
  name: 'products.expect-goods',
  title: words('登记预计到货', 'Record expected goods'),
  may: mayExpect,
  input: expectGoods.body!,
  run: async (tx, input) => ({ id: (await writeReceipt(tx, { ...input, arrived: false })).id }),
});

/** Goods that came without having been announced. Publishes products.stock-arrived (clause 2.3.2). @throws products.batch-missing and the other refusals of `sayBatches` */
export const receiveGoodsVerb = verb({
  name: 'products.receive-goods',
  title: words('直接入库', 'Receive goods'),
  may: mayReceive,
  input: receiveGoods.body!,
  run: async (tx, input) => {
    const receipt = await writeReceipt(tx, { ...input, expectedOn: null, arrived: true });
    const batches = await sayBatches(tx, input.lines);
    await receiveStock(tx, input.lines.map((l) => ({ skuId: l.skuId, warehouseId: input.warehouseId, quantity: l.quantity, ref: receipt.no, reason: input.supplier, unitCostFen: cost(l), batches: batches.get(l.skuId) })));
    return { id: receipt.id };
  },
});

interface Receipt {
  id: string;
  receipt_no: string;
  warehouse_id: string;
  supplier: string;
  state: ReceiptState;
  version: number;
  of_order: string | null;
}

const lockReceipt = async (tx: Tx, receiptId: string): Promise<Receipt | null> =>
  (await tx.rows<Receipt & Record<string, unknown>>('products.lock_receipt', 'select id, receipt_no, warehouse_id, supplier, state, version, of_order from products.goods_receipt where id = $1 for update', [receiptId]))[0] ?? null;

/** Part or all of the expected goods arrive. @throws products.too-many-received: more than was expected needs a receipt of its own. */
export const receiveExpectedVerb = verb({
  name: 'products.receive-expected-goods',
  title: words('到货入库', 'Receive expected goods'),
  may: mayReceive,
  input: receiveExpected.body!.extend({ id }),
  subject: (tx, input) => lockReceipt(tx, input.id),
  run: async (tx, input, receipt) => {
    sameVersion(receipt, input.version);
    refuseOrdered(receipt);
    await arrive(tx, receipt, input.lines);
    return { id: receipt.id };
  },
});

/** Goods of a purchase order come in where they are inspected. */
function refuseOrdered(receipt: Receipt): void {
  if (receipt.of_order !== null) throw refuse(no['of-purchase-order'], words(`这批货属于采购单 ${receipt.of_order}。`, `These goods belong to purchase order ${receipt.of_order}.`));
}

async function arrive(tx: Tx, receipt: Receipt, arrived: readonly Line[]): Promise<void> {
  await checkLines(tx, arrived);
  const lines = await tx.rows<{ sku_id: string; expected: number; received: number; unit_cost_fen: bigint | null }>('products.receipt_lines',
    'select sku_id, expected, received, unit_cost_fen from products.goods_receipt_line where receipt_id = $1', [receipt.id]);
  const open = new Map(lines.map((l) => [l.sku_id, l]));
  if (arrived.some((l) => l.quantity > (open.get(l.skuId)?.expected ?? 0) - (open.get(l.skuId)?.received ?? 0))) throw refuse(no['too-many-received']);
  const arriving = new Map(arrived.map((l) => [l.skuId, l.quantity]));
  const complete = lines.every((l) => l.received + (arriving.get(l.sku_id) ?? 0) === l.expected);
  const batches = await sayBatches(tx, arrived);
  const state = next(receiptLife, receipt.state, complete ? 'receive-all' : 'receive-part');
  await tx.rows('products.receive_receipt',
    `with l as (update products.goods_receipt_line l set received = l.received + r.quantity, unit_cost_fen = coalesce(r.unit_cost_fen, l.unit_cost_fen)
       from jsonb_to_recordset($4::jsonb) as r(sku_id uuid, quantity int, unit_cost_fen bigint) where l.receipt_id = $1 and l.sku_id = r.sku_id)
     update products.goods_receipt set state = $2, version = version + 1, received_at = to_timestamp($3::bigint / 1000.0) where id = $1`,
    [receipt.id, state, tx.now, JSON.stringify(arrived.map((l) => ({ sku_id: l.skuId, quantity: l.quantity, unit_cost_fen: l.unitCostFen ?? null })))]);
  tx.audit({ type: 'goods-receipt', id: receipt.id }, { state });
  await receiveStock(tx, arrived.map((l) => ({
    skuId: l.skuId, warehouseId: receipt.warehouse_id, quantity: l.quantity, ref: receipt.receipt_no, reason: receipt.supplier, unitCostFen: cost(l) ?? open.get(l.skuId)?.unit_cost_fen ?? null, batches: batches.get(l.skuId),
  })));
}

async function ofOrder(tx: Tx, receiptId: string): Promise<Receipt> {
  const receipt = await lockReceipt(tx, receiptId);
  if (receipt === null || receipt.of_order === null) throw new Error(`no goods receipt of a purchase order: ${receiptId}`);
  return receipt;
}

/** Goods that a purchase order expects: they show as expected in the stock list until `takeExpected` or `endExpected`. Prices are the order's. */
export const expectOrdered = (tx: Tx, given: { orderNo: string; warehouseId: string; supplier: string; expectedOn: string; lines: readonly { skuId: string; quantity: number; unitCostFen: number }[] }): Promise<{ id: string; no: string }> =>
  writeReceipt(tx, { ...given, note: null, arrived: false, ofOrder: given.orderNo });

/** The day of a purchase order was moved. */
export async function moveExpected(tx: Tx, receiptId: string, expectedOn: string): Promise<void> {
  await tx.rows('products.move_expected', 'update products.goods_receipt set expected_on = $2, version = version + 1 where id = $1 and of_order is not null', [receiptId, expectedOn]);
}

/** Inspected goods of a purchase order come into stock, at the order's prices. Call it last. */
export async function takeExpected(tx: Tx, receiptId: string, lines: readonly { skuId: string; quantity: number; batches?: readonly BatchSaid[] | undefined }[]): Promise<void> {
  if (lines.length > 0) await arrive(tx, await ofOrder(tx, receiptId), lines);
}

/** What has not come of a purchase order will not come. Nothing happens where everything is there. */
export async function endExpected(tx: Tx, receiptId: string): Promise<void> {
  const receipt = await ofOrder(tx, receiptId);
  if (receipt.state === 'received') return;
  await tx.rows('products.end_expected', 'update products.goods_receipt set state = $2, version = version + 1 where id = $1', [receipt.id, next(receiptLife, receipt.state, 'cancel')]);
  tx.audit({ type: 'goods-receipt', id: receipt.id }, { state: 'cancelled' });
}

/** What has not arrived will not come. What has arrived stays. */
export const cancelReceiptVerb = verb({
  name: 'products.cancel-goods-receipt',
  title: words('取消到货单', 'Cancel the goods receipt'),
  may: mayExpect,
  input: cancelReceipt.body!.extend({ id }),
  subject: (tx, input) => lockReceipt(tx, input.id),
  run: async (tx, input, receipt) => {
    sameVersion(receipt, input.version);
    refuseOrdered(receipt);
    const state = next(receiptLife, receipt.state, 'cancel');
    await tx.rows('products.cancel_receipt', 'update products.goods_receipt set state = $2, version = version + 1 where id = $1', [receipt.id, state]);
    tx.audit({ type: 'goods-receipt', id: receipt.id }, { state }, input.reason);
    return { id: receipt.id };
  },
});

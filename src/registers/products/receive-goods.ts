import { next } from '../../kernel/lifecycle.ts';
import { refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
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
}
const cost = (line: Line): bigint | null => (line.unitCostFen === undefined || line.unitCostFen === null ? null : BigInt(line.unitCostFen));

async function checkLines(tx: Tx, lines: readonly Line[]): Promise<void> {
  if (new Set(lines.map((l) => l.skuId)).size < lines.length) throw refuse(no['sku-twice']);
  if (!seesCost(tx.actor) && lines.some((l) => cost(l) !== null)) throw refuse(no['cost-not-yours']);
  const known = await skusById(tx, lines.map((l) => l.skuId));
  if (lines.some((l) => !known.has(l.skuId))) throw refuse(no['unknown-sku']);
}

async function writeReceipt(tx: Tx, given: { warehouseId: string; supplier: string; expectedOn: string | null; note: string | null; lines: readonly Line[]; arrived: boolean }): Promise<{ id: string; no: string }> {
  await checkLines(tx, given.lines);
  const [receiptId, receiptNo] = [tx.newId(), await tx.number('DH')];
  await tx.rows('products.write_receipt',
    `with r as (insert into products.goods_receipt (id, receipt_no, warehouse_id, supplier, state, expected_on, note, created_at, received_at)
       values ($1, $2, $3, $4, case when $8 then 'received' else 'expected' end, $5, $6, to_timestamp($7::bigint / 1000.0), case when $8 then to_timestamp($7::bigint / 1000.0) end))
     insert into products.goods_receipt_line (receipt_id, sku_id, expected, received, unit_cost_fen)
     select $1, l.sku_id, l.quantity, case when $8 then l.quantity else 0 end, l.unit_cost_fen from jsonb_to_recordset($9::jsonb) as l(sku_id uuid, quantity int, unit_cost_fen bigint)`,
    [receiptId, receiptNo, given.warehouseId, given.supplier, given.expectedOn, given.note, tx.now, given.arrived,
      JSON.stringify(given.lines.map((l) => ({ sku_id: l.skuId, quantity: l.quantity, unit_cost_fen: l.unitCostFen ?? null })))]);
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

/** Goods that came without having been announced. Publishes products.stock-arrived (clause 2.3.2). */
export const receiveGoodsVerb = verb({
  name: 'products.receive-goods',
  title: words('直接入库', 'Receive goods'),
  may: mayReceive,
  input: receiveGoods.body!,
  run: async (tx, input) => {
    const receipt = await writeReceipt(tx, { ...input, expectedOn: null, arrived: true });
    await receiveStock(tx, input.lines.map((l) => ({ skuId: l.skuId, warehouseId: input.warehouseId, quantity: l.quantity, ref: receipt.no, reason: input.supplier, unitCostFen: cost(l) })));
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
}

const lockReceipt = async (tx: Tx, receiptId: string): Promise<Receipt | null> =>
  (await tx.rows<Receipt & Record<string, unknown>>('products.lock_receipt', 'select id, receipt_no, warehouse_id, supplier, state, version from products.goods_receipt where id = $1 for update', [receiptId]))[0] ?? null;

/** Part or all of the expected goods arrive. @throws products.too-many-received: more than was expected needs a receipt of its own. */
export const receiveExpectedVerb = verb({
  name: 'products.receive-expected-goods',
  title: words('到货入库', 'Receive expected goods'),
  may: mayReceive,
  input: receiveExpected.body!.extend({ id }),
  subject: (tx, input) => lockReceipt(tx, input.id),
  run: async (tx, input, receipt) => {
    sameVersion(receipt, input.version);
    await checkLines(tx, input.lines);
    const lines = await tx.rows<{ sku_id: string; expected: number; received: number; unit_cost_fen: bigint | null }>('products.receipt_lines',
      'select sku_id, expected, received, unit_cost_fen from products.goods_receipt_line where receipt_id = $1', [receipt.id]);
    const open = new Map(lines.map((l) => [l.sku_id, l]));
    if (input.lines.some((l) => l.quantity > (open.get(l.skuId)?.expected ?? 0) - (open.get(l.skuId)?.received ?? 0))) throw refuse(no['too-many-received']);
    const arriving = new Map(input.lines.map((l) => [l.skuId, l.quantity]));
    const complete = lines.every((l) => l.received + (arriving.get(l.sku_id) ?? 0) === l.expected);
    const state = next(receiptLife, receipt.state, complete ? 'receive-all' : 'receive-part');
    await tx.rows('products.receive_receipt',
      `with l as (update products.goods_receipt_line l set received = l.received + r.quantity, unit_cost_fen = coalesce(r.unit_cost_fen, l.unit_cost_fen)
         from jsonb_to_recordset($4::jsonb) as r(sku_id uuid, quantity int, unit_cost_fen bigint) where l.receipt_id = $1 and l.sku_id = r.sku_id)
       update products.goods_receipt set state = $2, version = version + 1, received_at = to_timestamp($3::bigint / 1000.0) where id = $1`,
      [receipt.id, state, tx.now, JSON.stringify(input.lines.map((l) => ({ sku_id: l.skuId, quantity: l.quantity, unit_cost_fen: l.unitCostFen ?? null })))]);
    tx.audit({ type: 'goods-receipt', id: receipt.id }, { state });
    await receiveStock(tx, input.lines.map((l) => ({
      skuId: l.skuId, warehouseId: receipt.warehouse_id, quantity: l.quantity, ref: receipt.receipt_no, reason: receipt.supplier, unitCostFen: cost(l) ?? open.get(l.skuId)?.unit_cost_fen ?? null,
    })));
    return { id: receipt.id };
  },
});

/** What has not arrived will not come. What has arrived stays. */
export const cancelReceiptVerb = verb({
  name: 'products.cancel-goods-receipt',
  title: words('取消到货单', 'Cancel the goods receipt'),
  may: mayExpect,
  input: cancelReceipt.body!.extend({ id }),
  subject: (tx, input) => lockReceipt(tx, input.id),
  run: async (tx, input, receipt) => {
    sameVersion(receipt, input.version);
    const state = next(receiptLife, receipt.state, 'cancel');
    await tx.rows('products.cancel_receipt', 'update products.goods_receipt set state = $2, version = version + 1 where id = $1', [receipt.id, state]);
    tx.audit({ type: 'goods-receipt', id: receipt.id }, { state }, input.reason);
    return { id: receipt.id };
  },
});

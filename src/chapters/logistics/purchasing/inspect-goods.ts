import { dayOf } from '../../../kernel/clock.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { endExpected, takeExpected } from '../neighbours.ts';
import { no } from '../refusals.ts';
import { inspectGoodsEnd } from './contract.ts';
import { goodsInspected, purchaseClosed } from './facts.ts';
import { mayInspect } from './policies.ts';
import { lockPurchaseOrder, purchaseLife, refOf, sameVersion, touches, type PurchaseOrder } from './purchase-order.ts';

interface Line { id: string; sku_id: string; sku_code: string; quantity: number; accepted: number; unit_price_fen: bigint }

/**
 * A delivery is counted and looked at (clause 2.3.2): accepted goods are in stock at once and waiting orders are filled from them; rejected
 * ones and those beyond the order go back and stay owed or not ours. `final`: the rest will not come.
 *
 * @throws logistics.nothing-inspected, logistics.more-than-ordered, logistics.goods-defect-missing, products.batch-missing and the other refusals of batches
 */
export const inspectGoods = verb({
  name: 'logistics.inspect-goods',
  title: words('到货验收', 'Inspect what arrived'),
  may: mayInspect,
  input: inspectGoodsEnd.body!.extend({ id }),
  subject: (tx, input) => lockPurchaseOrder(tx, input.id),
  run: async (tx, input, order) => {
    sameVersion(order, input.version);
    const lines = new Map((await tx.rows<Line & Record<string, unknown>>('logistics.purchase_lines', 'select id, sku_id, sku_code, quantity, accepted, unit_price_fen from logistics.purchase_order_line where order_id = $1', [order.id])).map((l) => [l.id, l]));
    const looked = input.lines.filter((l) => l.accepted + l.rejected + l.surplus > 0).map((l) => ({ ...l, line: lines.get(l.lineId) }));
    if (looked.length === 0 && !input.final) throw refuse(no['nothing-inspected']);
    if (new Set(looked.map((l) => l.lineId)).size < looked.length || looked.some((l) => l.line === undefined)) throw refuse(kernelNo['invalid-input'], words('采购单中没有这一行，或一行出现两次。', 'The order has no such line, or a line stands twice.'));
    for (const { line, accepted, rejected, defect } of looked) {
      const open = line!.quantity - line!.accepted;
      if (accepted > open) throw refuse(no['more-than-ordered'], words(`${line!.sku_code} 只差 ${open} 件，多到的请填在“多到”里退回。`, `Only ${open} of ${line!.sku_code} are open; enter what is beyond as surplus, to go back.`));
      if (rejected > 0 && !defect?.trim()) throw refuse(no['goods-defect-missing'], words(`${line!.sku_code} 有不合格，请写明原因。`, `Say what is wrong with ${line!.sku_code}.`));
    }
    const got = new Map(looked.map((l) => [l.lineId, l.accepted]));
    const short = [...lines.values()].reduce((sum, l) => sum + l.quantity - l.accepted - (got.get(l.id) ?? 0), 0);
    const state = next(purchaseLife, order.state, short === 0 ? 'receive-all' : input.final ? 'end' : 'receive-part');
    const [inspectionId, inspectionNo] = [tx.newId(), await tx.number('YS')];
    await write(tx, order, { state, closed: state !== 'part-received', inspectionId, inspectionNo, final: input.final, note: input.note || null, lines: looked });
    const said = looked.map((l) => ({ skuId: l.line!.sku_id, accepted: l.accepted, rejected: l.rejected, surplus: l.surplus, amountFen: Number(l.line!.unit_price_fen) * l.accepted }));
    const total = (of: (l: (typeof said)[number]) => number): number => said.reduce((sum, l) => sum + of(l), 0);
    const accepted = total((l) => l.accepted);
    tx.fact(goodsInspected, order.id, { ...refOf(order), inspectionNo, accepted, rejected: total((l) => l.rejected), surplus: total((l) => l.surplus), amountFen: total((l) => l.amountFen), lines: said },
      { objects: [...touches(order), ...said.map((l) => ({ type: 'sku', id: l.skuId }))] });
    if (state !== 'part-received') tx.fact(purchaseClosed, order.id, { ...refOf(order), short, onTime: short === 0 && dayOf(tx.now) <= order.first_expected_on }, { objects: touches(order) });
    await takeExpected(tx, order.receipt_id, looked.filter((l) => l.accepted > 0).map((l) => ({ skuId: l.line!.sku_id, quantity: l.accepted, batches: l.batches })));
    if (state === 'ended') await endExpected(tx, order.receipt_id);
    return { id: order.id, inspectionNo, accepted, short };
  },
});

interface Written {
  state: string; closed: boolean; inspectionId: string; inspectionNo: string; final: boolean; note: string | null;
  lines: readonly { lineId: string; accepted: number; rejected: number; surplus: number; defect: string | null }[];
}

/** The record of the delivery, what the order has got by now, and what waits for it: restock requests are done, shortages left over are open again. */
async function write(tx: Tx, order: PurchaseOrder, w: Written): Promise<void> {
  await tx.rows('logistics.write_inspection', `with i as (insert into logistics.goods_inspection (id, inspection_no, order_id, final, note, at, by_id, by_name) values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0), $7, $8)),
      given as (select * from jsonb_to_recordset($9::jsonb) as l("lineId" uuid, accepted int, rejected int, surplus int, defect text)),
      il as (insert into logistics.goods_inspection_line (inspection_id, line_id, accepted, rejected, surplus, defect) select $1, g."lineId", g.accepted, g.rejected, g.surplus, nullif(trim(g.defect), '') from given g)
    update logistics.purchase_order_line l set accepted = l.accepted + g.accepted, rejected = l.rejected + g.rejected, surplus = l.surplus + g.surplus from given g where l.id = g."lineId"`,
    [w.inspectionId, w.inspectionNo, order.id, w.final, w.note, tx.now, tx.actor.id, tx.actor.name, JSON.stringify(w.lines.map(({ lineId, accepted, rejected, surplus, defect }) => ({ lineId, accepted, rejected, surplus, defect })))]);
  await tx.rows('logistics.set_purchase', `with r as (update logistics.purchase_request r set version = r.version + 1,
        state = case when r.reason = 'restock' then 'done' when $4 then 'open' else r.state end, closed_at = case when r.reason = 'restock' then to_timestamp($3 / 1000.0) end,
        purchase_order_id = case when r.reason = 'shortage' and $4 then null else r.purchase_order_id end
      where r.purchase_order_id = $1 and r.state = 'ordered' and ($2 in ('received', 'ended')) and (r.reason = 'restock' or $4))
    update logistics.purchase_order set state = $2, version = version + 1, closed_at = case when $5 then to_timestamp($3 / 1000.0) end where id = $1`,
    [order.id, w.state, tx.now, w.state === 'ended', w.closed]);
}

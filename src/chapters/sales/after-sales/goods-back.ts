import { voidRefund } from '../../finance/index.ts';
import { batchesBack, costsNow, receiveStock } from '../../../registers/products/index.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { sameVersion } from '../orders/load.ts';
import { inspectReturnEnd, receiveReturnEnd, returnFreightEnd, sendReturnEnd, withdrawReturnEnd } from './contract-returns.ts';
import { oweFor } from './decide-return.ts';
import { returnInspected, returnReceived, returnRejected, returnSent, returnWithdrawn } from './facts.ts';
import { sumOf } from './judge-return.ts';
import { alsoOf, caseInScope, caseRef, lockCase, mayInspect, mayServe, refOf, type Case } from './load-return.ts';
import { freightOwed } from './refund-sum.ts';
import { no } from './refusals.ts';
import { returnLife } from './states.ts';

/** The customer changed his mind: nothing is owed any more. Not after the goods are here. @throws kernel.wrong-state */
export const withdrawReturn = verb({
  name: 'sales.withdraw-return',
  title: words('撤回退换申请', 'Withdraw the return'),
  may: { ...mayServe, customer: true },
  input: withdrawReturnEnd.body!.extend({ id }),
  subject: (tx, input) => lockCase(tx, input.id),
  inScope: caseInScope, works: caseRef,
  run: async (tx, input, c) => {
    sameVersion(c.ret, input.version);
    const state = next(returnLife, c.ret.state, 'withdraw');
    await tx.rows('sales.withdraw_return', 'update sales.return set state = $2, refund_fen = 0, closed_at = to_timestamp($3 / 1000.0), version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1', [c.ret.id, state, tx.now]);
    await voidRefund(tx, { type: 'return', id: c.ret.id }, '客户撤回退换申请');
    tx.fact(returnWithdrawn, c.ret.id, { ...refOf(c.ret, c.order), by: tx.actor.kind === 'customer' ? 'customer' : 'staff' }, { objects: alsoOf(c.ret) });
    tx.audit({ type: 'return', id: c.ret.id }, { state });
    return { id: c.ret.id };
  },
});

/** The way back: carrier, waybill and what the customer laid out for it; logistics follows the parcel. Told again it is corrected. */
export const sendReturn = verb({
  name: 'sales.send-return',
  title: words('登记退货物流', 'Record the return parcel'),
  may: { ...mayServe, ...mayInspect, customer: true },
  input: sendReturnEnd.body!.extend({ id }),
  subject: (tx, input) => lockCase(tx, input.id),
  inScope: caseInScope, works: caseRef,
  run: async (tx, input, c) => {
    const state = c.ret.state === 'on-the-way' ? c.ret.state : next(returnLife, c.ret.state, 'send');
    await tx.rows('sales.send_return', `update sales.return set state = $2, carrier = $3, waybill_no = $4, laid_out_fen = $5, sent_at = coalesce(sent_at, to_timestamp($6 / 1000.0)),
      search = search || array_to_tsvector(string_to_array($7, ' ')), version = version + 1, updated_at = to_timestamp($6 / 1000.0) where id = $1`,
    [c.ret.id, state, input.carrier, input.waybillNo, input.laidOutFen, tx.now, searchColumn({ numbers: [input.waybillNo] })]);
    tx.fact(returnSent, c.ret.id, { ...refOf(c.ret, c.order), carrier: input.carrier, waybillNo: input.waybillNo, addressId: c.order.address_id, warehouseId: c.ret.warehouse_id }, { objects: alsoOf(c.ret) });
    tx.audit({ type: 'return', id: c.ret.id }, { waybillNo: input.waybillNo });
    return { id: c.ret.id };
  },
});

/** The parcel is in our house: the time to refund runs from now (clause 2.4.2). */
export const receiveReturn = verb({
  name: 'sales.receive-return',
  title: words('签收退货', 'Take the goods in'),
  may: mayInspect,
  input: receiveReturnEnd.body!.extend({ id }),
  subject: (tx, input) => lockCase(tx, input.id),
  inScope: caseInScope, works: caseRef,
  run: async (tx, input, c) => {
    sameVersion(c.ret, input.version);
    const state = next(returnLife, c.ret.state, 'receive');
    const waybillNo = input.waybillNo ?? c.ret.waybill_no;
    await tx.rows('sales.receive_return', `update sales.return set state = $2, received_at = to_timestamp($3 / 1000.0), warehouse_id = coalesce($4, warehouse_id), waybill_no = $5, version = version + 1, updated_at = to_timestamp($3 / 1000.0)
      where id = $1`, [c.ret.id, state, tx.now, input.warehouseId ?? null, waybillNo]);
    tx.fact(returnReceived, c.ret.id, { ...refOf(c.ret, c.order), waybillNo }, { objects: alsoOf(c.ret) });
    tx.audit({ type: 'return', id: c.ret.id }, { state });
    return { id: c.ret.id };
  },
});

/**
 * What came back is looked at: on the shelf, scrapped, or back to the customer. The refund is worked out anew from what was accepted and set
 * free for the cashier, with the freight that we owe; if nothing was accepted the return is rejected and nothing is owed.
 *
 * @throws sales.inspection-incomplete, kernel.wrong-state, finance.refund-beyond-paid
 */
export const inspectReturn = verb({
  name: 'sales.inspect-return',
  title: words('验收退货', 'Inspect the goods'),
  may: mayInspect,
  input: inspectReturnEnd.body!.extend({ id }),
  subject: (tx, input) => lockCase(tx, input.id),
  inScope: caseInScope, works: caseRef,
  run: async (tx, input, c) => {
    sameVersion(c.ret, input.version);
    next(returnLife, c.ret.state, 'reject');
    for (const line of c.lines) {
      const seen = input.lines.filter((l) => l.orderLineId === line.order_line_id);
      if (seen.length !== 1 || seen[0]!.restock + seen[0]!.scrap + seen[0]!.back !== line.quantity) throw refuse(no['inspection-incomplete']);
      Object.assign(line, { restocked: seen[0]!.restock, scrapped: seen[0]!.scrap, sent_back: seen[0]!.back });
    }
    if (input.lines.length !== c.lines.length) throw refuse(no['inspection-incomplete']);
    const accepted = c.lines.reduce((a, l) => a + l.restocked + l.scrapped, 0);
    const repairs = c.ret.type === 'repair';
    const event = accepted === 0 && !repairs ? 'reject' : repairs ? 'repair' : c.ret.type === 'exchange' ? 'exchange' : 'pay';
    const state = next(returnLife, c.ret.state, event);
    await saveLines(tx, c);
    if (state === 'rejected') return reject(tx, c, input.note);
    const found = { cause: c.ret.cause, intact: true, confirmed: false, repriced: c.ret.repriced, giftsKeptFen: c.ret.gifts_kept_fen, accepted: (l: Case['lines'][number]) => l.quantity - l.sent_back };
    const sum = event === 'pay' ? await sumOf(tx, c, found) : null;
    const owed = freightOwed(c.ret.laid_out_fen, c.ret.payer ?? 'customer');
    await saveState(tx, c, state, input.note, sum?.refundFen ?? 0n, owed);
    if (sum && sum.refundFen + owed > 0n) await oweFor(tx, c, { amountFen: sum.refundFen, extraFen: owed, roomFen: sum.roomFen, clearedWhy: '退货已验收' });
    tx.audit({ type: 'return', id: c.ret.id }, { state, lines: input.lines }, input.note ?? undefined);
    const shelf = repairs ? [] : c.lines.filter((l) => l.restocked > 0 && l.sku_id !== null);
    const batches = await batchesBack(tx, shelf.map((l) => ({ holder: l.order_line_id, quantity: l.restocked })));
    if (c.ret.warehouse_id !== null) await receiveStock(tx, shelf.map((l) => ({ skuId: l.sku_id!, warehouseId: c.ret.warehouse_id!, quantity: l.restocked, ref: c.ret.id, reason: `退货入库 ${c.ret.return_no}`, kind: 'return' as const, batches: batches.get(l.order_line_id) })));
    await publishInspected(tx, c, sum?.refundFen ?? 0n, c.ret.warehouse_id === null ? [] : shelf);
    return { id: c.ret.id, state };
  },
});

async function saveLines(tx: Tx, c: Case): Promise<void> {
  await tx.rows('sales.inspect_lines', `update sales.return_line l set restocked = r.restocked, scrapped = r.scrapped, sent_back = r.sent_back from jsonb_to_recordset($2::jsonb) as r(order_line_id uuid, restocked int, scrapped int, sent_back int)
    where l.return_id = $1 and l.order_line_id = r.order_line_id`, [c.ret.id, JSON.stringify(c.lines)]);
}

async function saveState(tx: Tx, c: Case, state: string, note: string | null, refund: bigint, owed: bigint): Promise<void> {
  await tx.rows('sales.inspect_return', `update sales.return set state = $2, inspected_at = to_timestamp($3 / 1000.0), inspection_note = $4, refund_fen = $5, freight_owed_fen = $6, version = version + 1, updated_at = to_timestamp($3 / 1000.0),
    closed_at = case when $2 = 'rejected' then to_timestamp($3 / 1000.0) end where id = $1`, [c.ret.id, state, tx.now, note, refund, owed]);
}

async function reject(tx: Tx, c: Case, note: string | null): Promise<{ id: string; state: 'rejected' }> {
  await saveState(tx, c, 'rejected', note, 0n, 0n);
  await voidRefund(tx, { type: 'return', id: c.ret.id }, '验收不合格，退回客户');
  tx.fact(returnRejected, c.ret.id, { ...refOf(c.ret, c.order), why: note ?? '验收不合格' }, { objects: alsoOf(c.ret) });
  tx.audit({ type: 'return', id: c.ret.id }, { state: 'rejected' }, note ?? undefined);
  return { id: c.ret.id, state: 'rejected' };
}

/** What the units that went back on the shelf had cost when they left, and what they are worth there now. */
async function publishInspected(tx: Tx, c: Case, refund: bigint, shelf: readonly Case['lines'][number][]): Promise<void> {
  const costs = new Map((await tx.rows<{ order_line_id: string; cost: string; quantity: bigint }>('sales.cost_of_lines', `select order_line_id, coalesce(sum(cost_fen), 0)::text as cost, sum(quantity) as quantity from sales.fulfilment_line l
    join sales.fulfilment f on f.id = l.fulfilment_id where l.order_id = $1 and f.state in ('shipped', 'delivered') group by 1`, [c.order.id])).map((r) => [r.order_line_id, r]));
  const of = (l: Case['lines'][number]): bigint => {
    const cost = costs.get(l.order_line_id);
    return cost && cost.quantity > 0n ? (BigInt(cost.cost) * BigInt(l.restocked)) / cost.quantity : 0n;
  };
  const total = (pick: (l: Case['lines'][number]) => number) => c.lines.reduce((a, l) => a + pick(l), 0);
  const now = await costsNow(tx, shelf.map((l) => l.sku_id!));
  tx.fact(returnInspected, c.ret.id, {
    ...refOf(c.ret, c.order), restocked: total((l) => l.restocked), scrapped: total((l) => l.scrapped), backToCustomer: total((l) => l.sent_back), refundFen: Number(refund),
    lines: shelf.map((l) => ({ skuId: l.sku_id!, restocked: l.restocked, costFen: Number(of(l)), stockFen: Number((now.get(l.sku_id!) ?? 0n) * BigInt(l.restocked)) })),
  }, { objects: alsoOf(c.ret) });
}

/** What the customer laid out for the way back, by his receipt: until the refund is paid. @throws finance.refund-settled */
export const setReturnFreight = verb({
  name: 'sales.set-return-freight',
  title: words('登记客户垫付运费', 'Set the freight laid out'),
  may: { 'service-agent': 'all', 'service-lead': 'all', 'department-head': 'all' },
  input: returnFreightEnd.body!.extend({ id }),
  subject: (tx, input) => lockCase(tx, input.id),
  inScope: caseInScope, works: caseRef,
  run: async (tx, input, c) => {
    sameVersion(c.ret, input.version);
    const owed = freightOwed(BigInt(input.laidOutFen), c.ret.payer ?? 'customer');
    await tx.rows('sales.set_return_freight', 'update sales.return set laid_out_fen = $2, freight_owed_fen = case when inspected_at is null then freight_owed_fen else $3 end, version = version + 1, updated_at = to_timestamp($4 / 1000.0) where id = $1',
      [c.ret.id, input.laidOutFen, owed, tx.now]);
    if (c.ret.state === 'to-pay') {
      const sum = await sumOf(tx, c, { cause: c.ret.cause, intact: true, confirmed: false, repriced: c.ret.repriced, giftsKeptFen: c.ret.gifts_kept_fen, accepted: (l) => l.quantity - l.sent_back });
      await oweFor(tx, c, { amountFen: c.ret.refund_fen, extraFen: owed, roomFen: sum.roomFen, clearedWhy: null });
    }
    tx.audit({ type: 'return', id: c.ret.id }, { laidOutFen: input.laidOutFen }, input.note);
    return { id: c.ret.id };
  },
});

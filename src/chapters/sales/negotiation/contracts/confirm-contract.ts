import { z } from 'zod';
import { DAY, startOfDay } from '../../../../kernel/clock.ts';
import { next } from '../../../../kernel/lifecycle.ts';
import { refuse } from '../../../../kernel/refusal.ts';
import { id, text } from '../../../../kernel/schemas.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { enterOrder, groundOf } from '../../orders/place-order.ts';
import { orderInput, receiver } from '../../orders/contract-order-input.ts';
import { paymentPlanAgreed } from '../../facts.ts';
import { lockOrders } from '../../orders/load.ts';
import { alsoOf as orderAlsoOf, refOf as orderRefOf } from '../../orders/order-facts.ts';
import { contractAmended, contractConfirmed, contractWishesDropped } from '../facts.ts';
import { lockOpportunity, moveStage } from '../opportunities/load.ts';
import { lockQuote, quoteLines } from '../quotes/load.ts';
import { negotiationNo } from '../refusals.ts';
import { contractLife } from '../states.ts';
import { aboutOf, lockContract, refOf, revisionOf, type Contract } from './load.ts';
import { wishesOf } from './load-wishes.ts';
import { contractRef } from '../scope.ts';
import { codeHash, seesContract } from './send-contract.ts';

const confirmation = z.strictObject({
  id, name: text(60, 2), /** Hash of what was read: another wording is not confirmed. */ hash: text(64, 64), code: text(6, 6).nullable().default(null),
  /** Where the goods go; not asked for an amendment. */ receiver: receiver.nullable().default(null),
  /** The customer was asked and gives up the wishes that nobody has answered yet. */ dropWishes: z.boolean().default(false),
});

/**
 * The customer confirms on the signed page: name, time, address of the caller, hash of the document, and the code where short messages are
 * connected. The order is entered in the same transaction (clause 2.3.1): either both happen or neither.
 * @throws sales.document-changed, sales.wishes-open, sales.receiver-incomplete
 */
export const confirmContract = verb({
  name: 'sales.confirm-contract', title: words('客户确认合同', 'The customer confirms'), may: { customer: true }, input: confirmation,
  subject: (tx, input) => lockContract(tx, input.id), inScope: seesContract, works: contractRef,
  run: async (tx, input, c) => {
    const state = next(contractLife, c.state, 'confirm');
    const revision = await revisionOf(tx, c);
    if (revision.hash !== input.hash) throw refuse(negotiationNo['document-changed']);
    const open = (await wishesOf(tx, c.id)).filter((w) => w.state === 'open').map((w) => w.id);
    if (open.length > 0 && !input.dropWishes) throw refuse(negotiationNo['wishes-open']);
    const code = checkCode(tx, c, input.code);
    // Kept, not refused here: a wrong try must count even though nothing else happens. The route turns it into the refusal.
    if (code === 'wrong') {
      await tx.rows('sales.wrong_code', 'update sales.contract set code_tries = code_tries + 1 where id = $1', [c.id]);
      return { id: c.id, orderNo: null as string | null, wrongCode: true };
    }
    const byCode = code === 'right';
    if (open.length > 0) await dropWishes(tx, c, open);
    await tx.rows('sales.confirm_contract', `update sales.contract set state = $2, confirmed_at = to_timestamp($3::bigint / 1000.0), confirmed_by = $4, confirmed_ip = $5, confirmed_hash = $6, code_passed = $7, version = version + 1,
      updated_at = to_timestamp($3::bigint / 1000.0) where id = $1`, [c.id, state, tx.now, input.name, tx.ip, input.hash, byCode]);
    if (c.amends_id !== null) {
      await tx.rows('sales.mark_amended', "update sales.contract set state = 'amended', version = version + 1 where id = $1 and state = 'confirmed'", [c.amends_id]);
      tx.fact(contractAmended, c.id, { ...refOf(c), hash: input.hash, amends: c.amends_id }, { objects: [...aboutOf(c), { type: 'contract', id: c.amends_id }] });
      return { id: c.id, orderNo: null as string | null, wrongCode: false };
    }
    tx.fact(contractConfirmed, c.id, { ...refOf(c), hash: input.hash, byCode }, { objects: aboutOf(c) });
    const order = await orderFrom(tx, c, input.receiver);
    await tx.rows('sales.contract_order', 'update sales.contract set order_id = $2 where id = $1', [c.id, order.id]);
    const [entered] = await lockOrders(tx, [order.id]);
    tx.fact(paymentPlanAgreed, order.id, {
      ...orderRefOf(entered!), contractNo: c.contract_no, customerId: c.customer_id, seller: c.seller_id,
      steps: c.plan.map((s) => ({ name: s.name, amountFen: s.amountFen, dueAt: s.due === null ? tx.now + DAY : startOfDay(s.due) + DAY })),
    }, { objects: [{ type: 'contract', id: c.id }, ...orderAlsoOf(entered!)] });
    const opportunity = await lockOpportunity(tx, c.opportunity_id);
    await moveStage(tx, opportunity!, 'win');
    return { id: c.id, orderNo: order.orderNo as string | null, wrongCode: false };
  },
});

async function dropWishes(tx: Tx, c: Contract, open: string[]): Promise<void> {
  await tx.rows('sales.drop_wishes', "update sales.contract_wish set state = 'dropped', answered_at = to_timestamp($2::bigint / 1000.0) where id = any ($1::uuid[])", [open, tx.now]);
  tx.fact(contractWishesDropped, c.id, { ...refOf(c), wishes: open }, { objects: aboutOf(c) });
}

const TRIES = 5;
/** A code that was sent must be given: for ten minutes and five tries. */
function checkCode(tx: Tx, c: Contract, code: string | null): 'none' | 'right' | 'wrong' {
  if (c.code_hash === null) return code === null ? 'none' : 'wrong';
  return code !== null && c.code_tries < TRIES && c.code_until !== null && c.code_until > tx.now && codeHash(c.id, code) === c.code_hash ? 'right' : 'wrong';
}

async function orderFrom(tx: Tx, c: Contract, to: z.output<typeof receiver> | null): Promise<{ id: string; orderNo: string }> {
  if (to === null || !to.name || !to.phone || !to.province || !to.city || !to.detail) throw refuse(negotiationNo['receiver-incomplete']);
  const [quote, lines] = [await lockQuote(tx, c.quote_id), (await quoteLines(tx, [c.quote_id])).get(c.quote_id) ?? []];
  const input = orderInput.parse({
    storeId: c.store_id, outsideNo: c.contract_no, buyer: { customerId: c.customer_id, receiver: to }, freightFen: Number(quote!.freight_fen), sellerRemark: words(`合同 ${c.contract_no}`, c.contract_no).zh,
    lines: lines.map((l) => ({ skuCode: l.code, quantity: l.quantity, unitPriceFen: Number(l.unit_fen) })),
  });
  return enterOrder(tx, input, await groundOf(tx, input), { source: 'contract', objects: [{ type: 'contract', id: c.id }, { type: 'opportunity', id: c.opportunity_id }] });
}

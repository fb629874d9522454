import { z } from 'zod';
import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { fen, id, instant, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { lockOrder, orderInScope, sameVersion } from './load.ts';
import { publishPaid } from './order-facts.ts';
import { mayEnter } from './place-order.ts';
import { orderLife } from './states.ts';

/** The buyer has paid an order that was entered unpaid: it goes to review (clause 2.3.1). @throws sales.amounts-disagree */
export const recordPayment = verb({
  name: 'sales.record-order-payment',
  title: words('登记付款', 'Record the payment'),
  may: { ...mayEnter, cashier: 'all', accountant: 'all' },
  input: z.strictObject({ id, version: z.int().optional(), amountFen: fen.min(0).optional(), at: instant.optional(), method: text(40, 1).optional(), paymentNo: text(100, 1).optional() }),
  subject: (tx, input) => lockOrder(tx, input.id),
  inScope: orderInScope,
  run: async (tx, input, { order, lines }) => {
    sameVersion(order, input.version);
    const state = next(orderLife, order.state, 'pay');
    const paid = input.amountFen === undefined ? order.payable_fen : BigInt(input.amountFen);
    if (paid > order.payable_fen) throw refuse(no['amounts-disagree'], undefined, { payableFen: Number(order.payable_fen) });
    const at = Math.min(input.at ?? tx.now, tx.now);
    await tx.rows('sales.set_paid', `update sales."order" set state = $2, paid_fen = $3, paid_at = to_timestamp($4 / 1000.0), payment_no = coalesce($5, payment_no),
        payment_method = coalesce($6, payment_method), version = version + 1, updated_at = to_timestamp($7 / 1000.0) where id = $1`,
      [order.id, state, paid, at, input.paymentNo ?? null, input.method ?? null, tx.now]);
    publishPaid(tx, { ...order, paid_fen: paid, payment_no: input.paymentNo ?? null }, lines, at);
    return { id: order.id };
  },
});

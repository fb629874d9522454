import { z } from 'zod';
import { refundedOf, refundsOf, refundSources } from '../../finance/index.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderRefunded } from '../facts.ts';
import { lockOrder } from '../orders/load.ts';
import { alsoOf, refOf } from '../orders/order-facts.ts';
import { returnLife } from './states.ts';

/**
 * Money that the customer got back: the return is done, and the order counts as refunded by what our refunds come to, or by more where the
 * marketplace says so. Told twice it changes nothing.
 */
export const noteRefundPaid = verb({
  name: 'sales.note-refund-paid',
  title: words('登记退款到账', 'Note a refund that was paid'),
  may: {},
  input: z.strictObject({ sourceType: z.enum(refundSources), sourceId: id, orderId: id }),
  run: async (tx, input) => {
    if (input.sourceType === 'return') {
      const [ret] = await tx.rows<{ state: 'to-pay' }>('sales.return_to_finish', "select state from sales.return where id = $1 and state = 'to-pay' for update", [input.sourceId]);
      // A part may still be due, from another order or on top.
      const whole = (await refundsOf(tx, 'return', [input.sourceId])).get(input.sourceId)?.state !== 'due';
      if (ret && whole) await tx.rows('sales.finish_return', 'update sales.return set state = $2, closed_at = to_timestamp($3 / 1000.0), version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1', [input.sourceId, next(returnLife, ret.state, 'finish'), tx.now]);
    }
    const found = await lockOrder(tx, input.orderId);
    if (!found) return { id: input.sourceId };
    const { order } = found;
    const { paidFen } = await refundedOf(tx, order.id);
    if (paidFen > order.refunded_fen) {
      await tx.rows('sales.set_refunded', 'update sales."order" set refunded_fen = $2, version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1', [order.id, paidFen, tx.now]);
      tx.fact(orderRefunded, order.id, { ...refOf(order), amountFen: Number(paidFen - order.refunded_fen), totalFen: Number(paidFen) }, { objects: alsoOf(order) });
    }
    return { id: input.sourceId };
  },
});

/** A refund that was taken as paid is due again: its return is open again. One that was only just asked for, or whose exchange is done, is left as it is. */
export const noteRefundDueAgain = verb({
  name: 'sales.note-refund-due-again',
  title: words('退款重新待付', 'Note a refund that is due again'),
  may: {},
  input: z.strictObject({ returnId: id }),
  run: async (tx, { returnId }) => {
    const [ret] = await tx.rows<{ state: 'done' }>('sales.return_to_reopen', "select state from sales.return where id = $1 and state = 'done' and type not in ('exchange', 'replacement', 'repair') for update", [returnId]);
    if (!ret || (await refundsOf(tx, 'return', [returnId])).get(returnId)?.state !== 'due') return { id: returnId };
    await tx.rows('sales.reopen_return', 'update sales.return set state = $2, closed_at = null, version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1', [returnId, next(returnLife, ret.state, 'unpay'), tx.now]);
    return { id: returnId };
  },
});

import type { Policy } from '../../../kernel/actor.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { payRefundEnd } from './contract.ts';
import { markPaid, refundColumns, type DueRefund } from './mark-paid.ts';
import { unaccountedRefunds } from './paid-by-bill.ts';
import { no } from './refusals.ts';

/** The cashier pays; the accountant stands in. The service lead may let one pass the gate (clause 2.4.2), never pay what the same person decided. */
export const mayPayRefunds = { cashier: 'all', accountant: 'all', 'service-lead': 'all' } satisfies Policy;

const lock = async (tx: Tx, refundId: string): Promise<DueRefund | null> =>
  (await tx.rows<DueRefund & Record<string, unknown>>('finance.lock_refund', `select ${refundColumns} from finance.refund where id = $1 for update`, [refundId]))[0] ?? null;

/**
 * The customer gets the money back (clause 2.4.2): after the goods were inspected or none are needed, the same way as paid, by another person
 * than the one who decided. What comes back of the price lowers sales through the order (`sales.order-refunded`); freight of the return and
 * compensation are expenses of their own, owed to the customer until the movement of the account is matched.
 *
 * @throws finance.refund-settled, finance.refund-on-bill, finance.other-way-needs-reason, and the gate of clause 2.4.2
 */
export const payRefund = verb({
  name: 'finance.pay-refund',
  title: words('支付退款', 'Pay a refund'),
  may: mayPayRefunds,
  input: payRefundEnd.body!.extend({ id }),
  subject: (tx, input) => lock(tx, input.id),
  evidence: (_tx, _input, refund) => ({ 'return-inspected-or-waived': refund.cleared_at !== null }),
  run: async (tx, input, refund) => {
    if (refund.state !== 'due') throw refuse(no['refund-settled']);
    if (refund.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    if (input.way === 'other' && input.note === null) throw refuse(no['other-way-needs-reason']);
    // The money may have left already; whoever says which movement it was, or why there is another, has looked.
    if (input.tradeNo === null && input.note === null) {
      const seen = (await unaccountedRefunds(tx, [refund.order_id])).get(refund.order_id) ?? 0n;
      if (seen >= refund.amount_fen && refund.amount_fen > 0n) throw refuse(no['refund-on-bill'], words(`订单 ${refund.order_no} 已由账单退回 ${formatYuan(seen)}，没有退款单与之对应。`, `Order ${refund.order_no}: the bills show ${formatYuan(seen)} that no refund accounts for.`));
    }
    await markPaid(tx, refund, { at: tx.now, way: input.way, tradeNo: input.tradeNo, note: input.note, by: { id: tx.actor.id, name: tx.actor.name } });
    return { id: refund.id };
  },
});

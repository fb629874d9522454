import type { Policy } from '../../../kernel/actor.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { postEntries } from '../ledger/post.ts';
import { payRefundEnd, type RefundSource } from './contract.ts';
import { refundPaid } from './facts.ts';
import { no } from './refusals.ts';

/** The cashier pays; the accountant stands in. The service lead may let one pass the gate (clause 2.4.2), never pay what the same person decided. */
export const mayPayRefunds = { cashier: 'all', accountant: 'all', 'service-lead': 'all' } satisfies Policy;

interface Row {
  id: string; refund_no: string; source_type: RefundSource; source_id: string; source_no: string; order_id: string; order_no: string; store_id: string; channel: string; amount_fen: bigint; extra_fen: bigint;
  extra_kind: 'freight' | 'compensation' | null; cleared_at: number | null; state: 'due' | 'paid' | 'void'; version: number;
}

const lock = async (tx: Tx, refundId: string): Promise<Row | null> => (await tx.rows<Row & Record<string, unknown>>('finance.lock_refund', `select id, refund_no, source_type, source_id, source_no, order_id, order_no, store_id, channel,
    amount_fen, extra_fen, extra_kind, cleared_at, state, version from finance.refund where id = $1 for update`, [refundId]))[0] ?? null;

/**
 * The customer gets the money back (clause 2.4.2): after the goods were inspected or none are needed, the same way as paid, by another person
 * than the one who decided. What comes back of the price lowers sales through the order (`sales.order-refunded`); freight of the return and
 * compensation are expenses of their own, owed to the customer until the movement of the account is matched.
 *
 * @throws finance.refund-settled, finance.other-way-needs-reason, and the gate of clause 2.4.2
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
    await tx.rows('finance.pay_refund', `update finance.refund set state = 'paid', way = $2, trade_no = $3, note = $4, paid_at = to_timestamp($5 / 1000.0), paid_by = $6, paid_name = $7, version = version + 1,
      updated_at = to_timestamp($5 / 1000.0) where id = $1`, [refund.id, input.way, input.tradeNo, input.note, tx.now, tx.actor.id, tx.actor.name]);
    if (refund.extra_fen > 0n) {
      const freight = refund.extra_kind === 'freight';
      await postEntries(tx, [{
        at: tx.now, kind: 'refund', sourceKey: `refund-extra:${refund.id}`, source: { type: 'refund', id: refund.id }, orderId: refund.order_id, storeId: refund.store_id, channel: refund.channel,
        what: freight ? words(`退换单 ${refund.source_no} 退货运费`, `Return ${refund.source_no}, freight`) : words(`${refund.source_no} 补偿客户`, `${refund.source_no}, compensation`),
        postings: [{ account: freight ? 'freight' : 'otherExpense', amountFen: refund.extra_fen }, { account: 'owedBack', amountFen: -refund.extra_fen }],
      }]);
    }
    tx.fact(refundPaid, refund.id, {
      refundNo: refund.refund_no, sourceType: refund.source_type, sourceId: refund.source_id, orderId: refund.order_id, orderNo: refund.order_no, storeId: refund.store_id, amountFen: Number(refund.amount_fen),
      extraFen: Number(refund.extra_fen), way: input.way,
    }, { objects: [{ type: refund.source_type, id: refund.source_id }, { type: 'order', id: refund.order_id }] });
    tx.audit({ type: 'refund', id: refund.id }, { amountFen: Number(refund.amount_fen), extraFen: Number(refund.extra_fen), way: input.way }, input.note ?? undefined);
    return { id: refund.id };
  },
});

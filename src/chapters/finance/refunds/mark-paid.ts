import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { postEntries } from '../ledger/post.ts';
import type { RefundSource } from './contract.ts';
import { refundPaid } from './facts.ts';

/** A refund under lock, as far as paying it needs to know. */
export interface DueRefund {
  id: string; refund_no: string; source_type: RefundSource; source_id: string; source_no: string; order_id: string; order_no: string; store_id: string; channel: string; amount_fen: bigint; extra_fen: bigint;
  extra_kind: 'freight' | 'compensation' | null; cleared_at: number | null; state: 'due' | 'paid' | 'void'; version: number;
}
export const refundColumns = 'id, refund_no, source_type, source_id, source_no, order_id, order_no, store_id, channel, amount_fen, extra_fen, extra_kind, cleared_at, state, version';

/**
 * What a paid refund is about: its order, and its return or complaint once no other part of it is due: until then the customer has not got all of it. Parts that are
 * paid at the same moment are looked at one after the other, or each would take the other for due and nobody would say that all is paid. What has one part only locks nothing: a
 * bill may pay hundreds.
 */
export async function paidAbout(tx: Tx, refund: Pick<DueRefund, 'id' | 'source_type' | 'source_id' | 'order_id'>): Promise<{ type: string; id: string }[]> {
  await tx.rows('finance.one_part_at_a_time', "select pg_advisory_xact_lock(hashtextextended('finance.refund:' || $1::text || ':' || $2::text, 0)) where exists (select from finance.refund where source_type = $1::text and source_id = $2::uuid and id <> $3)", [refund.source_type, refund.source_id, refund.id]);
  const open = await tx.rows('finance.other_parts_due', "select 1 from finance.refund where source_type = $1 and source_id = $2 and state = 'due' and id <> $3 limit 1", [refund.source_type, refund.source_id, refund.id]);
  return [...(open.length > 0 ? [] : [{ type: refund.source_type, id: refund.source_id }]), { type: 'order', id: refund.order_id }];
}

/** How the customer got the money. `at`: when it left, ms; `by`: who paid it. */
export interface Payment { at: number; way: 'same' | 'other'; tradeNo: string | null; note: string | null; by: { id: string | null; name: string } }

/**
 * The customer has the money: the refund is paid, what was paid on top of the price is an expense, owed to him until the movement of the
 * account is matched, and the chapters above are told.
 */
export async function markPaid(tx: Tx, refund: DueRefund, payment: Payment): Promise<void> {
  await tx.rows('finance.pay_refund', `update finance.refund set state = 'paid', way = $2, trade_no = $3, note = $4, paid_at = to_timestamp($5 / 1000.0), paid_by = $6, paid_name = $7, version = version + 1,
    updated_at = to_timestamp($8 / 1000.0) where id = $1`, [refund.id, payment.way, payment.tradeNo, payment.note, payment.at, payment.by.id, payment.by.name, tx.now]);
  if (refund.extra_fen > 0n) {
    const freight = refund.extra_kind === 'freight';
    await postEntries(tx, [{
      at: payment.at, kind: 'refund', sourceKey: `refund-extra:${refund.id}`, source: { type: 'refund', id: refund.id }, orderId: refund.order_id, storeId: refund.store_id, channel: refund.channel,
      what: freight ? words(`退换单 ${refund.source_no} 退货运费`, `Return ${refund.source_no}, freight`) : words(`${refund.source_no} 补偿客户`, `${refund.source_no}, compensation`),
      postings: [{ account: freight ? 'freight' : 'otherExpense', amountFen: refund.extra_fen }, { account: 'owedBack', amountFen: -refund.extra_fen }],
    }]);
  }
  const about = await paidAbout(tx, refund);
  tx.fact(refundPaid, refund.id, {
    refundNo: refund.refund_no, sourceType: refund.source_type, sourceId: refund.source_id, orderId: refund.order_id, orderNo: refund.order_no, storeId: refund.store_id, amountFen: Number(refund.amount_fen),
    extraFen: Number(refund.extra_fen), way: payment.way,
  }, { at: payment.at, objects: about });
  tx.audit({ type: 'refund', id: refund.id }, { amountFen: Number(refund.amount_fen), extraFen: Number(refund.extra_fen), way: payment.way, tradeNo: payment.tradeNo }, payment.note ?? undefined);
}

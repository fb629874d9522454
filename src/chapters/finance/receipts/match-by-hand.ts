import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { mayMatch } from '../policies.ts';
import { no } from '../refusals.ts';
import * as contract from './contract.ts';
import { lockReceipt, lockReceivables, openOf, settle } from './settle.ts';

/**
 * A person says which orders a receipt belongs to (clause 6.1.2). Amounts carry the sign of the receipt. Never more than what is open of the
 * receipt, never more than an order can take: payments up to what is due, refunds up to what was paid.
 *
 * @throws kernel.changed-meanwhile, finance.receipt-settled, finance.suspect-first, finance.more-than-open
 */
export const matchByHand = verb({
  name: 'finance.match-by-hand',
  title: words('人工核销', 'Match by hand'),
  may: mayMatch,
  input: contract.matchByHand.body!.extend({ id }),
  subject: (tx, input) => lockReceipt(tx, input.id),
  run: async (tx, input, receipt) => {
    if (receipt.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    if (receipt.state === 'suspect') throw refuse(no['suspect-first']);
    const open = openOf(receipt);
    if ((receipt.state !== 'open' && receipt.state !== 'partly') || open === 0n) throw refuse(no['receipt-settled']);
    const receivables = await lockReceivables(tx, input.parts.map((p) => p.receivableId));
    const taken = new Map<string, bigint>();
    let total = 0n;
    const matches = input.parts.map((part) => {
      const receivable = receivables.get(part.receivableId);
      if (!receivable) throw refuse(kernelNo['not-found']);
      const amountFen = BigInt(part.amountFen);
      if (amountFen === 0n || amountFen > 0n !== open > 0n) throw refuse(no['more-than-open']);
      total += amountFen;
      const already = (taken.get(receivable.id) ?? 0n) + amountFen;
      taken.set(receivable.id, already);
      const room = open > 0n ? receivable.due_fen - receivable.paid_fen : receivable.refunded_fen - receivable.paid_fen;
      if (open > 0n ? already > room : already < room)
        throw refuse(no['more-than-open'], words(`订单 ${receivable.order_no} 最多可核销 ${room} 分。`, `Order ${receivable.order_no} takes at most ${room} fen.`), { orderNo: receivable.order_no });
      return { receivable, amountFen, how: 'by-hand' as const, reason: 'by-hand' };
    });
    if (open > 0n ? total > open : total < open) throw refuse(no['more-than-open']);
    await settle(tx, [{ receipt, matches, explanations: [], why: total === open ? null : (receipt.open_why ?? 'needs-a-person'), byHand: true }]);
    tx.audit({ type: 'receipt', id: receipt.id }, { orders: matches.map((m) => m.receivable.order_no) });
    return { id: receipt.id };
  },
});

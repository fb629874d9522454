import { sum } from '../../../kernel/money.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { matchUndone, receiptLeftOpen } from '../facts.ts';
import { reverseEntries } from '../ledger/reverse.ts';
import { mayExplain } from '../policies.ts';
import { no } from '../refusals.ts';
import { unpaidAgain } from '../refunds/paid-by-bill.ts';
import * as contract from './contract.ts';
import { lockReceipt, lockReceivables, type LockedReceipt } from './settle.ts';

interface Live { id: string; receivable_id: string; amount_fen: bigint; entry_id: string | null }

/**
 * Takes back what a receipt was matched with or explained by: counter-entries, never deletion. The receipt is open again.
 * @throws kernel.changed-meanwhile, finance.nothing-to-undo, finance.undo-refund-first
 */
export const undoMatch = verb({
  name: 'finance.undo-match',
  title: words('撤销核销', 'Undo the match'),
  may: mayExplain,
  input: contract.undoMatch.body!.extend({ id }),
  subject: (tx, input) => lockReceipt(tx, input.id),
  run: async (tx, input, receipt) => {
    if (receipt.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    if (!(await undoAll(tx, receipt, input.reason))) throw refuse(no['nothing-to-undo']);
    return { id: receipt.id };
  },
});

/** Takes everything off a locked receipt; false where there was nothing. @throws finance.undo-refund-first */
export async function undoAll(tx: Tx, receipt: LockedReceipt, reason: string): Promise<boolean> {
  const [matches, explanations] = await Promise.all([
    tx.rows<Live & Record<string, unknown>>('finance.live_matches', 'select id, receivable_id, amount_fen, entry_id from finance.match where receipt_id = $1 and undone_at is null', [receipt.id]),
    tx.rows<Live & Record<string, unknown>>('finance.live_explanations', "select id, receivable_id, amount_fen, entry_id from finance.explanation where receipt_id = $1 and undone_at is null and reason <> 'withdrawal'", [receipt.id]),
  ]);
  if (matches.length + explanations.length === 0) return false;
  const receivables = await lockReceivables(tx, [...matches, ...explanations].flatMap((m) => (m.receivable_id ? [m.receivable_id] : [])));
  for (const v of receivables.values()) {
    const own = sum(matches.filter((m) => m.receivable_id === v.id).map((m) => m.amount_fen));
    if (own > 0n && v.paid_fen - own < v.refunded_fen) throw refuse(no['undo-refund-first'], words(`订单 ${v.order_no} 已核销退款。`, `Order ${v.order_no} has matched refunds.`));
  }
  await reverseEntries(tx, [...matches, ...explanations].flatMap((m) => (m.entry_id ? [m.entry_id] : [])), words(reason, reason));
  const back = [...receivables.values()].map((v) => {
    const own = matches.filter((m) => m.receivable_id === v.id).map((m) => m.amount_fen);
    return {
      id: v.id, paid: sum(own.filter((f) => f > 0n)), refunded: -sum(own.filter((f) => f < 0n)),
      fees: sum(explanations.filter((x) => x.receivable_id === v.id).map((x) => x.amount_fen)),
    };
  });
  const explainedBack = sum(explanations.map((x) => x.amount_fen));
  const left = receipt.matched_fen + receipt.explained_fen - sum(matches.map((m) => m.amount_fen)) - explainedBack;
  await Promise.all([
    tx.rows('finance.undo_matches', 'update finance.match set undone_at = to_timestamp($2 / 1000.0), undone_by = $3, undone_by_name = $4, undone_reason = $5 where id = any ($1::uuid[])',
      [matches.map((m) => m.id), tx.now, tx.actor.id, tx.actor.name, reason]),
    tx.rows('finance.undo_explanations', 'update finance.explanation set undone_at = to_timestamp($2 / 1000.0), undone_by_name = $3 where id = any ($1::uuid[])', [explanations.map((x) => x.id), tx.now, tx.actor.name]),
    tx.rows('finance.reopen_receipt', `update finance.receipt set state = $2, matched_fen = 0, explained_fen = explained_fen - $3, open_why = 'undone', version = version + 1,
        updated_at = to_timestamp($4 / 1000.0) where id = $1`, [receipt.id, left === 0n ? 'open' : 'partly', explainedBack, tx.now]),
    tx.rows('finance.take_from_receivables', `update finance.receivable v set paid_fen = v.paid_fen - c.paid, refunded_fen = v.refunded_fen - c.refunded, fees_fen = v.fees_fen - c.fees,
        version = v.version + 1, updated_at = to_timestamp($2 / 1000.0)
      from jsonb_to_recordset($1::jsonb) as c(id uuid, paid bigint, refunded bigint, fees bigint) where v.id = c.id`, [JSON.stringify(back), tx.now]),
  ]);
  await unpaidAgain(tx, matches.filter((m) => m.amount_fen < 0n).map((m) => ({ orderId: m.receivable_id, amountFen: -m.amount_fen, tradeNo: receipt.trade_no })));
  const ref = { accountId: receipt.account_id, provider: receipt.provider, tradeNo: receipt.trade_no, amountFen: Number(receipt.amount_fen) };
  tx.fact(matchUndone, receipt.id, { ...ref, orderNos: [...receivables.values()].map((v) => v.order_no), reason }, { objects: [...receivables.keys()].map((v) => ({ type: 'order', id: v })) });
  tx.fact(receiptLeftOpen, receipt.id, { ...ref, why: 'undone' });
  tx.audit({ type: 'receipt', id: receipt.id }, { undone: matches.length + explanations.length }, reason);
  return true;
}

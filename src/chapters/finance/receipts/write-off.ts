import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { receivableWrittenOff } from '../facts.ts';
import { postEntries } from '../ledger/post.ts';
import { mayExplain } from '../policies.ts';
import { no } from '../refusals.ts';
import * as contract from './contract.ts';
import { lockReceivables } from './settle.ts';
import { writeOffs } from './words.ts';

/** Gives up what an order still owes, or keeps what it paid too much, with a reason (clause 6.1.2). @throws finance.reason-does-not-fit, finance.receipt-settled */
export const writeOff = verb({
  name: 'finance.write-off',
  title: words('核销订单差额', 'Write off the rest of an order'),
  may: mayExplain,
  input: contract.writeOff.body!.extend({ id }),
  subject: async (tx, input) => (await lockReceivables(tx, [input.id])).get(input.id) ?? null,
  run: async (tx, input, receivable) => {
    if (receivable.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    const rest = receivable.balance_fen;
    if (rest === 0n) throw refuse(no['receipt-settled'], words('订单没有未结余额。', 'Nothing of the order is open.'));
    if ((input.reason === 'overpaid-kept') !== rest < 0n && input.reason !== 'rounding') throw refuse(no['reason-does-not-fit']);
    const explanation = tx.newId();
    const booked = await postEntries(tx, [{
      at: tx.now, kind: 'difference', sourceKey: `write-off:${explanation}`, source: { type: 'explanation', id: explanation }, orderId: receivable.id, storeId: receivable.store_id, channel: receivable.platform,
      what: words(`订单 ${receivable.order_no} 差额：${writeOffs[input.reason].name.zh}`, `Order ${receivable.order_no}, difference: ${writeOffs[input.reason].name.en}`),
      postings: [{ account: writeOffs[input.reason].account, amountFen: rest }, { account: 'receivable', amountFen: -rest }],
    }]);
    await Promise.all([
      tx.rows('finance.write_off', 'update finance.receivable set written_off_fen = written_off_fen + $2, version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1', [receivable.id, rest, tx.now]),
      tx.rows('finance.insert_write_off', `insert into finance.explanation (id, receivable_id, amount_fen, reason, note, entry_id, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9 / 1000.0))`,
        [explanation, receivable.id, rest, input.reason, input.note ?? null, [...booked.values()][0]?.id ?? null, tx.actor.id, tx.actor.name, tx.now]),
    ]);
    tx.fact(receivableWrittenOff, receivable.id, { orderNo: receivable.order_no, amountFen: Number(rest), reason: input.reason }, { objects: [{ type: 'order', id: receivable.id }] });
    tx.audit({ type: 'receivable', id: receivable.id }, { amountFen: Number(rest), reason: input.reason }, input.note ?? undefined);
    return { id: receivable.id };
  },
});

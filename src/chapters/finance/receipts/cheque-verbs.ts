import { next } from '../../../kernel/lifecycle.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { postEntries } from '../ledger/post.ts';
import { mayRecord } from '../policies.ts';
import { no } from '../refusals.ts';
import type { Landed } from './land.ts';
import { lockReceipt, type LockedReceipt } from './settle.ts';
import { undoAll } from './undo-match.ts';
import { chequeLife } from './cheque-life.ts';
import { bankChequeEnd, bounceChequeEnd, clearChequeEnd, returnChequeEnd, type ChequeState } from './contract-cheques.ts';
import { chequeBanked, chequeBounced, chequeCleared, chequeReceived, chequeReturned } from './cheque-facts.ts';

interface Held { receipt: LockedReceipt; no: string; state: ChequeState; version: number }

async function lockCheque(tx: Tx, chequeId: string): Promise<Held | null> {
  const receipt = await lockReceipt(tx, chequeId);
  if (receipt === null) return null;
  const [row] = await tx.rows<{ cheque_no: string; state: ChequeState; version: number }>('finance.lock_cheque', 'select cheque_no, state, version from finance.cheque where id = $1 for update', [chequeId]);
  return row ? { receipt, no: row.cheque_no, state: row.state, version: row.version } : null;
}

/** Whoever paid with a cheque that bounced pays otherwise (clause 6.1.1). @throws finance.cheque-not-taken */
export async function refuseBouncer(tx: Tx, of: { orderNo: string | null; customerId: string | null }): Promise<void> {
  const rows = await tx.rows('finance.bounced_before', `select 1 from finance.cheque c join finance.receipt r on r.id = c.id
    where c.state = 'bounced' and r.customer_id in (select v.customer_id from finance.receivable v where v.order_no = $1 or v.outside_no = $1 union select $2::uuid) limit 1`, [of.orderNo, of.customerId]);
  if (rows.length > 0) throw refuse(no['cheque-not-taken']);
}

/** A receipt by cheque goes into the register; its money stands on 1121 until the bank has paid. */
export async function enterCheque(tx: Tx, { id: receiptId, landing }: Landed): Promise<void> {
  await tx.rows('finance.enter_cheque', "insert into finance.cheque (id, cheque_no, state, received_at, changed_by_name) values ($1, $2, 'received', to_timestamp($3 / 1000.0), $4)", [receiptId, landing.tradeNo, landing.occurredAt, tx.actor.name]);
  tx.fact(chequeReceived, receiptId, { chequeNo: landing.tradeNo, amountFen: Number(landing.amountFen) }, { at: landing.occurredAt, objects: [{ type: 'receipt', id: receiptId }] });
}

async function move(tx: Tx, c: Held, event: 'bank' | 'clear' | 'bounce' | 'return', version: number, why: string | null): Promise<void> {
  if (c.version !== version) throw refuse(kernelNo['changed-meanwhile']);
  const state = next(chequeLife, c.state, event);
  await tx.rows('finance.move_cheque', `update finance.cheque set state = $2, banked_at = case when $2 = 'banked' then to_timestamp($3 / 1000.0) else banked_at end,
    ended_at = case when $2 <> 'banked' then to_timestamp($3 / 1000.0) end, ended_why = $4, changed_by_name = $5, version = version + 1 where id = $1`, [c.receipt.id, state, tx.now, why, tx.actor.name]);
  tx.audit({ type: 'cheque', id: c.receipt.id }, { state }, why ?? undefined);
}

const told = (c: Held) => ({ chequeNo: c.no, amountFen: Number(c.receipt.amount_fen) });
const withReceipt = (c: Held) => ({ objects: [{ type: 'receipt', id: c.receipt.id }] });

export const bankCheque = verb({
  name: 'finance.bank-cheque', title: words('送存支票', 'Bank a cheque'), may: mayRecord, input: bankChequeEnd.body!.extend({ id }),
  subject: (tx, input) => lockCheque(tx, input.id),
  run: async (tx, input, c) => {
    await move(tx, c, 'bank', input.version, null);
    tx.fact(chequeBanked, c.receipt.id, told(c), withReceipt(c));
    return { id: c.receipt.id };
  },
});

/** The bank has paid: out of the drawer into the account. */
export const clearCheque = verb({
  name: 'finance.clear-cheque', title: words('支票兑付', 'Clear a cheque'), may: mayRecord, input: clearChequeEnd.body!.extend({ id }),
  subject: (tx, input) => lockCheque(tx, input.id),
  run: async (tx, input, c) => {
    await move(tx, c, 'clear', input.version, null);
    await postEntries(tx, [{
      at: tx.now, kind: 'receipt', sourceKey: `cheque-cleared:${c.receipt.id}`, source: { type: 'receipt', id: c.receipt.id }, what: words(`支票 ${c.no} 兑付（${c.receipt.account_name}）`, `Cheque ${c.no} cleared (${c.receipt.account_name})`),
      postings: [{ account: 'bank', amountFen: c.receipt.amount_fen }, { account: 'cheques', amountFen: -c.receipt.amount_fen }],
    }]);
    tx.fact(chequeCleared, c.receipt.id, told(c), withReceipt(c));
    return { id: c.receipt.id };
  },
});

/** No money came of it: what it had paid is owed again, and the receipt no longer counts. */
async function undone(tx: Tx, c: Held, reason: string): Promise<void> {
  await undoAll(tx, c.receipt, reason);
  await postEntries(tx, [{
    at: tx.now, kind: 'reversal', sourceKey: `cheque-unpaid:${c.receipt.id}`, source: { type: 'receipt', id: c.receipt.id }, what: words(`支票 ${c.no} 未兑付：${reason}`, `Cheque ${c.no} unpaid: ${reason}`),
    postings: [{ account: 'unexplained', amountFen: c.receipt.amount_fen }, { account: 'cheques', amountFen: -c.receipt.amount_fen }],
  }]);
  await tx.rows('finance.void_receipt', "update finance.receipt set state = 'void', open_why = null, version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = $1", [c.receipt.id, tx.now]);
}

export const bounceCheque = verb({
  name: 'finance.bounce-cheque', title: words('登记退票', 'Record a bounced cheque'), may: mayRecord, input: bounceChequeEnd.body!.extend({ id }),
  subject: (tx, input) => lockCheque(tx, input.id),
  run: async (tx, input, c) => {
    await move(tx, c, 'bounce', input.version, input.reason);
    // Who paid by it is known by the orders that it was matched with: remembered before these are taken off.
    await tx.rows('finance.drawer_of', `update finance.receipt r set customer_id = coalesce(r.customer_id, (select v.customer_id from finance.match m join finance.receivable v on v.id = m.receivable_id
      where m.receipt_id = r.id and m.undone_at is null order by m.at limit 1)) where r.id = $1`, [c.receipt.id]);
    await undone(tx, c, input.reason);
    tx.fact(chequeBounced, c.receipt.id, { ...told(c), reason: input.reason }, withReceipt(c));
    return { id: c.receipt.id };
  },
});

export const returnCheque = verb({
  name: 'finance.return-cheque', title: words('退还支票', 'Give a cheque back'), may: mayRecord, input: returnChequeEnd.body!.extend({ id }),
  subject: (tx, input) => lockCheque(tx, input.id),
  run: async (tx, input, c) => {
    await move(tx, c, 'return', input.version, input.reason);
    await undone(tx, c, input.reason);
    tx.fact(chequeReturned, c.receipt.id, { ...told(c), reason: input.reason }, withReceipt(c));
    return { id: c.receipt.id };
  },
});

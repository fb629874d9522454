import { refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { enterCheque, refuseBouncer } from './cheque-verbs.ts';
import { mayRecord } from '../policies.ts';
import { no } from '../refusals.ts';
import { lockAccount } from './accounts.ts';
import { maskParty, type Landing } from './bill-rows.ts';
import * as contract from './contract.ts';
import { knownMovements, landReceipts } from './land.ts';

/**
 * A receipt entered by hand, where no bill tells of it: bank transfer, cash, cheque (clause 6.1.2: time, amount, method, customer). Whoever
 * enters one does not close the period. When a bill brings the same movement later, it is linked and not counted again.
 *
 * A cheque goes into the register of cheques, too, and is no money at the bank yet (clause 6.1.1).
 *
 * @throws finance.account-inactive, finance.receipt-known, finance.cheque-is-a-payment, finance.cheque-not-taken
 */
export const recordReceipt = verb({
  name: 'finance.record-receipt',
  title: words('登记收款', 'Record a receipt'),
  may: mayRecord,
  input: contract.recordReceipt.body!,
  subject: (tx, input) => lockAccount(tx, input.accountId),
  run: async (tx, input, account) => {
    if (!account.active) throw refuse(no['account-inactive']);
    const byCheque = input.method === 'cheque';
    if (byCheque && (input.kind !== 'payment' || account.provider !== 'bank')) throw refuse(no['cheque-is-a-payment']);
    if (byCheque) await refuseBouncer(tx, { orderNo: input.orderNo ?? null, customerId: input.customerId ?? null });
    const landing: Landing = {
      provider: account.provider, bill: 'hand', movementNo: input.tradeNo, part: 'main', tradeNo: input.tradeNo, merchantOrderNo: input.orderNo ?? null, linkNos: [input.tradeNo], tradeNos: [input.tradeNo],
      hints: input.orderNo ? [input.orderNo] : [], kind: input.kind, kindText: '手工登记', method: input.method, status: 'success',
      amountFen: input.kind === 'refund' || input.kind === 'withdrawal' ? -BigInt(input.amountFen) : BigInt(input.amountFen), balanceFen: null, occurredAt: Math.min(input.occurredAt, tx.now),
      customerId: input.customerId ?? null, counterparty: maskParty(input.counterparty ?? null), subject: null, remark: input.remark ?? null,
    };
    if ((await knownMovements(tx, [landing])).size > 0) throw refuse(no['receipt-known']);
    const [landed] = await landReceipts(tx, account, null, [landing]);
    if (byCheque) await enterCheque(tx, landed!);
    tx.audit({ type: 'receipt', id: landed!.id }, { account: account.name, amountFen: input.amountFen, kind: input.kind });
    return { id: landed!.id };
  },
});

import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { differenceExplained } from '../facts.ts';
import { mayExplain } from '../policies.ts';
import { no } from '../refusals.ts';
import { lockAccount } from './accounts.ts';
import * as contract from './contract.ts';
import { countSuspects, linkSuspects } from './settle-suspects.ts';
import { lockReceipt, openOf, settle, type LockedReceipt } from './settle.ts';
import { reasons } from './words.ts';

/**
 * Says why what is open of a receipt belongs to no order, and books it there (clause 6.1.2: every cent explained). Of a suspect it says whether
 * it is the same movement as in the other bill.
 *
 * @throws kernel.changed-meanwhile, finance.receipt-settled, finance.suspect-first, finance.not-a-suspect, finance.reason-does-not-fit, finance.more-than-open
 */
export const explainDifference = verb({
  name: 'finance.explain-difference',
  title: words('说明差异', 'Explain the difference'),
  may: mayExplain,
  input: contract.explainDifference.body!.extend({ id }),
  subject: (tx, input) => lockReceipt(tx, input.id),
  run: async (tx, input, receipt) => {
    if (receipt.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    const reason = reasons[input.reason];
    tx.audit({ type: 'receipt', id: receipt.id }, { reason: input.reason }, input.note ?? undefined);
    if (receipt.state === 'suspect') {
      if (reason.account !== null) throw refuse(no['suspect-first']);
      await judgeSuspect(tx, receipt, input.reason === 'same-movement');
      return { id: receipt.id };
    }
    if (reason.account === null) throw refuse(no['not-a-suspect']);
    const open = openOf(receipt);
    if ((receipt.state !== 'open' && receipt.state !== 'partly') || open === 0n) throw refuse(no['receipt-settled']);
    if (reason.side !== 'both' && (reason.side === 'in') !== open > 0n) throw refuse(no['reason-does-not-fit']);
    const amountFen = input.amountFen === undefined ? open : BigInt(input.amountFen);
    if (amountFen === 0n || amountFen > 0n !== open > 0n || (open > 0n ? amountFen > open : amountFen < open)) throw refuse(no['more-than-open']);
    await settle(tx, [{
      receipt, matches: [], explanations: [{ receivable: null, amountFen, reason: input.reason, account: reason.account, note: input.note ?? null }],
      why: amountFen === open ? null : (receipt.open_why ?? 'needs-a-person'), byHand: true,
    }]);
    return { id: receipt.id };
  },
});

async function judgeSuspect(tx: Tx, receipt: LockedReceipt, same: boolean): Promise<void> {
  if (same) {
    await linkSuspects(tx, [{ id: receipt.id, to: receipt.suspect_of! }]);
    tx.fact(differenceExplained, receipt.id, { accountId: receipt.account_id, provider: receipt.provider, tradeNo: receipt.trade_no, amountFen: Number(receipt.amount_fen), differenceFen: 0, reason: 'same-movement' });
    return;
  }
  const account = await lockAccount(tx, receipt.account_id);
  await countSuspects(tx, account!, [{ ...receipt, bill: receipt.bill as 'trade' }]);
}

import { scopeOf } from '../../../kernel/actor.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { paymentAccountSaved } from '../facts.ts';
import { mayKeepAccounts } from '../policies.ts';
import { maskAccountNo } from './account-queries.ts';
import { accountById, activeAccounts, lockAccount, type PaymentAccount } from './accounts.ts';

type BillProvider = 'alipay' | 'wechat';
const providerNames: Record<BillProvider, string> = { alipay: '支付宝', wechat: '微信支付' };

/**
 * Which account a bill belongs to: the one that the person chose, else the one whose number the bill states, else the only one of the provider
 * (unless the bill states another number). Null: nobody can tell.
 *
 * @param named number in the bill's rows, null where the bill has none
 */
export async function accountOfBill(on: { runner: Runner }, provider: BillProvider, chosen: string | undefined, named: string | null): Promise<PaymentAccount | null> {
  if (chosen) return accountById(on, chosen);
  const own = (await activeAccounts(on)).filter((a) => a.provider === provider);
  const byNo = named === null ? undefined : own.find((a) => a.accountNo === named);
  if (byNo) return byNo;
  const fitting = named === null ? own : own.filter((a) => a.accountNo === null);
  return fitting.length === 1 ? fitting[0]! : null;
}

/**
 * Registers the account that a bill is of, where none fits: only for those who keep the accounts (clause 6.1.1), the command line among them.
 * Null when the actor may not, or when accounts exist and the bill does not say which is meant.
 */
export async function registerFromBill(tx: Tx, provider: BillProvider, named: string | null): Promise<PaymentAccount | null> {
  if (scopeOf(tx.actor, mayKeepAccounts) === null) return null;
  if (named === null && (await activeAccounts(tx)).some((a) => a.provider === provider)) return null;
  const id = tx.newId();
  const plain = `${providerNames[provider]}${named === null ? '' : ` ${maskAccountNo(named)}`}`;
  const [taken] = await tx.rows('finance.account_name_taken', 'select 1 from finance.payment_account where name = $1', [plain]);
  // Two numbers may look alike once they are masked.
  const name = taken ? `${plain} ${id.slice(-6)}` : plain;
  const [made] = await tx.rows<{ id: string }>('finance.register_from_bill', `insert into finance.payment_account (id, name, provider, account_no, active, created_at, updated_at)
    values ($1, $2, $3, $4, true, to_timestamp($5 / 1000.0), to_timestamp($5 / 1000.0)) on conflict do nothing returning id`, [id, name, provider, named, tx.now]);
  // Another run was quicker, or an account of this number is out of use.
  if (!made) return accountOfBill(tx, provider, undefined, named);
  tx.fact(paymentAccountSaved, id, { name, provider, active: true });
  // The audit row of this act is the import's; the fact says that the account came with it.
  return lockAccount(tx, id);
}

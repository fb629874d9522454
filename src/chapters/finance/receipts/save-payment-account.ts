import type { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { storesById } from '../../../registers/company/index.ts';
import { paymentAccountSaved } from '../facts.ts';
import { mayKeepAccounts } from '../policies.ts';
import { no } from '../refusals.ts';
import { lockAccount } from './accounts.ts';
import * as contract from './contract.ts';

type Body = z.output<NonNullable<typeof contract.createAccount.body>>;

async function check(tx: Tx, own: string | null, body: Body): Promise<void> {
  const [taken] = await tx.rows('finance.account_taken', `select 1 from finance.payment_account where id is distinct from $1 and (name = $2 or (provider = $3 and account_no = $4))`,
    [own, body.name, body.provider, body.accountNo ?? null]);
  if (taken) throw refuse(no['name-taken']);
  const stores = await storesById(tx, body.storeIds);
  if (stores.size < new Set(body.storeIds).size) throw refuse(kernelNo['not-found'], words('所选店铺不存在。', 'A store that was chosen does not exist.'));
}

/** Registers a payment account of the company (clause 6.1.1: money goes to registered accounts only). @throws finance.name-taken */
export const createAccountVerb = verb({
  name: 'finance.create-payment-account',
  title: words('登记收款账户', 'Register a payment account'),
  may: mayKeepAccounts,
  input: contract.createAccount.body!,
  run: async (tx, input) => {
    await check(tx, null, input);
    const account = tx.newId();
    await tx.rows('finance.create_account', `insert into finance.payment_account (id, name, provider, account_no, holder, store_ids, active, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0), to_timestamp($8 / 1000.0))`,
      [account, input.name, input.provider, input.accountNo ?? null, input.holder ?? null, input.storeIds, input.active, tx.now]);
    tx.fact(paymentAccountSaved, account, { name: input.name, provider: input.provider, active: input.active });
    tx.audit({ type: 'payment-account', id: account }, { name: input.name, provider: input.provider });
    return { id: account };
  },
});

/** An account with receipts keeps its provider; its number is changed only when a new one is given. @throws finance.account-in-use */
export const changeAccountVerb = verb({
  name: 'finance.change-payment-account',
  title: words('修改收款账户', 'Change the payment account'),
  may: mayKeepAccounts,
  input: contract.changeAccount.body!.extend({ id }),
  subject: (tx, input) => lockAccount(tx, input.id),
  run: async (tx, input, account) => {
    if (account.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    await check(tx, account.id, { ...input, accountNo: input.accountNo ?? account.accountNo });
    const [used] = await tx.rows('finance.account_used', 'select 1 from finance.receipt where account_id = $1 limit 1', [account.id]);
    if (used && input.provider !== account.provider) throw refuse(no['account-in-use']);
    await tx.rows('finance.change_account', `update finance.payment_account set name = $2, provider = $3, account_no = coalesce($4, account_no), holder = $5, store_ids = $6, active = $7, version = version + 1,
      updated_at = to_timestamp($8 / 1000.0) where id = $1`, [account.id, input.name, input.provider, input.accountNo ?? null, input.holder ?? null, input.storeIds, input.active, tx.now]);
    tx.fact(paymentAccountSaved, account.id, { name: input.name, provider: input.provider, active: input.active });
    tx.audit({ type: 'payment-account', id: account.id }, { name: input.name, active: input.active, numberChanged: input.accountNo !== undefined && input.accountNo !== null });
    return { id: account.id };
  },
});

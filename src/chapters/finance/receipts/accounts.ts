import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { Provider } from '../schema.ts';

export interface PaymentAccount {
  id: string;
  name: string;
  provider: Provider;
  accountNo: string | null;
  storeIds: string[];
  active: boolean;
  version: number;
}

const columns = 'id, name, provider, account_no as "accountNo", store_ids::text[] as "storeIds", active, version';

export async function accountById(on: { runner: Runner }, id: string): Promise<PaymentAccount | null> {
  const { rows } = await on.runner.query<PaymentAccount & Record<string, unknown>>(`select ${columns} from finance.payment_account where id = $1`, [id], 'finance.account_by_id');
  return rows[0] ?? null;
}

/** Names of accounts, those too that are no longer used: cases of the past are about them. */
export async function accountNames(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await on.runner.query<{ id: string; name: string }>('select id, name from finance.payment_account where id::text = any ($1::text[])', [[...ids]], 'finance.account_names');
  return new Map(rows.map((r) => [r.id, r.name]));
}

/** Writers of one account come one after the other: the rows of its two bills are paired under this lock. */
export async function lockAccount(tx: Tx, id: string): Promise<PaymentAccount | null> {
  const [row] = await tx.rows<PaymentAccount & Record<string, unknown>>('finance.lock_account', `select ${columns} from finance.payment_account where id = $1 for no key update`, [id]);
  return row ?? null;
}

/** Accounts in use: for choosing one, and for telling customers where to pay (clause 6.1.1). */
export async function activeAccounts(on: { runner: Runner }, storeId?: string): Promise<PaymentAccount[]> {
  const { rows } = await on.runner.query<PaymentAccount & Record<string, unknown>>(
    `select ${columns} from finance.payment_account where active and ($1::uuid is null or store_ids = '{}' or $1 = any (store_ids)) order by name, id`, [storeId ?? null], 'finance.active_accounts');
  return rows;
}

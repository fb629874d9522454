import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { storesById } from '../../../registers/company/index.ts';
import type { Provider } from '../schema.ts';
import { activeAccounts } from './accounts.ts';
import type * as contract from './contract.ts';
import type { QueryOf } from '../asked.ts';
import { methodRules, methodsFor, type PaymentMethod } from './payment-methods.ts';

/** 2088…0156: enough to tell accounts apart. */
export const maskAccountNo = (no: string | null): string | null => (no === null ? null : no.length <= 8 ? `${no.slice(0, 1)}****${no.slice(-2)}` : `${no.slice(0, 4)}****${no.slice(-4)}`);

interface Row { id: string; name: string; provider: Provider; account_no: string | null; holder: string | null; store_ids: string[]; active: boolean; version: number; receipts: bigint; open_fen: bigint; last_bill: number | null }

export async function accountList({ kernel }: Asked<undefined, undefined>): Promise<Answer<typeof contract.listAccounts>> {
  const [{ rows }, stores] = await Promise.all([
    kernel.db.query<Row & Record<string, unknown>>(`select a.id, a.name, a.provider, a.account_no, a.holder, a.store_ids::text[] as store_ids, a.active, a.version,
        (select count(*) from (select 1 from finance.receipt r where r.account_id = a.id limit 10001) c) as receipts,
        (select coalesce(sum(r.amount_fen - r.matched_fen - r.explained_fen), 0)::bigint from finance.receipt r where r.account_id = a.id and r.state in ('open', 'partly', 'suspect')) as open_fen,
        (select max(b.finished_at) from finance.bill b where b.account_id = a.id) as last_bill
      from finance.payment_account a order by a.active desc, a.name, a.id`, [], 'finance.account_list'),
    storesById(kernel),
  ]);
  return {
    rows: rows.map((a) => ({
      id: a.id, name: a.name, provider: a.provider, accountNo: maskAccountNo(a.account_no), holder: a.holder, storeIds: a.store_ids, stores: a.store_ids.flatMap((s) => stores.get(s)?.name ?? []), active: a.active,
      version: a.version, receipts: Number(a.receipts), openFen: Number(a.open_fen), lastBillAt: a.last_bill,
    })),
  };
}

export async function accountChoices({ kernel }: Asked<undefined, undefined>): Promise<Answer<typeof contract.chooseAccounts>> {
  return { rows: (await activeAccounts(kernel)).map(({ id, name, provider }) => ({ id, name, provider })) };
}

export async function methods({ kernel }: Asked<undefined, undefined>): Promise<Answer<typeof contract.readMethods>> {
  return { rules: (await methodRules(kernel)).map((r) => ({ customerClass: r.customerClass as '*', fromFen: Number(r.fromFen), methods: r.methods })) };
}

/** Which account takes which method. */
const methodsOfProvider: Record<Provider, readonly PaymentMethod[]> = { alipay: ['alipay'], wechat: ['wechat'], bank: ['transfer', 'bank-card', 'cheque'], cash: ['cash'] };

/** Without a rule every method is offered that a registered account takes: money goes to the company's accounts only (clause 6.1.1). */
export async function offer({ kernel, query }: Asked<undefined, QueryOf<typeof contract.readOffer>>): Promise<Answer<typeof contract.readOffer>> {
  const [rules, { rows: accounts }] = await Promise.all([methodRules(kernel), accountList({ kernel } as Asked<undefined, undefined>)]);
  const open = accounts.filter((a) => a.active);
  const taken = new Set(open.flatMap((a) => methodsOfProvider[a.provider]));
  const offered = methodsFor(rules, { customerClass: query.customerClass ?? '*', amountFen: BigInt(query.amountFen ?? 0), companyMethods: [...taken] }).filter((m) => taken.has(m));
  return {
    methods: offered,
    accounts: open.filter((a) => methodsOfProvider[a.provider].some((m) => offered.includes(m))).map(({ id, name, provider, accountNo, holder }) => ({ id, name, provider, accountNo, holder })),
  };
}

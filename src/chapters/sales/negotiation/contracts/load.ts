import { createHash } from 'node:crypto';
import type { Runner } from '../../../../kernel/query.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import type { QuoteLine } from '../quotes/load.ts';
import type { ContractState } from '../states.ts';
import type { ContractGoods, PlanStep } from './fill.ts';

/** A contract as the verbs of this section need it. Money in fen. */
export interface Contract {
  id: string; contract_no: string; quote_id: string; opportunity_id: string; amends_id: string | null; template_id: string | null; state: ContractState; customer_id: string; store_id: string; team_id: string | null;
  seller_id: string; seller_name: string; total_fen: bigint; plan: PlanStep[]; expires_on: string | null; revision: number; approved_at: number | null; approved_by: string | null; sent_at: number | null; opened_at: number | null;
  confirmed_at: number | null; confirmed_by: string | null; confirmed_ip: string | null; confirmed_hash: string | null; code_hash: string | null; code_until: number | null; code_tries: number; code_passed: boolean;
  order_id: string | null; withdrawn_why: string | null; version: number; created_at: number;
}
export interface Revision { revision: number; body: string; side: 'us' | 'customer'; by_name: string; note: string; hash: string; at: number }

type On = { runner: Runner };
export const contractColumns = `id, contract_no, quote_id, opportunity_id, amends_id, template_id, state, customer_id, store_id, team_id, seller_id, seller_name, total_fen, plan, expires_on::text as expires_on, revision, approved_at, approved_by,
  sent_at, opened_at, confirmed_at, confirmed_by, confirmed_ip, confirmed_hash, code_hash, code_until, code_tries, code_passed, order_id, withdrawn_why, version, created_at`;

export const lockContract = async (tx: Tx, id: string): Promise<Contract | null> =>
  (await tx.rows<Contract & Record<string, unknown>>('sales.lock_contract', `select ${contractColumns} from sales.contract where id = $1 for no key update`, [id]))[0] ?? null;
export const contractById = async (on: On, id: string): Promise<Contract | null> =>
  (await on.runner.query<Contract & Record<string, unknown>>(`select ${contractColumns} from sales.contract where id = $1`, [id], 'sales.contract_by_id')).rows[0] ?? null;
export const revisionsOf = async (on: On, id: string): Promise<Revision[]> =>
  (await on.runner.query<Revision & Record<string, unknown>>('select revision, body, side, by_name, note, hash, at from sales.contract_revision where contract_id = $1 order by revision', [id], 'sales.revisions_of')).rows;
export const revisionOf = async (on: On, c: Pick<Contract, 'id' | 'revision'>): Promise<Revision> =>
  (await on.runner.query<Revision & Record<string, unknown>>('select revision, body, side, by_name, note, hash, at from sales.contract_revision where contract_id = $1 and revision = $2', [c.id, c.revision], 'sales.revision_of')).rows[0]!;

/** SHA-256 of the wording as it is shown: what is confirmed is exactly this. */
export const documentHash = (body: string): string => createHash('sha256').update(body, 'utf8').digest('hex');

export async function addRevision(tx: Tx, contractId: string, r: { revision: number; body: string; side: 'us' | 'customer'; note: string }): Promise<void> {
  await tx.rows('sales.add_revision', 'insert into sales.contract_revision (contract_id, revision, body, side, by_name, note, hash, at) values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::bigint / 1000.0))',
    [contractId, r.revision, r.body, r.side, tx.actor.name, r.note, documentHash(r.body), tx.now]);
}

export const goodsOf = (lines: readonly QuoteLine[]): ContractGoods[] =>
  lines.map((l) => ({ position: l.position, code: l.code, name: l.title, spec: l.spec ?? '', quantity: l.quantity, unitFen: l.unit_fen, amountFen: l.unit_fen * BigInt(l.quantity) }));

export const refOf = (c: Contract) => ({ contractNo: c.contract_no, quoteId: c.quote_id, storeId: c.store_id, seller: c.seller_id, totalFen: Number(c.total_fen) });
export const aboutOf = (c: Pick<Contract, 'quote_id' | 'opportunity_id' | 'customer_id'>) => [{ type: 'quote', id: c.quote_id }, { type: 'opportunity', id: c.opportunity_id }, { type: 'customer', id: c.customer_id }];

const FORBIDDEN = 'sales.forbidden-terms';
/** Phrases that the company itself forbids in contracts. */
export async function ownForbidden(on: On): Promise<string[]> {
  const { rows } = await on.runner.query<{ value: string[] }>('select value from kernel.setting where key = $1', [FORBIDDEN], 'sales.own_forbidden');
  return rows[0]?.value ?? [];
}
export const keepForbidden = (tx: Tx, phrases: readonly string[]) =>
  tx.rows('sales.keep_forbidden', 'insert into kernel.setting (key, value) values ($1, $2::jsonb) on conflict (key) do update set value = excluded.value', [FORBIDDEN, JSON.stringify(phrases)]);

import { customersById, type Customer } from '../../../../registers/customers/index.ts';
import { storesById } from '../../../../registers/company/index.ts';
import { next } from '../../../../kernel/lifecycle.ts';
import type { Runner } from '../../../../kernel/query.ts';
import { refuse } from '../../../../kernel/refusal.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import type { Where } from '../../../../regulation/runtime/values.ts';
import { opportunityMoved } from '../facts.ts';
import type { Need } from '../contract-need.ts';
import { negotiationNo } from '../refusals.ts';
import { opportunityLife, type Stage, type StageEvent } from '../states.ts';

/** An opportunity as the verbs of this section need it. */
export interface Opportunity {
  id: string; opportunity_no: string; title: string; customer_id: string | null; lead_id: string | null; store_id: string; team_id: string | null; seller_id: string; seller_name: string;
  stage: Stage; need: Need; expected_fen: bigint | null; expected_on: string | null; version: number;
}
export interface SolutionLine { position: number; sku_id: string; quantity: number; reason: string }

type On = { runner: Runner };
const columns = 'id, opportunity_no, title, customer_id, lead_id, store_id, team_id, seller_id, seller_name, stage, need, expected_fen, expected_on::text as expected_on, version';

export async function lockOpportunity(tx: Tx, id: string): Promise<Opportunity | null> {
  const [row] = await tx.rows<Opportunity & Record<string, unknown>>('sales.lock_opportunity', `select ${columns} from sales.opportunity where id = $1 for no key update`, [id]);
  return row ?? null;
}

export async function solutionOf(on: On, id: string): Promise<SolutionLine[]> {
  return (await on.runner.query<SolutionLine & Record<string, unknown>>('select position, sku_id, quantity, reason from sales.solution_line where opportunity_id = $1 order by position', [id], 'sales.solution_of')).rows;
}

export const refOf = (o: Pick<Opportunity, 'opportunity_no' | 'store_id' | 'seller_id' | 'customer_id'>) => ({ opportunityNo: o.opportunity_no, storeId: o.store_id, seller: o.seller_id, customerId: o.customer_id });
export const aboutOf = (o: Pick<Opportunity, 'customer_id'>) => (o.customer_id === null ? [] : [{ type: 'customer', id: o.customer_id }]);

/** The next stage, as what was done says. What does not move it leaves it. */
export async function moveStage(tx: Tx, o: Opportunity, event: StageEvent, reason: string | null = null): Promise<Stage> {
  const to = next(opportunityLife, o.stage, event);
  if (to === o.stage) return to;
  await tx.rows('sales.move_opportunity', `update sales.opportunity set stage = $2, stage_at = to_timestamp($3::bigint / 1000.0), updated_at = to_timestamp($3::bigint / 1000.0), version = version + 1,
    lost_reason = case when $2 = 'lost' then $4 end where id = $1`, [o.id, to, tx.now, reason]);
  tx.fact(opportunityMoved, o.id, { ...refOf(o), from: o.stage, to, reason }, { objects: aboutOf(o) });
  return to;
}

/** The customer of an opportunity. @throws sales.customer-needed */
export async function customerOf(on: On, o: Pick<Opportunity, 'customer_id'>): Promise<Customer> {
  const customer = o.customer_id === null ? undefined : (await customersById(on, [o.customer_id])).get(o.customer_id);
  if (!customer) throw refuse(negotiationNo['customer-needed']);
  return customer;
}

/** For whom values of the rulebook are asked: the store, its channel, the class of the customer. */
export async function whereOf(on: On, o: Pick<Opportunity, 'customer_id' | 'store_id'>): Promise<Where & { channel: string }> {
  const [stores, customers] = await Promise.all([storesById(on, [o.store_id]), o.customer_id === null ? new Map<string, Customer>() : customersById(on, [o.customer_id])]);
  const customer = o.customer_id === null ? undefined : customers.get(o.customer_id);
  return { store: o.store_id, channel: stores.get(o.store_id)?.platform ?? 'generic', ...(customer ? { 'customer-class': customer.class } : {}) };
}

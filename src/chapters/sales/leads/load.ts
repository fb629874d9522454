import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { LeadState } from './states.ts';

/** A lead as the verbs need it. */
export interface Lead {
  id: string; lead_no: string; state: LeadState; channel: string | null; store_id: string | null; cost_fen: bigint; name: string; company: string | null;
  phone: string | null; phone_key: string | null; email: string | null; email_key: string | null; platform: string | null; platform_user: string | null; platform_key: string | null; name_key: string | null;
  province: string | null; city: string | null; product_line: string | null; need: string | null; class: 'A' | 'B' | 'C' | null; class_by: 'score' | 'person' | null; score: number; tags: string[];
  source_detail: string | null; owner_id: string | null; team_id: string | null; assigned_at: number | null; first_contact_at: number | null; last_contact_at: number | null; contacts: number;
  next_step: string | null; next_at: number | null; pooled_at: number | null; customer_id: string | null; merged_into: string | null; captured_at: number; version: number;
}
export const leadColumns = `l.id, l.lead_no, l.state, l.channel, l.store_id, l.cost_fen, l.name, l.company, l.phone, l.phone_key, l.email, l.email_key, l.platform, l.platform_user, l.platform_key, l.name_key,
  l.province, l.city, l.product_line, l.need, l.class, l.class_by, l.score, l.tags, l.source_detail, l.owner_id, l.team_id, l.assigned_at, l.first_contact_at, l.last_contact_at, l.contacts,
  l.next_step, l.next_at, l.pooled_at, l.customer_id, l.merged_into, l.captured_at, l.version`;

type On = { runner: Runner };

/** Locked in the order of their ids, so that two callers never wait for each other in a circle. */
export async function lockLeads(on: On, ids: readonly string[]): Promise<Lead[]> {
  const { rows } = await on.runner.query<Lead & Record<string, unknown>>(`select ${leadColumns} from sales.lead l where l.id = any ($1::uuid[]) order by l.id for no key update`, [[...new Set(ids)]], 'sales.lock_leads');
  return rows;
}
export const lockLead = async (on: On, id: string): Promise<Lead | null> => (await lockLeads(on, [id]))[0] ?? null;

export const refOf = (l: Pick<Lead, 'lead_no' | 'channel' | 'class' | 'store_id'>) => ({ leadNo: l.lead_no, platform: l.channel ?? 'other', customerClass: l.class, storeId: l.store_id });

export function sameVersion(row: { version: number }, version: number | undefined): void {
  if (version !== undefined && row.version !== version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: row.version });
}

import type { Runner } from '../../../kernel/query.ts';
import { holdersOf, presenceOf, staffById } from '../../../registers/company/index.ts';
import type { Lead } from './load.ts';
import type { RuleSeller, SellerInputs } from './seller-rule.ts';
import { leadSettingsOf, type LeadSettings } from './settings.ts';

type On = { runner: Runner };

interface Load { open: number; lastAt: number }

/** Leads in hand and the last hand-over, by seller. */
export async function loadsOf(on: On, staffIds: readonly string[]): Promise<Map<string, Load>> {
  const { rows } = await on.runner.query<{ id: string; open: number; last_at: number | null }>(
    `select s.id, (select count(*)::int from sales.lead l where l.owner_id = s.id and l.state in ('assigned', 'contacted')) as open,
       (select max(o.from_at) from sales.lead_ownership o where o.owner_id = s.id) as last_at
     from unnest($1::uuid[]) s(id)`, [[...staffIds]], 'sales.seller_loads');
  return new Map(rows.map((r) => [r.id, { open: r.open, lastAt: r.last_at ?? 0 }]));
}

/** Who spoke last with this customer under another lead, and still works here or not: the rule decides what that means. */
async function returningTo(on: On, lead: Pick<Lead, 'id' | 'phone_key' | 'email_key' | 'platform_key' | 'customer_id'>): Promise<string | null> {
  const { rows } = await on.runner.query<{ owner_id: string }>(
    `select l.owner_id from sales.lead l where l.id <> $1 and l.owner_id is not null and l.first_contact_at is not null
       and (l.phone_key = $2 or l.email_key = $3 or l.platform_key = $4 or l.customer_id = $5) order by coalesce(l.last_contact_at, l.captured_at) desc limit 1`,
    [lead.id, lead.phone_key, lead.email_key, lead.platform_key, lead.customer_id], 'sales.lead_returning_to');
  return rows[0]?.owner_id ?? null;
}

const own = (settings: LeadSettings, id: string) => settings.sellers.find((s) => s.staffId === id);

/** Everything that the rule decides by. Sellers of the lead's team, or all when it belongs to none. */
export async function sellerInputs(on: On, lead: Lead, at: number, not: readonly string[] = []): Promise<SellerInputs> {
  const [settings, holders, back] = await Promise.all([leadSettingsOf(on), holdersOf(on, 'seller'), returningTo(on, lead)]);
  const ids = [...new Set([...holders.map((h) => h.id), ...(back ? [back] : [])])];
  const [staff, presence, loads] = await Promise.all([staffById(on, ids), presenceOf(on, ids, at), loadsOf(on, ids)]);
  const sellers = ids.map((id): RuleSeller => {
    const [who, here, load, set] = [staff.get(id), presence.get(id), loads.get(id)!, own(settings, id)];
    return {
      id, active: who?.active ?? false, isSeller: who?.posts.includes('seller') ?? false, inTeam: lead.team_id === null || (who?.teamIds.includes(lead.team_id) ?? false),
      onDuty: here?.onDuty ?? false, absent: here?.absent ?? false, substituteId: here?.substituteId ?? null, takes: set?.takes ?? true, open: load.open,
      capacity: set?.capacity ?? settings.capacity, lastAt: load.lastAt, provinces: set?.provinces ?? [], productLines: set?.productLines ?? [], skills: set?.skills ?? [],
    };
  });
  return { lead: { province: lead.province, city: lead.city, productLine: lead.product_line, tags: lead.tags }, returningTo: back, sellers, not };
}

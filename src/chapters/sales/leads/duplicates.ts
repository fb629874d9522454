import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { LikenessKey } from './contract-words.ts';
import { MARKS, namesLike, pairUpNames, type ToMark } from './names/pair-up-names.ts';

export type DuplicateReason = 'phone' | 'email' | 'platform' | 'name';
export interface Found { lead_id: string; other_id: string; reasons: DuplicateReason[] }

/** At most so many leads that are alike are noted for one: a switchboard's number stands in thousands. */
const MOST = 20;

/** Leads that are alike to `l`, of those that `which` lets through: sure signs before similar names, the oldest first. */
function alike(which: string): string {
  const byKey = (key: string): string => `(select id from sales.lead where ${key} = l.${key} and state <> 'merged' ${which} order by id limit ${MOST})`;
  return `select o.id, o.state, o.captured_at, array_remove(array[
    case when o.phone_key = l.phone_key then 'phone' end, case when o.email_key = l.email_key then 'email' end,
    case when o.platform_key = l.platform_key then 'platform' end, case when o.name_key = l.name_key then 'name' end], null) as reasons
  from (${['phone_key', 'email_key', 'platform_key', 'name_key'].map(byKey).join(' union ')}) c join sales.lead o on o.id = c.id
  order by coalesce(o.phone_key = l.phone_key, false) or coalesce(o.email_key = l.email_key, false) or coalesce(o.platform_key = l.platform_key, false) desc, o.id limit ${MOST}`;
}

/**
 * Looks for leads of the same customer and notes each pair once: telephone, mail and platform account are sure signs, a similar name asks a
 * person (clause 2.1.2). What was decided about a pair before stays decided. Set-based: one statement for a whole chunk of an import, in which
 * each lead meets those before it. The pair's other way round is looked up lead by lead (offset): joined, it reads every pair there is.
 */
export async function pairUpAlike(tx: Tx, leadIds: readonly string[]): Promise<Found[]> {
  if (leadIds.length === 0) return [];
  return tx.rows<Found & Record<string, unknown>>('sales.note_duplicates',
    `with found as (
       select l.id as lead_id, a.id as other_id, a.reasons from sales.lead l cross join lateral (${alike('and id <> l.id and (id < l.id or not (id = any ($1::uuid[])))')}) a
       where l.id = any ($1::uuid[]) and not exists (select from sales.lead_duplicate d where d.lead_id = a.id and d.other_id = l.id offset 0)
     ), noted as (
       insert into sales.lead_duplicate (lead_id, other_id, reasons, found_at) select lead_id, other_id, reasons, to_timestamp($2::bigint / 1000.0) from found
       on conflict (lead_id, other_id) do update set reasons = excluded.reasons returning lead_id, other_id, reasons, state
     )
     select lead_id, other_id, reasons from noted where state = 'open'`, [[...leadIds], tx.now]);
}

/** Looks once more for leads of the same customer, and notes on the lead that somebody has looked. */
export async function noteDuplicates(tx: Tx, leadId: string): Promise<Found[]> {
  const sure = await pairUpAlike(tx, [leadId]);
  const lead = await tx.rows<ToMark & Record<string, unknown>>('sales.lead_to_mark', 'select id, name, company, city from sales.lead where id = $1', [leadId]);
  const found = [...sure, ...(await pairUpNames(tx, lead, true))];
  await tx.rows('sales.note_checked', 'update sales.lead set checked_at = to_timestamp($2::bigint / 1000.0), marks = $3 where id = $1', [leadId, tx.now, MARKS]);
  return found;
}

/** Pairs with a sure sign about which nobody has decided: until then the lead is not handed out. Leads that ended do not count. */
export async function openSure(on: { runner: Runner }, leadId: string): Promise<string[]> {
  const { rows } = await on.runner.query<{ id: string }>(
    `select o.id from sales.lead_duplicate d join sales.lead o on o.id = case when d.lead_id = $1 then d.other_id else d.lead_id end
     where (d.lead_id = $1 or d.other_id = $1) and d.state = 'open' and d.reasons && array['phone', 'email', 'platform'] and o.state not in ('merged', 'discarded', 'converted')
     order by o.captured_at, o.id`, [leadId], 'sales.open_sure_duplicates');
  return rows.map((r) => r.id);
}

export interface Like { id: string; lead_no: string; state: string; owner_id: string | null; team_id: string | null; captured_at: number; reasons: DuplicateReason[]; name_score: number | null; name_by: LikenessKey[] | null }

/** Leads that answer to these keys, or whose names are like this one, before one is captured. */
export async function leadsLike(on: { runner: Runner }, keys: { phone: string | null; email: string | null; platform: string | null; name: string | null }, named: { name: string | null; company: string | null; city: string | null }): Promise<Like[]> {
  const { rows } = await on.runner.query<Like & Record<string, unknown>>(
    `select o.id, o.lead_no, o.state, o.owner_id, o.team_id, o.captured_at, a.reasons, null::int as name_score, null::text[] as name_by
     from (select null::uuid as id, $1::text as phone_key, $2::text as email_key, $3::text as platform_key, $4::text as name_key) l
     cross join lateral (${alike('')}) a join sales.lead o on o.id = a.id order by o.captured_at desc`,
    [keys.phone, keys.email, keys.platform, keys.name], 'sales.leads_like');
  const names = (await namesLike(on, named)).filter((n) => !rows.some((r) => r.id === n.id)).slice(0, Math.max(0, MOST - rows.length));
  if (names.length === 0) return rows;
  const { rows: more } = await on.runner.query<Like & Record<string, unknown>>("select id, lead_no, state, owner_id, team_id, captured_at, array['name'] as reasons, null::int as name_score, null::text[] as name_by from sales.lead where id = any ($1::uuid[])", [names.map((n) => n.id)], 'sales.leads_by_name');
  const of = new Map(names.map((n) => [n.id, n]));
  return [...rows, ...more.map((m) => ({ ...m, name_score: of.get(m.id)!.score, name_by: of.get(m.id)!.by })).toSorted((a, b) => b.name_score - a.name_score)];
}

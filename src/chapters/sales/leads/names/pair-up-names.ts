import type { Runner } from '../../../../kernel/query.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { likeness, marksOf, type Likeness } from './likeness.ts';
import type { LikenessKey } from '../contract-words.ts';
import { nameParts, type NameParts } from './name-parts.ts';

/** Version of the marks: leads with older ones are marked anew. */
export const MARKS = 1;
/** At most so many leads are looked at for one mark, the oldest; and so many are noted for one lead in all. */
const MOST = 20;

type Named = { name: string | null; company: string | null; city: string | null };
export interface ToMark extends Named { id: string }
export interface FoundName { lead_id: string; other_id: string; reasons: ['name']; score: number; by: LikenessKey[] }

interface Candidate extends Named { lead_id: string; other_id: string; noted: number }

const candidates = (which: string): string => `with mine as (select r.id as lead_id, hashtextextended(m.mark, 0) as mark from jsonb_to_recordset($1::jsonb) as r(id uuid, marks jsonb), jsonb_array_elements_text(r.marks) as m(mark)),
  near as (select distinct m.lead_id, k.lead_id as other_id from mine m cross join lateral (select k.lead_id from sales.lead_mark k where k.mark = m.mark ${which} order by k.lead_id limit ${MOST}) k)
  select n.lead_id, n.other_id, o.name, o.company, o.city, (select count(*)::int from sales.lead_duplicate d where d.lead_id = n.lead_id) as noted
  from near n join sales.lead o on o.id = n.other_id and o.state <> 'merged'
  where not exists (select from sales.lead_duplicate d where d.lead_id = n.lead_id and d.other_id = n.other_id offset 0) and not exists (select from sales.lead_duplicate d where d.lead_id = n.other_id and d.other_id = n.lead_id offset 0)
  order by n.lead_id, n.other_id`;

/** Writes by what the names are found. Those of a lead whose name changed take the place of its former ones. */
export async function markNames(tx: Tx, leads: readonly ToMark[], again: boolean): Promise<Map<string, NameParts>> {
  const parts = new Map(leads.flatMap((l) => { const p = nameParts(l); return p ? [[l.id, p] as const] : []; }));
  if (again) await tx.rows('sales.unmark_names', 'delete from sales.lead_mark where lead_id = any ($1::uuid[])', [leads.map((l) => l.id)]);
  if (parts.size > 0) await tx.rows('sales.mark_names', `insert into sales.lead_mark (mark, lead_id) select distinct hashtextextended(m.mark, 0), r.id from jsonb_to_recordset($1::jsonb) as r(id uuid, marks jsonb), jsonb_array_elements_text(r.marks) as m(mark)
    on conflict do nothing`, [rowsOf(parts)]);
  return parts;
}

const rowsOf = (parts: ReadonlyMap<string, NameParts>): string => JSON.stringify([...parts].map(([id, p]) => ({ id, marks: marksOf(p) })));

/**
 * Leads whose names are alike although they are written another way (clause 2.1.2): noted with how much and by what, for a person to say; nothing is
 * merged by it. A few statements for a whole chunk of an import, in which each lead meets those before it. What was noted of a pair before stays.
 */
export async function pairUpNames(tx: Tx, leads: readonly ToMark[], again = false): Promise<FoundName[]> {
  const parts = await markNames(tx, leads, again);
  if (parts.size === 0) return [];
  const near = await tx.rows<Candidate & Record<string, unknown>>('sales.names_near', candidates('and k.lead_id <> m.lead_id and (k.lead_id < m.lead_id or not (k.lead_id = any ($2::uuid[])))'), [rowsOf(parts), leads.map((l) => l.id)]);
  const found = bestOf(near, parts);
  if (found.length > 0) await tx.rows('sales.note_names', `insert into sales.lead_duplicate (lead_id, other_id, reasons, found_at, name_score, name_by)
    select r.lead_id, r.other_id, array['name'], to_timestamp($2::bigint / 1000.0), r.score, array(select jsonb_array_elements_text(r.by)) from jsonb_to_recordset($1::jsonb) as r(lead_id uuid, other_id uuid, score int, by jsonb)
    on conflict (lead_id, other_id) do nothing`, [JSON.stringify(found), tx.now]);
  return found;
}

/** Of what is near, what is alike: the most alike first, the oldest of them, as many as are still noted for a lead. */
function bestOf(near: readonly Candidate[], parts: ReadonlyMap<string, NameParts>): FoundName[] {
  return [...Map.groupBy(near, (n) => n.lead_id)].flatMap(([id, all]) => all
    .flatMap((n): FoundName[] => { const like = scored(parts.get(id)!, n); return like ? [{ lead_id: id, other_id: n.other_id, reasons: ['name'], ...like }] : []; })
    .toSorted((a, b) => b.score - a.score || (a.other_id < b.other_id ? -1 : 1)).slice(0, Math.max(0, MOST - all[0]!.noted)));
}

function scored(own: NameParts, other: Named): Likeness | null {
  const theirs = nameParts(other);
  return theirs ? likeness(own, theirs) : null;
}

/** Leads whose names are like these, before one is captured. */
export async function namesLike(on: { runner: Runner }, given: Named): Promise<{ id: string; score: number; by: LikenessKey[] }[]> {
  const own = nameParts(given);
  if (!own) return [];
  const nobody = '00000000-0000-0000-0000-000000000000';
  const { rows } = await on.runner.query<Candidate & Record<string, unknown>>(candidates('').replace('$2', '$1'), [rowsOf(new Map([[nobody, own]]))], 'sales.names_like');
  return bestOf(rows, new Map([[nobody, own]])).map((f) => ({ id: f.other_id, score: f.score, by: f.by }));
}

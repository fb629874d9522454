import { z } from 'zod';
import { can } from '../../../kernel/lifecycle.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { leadAbsorbed, leadMerged, leadUnmerged } from './facts.ts';
import { lockLeads, type Lead } from './load.ts';
import { leadTokens } from './capture.ts';
import { endOwnership } from './ownership.ts';
import { mayWork, seesLead } from './policies.ts';
import { no } from './refusals.ts';
import { leadLife } from './states.ts';

/** What the kept lead takes from the other where it has nothing itself. Keys go with their texts. */
const taken = ['company', 'phone', 'phone_key', 'email', 'email_key', 'platform', 'platform_user', 'platform_key', 'province', 'city', 'product_line', 'need', 'channel', 'source_detail', 'store_id', 'customer_id'] as const;
type Taken = (typeof taken)[number] | 'tags' | 'cost_fen';
type Fields = Partial<Record<Taken, string | string[] | number | null>>;

/** What a merger changes of the kept lead: gaps filled, tags joined, costs added. Pure. */
export function mergedFields(kept: Lead, gone: Lead): { before: Fields; after: Fields } {
  const [before, after]: [Fields, Fields] = [{}, {}];
  const set = (name: Taken, old: Fields[Taken], fresh: Fields[Taken]): void => {
    before[name] = old ?? null;
    after[name] = fresh ?? null;
  };
  for (const name of taken) if (kept[name] === null && gone[name] !== null) set(name, null, gone[name]);
  const tags = [...new Set([...kept.tags, ...gone.tags])];
  if (tags.length > kept.tags.length) set('tags', kept.tags, tags);
  if (gone.cost_fen > 0n) set('cost_fen', Number(kept.cost_fen), Number(kept.cost_fen + gone.cost_fen));
  return { before, after };
}

async function write(tx: Tx, leadId: string, fields: Fields): Promise<void> {
  const names = Object.keys(fields) as Taken[];
  if (names.length > 0)
    await tx.runner.query(`update sales.lead l set ${names.map((n) => `${n} = r.${n}`).join(', ')} from jsonb_populate_record(null::sales.lead, $2::jsonb) r where l.id = $1`, [leadId, JSON.stringify(fields)]);
  await tx.rows('sales.lead_touched', 'update sales.lead set version = version + 1, updated_at = to_timestamp($2::bigint / 1000.0) where id = $1', [leadId, tx.now]);
}

async function refreshSearch(tx: Tx, leadId: string): Promise<void> {
  const [lead] = await lockLeads(tx, [leadId]);
  if (!lead) return;
  await tx.rows('sales.lead_search', "update sales.lead set search = array_to_tsvector(string_to_array($2, ' ')) where id = $1",
    [leadId, leadTokens({ leadNo: lead.lead_no, name: lead.name, company: lead.company, phone: lead.phone, email: lead.email, platformUser: lead.platform_user })]);
}

const decide = (tx: Tx, a: string, b: string, state: 'merged' | 'different' | 'open') => tx.rows<{ reasons: string[] }>('sales.decide_duplicate',
  `update sales.lead_duplicate set state = $3, decided_at = to_timestamp($4::bigint / 1000.0), decided_by = $5 where (lead_id = $1 and other_id = $2) or (lead_id = $2 and other_id = $1) returning reasons`,
  [a, b, state, tx.now, tx.actor.name]);

/**
 * Two leads are one customer: the kept one takes what it lacks, the contacts and the costs; the other stays as history and can be taken out
 * again (clause 2.1.2). A kept lead from the pool that asks anew is handed out anew.
 *
 * @throws sales.same-lead, sales.merge-not-possible
 */
export const mergeLeads = verb({
  name: 'sales.merge-leads', title: words('合并线索', 'Merge leads'), may: mayWork, input: z.strictObject({ id, goneId: id }),
  subject: async (tx, input) => {
    if (input.id === input.goneId) throw refuse(no['same-lead']);
    const leads = await lockLeads(tx, [input.id, input.goneId]);
    const [kept, gone] = [leads.find((l) => l.id === input.id), leads.find((l) => l.id === input.goneId)];
    return kept && gone ? { kept, gone } : null;
  },
  inScope: (actor, scope, { kept, gone }) => seesLead(actor, scope, kept) && seesLead(actor, scope, gone),
  run: async (tx, _input, { kept, gone }) => {
    if (!can(leadLife, gone.state, 'merge') || kept.state === 'merged' || kept.state === 'discarded') throw refuse(no['merge-not-possible'], undefined, { kept: kept.state, gone: gone.state });
    const { before, after } = mergedFields(kept, gone);
    const contacts = await tx.rows<{ id: string }>('sales.move_contacts', 'update sales.lead_contact set lead_id = $2 where lead_id = $1 returning id', [gone.id, kept.id]);
    const decided = await decide(tx, kept.id, gone.id, 'merged');
    const reasons = decided[0]?.reasons ?? [];
    await endOwnership(tx, gone.id, words(`并入 ${kept.lead_no}`, `Merged into ${kept.lead_no}`));
    await tx.rows('sales.lead_gone', `update sales.lead set state = 'merged', merged_into = $2, owner_id = null, next_at = null, version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = $1`, [gone.id, kept.id, tx.now]);
    await write(tx, kept.id, after);
    await recount(tx, kept.id);
    await refreshSearch(tx, kept.id);
    if (kept.state === 'pool') await tx.rows('sales.lead_asks_again', "update sales.lead set state = 'new', pooled_at = null where id = $1", [kept.id]);
    const merger = tx.newId();
    await tx.rows('sales.note_merger',
      `insert into sales.lead_merger (id, kept_id, gone_id, gone_state, gone_owner, before, after, contact_ids, reasons, at, by_name)
       values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8::uuid[], $9::text[], to_timestamp($10::bigint / 1000.0), $11)`,
      [merger, kept.id, gone.id, gone.state, gone.owner_id, JSON.stringify(before), JSON.stringify(after), contacts.map((c) => c.id), reasons, tx.now, tx.actor.name]);
    tx.fact(leadMerged, gone.id, { leadNo: gone.lead_no, into: kept.id, intoNo: kept.lead_no, reasons });
    tx.fact(leadAbsorbed, kept.id, { leadNo: kept.lead_no, from: gone.id, fromNo: gone.lead_no });
    return { id: merger };
  },
});

/** Figures of a lead that come from its contacts. */
const recount = (tx: Tx, leadId: string) => tx.rows('sales.recount_contacts',
  `update sales.lead l set contacts = c.n, last_contact_at = c.last, first_contact_at = c.first
   from (select count(*)::int as n, max(at) filter (where reached) as last, min(at) filter (where reached) as first from sales.lead_contact where lead_id = $1) c where l.id = $1`, [leadId]);

interface Merger { id: string; kept_id: string; gone_id: string; gone_state: Lead['state']; gone_owner: string | null; before: Fields; after: Fields; contact_ids: string[]; undone_at: number | null; kept: Lead; gone: Lead }

/**
 * Takes a merger back: what it changed becomes as it was where nobody has changed it since, contacts go back, and the other lead stands where it
 * stood, to be handed out again if somebody held it.
 *
 * @throws sales.merge-not-undone
 */
export const undoMerger = verb({
  name: 'sales.undo-merger', title: words('撤销合并', 'Undo a merger'), may: mayWork, input: z.strictObject({ id }),
  subject: async (tx, input): Promise<Merger | null> => {
    const [m] = await tx.rows<Merger & Record<string, unknown>>('sales.lock_merger', 'select id, kept_id, gone_id, gone_state, gone_owner, before, after, contact_ids, undone_at from sales.lead_merger where id = $1 for update', [input.id]);
    if (!m) return null;
    const leads = await lockLeads(tx, [m.kept_id, m.gone_id]);
    return { ...m, kept: leads.find((l) => l.id === m.kept_id)!, gone: leads.find((l) => l.id === m.gone_id)! };
  },
  inScope: (actor, scope, m) => seesLead(actor, scope, m.kept),
  run: async (tx, _input, m) => {
    if (m.undone_at !== null) throw refuse(kernelNo['wrong-state'], words('这次合并已经撤销。', 'This merger has been undone already.'));
    if (m.kept.state === 'merged' || m.gone.merged_into !== m.kept_id) throw refuse(no['merge-not-undone']);
    const same = (name: Taken): boolean => JSON.stringify(name === 'cost_fen' ? Number(m.kept.cost_fen) : m.kept[name]) === JSON.stringify(m.after[name]);
    const back = Object.fromEntries((Object.keys(m.before) as Taken[]).filter(same).map((name) => [name, m.before[name]])) as Fields;
    // Costs of later mergers stay: only this one's share is taken off.
    if ('cost_fen' in m.before && !('cost_fen' in back)) back.cost_fen = Number(m.kept.cost_fen) - (Number(m.after.cost_fen) - Number(m.before.cost_fen));
    await tx.rows('sales.contacts_back', 'update sales.lead_contact set lead_id = $2 where id = any ($1::uuid[])', [m.contact_ids, m.gone_id]);
    await write(tx, m.kept_id, back);
    const state = m.gone_state === 'assigned' || m.gone_state === 'contacted' ? 'new' : m.gone_state;
    await tx.rows('sales.lead_back', `update sales.lead set state = $2, merged_into = null, version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = $1`, [m.gone_id, state, tx.now]);
    await Promise.all([recount(tx, m.kept_id), recount(tx, m.gone_id)]);
    await refreshSearch(tx, m.kept_id);
    await decide(tx, m.kept_id, m.gone_id, 'different');
    await tx.rows('sales.merger_undone', 'update sales.lead_merger set undone_at = to_timestamp($2::bigint / 1000.0), undone_by = $3 where id = $1', [m.id, tx.now, tx.actor.name]);
    tx.fact(leadUnmerged, m.gone_id, { leadNo: m.gone.lead_no, from: m.kept_id, fromNo: m.kept.lead_no });
    return { id: m.gone_id };
  },
});

/** A person has looked: these are two customers. @throws kernel.not-found */
export const settleDuplicate = verb({
  name: 'sales.settle-duplicate', title: words('确认不是同一客户', 'Two different customers'), may: mayWork, input: z.strictObject({ id, otherId: id }),
  subject: async (tx, input) => (await lockLeads(tx, [input.id, input.otherId])).find((l) => l.id === input.id) ?? null,
  inScope: seesLead,
  run: async (tx, input, lead) => {
    const settled = await decide(tx, input.id, input.otherId, 'different');
    if (settled.length === 0) throw refuse(kernelNo['not-found']);
    tx.audit({ type: 'lead', id: lead.id }, { notTheSameAs: input.otherId });
    return { id: input.id };
  },
});

import { sql } from 'kysely';
import { isOwn, scopeOf, type Actor, type Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every } from '../../../kernel/keyset.ts';
import { owesOn, scopeOn } from '../../../kernel/owed.ts';
import { maskName, maskPhone } from '../../../kernel/privacy.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';
import { staffById } from '../../../registers/company/index.ts';
import type { LeadRecord } from './contract.ts';
import { mailsOf } from '../mails/mails-of-case.ts';
import { leadsLike } from './duplicates.ts';
import { emailKeyOf, nameKeyOf, phoneKeyOf, platformKeyOf } from './keys.ts';
import { leadsWithin, listColumns, shown, type ListRow } from './lead-list.ts';
import { leadColumns, type Lead } from './load.ts';
import { leadRef, mayAssign, mayReadLeads, mayWork, seesLead, worksOn } from './policies.ts';
import { sellerInputs } from './seller-inputs.ts';
import { sellerRule } from './seller-rule.ts';

interface Whole extends ListRow {
  store_id: string | null; need: string | null; class_by: 'score' | 'person' | null; score_reasons: LeadRecord['scoreReasons']; first_contact_at: number | null; converted_at: number | null; customer_id: string | null;
  discard_reason: string | null; captured_by: string; merged_into: string | null; merged_no: string | null; merger_id: string | null;
}
interface Ownership { id: string; owner_id: string; from_at: number; to_at: number | null; how: LeadRecord['ownerships'][number]['how']; reason_zh: string; reason_en: string; by_name: string; ended_zh: string | null; ended_en: string | null; decision: StoredDecision | null }
interface StoredDecision { sellerId: string | null; exception: string | null; because: { zh: string; en: string }; considered: { sellerId: string; open: number; capacity: number; out: NonNullable<NonNullable<LeadRecord['ownerships'][number]['decision']>['considered'][number]['out']> | null }[] }
type Alike = Pick<Lead, 'id' | 'lead_no' | 'state' | 'name' | 'phone' | 'company' | 'owner_id' | 'team_id' | 'captured_at'> & { reasons: LeadRecord['alike'][number]['reasons']; name_score: number | null; name_by: LeadRecord['alike'][number]['nameBy']; decided: 'open' | 'merged' | 'different' };

/** One lead with its history. @throws kernel.not-found, also for leads outside the caller's sight */
export async function readLead(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<LeadRecord> {
  const [whole, owes] = await sightOn(kernel, actor, scope, id);
  const { rows: [row] } = await sql<Whole>`select ${listColumns}, l.store_id, l.need, l.class_by, l.score_reasons, l.first_contact_at, l.converted_at, l.customer_id, l.discard_reason, l.captured_by, l.merged_into,
      (select k.lead_no from sales.lead k where k.id = l.merged_into) as merged_no, (select m.id from sales.lead_merger m where m.gone_id = l.id and m.undone_at is null) as merger_id
    from sales.lead l ${every([leadsWithin(actor, whole), sql`l.id = ${id}::uuid`])}`.execute(kernel.runner.tables<Record<string, never>>());
  if (!row) throw refuse(kernelNo['not-found']);
  const [[head], owns, contacts, alikes, mergers, mails] = await Promise.all([
    shown(kernel, [row]),
    kernel.db.query<Ownership & Record<string, unknown>>('select id, owner_id, from_at, to_at, how, reason_zh, reason_en, by_name, ended_zh, ended_en, decision from sales.lead_ownership where lead_id = $1 order by from_at desc, id desc limit 100', [id], 'sales.lead_owners'),
    kernel.db.query<{ id: string; at: number; channel: LeadRecord['contactLog'][number]['channel']; reached: boolean; is_first: boolean; words: string; need: string | null; next_step: string | null; next_at: number | null; by_name: string }>(
      'select id, at, channel, reached, is_first, words, need, next_step, next_at, by_name from sales.lead_contact where lead_id = $1 order by at desc, id desc limit 200', [id], 'sales.lead_contacts'),
    kernel.db.query<Alike & Record<string, unknown>>(
      `select o.id, o.lead_no, o.state, o.name, o.phone, o.company, o.owner_id, o.team_id, o.captured_at, d.reasons, d.name_score, d.name_by, d.state as decided from sales.lead_duplicate d
       join sales.lead o on o.id = case when d.lead_id = $1 then d.other_id else d.lead_id end where d.lead_id = $1 or d.other_id = $1 order by d.state = 'open' desc, o.captured_at desc limit 50`, [id], 'sales.lead_alike'),
    kernel.db.query<{ id: string; gone_id: string; lead_no: string; at: number; by_name: string }>(
      'select m.id, m.gone_id, g.lead_no, m.at, m.by_name from sales.lead_merger m join sales.lead g on g.id = m.gone_id where m.kept_id = $1 and m.undone_at is null order by m.at desc limit 50', [id], 'sales.lead_mergers'),
    mailsOf(kernel, 'lead', id),
  ]);
  const decisions = owns.rows.flatMap((o) => (o.decision ? o.decision.considered.map((c) => c.sellerId) : []));
  const staff = await staffById(kernel, [...owns.rows.map((o) => o.owner_id), ...decisions, ...alikes.rows.flatMap((a) => a.owner_id ?? [])]);
  const name = (staffId: string): string => staff.get(staffId)?.name ?? '';
  const within = (policy: typeof mayWork | typeof mayAssign, sees: typeof seesLead): boolean => {
    const own = actor ? scopeOf(actor, policy) : null;
    return own !== null && sees(actor!, own, row);
  };
  // A seller who looks into the pool sees who it is only after picking it: what was said stays with whoever held it.
  const inPool = whole === 'own' && !(actor && isOwn(actor, row.owner_id));
  return {
    ...head!, storeId: row.store_id, need: row.need, classBy: row.class_by, scoreReasons: row.score_reasons, firstContactAt: row.first_contact_at, convertedAt: row.converted_at, customerId: row.customer_id,
    discardReason: row.discard_reason, capturedBy: row.captured_by, mergedInto: row.merged_into ? { id: row.merged_into, leadNo: row.merged_no ?? '' } : null, mergerId: row.merger_id,
    ownerships: owns.rows.map((o) => ({
      id: o.id, owner: { id: o.owner_id, name: name(o.owner_id) }, from: o.from_at, to: o.to_at, how: o.how, reason: words(o.reason_zh, o.reason_en), by: o.by_name, ended: o.ended_zh === null ? null : words(o.ended_zh, o.ended_en ?? o.ended_zh),
      decision: o.decision ? { ...o.decision, considered: o.decision.considered.map((c) => ({ ...c, name: name(c.sellerId) })) } : null,
    })),
    contactLog: inPool ? [] : contacts.rows.map((c) => ({ id: c.id, at: c.at, channel: c.channel, reached: c.reached, isFirst: c.is_first, words: c.words, need: c.need, nextStep: c.next_step, nextAt: c.next_at, by: c.by_name })),
    mails: inPool ? [] : mails,
    alike: alikes.rows.map((a) => {
      const seen = scope === 'all' || (actor !== null && seesLead(actor, scope, a));
      return { id: a.id, leadNo: a.lead_no, state: a.state, name: maskName(a.name)!, phone: maskPhone(a.phone), company: seen ? a.company : null, owner: a.owner_id ? { id: a.owner_id, name: name(a.owner_id) } : null, capturedAt: a.captured_at, reasons: a.reasons, nameScore: a.name_score, nameBy: a.name_by, decided: a.decided };
    }),
    merged: mergers.rows.map((m) => ({ mergerId: m.id, leadId: m.gone_id, leadNo: m.lead_no, at: m.at, by: m.by_name })),
    may: { work: within(mayWork, owes ? () => true : worksOn), assign: within(mayAssign, seesLead), pick: row.state === 'pool' && (actor?.posts.includes('seller') ?? false) },
  };
}

/** How far this person sees this lead, and whether that is because he owes something on it. */
async function sightOn(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<[scope: Scope, owes: boolean]> {
  const whole = await scopeOn(kernel, actor, scope, leadRef({ id }));
  return [whole, whole !== scope && actor !== null && (await owesOn(kernel, actor, [leadRef({ id })]))];
}

/** Who would get the lead now, and why the others not, without giving it. */
export async function proposedSeller(kernel: Kernel, actor: Actor | null, scope: Scope, id: string) {
  const { rows: [lead] } = await kernel.db.query<Lead & Record<string, unknown>>(`select ${leadColumns} from sales.lead l where l.id = $1`, [id], 'sales.lead_for_rule');
  if (!lead || (scope !== 'all' && !(actor && seesLead(actor, scope, lead)))) throw refuse(kernelNo['not-found']);
  const decision = sellerRule.decide(await sellerInputs(kernel, lead, kernel.clock.now(), lead.owner_id ? [lead.owner_id] : []), {});
  const staff = await staffById(kernel, decision.outcome.considered.map((c) => c.sellerId));
  return { sellerId: decision.outcome.sellerId, exception: decision.exception, because: decision.because, considered: decision.outcome.considered.map((c) => ({ ...c, name: staff.get(c.sellerId)?.name ?? '' })) };
}

interface Sought { name?: string | null | undefined; company?: string | null | undefined; phone?: string | null | undefined; email?: string | null | undefined; platform?: string | null | undefined; platformUser?: string | null | undefined; city?: string | null | undefined }

/** Whether somebody with these ways to be reached is here: number, state and holder, the record itself only for those who see it. */
export async function alikeBefore(kernel: Kernel, actor: Actor | null, asked: Sought) {
  const found = await leadsLike(kernel, {
    phone: phoneKeyOf(asked.phone), email: emailKeyOf(asked.email), platform: platformKeyOf(asked.platform, asked.platformUser), name: nameKeyOf({ name: asked.name ?? null, company: asked.company ?? null, city: asked.city ?? null }),
  }, { name: asked.name ?? null, company: asked.company ?? null, city: asked.city ?? null });
  const [staff, scope] = [await staffById(kernel, found.flatMap((f) => f.owner_id ?? [])), actor ? scopeOf(actor, mayReadLeads) : null];
  return { rows: found.map((f) => ({
    id: scope !== null && seesLead(actor!, scope, f) ? f.id : null, leadNo: f.lead_no, state: f.state as LeadRecord['state'], owner: f.owner_id ? (staff.get(f.owner_id)?.name ?? null) : null, capturedAt: f.captured_at, reasons: f.reasons, nameScore: f.name_score, nameBy: f.name_by,
  })) };
}

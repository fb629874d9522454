import { sql } from 'kysely';
import { scopeOf, type Actor } from '../../../kernel/actor.ts';
import { localText } from '../../../kernel/clock.ts';
import { every } from '../../../kernel/keyset.ts';
import { owesOn } from '../../../kernel/owed.ts';
import { maskName } from '../../../kernel/privacy.ts';
import type { Runner } from '../../../kernel/query.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import type { SubjectAct, SubjectCard, SubjectKind } from '../../../regulation/subjects.ts';
import { unmasker } from '../../../registers/customers/index.ts';
import { leadChannelWords, leadClassWords, leadStateWords } from './contract-words.ts';
import { leadsWithin } from './lead-list.ts';
import { leadRef, mayReadLeads, worksOn, type Placed } from './policies.ts';
import type { LeadState } from './states.ts';

interface Card { id: string; lead_no: string; state: LeadState; name: string; company: string | null; channel: string | null; class: 'A' | 'B' | 'C' | null; need: string | null; captured_at: number; next_step: string | null; next_at: number | null; owner_id: string | null; team_id: string | null }
type On = { runner: Runner };
const uuids = (ids: readonly string[]): string[] => ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id));

async function cards(on: On, actor: Actor, ids: readonly string[]): Promise<Card[]> {
  const scope = scopeOf(actor, mayReadLeads);
  if (scope === null || ids.length === 0) return [];
  const { rows } = await sql<Card>`select l.id, l.lead_no, l.state, l.name, l.company, l.channel, l.class, l.need, l.captured_at, l.next_step, l.next_at, l.owner_id, l.team_id
    from sales.lead l ${every([leadsWithin(actor, scope), sql`l.id = any (${uuids(ids)}::uuid[])`])}`.execute(on.runner.tables<Record<string, never>>());
  return rows;
}

/** Leads as lists of work and search show them. */
export const leadSubject: SubjectKind = {
  words: words('线索', 'Lead'),
  async load(on, ids, { actor, whole }) {
    return (await cards(on, actor, ids)).map((l): SubjectCard => ({
      id: l.id, number: l.lead_no, title: l.company ?? l.need?.slice(0, 40) ?? null, whom: maskName(l.name), href: `/sales/leads/${l.id}`,
      ...(whole ? {
        facts: [
          { label: words('状态', 'State'), value: leadStateWords[l.state].zh }, { label: words('渠道', 'Channel'), value: (leadChannelWords as Record<string, { zh: string }>)[l.channel ?? '']?.zh ?? '—' },
          { label: words('分类', 'Class'), value: l.class ? leadClassWords[l.class].zh : '—' }, { label: words('需求', 'Need'), value: l.need ?? '—' }, { label: words('入库', 'Captured'), value: localText(l.captured_at).slice(0, 16) },
          ...(l.next_at === null ? [] : [{ label: words('下一步', 'Next step'), value: `${l.next_step ?? ''} ${localText(l.next_at).slice(0, 16)}`.trim() }]),
        ],
        acts: actsOf(l, whole.control),
      } : {}),
    }));
  },
  async find(on, q, { actor, limit }) {
    const [asked, scope] = [searchQuery(q), scopeOf(actor, mayReadLeads)];
    if (asked === null || scope === null) return [];
    const { rows } = await sql<{ id: string }>`select l.id from sales.lead l ${every([leadsWithin(actor, scope), sql`l.search @@ ${asked}::tsquery`, sql`l.state <> 'merged'`])}
      order by l.captured_at desc, l.id desc limit ${limit}`.execute(on.runner.tables<Record<string, never>>());
    return rows.map((r) => r.id);
  },
};

function actsOf(l: Card, control: string): SubjectAct[] {
  const open = (label = words('打开线索', 'Open the lead'), primary = false): SubjectAct => ({ key: 'open', label, primary, href: `/sales/leads/${l.id}` });
  if (control === 'assigned-in-time' && l.state === 'new') return [{ key: 'assign', label: words('按规则分配', 'Assign by the rule'), primary: true, post: { path: `/leads/${l.id}/assignment`, body: {} } }, open()];
  return [open(words('登记联系', 'Record the contact'), true)];
}

const fields: Readonly<Record<string, string>> = { name: 'name', phone: 'phone', email: 'email', platformUser: 'platform_user' };

/** A seller sees the person behind an own lead, not behind one in the pool; a lead those of the team (clause 1.3.1). */
export const leadUnmasker = unmasker('lead', 'sales.unmask-lead', words('查看线索资料', 'See a lead’s data'), async (tx, recordId, field) => {
  const name = Object.hasOwn(fields, field) ? fields[field] : undefined;
  const scope = scopeOf(tx.actor, mayReadLeads);
  if (name === undefined || scope === null || uuids([recordId]).length === 0) return null;
  const [row] = await tx.rows<{ value: string | null } & Placed & Record<string, unknown>>(`sales.unmask_lead_${name}`, `select ${name} as value, owner_id, team_id, state from sales.lead where id = $1`, [recordId]);
  return row && (worksOn(tx.actor, scope, row) || (await owesOn(tx, tx.actor, [leadRef({ id: recordId })]))) ? row : null;
});

import { sql, type RawBuilder } from 'kysely';
import { staffById } from '../../../registers/company/index.ts';
import { ownIds, type Actor, type Scope } from '../../../kernel/actor.ts';
import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, matching, page, type Page } from '../../../kernel/keyset.ts';
import { maskEmail, maskName, maskPhone } from '../../../kernel/privacy.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import type { LeadRow } from './contract.ts';
import { loadsOf } from './seller-inputs.ts';
import { leadSettingsOf } from './settings.ts';

/** Rows of the lead alias `l` that the caller may see: the same rule as `seesLead`, as SQL. */
export function leadsWithin(actor: Actor | null, scope: Scope): RawBuilder<unknown> | null {
  if (scope === 'all') return null;
  const [me, teams] = [ownIds(actor), [...(actor?.teamIds ?? [])]];
  const ours = sql`(l.team_id is null or l.team_id = any (${teams}::uuid[]))`;
  if (scope === 'own') return sql`l.owner_id = any (${me}::uuid[]) or (l.state = 'pool' and ${ours})`;
  return sql`l.owner_id = any (${me}::uuid[]) or (l.team_id is null and l.owner_id is null) or l.team_id = any (${teams}::uuid[])`;
}

export interface LeadsAsked {
  q?: string | undefined; state?: readonly string[] | undefined; channel?: readonly string[] | undefined; class?: readonly string[] | undefined; how?: readonly string[] | undefined; owner?: string | undefined;
  tag?: string | undefined; mine?: boolean | undefined; duplicates?: boolean | undefined; unclassed?: boolean | undefined; dueNext?: boolean | undefined; captured?: string | undefined; contacted?: boolean | undefined;
  customer?: string | undefined; sort?: 'captured' | '-captured' | 'score' | '-score' | 'next' | '-next' | undefined; cursor?: string | undefined; limit?: number | undefined;
}

const uuid = (value: string): string => {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) throw refuse(kernelNo['invalid-input'], { zh: '筛选条件里的编号不正确。', en: 'A filter names no id.' });
  return value;
};

function capturedBetween(days: string | undefined): (RawBuilder<unknown> | null)[] {
  if (!days) return [];
  const given = /^(\d{4}-\d\d-\d\d)?,?(\d{4}-\d\d-\d\d)?$/.exec(days);
  if (!given) throw refuse(kernelNo['invalid-input'], { zh: '日期应为“2026-11-01,2026-11-24”。', en: 'Days are written 2026-11-01,2026-11-24.' });
  const [, from, to] = given;
  return [from ? sql`l.captured_at >= to_timestamp(${startOfDay(from)}::bigint / 1000.0)` : null, to ? sql`l.captured_at < to_timestamp(${startOfDay(to) + DAY}::bigint / 1000.0)` : null];
}

const openPair = sql`exists (select from sales.lead_duplicate d where (d.lead_id = l.id or d.other_id = l.id) and d.state = 'open')`;

export async function leadConditions(kernel: Kernel, actor: Actor | null, scope: Scope, asked: LeadsAsked): Promise<RawBuilder<unknown>> {
  const states = asked.state ?? ['new', 'assigned', 'contacted', 'converted', 'pool', 'discarded'];
  return every([
    leadsWithin(actor, scope),
    sql`l.state in (${sql.join(states.map((s) => sql.lit(s)))})`,
    asked.channel && sql`l.channel = any (${[...asked.channel]}::text[])`,
    asked.class && sql`l.class = any (${[...asked.class]}::text[])`,
    asked.how && sql`l.how = any (${[...asked.how]}::text[])`,
    asked.owner ? sql`l.owner_id = ${uuid(asked.owner)}::uuid` : null,
    asked.customer ? sql`l.customer_id = ${uuid(asked.customer)}::uuid` : null,
    asked.tag ? sql`${asked.tag} = any (l.tags)` : null,
    asked.mine ? sql`l.owner_id = any (${ownIds(actor)}::uuid[])` : null,
    asked.duplicates === undefined ? null : sql`${asked.duplicates ? sql`` : sql`not`} ${openPair}`,
    asked.unclassed ? sql`l.class is null or l.channel is null` : null,
    asked.dueNext ? sql`l.next_at < to_timestamp(${startOfDay(dayOf(kernel.clock.now())) + DAY}::bigint / 1000.0)` : null,
    asked.contacted === undefined ? null : sql`l.first_contact_at is ${asked.contacted ? sql`not null` : sql`null`}`,
    ...capturedBetween(asked.captured),
    await matching(kernel, { table: sql`sales.lead l`, id: sql`l.id`, search: sql`l.search`, q: searchQuery(asked.q ?? '') }),
  ]);
}

export interface ListRow {
  id: string; lead_no: string; state: LeadRow['state']; how: LeadRow['how']; channel: LeadRow['channel']; source_detail: string | null; cost_fen: bigint; name: string; company: string | null; phone: string | null;
  email: string | null; platform: string | null; platform_user: string | null; province: string | null; city: string | null; product_line: string | null; class: LeadRow['class']; score: number; tags: string[];
  owner_id: string | null; team_id: string | null; contacts: number; captured_at: number; assigned_at: number | null; last_contact_at: number | null; next_step: string | null; next_at: number | null;
  pooled_at: number | null; recycle_at: number | null; duplicates: number; version: number;
}
export const listColumns = sql`l.id, l.lead_no, l.state, l.how, l.channel, l.source_detail, l.cost_fen, l.name, l.company, l.phone, l.email, l.platform, l.platform_user, l.province, l.city, l.product_line, l.class,
  l.score, l.tags, l.owner_id, l.team_id, l.contacts, l.captured_at, l.assigned_at, l.last_contact_at, l.next_step, l.next_at, l.pooled_at, l.recycle_at, l.version,
  (select count(*)::int from sales.lead_duplicate d where (d.lead_id = l.id or d.other_id = l.id) and d.state = 'open') as duplicates`;

/** Rows as they leave the server: people masked, companies open, sellers by name. */
export async function shown(on: { runner: Runner }, rows: readonly ListRow[]): Promise<LeadRow[]> {
  const staff = await staffById(on, rows.flatMap((r) => r.owner_id ?? []));
  return rows.map((r): LeadRow => ({
    id: r.id, leadNo: r.lead_no, state: r.state, how: r.how, channel: r.channel, sourceDetail: r.source_detail, costFen: Number(r.cost_fen), name: maskName(r.name)!, company: r.company,
    phone: maskPhone(r.phone), email: maskEmail(r.email), platform: r.platform, platformUser: maskName(r.platform_user), province: r.province, city: r.city, productLine: r.product_line, class: r.class, score: r.score,
    tags: r.tags, owner: r.owner_id === null ? null : { id: r.owner_id, name: staff.get(r.owner_id)?.name ?? '' }, contacts: r.contacts, capturedAt: r.captured_at, assignedAt: r.assigned_at,
    lastContactAt: r.last_contact_at, nextStep: r.next_step, nextAt: r.next_at, pooledAt: r.pooled_at, recycleAt: r.recycle_at, duplicates: r.duplicates, version: r.version,
  }));
}

const orders = {
  captured: { by: sql`l.captured_at`, type: 'timestamptz' }, score: { by: sql`l.score`, type: 'int' }, next: { by: sql`coalesce(l.next_at, 'infinity'::timestamptz)`, type: 'timestamptz' },
} as const;

/** One page of leads in the caller's sight. Merged ones only when asked for by state. */
export async function listLeads(kernel: Kernel, actor: Actor | null, scope: Scope, asked: LeadsAsked): Promise<Page<LeadRow>> {
  const got = await page<ListRow, keyof typeof orders>(kernel, {
    select: listColumns, from: sql`from sales.lead l ${await leadConditions(kernel, actor, scope, asked)}`, id: sql`l.id`, orders, sort: asked.sort ?? '-captured', cursor: asked.cursor, limit: asked.limit,
  });
  return { ...got, rows: await shown(kernel, got.rows) };
}

export interface PoolAsked { q?: string | undefined; channel?: readonly string[] | undefined; class?: readonly string[] | undefined; tag?: string | undefined; sort?: 'pooled' | '-pooled' | 'score' | '-score' | undefined; cursor?: string | undefined; limit?: number | undefined }

/** The pool 公海: what can be picked, with why it is there. */
export async function listPool(kernel: Kernel, actor: Actor | null, scope: Scope, asked: PoolAsked): Promise<Page<LeadRow & { lastReason: string | null; timesHeld: number }>> {
  const where = await leadConditions(kernel, actor, scope, { q: asked.q, channel: asked.channel, class: asked.class, tag: asked.tag, state: ['pool'] });
  const got = await page<ListRow & { last_reason: string | null; times_held: number }, 'pooled' | 'score'>(kernel, {
    select: sql`${listColumns}, (select o.ended_zh from sales.lead_ownership o where o.lead_id = l.id order by o.from_at desc limit 1) as last_reason,
      (select count(*)::int from sales.lead_ownership o where o.lead_id = l.id) as times_held`,
    from: sql`from sales.lead l ${where}`, id: sql`l.id`, orders: { pooled: { by: sql`l.pooled_at`, type: 'timestamptz' }, score: orders.score }, sort: asked.sort ?? '-pooled', cursor: asked.cursor, limit: asked.limit,
  });
  const rows = await shown(kernel, got.rows);
  return { ...got, rows: rows.map((r, i) => ({ ...r, lastReason: got.rows[i]!.last_reason, timesHeld: got.rows[i]!.times_held })) };
}

/** What waits, for the tabs of the list, and what a seller may still pick today. */
export async function countLeads(kernel: Kernel, actor: Actor | null, scope: Scope) {
  const within = leadsWithin(actor, scope) ?? sql`true`;
  const now = kernel.clock.now();
  const { rows } = await sql<{ what: string; n: number }>`
    with seen as (select l.id, l.state, l.owner_id, l.class, l.channel, l.next_at from sales.lead l where l.state in ('new', 'assigned', 'contacted', 'pool') and (${within}))
    select state as what, count(*)::int as n from seen group by 1
    union all select '#mine', count(*)::int from seen where owner_id = any (${ownIds(actor)}::uuid[])
    union all select '#unclassed', count(*)::int from seen where class is null or channel is null
    union all select '#dueNext', count(*)::int from seen where next_at < to_timestamp(${startOfDay(dayOf(now)) + DAY}::bigint / 1000.0)
    union all select '#duplicates', count(*)::int from seen s where exists (select from sales.lead_duplicate d where (d.lead_id = s.id or d.other_id = s.id) and d.state = 'open')`
    .execute(kernel.runner.tables<Record<string, never>>());
  const of = new Map(rows.map((r) => [r.what, r.n]));
  const seller = actor?.id && actor.posts.includes('seller') ? actor.id : null;
  let [picksLeft, capacityLeft]: [number | null, number | null] = [null, null];
  if (seller) {
    const [settings, loads, picked] = await Promise.all([leadSettingsOf(kernel), loadsOf(kernel, [seller]), kernel.db.query<{ n: number }>(
      "select count(*)::int as n from sales.lead_ownership where owner_id = $1 and how = 'pick' and from_at >= to_timestamp($2::bigint / 1000.0)", [seller, startOfDay(dayOf(now))], 'sales.picks_today')]);
    picksLeft = Math.max(0, settings.picksADay - picked.rows[0]!.n);
    capacityLeft = Math.max(0, (settings.sellers.find((s) => s.staffId === seller)?.capacity ?? settings.capacity) - loads.get(seller)!.open);
  }
  const n = (name: string): number => of.get(name) ?? 0;
  return { states: Object.fromEntries([...of].filter(([what]) => !what.startsWith('#'))), mine: n('#mine'), duplicates: n('#duplicates'), unclassed: n('#unclassed'), dueNext: n('#dueNext'), picksLeft, capacityLeft };
}

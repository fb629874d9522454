import { sql, type RawBuilder } from 'kysely';
import { refundsOf } from '../../finance/index.ts';
import { staffById, storesById } from '../../../registers/company/index.ts';
import { leftBatches, skusById, type LeftBatch } from '../../../registers/products/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import { localText } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, matching, page, type Page } from '../../../kernel/keyset.ts';
import { yuanText } from '../../../kernel/money.ts';
import type { Runner } from '../../../kernel/query.ts';
import { scopeOn } from '../../../kernel/owed.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words, type Language, type Words } from '../../../kernel/words.ts';
import { orderLinks } from '../orders/customer-link.ts';
import { uuid } from '../orders/order-list.ts';
import { casePhotos } from './case-photos.ts';
import { mayCompensate } from './complaint-verbs.ts';
import { complaintChannels, complaintStates, severities, type ComplaintChannel, type ComplaintRecord, type ComplaintRow, type statisticsBy } from './contract-complaints.ts';
import { answersByMail } from '../mails/answer-by-mail.ts';
import { mailsOf } from '../mails/mails-of-case.ts';
import { daysBetween } from '../orders/days-between.ts';
import { writeXlsx } from '../../../kernel/files/write-xlsx.ts';

export interface ComplaintsAsked {
  q?: string | undefined; state?: readonly string[] | undefined; severity?: readonly string[] | undefined; cause?: string | undefined; sku?: string | undefined; carrier?: string | undefined; batch?: string | undefined; person?: string | undefined;
  received?: string | undefined; sort?: 'received' | '-received' | undefined; cursor?: string | undefined; limit?: number | undefined;
}
type Listed = Omit<ComplaintRow, 'storeName' | 'cause' | 'compensationFen'> & { storeId: string | null; cause_zh: string | null; cause_en: string | null; compensation: bigint };

/** Complaints without an order are seen by everybody who serves; the others as the order is. */
const seen = (actor: Actor | null, scope: Scope): RawBuilder<unknown> | null => (scope === 'all' ? null : sql`(c.order_id is null or c.team_id = any (${[...(actor?.teamIds ?? [])]}::uuid[]))`);
const columns = sql`c.id, c.complaint_no as "complaintNo", c.state, c.severity, c.channel, c.about, c.order_id as "orderId", o.order_no as "orderNo", c.store_id as "storeId", c.assignee_name as assignee, c.cause as "causeKey", n.zh as cause_zh, n.en as cause_en,
  c.compensation_fen as compensation, c.rating, c.received_at as "receivedAt", c.accepted_at as "acceptedAt", c.told_at as "toldAt", c.closed_at as "closedAt", c.version`;
const from = sql`from sales.complaint c left join sales."order" o on o.id = c.order_id left join sales.complaint_cause n on n.key = c.cause`;
const orders = { received: { by: sql`c.received_at`, type: 'timestamptz' } } as const;

async function shown(kernel: Kernel, rows: readonly Listed[]): Promise<ComplaintRow[]> {
  const stores = await storesById(kernel, rows.flatMap((r) => r.storeId ?? []));
  return rows.map(({ storeId, cause_zh: zh, cause_en: en, compensation, ...r }) => ({ ...r, storeName: storeId === null ? null : (stores.get(storeId)?.name ?? null), cause: zh === null ? null : { zh, en: en ?? zh }, compensationFen: Number(compensation) }));
}

export async function listComplaints(kernel: Kernel, actor: Actor | null, scope: Scope, asked: ComplaintsAsked): Promise<Page<ComplaintRow>> {
  const got = await page<Listed, 'received'>(kernel, {
    select: columns, id: sql`c.id`, orders, sort: asked.sort ?? '-received', cursor: asked.cursor, limit: asked.limit,
    from: sql`${from} ${every([
      seen(actor, scope), asked.state && sql`c.state in (${sql.join(asked.state.map((s) => sql.lit(s)))})`, asked.severity && sql`c.severity in (${sql.join(asked.severity.map((s) => sql.lit(s)))})`,
      asked.cause ? sql`c.cause in (select key from sales.complaint_cause where key = ${asked.cause} or parent = ${asked.cause})` : null, asked.sku ? sql`c.sku_id = ${uuid(asked.sku)}` : null, asked.carrier ? sql`c.carrier = ${asked.carrier}` : null,
      asked.batch ? sql`c.batch = ${asked.batch}` : null, asked.person ? sql`c.person_id = ${uuid(asked.person)}` : null, ...daysBetween(sql`c.received_at`, asked.received),
      await matching(kernel, { table: sql`sales.complaint c`, id: sql`c.id`, search: sql`c.search`, q: searchQuery(asked.q ?? '') }),
    ])}`,
  });
  return { ...got, rows: await shown(kernel, got.rows) };
}

/** Batches that left for an order's lines and have not come back. */
export async function batchesOfOrder(on: { runner: Runner }, orderId: string): Promise<LeftBatch[]> {
  const { rows } = await on.runner.query<{ id: string }>('select id from sales.order_line where order_id = $1', [orderId], 'sales.lines_for_batches');
  return leftBatches(on, rows.map((r) => r.id));
}

/** Whether the record below would open. */
export async function seesComplaint(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<boolean> {
  return (await sql`select 1 from sales.complaint c ${every([sql`c.id = ${id}`, seen(actor, await scopeOn(kernel, actor, scope, { type: 'complaint', id }))])}`.execute(kernel.runner.tables<Record<string, never>>())).rows.length === 1;
}

/** One complaint with all that was said and done. @throws kernel.not-found */
export async function readComplaint(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<ComplaintRecord> {
  const { rows: [row] } = await sql<Listed & { result: string | null; confirmedAt: number | null; confirmedHow: string | null; reopened: number; whys: string[]; skuId: string | null; carrier: string | null; batch: string | null; personId: string | null; personName: string | null }>`select ${columns}, c.result,
    c.confirmed_at as "confirmedAt", c.confirmed_how as "confirmedHow", c.reopened, c.whys, c.sku_id as "skuId", c.carrier, c.batch, c.person_id as "personId", c.person_name as "personName" ${from} ${every([sql`c.id = ${id}`, seen(actor, await scopeOn(kernel, actor, scope, { type: 'complaint', id }))])}`.execute(kernel.runner.tables<Record<string, never>>());
  if (!row) throw refuse(kernelNo['not-found']);
  const left = row.orderId === null ? [] : await batchesOfOrder(kernel, row.orderId);
  const [[head], notes, actions, refunds, skus, links, limit, mails, byMail, photos] = await Promise.all([
    shown(kernel, [row]),
    kernel.db.query<Omit<ComplaintRecord['notes'][number], 'photoIds'> & Record<string, unknown>>('select id, kind, words, by_name as by, at, mailed, mail_failed as "mailFailed" from sales.complaint_note where complaint_id = $1 order by at, id', [id], 'sales.complaint_notes'),
    kernel.db.query<ComplaintRecord['actions'][number] & Record<string, unknown>>('select id, what, owner_name as "ownerName", due_at as "dueAt", effect, verified_at as "verifiedAt", version from sales.complaint_action where complaint_id = $1 order by agreed_at', [id], 'sales.complaint_actions'),
    refundsOf(kernel, 'complaint', [id]), skusById(kernel, [...(row.skuId === null ? [] : [row.skuId]), ...left.map((l) => l.skuId)]), orderLinks(kernel, row.orderId === null ? [] : [row.orderId], kernel.clock.now()), actor ? mayCompensate(kernel, actor) : 0n, mailsOf(kernel, 'complaint', id), answersByMail(kernel, { type: 'complaint', id }), casePhotos(kernel, 'complaint', [id]),
  ]);
  const refund = refunds.get(id);
  return {
    ...head!, result: row.result, confirmedAt: row.confirmedAt, confirmedHow: row.confirmedHow, reopened: row.reopened, whys: row.whys, skuId: row.skuId, skuCode: row.skuId === null ? null : (skus.get(row.skuId)?.code ?? null), carrier: row.carrier, batch: row.batch, leftBatches: left.map((l) => ({ skuCode: skus.get(l.skuId)?.code ?? null, batchNo: l.batchNo, expiresOn: l.expiresOn, quantity: l.quantity })),
    personId: row.personId, personName: row.personName, customerLink: row.orderId === null ? null : (links.get(row.orderId) ?? null), mayCompensateFen: Number(limit), notes: notes.rows.map((n) => ({ ...n, photoIds: photos(n.id) })), mails: mails.map(({ words: _, ...m }) => m), byMail, actions: actions.rows,
    refund: refund ? { refundNo: refund.refundNo, state: refund.state, extraFen: Number(refund.extraFen) } : null,
  };
}

const keyOf: Record<(typeof statisticsBy)[number], RawBuilder<unknown>> = {
  cause: sql`c.cause`, product: sql`c.sku_id::text`, carrier: sql`c.carrier`, batch: sql`c.batch`, person: sql`c.person_id::text`, store: sql`c.store_id::text`, channel: sql`c.channel`,
};
interface Stat { key: string | null; count: number; safety: number; reopened: number; compensation: string; rating: number | null }

/** How many complaints, by what they are about; each row opens the list behind it. */
export async function complaintStatistics(kernel: Kernel, actor: Actor | null, scope: Scope, asked: { by?: (typeof statisticsBy)[number] | undefined; from?: string | undefined; to?: string | undefined }) {
  const by = asked.by ?? 'cause';
  const { rows } = await sql<Stat>`select ${keyOf[by]} as key, count(*)::int as count, count(*) filter (where c.severity = 'safety')::int as safety, sum(c.reopened)::int as reopened, sum(c.compensation_fen)::text as compensation, avg(c.rating)::float8 as rating
    from sales.complaint c ${every([seen(actor, scope), ...daysBetween(sql`c.received_at`, `${asked.from ?? ''},${asked.to ?? ''}`)])} group by 1 order by 2 desc, 1 limit 200`.execute(kernel.runner.tables<Record<string, never>>());
  const labels = await labelsOf(kernel, by, rows.flatMap((r) => r.key ?? []));
  return {
    total: rows.reduce((a, r) => a + r.count, 0),
    rows: rows.map((r) => ({ key: r.key, label: r.key === null ? words('未归类', 'Not classed') : (labels.get(r.key) ?? words(r.key, r.key)), count: r.count, safety: r.safety, reopened: r.reopened, compensationFen: Number(r.compensation), rating: r.rating === null ? null : Math.round(r.rating * 10) / 10 })),
  };
}

async function labelsOf(kernel: Kernel, by: (typeof statisticsBy)[number], keys: readonly string[]): Promise<Map<string, Words>> {
  const named = (entries: Iterable<readonly [string, string]>): Map<string, Words> => new Map([...entries].map(([k, n]) => [k, words(n, n)]));
  switch (by) {
    case 'cause': return new Map((await kernel.db.query<{ key: string; zh: string; en: string }>('select key, zh, en from sales.complaint_cause', [], 'sales.cause_names')).rows.map((r) => [r.key, { zh: r.zh, en: r.en }]));
    case 'product': return named([...(await skusById(kernel, keys))].map(([k, s]) => [k, `${s.code} ${s.title}`] as const));
    case 'person': return named([...(await staffById(kernel, keys))].map(([k, s]) => [k, s.name] as const));
    case 'store': return named([...(await storesById(kernel, keys))].map(([k, s]) => [k, s.name] as const));
    case 'channel': return new Map(Object.entries(complaintChannels));
    default: return new Map();
  }
}

const cells: readonly { title: Words; cell: (c: ComplaintRow, l: Language) => string | null }[] = [
  { title: words('投诉单', 'Complaint'), cell: (c) => c.complaintNo }, { title: words('状态', 'State'), cell: (c, l) => complaintStates[c.state][l] }, { title: words('程度', 'Severity'), cell: (c, l) => severities[c.severity][l] },
  { title: words('渠道', 'Channel'), cell: (c, l) => complaintChannels[c.channel as ComplaintChannel][l] }, { title: words('内容', 'About'), cell: (c) => c.about }, { title: words('订单', 'Order'), cell: (c) => c.orderNo }, { title: words('店铺', 'Store'), cell: (c) => c.storeName },
  { title: words('经办', 'In hand of'), cell: (c) => c.assignee }, { title: words('原因', 'Cause'), cell: (c, l) => c.cause?.[l] ?? null }, { title: words('补偿（元）', 'Compensation (yuan)'), cell: (c) => yuanText(c.compensationFen) },
  { title: words('收到', 'Received'), cell: (c) => localText(c.receivedAt) }, { title: words('受理', 'Accepted'), cell: (c) => (c.acceptedAt === null ? null : localText(c.acceptedAt)) }, { title: words('告知结果', 'Result told'), cell: (c) => (c.toldAt === null ? null : localText(c.toldAt)) },
  { title: words('评分', 'Rating'), cell: (c) => (c.rating === null ? null : String(c.rating)) },
];
/** Most rows of one workbook. */
const WORKBOOK = 50_000;

export async function complaintsXlsx(kernel: Kernel, actor: Actor | null, scope: Scope, asked: ComplaintsAsked, language: Language): Promise<Uint8Array> {
  const rows: ComplaintRow[] = [];
  for (let cursor: string | undefined; ;) {
    const got = await listComplaints(kernel, actor, scope, { ...asked, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...got.rows);
    if (got.next === null || rows.length >= WORKBOOK) break;
    cursor = got.next;
  }
  return writeXlsx({ sheets: [{ name: language === 'zh' ? '投诉' : 'Complaints', freezePane: { rows: 1 }, data: rows.map((r) => Object.fromEntries(cells.map((c, i) => [`c${i}`, c.cell(r, language) ?? '']))), columns: cells.map((c, i) => ({ header: c.title[language], key: `c${i}`, width: 18, numFmt: '@' })) }] });
}

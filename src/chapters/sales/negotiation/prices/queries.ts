import { sql } from 'kysely';
import type { FastifyReply } from 'fastify';
import { skusById } from '../../../../registers/products/index.ts';
import type { Actor, Scope } from '../../../../kernel/actor.ts';
import { dayOf } from '../../../../kernel/clock.ts';
import { templateFiles } from '../../../../kernel/files/template.ts';
import { words } from '../../../../kernel/words.ts';
import { yuanText } from '../../../../kernel/money.ts';
import type { Answer } from '../../../../kernel/http/contract.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { every, page } from '../../../../kernel/keyset.ts';
import { scopeOn } from '../../../../kernel/owed.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { valueOf } from '../../../../regulation/runtime/value-of.ts';
import { whereOf } from '../opportunities/load.ts';
import type * as contract from '../contract.ts';
import type { QueryOf } from '../opportunities/queries.ts';
import { rulesOf } from '../quotes/load.ts';
import { filledLines, type QuoteDraft } from '../quotes/save-quote.ts';
import { platformWords } from '../../orders/contract.ts';
import { customerClassWords } from '../contract-prices.ts';
import { priceHeadings } from '../formats/price-file.ts';
import { sees, type Owned } from '../scope.ts';
import { decidePrice, figuresOf, type PriceDecision } from './decision.ts';

interface Row { id: string; name: string; customer_class: 'normal' | 'key' | 'wholesale' | null; platform: string | null; from: string; to: string | null; state: 'planned' | 'in-force' | 'past'; entries: number; note: string | null; updated_at: number; updated_by: string; version: number }
/** A range keeps the day after its last one. */
const columns = (today: string) => sql`l.id, l.name, l.customer_class, l.platform, lower(l.valid)::text as "from", (upper(l.valid) - 1)::text as "to", l.note, l.updated_at, l.updated_by, l.version,
  case when lower(l.valid) > ${today}::date then 'planned' when upper(l.valid) <= ${today}::date then 'past' else 'in-force' end as state, (select count(*)::int from sales.price_entry e where e.list_id = l.id) as entries`;
const shown = (r: Row) => ({ id: r.id, name: r.name, customerClass: r.customer_class, platform: r.platform, from: r.from, to: r.to, state: r.state, entries: r.entries, note: r.note, updatedAt: r.updated_at, updatedBy: r.updated_by, version: r.version });

export async function priceLists(kernel: Kernel, query: QueryOf<typeof contract.listPriceLists>): Promise<Answer<typeof contract.listPriceLists>> {
  const today = dayOf(kernel.clock.now());
  const state = { planned: sql`lower(l.valid) > ${today}::date`, past: sql`upper(l.valid) <= ${today}::date`, 'in-force': sql`l.valid @> ${today}::date` };
  const got = await page<Row, 'from'>(kernel, {
    select: columns(today), id: sql`l.id`, orders: { from: { by: sql`lower(l.valid)`, type: 'date' } }, sort: query.sort ?? '-from', cursor: query.cursor, limit: query.limit,
    from: sql`from sales.price_list l ${every([query.q ? sql`l.name ilike '%' || ${query.q} || '%'` : null, query.class && sql`l.customer_class = any (${query.class}::text[])`, query.state && sql`(${sql.join(query.state.map((s) => state[s]), sql` or `)})`])}`,
  });
  return { ...got, rows: got.rows.map(shown) };
}

async function wholeList(kernel: Kernel, id: string) {
  const { rows: [row] } = await sql<Row>`select ${columns(dayOf(kernel.clock.now()))} from sales.price_list l where l.id = ${id}`.execute(kernel.runner.tables<Record<string, never>>());
  if (!row) throw refuse(kernelNo['not-found']);
  const { rows } = await kernel.db.query<{ sku_id: string; min_quantity: number; unit_fen: bigint }>('select sku_id, min_quantity, unit_fen from sales.price_entry where list_id = $1', [id], 'sales.prices_of');
  const skus = await skusById(kernel, rows.map((r) => r.sku_id));
  const prices = rows.flatMap((r) => { const s = skus.get(r.sku_id); return s ? [{ skuId: s.id, code: s.code, title: s.title, spec: s.spec, minQuantity: r.min_quantity, unitFen: Number(r.unit_fen), ownFen: s.priceFen === null ? null : Number(s.priceFen) }] : []; })
    .toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.minQuantity - b.minQuantity));
  return { ...shown(row), prices };
}

export const priceList = async (kernel: Kernel, actor: Actor | null, id: string): Promise<Answer<typeof contract.readPriceList>> => ({ ...(await wholeList(kernel, id)), mayChange: actor?.posts.some((p) => p === 'department-head' || p === 'general-manager') ?? false });

/** Spreadsheets run text that begins like a formula. */
const plain = (text: string): string => (/^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\0]/.test(text) ? `'${text}` : text);

const headed = (lists: readonly Awaited<ReturnType<typeof wholeList>>[]): string[][] => lists.flatMap((l) => l.prices.map((p) => [
  plain(l.name), l.customerClass === null ? '' : customerClassWords[l.customerClass].zh, l.platform === null ? '' : ((platformWords as Record<string, { zh: string }>)[l.platform]?.zh.split('/')[0] ?? l.platform), l.from, l.to ?? '', plain(p.code), String(p.minQuantity),
  yuanText(BigInt(p.unitFen)), plain(l.note ?? ''), plain(p.title), plain(p.spec ?? ''),
]));

async function sendPrices(name: string, rows: string[][], format: 'xlsx' | 'csv', reply: FastifyReply): Promise<FastifyReply> {
  const files = await templateFiles({ fileName: name, title: words('价目表', 'Price lists'), headings: priceHeadings, rows });
  return reply.header('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.${format}`)}`).send(Buffer.from(files[format]));
}

/** The prices of a list as a workbook: changed there, the file is imported again, or its rows are pasted into the editor. */
export async function priceListFile(kernel: Kernel, id: string, format: 'xlsx' | 'csv', reply: FastifyReply): Promise<FastifyReply> {
  const list = await wholeList(kernel, id);
  return sendPrices(list.name, headed([list]), format, reply);
}

/** At most so many lists in one file: more are no file that somebody works with. */
const MOST_LISTS = 200;

/** All lists that are asked for in one file, the latest first. */
export async function priceListsFile(kernel: Kernel, query: Pick<QueryOf<typeof contract.listPriceLists>, 'q' | 'state' | 'class'>, format: 'xlsx' | 'csv', reply: FastifyReply): Promise<FastifyReply> {
  const { rows } = await priceLists(kernel, { ...query, limit: MOST_LISTS });
  return sendPrices('价目表', headed(await Promise.all(rows.map((l) => wholeList(kernel, l.id)))), format, reply);
}

export const answered = (d: PriceDecision) => ({ ...d, signers: [...d.signers], listFen: Number(d.listFen), goodsFen: Number(d.goodsFen) });

/** What a price would mean, before anything is saved: the same function that decides when the quote goes out. */
export async function pricePreview(kernel: Kernel, actor: Actor, scope: Scope, asked: { opportunityId: string; lines: QuoteDraft['lines'] }): Promise<Answer<typeof contract.previewPrice>> {
  const { rows: [o] } = await kernel.db.query<Owned & { customer_id: string | null; store_id: string } & Record<string, unknown>>('select seller_id, team_id, customer_id, store_id from sales.opportunity where id = $1', [asked.opportunityId], 'sales.priced_opportunity');
  if (!o || !sees(actor, await scopeOn(kernel, actor, scope, { type: 'opportunity', id: asked.opportunityId }), o)) throw refuse(kernelNo['not-found']);
  const [lines, where] = await Promise.all([filledLines(kernel, o, asked.lines, kernel.clock.now()), whereOf(kernel, o)]);
  const decision = decidePrice(figuresOf(lines), rulesOf((key, at) => valueOf(kernel, key, at), where), actor.posts);
  return {
    lines: lines.map((l) => ({ skuId: l.skuId, code: l.code, title: l.title, spec: l.spec, quantity: l.quantity, listFen: Number(l.listFen), listFrom: l.listFrom, unitFen: Number(l.unitFen), marginBasisPoints: figuresOf([l]).marginBasisPoints })),
    decision: answered(decision),
  };
}

import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import { customersById } from '../../../../registers/customers/index.ts';
import { storesById } from '../../../../registers/company/index.ts';
import { productsById, skusById } from '../../../../registers/products/index.ts';
import { scopeOf, type Actor, type Scope } from '../../../../kernel/actor.ts';
import type { Answer, Endpoint } from '../../../../kernel/http/contract.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { every, matching, page } from '../../../../kernel/keyset.ts';
import { maskName } from '../../../../kernel/privacy.ts';
import type { Runner } from '../../../../kernel/query.ts';
import { owesOn, scopeOn } from '../../../../kernel/owed.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { searchQuery } from '../../../../kernel/search.ts';
import { valueOf } from '../../../../regulation/runtime/value-of.ts';
import { uuid } from '../../orders/order-list.ts';
import { linkTo } from '../by-link.ts';
import type * as contract from '../contract.ts';
import { missingOf, needShape, type Need } from '../contract-need.ts';
import { listPrices } from '../prices/price-lists.ts';
import { mayNegotiate, opportunityRef, sees, within } from '../scope.ts';
import { sheetsOf } from '../sheets/product-sheets.ts';
import { dayOf } from '../../../../kernel/clock.ts';
import { stages, type Channel, type Stage } from '../states.ts';
import { solutionOf, whereOf } from './load.ts';

export type QueryOf<E> = E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
type Row = contract.OpportunityRow;
export interface DbRow {
  id: string; opportunity_no: string; title: string; customer_id: string | null; lead_id: string | null; store_id: string; team_id: string | null; seller_id: string; seller_name: string; stage: Stage; stage_at: number; expected_fen: bigint | null;
  expected_on: string | null; quote_no: string | null; created_at: number; version: number;
}
const columns = sql`o.id, o.opportunity_no, o.title, o.customer_id, o.lead_id, o.store_id, o.team_id, o.seller_id, o.seller_name, o.stage, o.stage_at, o.expected_fen, o.expected_on::text as expected_on, o.created_at, o.version,
  (select q.quote_no from sales.quote q where q.opportunity_id = o.id order by q.version_no desc limit 1) as quote_no`;

/** A customer as lists show him: persons masked, companies by their name. */
export async function customerNames(on: { runner: Runner }, ids: readonly (string | null)[]): Promise<(id: string | null) => string | null> {
  const known = await customersById(on, ids.flatMap((c) => c ?? []));
  return (id) => {
    const c = id === null ? undefined : known.get(id);
    return c ? (c.kind === 'company' ? c.name : maskName(c.name)) : null;
  };
}

export async function shown(on: { runner: Runner }, rows: readonly DbRow[]): Promise<Row[]> {
  const [name, stores] = await Promise.all([customerNames(on, rows.map((r) => r.customer_id)), storesById(on, rows.map((r) => r.store_id))]);
  return rows.map((r) => ({
    id: r.id, opportunityNo: r.opportunity_no, title: r.title, customerId: r.customer_id, customer: name(r.customer_id), leadId: r.lead_id, storeId: r.store_id, storeName: stores.get(r.store_id)?.name ?? null, sellerId: r.seller_id, sellerName: r.seller_name,
    stage: r.stage, stageAt: r.stage_at, expectedFen: r.expected_fen === null ? null : Number(r.expected_fen), expectedOn: r.expected_on, quoteNo: r.quote_no, createdAt: r.created_at, version: r.version,
  }));
}

const conditions = async (kernel: Kernel, actor: Actor | null, scope: Scope, q: { q?: string | undefined; stage?: readonly Stage[] | undefined; seller?: string | undefined; customer?: string | undefined; store?: string | undefined }): Promise<RawBuilder<unknown>> => every([
  within(actor, scope, 'o'), q.stage && sql`o.stage in (${sql.join(q.stage.map((s) => sql.lit(s)))})`, q.seller ? sql`o.seller_id = ${uuid(q.seller)}` : null, q.customer ? sql`o.customer_id = ${uuid(q.customer)}` : null,
  q.store ? sql`o.store_id = ${uuid(q.store)}` : null, await matching(kernel, { table: sql`sales.opportunity o`, id: sql`o.id`, search: sql`o.search`, q: searchQuery(q.q ?? '') }),
]);

export async function opportunities(kernel: Kernel, actor: Actor | null, scope: Scope, query: QueryOf<typeof contract.listOpportunities>): Promise<Answer<typeof contract.listOpportunities>> {
  const got = await page<DbRow, 'created' | 'stage' | 'expected'>(kernel, {
    select: columns, from: sql`from sales.opportunity o ${await conditions(kernel, actor, scope, query)}`, id: sql`o.id`,
    orders: { created: { by: sql`o.created_at`, type: 'timestamptz' }, stage: { by: sql`o.stage_at`, type: 'timestamptz' }, expected: { by: sql`coalesce(o.expected_fen, 0)`, type: 'bigint' } },
    sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  return { ...got, rows: await shown(kernel, got.rows) };
}

/** The open stages and the last that were won or lost, each with its sum. */
export async function board(kernel: Kernel, actor: Actor | null, scope: Scope, query: QueryOf<typeof contract.readOpportunityBoard>): Promise<Answer<typeof contract.readOpportunityBoard>> {
  const where = await conditions(kernel, actor, scope, query);
  const on = kernel.runner.tables<Record<string, never>>();
  const [counts, first] = await Promise.all([
    sql<{ stage: Stage; n: number; fen: bigint }>`select o.stage, count(*)::int as n, coalesce(sum(o.expected_fen), 0)::bigint as fen from sales.opportunity o ${where} group by 1`.execute(on),
    sql<DbRow>`select * from (select ${columns}, row_number() over (partition by o.stage order by o.stage_at desc) as place from sales.opportunity o ${where}) x where place <= 20 order by stage_at desc`.execute(on),
  ]);
  const rows = await shown(kernel, first.rows);
  return { stages: stages.map((stage) => { const c = counts.rows.find((r) => r.stage === stage); return { stage, count: c?.n ?? 0, expectedFen: Number(c?.fen ?? 0), rows: rows.filter((r) => r.stage === stage) }; }) };
}

interface RecordRow extends DbRow { need: Partial<Need>; lost_reason: string | null }

/** What was shown to the customer stands on the opportunity: whoever checks a sample of it opens it there. */
const introductionsOf = async (kernel: Kernel, id: string) => (await kernel.db.query<{ id: string }>('select id from sales.introduction where opportunity_id = $1', [id], 'sales.introduction_ids')).rows.map((i) => ({ type: 'introduction', id: i.id }));

export async function opportunity(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<Answer<typeof contract.readOpportunity>> {
  const { rows: [o] } = await sql<RecordRow>`select ${columns}, o.need, o.lost_reason from sales.opportunity o where o.id = ${id}`.execute(kernel.runner.tables<Record<string, never>>());
  if (!o || !actor) throw refuse(kernelNo['not-found']);
  const whole = await scopeOn(kernel, actor, scope, opportunityRef(o), ...(scope === 'all' ? [] : await introductionsOf(kernel, id)));
  const owes = whole !== scope && (await owesOn(kernel, actor, [opportunityRef(o)]));
  if (!sees(actor, whole, o)) throw refuse(kernelNo['not-found']);
  const [[head], solution, where, introductions, quotes, contracts] = await Promise.all([
    shown(kernel, [o]), solutionOf(kernel, id), whereOf(kernel, o),
    kernel.db.query<{ id: string; introduction_no: string; product_ids: string[]; channel: Channel; note: string; by_name: string; sent_at: number; opened_at: number | null; opens: number }>('select id, introduction_no, product_ids::text[] as product_ids, channel, note, by_name, sent_at, opened_at, opens from sales.introduction where opportunity_id = $1 order by sent_at desc limit 100', [id], 'sales.introductions_of'),
    kernel.db.query<{ id: string; quote_no: string; version_no: number; state: contract.QuoteState; fen: bigint; discount_bp: number; valid_until: string; issued_at: number | null; opens: number; created_at: number }>("select id, quote_no, version_no, state, goods_fen + freight_fen as fen, discount_bp, valid_until::text as valid_until, issued_at, opens, created_at from sales.quote where opportunity_id = $1 order by version_no desc limit 100", [id], 'sales.quotes_of'),
    kernel.db.query<{ id: string; contract_no: string; state: string; total_fen: bigint; order_id: string | null }>('select id, contract_no, state, total_fen, order_id from sales.contract where opportunity_id = $1 order by created_at desc limit 100', [id], 'sales.contracts_of'),
  ]);
  const skus = await skusById(kernel, solution.map((s) => s.sku_id));
  const productIds = [...new Set([...skus.values()].map((s) => s.productId))];
  const shownProducts = introductions.rows.flatMap((i) => i.product_ids);
  const [products, sheets, prices] = await Promise.all([
    productsById(kernel, [...productIds, ...shownProducts]), sheetsOf(kernel, productIds),
    listPrices(kernel, { day: dayOf(kernel.clock.now()), customerClass: where['customer-class'] ?? null, platform: where.channel, lines: solution.map((s) => ({ skuId: s.sku_id, quantity: s.quantity })) }),
  ]);
  const need = needShape.parse(o.need);
  const demanded = valueOf(kernel, 'needFields', where) as string[];
  return {
    ...head!, lostReason: o.lost_reason, need, demanded, missing: missingOf(need, demanded),
    solution: solution.map((s) => {
      const sku = skus.get(s.sku_id);
      const price = prices.get(s.sku_id)?.unitFen ?? sku?.priceFen ?? null;
      return { skuId: s.sku_id, productId: sku?.productId ?? null, code: sku?.code ?? '', title: sku?.title ?? '', spec: sku?.spec ?? null, quantity: s.quantity, reason: s.reason, priceFen: price === null ? null : Number(price), hasSheet: sku !== undefined && sheets.has(sku.productId) };
    }),
    introductions: await Promise.all(introductions.rows.map(async (i) => ({
      id: i.id, introductionNo: i.introduction_no, products: i.product_ids.map((p) => products.get(p)?.title ?? p), channel: i.channel, note: i.note, by: i.by_name, at: i.sent_at, openedAt: i.opened_at, opens: i.opens, link: await linkTo(kernel, 'intro', i.id, kernel.clock.now()),
    }))),
    quotes: quotes.rows.map((q) => ({ id: q.id, quoteNo: q.quote_no, versionNo: q.version_no, state: q.state, totalFen: Number(q.fen), discountBasisPoints: q.discount_bp, validUntil: q.valid_until, issuedAt: q.issued_at, opens: q.opens, createdAt: q.created_at })),
    contracts: contracts.rows.map((c) => ({ id: c.id, contractNo: c.contract_no, state: c.state, totalFen: Number(c.total_fen), orderId: c.order_id })),
    toIntroduce: productIds.filter((p) => !shownProducts.includes(p)), mayChange: mayWrite(actor, o, owes),
  };
}

/** Whether the caller may negotiate this one, besides reading it: `owes`, because he has an open duty on it. */
export function mayWrite(actor: Actor, row: { seller_id: string; team_id: string | null }, owes: boolean): boolean {
  const scope = scopeOf(actor, mayNegotiate);
  return scope !== null && (owes || sees(actor, scope, row));
}

export async function entryStores(kernel: Kernel, actor: Actor | null, scope: Scope): Promise<Answer<typeof contract.readOpportunityEntry>> {
  const stores = [...(await storesById(kernel)).values()].filter((s) => s.state === 'open' && (scope === 'all' || (s.teamId !== null && (actor?.teamIds.includes(s.teamId) ?? false))));
  return { stores: stores.toSorted((a, b) => a.name.localeCompare(b.name, 'zh')).map((s) => ({ id: s.id, name: s.name, platform: s.platform })) };
}

import { z } from 'zod';
import { productsById } from '../../../../registers/products/index.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import type { Runner } from '../../../../kernel/query.ts';
import { id, text } from '../../../../kernel/schemas.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { introductionOpened, productIntroduced, productSheetSaved } from '../facts.ts';
import { aboutOf, lockOpportunity } from '../opportunities/load.ts';
import { negotiationNo } from '../refusals.ts';
import { mayNegotiate, opportunityRef, sees } from '../scope.ts';
import { channelNames } from '../states.ts';

/** What a sheet says (clause 2.2.2): features, advantages, use, after-sales service, cases and reviews. */
export const sheetShape = z.strictObject({
  features: text(2_000, 2), advantages: text(2_000, 2), usage: text(2_000, 2), afterSales: text(2_000, 2),
  cases: z.array(z.strictObject({ title: text(100, 1), text: text(1_000, 1) })).max(10).default([]), reviews: z.array(z.strictObject({ who: text(60, 1), text: text(500, 1) })).max(20).default([]),
});
export type Sheet = z.output<typeof sheetShape>;
export interface SheetRow extends Sheet { productId: string; version: number; updatedAt: number; updatedBy: string }

export async function sheetsOf(on: { runner: Runner }, productIds: readonly string[]): Promise<Map<string, SheetRow>> {
  const { rows } = await on.runner.query<SheetRow & Record<string, unknown>>(`select product_id as "productId", features, advantages, usage, after_sales as "afterSales", cases, reviews, version, updated_at as "updatedAt", updated_by as "updatedBy"
    from sales.product_sheet where product_id = any ($1::uuid[])`, [[...new Set(productIds)]], 'sales.sheets_of');
  return new Map(rows.map((r) => [r.productId, r]));
}

export const mayWriteSheets = { seller: 'all', 'team-lead': 'all', 'store-operator': 'all', 'department-head': 'all', 'general-manager': 'all' } as const;

export const saveProductSheet = verb({
  name: 'sales.save-product-sheet', title: words('保存产品资料', 'Save a product sheet'), may: mayWriteSheets, input: z.strictObject({ productId: id, version: z.int().default(0), sheet: sheetShape }),
  subject: async (tx, { productId }) => {
    const product = (await productsById(tx, [productId])).get(productId);
    return product ? { product, sheet: (await sheetsOf(tx, [productId])).get(productId) } : null;
  },
  run: async (tx, { productId, version, sheet }, known) => {
    if ((known.sheet?.version ?? 0) !== version) throw refuse(kernelNo['changed-meanwhile']);
    await tx.rows('sales.save_sheet', `insert into sales.product_sheet (product_id, features, advantages, usage, after_sales, cases, reviews, updated_at, updated_by) values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, to_timestamp($8::bigint / 1000.0), $9)
      on conflict (product_id) do update set features = excluded.features, advantages = excluded.advantages, usage = excluded.usage, after_sales = excluded.after_sales, cases = excluded.cases, reviews = excluded.reviews,
        version = sales.product_sheet.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    [productId, sheet.features, sheet.advantages, sheet.usage, sheet.afterSales, JSON.stringify(sheet.cases), JSON.stringify(sheet.reviews), tx.now, tx.actor.name]);
    tx.fact(productSheetSaved, productId, { productCode: known.product.code });
    return { id: productId };
  },
});

/** The customer was shown products; what was shown and how is kept. By link the page itself tells when it is opened. @throws sales.sheet-missing */
export const introduceProducts = verb({
  name: 'sales.introduce-products', title: words('介绍产品', 'Introduce products'), may: mayNegotiate,
  input: z.strictObject({ opportunityId: id, productIds: z.array(id).min(1).max(50), channel: z.enum(channelNames), note: text(500).default('') }),
  subject: (tx, input) => lockOpportunity(tx, input.opportunityId), inScope: sees, works: opportunityRef,
  run: async (tx, input, o) => {
    const ids = [...new Set(input.productIds)];
    const [products, sheets] = await Promise.all([productsById(tx, ids), sheetsOf(tx, ids)]);
    const bare = ids.filter((p) => !sheets.has(p));
    if (bare.length > 0) throw refuse(negotiationNo['sheet-missing'], words(`还没有资料：${bare.map((p) => products.get(p)?.title ?? p).join('、')}`, `No sheet yet: ${bare.map((p) => products.get(p)?.title ?? p).join(', ')}`), { products: bare });
    const introductionId = tx.newId();
    const number = await tx.number('JS');
    await tx.rows('sales.introduce', `insert into sales.introduction (id, introduction_no, opportunity_id, product_ids, channel, note, by_id, by_name, sent_at) values ($1, $2, $3, $4::uuid[], $5, $6, $7, $8, to_timestamp($9::bigint / 1000.0))`,
      [introductionId, number, o.id, ids, input.channel, input.note, tx.actor.id, tx.actor.name, tx.now]);
    tx.fact(productIntroduced, introductionId, { introductionNo: number, opportunityId: o.id, storeId: o.store_id, seller: o.seller_id, products: ids.length, channel: input.channel, withCases: [...sheets.values()].every((s) => s.cases.length + s.reviews.length > 0) },
      { objects: [{ type: 'opportunity', id: o.id }, ...aboutOf(o)] });
    return { id: introductionId };
  },
});

interface Introduction { id: string; introduction_no: string; opportunity_id: string; opened_at: number | null }
export const noteIntroductionOpened = verb({
  name: 'sales.note-introduction-opened', title: words('登记客户打开资料', 'Note that sheets were opened'), may: { customer: true }, input: z.strictObject({ id }),
  subject: async (tx, input) => (await tx.rows<Introduction & Record<string, unknown>>('sales.lock_introduction', 'select id, introduction_no, opportunity_id, opened_at from sales.introduction where id = $1 for update', [input.id]))[0] ?? null,
  inScope: (actor, _scope, row) => actor.link?.type === 'intro' && actor.link.id === row.id,
  run: async (tx, _input, row) => {
    await tx.rows('sales.introduction_opened', 'update sales.introduction set opens = opens + 1, opened_at = coalesce(opened_at, to_timestamp($2::bigint / 1000.0)) where id = $1', [row.id, tx.now]);
    if (row.opened_at === null) tx.fact(introductionOpened, row.id, { introductionNo: row.introduction_no, opportunityId: row.opportunity_id }, { objects: [{ type: 'opportunity', id: row.opportunity_id }] });
    return { id: row.id };
  },
});

import type { z } from 'zod';
import type { Actor } from '../../../kernel/actor.ts';
import { dayOf, DAY } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { skusById } from '../../../registers/products/index.ts';
import type { GivenGoods, GivenStore } from '../orders/testing.ts';
import { draftContract } from './contracts/draft-contract.ts';
import { openOpportunity } from './opportunities/open-opportunity.ts';
import { proposeSolution, recordNeed } from './opportunities/settle-need.ts';
import { saveQuote } from './quotes/save-quote.ts';
import { introduceProducts, saveProductSheet } from './sheets/product-sheets.ts';

/** For tests of this section and the demo story: the steps from a customer to a quote, as people take them. */

export async function givenCustomer(kernel: Kernel, more: { name?: string; phone?: string | null; customerClass?: string } = {}): Promise<string> {
  const id = newId(kernel.clock.now());
  await kernel.db.query(`insert into customers.customer (id, name, kind, class, phone, source, created_at, updated_at) values ($1, $2, 'company', $3, $4, 'manual', to_timestamp($5 / 1000.0), to_timestamp($5 / 1000.0))`,
    [id, more.name ?? '示例商贸有限公司', more.customerClass ?? 'normal', more.phone === undefined ? '13800000000' : more.phone, kernel.clock.now()]);
  return id;
}

export const wholeNeed = { functions: '保温 12 小时', specification: '500ml 白色', quantity: 100, price: 900_000, 'delivery-time': '2026-12-31', 'after-sales': '一年质保' };
export const sheet = { features: '316 不锈钢内胆，真空断热。', advantages: '保温 12 小时，比同类长 4 小时。', usage: '首次使用请以温水冲洗。', afterSales: '七天无理由退货，一年质保。', cases: [{ title: '某公司年会礼品', text: '采购 500 只，零投诉。' }], reviews: [{ who: '老客户', text: '很保温。' }] };

const versionOf = async (kernel: Kernel, id: string): Promise<number> => (await kernel.db.query<{ version: number }>('select version from sales.opportunity where id = $1', [id])).rows[0]!.version;

/** An opportunity of this seller with its need; with `solved` also the solution with reasons and the sheets sent. */
export async function givenOpportunity(kernel: Kernel, actor: Actor, given: { store: Pick<GivenStore, 'id'>; customerId: string; goods: readonly Pick<GivenGoods, 'skuId'>[]; need?: Partial<typeof wholeNeed>; solved?: boolean; title?: string }): Promise<string> {
  const { id } = await runVerb(kernel, openOpportunity, { title: given.title ?? '年会礼品采购', customerId: given.customerId, storeId: given.store.id }, { actor });
  await runVerb(kernel, recordNeed, { id, version: await versionOf(kernel, id), need: { ...wholeNeed, ...given.need } }, { actor });
  if (given.solved === false) return id;
  await runVerb(kernel, proposeSolution, { id, version: await versionOf(kernel, id), lines: given.goods.map((g) => ({ skuId: g.skuId, quantity: 100, reason: '保温时间符合要求' })) }, { actor });
  await introduce(kernel, actor, id, given.goods);
  return id;
}

export async function introduce(kernel: Kernel, actor: Actor, opportunityId: string, goods: readonly Pick<GivenGoods, 'skuId'>[]): Promise<string> {
  const products = [...new Set([...(await skusById(kernel, goods.map((g) => g.skuId))).values()].map((s) => s.productId))];
  const { rows } = await kernel.db.query<{ product_id: string }>('select product_id from sales.product_sheet where product_id = any ($1::uuid[])', [products]);
  for (const productId of products.filter((p) => !rows.some((r) => r.product_id === p))) await runVerb(kernel, saveProductSheet, { productId, version: 0, sheet }, { actor });
  return (await runVerb(kernel, introduceProducts, { opportunityId, productIds: products, channel: 'link' }, { actor })).id;
}

/** A draft at so many basis points under the price of 99.00. */
export async function givenQuote(kernel: Kernel, actor: Actor, opportunityId: string, lines: z.input<typeof saveQuote.input>['draft']['lines'], version = 0): Promise<{ id: string; quoteNo: string; version: number }> {
  const made = await runVerb(kernel, saveQuote, { opportunityId, version, draft: { lines, validUntil: dayOf(kernel.clock.now() + 14 * DAY), paymentTerms: '预付三成，发货前付清', deliveryTerms: '' } }, { actor });
  return { ...made, version: (await kernel.db.query<{ version: number }>('select version from sales.quote where id = $1', [made.id])).rows[0]!.version };
}

/** A contract from an accepted quote by the template that every installation begins with. */
export async function givenContract(kernel: Kernel, actor: Actor, quoteId: string): Promise<{ id: string; contractNo: string }> {
  const { rows: [template] } = await kernel.db.query<{ id: string }>("select id from sales.contract_template where active order by created_at limit 1");
  return runVerb(kernel, draftContract, { quoteId, templateId: template!.id, plan: [{ name: '预付款', shareBasisPoints: 3_000, due: null }, { name: '尾款', shareBasisPoints: 7_000, due: '2026-12-20' }] }, { actor });
}

import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { id, instant, listOf, page, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

/** Rules that the company may switch off. The others say that an order cannot be shipped as it stands: nobody can want them off. */
export const switchableRules = ['price-below-floor', 'remark-or-flag', 'customer-on-hold', 'refund-asked', 'suspected-duplicate', 'many-orders', 'own-warehouse', 'address-masked', 'may-merge'] as const;
export const fixedRules = ['lines-missing', 'sku-unknown', 'address-incomplete', 'no-warehouse', 'platform-stop'] as const;

const off = z.array(z.enum(switchableRules)).max(switchableRules.length);
const hours = z.int().min(1).max(720);
const many = z.int().min(2).max(100);
const flags = z.array(text(20, 1)).max(20);
const remarks = z.array(text(40, 1)).max(100);
const idle = z.array(text(40, 1)).max(50);

/** A store that judges otherwise than the company; what is left out is the company's. */
export const storeReview = z.strictObject({ storeId: id, off: off.optional(), duplicateWithinHours: hours.optional(), manyOrders: many.optional(), manyOrdersWithinHours: hours.optional(), plainFlags: flags.optional(), idleRemarks: remarks.optional() });
export const reviewSettingsShape = z.strictObject({
  duplicateWithinHours: hours, /** So many orders of one buyer, phone or address, … */ manyOrders: many, /** … within so many hours, wait for a person. */ manyOrdersWithinHours: hours, plainFlags: flags, idleRemarks: remarks, noAfterSales: idle, off,
  stores: z.array(storeReview).max(500).refine((all) => new Set(all.map((s) => s.storeId)).size === all.length, '店铺重复 · a store stands twice'),
});
export type ReviewSettingsShape = z.output<typeof reviewSettingsShape>;

const version = z.int().min(0);
export const readReviewRules = endpoint({
  method: 'GET', path: '/review-rules', summary: words('审单规则', 'Rules of review'),
  response: z.object({ ...reviewSettingsShape.shape, version, mayChange: z.boolean(), stores: z.array(z.object({ ...storeReview.shape, storeName: z.string().nullable() })), open: z.array(z.object({ id, name: z.string() })) }),
});
export const setReviewRulesAct = endpoint({
  method: 'PUT', path: '/review-rules', summary: words('设置审单规则', 'Set the rules of review'), body: z.strictObject({ settings: reviewSettingsShape, version, note: text(200, 2) }),
  response: z.object({ version }),
});
const counted = z.object({
  rule: z.string(), weight: z.enum(['hold', 'note']), /** Orders that it stops now, waiting for a person. */ open: z.int(), /** Orders paid in the last 24 hours that it finds. */ found: z.int(),
  orders: z.array(z.object({ id, orderNo: z.string() })),
});
/** What rules find in the orders paid in the last 24 hours: as they are set, or as they would be. Changes nothing. */
export const tryReviewRules = endpoint({
  method: 'POST', path: '/review-rule-trials', summary: words('试算审单规则', 'Try rules of review'), body: z.strictObject({ settings: reviewSettingsShape.optional() }),
  response: z.object({ since: instant, orders: z.int(), held: z.int(), heldNow: z.int(), /** More orders than are judged at once: the newest were. */ more: z.boolean(), rules: z.array(counted) }),
});
export const listReviewRuleChanges = endpoint({
  method: 'GET', path: '/review-rule-changes', summary: words('审单规则变更记录', 'Changes of the rules of review'), query: z.strictObject({ ...page }),
  response: listOf(z.object({ id, version, before: reviewSettingsShape, after: reviewSettingsShape, note: z.string(), by: z.string(), at: instant })),
});

import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { needShape } from './contract-need.ts';
import { channelNames, quoteStates, stages } from './contract-states.ts';

const params = z.strictObject({ id });
const stage = z.enum(stages);
const row = z.object({
  id, opportunityNo: z.string(), title: z.string(), customerId: id.nullable(), /** Masked. */ customer: z.string().nullable(), leadId: id.nullable(), storeId: id, storeName: z.string().nullable(), sellerId: id, sellerName: z.string(),
  stage, stageAt: instant, expectedFen: fen.nullable(), expectedOn: z.string().nullable(), quoteNo: z.string().nullable(), createdAt: instant, version: z.int(),
});
export type OpportunityRow = z.output<typeof row>;
export const listOpportunities = endpoint({
  method: 'GET', path: '/opportunities', summary: words('商机一览', 'Opportunities'),
  query: z.strictObject({ q: query.text(100), stage: query.anyOf(stages), seller: query.text(36), customer: query.text(36), store: query.text(36), sort: query.oneOf(['created', '-created', 'stage', '-stage', 'expected', '-expected']), ...page }),
  response: listOf(row),
});
/** Per stage how many and how much, with the first of each: the board. */
export const readOpportunityBoard = endpoint({
  method: 'GET', path: '/opportunity-board', summary: words('商机看板', 'Board of opportunities'), query: z.strictObject({ seller: query.text(36) }),
  response: z.object({ stages: z.array(z.object({ stage, count: z.int(), expectedFen: fen, rows: z.array(row) })) }),
});
const solution = z.object({ skuId: id, productId: id.nullable(), code: z.string(), title: z.string(), spec: z.string().nullable(), quantity: z.int(), reason: z.string(), priceFen: fen.nullable(), hasSheet: z.boolean() });
export const quoteBrief = z.object({
  id, quoteNo: z.string(), versionNo: z.int(), state: z.enum(quoteStates), totalFen: fen, discountBasisPoints: z.int(), validUntil: z.string(), issuedAt: instant.nullable(), opens: z.int(), createdAt: instant,
});
const record = row.extend({
  lostReason: z.string().nullable(), need: needShape, /** Of the rulebook's fields, those that are not settled. */ missing: z.array(z.string()), demanded: z.array(z.string()), solution: z.array(solution),
  introductions: z.array(z.object({ id, introductionNo: z.string(), products: z.array(z.string()), channel: z.enum(channelNames), note: z.string(), by: z.string(), at: instant, openedAt: instant.nullable(), opens: z.int(), link: z.string() })),
  quotes: z.array(quoteBrief), contracts: z.array(z.object({ id, contractNo: z.string(), state: z.string(), totalFen: fen, orderId: id.nullable() })),
  /** Products of the solution that no introduction has shown yet. */ toIntroduce: z.array(id), mayChange: z.boolean(),
});
export type OpportunityRecord = z.output<typeof record>;
export const readOpportunity = endpoint({ method: 'GET', path: '/opportunities/:id', summary: words('商机', 'An opportunity'), params, response: record });
/** For the form: stores where the caller sells. */
export const readOpportunityEntry = endpoint({ method: 'GET', path: '/opportunity-entry', summary: words('可建商机的店铺', 'Stores for opportunities'), response: z.object({ stores: z.array(z.object({ id, name: z.string(), platform: z.string() })) }) });

export const openOpportunityAct = endpoint({
  method: 'POST', path: '/opportunities', summary: words('建立商机', 'Open an opportunity'),
  body: z.strictObject({ title: text(120, 2), customerId: id.nullable().default(null), leadId: id.nullable().default(null), storeId: id, expectedFen: fen.min(0).max(1e12).nullable().default(null), expectedOn: z.iso.date().nullable().default(null) }),
  response: z.object({ id, opportunityNo: z.string() }),
});
export const changeOpportunityAct = endpoint({
  method: 'POST', path: '/opportunities/:id/changes', summary: words('修改商机', 'Change an opportunity'), params, response: done,
  body: z.strictObject({ version: z.int(), title: text(120, 2).optional(), customerId: id.optional(), expectedFen: fen.min(0).max(1e12).nullable().optional(), expectedOn: z.iso.date().nullable().optional(), sellerId: id.optional() }),
});
export const recordNeedAct = endpoint({ method: 'POST', path: '/opportunities/:id/need', summary: words('记录需求', 'Record the need'), params, body: z.strictObject({ version: z.int(), need: needShape }), response: z.object({ id, missing: z.array(z.string()) }) });
export const proposeSolutionAct = endpoint({
  method: 'POST', path: '/opportunities/:id/solution', summary: words('提出方案', 'Propose a solution'), params, response: done,
  body: z.strictObject({ version: z.int(), lines: z.array(z.strictObject({ skuId: id, quantity: z.int().min(1).max(1_000_000), reason: text(500).default('') })).min(1).max(100) }),
});
export const loseOpportunityAct = endpoint({ method: 'POST', path: '/opportunities/:id/loss', summary: words('登记失单', 'Lose it'), params, body: z.strictObject({ reason: text(300, 2) }), response: done });
export const reopenOpportunityAct = endpoint({ method: 'POST', path: '/opportunities/:id/reopening', summary: words('重新跟进', 'Take it up again'), params, body: z.strictObject({}), response: done });
export const introduceAct = endpoint({
  method: 'POST', path: '/opportunities/:id/introductions', summary: words('介绍产品', 'Introduce products'), params, response: done,
  body: z.strictObject({ productIds: z.array(id).min(1).max(50), channel: z.enum(channelNames), note: text(500).default('') }),
});

const sheet = z.strictObject({
  features: text(2_000, 2), advantages: text(2_000, 2), usage: text(2_000, 2), afterSales: text(2_000, 2),
  cases: z.array(z.strictObject({ title: text(100, 1), text: text(1_000, 1) })).max(10).default([]), reviews: z.array(z.strictObject({ who: text(60, 1), text: text(500, 1) })).max(20).default([]),
});
const productRef = z.object({ productId: id, code: z.string(), title: z.string(), brand: z.string().nullable(), category: z.string().nullable() });
export const exportSheets = endpoint({ method: 'GET', path: '/product-sheets.xlsx', summary: words('导出产品资料', 'Product sheets as a file'), response: z.any() });
export const listSheets = endpoint({
  method: 'GET', path: '/product-sheets', summary: words('产品资料一览', 'Product sheets'), query: z.strictObject({ q: query.text(100), written: query.bool, sort: query.oneOf(['code', '-code']), ...page }),
  response: listOf(productRef.extend({ written: z.boolean(), cases: z.int(), reviews: z.int(), updatedAt: instant.nullable(), updatedBy: z.string().nullable(), sent: z.int(), opened: z.int() })),
});
export const readSheet = endpoint({ method: 'GET', path: '/product-sheets/:id', summary: words('产品资料', 'A product sheet'), params, response: productRef.extend({ sheet: sheet.nullable(), version: z.int(), updatedAt: instant.nullable(), updatedBy: z.string().nullable() }) });
export const saveSheetAct = endpoint({ method: 'POST', path: '/product-sheets/:id', summary: words('保存产品资料', 'Save a product sheet'), params, body: z.strictObject({ version: z.int(), sheet }), response: done });
export const saveSheetBody = sheet;

const token = z.strictObject({ token: z.string().max(300) });
export const portalIntroduction = endpoint({
  method: 'GET', path: '/portal/introductions/:token', summary: words('客户查看产品资料', 'Product sheets for the customer'), params: token,
  response: z.object({ company: z.string(), by: z.string(), at: instant, note: z.string(), products: z.array(productRef.pick({ title: true, brand: true }).extend({ specs: z.array(z.string()), sheet })) }),
});
export const portalIntroductionOpened = endpoint({ method: 'POST', path: '/portal/introductions/:token/opening', summary: words('客户打开资料', 'Opened'), params: token, body: z.strictObject({}), response: done });

import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { day, done, fen, id, instant, listOf, page, query, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const countPlanStates = ['planned', 'counting', 'recounting', 'counted', 'posted', 'cancelled'] as const;
export type CountPlanState = (typeof countPlanStates)[number];
export const countPlanStateWords: Record<CountPlanState, ReturnType<typeof words>> = {
  planned: words('待开始', 'Planned'), counting: words('初盘中', 'Counting'), recounting: words('复盘中', 'Counting again'), counted: words('待过账', 'To be posted'), posted: words('已过账', 'Posted'), cancelled: words('已取消', 'Cancelled'),
};
/** By what left in the last 90 days at cost: A makes the first 80 % of it, B the next 15 %, C the rest. */
export const turnoverClasses = ['A', 'B', 'C'] as const;

const params = z.strictObject({ id });
const version = z.int().min(1);
const scope = z.strictObject({
  /** Places, or racks and aisles with which places begin. */ places: z.array(text(40, 1)).max(50), categories: z.array(text(80, 1)).max(50), skuIds: z.array(id).max(500), class: z.enum(turnoverClasses).nullable(),
});
export type CountScope = z.output<typeof scope>;
const row = z.object({
  id, planNo: z.string(), title: z.string(), warehouseId: id, warehouse: z.string().nullable(), state: z.enum(countPlanStates), articles: z.int(), lines: z.int(), counted: z.int(), /** Lines to be counted a second time. */ recounted: z.int(),
  /** Lines that differ; null as long as counting goes on. */ differing: z.int().nullable(), createdAt: instant, createdBy: z.string(), startedAt: instant.nullable(), endedAt: instant.nullable(), version: z.int(),
});
export const listCountPlans = endpoint({
  method: 'GET', path: '/stock/count-plans', summary: words('盘点计划', 'Stock-take plans'),
  query: z.strictObject({ q: query.text(100), sort: query.oneOf(['created', '-created']), state: query.anyOf(countPlanStates), warehouse: query.text(36), ...page }), response: listOf(row),
});
const line = z.object({
  id, skuId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), barcode: z.string().nullable(), place: z.string().nullable(), batchKept: z.boolean(),
  /** Null where the article is not kept by batches; empty: nobody has said the batch. */ batchNo: z.string().nullable(), expiresOn: day.nullable(),
  /** What the books said at the beginning, and what moved until it was counted; null for counters, who count blind. */ expected: z.int().nullable(), moved: z.int().nullable(),
  first: z.int().nullable(), firstBy: z.string().nullable(), isRecounted: z.boolean(), second: z.int().nullable(), secondBy: z.string().nullable(), difference: z.int().nullable(), differenceFen: fen.nullable(),
});
export type CountPlanLine = z.output<typeof line>;
const lays = z.object({ verb: z.string(), subject: z.object({ type: z.string(), id: z.string() }), content: z.record(z.string(), z.unknown()) });
export const readCountPlan = endpoint({
  method: 'GET', path: '/stock/count-plans/:id', summary: words('盘点计划单', 'A stock-take plan'), params,
  response: row.extend({
    scope, /** Counted without seeing the books. */ blind: z.boolean(), lineList: z.array(line), /** Both ways together, at cost. */ differenceFen: fen.nullable(), countId: id.nullable(), endedBy: z.string().nullable(), reason: z.string().nullable(),
    /** What is laid before whoever approves the differences, once all is counted. */ lays: lays.nullable(),
  }),
});
export const planCount = endpoint({
  method: 'POST', path: '/stock/count-plans', summary: words('新建盘点计划', 'Plan a stock-take'), body: z.strictObject({ warehouseId: id, title: text(100, 1), scope }), response: z.object({ id, planNo: z.string(), articles: z.int() }),
});
export const startCountPlan = endpoint({ method: 'POST', path: '/stock/count-plans/:id/start', summary: words('开始盘点', 'Begin to count'), params, body: z.strictObject({ version }), response: z.object({ id, lines: z.int() }) });
export const enterCount = endpoint({
  method: 'POST', path: '/stock/count-plans/:id/counts', summary: words('录入实盘', 'Enter what was counted'), params,
  /** `code`: a barcode or SKU code. `batchNo`: which batch, where the article is kept by batches; empty: no number can be read. `add` counts further, `set` puts right. */
  body: z.strictObject({ code: text(64, 1), batchNo: text(60).nullable().optional(), quantity: z.int().min(0).max(10_000_000), how: z.enum(['add', 'set']) }),
  response: z.object({ id, lineId: id, code: z.string(), title: z.string(), place: z.string().nullable(), counted: z.int() }),
});
export const endCountRound = endpoint({
  method: 'POST', path: '/stock/count-plans/:id/round-end', summary: words('结束本轮盘点', 'End the round'), params,
  body: z.strictObject({ version, /** Lines that nobody counted stay as the books say, said in so many words. */ leaveOut: z.boolean() }), response: z.object({ id, state: z.enum(countPlanStates), recount: z.int() }),
});
export const postCountPlan = endpoint({ method: 'POST', path: '/stock/count-plans/:id/posting', summary: words('盘点过账', 'Post the differences'), params, body: z.strictObject({ version }), response: z.object({ id, countNo: z.string(), differences: z.int() }) });
export const cancelCountPlan = endpoint({ method: 'POST', path: '/stock/count-plans/:id/cancellation', summary: words('取消盘点计划', 'Cancel the stock-take'), params, body: z.strictObject({ version, reason: text(200, 2) }), response: done });
/** The sheet to count with and to fill in, in the columns of the import `count-sheets`: no figures of the books. In the second round only what is to be counted again. */
export const exportCountSheet = endpoint({
  method: 'GET', path: '/stock/count-plans/:id/sheet', summary: words('下载盘点表', 'Download the count sheet'), params, query: z.strictObject({ format: query.oneOf(['csv', 'xlsx']) }), response: z.unknown(),
});
export const exportCountPlan = endpoint({
  method: 'GET', path: '/stock/count-plans/:id/lines', summary: words('导出盘点明细', 'Export the lines'), params, query: z.strictObject({ format: query.oneOf(['csv', 'xlsx']) }), response: z.unknown(),
});

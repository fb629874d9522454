import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, text } from '../../kernel/schemas.ts';
import { words, type Words } from '../../kernel/words.ts';

/** Where the company sells. The name says which files and gateways a store has. */
export const platforms = {
  taobao: words('淘宝', 'Taobao'),
  tmall: words('天猫', 'Tmall'),
  jd: words('京东', 'JD'),
  pdd: words('拼多多', 'Pinduoduo'),
  douyin: words('抖音', 'Douyin'),
  kuaishou: words('快手', 'Kuaishou'),
  xiaohongshu: words('小红书', 'Xiaohongshu'),
  wechat: words('微信小店', 'WeChat shop'),
  own: words('自营', 'Own shop'),
} as const satisfies Record<string, Words>;
export type Platform = keyof typeof platforms;
export const platform = z.enum(Object.keys(platforms) as [Platform, ...Platform[]]);

const params = z.strictObject({ id });
const said = z.object({ at: instant, by: z.string() }).nullable();
export const readOrderPlan = endpoint({
  method: 'GET', path: '/orders/:id/plan', summary: words('订单付款计划与部门签收', 'Plan of payment, and who was told'), params,
  response: z.object({
    parts: z.array(z.object({ id, name: z.string(), amountFen: fen, paidFen: fen, dueAt: instant, state: z.enum(['open', 'paid', 'void']) })), finance: said, operations: said,
    mayFinance: z.boolean(), mayOperations: z.boolean(),
  }),
});
export const acknowledgeOrderAct = endpoint({ method: 'POST', path: '/orders/:id/operations-acknowledgement', summary: words('运营签收订单', 'Operations acknowledges'), params, body: z.strictObject({ note: text(200).default('') }), response: done });
const ref = z.object({ id, name: z.string() });
/** Version that the editor read: another one means that somebody changed the record meanwhile. */
const version = z.int().min(1);
const fields = {
  name: text(80, 1), teamId: id.nullable().default(null), defaultWarehouseId: id.nullable().default(null),
  /** The marketplace's own number of the shop. */
  outsideShopId: text(80, 1).nullable().default(null),
  /** Other names under which exported files call it. */
  aliases: z.array(text(80, 1)).max(20).default([]),
};

export const storeRow = z.object({
  id, name: z.string(), platform: z.string(), state: z.enum(['open', 'closed']), team: ref.nullable(), warehouse: ref.nullable(), outsideShopId: z.string().nullable(),
  aliases: z.array(z.string()), openedAt: instant, version,
});
export const listStores = endpoint({
  method: 'GET', path: '/stores', summary: words('店铺', 'Stores'),
  query: z.strictObject({ ...page, q: query.text(100), sort: query.oneOf(['name', '-name', 'openedAt', '-openedAt']), platform: query.anyOf(platform.options as [Platform, ...Platform[]]), state: query.oneOf(['open', 'closed']) }),
  response: listOf(storeRow),
});
export const readStore = endpoint({
  method: 'GET', path: '/stores/:id', summary: words('店铺资料', 'A store'), params, response: storeRow,
});
export const openStore = endpoint({
  method: 'POST', path: '/stores', summary: words('开设店铺', 'Open a store'), body: z.strictObject({ ...fields, platform }), response: done,
});
export const changeStore = endpoint({
  method: 'PUT', path: '/stores/:id', summary: words('修改店铺资料', 'Change a store'), params, body: z.strictObject({ version, ...fields }), response: done,
});
export const closeStore = endpoint({
  method: 'POST', path: '/stores/:id/closing', summary: words('关闭店铺', 'Close a store'), params, body: z.strictObject({ reason: text(200, 2) }), response: done,
});
export const reopenStore = endpoint({
  method: 'DELETE', path: '/stores/:id/closing', summary: words('恢复店铺', 'Open a closed store again'), params, body: z.strictObject({}), response: done,
});

import { z } from 'zod';
import { endpoint } from '../../../../kernel/http/contract.ts';
import { done, fen, id, instant, text } from '../../../../kernel/schemas.ts';
import { words } from '../../../../kernel/words.ts';
import { receiver } from '../contract-order-input.ts';
import { orderContent } from './contract-content.ts';

export const amendedFieldWords = { lines: words('商品', 'goods'), price: words('单价', 'prices'), freight: words('运费', 'freight'), address: words('收货地址', 'address'), date: words('承诺发货时间', 'promised date') } as const;
export const effectWords = {
  'value-down': words('订单金额减少', 'the order is worth less'), 'below-list': words('低于商品售价', 'under the article’s own price'), 'below-floor': words('低于最低售价', 'under the floor'),
  'after-packing': words('已打包，须拆包', 'it is packed and must be opened'), 'promise-later': words('推迟承诺的发货时间', 'the promised date is later'), gift: words('另送赠品', 'a gift is added'),
} as const;
export const amendmentStateWords = { proposed: words('待生效', 'Proposed'), applied: words('已生效', 'In force'), withdrawn: words('已撤回', 'Withdrawn'), rejected: words('已驳回', 'Rejected'), overtaken: words('已失效（订单已变动）', 'Overtaken') } as const;
export const amendmentStates = ['proposed', 'applied', 'withdrawn', 'rejected', 'overtaken'] as const;

const params = z.strictObject({ id });
const line = z.strictObject({
  /** A line of the order that stays; lines that are not named go out. */ lineId: id.optional(), /** A new line. */ skuCode: text(100, 1).optional(), quantity: z.int().min(1).max(100_000),
  /** Price of one unit; left out it stays, or is the article's own. */ unitPriceFen: fen.min(0).max(1e12).optional(), /** A new line that is a gift. */ gift: z.boolean().optional(),
}).refine((l) => !l.gift || (l.lineId === undefined && !l.unitPriceFen), { message: '赠品是新增的、不计价的一行 · a gift is a new line without a price', path: ['gift'] }).refine((l) => (l.lineId === undefined) !== (l.skuCode === undefined), { message: '请给出 lineId 或 skuCode 之一 · give either lineId or skuCode', path: ['lineId'] });

const amendment = z.object({
  id, amendmentNo: z.string(), versionNo: z.int(), state: z.enum(amendmentStates), before: orderContent, after: orderContent, fields: z.array(z.enum(['lines', 'price', 'freight', 'address', 'date'])),
  effects: z.array(z.enum(['value-down', 'below-list', 'below-floor', 'after-packing', 'promise-later', 'gift'])), effectBasisPoints: z.int(), reason: z.string(), refundFen: fen, proposedAt: instant, proposedBy: z.string(),
  endedAt: instant.nullable(), endedBy: z.string().nullable(), endReason: z.string().nullable(), version: z.int(),
});
export type AmendmentRow = z.output<typeof amendment>;

/** Where a version sends the goods: region open, the rest masked. */
const place = z.object({ addressId: id, name: z.string().nullable(), phone: z.string().nullable(), region: z.string(), detail: z.string().nullable() });
export type AmendedPlace = z.output<typeof place>;
export const readAmendments = endpoint({
  method: 'GET', path: '/orders/:id/amendments', summary: words('订单变更', 'Changes of the order'), params,
  response: z.object({ rows: z.array(amendment), /** Addresses that a change of address names, before and after. */ places: z.array(place) }),
});
export const proposeAmendmentAct = endpoint({
  method: 'POST', path: '/orders/:id/amendments', summary: words('提出订单变更', 'Propose a change'), params,
  body: z.strictObject({ version: z.int(), reason: text(200, 2), lines: z.array(line).min(1).max(200).optional(), freightFen: fen.min(0).max(1e12).optional(), receiver: receiver.optional(), promisedShipBy: instant.nullable().optional() }),
  response: z.object({ id, amendmentNo: z.string(), effects: amendment.shape.effects, effectBasisPoints: z.int() }),
});
export const applyAmendmentAct = endpoint({
  method: 'POST', path: '/amendments/:id/application', summary: words('变更生效', 'Put the change into force'), params, body: z.strictObject({}),
  response: z.object({ id, state: z.enum(amendmentStates), refundNo: z.string().nullable(), balanceFen: fen }),
});
export const withdrawAmendmentAct = endpoint({ method: 'POST', path: '/amendments/:id/withdrawal', summary: words('撤回变更', 'Withdraw the change'), params, body: z.strictObject({ reason: text(200, 2) }), response: done });

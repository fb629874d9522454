import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

/** A rule for gifts as it is sent: what an order must reach, and what it gets for it. */
export const giftRuleInput = z.strictObject({
  name: text(80, 2), /** Null: every store. */ storeId: id.nullable().default(null), startsAt: instant, /** The moment from which it holds no more; null: until it is switched off. */ endsAt: instant.nullable().default(null),
  /** Goods after discounts; nothing asked when 0. */ minAmountFen: fen.min(0).max(1e12).default(0), /** An article of which so many are bought; null: any goods. */ skuCode: text(100, 1).nullable().default(null), minQuantity: z.int().min(1).max(100_000).default(1),
  giftCode: text(100, 1), giftQuantity: z.int().min(1).max(1_000).default(1), /** As many times as the order reaches the condition, instead of once. */ eachTime: z.boolean().default(false),
  /** Price of one unit, stated to the customer beforehand, for a gift that is kept when the goods go back; null: none was stated, and nothing is asked. */ keptPriceFen: fen.min(0).max(1e10).nullable().default(null),
  /** Units that may be given in all; null: no limit. */ quota: z.int().min(1).max(10_000_000).nullable().default(null), active: z.boolean().default(true),
});
export type GiftRuleInput = z.output<typeof giftRuleInput>;

export const giftRuleStates = { planned: words('未开始', 'Planned'), 'in-force': words('生效中', 'In force'), past: words('已结束', 'Past'), off: words('已停用', 'Off') } as const;
export const giftRuleStateKeys = ['planned', 'in-force', 'past', 'off'] as const;
const row = z.object({
  ...giftRuleInput.shape, storeId: id.nullable(), endsAt: instant.nullable(), minAmountFen: fen, skuCode: z.string().nullable(), minQuantity: z.int(), giftCode: z.string(), giftQuantity: z.int(), eachTime: z.boolean(), keptPriceFen: fen.nullable(),
  quota: z.int().nullable(), active: z.boolean(), id, storeName: z.string().nullable(), skuTitle: z.string().nullable(), giftTitle: z.string().nullable(), state: z.enum(giftRuleStateKeys), /** Units given, without those of cancelled orders. */ given: z.int(),
  updatedAt: instant, updatedBy: z.string(), version: z.int(),
});
export type GiftRuleRow = z.output<typeof row>;
export const listGiftRules = endpoint({
  method: 'GET', path: '/gift-rules', summary: words('赠品规则', 'Rules for gifts'),
  query: z.strictObject({ q: query.text(100), state: query.anyOf(giftRuleStateKeys), sort: query.oneOf(['from', '-from']), ...page }), response: z.object({ ...listOf(row).shape, mayChange: z.boolean() }),
});
/** The rules of the list, in the columns of the import `gift-rules`. */
export const exportGiftRules = endpoint({
  method: 'GET', path: '/gift-rules-table', summary: words('导出赠品规则', 'Export the rules for gifts'), query: z.strictObject({ q: query.text(100), state: query.anyOf(giftRuleStateKeys), format: query.oneOf(['csv', 'xlsx']) }), response: z.unknown(),
});
export const saveGiftRuleAct = endpoint({
  method: 'POST', path: '/gift-rules', summary: words('保存赠品规则', 'Save a rule for gifts'), response: done,
  body: z.strictObject({ id: id.nullable().default(null), version: z.int().default(0), rule: giftRuleInput }),
});

import { words } from '../../../kernel/words.ts';

/** What customers may ask for (clause 2.4.2). */
export const returnTypes = {
  'before-shipping': words('发货前退款', 'Refund before shipping'), 'refund-only': words('仅退款', 'Refund only'), return: words('退货退款', 'Return and refund'), exchange: words('换货', 'Exchange'),
  replacement: words('补发', 'Replacement'), 'refused-parcel': words('拒收退回', 'Refused parcel'), repair: words('维修', 'Repair'),
} as const;
export type ReturnType = keyof typeof returnTypes;
export const returnTypeKeys = Object.keys(returnTypes) as [ReturnType, ...ReturnType[]];

/** Whose cause it is: the law asks nothing else of a reason. */
export const causes = {
  'no-reason': words('客户自身原因', 'The customer’s own'), faulty: words('质量问题', 'Faulty goods'), 'wrong-goods': words('错发漏发', 'Wrong or missing goods'),
  'transport-damage': words('运输损坏', 'Damage on the way'), 'not-as-described': words('与描述不符', 'Not as described'), late: words('未按约定送达', 'Late or not delivered'),
} as const;
export type Cause = keyof typeof causes;
export const causeKeys = Object.keys(causes) as [Cause, ...Cause[]];

export const returnStates = {
  requested: words('待答复', 'To decide'), 'awaiting-goods': words('待客户寄回', 'Waiting for the goods'), 'on-the-way': words('退货途中', 'On its way back'), received: words('待验收', 'To inspect'),
  'to-pay': words('待退款', 'To refund'), 'to-exchange': words('待换货发出', 'To send'), 'to-repair': words('维修中', 'In repair'), done: words('已完成', 'Done'),
  refused: words('未准予', 'Refused'), rejected: words('验收未过，已退回客户', 'Sent back to the customer'), withdrawn: words('已撤回', 'Withdrawn'),
} as const;
export type ReturnState = keyof typeof returnStates;
export const returnStateKeys = Object.keys(returnStates) as [ReturnState, ...ReturnState[]];

/** Goods without no-reason return: by law, or once the customer confirmed it for the purchase. The keys are those of clause 2.4.2. */
export const exclusions = {
  'custom-made': words('定作的商品', 'Made to order'), fresh: words('鲜活易腐', 'Fresh and perishable'), digital: words('数字化商品', 'Digital goods'), periodical: words('已交付的报刊', 'Periodicals'),
  'unsealed-sensitive': words('拆封后影响安全、健康或品质', 'Unsafe or spoilt once unsealed'), activated: words('激活或试用后贬值', 'Loses value once activated'), 'near-expiry': words('明示的临期或瑕疵', 'Sold as near expiry or flawed'),
  hygiene: words('贴身用品', 'Intimate wear'),
} as const;
export type Exclusion = keyof typeof exclusions;
export const exclusionKeys = Object.keys(exclusions) as [Exclusion, ...Exclusion[]];

export const payers = { customer: words('客户承担', 'The customer'), company: words('公司承担', 'The company'), shared: words('双方各半', 'Half each') } as const;
export type Payer = keyof typeof payers;

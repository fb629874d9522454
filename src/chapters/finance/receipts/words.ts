import { words, type Words } from '../../../kernel/words.ts';
import type { AccountKey } from '../ledger/accounts.ts';
import type { reasonCodes, writeOffCodes } from './contract.ts';

/** Words of codes that facts, lists and pages share. */
export const openWords = {
  'no-order': words('没有找到对应的订单', 'no order found'),
  'amounts-differ': words('金额与订单不一致', 'the amounts differ from the orders'),
  'more-than-due': words('超过订单应收', 'more than the order owes'),
  'refund-without-payment': words('退款找不到已核销的付款', 'the payment of the refund is not matched'),
  'refund-exceeds-paid': words('退款超过已收金额', 'more refunded than was paid'),
  'needs-a-person': words('需要人工判断', 'a person has to decide'),
  'bills-differ': words('两份账单的金额不一致', 'the two bills disagree'),
  undone: words('核销已撤销', 'the match was undone'),
} as const satisfies Record<string, Words>;
export type OpenCode = keyof typeof openWords;
export const openText = (code: string): Words => (code in openWords ? openWords[code as OpenCode] : words(code, code));

const providerNames = { alipay: words('支付宝', 'Alipay'), wechat: words('微信支付', 'WeChat Pay'), bank: words('银行', 'Bank'), cash: words('现金', 'Cash') } as const;
/** 支付宝 业务明细: what a bill is called. */
export const billText = (provider: keyof typeof providerNames, bill: 'trade' | 'fund'): Words => {
  const [name, of] = [providerNames[provider], bill === 'trade' ? words('业务明细', 'trades') : words('账务明细', 'account')];
  return words(`${name.zh} ${of.zh}`, `${name.en} ${of.en}`);
};

interface Reason { readonly name: Words; readonly account: AccountKey | null; readonly side: 'in' | 'out' | 'both' }
const reason = (zh: string, en: string, account: AccountKey | null, side: Reason['side']): Reason => ({ name: words(zh, en), account, side });

/** Why money of a receipt belongs to no order, and where it is booked. `null`: said of suspects, nothing is booked against it. */
export const reasons = {
  'provider-fee': reason('支付渠道手续费', 'Fee of the payment provider', 'fees', 'both'),
  'platform-fee': reason('平台佣金与服务费', 'Commission of the marketplace', 'fees', 'both'),
  promotion: reason('推广费', 'Promotion', 'promotion', 'both'),
  freight: reason('运费与运费险', 'Freight and its insurance', 'freight', 'both'),
  'own-transfer': reason('本公司账户之间划转', 'Between accounts of the company', 'bank', 'both'),
  deposit: reason('平台保证金', 'Deposit with the marketplace', 'deposits', 'both'),
  'owed-back': reason('客户多付，待退还', 'Overpaid, to be given back', 'owedBack', 'both'),
  'other-income': reason('其他收入', 'Other income', 'otherIncome', 'in'),
  'other-expense': reason('其他支出', 'Other expense', 'otherExpense', 'out'),
  rounding: reason('尾差', 'Rounding', 'otherExpense', 'both'),
  'same-movement': reason('与另一份账单为同一笔', 'Same movement as in the other bill', null, 'both'),
  'own-movement': reason('不是同一笔，单独入账', 'A movement of its own', null, 'both'),
} as const satisfies Record<(typeof reasonCodes)[number], Reason>;
export type ReasonCode = keyof typeof reasons;
export const reasonText = (code: string): Words => {
  if (code === 'withdrawal') return words('提现至银行账户', 'Withdrawn to the bank');
  if (code in reasons) return reasons[code as ReasonCode].name;
  return code in writeOffs ? writeOffs[code as WriteOffCode].name : words(code, code);
};

/** Why what an order still owes (or got too much) is given up. */
export const writeOffs = {
  'marketplace-discount': { name: words('平台或商家优惠', 'Discount of marketplace or shop'), account: 'returns' },
  'platform-fee': { name: words('平台扣除佣金', 'Commission kept back by the marketplace'), account: 'fees' },
  freight: { name: words('平台扣除运费', 'Freight kept back by the marketplace'), account: 'freight' },
  rounding: { name: words('尾差', 'Rounding'), account: 'otherExpense' },
  'bad-debt': { name: words('确认无法收回', 'Cannot be collected'), account: 'otherExpense' },
  'overpaid-kept': { name: words('多收且无需退还', 'Overpaid and not to be given back'), account: 'otherIncome' },
} as const satisfies Record<(typeof writeOffCodes)[number], { name: Words; account: AccountKey }>;
export type WriteOffCode = keyof typeof writeOffs;

export const howWords = {
  'one-to-one': words('一对一', 'one to one'), 'many-to-one': words('多笔对一单', 'several receipts, one order'), 'one-to-many': words('一笔对多单', 'one receipt, several orders'),
  partial: words('部分', 'part'), 'by-hand': words('人工', 'by hand'), refund: words('退款', 'refund'),
} as const satisfies Record<string, Words>;

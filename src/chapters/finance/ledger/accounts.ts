import { words, type Words } from '../../../kernel/words.ts';

/**
 * The chart of accounts, after the numbers of 《企业会计准则——应用指南》. `side`: on which side the account normally stands;
 * `statement`: where it appears in the profit statement (null: balance sheet).
 */
export interface Account {
  readonly number: string;
  readonly name: Words;
  readonly side: 'debit' | 'credit';
  readonly statement: 'revenue' | 'returns' | 'freight-income' | 'cost' | 'fees' | 'freight' | 'promotion' | 'other-income' | 'other-expense' | null;
}

const account = (number: string, zh: string, en: string, side: Account['side'], statement: Account['statement'] = null): Account => ({ number, name: words(zh, en), side, statement });

export const accounts = {
  cash: account('1001', '库存现金', 'Cash in hand', 'debit'),
  bank: account('1002', '银行存款', 'Bank', 'debit'),
  alipay: account('101201', '其他货币资金—支付宝', 'Alipay balance', 'debit'),
  wechat: account('101202', '其他货币资金—微信支付', 'WeChat Pay balance', 'debit'),
  cheques: account('1121', '应收票据—支票', 'Cheques in hand', 'debit'),
  receivable: account('1122', '应收账款—平台及客户', 'Receivables', 'debit'),
  deposits: account('1221', '其他应收款—平台保证金', 'Deposits with marketplaces', 'debit'),
  inTransit: account('1402', '在途物资—仓间调拨', 'Goods between warehouses', 'debit'),
  stock: account('1405', '库存商品', 'Merchandise', 'debit'),
  shipped: account('1406', '发出商品', 'Goods on their way', 'debit'),
  payable: account('2202', '应付账款—供应商', 'Payables to suppliers', 'credit'),
  unexplained: account('2241', '其他应付款—待查款项', 'Unexplained receipts', 'credit'),
  owedBack: account('224102', '其他应付款—应退客户款', 'Owed back to customers', 'credit'),
  prepaid: account('2204', '合同负债', 'Contract liabilities', 'credit'),
  capital: account('4001', '实收资本', 'Capital', 'credit'),
  sales: account('6001', '主营业务收入', 'Sales', 'credit', 'revenue'),
  returns: account('600199', '销售退回与折让', 'Sales returns', 'debit', 'returns'),
  freightIncome: account('6051', '运费收入', 'Freight charged', 'credit', 'freight-income'),
  cost: account('6401', '主营业务成本', 'Cost of sales', 'debit', 'cost'),
  costDifference: account('640199', '主营业务成本—采购与调价差异', 'Cost: price differences', 'debit', 'cost'),
  fees: account('660101', '销售费用—平台及支付手续费', 'Platform and payment fees', 'debit', 'fees'),
  freight: account('660102', '销售费用—运费', 'Freight', 'debit', 'freight'),
  promotion: account('660103', '销售费用—推广费', 'Promotion', 'debit', 'promotion'),
  otherIncome: account('6301', '营业外收入', 'Other income', 'credit', 'other-income'),
  otherExpense: account('6711', '营业外支出', 'Other expense', 'debit', 'other-expense'),
} as const satisfies Record<string, Account>;

export type AccountKey = keyof typeof accounts;

const byNumber = new Map<string, Account>(Object.values(accounts).map((a) => [a.number, a]));

/** The account of a number. @throws Error for a number that the chart does not have */
export function accountOf(number: string): Account {
  const found = byNumber.get(number);
  if (!found) throw new Error(`no account ${number} in the chart`);
  return found;
}

const keyByNumber = new Map<string, AccountKey>((Object.entries(accounts) as [AccountKey, Account][]).map(([key, a]) => [a.number, key]));

export const accountKeys = Object.keys(accounts) as [AccountKey, ...AccountKey[]];

/** Key of an account's number, for counter-entries. @throws Error for a number that the chart does not have */
export function accountKeyOf(number: string): AccountKey {
  const found = keyByNumber.get(number);
  if (!found) throw new Error(`no account ${number} in the chart`);
  return found;
}

/** Where the money of a payment account lies. */
export const moneyAccount = { alipay: 'alipay', wechat: 'wechat', bank: 'bank', cash: 'cash' } as const satisfies Record<string, AccountKey>;

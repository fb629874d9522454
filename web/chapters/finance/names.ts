import { words } from '../../../src/kernel/words.ts';

/** What states and kinds of receipts are called. */
export const receiptStateWords = {
  open: words('未核对', 'Open'), partly: words('部分核对', 'Partly'), suspect: words('疑似重复', 'Suspect'), matched: words('已核对', 'Matched'), explained: words('已说明', 'Explained'),
  linked: words('与另一账单同笔', 'Same as another bill'), void: words('无效', 'Void'),
} as const;
export const receiptKindWords = {
  payment: words('收款', 'Payment'), refund: words('退款', 'Refund'), fee: words('手续费', 'Fee'), withdrawal: words('提现', 'Withdrawal'), transfer: words('转账', 'Transfer'), other: words('其他', 'Other'),
} as const;
export const providerWords = { alipay: words('支付宝', 'Alipay'), wechat: words('微信支付', 'WeChat Pay'), bank: words('银行', 'Bank'), cash: words('现金', 'Cash') } as const;
export const methodWords = {
  alipay: words('支付宝', 'Alipay'), wechat: words('微信支付', 'WeChat Pay'), 'bank-card': words('银行卡', 'Bank card'), transfer: words('银行转账', 'Bank transfer'), cheque: words('支票', 'Cheque'), cash: words('现金', 'Cash'),
} as const;
export const classWords = { '*': words('全部客户', 'All customers'), normal: words('普通客户', 'Normal'), key: words('重点客户', 'Key'), wholesale: words('批发客户', 'Wholesale') } as const;
/** Options of a filter out of a table of words. */
export const optionsOf = (table: Readonly<Record<string, { zh: string; en: string }>>) => Object.entries(table).map(([value, said]) => ({ value, words: said }));

import { z } from 'zod';
import { fact } from '../../kernel/fact.ts';
import { formatYuan } from '../../kernel/money.ts';
import { fen, id, instant } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';
import { openText, reasonText } from './receipts/words.ts';

const receipt = { accountId: id, provider: z.string(), tradeNo: z.string(), amountFen: fen };

export const billImported = fact('finance.bill-imported', {
  subject: 'bill', payload: z.object({ provider: z.string(), bill: z.enum(['trade', 'fund']), accountId: id, rows: z.int(), reconciled: z.boolean() }),
  sentence: (p) => words(`导入账单 ${p.rows} 行，${p.reconciled ? '与文件合计一致' : '与文件合计不一致'}`, `Bill imported, ${p.rows} rows, ${p.reconciled ? 'totals agree' : 'totals differ'}`),
});
export const receiptRecorded = fact('finance.receipt-recorded', {
  subject: 'receipt', payload: z.object({ ...receipt, kind: z.string(), byHand: z.boolean() }),
  sentence: (p) => words(`收款记录 ${formatYuan(p.amountFen)}`, `Receipt recorded, ${formatYuan(p.amountFen)}`),
});
export const receiptMatched = fact('finance.receipt-matched', {
  subject: 'receipt', payload: z.object({ ...receipt, orderNos: z.array(z.string()), how: z.enum(['one-to-one', 'many-to-one', 'one-to-many', 'partial', 'by-hand', 'refund']) }),
  sentence: (p) => words(`与订单核对一致：${p.orderNos.join('、')}`, `Matched with ${p.orderNos.join(', ')}`),
});
export const receiptLeftOpen = fact('finance.receipt-left-open', {
  subject: 'receipt', payload: z.object({ ...receipt, why: z.string() }),
  sentence: (p) => words(`未达账项：${openText(p.why).zh}`, `Open item: ${openText(p.why).en}`),
});
export const differenceExplained = fact('finance.difference-explained', {
  subject: 'receipt', payload: z.object({ ...receipt, differenceFen: fen, reason: z.string() }),
  sentence: (p) => words(`差额 ${formatYuan(p.differenceFen)} 已说明：${reasonText(p.reason).zh}`, `Difference ${formatYuan(p.differenceFen)} explained: ${reasonText(p.reason).en}`),
});
/** What an order still owed, or had got too much, was given up with a reason. */
export const receivableWrittenOff = fact('finance.receivable-written-off', {
  subject: 'receivable', payload: z.object({ orderNo: z.string(), amountFen: fen, reason: z.string() }),
  sentence: (p) => words(`订单 ${p.orderNo} 差额 ${formatYuan(p.amountFen)} 核销：${reasonText(p.reason).zh}`, `Order ${p.orderNo}: ${formatYuan(p.amountFen)} written off, ${reasonText(p.reason).en}`),
});
export const matchUndone = fact('finance.match-undone', {
  subject: 'receipt', payload: z.object({ ...receipt, orderNos: z.array(z.string()), reason: z.string() }),
  sentence: (p) => words(`撤销与 ${p.orderNos.join('、')} 的核销：${p.reason}`, `Match with ${p.orderNos.join(', ')} undone: ${p.reason}`),
});
export const periodSigned = fact('finance.period-signed', {
  subject: 'period', payload: z.object({ period: z.string(), side: z.enum(['finance', 'sales']) }),
  sentence: (p) => (p.side === 'finance' ? words(`账期 ${p.period} 财务签字`, `Period ${p.period} signed by finance`) : words(`账期 ${p.period} 销售签字`, `Period ${p.period} signed by sales`)),
});
export const entryPosted = fact('finance.entry-posted', {
  subject: 'entry', payload: z.object({ entryNo: z.string(), amountFen: fen, what: z.string() }),
  sentence: (p) => words(`记账凭证 ${p.entryNo} ${formatYuan(p.amountFen)}`, `Entry ${p.entryNo}, ${formatYuan(p.amountFen)}`),
});
export const periodClosed = fact('finance.period-closed', {
  subject: 'period', payload: z.object({ period: z.string() }), sentence: (p) => words(`账期 ${p.period} 结账`, `Period ${p.period} closed`),
});
/** A closed month was opened again, with a reason; both sides sign anew before it is closed. */
export const periodReopened = fact('finance.period-reopened', {
  subject: 'period', payload: z.object({ period: z.string(), reason: z.string() }),
  sentence: (p) => words(`账期 ${p.period} 重新打开：${p.reason}`, `Period ${p.period} opened again: ${p.reason}`),
});
export const paymentAccountSaved = fact('finance.payment-account-saved', {
  subject: 'payment-account', payload: z.object({ name: z.string(), provider: z.string(), active: z.boolean() }),
  sentence: (p) => words(`收款账户保存：${p.name}`, `Payment account saved: ${p.name}`),
});
/** Finance was told of a contract’s order (clause 2.3.1). */
export const orderAcknowledged = fact('finance.order-acknowledged', {
  subject: 'order', payload: z.object({ orderNo: z.string(), note: z.string().nullable() }), sentence: () => words('财务签收订单', 'Finance acknowledged the order'),
});
/** A dated part of what a contract’s order owes. `dueAt` is what the customer promised. */
export const instalmentOpened = fact('finance.instalment-opened', {
  subject: 'instalment', payload: z.object({ orderNo: z.string(), contractNo: z.string(), name: z.string(), amountFen: fen, dueAt: instant, seller: id }),
  sentence: (p) => words(`${p.contractNo} ${p.name} 应收 ${formatYuan(p.amountFen)}`, `${p.contractNo}, ${p.name}: ${formatYuan(p.amountFen)} to come in`),
});
export const instalmentPaid = fact('finance.instalment-paid', {
  subject: 'instalment', payload: z.object({ orderNo: z.string(), name: z.string(), amountFen: fen }), sentence: (p) => words(`订单 ${p.orderNo} ${p.name} ${formatYuan(p.amountFen)} 收讫`, `Order ${p.orderNo}, ${p.name}: ${formatYuan(p.amountFen)} paid`),
});
export const instalmentVoid = fact('finance.instalment-voided', {
  subject: 'instalment', payload: z.object({ orderNo: z.string(), name: z.string() }), sentence: (p) => words(`订单 ${p.orderNo} ${p.name} 作废`, `Order ${p.orderNo}, ${p.name}: void`),
});
export * from './receipts/cheque-facts.ts';
export * from './refunds/facts.ts';

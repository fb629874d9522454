import { sql } from 'kysely';
import type { FastifyReply } from 'fastify';
import { localText } from '../../../kernel/clock.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { everyRow } from '../../../kernel/keyset.ts';
import type { Language, Words } from '../../../kernel/words.ts';
import type { QueryOf } from '../asked.ts';
import { ROWS, sendCsv, sendXlsx, type Cell } from '../exports.ts';
import type * as ledgerContract from '../ledger/contract.ts';
import { periods } from '../ledger/period-queries.ts';
import { entriesFrom, entrySelect, trialBalance, type EntryRow } from '../ledger/queries.ts';
import type * as receiptsContract from '../receipts/contract.ts';
import { receivableStateWords } from '../receipts/contract.ts';
import { bills, receiptSelect, receiptsFrom, receivables, type ReceiptRow } from '../receipts/queries.ts';
import { billText, openText } from '../receipts/words.ts';
import type * as contract from './contract.ts';
import { profit } from './profit.ts';

type With<Q> = Asked<undefined, Q> & { reply: FastifyReply };
const pick = (language: Language) => (zh: string, en: string): string => (language === 'zh' ? zh : en);
const of = (language: Language, text: Words): string => text[language];

export async function receiptsCsv({ kernel, query, language, reply }: With<QueryOf<typeof receiptsContract.exportReceipts>>): Promise<FastifyReply> {
  const { sort: _sort, ...filters } = query;
  const { rows } = await sql<ReceiptRow>`select ${receiptSelect} ${receiptsFrom(filters)} order by r.occurred_at desc, r.id desc limit ${sql.lit(ROWS)}`.execute(kernel.db.reports.tables());
  const t = pick(language);
  return sendCsv(reply, t('收款流水', 'receipts'), [t('时间', 'Time'), t('账户', 'Account'), t('类型', 'Kind'), t('交易号', 'Transaction'), t('商户订单号', 'Merchant order'), t('金额(元)', 'Amount (yuan)'),
    t('未核销(元)', 'Open (yuan)'), t('状态', 'State'), t('原因', 'Why'), t('对应订单', 'Orders'), t('对方', 'Counterparty')],
  rows.map((r): Cell[] => [localText(r.occurredAt), r.account, r.kindText, r.tradeNo, r.merchantOrderNo, BigInt(r.amountFen), BigInt(r.openFen), r.state, r.code === null ? '' : of(language, openText(r.code)), r.orders.join(' '), r.counterparty]));
}

export async function entriesCsv({ kernel, query, language, reply }: With<QueryOf<typeof ledgerContract.exportEntries>>): Promise<FastifyReply> {
  const { sort: _sort, ...filters } = query;
  const { rows } = await sql<EntryRow>`select ${entrySelect(query.account ?? null)} ${entriesFrom(filters)} order by e.booked_at desc, e.id desc limit ${sql.lit(ROWS)}`.execute(kernel.db.reports.tables());
  const t = pick(language);
  return sendCsv(reply, t('凭证', 'entries'), [t('凭证号', 'Entry'), t('日期', 'Date'), t('账期', 'Period'), t('摘要', 'What'), t('金额(元)', 'Amount (yuan)'), t('本科目(元)', 'On the account (yuan)'), t('制单', 'By')],
    rows.map((e): Cell[] => [e.entryNo, localText(e.bookedAt), e.period, of(language, e.what), BigInt(e.amountFen), e.onAccountFen === null ? null : BigInt(e.onAccountFen), e.bookedBy]));
}

export async function trialBalanceXlsx({ kernel, query, language, reply }: With<QueryOf<typeof ledgerContract.exportTrialBalance>>): Promise<FastifyReply> {
  const sheet = await trialBalance({ kernel, query });
  const t = pick(language);
  const rows = sheet.rows.map((r): Cell[] => [r.number, of(language, r.name), BigInt(r.openingFen), BigInt(r.debitFen), BigInt(r.creditFen), BigInt(r.closingFen)]);
  const total: Cell[] = ['', t('合计', 'Total'), BigInt(sheet.openingFen), BigInt(sheet.debitFen), BigInt(sheet.creditFen), BigInt(sheet.closingFen)];
  return sendXlsx(reply, `${t('科目余额表', 'trial-balance')}-${sheet.from}-${sheet.to}`, t('科目余额表', 'Trial balance'),
    [t('科目', 'Account'), t('名称', 'Name'), t('期初余额', 'Opening'), t('借方', 'Debit'), t('贷方', 'Credit'), t('期末余额', 'Closing')], [...rows, total]);
}

export async function profitXlsx({ kernel, query, language, reply }: With<QueryOf<typeof contract.exportProfit>>): Promise<FastifyReply> {
  const statement = await profit({ kernel, query });
  const t = pick(language);
  const cell = (kind: string, value: number | null): Cell => (value === null ? null : kind === 'ratio' ? `${(value / 100).toFixed(2)}%` : BigInt(value));
  return sendXlsx(reply, `${t('利润表', 'profit')}-${statement.from}-${statement.to}`, t('利润表', 'Profit'), [t('项目', 'Line'), ...statement.columns.map((c) => c.title), t('合计', 'Total')],
    statement.lines.map((l): Cell[] => [of(language, l.name), ...l.values.map((v) => cell(l.kind, v)), cell(l.kind, l.total)]));
}

const when = (at: number | null): Cell => (at === null ? null : localText(at));

export async function billsXlsx({ kernel, query, language, reply }: With<QueryOf<typeof receiptsContract.exportBills>>): Promise<FastifyReply> {
  const rows = await everyRow(ROWS, (at) => bills({ kernel, query: { ...query, ...at } }));
  const t = pick(language);
  const agrees = (said: boolean | null): string => (said === null ? '' : said ? t('一致', 'agree') : t('不一致', 'differ'));
  return sendXlsx(reply, t('账单', 'bills'), t('账单', 'Bills'), [t('账单', 'Bill'), t('账户', 'Account'), t('最早', 'First'), t('最晚', 'Last'), t('行数', 'Rows'), t('收入', 'In'), t('支出', 'Out'), t('手续费', 'Fees'),
    t('合计核对', 'Totals'), t('未达', 'Open'), t('与另一账单同笔', 'Same as another bill'), t('经手', 'By'), t('导入时间', 'Imported')],
  rows.map((b): Cell[] => [of(language, billText(b.provider, b.bill)), b.account, when(b.firstAt), when(b.lastAt), b.rows, BigInt(b.inFen), BigInt(b.outFen), BigInt(b.feeFen), agrees(b.reconciled), b.open, b.linked, b.importedBy, when(b.createdAt)]));
}

export async function receivablesXlsx({ kernel, query, language, reply }: With<QueryOf<typeof receiptsContract.exportReceivables>>): Promise<FastifyReply> {
  const rows = await everyRow(ROWS, (at) => receivables({ kernel, query: { ...query, ...at } }));
  const t = pick(language);
  const state = (v: (typeof rows)[number]): Words => receivableStateWords[v.balanceFen === 0 ? 'settled' : v.paidFen === 0 ? 'open' : 'partly'];
  return sendXlsx(reply, t('订单应收', 'receivables'), t('订单应收', 'Receivables'), [t('订单', 'Order'), t('平台单号', 'Outside number'), t('支付单号', 'Payment number'), t('店铺', 'Store'), t('状态', 'State'), t('应收', 'Due'), t('减免', 'Reduced'),
    t('已收', 'Received'), t('退款', 'Refunded'), t('核销差额', 'Written off'), t('手续费', 'Fees'), t('余额', 'Balance'), t('付款时间', 'Paid'), t('发货时间', 'Shipped'), t('取消时间', 'Cancelled')],
  rows.map((v): Cell[] => [v.orderNo, v.outsideNo, v.paymentNo, v.store ?? v.platform, of(language, state(v)), BigInt(v.dueFen), BigInt(v.reducedFen), BigInt(v.paidFen), BigInt(v.refundedFen), BigInt(v.writtenOffFen), BigInt(v.feesFen),
    BigInt(v.balanceFen), when(v.dueAt), when(v.shippedAt), when(v.cancelledAt)]));
}

export async function periodsXlsx({ kernel, query, language, reply }: With<QueryOf<typeof ledgerContract.exportPeriods>>): Promise<FastifyReply> {
  const { rows } = await periods({ kernel });
  const t = pick(language);
  const signed = (s: (typeof rows)[number]['finance']): Cell[] => (s === null ? [null, null] : [s.void ? `${s.name}${t('（须重签）', ' (void)')}` : s.name, when(s.at)]);
  return sendXlsx(reply, t('账期', 'periods'), t('账期', 'Periods'), [t('账期', 'Period'), t('状态', 'State'), t('凭证', 'Entries'), t('财务签字', 'Finance'), t('财务签字时间', 'Finance at'), t('销售签字', 'Sales'), t('销售签字时间', 'Sales at'), t('关账人', 'Closed by'), t('关账时间', 'Closed at')],
    rows.filter((r) => query.state === undefined || r.state === query.state).map((r): Cell[] => [r.period, r.state === 'closed' ? t('已关账', 'Closed') : t('未关账', 'Open'), r.entries, ...signed(r.finance), ...signed(r.sales), r.closedBy, when(r.closedAt)]));
}

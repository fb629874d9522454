import { sql } from 'kysely';
import type { FastifyReply } from 'fastify';
import { localText } from '../../../kernel/clock.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import type { Language, Words } from '../../../kernel/words.ts';
import type { QueryOf } from '../asked.ts';
import { sendCsv, sendXlsx, type Cell } from '../exports.ts';
import type * as ledgerContract from '../ledger/contract.ts';
import { entriesFrom, entrySelect, trialBalance, type EntryRow } from '../ledger/queries.ts';
import type * as receiptsContract from '../receipts/contract.ts';
import { receiptSelect, receiptsFrom, type ReceiptRow } from '../receipts/queries.ts';
import { openText } from '../receipts/words.ts';
import type * as contract from './contract.ts';
import { profit } from './profit.ts';

type With<Q> = Asked<undefined, Q> & { reply: FastifyReply };
const ROWS = 50_000;
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

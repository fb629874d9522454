import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, month, page, query, said, text, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

/** Keys of the chart that may be used in an entry by hand: receivables, goods on their way and unexplained receipts follow orders and bills only. */
export const manualAccounts = ['cash', 'bank', 'deposits', 'stock', 'payable', 'capital', 'owedBack', 'sales', 'returns', 'freightIncome', 'cost', 'fees', 'freight', 'promotion', 'otherIncome', 'otherExpense', 'prepaid'] as const;
const params = z.strictObject({ id });
const period = z.strictObject({ period: month });
const params36 = query.text(36);

const accountLine = z.object({
  /** Name in the chart: what an entry by hand says. */ key: z.string(), number: z.string(), name: wordsSchema, side: z.enum(['debit', 'credit']), statement: z.string().nullable(), openingFen: fen, debitFen: fen, creditFen: fen, closingFen: fen,
});
export const readTrialBalance = endpoint({
  method: 'GET', path: '/finance/trial-balance', summary: words('科目余额表（试算平衡）', 'Trial balance'), query: z.strictObject({ from: month.optional(), to: month.optional() }),
  response: z.object({ from: z.string(), to: z.string(), rows: z.array(accountLine), debitFen: fen, creditFen: fen, openingFen: fen, closingFen: fen, even: z.boolean() }),
});
export const exportTrialBalance = endpoint({
  method: 'GET', path: '/finance/trial-balance.xlsx', summary: words('导出科目余额表', 'Trial balance as Excel'), query: z.strictObject({ from: month.optional(), to: month.optional() }), response: z.string(),
});

const filters = { q: query.text(40), account: query.text(12), from: month.optional(), to: month.optional(), kind: query.text(20), store: params36, channel: query.text(20), sku: params36, order: params36 };
const entry = z.object({
  id, entryNo: z.string(), bookedAt: instant, period: z.string(), movedFrom: z.string().nullable(), kind: z.string(), what: wordsSchema, amountFen: fen, /** On the account of the filter, debit positive. */ onAccountFen: fen.nullable(),
  orderId: id.nullable(), bookedBy: z.string(), reversed: z.boolean(), reverses: id.nullable(),
});
export const listEntries = endpoint({
  method: 'GET', path: '/finance/entries', summary: words('凭证', 'Entries'), query: z.strictObject({ ...filters, sort: query.oneOf(['booked', '-booked']), ...page }), response: listOf(entry),
});
export const exportEntries = endpoint({
  method: 'GET', path: '/finance/entries.csv', summary: words('导出凭证', 'Entries as CSV'), query: z.strictObject({ ...filters, sort: query.oneOf(['booked', '-booked']) }), response: z.string(),
});
export const readEntry = endpoint({
  method: 'GET', path: '/finance/entries/:id', summary: words('凭证', 'An entry'), params,
  response: entry.omit({ onAccountFen: true }).extend({
    reversedBy: z.object({ id, entryNo: z.string() }).nullable(), reversesNo: z.string().nullable(), createdAt: instant,
    postings: z.array(z.object({ line: z.int(), account: z.string(), name: wordsSchema, debitFen: fen, creditFen: fen, store: z.string().nullable(), channel: z.string().nullable(), sku: z.string().nullable(), orderId: id.nullable() })),
    source: z.object({ type: z.string(), id: z.string(), /** The fact, receipt or order behind it, as a sentence. */ text: wordsSchema.nullable(), receiptId: id.nullable(), at: instant.nullable(), by: z.string().nullable() }),
    order: z.object({ id, orderNo: z.string(), balanceFen: fen }).nullable(),
    mayReverse: z.boolean(),
  }),
});
export const postEntry = endpoint({
  method: 'POST', path: '/finance/entries', summary: words('录入凭证', 'Post an entry'),
  body: z.strictObject({
    bookedAt: instant, what: text(120, 2),
    lines: z.array(z.strictObject({ account: z.enum(manualAccounts), /** Debit positive, credit negative. */ amountFen: fen.refine((n) => n !== 0, said(words('不能为 0', 'It must not be 0'))), storeId: id.nullable().optional() })).min(2).max(50),
  }),
  response: done,
});
export const reverseEntry = endpoint({ method: 'POST', path: '/finance/entries/:id/reversal', summary: words('冲销凭证', 'Reverse an entry'), params, body: z.strictObject({ reason: text(200, 2) }), response: done });

const signature = z.object({ name: z.string(), at: instant, /** Entries were booked after it: it must be given again. */ void: z.boolean() });
const periodRow = z.object({ period: z.string(), state: z.enum(['open', 'closed']), entries: z.int(), finance: signature.nullable(), sales: signature.nullable(), closedAt: instant.nullable(), closedBy: z.string().nullable() });
export const listPeriods = endpoint({ method: 'GET', path: '/finance/periods', summary: words('账期', 'Periods'), response: z.object({ rows: z.array(periodRow) }) });
/** `state` as the page shows them: open, closed, or all. */
export const exportPeriods = endpoint({ method: 'GET', path: '/finance/periods.xlsx', summary: words('导出账期', 'Periods as Excel'), query: z.strictObject({ state: query.oneOf(['open', 'closed']) }), response: z.string() });
export const readPeriod = endpoint({
  method: 'GET', path: '/finance/periods/:period', summary: words('账期', 'A period'), params: period,
  response: periodRow.extend({
    over: z.boolean(), openReceipts: z.int(), openFen: fen, earlierOpen: z.string().nullable(), bills: z.array(z.object({ accountId: id, account: z.string(), bills: z.int(), ok: z.boolean(), why: wordsSchema.nullable() })),
    /** The one who asks entered or matched receipts of the month by hand. */ handByYou: z.boolean(),
    /** The one who asks signed for this side, or closed the month. */ signedByYou: z.enum(['finance', 'sales']).nullable(), closedByYou: z.boolean(),
    /** Sum of debits and of credits: equal, or the books are broken. */ debitFen: fen, creditFen: fen, handPersons: z.int(),
    history: z.array(z.object({ id, type: z.string(), at: instant, by: z.string(), sentence: wordsSchema })),
  }),
});
/** Profit statement, trial balance, signatures and the newest anchor, to be printed and filed. */
export const printPeriod = endpoint({ method: 'GET', path: '/finance/periods/:period/report.pdf', summary: words('月报', 'Monthly report'), params: period, response: z.unknown() });
export const signPeriod = endpoint({
  method: 'POST', path: '/finance/periods/:period/signatures', summary: words('账期签字', 'Sign a period'), params: period, body: z.strictObject({ side: z.enum(['finance', 'sales']) }), response: period,
});
export const closePeriod = endpoint({ method: 'POST', path: '/finance/periods/:period/closing', summary: words('关账', 'Close a period'), params: period, body: z.strictObject({}), response: period });
export const reopenPeriod = endpoint({
  method: 'POST', path: '/finance/periods/:period/reopening', summary: words('重新打开账期', 'Open a period again'), params: period, body: z.strictObject({ reason: text(200, 4) }), response: period,
});

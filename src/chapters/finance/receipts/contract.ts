import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, text, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const providers = ['alipay', 'wechat', 'bank', 'cash'] as const;
export const receiptKinds = ['payment', 'refund', 'fee', 'withdrawal', 'transfer', 'other'] as const;
export const receiptStates = ['open', 'partly', 'suspect', 'matched', 'explained', 'linked', 'void'] as const;
export const methodCodes = ['alipay', 'wechat', 'bank-card', 'transfer', 'cheque', 'cash'] as const;
export const reasonCodes = ['provider-fee', 'platform-fee', 'promotion', 'freight', 'own-transfer', 'deposit', 'owed-back', 'other-income', 'other-expense', 'rounding', 'same-movement', 'own-movement'] as const;
export const writeOffCodes = ['marketplace-discount', 'platform-fee', 'freight', 'rounding', 'bad-debt', 'overpaid-kept'] as const;
export const customerClasses = ['*', 'normal', 'key', 'wholesale'] as const;
const provider = z.enum(providers);
const params = z.strictObject({ id });
const version = z.int();

/* Payment accounts and methods (clause 6.1.1) */

const account = z.object({
  id, name: z.string(), provider, /** Masked. */ accountNo: z.string().nullable(), holder: z.string().nullable(), storeIds: z.array(id), stores: z.array(z.string()), active: z.boolean(), version,
  receipts: z.int(), openFen: fen, lastBillAt: instant.nullable(),
});
export const listAccounts = endpoint({ method: 'GET', path: '/finance/payment-accounts', summary: words('收款账户', 'Payment accounts'), response: z.object({ rows: z.array(account) }) });
export const chooseAccounts = endpoint({
  method: 'GET', path: '/finance/payment-accounts/choices', summary: words('可选收款账户', 'Payment accounts to choose from'), response: z.object({ rows: z.array(z.object({ id, name: z.string(), provider })) }),
});
export const accountBody = z.strictObject({
  name: text(60, 1), provider, /** Left out or null: stays as it is. */ accountNo: text(60, 4).nullable().optional(), holder: text(80).nullable().optional(), storeIds: z.array(id).max(200), active: z.boolean(),
});
export const createAccount = endpoint({ method: 'POST', path: '/finance/payment-accounts', summary: words('登记收款账户', 'Register a payment account'), body: accountBody, response: done });
export const changeAccount = endpoint({ method: 'PUT', path: '/finance/payment-accounts/:id', summary: words('修改收款账户', 'Change a payment account'), params, body: accountBody.extend({ version }), response: done });

const rule = z.strictObject({ customerClass: z.enum(customerClasses), fromFen: fen.min(0), methods: z.array(z.enum(methodCodes)).min(1) });
export const readMethods = endpoint({ method: 'GET', path: '/finance/payment-methods', summary: words('收款方式规则', 'Payment methods'), response: z.object({ rules: z.array(rule) }) });
/** What a customer is told: the methods for their class and the amount, and the registered accounts that take them. */
export const readOffer = endpoint({
  method: 'GET', path: '/finance/payment-methods/offer', summary: words('告知客户的收款方式和账户', 'Methods and accounts that a customer is told'),
  query: z.strictObject({ customerClass: query.oneOf(customerClasses), amountFen: query.int(0, 1_000_000_000_000) }),
  response: z.object({ methods: z.array(z.enum(methodCodes)), accounts: z.array(z.object({ id, name: z.string(), provider, accountNo: z.string().nullable(), holder: z.string().nullable() })) }),
});
export const saveMethods = endpoint({
  method: 'PUT', path: '/finance/payment-methods', summary: words('设置收款方式规则', 'Set the payment methods'), body: z.strictObject({ rules: z.array(rule).max(60) }), response: z.object({ rules: z.int() }),
});

/* Bills */

const reconciliation = z.object({ name: wordsSchema, unit: z.enum(['fen', 'count']), file: fen.nullable(), rows: fen, ok: z.boolean() });
const bill = z.object({
  id, runId: id, provider, bill: z.enum(['trade', 'fund']), accountId: id, account: z.string(), rows: z.int(), firstAt: instant.nullable(), lastAt: instant.nullable(), inFen: fen, outFen: fen, feeFen: fen,
  reconciled: z.boolean().nullable(), reconciliation: z.array(reconciliation), open: z.int(), linked: z.int(), importedBy: z.string(), createdAt: instant,
});
/** `id`: this one alone, for showing what a filter names. */
const billFilters = { q: query.text(100), sort: query.oneOf(['created', '-created']), id: query.text(36), account: query.text(36), provider: query.anyOf(providers), reconciled: query.bool };
export const listBills = endpoint({
  method: 'GET', path: '/finance/bills', summary: words('账单', 'Bills'),
  query: z.strictObject({ ...billFilters, ...page }), response: listOf(bill),
});
export const exportBills = endpoint({ method: 'GET', path: '/finance/bills.xlsx', summary: words('导出账单', 'Bills as Excel'), query: z.strictObject(billFilters), response: z.string() });

/* Receipts */

export const receiptRow = z.object({
  id, accountId: id, account: z.string(), provider, bill: z.enum(['trade', 'fund', 'hand']), kind: z.enum(receiptKinds), kindText: z.string(), tradeNo: z.string(), movementNo: z.string(),
  merchantOrderNo: z.string().nullable(), method: z.string().nullable(), amountFen: fen, openFen: fen, occurredAt: instant, counterparty: z.string().nullable(), subject: z.string().nullable(),
  state: z.enum(receiptStates), why: wordsSchema.nullable(), recordedBy: z.string(), byHand: z.boolean(), version, orders: z.array(z.string()),
});
const receiptFilters = {
  q: query.text(100), account: query.text(36), provider: query.anyOf(providers), kind: query.anyOf(receiptKinds), state: query.anyOf(receiptStates), from: query.instant, to: query.instant, bill: query.text(36),
};
export const receiptSorts = ['occurred', '-occurred', 'amount', '-amount'] as const;
export const listReceipts = endpoint({
  method: 'GET', path: '/finance/receipts', summary: words('收款流水', 'Receipts'), query: z.strictObject({ ...receiptFilters, sort: query.oneOf(receiptSorts), ...page }), response: listOf(receiptRow),
});
export const exportReceipts = endpoint({
  method: 'GET', path: '/finance/receipts.csv', summary: words('导出收款流水', 'Receipts as CSV'), query: z.strictObject({ ...receiptFilters, sort: query.oneOf(receiptSorts) }), response: z.string(),
});
const matchRow = z.object({
  id, receivableId: id, orderNo: z.string(), amountFen: fen, how: z.string(), howText: wordsSchema, by: z.string(), at: instant, entryId: id.nullable(), undoneAt: instant.nullable(), undoneBy: z.string().nullable(), undoneReason: z.string().nullable(),
});
const explanationRow = z.object({ id, amountFen: fen, reason: wordsSchema, note: z.string().nullable(), orderNo: z.string().nullable(), by: z.string(), at: instant, entryId: id.nullable(), undone: z.boolean() });
const factRow = z.object({ id, type: z.string(), at: instant, by: z.string(), sentence: wordsSchema });
export const readReceipt = endpoint({
  method: 'GET', path: '/finance/receipts/:id', summary: words('收款', 'A receipt'), params,
  response: receiptRow.extend({
    remark: z.string().nullable(), status: z.string(), customerId: id.nullable(), sameAs: id.nullable(), suspectOf: z.object({ id, bill: z.string(), amountFen: fen, movementNo: z.string() }).nullable(),
    twins: z.array(z.object({ id, bill: z.string(), amountFen: fen, movementNo: z.string() })), numbers: z.array(z.string()), matches: z.array(matchRow), explanations: z.array(explanationRow), entryId: id.nullable(), timeline: z.array(factRow),
  }),
});
export const recordReceipt = endpoint({
  method: 'POST', path: '/finance/receipts', summary: words('手工登记收款', 'Record a receipt by hand'),
  body: z.strictObject({
    accountId: id, kind: z.enum(['payment', 'refund', 'transfer', 'other', 'withdrawal']), /** Without sign: the kind says the direction. */ amountFen: fen.min(1).max(1_000_000_000_000), occurredAt: instant,
    tradeNo: text(64, 1), method: z.enum(methodCodes), orderNo: text(64, 1).nullable().optional(), customerId: id.nullable().optional(), counterparty: text(80).nullable().optional(), remark: text(300).nullable().optional(),
  }),
  response: done,
});

/* Open items and the matching desk */

export const readOpenItems = endpoint({
  method: 'GET', path: '/finance/open-items/summary', summary: words('未达账项汇总', 'Open items by age'),
  response: z.object({
    receipts: z.int(), amountFen: fen, inFen: fen, outFen: fen, oldestAt: instant.nullable(),
    ages: z.array(z.object({ upToDays: z.int().nullable(), receipts: z.int(), amountFen: fen })), why: z.array(z.object({ code: z.string(), text: wordsSchema, receipts: z.int(), amountFen: fen })),
    orders: z.int(), ordersFen: fen,
  }),
});
const candidate = z.object({
  receivableId: id, orderNo: z.string(), outsideNo: z.string().nullable(), paymentNo: z.string().nullable(), store: z.string().nullable(), platform: z.string(), dueAt: instant, dueFen: fen, paidFen: fen,
  refundedFen: fen, reducedFen: fen, balanceFen: fen, /** What can be matched at most, with the sign of the receipt. */ takesFen: fen, score: z.int(), reasons: z.array(wordsSchema),
});
const proposal = z.object({
  how: z.string(), howText: wordsSchema, parts: z.array(z.object({ receivableId: id, orderNo: z.string(), amountFen: fen })), /** What stays open afterwards. */ restFen: fen, /** The bill itself names the orders. */ named: z.boolean(),
});
export const readDesk = endpoint({
  method: 'GET', path: '/finance/desk/:id', summary: words('核对台：候选订单', 'Matching desk: candidates'), params, query: z.strictObject({ q: query.text(100) }),
  response: z.object({
    id, version, openFen: fen, numbers: z.array(z.string()), candidates: z.array(candidate), reasons: z.array(z.object({ code: z.enum(reasonCodes), name: wordsSchema })), proposal: proposal.nullable(),
    /** Other open receipts that name the same order. */ siblings: z.object({ receipts: z.int(), openFen: fen }),
  }),
});
export const runMatching = endpoint({
  method: 'POST', path: '/finance/matching', summary: words('自动核对', 'Match automatically'), body: z.strictObject({ accountId: id.optional(), cursor: id.nullable().optional() }),
  response: z.object({ tried: z.int(), settled: z.int(), next: id.nullable() }),
});
export const matchByHand = endpoint({
  method: 'POST', path: '/finance/receipts/:id/matches', summary: words('人工核销', 'Match by hand'), params,
  body: z.strictObject({ version, parts: z.array(z.strictObject({ receivableId: id, amountFen: fen })).min(1).max(50) }), response: done,
});
export const undoMatch = endpoint({ method: 'POST', path: '/finance/receipts/:id/undoing', summary: words('撤销核销或说明', 'Undo matches and explanations'), params, body: z.strictObject({ version, reason: text(200, 2) }), response: done });
export const explainDifference = endpoint({
  method: 'POST', path: '/finance/receipts/:id/explanation', summary: words('说明差异', 'Explain the difference'), params,
  body: z.strictObject({ version, reason: z.enum(reasonCodes), amountFen: fen.optional(), note: text(300).nullable().optional() }), response: done,
});

const receivableRow = z.object({
  id, orderNo: z.string(), outsideNo: z.string().nullable(), paymentNo: z.string().nullable(), platform: z.string(), storeId: id, store: z.string().nullable(), dueAt: instant, shippedAt: instant.nullable(), cancelledAt: instant.nullable(),
  dueFen: fen, reducedFen: fen, paidFen: fen, refundedFen: fen, writtenOffFen: fen, feesFen: fen, balanceFen: fen, version,
});
export const receivableStates = ['open', 'partly', 'settled'] as const;
export const receivableStateWords = { open: words('未收', 'Open'), partly: words('部分', 'Partly'), settled: words('已结', 'Settled') } as const;
/** `id`: this order alone. */
const receivableFilters = { q: query.text(100), sort: query.oneOf(['due', '-due']), id: query.text(36), state: query.anyOf(receivableStates), store: query.text(36) };
export const listReceivables = endpoint({
  method: 'GET', path: '/finance/receivables', summary: words('订单应收', 'Receivables'),
  query: z.strictObject({ ...receivableFilters, ...page }), response: listOf(receivableRow),
});
export const exportReceivables = endpoint({ method: 'GET', path: '/finance/receivables.xlsx', summary: words('导出订单应收', 'Receivables as Excel'), query: z.strictObject(receivableFilters), response: z.string() });
export const writeOff = endpoint({
  method: 'POST', path: '/finance/receivables/:id/write-off', summary: words('核销订单差额', 'Write off the rest of an order'), params,
  body: z.strictObject({ version, reason: z.enum(writeOffCodes), note: text(300).nullable().optional() }), response: done,
});

export const acknowledgeOrderAct = endpoint({ method: 'POST', path: '/orders/:id/finance-acknowledgement', summary: words('财务签收订单', 'Finance acknowledges'), params: z.strictObject({ id }), body: z.strictObject({ note: text(200).default('') }), response: done });

/* Cheques */

export * from './contract-cheques.ts';

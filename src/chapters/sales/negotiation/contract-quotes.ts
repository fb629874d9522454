import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { decisionShape } from './contract-prices.ts';
import { channelNames, quoteStates } from './contract-states.ts';

const params = z.strictObject({ id });
const token = z.strictObject({ token: z.string().max(300) });
const row = z.object({
  id, quoteNo: z.string(), versionNo: z.int(), state: z.enum(quoteStates), opportunityId: id, opportunityNo: z.string(), title: z.string(), customer: z.string().nullable(), sellerName: z.string(), totalFen: fen, discountBasisPoints: z.int(),
  validUntil: z.string(), issuedAt: instant.nullable(), openedAt: instant.nullable(), opens: z.int(), acceptedAt: instant.nullable(), questions: z.int(), createdAt: instant,
});
export type QuoteRow = z.output<typeof row>;
export const listQuotes = endpoint({
  method: 'GET', path: '/quotes', summary: words('报价一览', 'Quotes'),
  query: z.strictObject({ q: query.text(100), state: query.anyOf(quoteStates), asked: query.bool, sort: query.oneOf(['created', '-created', 'valid', '-valid']), ...page }), response: listOf(row),
});
const line = z.object({ skuId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), quantity: z.int(), listFen: fen, listFrom: z.string(), unitFen: fen, amountFen: fen });
const version = row.pick({ id: true, quoteNo: true, versionNo: true, state: true, totalFen: true, discountBasisPoints: true, validUntil: true }).extend({ freightFen: fen, paymentTerms: z.string(), deliveryTerms: z.string(), lines: z.array(line) });
const record = row.extend({
  freightFen: fen, goodsFen: fen, listFen: fen, paymentTerms: z.string(), deliveryTerms: z.string(), note: z.string(), acceptedBy: z.string().nullable(), acceptedVia: z.enum(channelNames).nullable(), endedAt: instant.nullable(), endReason: z.string().nullable(),
  lines: z.array(line), decision: decisionShape, messages: z.array(z.object({ id, side: z.enum(['customer', 'us']), body: z.string(), by: z.string(), at: instant })), link: z.string().nullable(), version: z.int(),
  /** All versions of the opportunity, side by side. */ versions: z.array(version), contractId: id.nullable(), mayChange: z.boolean(),
  /** What would be laid before those who approve: sent as it is to POST /approvals; null where nobody needs to. */
  asks: z.object({ verb: z.string(), subject: z.object({ type: z.string(), id: z.string() }), content: z.record(z.string(), z.unknown()) }).nullable(),
});
export type QuoteRecord = z.output<typeof record>;
export const readQuote = endpoint({ method: 'GET', path: '/quotes/:id', summary: words('报价单', 'A quote'), params, response: record });
export const saveQuoteAct = endpoint({
  method: 'POST', path: '/opportunities/:id/quote-drafts', summary: words('保存报价草稿', 'Save a quote'), params, response: z.object({ id, quoteNo: z.string() }),
  body: z.strictObject({
    version: z.int().default(0),
    draft: z.strictObject({
      lines: z.array(z.strictObject({ skuId: id, quantity: z.int().min(1).max(1_000_000), unitFen: fen.min(0).max(1e12).nullable().default(null) })).min(1).max(200),
      freightFen: fen.min(0).max(1e12).default(0), validUntil: z.iso.date(), paymentTerms: text(300).default(''), deliveryTerms: text(300).default(''), note: text(1_000).default(''),
    }),
  }),
});
export const issueQuoteAct = endpoint({ method: 'POST', path: '/quotes/:id/issue', summary: words('发出报价', 'Issue a quote'), params, body: z.strictObject({ version: z.int() }), response: done });
export const acceptQuoteAct = endpoint({ method: 'POST', path: '/quotes/:id/acceptance', summary: words('登记客户接受', 'Record the acceptance'), params, body: z.strictObject({ name: text(60, 1), via: z.enum(['phone', 'chat', 'mail', 'visit']) }), response: done });
export const withdrawQuoteAct = endpoint({ method: 'POST', path: '/quotes/:id/withdrawal', summary: words('作废报价', 'Withdraw a quote'), params, body: z.strictObject({ reason: text(300, 2) }), response: done });
export const answerQuoteAct = endpoint({ method: 'POST', path: '/quotes/:id/answers', summary: words('答复客户提问', 'Answer the customer'), params, body: z.strictObject({ body: text(1_000, 1) }), response: done });
export const quoteFile = endpoint({ method: 'GET', path: '/quotes/:id/file', summary: words('报价单 PDF', 'Quote as PDF'), params, response: z.any() });

const publicQuote = z.object({
  company: z.string(), quoteNo: z.string(), title: z.string(), state: z.enum(quoteStates), seller: z.string(), validUntil: z.string(), mayAccept: z.boolean(), lines: z.array(line.pick({ title: true, spec: true, quantity: true, unitFen: true, amountFen: true, listFen: true })),
  goodsFen: fen, freightFen: fen, totalFen: fen, paymentTerms: z.string(), deliveryTerms: z.string(), note: z.string(), messages: z.array(z.object({ side: z.enum(['customer', 'us']), body: z.string(), at: instant })), acceptedAt: instant.nullable(), acceptedBy: z.string().nullable(),
  // What has become of it: its contract is being drawn up, waits for the customer, or is confirmed; null before it is accepted and where the contract came to nothing.
  contract: z.object({ contractNo: z.string(), state: z.enum(['drafting', 'sent', 'confirmed']) }).nullable(),
});
export type PublicQuote = z.output<typeof publicQuote>;
export const portalQuote = endpoint({ method: 'GET', path: '/portal/quotes/:token', summary: words('客户查看报价', 'The customer sees the quote'), params: token, response: publicQuote });
export const portalQuoteOpened = endpoint({ method: 'POST', path: '/portal/quotes/:token/opening', summary: words('客户打开报价', 'Opened'), params: token, body: z.strictObject({}), response: done });
export const portalQuoteAccept = endpoint({ method: 'POST', path: '/portal/quotes/:token/acceptance', summary: words('客户接受报价', 'The customer accepts'), params: token, body: z.strictObject({ name: text(60, 1) }), response: done });
export const portalQuoteAsk = endpoint({ method: 'POST', path: '/portal/quotes/:token/questions', summary: words('客户提问', 'The customer asks'), params: token, body: z.strictObject({ body: text(1_000, 1) }), response: done });
export const portalQuoteFile = endpoint({ method: 'GET', path: '/portal/quotes/:token/file', summary: words('客户下载报价单', 'The customer’s PDF'), params: token, response: z.any() });

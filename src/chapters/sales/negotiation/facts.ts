import { z } from 'zod';
import { fact } from '../../../kernel/fact.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { fen, id } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { opportunityLife, stages } from './states.ts';

/** `seller`: staff id of who negotiates; what the clauses owe falls to that person. */
const opportunityRef = { opportunityNo: z.string(), storeId: id, seller: id, customerId: id.nullable() };
const quoteRef = { quoteNo: z.string(), opportunityId: id, storeId: id, seller: id, totalFen: fen };
const contractRef = { contractNo: z.string(), quoteId: id, storeId: id, seller: id, totalFen: fen };
const percent = (bp: number): string => `${bp / 100}%`;

export const opportunityOpened = fact('sales.opportunity-opened', {
  subject: 'opportunity', payload: z.object({ ...opportunityRef, leadId: id.nullable(), expectedFen: fen.nullable() }),
  sentence: (p) => words(`建立商机 ${p.opportunityNo}`, `Opportunity ${p.opportunityNo} opened`),
});
export const opportunityMoved = fact('sales.opportunity-moved', {
  subject: 'opportunity', payload: z.object({ ...opportunityRef, from: z.enum(stages), to: z.enum(stages), reason: z.string().nullable() }),
  sentence: (p) => words(`商机阶段：${opportunityLife.states[p.from].zh} → ${opportunityLife.states[p.to].zh}${p.reason ? `（${p.reason}）` : ''}`, `Stage: ${opportunityLife.states[p.from].en} → ${opportunityLife.states[p.to].en}${p.reason ? ` (${p.reason})` : ''}`),
});
/** The customer's need was settled, as far as it goes (clause 2.2.1). `complete`: nothing that the rulebook demands is missing. */
export const needRecorded = fact('sales.need-recorded', {
  subject: 'opportunity', payload: z.object({ ...opportunityRef, complete: z.boolean(), missing: z.array(z.string()) }),
  sentence: (p) => (p.complete ? words('需求已问清', 'The need is settled') : words(`记录需求，还缺 ${p.missing.length} 项`, `Need recorded; ${p.missing.length} parts missing`)),
});
export const solutionProposed = fact('sales.solution-proposed', {
  subject: 'opportunity', payload: z.object({ ...opportunityRef, products: z.int(), reasoned: z.boolean() }),
  sentence: (p) => words(`提出方案，含 ${p.products} 种产品`, `Solution of ${p.products} products`),
});
/** The customer was shown products with features, use, service, cases and reviews (clause 2.2.2). */
export const productIntroduced = fact('sales.product-introduced', {
  subject: 'introduction', payload: z.object({ introductionNo: z.string(), opportunityId: id, storeId: id, seller: id, products: z.int(), channel: z.string(), withCases: z.boolean() }),
  sentence: (p) => words(`向客户介绍 ${p.products} 种产品`, `${p.products} products introduced`),
});
export const introductionOpened = fact('sales.introduction-opened', {
  subject: 'introduction', payload: z.object({ introductionNo: z.string(), opportunityId: id }), sentence: () => words('客户打开了产品资料', 'The customer opened the product sheets'),
});
export const priceListSaved = fact('sales.price-list-saved', {
  subject: 'price-list', payload: z.object({ name: z.string(), customerClass: z.string().nullable(), platform: z.string().nullable(), from: z.string(), to: z.string().nullable(), entries: z.int() }),
  sentence: (p) => words(`价目表「${p.name}」保存，${p.entries} 条价格，自 ${p.from} 起`, `Price list “${p.name}” saved: ${p.entries} prices from ${p.from}`),
});
export const quoteSaved = fact('sales.quote-saved', {
  subject: 'quote', payload: z.object({ ...quoteRef, discountBasisPoints: z.int() }), sentence: (p) => words(`拟报价 ${formatYuan(p.totalFen)}，让价 ${percent(p.discountBasisPoints)}`, `Quote drafted: ${formatYuan(p.totalFen)}, ${percent(p.discountBasisPoints)} off`),
});
export const quoteIssued = fact('sales.quote-issued', {
  subject: 'quote', payload: z.object({ ...quoteRef, discountBasisPoints: z.int(), belowFloor: z.boolean() }),
  sentence: (p) => words(`报价 ${p.quoteNo} 发出，${formatYuan(p.totalFen)}`, `Quote ${p.quoteNo} issued, ${formatYuan(p.totalFen)}`),
});
export const quoteOpened = fact('sales.quote-opened', { subject: 'quote', payload: z.object({ quoteNo: z.string() }), sentence: () => words('客户打开了报价', 'The customer opened the quote') });
export const quoteAsked = fact('sales.quote-asked', { subject: 'quote', payload: z.object({ ...quoteRef }), sentence: () => words('客户就报价提问', 'The customer asked about the quote') });
export const quoteAnswered = fact('sales.quote-answered', { subject: 'quote', payload: z.object({ ...quoteRef }), sentence: () => words('已答复客户提问', 'The customer’s question was answered') });
/** Opens the clock of clause 2.2.4. */
export const quoteAccepted = fact('sales.quote-accepted', {
  subject: 'quote', payload: z.object({ ...quoteRef, via: z.string() }), sentence: (p) => words(`客户接受报价 ${p.quoteNo}`, `The customer accepted quote ${p.quoteNo}`),
});
export const quoteWithdrawn = fact('sales.quote-withdrawn', {
  subject: 'quote', payload: z.object({ ...quoteRef, reason: z.string(), how: z.enum(['withdrawn', 'replaced', 'expired']) }),
  sentence: (p) => words(`报价 ${p.quoteNo} ${p.how === 'expired' ? '过期' : '作废'}：${p.reason}`, `Quote ${p.quoteNo} ended: ${p.reason}`),
});
export const contractDrafted = fact('sales.contract-drafted', {
  subject: 'contract', payload: z.object({ ...contractRef, template: z.string().nullable(), amends: z.string().nullable() }), sentence: (p) => words(`拟定合同 ${p.contractNo}`, `Contract ${p.contractNo} drafted`),
});
export const contractRevised = fact('sales.contract-revised', {
  subject: 'contract', payload: z.object({ ...contractRef, revision: z.int(), side: z.enum(['us', 'customer']) }),
  sentence: (p) => words(`合同修改为第 ${p.revision} 稿（${p.side === 'us' ? '我方' : '客户'}）`, `Contract changed to revision ${p.revision} (${p.side === 'us' ? 'us' : 'customer'})`),
});
/** The wording is final: it goes to the customer within the time of clause 2.3.1. */
export const contractApproved = fact('sales.contract-approved', { subject: 'contract', payload: z.object({ ...contractRef, revision: z.int() }), sentence: (p) => words(`合同定稿（第 ${p.revision} 稿）`, `Contract final (revision ${p.revision})`) });
export const contractSent = fact('sales.contract-sent', { subject: 'contract', payload: z.object({ ...contractRef, revision: z.int() }), sentence: () => words('合同发给客户', 'Contract sent to the customer') });
export const contractConfirmed = fact('sales.contract-confirmed', {
  subject: 'contract', payload: z.object({ ...contractRef, hash: z.string(), byCode: z.boolean() }),
  sentence: (p) => words(`客户确认合同（文档指纹 ${p.hash.slice(0, 12)}）`, `The customer confirmed (document ${p.hash.slice(0, 12)})`),
});
/** The customer confirmed a supplement: no order follows from it. */
export const contractAmended = fact('sales.contract-amended', { subject: 'contract', payload: z.object({ ...contractRef, hash: z.string(), amends: z.string() }), sentence: () => words('客户确认补充协议', 'The customer confirmed the amendment') });
/** The customer asked on his page for other wordings; each wish by its id, with the document that was read. */
export const contractChangeAsked = fact('sales.contract-change-asked', {
  subject: 'contract', payload: z.object({ ...contractRef, revision: z.int(), hash: z.string(), wishes: z.array(id) }),
  sentence: (p) => words(`客户对第 ${p.revision} 稿提出 ${p.wishes.length} 条修改意见`, `The customer asked for ${p.wishes.length === 1 ? 'a change' : `${p.wishes.length} changes`} of revision ${p.revision}`),
});
export const contractWishTaken = fact('sales.contract-wish-taken', { subject: 'contract', payload: z.object({ ...contractRef, wish: id, revision: z.int() }), sentence: (p) => words(`采纳客户的修改意见，成为第 ${p.revision} 稿`, `A change that the customer asked for became revision ${p.revision}`) });
export const contractWishDeclined = fact('sales.contract-wish-declined', { subject: 'contract', payload: z.object({ ...contractRef, wish: id, reason: z.string() }), sentence: (p) => words(`未采纳客户的修改意见：${p.reason}`, `A change that the customer asked for was declined: ${p.reason}`) });
/** The customer confirmed although wishes waited: he was asked, and gave them up. */
export const contractWishesDropped = fact('sales.contract-wishes-dropped', { subject: 'contract', payload: z.object({ ...contractRef, wishes: z.array(id) }), sentence: (p) => words(`客户放弃 ${p.wishes.length} 条未答复的修改意见`, `The customer gave up ${p.wishes.length} unanswered wishes`) });
export const contractWithdrawn = fact('sales.contract-withdrawn', { subject: 'contract', payload: z.object({ ...contractRef, reason: z.string() }), sentence: (p) => words(`合同作废：${p.reason}`, `Contract withdrawn: ${p.reason}`) });
export const contractExpiring = fact('sales.contract-expiring', { subject: 'contract', payload: z.object({ ...contractRef, expiresOn: z.string() }), sentence: (p) => words(`合同将于 ${p.expiresOn} 到期`, `The contract ends on ${p.expiresOn}`) });
export const templateSaved = fact('sales.contract-template-saved', { subject: 'contract-template', payload: z.object({ name: z.string(), revision: z.int() }), sentence: (p) => words(`合同模板「${p.name}」第 ${p.revision} 版`, `Template “${p.name}”, revision ${p.revision}`) });
export const productSheetSaved = fact('sales.product-sheet-saved', { subject: 'product', payload: z.object({ productCode: z.string() }), sentence: () => words('产品资料更新', 'Product sheet changed') });

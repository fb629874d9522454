import type { FastifyReply } from 'fastify';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { companyName } from '../../../registers/company/index.ts';
import { act, ask, raw, read, type Route } from '../../../kernel/http/route.ts';
import { byLink, openedBy } from './by-link.ts';
import * as contract from './contract.ts';
import { confirmContract } from './contracts/confirm-contract.ts';
import { amendContract, approveContract, draftContract, reviseContract } from './contracts/draft-contract.ts';
import { comparison, contractFileOf, contractFileSeen, contractRecord, contracts, publicContract, template, templateGuide, templatePreview, templates } from './contracts/queries.ts';
import { noteContractOpened, sendContract, sendContractCode, withdrawContract } from './contracts/send-contract.ts';
import { retireTemplate, saveTemplate, setForbiddenTerms } from './contracts/templates.ts';
import { askContractChange, declineContractWish, takeContractWish } from './contracts/wishes.ts';
import { changeOpportunity, loseOpportunity, openOpportunity, reopenOpportunity } from './opportunities/open-opportunity.ts';
import { board, entryStores, opportunities, opportunity } from './opportunities/queries.ts';
import { proposeSolution, recordNeed } from './opportunities/settle-need.ts';
import { priceList, priceListFile, priceLists, priceListsFile, pricePreview } from './prices/queries.ts';
import { endPriceList, savePriceList } from './prices/save-price-list.ts';
import { issueQuote } from './quotes/issue-quote.ts';
import { publicQuote, quote, quotes } from './quotes/queries.ts';
import { quotePdf } from './quotes/quote-pdf.ts';
import { saveQuote } from './quotes/save-quote.ts';
import { acceptQuote, answerAboutQuote, askAboutQuote, noteQuoteOpened, withdrawQuote } from './quotes/settle-quote.ts';
import { negotiationNo } from './refusals.ts';
import { mayLead, mayLook, mayNegotiate } from './scope.ts';
import { introduceProducts, mayWriteSheets, noteIntroductionOpened, saveProductSheet } from './sheets/product-sheets.ts';
import { publicIntroduction, sheet, sheets, sheetsXlsx } from './sheets/queries.ts';

const mayReadSheets = { ...mayWriteSheets, 'service-agent': 'all', 'service-lead': 'all', auditor: 'all' } as const;
const mayReadPrices = { seller: 'all', 'team-lead': 'all', 'store-operator': 'all', accountant: 'all', 'department-head': 'all', 'general-manager': 'all', auditor: 'all' } as const;
const sendPdf = (reply: FastifyReply, name: string, file: Buffer): FastifyReply => reply.header('content-type', 'application/pdf').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.pdf`)}`).header('cache-control', 'private, no-store').send(file);
const signedIn = (actor: Actor | null): Actor => {
  if (!actor) throw refuse(kernelNo['not-signed-in']);
  return actor;
};

export const routes: Route[] = [
  read(contract.listOpportunities, mayLook, ({ kernel, actor, scope, query }) => opportunities(kernel, actor, scope, query)),
  read(contract.readOpportunityBoard, mayLook, ({ kernel, actor, scope, query }) => board(kernel, actor, scope, query)),
  read(contract.readOpportunityEntry, mayNegotiate, ({ kernel, actor, scope }) => entryStores(kernel, actor, scope)),
  read(contract.readOpportunity, mayLook, ({ kernel, actor, scope, params }) => opportunity(kernel, actor, scope, params.id)),
  act(contract.openOpportunityAct, openOpportunity),
  act(contract.changeOpportunityAct, changeOpportunity),
  act(contract.recordNeedAct, recordNeed),
  act(contract.proposeSolutionAct, proposeSolution),
  act(contract.loseOpportunityAct, loseOpportunity),
  act(contract.reopenOpportunityAct, reopenOpportunity),
  act(contract.introduceAct, introduceProducts, ({ params, body }) => ({ opportunityId: params.id, ...body })),
  read(contract.listSheets, mayReadSheets, ({ kernel, query }) => sheets(kernel, query)),
  read(contract.readSheet, mayReadSheets, ({ kernel, params }) => sheet(kernel, params.id)),
  act(contract.saveSheetAct, saveProductSheet, ({ params, body }) => ({ productId: params.id, ...body })),
  read(contract.listPriceLists, mayReadPrices, ({ kernel, query }) => priceLists(kernel, query)),
  read(contract.readPriceList, mayReadPrices, ({ kernel, actor, params }) => priceList(kernel, actor, params.id)),
  raw(contract.exportPriceLists, mayReadPrices, ({ kernel, query: { format, ...asked }, reply }) => priceListsFile(kernel, asked, format ?? 'xlsx', reply)),
  raw(contract.exportSheets, mayReadSheets, async ({ kernel, reply }) => reply.header('content-type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent('产品资料.xlsx')}`).send(Buffer.from(await sheetsXlsx(kernel)))),
  raw(contract.priceListFile, mayReadPrices, ({ kernel, params, query, reply }) => priceListFile(kernel, params.id, query.format ?? 'xlsx', reply)),
  act(contract.savePriceListAct, savePriceList),
  act(contract.endPriceListAct, endPriceList),
  ask(contract.previewPrice, mayNegotiate, ({ kernel, actor, scope, body }) => pricePreview(kernel, signedIn(actor), scope, body)),
  read(contract.listQuotes, mayLook, ({ kernel, actor, scope, query }) => quotes(kernel, actor, scope, query)),
  read(contract.readQuote, mayLook, ({ kernel, actor, scope, params }) => quote(kernel, actor, scope, params.id)),
  act(contract.saveQuoteAct, saveQuote, ({ params, body }) => ({ opportunityId: params.id, ...body })),
  act(contract.issueQuoteAct, issueQuote),
  act(contract.acceptQuoteAct, acceptQuote),
  act(contract.withdrawQuoteAct, withdrawQuote),
  act(contract.answerQuoteAct, answerAboutQuote),
  raw(contract.quoteFile, mayLook, async ({ kernel, actor, scope, params, reply }) => {
    const q = await quote(kernel, actor, scope, params.id);
    return sendPdf(reply, q.quoteNo, await quotePdf({ ...q, company: (await companyName(kernel)) ?? '', seller: q.sellerName, mayAccept: false, contract: null }));
  }),
  read(contract.listTemplates, mayLook, ({ kernel, query }) => templates(kernel, query)),
  read(contract.readTemplateNames, mayLook, ({ kernel, actor }) => templateGuide(kernel, actor)),
  read(contract.readTemplate, mayLook, ({ kernel, actor, params }) => template(kernel, actor, params.id)),
  act(contract.saveTemplateAct, saveTemplate),
  act(contract.retireTemplateAct, retireTemplate),
  ask(contract.previewTemplate, mayLead, ({ kernel, body }) => templatePreview(kernel, body.body)),
  act(contract.setForbiddenAct, setForbiddenTerms),
  read(contract.listContracts, mayLook, ({ kernel, actor, scope, query }) => contracts(kernel, actor, scope, query)),
  read(contract.readContract, mayLook, ({ kernel, actor, scope, params }) => contractRecord(kernel, actor, scope, params.id)),
  read(contract.compareContract, mayLook, ({ kernel, actor, scope, params, query }) => comparison(kernel, actor, scope, params.id, query)),
  act(contract.draftContractAct, draftContract, ({ params, body }) => ({ quoteId: params.id, ...body })),
  act(contract.reviseContractAct, reviseContract),
  act(contract.approveContractAct, approveContract),
  act(contract.sendContractAct, sendContract),
  act(contract.withdrawContractAct, withdrawContract),
  act(contract.takeWishAct, takeContractWish),
  act(contract.declineWishAct, declineContractWish),
  act(contract.amendContractAct, amendContract),
  raw(contract.contractFile, mayLook, async ({ kernel, actor, scope, params, reply }) => {
    const { name, file } = await contractFileSeen(kernel, actor, scope, params.id);
    return sendPdf(reply, name, file);
  }),

  // Customers, by signed links.
  read(contract.portalIntroduction, { public: true }, async ({ kernel, params }) => publicIntroduction(kernel, await openedBy(kernel, params.token, 'intro'))),
  byLink(contract.portalIntroductionOpened, 'intro', noteIntroductionOpened),
  read(contract.portalQuote, { public: true }, async ({ kernel, params }) => publicQuote(kernel, await openedBy(kernel, params.token, 'quote'))),
  byLink(contract.portalQuoteOpened, 'quote', noteQuoteOpened),
  byLink(contract.portalQuoteAccept, 'quote', acceptQuote, { fixed: { via: 'link' } }),
  byLink(contract.portalQuoteAsk, 'quote', askAboutQuote),
  raw(contract.portalQuoteFile, { public: true }, async ({ kernel, params, reply }) => {
    const q = await publicQuote(kernel, await openedBy(kernel, params.token, 'quote'));
    return sendPdf(reply, q.quoteNo, await quotePdf(q));
  }),
  read(contract.portalContract, { public: true }, async ({ kernel, params }) => publicContract(kernel, await openedBy(kernel, params.token, 'contract'))),
  byLink(contract.portalContractOpened, 'contract', noteContractOpened),
  byLink(contract.portalContractWishes, 'contract', askContractChange),
  byLink(contract.portalContractCode, 'contract', sendContractCode),
  byLink(contract.portalContractConfirm, 'contract', confirmContract, { after: (answer) => { if (answer.wrongCode) throw refuse(negotiationNo['code-wrong']); } }),
  raw(contract.portalContractFile, { public: true }, async ({ kernel, params, reply }) => {
    const id = await openedBy(kernel, params.token, 'contract');
    await publicContract(kernel, id);
    const { name, file } = await contractFileOf(kernel, id);
    return sendPdf(reply, name, file);
  }),
];

import { Buffer } from 'node:buffer';
import type { Policy } from '../../kernel/actor.ts';
import { act, ask, raw, read, type Route } from '../../kernel/http/route.ts';
import * as contract from './contract.ts';
import { leadRoutes } from './leads/routes.ts';
import { applyAmendment } from './orders/amendments/apply-amendment.ts';
import { withdrawAmendment } from './orders/amendments/end-amendment.ts';
import { proposeAmendment } from './orders/amendments/propose-amendment.ts';
import { amendmentsOf } from './orders/amendments/queries.ts';
import { answerReplenishment, giveShortageNotice } from './orders/answer-replenishment.ts';
import { cancelOrder } from './orders/cancel-order.ts';
import { changeAddress } from './orders/change-address.ts';
import { customerPage } from './orders/customer-page.ts';
import { parcelNotes } from './orders/parcel-notes.ts';
import { routes as negotiationRoutes } from './negotiation/routes.ts';
import { listNotices, reviewQueue } from './orders/desk-lists.ts';
import { giftRulesTable } from './orders/gifts/import-gift-rules.ts';
import { giftRules } from './orders/gifts/rule-list.ts';
import { mayReadGifts, saveGiftRule } from './orders/gifts/save-gift-rule.ts';
import { listMergeOffers } from './orders/merge-offers.ts';
import { holdMany, holdOrder } from './orders/hold-order.ts';
import { markUrgent } from './orders/mark-urgent.ts';
import { forgetMatches, listSkuMatches } from './orders/kept-matches.ts';
import { matchLine } from './orders/match-line.ts';
import { declineMerge, reofferMerge } from './orders/decline-merge.ts';
import { mayArrange, mergeFulfilments, unmergeFulfilment } from './orders/merge-fulfilments.ts';
import { ordersCsv, ordersXlsx } from './orders/order-export.ts';
import { countOrders, listOrders, mayRead } from './orders/order-list.ts';
import { readOrder } from './orders/order-record.ts';
import { entryStores, mayReceive, receiverRead } from './orders/order-entry.ts';
import { mayEnter, placeOrder } from './orders/place-order.ts';
import { recordPayment } from './orders/record-payment.ts';
import { mayReview, releaseMany, releaseOrder } from './orders/release-order.ts';
import { setReviewRules } from './orders/review-settings.ts';
import { reviewRuleChanges, reviewTrial, rulesOfReview } from './orders/review-trial.ts';
import { giveShipNotices } from './orders/ship-notices.ts';
import { listShortages } from './orders/shortage-list.ts';
import { splitFulfilment, unsplitFulfilment } from './orders/split-fulfilment.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Whoever reviews sees the rules; the auditor checks them. */
const mayReadRules: Policy = { ...mayReview, auditor: 'all' };

export const routes: Route[] = [
  ...leadRoutes,
  read(contract.listOrders, mayRead, ({ kernel, actor, scope, query }) => listOrders(kernel, actor, scope, query)),
  raw(contract.exportOrders, mayRead, async ({ kernel, actor, scope, query, language, reply }) => {
    const { format, ...asked } = query;
    void reply.header('x-content-type-options', 'nosniff');
    if (format === 'xlsx') return reply.type(xlsx).header('content-disposition', 'attachment; filename="orders.xlsx"').send(Buffer.from(await ordersXlsx(kernel, actor, scope, asked, language)));
    const csv = await ordersCsv(kernel, actor, scope, asked, language);
    return reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="orders.csv"').send(csv);
  }),
  read(contract.countOrders, mayRead, ({ kernel, actor, scope }) => countOrders(kernel, actor, scope)),
  read(contract.readOrder, mayRead, ({ kernel, actor, scope, params }) => readOrder(kernel, actor, scope, params.id)),
  read(contract.reviewQueue, mayReview, ({ kernel, actor, scope, query }) => reviewQueue(kernel, actor, scope, query)),
  read(contract.listShortages, mayRead, ({ kernel, actor, scope, query }) => listShortages(kernel, actor, scope, query)),
  read(contract.listMergeOffers, mayArrange, ({ kernel, actor, scope, query }) => listMergeOffers(kernel, actor, scope, query)),
  read(contract.listNotices, giveShipNotices.may, ({ kernel, actor, scope, query }) => listNotices(kernel, actor, scope, query)),
  read(contract.readReviewRules, mayReadRules, ({ kernel, actor }) => rulesOfReview(kernel, actor)),
  ask(contract.tryReviewRules, mayReadRules, ({ kernel, actor, scope, body }) => reviewTrial(kernel, actor, scope, body.settings)),
  read(contract.listReviewRuleChanges, mayReadRules, ({ kernel, query }) => reviewRuleChanges(kernel, query)),
  read(contract.listSkuMatches, mayReview, ({ kernel, actor, scope, query }) => listSkuMatches(kernel, actor, scope, query)),
  read(contract.listParcelNotes, mayRead, ({ kernel, actor, scope, query }) => parcelNotes(kernel, actor, scope, query)),
  read(contract.portalPage, { public: true }, ({ kernel, params }) => customerPage(kernel, params.token)),
  read(contract.readOrderEntry, mayEnter, ({ kernel, actor, scope }) => entryStores(kernel, actor, scope)),
  ask(contract.readReceiver, mayReceive, ({ body }) => receiverRead(body.text)),
  act(contract.placeOrderAct, placeOrder),
  act(contract.payOrder, recordPayment),
  act(contract.releaseAct, releaseOrder),
  act(contract.holdAct, holdOrder),
  act(contract.releaseManyAct, releaseMany),
  act(contract.holdManyAct, holdMany),
  act(contract.cancelAct, cancelOrder),
  act(contract.addressAct, changeAddress),
  act(contract.urgentAct, markUrgent),
  read(contract.readAmendments, mayRead, ({ kernel, actor, scope, params }) => amendmentsOf(kernel, actor, scope, params.id)),
  act(contract.proposeAmendmentAct, proposeAmendment),
  act(contract.applyAmendmentAct, applyAmendment),
  act(contract.withdrawAmendmentAct, withdrawAmendment),
  act(contract.matchLineAct, matchLine),
  act(contract.forgetMatchesAct, forgetMatches),
  act(contract.mergeAct, mergeFulfilments),
  act(contract.unmergeAct, unmergeFulfilment),
  act(contract.declineMergeAct, declineMerge),
  act(contract.reofferMergeAct, reofferMerge),
  act(contract.splitAct, splitFulfilment),
  act(contract.unsplitAct, unsplitFulfilment),
  act(contract.answerAct, answerReplenishment),
  act(contract.shortageNoticeAct, giveShortageNotice),
  act(contract.noticesAct, giveShipNotices),
  act(contract.setReviewRulesAct, setReviewRules),
  raw(contract.exportGiftRules, mayReadGifts, async ({ kernel, actor, query, reply }) => {
    const { format = 'xlsx', ...asked } = query;
    return reply.type(format === 'xlsx' ? xlsx : 'text/csv; charset=utf-8').headers({ 'content-disposition': `attachment; filename="gift-rules.${format}"`, 'x-content-type-options': 'nosniff' }).send(Buffer.from(await giftRulesTable(kernel, actor, asked, format)));
  }),
  read(contract.listGiftRules, mayReadGifts, ({ kernel, actor, query }) => giftRules(kernel, actor, query)),
  act(contract.saveGiftRuleAct, saveGiftRule),
  ...negotiationRoutes,
];

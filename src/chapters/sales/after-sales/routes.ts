import { Buffer } from 'node:buffer';
import type { FileStore } from '../../../kernel/file-store.ts';
import { act, raw, read, type Route } from '../../../kernel/http/route.ts';
import type { Engine } from '../../../regulation/runtime/engine.ts';
import { caseRoutes } from './case-routes.ts';
import { confirmResult, receiveComplaint, withdrawComplaint } from './complaint-verbs.ts';
import { receiveFeedback } from './feedback-verbs.ts';
import * as portal from './contract-portal.ts';
import * as contract from './contract-returns.ts';
import { decideReturn } from './decide-return.ts';
import { finishRepair, orderExchange, refundInstead } from './exchange.ts';
import { goodsClasses } from './goods-classes.ts';
import { inspectReturn, receiveReturn, sendReturn, setReturnFreight, withdrawReturn } from './goods-back.ts';
import { mayInspect, mayReadReturns } from './load-return.ts';
import { casePhotoRoute, returnPhotoRoutes } from './photo-routes.ts';
import { portalAct, portalReturnRoute } from './portal-act.ts';
import { portalActWithPhotos } from './portal-photos.ts';
import { portalPageOf } from './portal-page.ts';
import { requestReturn } from './request-return.ts';
import { returnsXlsx } from './return-export.ts';
import { listReturns, scanReturns } from './return-list.ts';
import { classGoods, listReasons, saveReason } from './return-reasons.ts';
import { readReturn } from './return-record.ts';
import { sayMoreOnComplaint, sayMoreOnFeedback } from './say-more.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Routes of after-sales; photos lie in the file store, deadlines are asked of the engine. */
export const afterSalesRoutes = ({ files, engine }: { files: FileStore; engine: Engine }): Route[] => [
  read(contract.listReturns, mayReadReturns, ({ kernel, actor, scope, query }) => listReturns(kernel, actor, scope, query)),
  raw(contract.exportReturns, mayReadReturns, async ({ kernel, actor, scope, query, language, reply }) =>
    reply.type(xlsx).header('x-content-type-options', 'nosniff').header('content-disposition', 'attachment; filename="returns.xlsx"').send(Buffer.from(await returnsXlsx(kernel, actor, scope, query, language)))),
  read(contract.readReturn, mayReadReturns, ({ kernel, actor, scope, params }) => readReturn(kernel, engine, actor, scope, params.id)),
  read(contract.scanReturn, mayInspect, ({ kernel, query }) => scanReturns(kernel, query.code)),
  read(contract.listReasons, mayReadReturns, ({ kernel, query }) => listReasons(kernel, query.q)),
  read(contract.listGoodsClasses, mayReadReturns, ({ kernel, query }) => goodsClasses(kernel, query)),
  act(contract.requestReturnEnd, requestReturn),
  act(contract.decideReturnEnd, decideReturn),
  act(contract.withdrawReturnEnd, withdrawReturn),
  act(contract.sendReturnEnd, sendReturn),
  act(contract.receiveReturnEnd, receiveReturn),
  act(contract.inspectReturnEnd, inspectReturn),
  act(contract.orderExchangeEnd, orderExchange),
  act(contract.refundInsteadEnd, refundInstead),
  act(contract.finishRepairEnd, finishRepair),
  act(contract.returnFreightEnd, setReturnFreight),
  act(contract.saveReasonEnd, saveReason),
  act(contract.classGoodsEnd, classGoods),
  ...returnPhotoRoutes(files),
  casePhotoRoute(files),
  ...caseRoutes(engine),
  read(portal.portalAfterSales, { public: true }, ({ kernel, params }) => portalPageOf(kernel, engine, params.token)),
  portalReturnRoute(files),
  portalActWithPhotos(files, portal.portalComplain, receiveComplaint, ({ body, orderId, photos }) => ({ orderId, photos, channel: 'page' as const, severity: 'normal' as const, about: body.about })),
  portalAct(portal.portalConfirm, confirmResult, ({ params, body }) => ({ id: params.id, satisfied: body.satisfied, how: body.words, rating: body.rating })),
  portalAct(portal.portalWithdrawComplaint, withdrawComplaint, ({ params }) => ({ id: params.id })),
  portalActWithPhotos(files, portal.portalFeedback, receiveFeedback, ({ body, orderId, photos }) => ({ orderId, photos, channel: 'page' as const, author: null, words: body.words, rating: body.rating })),
  portalActWithPhotos(files, portal.portalFeedbackMore, sayMoreOnFeedback, ({ params, body, photos }) => ({ id: params.id, words: body.words, photos }), 'feedback'),
  portalActWithPhotos(files, portal.portalComplaintMore, sayMoreOnComplaint, ({ params, body, photos }) => ({ id: params.id, words: body.words, photos }), 'complaint'),
  portalAct(portal.portalSendReturn, sendReturn, ({ params, body }) => ({ ...body, id: params.id })),
  portalAct(portal.portalWithdrawReturn, withdrawReturn, ({ params }) => ({ id: params.id })),
];

import { HOUR, MINUTE } from '../kernel/clock.ts';
import type { FileStore } from '../kernel/file-store.ts';
import { Imports, type Choice } from '../kernel/imports/imports.ts';
import { importRoutes } from '../kernel/imports/routes.ts';
import { scopeOf, type Actor } from '../kernel/actor.ts';
import type { Route } from '../kernel/http/route.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { SafeFetch } from '../kernel/net/safe-fetch.ts';
import type { Reaction } from '../kernel/reactions.ts';
import { createKuaidi100Labels } from '../gateways/couriers/kuaidi100-labels.ts';
import { createKuaidi100Tracking } from '../gateways/couriers/kuaidi100-tracking.ts';
import * as finance from '../chapters/finance/index.ts';
import { reactions as financeReactions } from '../chapters/finance/reactions.ts';
import { chequeSubject, instalmentSubject, receiptSubject, refundSubject } from '../chapters/finance/subjects.ts';
import { routes as financeRoutes } from '../chapters/finance/routes.ts';
import * as sales from '../chapters/sales/index.ts';
import * as logistics from '../chapters/logistics/index.ts';
import { mayEnter } from '../chapters/sales/orders/place-order.ts';
import { subjects as logisticsSubjects } from '../chapters/logistics/subjects.ts';
import { routes as operationsRoutes } from '../chapters/operations/routes.ts';
import { staffById, storesById, warehousesById } from '../registers/company/index.ts';
import { customerSearcher, unmaskers, type DataHolder } from '../registers/customers/index.ts';
import { routes as customerRoutes } from '../registers/customers/routes.ts';
import { batchSubject, countPlanSubject, importProducts, importCountSheet, importStockCount, importStockKeeping, importStoreSafety, productSearcher, transferSubject, watchBatches } from '../registers/products/index.ts';
import { countPlanRoutes } from '../registers/products/count-plans/routes.ts';
import { batchRoutes } from '../registers/products/batches/routes.ts';
import { pictureRoutes } from '../registers/products/picture-routes.ts';
import type { PapersOf } from '../registers/products/movement-papers.ts';
import { movementRoutes, routes as productRoutes } from '../registers/products/routes.ts';
import type { Engine } from '../regulation/runtime/engine.ts';
import { Subjects } from '../regulation/subjects.ts';
import { importUnmasker } from './import-unmasker.ts';
import { nameCases } from './named-places.ts';
import type { Searcher } from './app-routes.ts';
import type { Job } from './jobs.ts';
import { allowedHosts, type Settings } from './settings.ts';

export interface ChapterParts {
  routes: Route[];
  reactions: Reaction[];
  jobs: Job[];
  searchers: Searcher[];
  subjects: Subjects;
  unmaskers: Record<string, (typeof unmaskers)['customer']>;
  imports: Imports;
}

/** Who holds data of customers, and gives it out or erases it (registers/customers/personal). */
export const dataHolders: readonly DataHolder[] = [sales.ordersHeld, sales.afterSalesHeld, sales.negotiationHeld, sales.leadsHeld, sales.mailsHeld, logistics.parcelsHeld, logistics.suppliersHeld, finance.receiptsHeld];

/** What the chapters and registers bring, put together in one place. */
export async function chapterParts(given: { kernel: Kernel; engine: Engine; settings: Settings; files: FileStore; fetch: SafeFetch }): Promise<ChapterParts> {
  const { kernel, settings, fetch } = given;
  openCouriers(kernel, settings, fetch);
  const jobs: Job[] = [
    { name: 'logistics.poll-tracking', everyMs: 5 * MINUTE, run: (k) => logistics.pollTracking(k) },
    { name: 'logistics.subscribe-parcels', everyMs: 2 * MINUTE, run: (k) => logistics.subscribeParcels(k) },
    { name: 'logistics.watch-parcels', everyMs: 10 * MINUTE, run: (k) => logistics.watchParcels(k, { noMovementMs: noMovementMs(given.engine, k) }) },
    { name: 'logistics.cancel-waybills', everyMs: 5 * MINUTE, run: (k) => logistics.cancelWaybills(k) },
    { name: 'products.watch-batches', everyMs: HOUR, run: (k) => watchBatches(k, warnDays(given.engine, k.clock.now())) },
    { name: 'sales.assign-leads', everyMs: 5 * MINUTE, run: (k) => sales.assignWaiting(k) },
    { name: 'sales.recycle-leads', everyMs: HOUR, run: (k) => sales.recycleIdle(k) },
    ...sales.negotiationJobs,
    sales.presaleJob,
    sales.markNamesJob,
    { name: 'sales.fetch-mails', everyMs: MINUTE, run: (k) => sales.fetchMails(k, { files: given.files, allowed: allowedHosts(settings), own: settings.MAIL_FROM ? [settings.MAIL_FROM] : [] }) },
    { name: 'logistics.forget-pushes', everyMs: 24 * HOUR, run: (k) => logistics.forgetPushes(k) },
  ];
  const subjects = new Subjects();
  const opened = { sales: sales.subjects, logistics: { ...logisticsSubjects, transfer: transferSubject, batch: batchSubject, 'count-plan': countPlanSubject }, finance: { receipt: receiptSubject, refund: refundSubject, instalment: instalmentSubject, cheque: chequeSubject } };
  for (const [place, kinds] of Object.entries(opened))
    for (const [type, kind] of Object.entries(kinds)) subjects.register(type, kind, place);
  nameCases(subjects);
  const papers = papersOf(subjects);
  const imports = new Imports({
    kernel, files: given.files,
    targets: [sales.orderImport, sales.importLeads, sales.importReviews, sales.importPriceLists, sales.importSheets, finance.importAlipayBills, finance.importWechatBills, importProducts, importStockCount, importStockKeeping, importStoreSafety, importCountSheet, sales.importGiftRules, logistics.trackingTarget],
    actorOf: (staffId) => actorById(kernel, staffId),
    choices: (need, actor) => choicesOf(kernel, need, actor),
  });
  return {
    routes: [...customerRoutes, ...productRoutes, ...movementRoutes(papers), ...batchRoutes((now) => warnDays(given.engine, now), papers), ...countPlanRoutes((now) => recountAbove(given.engine, now)), ...pictureRoutes(given.files), ...operationsRoutes, ...sales.routes, ...sales.researchRoutes({ files: given.files, engine: given.engine }), ...sales.afterSalesRoutes({ files: given.files, engine: given.engine }), ...sales.customerRoutes(given.engine), ...sales.mailRoutes({ files: given.files, allowed: allowedHosts(settings) }), ...logistics.routes, ...financeRoutes, ...importRoutes(imports)],
    // Money hears of orders first, then the warehouse; what leaves the warehouse comes back to the orders.
    reactions: [...sales.reactions, ...logistics.reactions, ...financeReactions],
    jobs,
    searchers: [customerSearcher, productSearcher],
    subjects,
    unmaskers: { ...unmaskers, lead: sales.leadUnmasker, 'import-row': importUnmasker(imports) },
    imports,
  };
}

/** What parcels and returns that moved stock are called. */
const papersOf = (subjects: Subjects): PapersOf => async (on, ids, actor) => {
  const cards = await subjects.load(on, ids.flatMap((id) => [{ type: 'parcel', id }, { type: 'return', id }]), actor);
  return new Map([...cards.values()].map((card) => [card.id, { number: card.number, href: card.href }]));
};

/** How long a parcel may stand still before it counts as stuck: the value of clause 5.2.2 that holds now. */
function noMovementMs(engine: Engine, kernel: Kernel): number {
  const hours = engine.values.at('noMovementWithin', kernel.clock.now()).value;
  if (typeof hours !== 'number') throw new Error('noMovementWithin is no duration');
  return hours * HOUR;
}

/** How many days before its expiry a batch counts as expiring: the value of clause 4.1.2 that holds then. */
function warnDays(engine: Engine, now: number): number {
  const days = engine.values.at('expiryWarning', now).value;
  if (typeof days !== 'number') throw new Error('expiryWarning is no duration');
  return days;
}

/** Differences of a stock-take worth more are counted a second time: the value of clause 4.1.2 that holds then, in fen. */
function recountAbove(engine: Engine, now: number): bigint {
  const value = engine.values.at('recountAbove', now).value;
  if (typeof value !== 'bigint') throw new Error('recountAbove is no amount');
  return value;
}

/** A member of staff with the posts and teams of now: for work that goes on after the request is over. */
async function actorById(kernel: Kernel, staffId: string): Promise<Actor | null> {
  const staff = (await staffById(kernel, [staffId])).get(staffId);
  return staff?.active ? { kind: 'person', id: staff.id, personId: staff.personId, name: staff.name, posts: staff.posts, teamIds: staff.teamIds } : null;
}

/** What a person may choose for an import: stores of the own teams where the post sees only those, all otherwise. */
async function choicesOf(kernel: Kernel, need: 'store' | 'warehouse' | 'account', actor: Actor): Promise<Choice[]> {
  if (need === 'account') return (await finance.activeAccounts(kernel)).map((a) => ({ id: a.id, label: a.name }));
  if (need === 'warehouse') return [...(await warehousesById(kernel)).values()].filter((w) => w.active).map((w) => ({ id: w.id, label: w.name }));
  const scope = scopeOf(actor, mayEnter);
  return [...(await storesById(kernel)).values()].filter((s) => s.state === 'open' && (scope === 'all' || (s.teamId !== null && actor.teamIds.includes(s.teamId))))
    .map((s) => ({ id: s.id, label: s.name, also: s.aliases }));
}

/** Couriers work by file and by hand until the secrets of kuaidi100 are set. */
function openCouriers(kernel: Kernel, settings: Settings, fetch: SafeFetch): void {
  const { KUAIDI100_CUSTOMER: customer, KUAIDI100_KEY: key, KUAIDI100_SALT: salt } = settings;
  if (!customer || !key || !salt) return;
  logistics.connectCouriers(kernel, {
    tracking: createKuaidi100Tracking({ customer, key, salt, ...(settings.KUAIDI100_URL ? { baseUrl: settings.KUAIDI100_URL } : {}) }, fetch),
    labels: settings.KUAIDI100_SECRET ? createKuaidi100Labels({ key, secret: settings.KUAIDI100_SECRET, clock: kernel.clock, ...(settings.KUAIDI100_URL ? { baseUrl: settings.KUAIDI100_URL } : {}) }, fetch) : null,
    pushUrl: settings.PUBLIC_URL ? new URL('/hooks/kuaidi100', settings.PUBLIC_URL).toString() : null,
  });
}

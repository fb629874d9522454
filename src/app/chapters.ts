import { HOUR, MINUTE } from '../kernel/clock.ts';
import type { FileStore } from '../kernel/file-store.ts';
import type { Route } from '../kernel/http/route.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { SafeFetch } from '../kernel/net/safe-fetch.ts';
import type { Reaction } from '../kernel/reactions.ts';
import { createKuaidi100Labels } from '../gateways/couriers/kuaidi100-labels.ts';
import { createKuaidi100Tracking } from '../gateways/couriers/kuaidi100-tracking.ts';
import * as logistics from '../chapters/logistics/index.ts';
import { parcelSubject } from '../chapters/logistics/subjects.ts';
import { routes as operationsRoutes } from '../chapters/operations/routes.ts';
import { reactions as salesReactions } from '../chapters/sales/reactions.ts';
import { orderSubject, shortageSubject } from '../chapters/sales/subjects.ts';
import { routes as customerRoutes } from '../registers/customers/routes.ts';
import { routes as productRoutes } from '../registers/products/routes.ts';
import { Subjects } from '../regulation/subjects.ts';
import type { Searcher } from './app-routes.ts';
import type { Job } from './jobs.ts';
import type { Settings } from './settings.ts';

export interface ChapterParts {
  routes: Route[];
  reactions: Reaction[];
  jobs: Job[];
  searchers: Searcher[];
  subjects: Subjects;
  unmaskers: Record<string, never>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** What the chapters and registers bring, put together in one place. */
export async function chapterParts(given: { kernel: Kernel; settings: Settings; files: FileStore; fetch: SafeFetch }): Promise<ChapterParts> {
  const { kernel, settings, fetch } = given;
  openCouriers(kernel, settings, fetch);
  const jobs: Job[] = [
    { name: 'logistics.poll-tracking', everyMs: 5 * MINUTE, run: (k) => logistics.pollTracking(k) },
    { name: 'logistics.subscribe-parcels', everyMs: 2 * MINUTE, run: (k) => logistics.subscribeParcels(k) },
    { name: 'logistics.watch-parcels', everyMs: 10 * MINUTE, run: (k) => logistics.watchParcels(k, { noMovementMs: 24 * HOUR }) },
    { name: 'logistics.cancel-waybills', everyMs: 5 * MINUTE, run: (k) => logistics.cancelWaybills(k) },
    { name: 'logistics.forget-pushes', everyMs: 24 * HOUR, run: (k) => logistics.forgetPushes(k) },
  ];
  const subjects = new Subjects();
  subjects.register('order', orderSubject);
  subjects.register('shortage', shortageSubject);
  subjects.register('parcel', parcelSubject);
  return {
    routes: [...customerRoutes, ...productRoutes, ...operationsRoutes, ...logistics.routes],
    reactions: [...salesReactions, ...logistics.reactions],
    jobs,
    searchers: [],
    subjects,
    unmaskers: {},
    resume: async () => {},
    stop: async () => {},
  };
}

/** Couriers work by file and by hand until the secrets of kuaidi100 are set. */
function openCouriers(kernel: Kernel, settings: Settings, fetch: SafeFetch): void {
  const { KUAIDI100_CUSTOMER: customer, KUAIDI100_KEY: key, KUAIDI100_SALT: salt } = settings;
  if (!customer || !key || !salt) return;
  logistics.connectCouriers(kernel, {
    tracking: createKuaidi100Tracking({ customer, key, salt, ...(settings.KUAIDI100_URL ? { baseUrl: settings.KUAIDI100_URL } : {}) }, fetch),
    labels: settings.KUAIDI100_SECRET ? createKuaidi100Labels({ key, secret: settings.KUAIDI100_SECRET, accounts: {}, clock: kernel.clock }, fetch) : null,
    pushUrl: settings.PUBLIC_URL ? new URL('/hooks/kuaidi100', settings.PUBLIC_URL).toString() : null,
  });
}

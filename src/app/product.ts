import type { FastifyRequest } from 'fastify';
import path from 'node:path';
import * as customersFacts from '../registers/customers/facts.ts';
import * as productsFacts from '../registers/products/facts.ts';
import * as companyFacts from '../registers/company/facts.ts';
import * as financeFacts from '../chapters/finance/facts.ts';
import * as logisticsFacts from '../chapters/logistics/facts.ts';
import * as operationsFacts from '../chapters/operations/facts.ts';
import * as salesFacts from '../chapters/sales/facts.ts';
import * as regulationFacts from '../regulation/facts.ts';
import * as correctiveFacts from '../regulation/corrective/facts.ts';
import * as evidenceFacts from '../kernel/evidence/facts.ts';
import * as importFacts from '../kernel/imports/facts.ts';
import * as messageFacts from '../kernel/messages/facts.ts';
import type { Actor } from '../kernel/actor.ts';
import { HOUR, type Clock } from '../kernel/clock.ts';
import { createKernel } from '../kernel/create.ts';
import type { Db } from '../kernel/db/index.ts';
import { knownFacts, registerFacts } from '../kernel/fact.ts';
import { anchorKey } from '../kernel/evidence/anchor-key.ts';
import type { Anchoring } from '../kernel/evidence/daily-anchor.ts';
import { Sealer } from '../kernel/evidence/sealer.ts';
import { FileStore } from '../kernel/file-store.ts';
import type { Imports } from '../kernel/imports/imports.ts';
import { LiveUpdates } from '../kernel/http/live.ts';
import type { Route } from '../kernel/http/route.ts';
import type { Kernel, Log } from '../kernel/kernel.ts';
import { linkSecret } from '../kernel/signed-link.ts';
import { createSafeFetch } from '../kernel/net/safe-fetch.ts';
import { ReactionRunner, type Reaction } from '../kernel/reactions.ts';
import { authenticator } from '../registers/company/index.ts';
import { companyRoutes } from '../registers/company/routes.ts';
import { personalDataRoutes } from '../registers/customers/personal/routes.ts';
import { Engine } from '../regulation/runtime/engine.ts';
import { broughtNames } from '../regulation/runtime/brought.ts';
import { Ticker } from '../regulation/runtime/ticker.ts';
import type { EvidenceWorker } from '../regulation/index.ts';
import type { Subjects } from '../regulation/subjects.ts';
import { appRoutes, type Searcher } from './app-routes.ts';
import { chapterParts, dataHolders } from './chapters.ts';
import { Jobs } from './jobs.ts';
import { brought, ruleNames } from './brought.ts';
import { channelsOf } from './messaging/channels.ts';
import { Messenger } from './messaging/messenger.ts';
import { messagingRoutes } from './messaging/routes.ts';
import * as messagingFacts from './messaging/facts.ts';
import { webhookReaction } from './messaging/webhook-reaction.ts';
import { sealOldSecrets } from './messaging/webhook-secret.ts';
import { regulationParts } from './regulation-parts.ts';
import { connectedRulebook } from './rulebook.ts';
import { allowedHosts, auditors, type Settings } from './settings.ts';

/** Everything that runs, put together once: for the server, the commands, the tests of the whole and the demo story. */
export interface Product {
  readonly kernel: Kernel;
  readonly engine: Engine;
  readonly routes: readonly Route[];
  readonly ticker: Ticker;
  readonly reactions: ReactionRunner;
  readonly jobs: Jobs;
  readonly sealer: Sealer;
  readonly anchoring: Anchoring;
  readonly evidence: EvidenceWorker;
  readonly messenger: Messenger;
  readonly live: LiveUpdates;
  readonly files: FileStore;
  readonly imports: Imports;
  authenticate(request: FastifyRequest): Promise<Actor | null>;
  /** Background work of a node: reactions, ticks, jobs, messages. */
  start(): void;
  /** Ends it and waits for what is under way. */
  stop(): Promise<void>;
  /** Reactions and ticks until nothing is left to do. */
  settle(): Promise<void>;
}

export interface ProductOptions {
  db: Db;
  clock: Clock;
  log: Log;
  settings: Settings;
  /** Loads the demo company: given by the start command. */
  loadDemo?: (kernel: Kernel) => Promise<{ login: string; password: string }>;
}

for (const facts of [customersFacts, productsFacts, companyFacts, financeFacts, logisticsFacts, operationsFacts, salesFacts, regulationFacts, importFacts, evidenceFacts, correctiveFacts, messageFacts, messagingFacts]) registerFacts(facts);

export async function createProduct(options: ProductOptions): Promise<Product> {
  const { db, clock, log, settings } = options;
  const secure = settings.PUBLIC_URL?.startsWith('https:') ?? false;
  // Only controls whose facts exist keep a clock: what nobody can discharge would report breaches that never happened.
  const engine = new Engine(connectedRulebook(new Set([...knownFacts(), ...broughtNames(brought), ...ruleNames])), brought);
  const kernel = createKernel({ db, clock, log, controls: engine });
  await engine.load(db);
  // Made now: whoever opens a link, right or wrong, then writes nothing.
  await linkSecret(kernel);

  const files = new FileStore(path.join(settings.DATA_DIR, 'files'));
  const fetch = createSafeFetch({ allow: allowedHosts(settings) });
  const live = new LiveUpdates(kernel);
  const doors = authenticator(kernel, secure);
  const parts = await chapterParts({ kernel, engine, settings, files, fetch });
  const routes: Route[] = [];
  const sealer = new Sealer(kernel);
  const anchoring: Anchoring = {
    sealer, key: await anchorKey(settings.DATA_DIR), folder: path.join(settings.DATA_DIR, 'anchors'), mailTo: auditors(settings),
  };
  const regulation = await regulationParts({ kernel, engine, subjects: parts.subjects, publicUrl: settings.PUBLIC_URL ?? null, anchoring, files });

  const reactionList: Reaction[] = [
    ...parts.reactions,
    webhookReaction(),
  ];
  const reactions = new ReactionRunner(kernel, reactionList);
  const ticker = new Ticker(kernel, engine, regulation.notify);
  const jobs = new Jobs(kernel, [...parts.jobs, ...regulation.jobs, { name: 'app.seal-webhook-secrets', everyMs: 24 * HOUR, run: sealOldSecrets }]);
  const messenger = new Messenger(kernel, channelsOf(kernel, settings, fetch));
  const searchers: Searcher[] = [...subjectSearchers(parts.subjects), ...parts.searchers, ...regulation.searchers];

  routes.push(
    ...companyRoutes({ secure, allRoutes: () => routes, unmaskers: parts.unmaskers, ...(options.loadDemo ? { loadDemo: options.loadDemo } : {}) }),
    ...parts.routes,
    ...regulation.routes,
    ...personalDataRoutes({ parts: () => regulation.parts, holders: dataHolders, files }),
    ...messagingRoutes(fetch, allowedHosts(settings)),
    ...appRoutes({ live, searchers, allRoutes: () => routes, stillValid: doors.stillValid }),
  );

  kernel.onCommit((facts) => {
    if (facts.length === 0) return;
    reactions.wake();
    ticker.committed();
    live.committed(new Set(facts.map((f) => f.type)));
  });

  return {
    kernel, engine, routes, ticker, reactions, jobs, sealer, anchoring, evidence: regulation.evidence, messenger, live, files, imports: parts.imports,
    authenticate: doors.authenticate,
    start() {
      reactions.start();
      ticker.start();
      jobs.start();
      messenger.start();
      parts.imports.start();
      sealer.start();
      regulation.evidence.start();
    },
    async stop() {
      live.close();
      await Promise.all([jobs.stop(), messenger.stop(), parts.imports.stop(), regulation.evidence.stop()]);
      await Promise.all([reactions.stop(), ticker.stop(), sealer.stop()]);
      await fetch.close();
    },
    async settle() {
      await reactions.drain();
      await ticker.beat();
      await reactions.drain();
    },
  };
}

/** Every kind of record that can be found by what people type takes part in the one search box. */
const subjectSearchers = (subjects: Subjects): Searcher[] => subjects.types().flatMap((type): Searcher[] => {
  const kind = subjects.kind(type)!;
  if (!kind.find) return [];
  return [{
    kind: type, kindWords: kind.words,
    find: async (kernel, actor, text, limit) => {
      const ids = await kind.find!(kernel, text, { actor, limit });
      if (ids.length === 0) return [];
      const cards = new Map((await kind.load(kernel, ids, { actor })).map((c) => [c.id, c] as const));
      return ids.flatMap((id) => {
        const card = cards.get(id);
        return card ? [{ id: card.id, number: card.number, title: card.title ?? card.whom ?? card.number, note: card.whom, href: card.href }] : [];
      });
    },
  }];
});

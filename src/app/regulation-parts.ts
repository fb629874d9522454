import { knownFacts } from '../kernel/fact.ts';
import { knownVerbs } from '../kernel/verb.ts';
import { HOUR, MINUTE } from '../kernel/clock.ts';
import { anchorDay, type Anchoring } from '../kernel/evidence/daily-anchor.ts';
import { allAnchors, writeMissing } from '../kernel/evidence/anchors.ts';
import type { FileStore } from '../kernel/file-store.ts';
import type { Route } from '../kernel/http/route.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { words, type Words } from '../kernel/words.ts';
import { carrierChoices } from '../chapters/logistics/index.ts';
import { customerChoices, type CustomerClass } from '../registers/customers/index.ts';
import { articleChoices } from '../registers/products/index.ts';
import { foundedAt, holdersOf, peopleAt, postsHeld, reportsOf, staffById, storesById, superiorOf, teamsOf } from '../registers/company/index.ts';
import { evidenceRoutes, EvidenceWorker, noticeJob, notifier, regulationRoutes, scanCorrective, seedCalendars, type ConnectedClause, type Directory, type Notify, type Parts, wakeApprovals } from '../regulation/index.ts';
import { broughtNames } from '../regulation/runtime/brought.ts';
import type { Engine } from '../regulation/runtime/engine.ts';
import type { Subjects } from '../regulation/subjects.ts';
import type { Searcher } from './app-routes.ts';
import type { Job } from './jobs.ts';
import { ruleNames } from './brought.ts';
import { connectedRulebook } from './rulebook.ts';

/** What the engine asks about the company, answered by its register. */
const directory: Directory = {
  holdersOf: (on, wanted) => Promise.all(wanted.map(async ({ post, teamId }) => (await holdersOf(on, post, teamId)).map(({ id }) => ({ staffId: id })))),
  people: async (on, ids) => new Map([...(await staffById(on, ids))].filter(([, s]) => s.active).map(([id, s]) => [id, { staff: id, person: s.personId, name: s.name, posts: s.posts, teams: s.teamIds }])),
  reportsOf,
  superiorOf: async (on, staffId) => (await superiorOf(on, staffId))?.id ?? null,
  staffNames: async (on, ids) => new Map([...(await staffById(on, ids))].map(([id, staff]) => [id, staff.name])),
  peopleAt: (on, ids, at) => peopleAt(on, ids, at),
  robotsFor: async (on, staffId) => {
    const teams = (await teamsOf(on, staffId)).map((team) => team.id);
    const { rows } = await on.runner.query<{ id: string; name: string }>(
      'select id, name from kernel.robot where active and (staff_id = $1 or team_id = any ($2::uuid[])) order by name, id', [staffId, teams], 'app.robots_for');
    return rows;
  },
  storesOn: async (on, channel) => [...(await storesById(on)).values()].filter((store) => store.platform === channel).map((store) => store.id),
  postsHeld,
  foundedAt,
  scopeOptions: async (on, scope, asked = {}) => {
    if (scope === 'customer') return named(await customerChoices(on, asked));
    if (scope === 'article') return named(await articleChoices(on, asked));
    if (scope === 'carrier') return named(await carrierChoices(on));
    if (scope === 'team') return (await teamsOf(on)).map((team) => ({ id: team.id, words: words(team.name, team.name) }));
    if (scope === 'customer-class') return Object.entries(classWords).map(([id, name]) => ({ id, words: name }));
    if (scope !== 'store' && scope !== 'channel') return [];
    const stores = [...(await storesById(on)).values()];
    if (scope === 'store') return stores.map((store) => ({ id: store.id, words: words(store.name, store.name) }));
    return [...new Set(stores.map((store) => store.platform))].toSorted().map((platform) => ({ id: platform, words: platformWords[platform] ?? words(platform, platform) }));
  },
};
const named = (rows: readonly { id: string; name: string }[]) => rows.map(({ id, name }) => ({ id, words: words(name, name) }));
/** Classes of customers as their register has them. */
const classWords: Readonly<Record<CustomerClass, Words>> = { normal: words('普通客户', 'Normal customers'), key: words('重点客户', 'Key customers'), wholesale: words('批发客户', 'Wholesale customers') };
const platformWords: Readonly<Record<string, Words>> = {
  taobao: words('淘宝', 'Taobao'), tmall: words('天猫', 'Tmall'), douyin: words('抖音', 'Douyin'), pdd: words('拼多多', 'Pinduoduo'), jd: words('京东', 'JD'), other: words('其他平台', 'Other'),
};

/** What the regulation engine brings: its routes, its notices, and the clauses in the search box. */
export async function regulationParts(given: {
  kernel: Kernel; engine: Engine; subjects: Subjects; publicUrl: string | null; anchoring: Anchoring; files: FileStore;
}): Promise<{ routes: Route[]; notify: Notify; jobs: Job[]; searchers: Searcher[]; evidence: EvidenceWorker; parts: Parts }> {
  const { kernel, engine, subjects, files, anchoring } = given;
  await seedCalendars(kernel);
  await engine.refresh(kernel.db);
  engine.directory = directory;
  let connected: readonly ConnectedClause[] | null = null;
  const parts: Parts = {
    engine, subjects, directory, files,
    // Which verbs there are is known when every chapter has brought its own: asked at the first request, not before.
    get rulebook() {
      return (connected ??= connectedRulebook(new Set([...knownFacts(), ...knownVerbs(), ...broughtNames(engine.brought), ...ruleNames])));
    },
  };
  const clauseSearcher: Searcher = {
    kind: 'clause', kindWords: words('条款', 'Clauses'),
    find: async (_kernel, _actor, text, limit) => {
      const asked = text.trim().toLowerCase();
      return parts.rulebook.filter((c) => c.id.startsWith(asked) || c.title.zh.includes(asked) || c.title.en.toLowerCase().includes(asked)).slice(0, limit)
        .map((c) => ({ id: c.id, number: c.id, title: c.title.zh, note: c.title.en, href: `/rulebook#${c.id}` }));
    },
  };
  const jobs: Job[] = [
    noticeJob(engine, directory, given.publicUrl),
    { name: 'regulation.wake-approvals', everyMs: MINUTE, run: (on) => wakeApprovals(on, { engine, directory }) },
    { name: 'corrective.scan', everyMs: 10 * MINUTE, run: (k) => scanCorrective(k, parts) },
    { name: 'evidence.anchor-day', everyMs: 10 * MINUTE, run: (k) => anchorDay(k, anchoring) },
    { name: 'evidence.write-anchors', everyMs: HOUR, run: async (k) => writeMissing(anchoring.folder, await allAnchors(k.db)) },
  ];
  return { routes: [...regulationRoutes(parts), ...evidenceRoutes(parts, anchoring, files)], notify: notifier(engine, directory), jobs, searchers: [clauseSearcher], evidence: new EvidenceWorker(kernel, { parts, anchoring, files }), parts };
}

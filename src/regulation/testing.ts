import { z } from 'zod';
import { system } from '../kernel/actor.ts';
import { fact, registerFacts } from '../kernel/fact.ts';
import { newId } from '../kernel/ids.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Post } from '../kernel/posts.ts';
import { runVerb, verb } from '../kernel/verb.ts';
import { words } from '../kernel/words.ts';
import { connectClauses } from './declare-needs.ts';
import { clause, declareClauses, duration, ladder, on, overdue, bands, fen, list, option, wording } from './declare.ts';
import type { Directory, Holder, Holding } from './directory.ts';
import * as engineFacts from './facts.ts';

/** For tests of the engine: a rulebook of a few clauses whose clocks differ, and facts that run them. */

const subject = (type: string, what: string) => ({ subject: type, payload: z.looseObject({}), sentence: () => words(what, what) });
export const told = {
  paid: fact('test.order-paid', subject('order', '付款')), shipped: fact('test.order-shipped', subject('order', '发货')), dropped: fact('test.order-dropped', subject('order', '取消')),
  held: fact('test.order-held', subject('order', '拦下')), released: fact('test.order-released', subject('order', '放行')),
  opened: fact('test.case-opened', subject('case', '立案')), waited: fact('test.case-waited', subject('case', '等客户')), resumed: fact('test.case-resumed', subject('case', '客户回复')),
  answered: fact('test.case-answered', subject('case', '答复')), closed: fact('test.case-closed', subject('case', '客户撤回')),
  asked: fact('test.sample-asked', subject('sample', '要样品')), sent: fact('test.sample-sent', subject('sample', '寄样品')),
  promised: fact('test.date-promised', subject('promise', '承诺')), kept: fact('test.date-kept', subject('promise', '兑现')),
  moved: fact('test.parcel-moved', subject('parcel', '移动')), delivered: fact('test.parcel-delivered', subject('parcel', '签收')),
} as const;
registerFacts(told);
registerFacts(engineFacts);

const declared = declareClauses('sales/orders', [
  clause({
    id: '2.3.1', title: words('审单', 'Review'), binds: ['seller'], wording: wording('[reviewWithin]内审单。', 'Review within [reviewWithin].'),
    parameters: { reviewWithin: duration(words('审单时限', 'Time to review'), 60, 'workMinutes', [1, 2_400], { scopes: ['store'] }) },
    controls: [{
      kind: 'deadline', id: 'reviewed-in-time', title: words('及时审单', 'Reviewed in time'), subject: 'order', after: [on('test.order-held', '拦下', 'being held')],
      until: [on('test.order-released', '放行', 'release')], within: { parameter: 'reviewWithin' }, calendar: 'office', owner: { post: 'seller', from: 'seller' }, repeat: 'eachCycle',
      escalation: overdue('seller', 'team-lead'), work: { title: words('审核订单', 'Review the order'), opens: 'order' },
    }],
  }),
  clause({
    id: '2.3.2', title: words('承诺', 'Promises'), binds: ['buyer'], wording: wording('承诺即期限；[sampleWithin]内寄样品。', 'A promise is owed; samples within [sampleWithin].'),
    parameters: { sampleWithin: duration(words('寄样时限', 'Time to send a sample'), 3, 'workDays', [1, 10], { units: { workHours: [1, 40] } }) },
    controls: [
      {
        kind: 'deadline', id: 'promised-date-kept', title: words('承诺兑现', 'The promised date is kept'), subject: 'promise', after: [on('test.date-promised', '承诺', 'the promise')],
        until: [on('test.date-kept', '兑现', 'keeping')], within: { promise: 'promisedAt' }, calendar: 'natural', owner: { post: 'buyer' }, repeat: 'eachCycle',
        escalation: overdue('buyer', 'department-head'), work: { title: words('兑现承诺', 'Keep the promise'), opens: 'promise' },
      },
      {
        kind: 'deadline', id: 'sample-sent', title: words('按时寄样', 'Samples in time'), subject: 'sample', after: [on('test.sample-asked', '要样品', 'the request')],
        until: [on('test.sample-sent', '寄样品', 'sending')], within: { parameter: 'sampleWithin' }, calendar: 'office', owner: { post: 'seller' }, repeat: 'once',
        escalation: overdue('seller'), work: { title: words('寄样品', 'Send the sample'), opens: 'sample' },
      },
    ],
  }),
  clause({
    id: '2.3.3', title: words('发货', 'Shipping'), binds: ['warehouse'], wording: wording('付款后 [shipWithin]内发货；折扣权限 [authority]；[criteria]；[limit]。', 'Ship within [shipWithin]; [authority]; [criteria]; [limit].'),
    parameters: {
      shipWithin: duration(words('发货时限', 'Time to ship'), 48, 'hours', [1, 720], { scopes: ['store'], statutory: { max: 480, law: words('示例法规第一条', 'Article 1 of an example law') } }),
      authority: bands(words('折扣权限', 'Authority'), words('折扣', 'discount'), 'basisPoints', 'posts', ladder<readonly Post[]>([[300, ['seller']]], ['department-head'])),
      criteria: list(words('依据', 'Criteria'), ['region'], [option('region', '地区', 'region'), option('cost', '运费', 'cost')]),
      limit: fen(words('限额', 'Limit'), 2_000n, [0n, 1_000_000n]),
    },
    controls: [
      {
        kind: 'gate', id: 'inspection-passed', title: words('先检后发', 'Inspect first'), enforce: 'block', verb: 'test.ship-order', act: words('发货', 'shipping'),
        requires: [{ name: 'inspected', words: words('检验合格', 'a passed inspection') }], override: { posts: ['department-head'], approval: ['general-manager'] }, uses: ['authority', 'criteria', 'limit'],
      },
      {
        kind: 'gate', id: 'list-printed', title: words('先打拣货单', 'List before packing'), verb: 'test.pack-order', act: words('打包', 'packing'),
        requires: [{ name: 'list-printed', words: words('拣货单已打印', 'a printed pick list') }],
      },
      {
        kind: 'deadline', id: 'shipped-in-time', title: words('按时发货', 'Shipped in time'), subject: 'order', after: [on('test.order-paid', '付款', 'payment')],
        until: [on('test.order-shipped', '发货', 'shipping')], cancelledBy: [on('test.order-dropped', '取消', 'cancelling')], within: { parameter: 'shipWithin' }, calendar: 'natural',
        owner: { post: 'warehouse' }, repeat: 'once', escalation: overdue('warehouse', 'department-head'), work: { title: words('发货', 'Ship'), opens: 'order' },
      },
      {
        kind: 'deadline', id: 'never-connected', title: words('无人发布', 'Nobody publishes it'), subject: 'order', after: [on('test.order-paid', '付款', 'payment')],
        until: [on('test.order-framed', '装裱', 'framing')], within: { parameter: 'shipWithin' }, calendar: 'natural', owner: { post: 'warehouse' }, repeat: 'once',
        escalation: overdue('warehouse'), work: { title: words('装裱', 'Frame'), opens: 'order' },
      },
    ],
  }),
  clause({
    id: '2.4.1', title: words('答复客户', 'Answers'), binds: ['service-agent'], wording: wording('[answerWithin]内答复。', 'Answer within [answerWithin].'),
    parameters: { answerWithin: duration(words('答复时限', 'Time to answer'), 8, 'workHours', [1, 80]) },
    controls: [{
      kind: 'deadline', id: 'answered-in-time', title: words('及时答复', 'Answered in time'), subject: 'case', after: [on('test.case-opened', '立案', 'opening')],
      until: [on('test.case-answered', '答复', 'the answer')], cancelledBy: [on('test.case-closed', '撤回', 'withdrawal')],
      pauses: [{ on: 'test.case-waited', off: 'test.case-resumed', as: words('等客户', 'waiting for the customer') }], within: { parameter: 'answerWithin' }, calendar: 'office',
      owner: { post: 'service-agent', from: 'agent' }, repeat: 'once', escalation: [{ at: 5_000, to: 'service-agent', how: 'remind' }, ...overdue('service-agent', 'service-lead')],
      work: { title: words('答复客户', 'Answer'), opens: 'case' },
    }],
  }),
  clause({
    id: '5.2.2', title: words('跟踪', 'Tracking'), binds: ['logistics-clerk'], wording: wording('[moveWithin]内应有更新。', 'News within [moveWithin].'),
    parameters: { moveWithin: duration(words('更新时限', 'Time between movements'), 24, 'hours', [6, 240]) },
    controls: [{
      kind: 'deadline', id: 'kept-moving', title: words('不停滞', 'Keeps moving'), subject: 'parcel', after: [on('test.parcel-moved', '更新', 'a movement')],
      until: [on('test.parcel-moved', '更新', 'a movement'), on('test.parcel-delivered', '签收', 'delivery')], within: { parameter: 'moveWithin' }, calendar: 'natural',
      owner: { post: 'logistics-clerk' }, repeat: 'eachCycle', escalation: overdue('logistics-clerk', 'department-head'), work: { title: words('跟进', 'Follow up'), opens: 'parcel' },
    }],
  }),
]);

const known = new Set([...Object.values(told).map((f) => f.type), 'test.ship-order', 'test.pack-order']);
export const testRulebook = connectClauses(declared, known);

export type Told = readonly [what: keyof typeof told, subject: string, at: number, payload?: Record<string, unknown>];

const tell = verb({
  name: 'test.tell-facts', title: words('说', 'Tell'), may: {}, input: z.strictObject({ facts: z.array(z.tuple([z.string(), z.string(), z.int(), z.record(z.string(), z.unknown())])) }),
  run: async (tx, { facts }) => {
    for (const [what, id, at, payload] of facts) tx.fact(told[what as keyof typeof told], id, payload, { at });
    return {};
  },
});

/** Tells facts in one verb, as they are given. */
export const say = (kernel: Kernel, ...facts: Told[]): Promise<unknown> =>
  runVerb(kernel, tell, { facts: facts.map(([what, id, at, payload]): [string, string, number, Record<string, unknown>] => [what, id, at, payload ?? {}]) }, { actor: system('测试') });

export const shipOrder = verb({
  name: 'test.ship-order', title: words('发货', 'Ship'), may: { warehouse: 'all', 'department-head': 'all' }, input: z.strictObject({ order: z.string(), inspected: z.boolean() }),
  evidence: (_tx, input) => ({ inspected: input.inspected }),
  run: async (tx, { order }) => {
    tx.fact(told.shipped, order, {});
    return { order };
  },
});

/** Guarded by a gate that only watches. */
export const packOrder = verb({
  name: 'test.pack-order', title: words('打包', 'Pack'), may: { warehouse: 'all' }, input: z.strictObject({ id: z.string(), printed: z.boolean() }),
  evidence: (_tx, input) => ({ 'list-printed': input.printed }),
  run: async (tx, { id }) => {
    tx.fact(told.released, id, {});
    return { id };
  },
});

/** A company of people by post, for tests; everybody in one team. */
export function directoryOf(people: readonly { id: string; personId?: string | null; name: string; posts: readonly Post[]; teamIds?: readonly string[]; superior?: string; week?: Holder['week']; substituteId?: string | null; robots?: readonly { id: string; name: string }[]; held?: readonly Holding[] }[], stores: readonly string[] = [], channels: Readonly<Record<string, readonly string[]>> = {}): Directory {
  return {
    holdersOf: async (_, wanted) => wanted.map(({ post, teamId }) => people.filter((p) => p.posts.includes(post) && (teamId === null || p.teamIds?.includes(teamId)))
      .map((p) => ({ staffId: p.id, week: p.week ?? null }))),
    postsHeld: async () => new Map(people.map((p) => [p.id, p.held ?? p.posts.map((post) => ({ post, from: -Infinity, to: null }))])),
    people: async (_, ids) => new Map(people.filter((p) => ids.includes(p.id)).map((p) => [p.id, { staff: p.id, person: p.personId ?? p.id, name: p.name, posts: p.posts, teams: p.teamIds ?? [] }])),
    superiorOf: async (_, id) => people.find((p) => p.id === id)?.superior ?? null,
    reportsOf: async (_, id) => people.filter((p) => p.superior === id).map((p) => p.id),
    staffNames: async (_, ids) => new Map(people.filter((p) => ids.includes(p.id)).map((p) => [p.id, p.name])),
    peopleAt: async (_, ids) => new Map(people.filter((p) => ids.includes(p.id)).map((p) => [p.id, { language: 'zh' as const, week: p.week ?? null, substituteId: p.substituteId ?? null }])),
    robotsFor: async (_, id) => people.find((p) => p.id === id)?.robots ?? [],
    scopeOptions: async (_, scope) => (scope === 'store' ? stores.map((id) => ({ id, words: words('一号店', 'Store one') })) : []),
    storesOn: async (_, channel) => channels[channel] ?? [],
    foundedAt: async () => -Infinity,
  };
}

export const someId = (): string => newId(1_773_000_000_000);

/** The maintained figures against a recount of every obligation: what differs, by control and day. Empty means that they agree. */
export async function figuresAgainstRecount(kernel: Kernel): Promise<{ kept: unknown; counted: unknown }[]> {
  await kernel.db.query('select regulation.fold_figures()');
  const sums = 'sum(opened)::int as opened, sum(met)::int as met, sum(breached)::int as breached, sum(cancelled)::int as cancelled';
  const { rows: kept } = await kernel.db.query(`select * from (select clause, control, day, ${sums} from regulation.figure group by 1, 2, 3) f where (opened, met, breached, cancelled) <> (0, 0, 0, 0) order by 1, 2, 3`);
  const { rows: counted } = await kernel.db.query(`select clause, control, day, ${sums} from (
      select clause, control, regulation.day_of(opened_at) as day, 1 as opened, 0 as met, 0 as breached, 0 as cancelled from regulation.obligation
      union all select clause, control, regulation.day_of(case when state = 'breached' then breach_at else stopped_at end), 0, (state = 'met')::int, (state = 'breached')::int, (state = 'cancelled')::int
      from regulation.obligation where state in ('met', 'breached', 'cancelled')
      union all select clause, control, regulation.day_of(at), 1, (outcome = 'kept')::int, (outcome = 'broken')::int, 0 from regulation.judgement where kind <> 'rule' and superseded_at is null) d group by 1, 2, 3 order by 1, 2, 3`);
  const stands = 'sum(open)::int as open, sum(paused)::int as paused, sum(overdue)::int as overdue';
  const { rows: keptOpen } = await kernel.db.query(`select * from (select clause, control, ${stands} from regulation.standing group by 1, 2) s where (open, paused, overdue) <> (0, 0, 0) order by 1, 2`);
  const { rows: countedOpen } = await kernel.db.query(`select clause, control, ${stands} from (
      select clause, control, 1 as open, (state = 'paused')::int as paused, (state = 'breached')::int as overdue from regulation.obligation where open) o group by 1, 2 order by 1, 2`);
  const differ = (a: unknown, b: unknown) => (JSON.stringify(a) === JSON.stringify(b) ? [] : [{ kept: a, counted: b }]);
  return [...differ(kept, counted), ...differ(keptOpen, countedOpen)];
}

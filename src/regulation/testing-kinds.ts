import { z } from 'zod';
import { fact, registerFacts } from '../kernel/fact.ts';
import { verb } from '../kernel/verb.ts';
import { words } from '../kernel/words.ts';
import { connectClauses } from './declare-needs.ts';
import { clause, count, declareClauses, duration, on, overdue, percent, schedule, wording } from './declare.ts';
import { decideBy, rule } from './evaluators/rule.ts';
import type { Brought, Measure } from './runtime/brought.ts';

/** For tests: a rulebook with a control of every kind that no clock of an order shows, and facts and functions that run them. */

const subject = (type: string, what: string) => ({ subject: type, payload: z.looseObject({}), sentence: () => words(what, what) });
export const kindFacts = {
  reported: fact('test.report-issued', subject('report', '发布报告')), counted: fact('test.stock-counted', subject('count', '盘点')), reviewed: fact('test.carrier-reviewed', subject('carrier', '评估')),
  joined: fact('test.carrier-joined', subject('carrier', '入库')), claimed: fact('test.claim-submitted', subject('claim', '报销')), payed: fact('test.claim-paid', subject('claim', '付款')),
  entered: fact('test.receipt-entered', subject('period', '记账')), shut: fact('test.period-shut', subject('period', '关账')), contacted: fact('test.lead-contacted', subject('lead', '联系')),
  rang: fact('test.call-rang', subject('call', '来电')), picked: fact('test.call-answered', subject('call', '接听')), missed: fact('test.call-missed', subject('call', '未接')),
  raised: fact('test.issue-raised', subject('issue', '立项')), settled: fact('test.issue-settled', subject('issue', '解决')),
} as const;
registerFacts(kindFacts);

const ladder = overdue('team-lead', 'department-head');
const monthly = { title: words('月报', 'Monthly report'), opens: 'report' };

const declared = declareClauses('general', [
  clause({
    id: '1.3.4', title: words('周期', 'Periods'), binds: ['team-lead'], wording: wording('[reportEvery]报告，[countEvery]盘点，[countWithin]内完成，[reviewEvery]评估。', 'A report [reportEvery], stock counted [countEvery] within [countWithin], carriers judged every [reviewEvery].'),
    parameters: {
      reportEvery: schedule(words('报告周期', 'Report'), { every: 'month' }), countEvery: schedule(words('盘点周期', 'Count'), { every: 'week', on: 5 }),
      countWithin: duration(words('盘点时限', 'Time to count'), 2, 'workDays', [1, 20]), reviewEvery: duration(words('评估周期', 'Review'), 6, 'months', [1, 24]),
    },
    controls: [
      { kind: 'cadence', id: 'report-issued', title: words('按期报告', 'Reported'), every: { parameter: 'reportEvery' }, scope: { type: 'company', as: words('全公司', 'the company') },
        product: on('test.report-issued', '报告', 'the report'), calendar: 'office', owner: { post: 'team-lead' }, escalation: ladder, work: monthly },
      { kind: 'cadence', id: 'stock-counted', title: words('按期盘点', 'Counted'), every: { parameter: 'countEvery' }, within: { parameter: 'countWithin' },
        scope: { type: 'warehouse', as: words('每仓', 'each warehouse'), where: [{ field: 'active', op: 'eq', value: true }] },
        product: on('test.stock-counted', '盘点', 'the count'), calendar: 'office', owner: { post: 'warehouse' }, escalation: overdue('warehouse', 'department-head'), work: { title: words('盘点', 'Count'), opens: 'count' } },
      { kind: 'cadence', id: 'carrier-reviewed', title: words('定期评估', 'Reviewed'), every: { parameter: 'reviewEvery' }, scope: { type: 'carrier', as: words('每家承运商', 'each carrier') },
        since: [on('test.carrier-joined', '入库', 'joining')], product: on('test.carrier-reviewed', '评估', 'the review'), calendar: 'natural', owner: { post: 'logistics-clerk' },
        escalation: overdue('logistics-clerk', 'department-head'), work: { title: words('评估', 'Review'), opens: 'carrier' } },
    ],
  }),
  clause({
    id: '1.3.3', title: words('分离', 'Apart'), binds: ['cashier'], wording: wording('报销与付款、记账与关账分离。', 'Claims and payment, entries and closing, are kept apart.'), parameters: {},
    controls: [
      { kind: 'separation', id: 'claim-and-pay', title: words('报销与付款分离', 'Claiming and paying apart'), enforce: 'block', acts: [on('test.claim-submitted', '报销', 'claiming'), on('test.claim-paid', '付款', 'paying')],
        subject: 'claim', within: words('同一报销单', 'one claim') },
      { kind: 'separation', id: 'enter-and-shut', title: words('记账与关账分离', 'Entry and close apart'), enforce: 'monitor',
        acts: [on('test.receipt-entered', '记账', 'entering', [{ field: 'byHand', op: 'eq', value: true }]), on('test.period-shut', '关账', 'closing')], subject: 'period', within: words('同一账期', 'one period') },
    ],
  }),
  clause({
    id: '1.3.2', title: words('指标与抽查', 'Figures and samples'), binds: ['team-lead'],
    wording: wording('满意度不低于[csat]，抽查[share]，[rings]内接听，[settleWithin]内解决，运费按[freightFloor]。', 'Satisfaction [csat], [share] sampled, picked up within [rings], settled in [settleWithin], freight by [freightFloor].'),
    parameters: {
      csat: percent(words('满意度目标', 'Satisfaction'), 9_000, [0, 10_000]), share: percent(words('抽查比例', 'Share'), 2_000, [0, 10_000]), rings: count(words('响铃', 'Rings'), 3, words('声', 'rings'), [1, 10]),
      settleWithin: duration(words('解决时限', 'Time to settle'), 8, 'workHours', [1, 80]), freightFloor: percent(words('起点', 'Floor'), 1_000, [0, 10_000]),
    },
    controls: [
      { kind: 'target', id: 'satisfied-enough', title: words('满意度', 'Satisfaction'), figure: 'test.satisfaction-rate', as: words('满意度', 'satisfaction'), side: 'atLeast', bound: { parameter: 'csat' }, window: 'month' },
      { kind: 'attest', id: 'contact-polite', title: words('礼貌', 'Polite'), of: on('test.lead-contacted', '联系', 'the contacts'), sample: { parameter: 'share' }, window: 'month', by: 'team-lead',
        checks: [words('礼貌', 'polite'), words('清楚', 'clear')] },
      { kind: 'deadline', id: 'picked-up', title: words('接听', 'Picked up'), subject: 'call', after: [on('test.call-rang', '来电', 'the call')], until: [on('test.call-answered', '接听', 'pick-up')],
        cancelledBy: [on('test.call-missed', '未接', 'hanging up')], within: { parameter: 'rings' }, counts: 'rings', calendar: 'natural', owner: { post: 'service-agent' }, repeat: 'once', escalation: [],
        work: { title: words('接听', 'Pick up'), opens: 'call' } },
      { kind: 'deadline', id: 'issue-settled', title: words('解决', 'Settled'), subject: 'issue', after: [on('test.issue-raised', '立项', 'the issue')], until: [on('test.issue-settled', '解决', 'settling')],
        within: { parameter: 'settleWithin' }, calendar: 'office', owner: { post: 'service-agent' }, repeat: 'resumeOnReopen', escalation: overdue('service-agent', 'service-lead'), work: { title: words('解决', 'Settle'), opens: 'issue' } },
      { kind: 'rule', id: 'freight-payer', title: words('运费', 'Freight'), rule: 'test.freight-payer', uses: ['freightFloor'], general: words('客户承担', 'the customer'), exceptions: [{ name: 'faulty', words: words('公司承担', 'the company') }] },
    ],
  }),
]);

export const freightPayer = rule<{ faulty: boolean; amountFen: number }, 'company' | 'customer'>({
  name: 'test.freight-payer', version: 1,
  decide: ({ faulty }) => (faulty ? { outcome: 'company', exception: 'faulty', because: words('质量问题', 'faulty') } : { outcome: 'customer', exception: null, because: words('自身原因', 'own cause') }),
});
export const decideFreight = verb({
  name: 'test.decide-freight', title: words('判定运费', 'Decide the freight'), may: { 'service-agent': 'all' }, input: z.strictObject({ id: z.string(), faulty: z.boolean(), amountFen: z.int() }),
  run: async (tx, { id, ...inputs }) => ({ payer: decideBy(tx, freightPayer, inputs, { type: 'return', id }).outcome }),
});
export const tellKind = verb({
  name: 'test.tell-kind', title: words('说', 'Tell'), may: { signedIn: 'all' }, input: z.strictObject({ facts: z.array(z.tuple([z.string(), z.string(), z.int(), z.record(z.string(), z.unknown())])) }),
  run: async (tx, { facts }) => {
    for (const [what, id, at, payload] of facts) tx.fact(kindFacts[what as keyof typeof kindFacts], id, payload, { at });
    return {};
  },
});

/** What the test company brings: warehouses, one figure that tests set, the persons behind accounts. */
export const testBrought = { warehouses: [] as { id: string; active: boolean }[], measured: null as Measure | null, persons: new Map<string, string>() };
export const kindsBrought: Brought = {
  scopes: { warehouse: async () => testBrought.warehouses.map((w) => ({ id: w.id, no: w.id.slice(0, 6), fields: { active: w.active } })) },
  figures: [{ name: 'test.satisfaction-rate', version: 3, above: words('满意', 'satisfied'), below: words('全部', 'all'), measure: async () => testBrought.measured, cases: () => [] }],
  matches: [], personsOf: async (_, ids) => new Map(ids.map((id) => [id, testBrought.persons.get(id) ?? id])),
};

export const kindsRulebook = connectClauses(declared, new Set([...Object.values(kindFacts).map((f) => f.type), 'test.freight-payer', 'test.satisfaction-rate']));

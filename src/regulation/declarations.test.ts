import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as architecture from '../../architecture.mjs';
import { awaitedFacts, connectedRulebook, rulebook } from '../app/rulebook.ts';
import { words } from '../kernel/words.ts';
import type { Clause, Control, Parameter } from './clause.ts';
import { clause, declareClauses, duration, ladder, on, overdue, wording } from './declare.ts';
import { declarationFaults, escalationCycle, parametersOf } from './declare-check.ts';
import { sayValue } from './declare-say.ts';
import { bandFaults, bandOf, valueFaults, valueFromJson } from './declare-values.ts';
import { sentenceOf, wordingOf, wordingParts } from './sentence.ts';

/** Every row of the regulation. A row added there is added here first. */
const rows = [
  '1.1', '1.2', '1.3.1', '1.3.2', '1.3.3', '1.3.4',
  '2.1.1', '2.1.2', '2.1.3', '2.2.1', '2.2.2', '2.2.3', '2.2.4', '2.3.1', '2.3.2', '2.3.3', '2.4.1', '2.4.2', '2.4.3',
  '3.1.1', '3.1.2', '3.2.1', '3.2.2', '3.3.1', '3.3.2',
  '4.1.1', '4.1.2', '4.1.3', '4.2.1', '4.2.2', '4.3.1', '4.3.2', '4.3.3',
  '5.1.1', '5.1.2', '5.2.1', '5.2.2', '5.3.1', '5.3.2',
  '6.1.1', '6.1.2', '6.1.3', '6.2.1', '6.2.2', '6.3.1', '6.3.2',
  '7.1.1', '7.1.2', '7.1.3', '7.2.1', '7.2.2', '7.2.3', '7.3.1', '7.3.2',
];

const chapterNames = ['general', 'sales', 'service', 'operations', 'logistics', 'finance', 'people'];

/** Facts that the connected artery of the first release publishes. */
const artery = new Set([
  ...['order-entered', 'order-released', 'order-held', 'order-paid', 'order-cancelled', 'order-shipped', 'shortage-found', 'shortage-notice-given',
    'shortage-filled', 'shortage-cancelled', 'replenishment-requested', 'replenishment-answered', 'ship-notice-given'].map((f) => `sales.${f}`),
  ...['requested', 'picked', 'shipped', 'collected', 'moved', 'stuck', 'late', 'exception-opened', 'exception-settled', 'delivered', 'returned']
    .map((f) => `logistics.parcel-${f}`),
  'logistics.inspection-recorded', 'logistics.carrier-notified',
  ...['bill-imported', 'receipt-recorded', 'receipt-matched', 'receipt-left-open', 'difference-explained', 'period-closed'].map((f) => `finance.${f}`),
  'products.product-listed', 'products.stock-counted', 'products.stock-arrived', 'operations.store-opened',
]);

const find = (id: string): Clause => rulebook.find((c) => c.id === id)!;
const control = (id: string, name: string): Control => find(id).controls.find((c) => c.id === name)!;
const parameter = (key: string): Parameter => rulebook.flatMap((c) => c.parameters).find((p) => p.key === key)!;

describe('the rulebook is declared completely', () => {
  test('every row of the regulation once, in order', () => expect(rulebook.map((c) => c.id)).toEqual(rows));

  test('nothing is wrong with any declaration', () => expect(declarationFaults(rulebook)).toEqual([]));

  test('each clause lies in the folder of its subject, in its own chapter', () => {
    const sections = architecture.sections as Record<string, string[]>;
    for (const c of rulebook) {
      const [chapter, section] = c.section.split('/') as [string, string?];
      expect(chapterNames[c.chapter - 1], c.id).toBe(chapter);
      if (section) expect(sections[chapter], c.id).toContain(section);
      expect(existsSync(new URL(`../chapters/${c.section}/clauses.ts`, import.meta.url)), c.id).toBe(true);
    }
  });

  test('no clauses.ts is left out of the rulebook', () => {
    const files = readdirSync(new URL('../chapters/', import.meta.url), { recursive: true }).map(String);
    const folders = files.filter((f) => /(^|[\\/])clauses\.ts$/.test(f)).map((f) => f.replace(/[\\/]clauses\.ts$/, '').replaceAll('\\', '/'));
    expect(folders.sort()).toEqual([...new Set(rulebook.map((c) => c.section))].sort());
  });

  test('only purpose and scope are without control', () =>
    expect(rulebook.filter((c) => c.declaratory).map((c) => c.id)).toEqual(['1.1', '1.2']));

  test('all nine kinds of control are in use', () =>
    expect([...new Set(rulebook.flatMap((c) => c.controls.map((k) => k.kind)))].sort())
      .toEqual(['approval', 'attest', 'cadence', 'deadline', 'gate', 'match', 'rule', 'separation', 'target']));
});

describe('values that the company has not decided', () => {
  test('the rulebook itself leaves exactly four numbers open', () => {
    const open = rulebook.flatMap((c) => c.parameters.filter((p) => p.source === 'blank').map((p) => [c.id, p.key]));
    expect(open).toEqual([['2.1.3', 'firstContactWithin'], ['2.4.1', 'feedbackAnswerWithin'], ['3.1.1', 'chatFirstReplyWithin'], ['3.1.2', 'answerWithinRings']]);
  });

  test('all but the values of the law are only suggested', () => {
    for (const p of rulebook.flatMap((c) => c.parameters)) expect(p.decided, p.key).toBe(p.source === 'law');
    expect(parameter('shipWithin').decided).toBe(false);
    expect(parameter('noReasonReturnDays').decided).toBe(true);
  });

  test.each([
    ['shipWithin', '48 小时', '48 hours'], ['shipNoticeWithin', '1 小时', '1 hour'], ['pickupWithin', '24 小时', '24 hours'],
    ['firstContactWithin', '1 个工作日', '1 working day'], ['assignWithin', '30 分钟', '30 working minutes'], ['replenishReplyWithin', '4 小时', '4 working hours'],
    ['answerWithinRings', '3 声响铃', '3 rings'], ['csatTarget', '90%', '90%'], ['refundOnlyLimit', '¥20', '¥20'], ['minimumGrossMargin', '15%', '15%'],
    ['quietHours', '21:00—08:00', '21:00–08:00'], ['claimPayDay', '每周五', 'every Friday'], ['carrierReviewEvery', '6 个月', '6 months'],
    ['reviewWeights', '自评 20%、上级 60%、同事 20%', 'self 20%, superior 60% and peers 20%'],
    ['carrierWeights', '服务质量 40%、运输能力 20%、价格 25%、信誉 15%', 'service quality 40%, capacity 20%, price 25% and reputation 15%'],
    ['kbReview', '90 天', '90 days'], ['careCap', '2 条/月', '2 messages a month'], ['monthCloseWithin', '5 个工作日', '5 working days'],
    ['applicantDataKeep', '180 天', '180 days'], ['researchCadence', '每月', 'every month'], ['splitWindow', '7 天', '7 days'],
    ['reassignAfter', '2 个工作日', '2 working days'], ['shortageNoticeWithin', '1 个工作日', '1 working day'], ['feedbackAnswerWithin', '4 小时', '4 hours'], ['returnDecisionWithin', '24 小时', '24 hours'],
    ['refundWithin', '48 小时', '48 hours'], ['complaintAcceptWithin', '1 小时', '1 hour'], ['complaintProgressEvery', '1 个工作日', '1 working day'], ['complaintResultWithin', '3 个工作日', '3 working days'],
    ['chatFirstReplyWithin', '3 分钟', '3 working minutes'], ['chatNextReplyWithin', '5 分钟', '5 working minutes'], ['threeMinuteReplyRate', '90%', '90%'], ['ringSeconds', '5 秒', '5 seconds'],
    ['callBackWithin', '30 分钟', '30 working minutes'], ['visitEveryKey', '30 天', '30 days'], ['visitEveryNormal', '90 天', '90 days'], ['visitAfterDelivery', '7 天', '7 days'],
    ['noMovementWithin', '24 小时', '24 hours'], ['onboardingWithin', '30 天', '30 days'],
    ['dunningPlan', '第 1 天短信或邮件提醒、第 7 天电话催收、第 15 天寄送催款函、第 30 天转法律途径', 'a reminder on day 1, a call on day 7, a letter on day 15, legal steps on day 30'],
    ['discountAuthority', '3%（含）以内：销售员；3% 以上至 10%（含）：销售主管；10% 以上至 20%（含）：部门经理；20% 以上：总经理', 'up to 3%: seller; above 3% up to 10%: team lead; above 10% up to 20%: department head; above 20%: general manager'],
  ])('%s begins at %s', (key, zh, en) => expect(sayValue(parameter(key))).toEqual({ zh, en }));
});

describe('the law bounds some values', () => {
  test('a no-reason return period of 7 days is lawful, of 6 days it is refused with the article', () => {
    expect(valueFaults(parameter('noReasonReturnDays'), 7)).toEqual([]);
    const [refused] = valueFaults(parameter('noReasonReturnDays'), 6);
    expect(refused?.reason.zh).toBe('低于法定下限 7 天。');
    expect(refused?.law?.zh).toContain('第二十五条');
  });

  test('a refund within 168 hours is lawful, within 169 it is not', () => {
    expect(valueFaults(parameter('refundWithin'), 168)).toEqual([]);
    expect(valueFaults(parameter('refundWithin'), 169)[0]?.law).toBeDefined();
  });

  test('the company may exclude fewer goods than the law allows, not more', () => {
    expect(valueFaults(parameter('noReasonExcluded'), ['fresh'])).toEqual([]);
    expect(valueFaults(parameter('noReasonExcluded'), ['fresh', 'hygiene'])[0]?.reason.zh).toBe('法律不允许列入：贴身用品。');
  });

  test('phones stay masked whatever the company wishes', () => {
    expect(valueFaults(parameter('maskedFields'), ['name', 'phone', 'address', 'id-number', 'email'])).toEqual([]);
    expect(valueFaults(parameter('maskedFields'), ['name', 'address', 'id-number'])[0]?.reason.zh).toBe('法律要求必须包含：电话。');
  });

  test.each(rulebook.flatMap((c) => c.parameters).filter((p) => p.statutory).map((p) => [p.key, p] as const))('%s starts lawful and names its article', (_key, p) => {
    expect(valueFaults(p, p.default)).toEqual([]);
    expect(p.statutory!.law.zh).toMatch(/《.+》第.+条/);
  });

  test('bounds of our own: shipping between 1 and 720 hours', () => {
    const said = (hours: number) => valueFaults(parameter('shipWithin'), hours).map((f) => f.reason.zh);
    expect([said(1), said(720)]).toEqual([[], []]);
    expect([said(0), said(721)]).toEqual([['须在 1 小时至 720 小时之间。'], ['须在 1 小时至 720 小时之间。']]);
  });

  test('half an hour, a text and a negative share are not values', () => {
    expect(valueFaults(parameter('shipWithin'), 1.5)).toHaveLength(1);
    expect(valueFaults(parameter('shipWithin'), '48')).toHaveLength(1);
    expect(valueFaults(parameter('csatTarget'), -1)).toHaveLength(1);
  });

  test('weights sum to 100 %', () => {
    expect(valueFaults(parameter('reviewWeights'), { self: 2_000, superior: 5_000, peers: 3_000 })).toEqual([]);
    expect(valueFaults(parameter('reviewWeights'), { self: 2_000, superior: 5_000, peers: 3_001 })[0]?.reason.en).toContain('100.01%');
  });

  test('dunning steps rise and quiet hours have a length', () => {
    const step = (day: number) => ({ day, act: 'phone' });
    expect(valueFaults(parameter('dunningPlan'), { steps: [step(1), step(2)] })).toEqual([]);
    expect(valueFaults(parameter('dunningPlan'), { steps: [step(2), step(2)] })).toHaveLength(1);
    expect(valueFaults(parameter('dunningPlan'), { steps: 'soon' })).toHaveLength(1);
    expect(valueFaults(parameter('quietHours'), { from: '22:00', to: '22:00' })).toHaveLength(1);
    expect(valueFaults(parameter('quietHours'), { from: '22:00', to: '24:30' })).toHaveLength(1);
    expect(valueFaults(parameter('claimPayDay'), { every: 'week', on: 7 })).toEqual([]);
    expect(valueFaults(parameter('claimPayDay'), { every: 'week', on: 8 })).toHaveLength(1);
  });

  test('money comes from JSON as integers of fen', () => {
    expect(valueFaults(parameter('refundOnlyLimit'), valueFromJson(parameter('refundOnlyLimit'), 2_000))).toEqual([]);
    expect(valueFaults(parameter('refundOnlyLimit'), valueFromJson(parameter('refundOnlyLimit'), 20.5))).toHaveLength(1);
    const bands = valueFromJson(parameter('claimApproval'), [{ above: null, upTo: 100, result: ['accountant'] }, { above: 100, upTo: null, result: ['hr'] }]);
    expect(valueFaults(parameter('claimApproval'), bands)).toEqual([]);
  });
});

describe('bands decide every figure exactly once', () => {
  const discount = parameter('discountAuthority');
  const decides = (basisPoints: number) => discount.kind === 'bands' ? bandOf(discount.default, basisPoints)?.result : undefined;

  test.each([[0, 'seller'], [300, 'seller'], [301, 'team-lead'], [1_000, 'team-lead'], [1_001, 'department-head'], [2_000, 'department-head'], [2_001, 'general-manager']])(
    'a discount of %i basis points is for the %s', (figure, post) => expect(decides(figure)).toEqual([post]));

  test('a gap, an overlap, an open end and an empty matrix are found', () => {
    const edges = (...pairs: [number | null, number | null][]) => bandFaults(pairs.map(([above, upTo]) => ({ above, upTo }))).map((f) => f.reason.en);
    expect(edges([null, 300], [300, null])).toEqual([]);
    expect(edges([null, 300], [301, null])).toEqual(['There is a gap between bands 1 and 2.']);
    expect(edges([null, 300], [299, null])).toEqual(['Bands 1 and 2 overlap.']);
    expect(edges([0, 300], [300, null])).toHaveLength(1);
    expect(edges([null, 300], [300, 900])).toHaveLength(1);
    expect(edges([null, 300], [300, 300], [300, null])).toEqual(['Band 2 must end above its beginning.']);
    expect(edges()).toHaveLength(1);
  });

  test('a ladder of one step covers everything', () => expect(bandFaults(ladder([[5, ['hr'] as const]], ['auditor'] as const))).toEqual([]));
});

describe('what the connected artery asks', () => {
  test('an order ships within 48 hours of payment', () => {
    expect(sentenceOf(find('2.3.3'), control('2.3.3', 'shipped-in-time'))).toEqual({
      zh: '付款后 48 小时内发货（自然时间），由仓库管理员负责；订单取消的，不再计时；用时达 80% 时提醒仓库管理员；超时提醒仓库管理员，并抄送部门经理。',
      en: 'Ship the order within 48 hours of payment (around the clock); it lapses on cancellation of the order. Owner: warehouse clerk. At 80% of the time remind the warehouse clerk; when overdue remind the warehouse clerk and copy the department head.',
    });
  });

  test('a value that the company sets appears in wording and sentence', () => {
    const values = { shipWithin: 24 };
    expect(wordingOf(find('2.3.3'), values).zh).toContain('客户付款后 24 小时内发货');
    expect(sentenceOf(find('2.3.3'), control('2.3.3', 'shipped-in-time'), values).en).toContain('within 24 hours of payment');
  });

  test('the wording comes in pieces whose values can be underlined', () => {
    const parts = wordingParts(find('5.2.1')).zh;
    expect(parts.find((p) => p.parameter === 'pickupWithin')).toEqual({ text: '24 小时', parameter: 'pickupWithin' });
    expect(wordingParts(find('2.1.1')).en[0]).toEqual({ text: 'Every month', parameter: 'researchCadence' });
  });

  test('nobody may ship what did not pass inspection; a carrier not told is an exception', () => {
    expect(control('2.3.3', 'inspection-passed')).toMatchObject({ kind: 'gate', verb: 'logistics.ship-parcel', enforce: 'block', proof: 'blocked' });
    expect(sentenceOf(find('2.3.3'), control('2.3.3', 'inspection-passed')).zh).toBe('发货前须具备：发货检验合格；不齐备的予以拦截，任何人不得放行。');
    expect(control('5.2.1', 'carrier-told-before-shipping')).toMatchObject({ verb: 'logistics.ship-parcel', enforce: 'monitor', proof: 'monitored' });
  });

  test('every clause of the artery can be timed with the facts of the first release', () => {
    const live = connectedRulebook(artery);
    const deadlines = [
      ['2.3.1', 'reviewed-in-time'], ['2.3.2', 'replenishment-answered'], ['2.3.2', 'shortage-told-in-time'], ['2.3.2', 'promised-date-kept'],
      ['2.3.3', 'shipped-in-time'], ['2.3.3', 'ship-notice-in-time'], ['5.2.1', 'collected-in-time'], ['5.2.2', 'kept-moving'],
      ['5.2.2', 'exception-settled-in-time'], ['6.1.2', 'matched-or-explained-in-time'], ['6.1.2', 'hand-entry-and-close-apart'],
    ] as const;
    for (const [id, name] of deadlines) expect(live.find((c) => c.id === id)?.connectedControls, `${id} ${name}`).toContain(name);
  });

  test('a deadline whose discharging fact nobody publishes is not connected', () => {
    const delay = connectedRulebook(artery).find((c) => c.id === '5.2.2')!;
    expect(delay.connected).toBe('partly');
    expect(delay.connectedControls).not.toContain('delay-told-beforehand');
    expect(delay.awaited).toContain('sales.delay-notice-given');
  });

  test('facts still to come are listed with the clauses that wait for them', () => {
    expect(awaitedFacts(artery).find((a) => a.fact === 'sales.delay-notice-given')).toEqual({ fact: 'sales.delay-notice-given', clauses: ['5.2.2'] });
    expect(awaitedFacts(artery).some((a) => artery.has(a.fact))).toBe(false);
    const all = new Set([...artery, ...awaitedFacts(artery).map((a) => a.fact)]);
    expect(awaitedFacts(all)).toEqual([]);
  });

  test('a clause is wholly connected only when its verbs and records exist too', () => {
    const names = find('5.2.1').controls.map((c) => c.kind);
    expect(names).toEqual(['gate', 'deadline']);
    expect(connectedRulebook(artery).find((c) => c.id === '5.2.1')?.connected).toBe('partly');
    expect(connectedRulebook(new Set([...artery, 'logistics.ship-parcel'])).find((c) => c.id === '5.2.1')?.connected).toBe('yes');
    expect(connectedRulebook(artery).find((c) => c.id === '1.1')?.connected).toBe('none');
    expect(connectedRulebook(artery).find((c) => c.id === '7.3.1')?.connected).toBe('no');
  });
});

describe('sentences', () => {
  test.each(rulebook.flatMap((c) => c.controls.map((k) => [`${c.id} ${k.id}`, c, k] as const)))('%s says its values in both languages', (_name, c, k) => {
    const said = sentenceOf(c, k);
    for (const key of parametersOf(k)) {
      const value = sayValue(c.parameters.find((p) => p.key === key)!);
      expect(said.zh).toContain(value.zh);
      expect(said.en.toLowerCase()).toContain(value.en.toLowerCase());
    }
    expect(said.zh).toMatch(/。$/);
    expect(said.en).toMatch(/^[A-Z].*\.$/);
    expect(`${said.zh}${said.en}`).not.toMatch(/undefined|null|\[object|\[\w+\]/);
    expect(said.en).not.toMatch(/\p{Script=Han}/u);
  });

  test.each(rulebook.map((c) => [c.id, c] as const))('the wording of %s leaves no hole', (_id, c) => {
    const { zh, en } = wordingOf(c);
    expect(zh).not.toMatch(/\[|undefined/);
    expect(en).not.toMatch(/\[|undefined|\p{Script=Han}/u);
  });
});

/** A sound clause to break in one place at a time. */
const sample = (change: (c: Clause) => Partial<Clause>): readonly Clause[] => {
  const [sound] = declareClauses('sales/orders', [clause({
    id: '2.9.1', title: words('试', 'Trial'), binds: ['seller'], wording: wording('应在 [answerIn]内答复。', 'Answered within [answerIn].'),
    parameters: { answerIn: duration(words('答复时限', 'Time to answer'), 4, 'workHours', [1, 40]) },
    controls: [{
      kind: 'deadline', id: 'answered-in-time', title: words('答复', 'Answered'), subject: 'order', after: [on('sales.order-entered', '下单', 'the order')],
      until: [on('sales.order-released', '放行', 'release')], within: { parameter: 'answerIn' }, calendar: 'office', owner: { post: 'seller' },
      repeat: 'once', escalation: overdue('seller', 'team-lead'), work: { title: words('答复', 'Answer'), opens: 'order' },
    }],
  })]);
  return [{ ...sound!, ...change(sound!) }];
};
const withControl = (change: Record<string, unknown>) => sample((c) => ({ controls: [{ ...c.controls[0]!, ...change } as Control] }));

describe('a broken declaration is found', () => {
  test('the sample itself is sound', () => expect(declarationFaults(sample(() => ({})))).toEqual([]));

  test.each([
    ['a hole without a parameter', sample(() => ({ parameters: [], controls: [], declaratory: words('见看板', 'See the board') })), /hole \[answerIn\] \(zh\) has no parameter/],
    ['a parameter without a hole', sample(() => ({ wording: words('应及时答复。', 'Answered within [answerIn].') })), /answerIn has no hole \(zh\)/],
    ['a parameter without a label', sample((c) => ({ parameters: [{ ...c.parameters[0]!, label: words('', '') }] })), /has no label/],
    ['a clause that controls nothing', sample(() => ({ controls: [] })), /no control and is not declaratory/],
    ['a parameter that nothing uses', sample(() => ({ controls: [] })), /no control uses the parameter answerIn/],
    ['a post that does not exist', withControl({ owner: { post: 'wizard' } }), /post wizard, which does not exist/],
    ['a parameter of another clause', withControl({ within: { parameter: 'shipWithin' } }), /shipWithin, which the clause lacks/],
    ['working hours around the clock', withControl({ calendar: 'natural' }), /workHours do not run on the calendar natural/],
    ['an escalation that falls', withControl({ escalation: [{ at: 10_000, to: 'seller', how: 'remind' }, { at: 5_000, to: 'seller', how: 'remind' }] }), /escalation must rise/],
    ['a name that is no fact', withControl({ until: [on('sales.Order-released' as 'sales.order-released', '放行', 'release')] }), /is not a name/],
    ['an id of one word', withControl({ id: 'answered' }), /kebab-case/],
  ] as const)('%s', (_what, broken, says) => expect(declarationFaults(broken).join('\n')).toMatch(says));

  test('the same number, and the same parameter, twice', () => {
    const faults = declarationFaults([...sample(() => ({})), ...sample(() => ({}))]).join('\n');
    expect(faults).toMatch(/2\.9\.1 is declared twice/);
    expect(faults).toMatch(/parameter answerIn is declared twice/);
  });

  test('posts that escalate to one another in a ring', () => {
    const up = withControl({ escalation: overdue('seller', 'team-lead') });
    const down = withControl({ owner: { post: 'team-lead' }, escalation: overdue('team-lead', 'seller') });
    expect(escalationCycle(up)).toBeNull();
    expect(escalationCycle([...up, ...down])).toEqual(['seller', 'team-lead', 'seller']);
  });

  test('and some do not even compile', () => {
    const rest = { id: '2.9.2', title: words('试', 'Trial'), binds: ['seller'], controls: [] } as const;
    const answerIn = duration(words('答复时限', 'Time to answer'), 4, 'hours', [1, 40]);
    // @ts-expect-error the Chinese wording has a hole that no parameter fills
    clause({ ...rest, wording: wording('应在 [soon]内答复。', 'Answered.'), parameters: {} });
    // @ts-expect-error the English wording has no hole for the parameter
    clause({ ...rest, wording: wording('应在 [answerIn]内答复。', 'Answered.'), parameters: { answerIn } });
    // @ts-expect-error a clause binds at least one post
    clause({ ...rest, binds: [], wording: wording('应在 [answerIn]内答复。', 'Answered within [answerIn].'), parameters: { answerIn } });
    clause({
      ...rest, wording: wording('应在 [answerIn]内答复。', 'Answered within [answerIn].'), parameters: { answerIn },
      // @ts-expect-error the control reads a parameter that the clause lacks
      controls: [{ kind: 'target', id: 'rate-held', title: words('率', 'Rate'), figure: 'sales.rate', as: words('率', 'rate'), side: 'atLeast', bound: { parameter: 'other' }, window: 'day' }],
    });
    expect(clause({ ...rest, wording: wording('应在 [answerIn]内答复。', 'Answered within [answerIn].'), parameters: { answerIn } }).parameters[0]?.key).toBe('answerIn');
  });
});

describe('a duration may be decided in the units that its declaration permits', () => {
  const contact = parameter('firstContactWithin');
  test('1 working day may become 4 working hours, which is no conversion: each unit has bounds of its own', () => {
    expect(valueFaults(contact, { amount: 4, unit: 'workHours' })).toEqual([]);
    expect(valueFaults(contact, { amount: 80, unit: 'workHours' })).toEqual([]);
    expect(valueFaults(contact, { amount: 81, unit: 'workHours' })[0]?.reason.zh).toBe('须在 1 小时至 80 小时之间。');
    expect(valueFaults(contact, 11)[0]?.reason.zh).toBe('须在 1 个工作日至 10 个工作日之间。');
    expect(sayValue(contact, { amount: 4, unit: 'workHours' })).toEqual({ zh: '4 小时', en: '4 working hours' });
  });
  test('a unit that the declaration does not name is refused', () => {
    expect(valueFaults(contact, { amount: 4, unit: 'hours' })[0]?.reason.zh).toBe('单位须为：工作日、小时（工作时间）。');
    expect(valueFaults(parameter('shipWithin'), { amount: 4, unit: 'workHours' })).toHaveLength(1);
  });
  test('in its own unit the value is the number, however it was written', () => expect(valueFromJson(contact, { amount: 2, unit: 'workDays' })).toBe(2));
  test('a unit that the calendar of a control cannot run is a fault of the declaration', () => {
    const wrong = find('2.1.3');
    const faults = declarationFaults([{ ...wrong, parameters: wrong.parameters.map((p) => (p.key === 'firstContactWithin' ? { ...p, units: { hours: { min: 1, max: 9 } } } as Parameter : p)) }]);
    expect(faults.join()).toContain('hours do not run on the calendar office');
  });
});

import { describe, expect, test } from 'vitest';
import { rulebook } from '../app/rulebook.ts';
import { words } from '../kernel/words.ts';
import { lampOf } from './book/lamp.ts';
import type { Figure } from './book/contract.ts';
import { makeCalendar } from './clock/calendar.ts';
import { declarationFaults } from './declare-check.ts';
import { connectClauses, needsOf } from './declare-needs.ts';
import { bandFaults, bandOf } from './declare-values.ts';
import { ladder } from './declare.ts';
import { obligationStates } from './obligations/contract.ts';
import { explanationOf, type ObligationRow } from './obligations/row.ts';
import { holds } from './runtime/compile.ts';
import { Engine } from './runtime/engine.ts';
import { sentenceOf } from './sentence.ts';
import { testRulebook } from './testing.ts';

/** What engine.md §1 says of declarations, sentence by sentence, where no other test of a control kind says it. */
const everything = connectClauses(rulebook, new Set(rulebook.flatMap((c) => c.controls.flatMap((k) => [...needsOf(k).facts, ...needsOf(k).others]))));
const none: Figure = { opened: 0, met: 0, breached: 0, cancelled: 0, waived: 0, unknown: 0, open: 0, paused: 0, overdue: 0, awaiting: 0, openItems: 0, passed: 0, refused: 0, exceptions: 0, rate: null } as Figure;
const clause = everything.find((c) => c.connected === 'yes')!;
const lamp = (more: Partial<Figure>, undecided = false) => lampOf(clause, { ...none, ...more }, undecided);

describe('engine.md §1 declarations', () => {
  test('a hole without a parameter, or a parameter without a hole or label, fails', () => {
    const own = rulebook.find((c) => c.parameters.length > 0)!;
    const faults = (more: object) => declarationFaults(rulebook.map((c) => (c.id === own.id ? { ...c, ...more } : c)) as never).join('\n');
    expect(faults({})).toBe('');
    expect(faults({ wording: words(`${own.wording.zh}[nowhere]`, own.wording.en) })).toMatch(/nowhere/);
    expect(faults({ wording: words('没有孔', own.wording.en) })).toMatch(/has no hole/);
    expect(faults({ parameters: own.parameters.map((p, i) => (i === 0 ? { ...p, label: words('', '') } : p)) })).toMatch(/has no label/);
  });

  test('each of the nine kinds has one generated sentence, in both languages, without a hole left', () => {
    const kinds = new Map<string, string[]>();
    for (const c of rulebook) for (const control of c.controls) {
      const said = sentenceOf(c, control, Object.fromEntries(c.parameters.map((p) => [p.key, p.default])));
      kinds.set(control.kind, [...(kinds.get(control.kind) ?? []), said.zh, said.en]);
    }
    expect([...kinds.keys()].toSorted()).toEqual(['approval', 'attest', 'cadence', 'deadline', 'gate', 'match', 'rule', 'separation', 'target']);
    for (const all of kinds.values()) for (const said of all) expect(said).not.toMatch(/\[[a-zA-Z]+\]|undefined|^$/);
  });

  test('conditions are typed conjunctions {field, op, value}: every one must hold, an absent field fails all but exists: false', () => {
    const both = [{ field: 'amountFen', op: 'gte' as const, value: 100 }, { field: 'platform', op: 'in' as const, value: ['tmall', 'jd'] }];
    expect([holds(both, { amountFen: 100, platform: 'jd' }), holds(both, { amountFen: 99, platform: 'jd' }), holds(both, { amountFen: 100, platform: 'pdd' }), holds(both, { platform: 'jd' })]).toEqual([true, false, false, false]);
    expect([holds([{ field: 'a', op: 'exists', value: false }], {}), holds([{ field: 'a', op: 'exists', value: true }], {}), holds([{ field: 'a', op: 'ne', value: 1 }], {}), holds(undefined, {})]).toEqual([true, false, false, true]);
    expect(holds([{ field: 'n', op: 'lt', value: 5 }], { n: 'four' })).toBe(false);
  });

  test('approval matrices are half-open bands (above, upTo]: they cover everything once, an overlap and a gap are refused', () => {
    const bands = ladder<readonly ['seller'] | readonly ['department-head']>([[300, ['seller']]], ['department-head']);
    expect(bandFaults(bands)).toEqual([]);
    expect([bandOf(bands, 300)?.result, bandOf(bands, 301)?.result]).toEqual([['seller'], ['department-head']]);
    expect(bandFaults([{ above: null, upTo: 300 }, { above: 200, upTo: null }]).length).toBeGreaterThan(0);
    expect(bandFaults([{ above: null, upTo: 300 }, { above: 400, upTo: null }]).length).toBeGreaterThan(0);
  });

  /** Why each block is one: a control that is not here may not block, and one that is here and no longer blocks is found, too. */
  const demands: Record<'money' | 'law' | 'inspection' | 'separation', readonly string[]> = {
    money: [
      '6.2.1 proofs-complete', '6.2.2 claim-approved', '6.2.2 invoice-used-once', '6.1.1 company-account-only', '6.1.2 every-cent-explained', '6.1.3 no-credit-hold',
      '6.3.1 balanced-before-issue', '5.3.2 freight-payment-approved', '5.3.2 paid-after-check', '4.1.3 budget-approved', '4.2.1 plan-complete', '4.2.1 campaign-approved',
      '4.2.2 adjustment-approved', '4.1.2 count-difference-approved', '7.1.1 requisition-approved', '7.1.2 offer-approved', '7.3.2 incentive-approved', '2.2.1 need-complete',
      '2.2.3 discount-approved', '2.2.3 floor-respected', '2.3.1 amendment-approved', '2.3.2 stock-checked',
    ],
    law: [
      '1.3.1 value-within-law', '1.3.1 unmasking-justified', '1.3.1 customer-unmasking-justified', '1.3.1 erasure-approved', '5.1.1 carrier-approved', '5.1.2 carrier-in-force',
      '5.1.2 agreement-complete', '5.1.2 agreement-approved', '4.1.1 design-approved', '4.1.2 listing-complete', '7.1.2 stages-passed', '7.1.3 certified-to-act', '7.2.3 outcome-approved',
      '2.2.4 terms-complete', '3.1.1 wording-lawful', '3.3.2 sent-with-consent',
    ],
    inspection: [
      '4.1.2 decided-when-expiring', '4.1.2 recounted-before-posting', '2.4.2 goods-inspected', '2.3.3 inspection-passed', '2.3.3 weight-agrees',
    ],
    separation: [
      '6.2.2 claim-and-pay-apart', '6.2.2 approve-and-pay-apart', '6.1.2 hand-entry-and-close-apart', '6.1.2 close-signed-off', '5.3.2 check-and-pay-apart', '4.1.2 send-and-receive-apart',
      '7.3.2 compute-and-pay-apart', '7.2.2 appeal-by-another', '2.4.2 refund-not-self-decided', '2.3.2 order-and-inspect-apart', '2.3.3 weigh-and-release-apart', '2.1.1 report-approved',
    ],
  };
  test('block stands only where money, law, inspection or separation demand it: each with which of them', () => {
    const blocks = rulebook.flatMap((c) => c.controls.filter((k) => k.enforce === 'block').map((k) => `${c.id} ${k.id}`));
    expect(Object.values(demands).flat().toSorted()).toEqual(blocks.toSorted());
    for (const c of rulebook) for (const k of c.controls) if (k.enforce === 'block') expect(['gate', 'approval', 'separation'], `${c.id} ${k.id}`).toContain(k.kind);
    for (const c of rulebook) for (const k of c.controls) if (k.kind === 'separation' && k.enforce === 'block') expect(demands.separation).toContain(`${c.id} ${k.id}`);
  });
  test('an override names who may and who approves it afterwards, never the same post; most blocks have none', () => {
    const overridable = rulebook.flatMap((c) => c.controls.filter((k) => (k.kind === 'gate' || k.kind === 'approval') && k.override).map((k) => k as Extract<typeof k, { kind: 'gate' | 'approval' }>));
    expect(overridable.length).toBeGreaterThan(0);
    for (const k of overridable) {
      expect([k.enforce, k.override!.posts.length > 0, k.override!.approval.length > 0]).toEqual(['block', true, true]);
      expect(k.override!.posts.filter((post) => k.override!.approval.includes(post))).toEqual([]);
    }
  });

  test('vague words are parameters too: undecided until the company decides, with a suggested value in use', () => {
    const vague = rulebook.flatMap((c) => c.parameters).filter((p) => p.source === 'vague');
    expect(vague.length).toBeGreaterThan(20);
    expect(vague.every((p) => !p.decided && p.default !== undefined)).toBe(true);
    expect(new Engine(testRulebook).values.at('answerWithin', 0)).toMatchObject({ value: 8, id: null, decided: false });
  });

  test('obligation states: pending, paused, met, breached, cancelled, waived, unknown', () => expect([...obligationStates]).toEqual(['pending', 'paused', 'met', 'breached', 'cancelled', 'waived', 'unknown']));

  test('kind of proof: blocked, monitored, sampled or declared, for every control', () => {
    const proofs = new Set(rulebook.flatMap((c) => c.controls.map((k) => k.proof)));
    expect([...proofs].every((p) => ['blocked', 'monitored', 'sampled', 'declared'].includes(p))).toBe(true);
    for (const c of rulebook) for (const k of c.controls) if (k.kind === 'attest') expect(k.proof).toBe('sampled');
  });
});

describe('engine.md §1 clause lamp', () => {
  test('n = 0 is never 100 %: not triggered, or not quantified where the company has not decided', () => expect([lamp({}), lamp({}, true)]).toEqual(['not-triggered', 'not-quantified']));
  test('compliant by what was kept; one breach is not compliant, whatever else was kept', () => expect([lamp({ met: 1 }), lamp({ met: 99, breached: 1 })]).toEqual(['compliant', 'not-compliant']));
  test('an override or a waiver is an exception', () => expect([lamp({ met: 5, exceptions: 1 }), lamp({ met: 5, waived: 1 })]).toEqual(['with-exceptions', 'with-exceptions']));
  test('a gate that refused was kept', () => expect(lamp({ refused: 1 })).toBe('compliant'));
  test('facts missing: cannot be judged', () => expect(lamp({ unknown: 1 })).toBe('cannot-be-judged'));
  test('a person has to check: awaiting a person', () => expect(lamp({ awaiting: 1 })).toBe('awaiting-person'));
  test('declaratory, and not yet connected', () => {
    expect(lampOf(everything.find((c) => c.controls.length === 0)!, none)).toBe('declaratory');
    expect(lampOf(connectClauses([rulebook.find((c) => c.controls.length > 0)!], new Set())[0]!, none)).toBe('not-connected');
  });
});

describe('engine.md §3 rule 13: every due time explains itself', () => {
  const row = (more: Partial<ObligationRow>): ObligationRow => ({
    id: '', clause: '2.4.1', control: 'answered-in-time', subject_type: 'case', subject_id: '', subject_no: null, cycle: 0n, owner_post: 'service-agent', owner_staff: null, owner_team: null, store_id: null,
    opened_at: Date.parse('2026-03-10T16:00+08:00'), due_at: null, breach_at: null, state: 'pending', open: true, stopped_at: null, pauses: [], limits: { unit: 'hours', amount: 8 }, calendar: 'natural',
    calendar_version: 'natural', parameter_value: null, provisional: false, levels: [], level: 0, opened_by: null, closed_by: null, clause_version: 'abc', evaluator_version: 1, ...more,
  });
  const said = (more: Partial<ObligationRow>) => explanationOf(new Engine(testRulebook), row(more)).map((w) => w.zh).join('\n');
  test('the versions of clause, calendar and evaluator, and that the value is only suggested', () => {
    expect(said({})).toContain('条款版本 abc，日历 自然时间，判定程序第 1 版');
    expect(said({})).toContain('时限为建议值');
    expect(said({ parameter_value: 'x' })).not.toContain('时限为建议值');
  });
  test('the calendar by the name that people know, not by its key; one working day is told once', async () => {
    const engine = new Engine(testRulebook);
    const day = [{ from: 540, to: 1080 }];
    Object.assign(engine.calendars, { has: () => true, pinned: () => null, named: () => makeCalendar({ name: 'office', zone: 'Asia/Shanghai', week: [day, day, day, day, day, [], []], holidays: new Set(), makeUpDays: new Set(), overrides: new Map(), coverageThrough: null, version: 'office@14' }) });
    const lines = explanationOf(engine, row({ calendar: 'office', calendar_version: 'office@14', limits: { unit: 'workDays', amount: 1 } }));
    expect(lines[0]).toEqual(words('从 2026-03-10（周二）16:00 起算，时限 1 个工作日，按日历“办公时间第 14 版”', 'Runs from Tue 2026-03-10 16:00; limit 1 working days on calendar "office hours, revision 14"'));
    expect(lines[2]!.zh).toBe('第 1 个工作日是 2026-03-11（周三），当天班次 09:00–18:00，下班时到期');
  });
  test('a promise is its own reason; a count has no clock', () => {
    expect(said({ limits: { promisedAt: Date.parse('2026-03-12T12:00+08:00') } })).toContain('承诺的时间就是期限');
    expect(said({ limits: { atMost: 3 } })).toContain('不超过 3');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import { causeKeys, exclusionKeys, returnTypeKeys } from './contract-words.ts';
import { freightPayer, lastDayAfter, law, returnDecision, type ReturnInputs } from './return-rule.ts';
import { rule } from '../../../regulation/evaluators/rule.ts';

const values = { noReasonReturnDays: 7, noReasonExcluded: ['custom-made', 'fresh', 'digital', 'periodical'], noReasonExcludedIfConfirmed: ['unsealed-sensitive', 'activated', 'near-expiry'], refundOnlyLimit: 2_000n };
const plain: ReturnInputs = { type: 'return', cause: 'no-reason', shipped: true, signedOn: '2026-03-10', askedOn: '2026-03-12', exclusion: null, confirmed: false, intact: null, amountFen: 9_900 };
const decide = (more: Partial<ReturnInputs> = {}, v: Record<string, unknown> = values) => returnDecision.decide({ ...plain, ...more }, v as never);

describe('seven days without a reason, counted from the day after signing', () => {
  test.each([['2026-03-10', true], ['2026-03-11', true], ['2026-03-17', true], ['2026-03-18', false]] as const)('signed on 10 March, asked on %s: %s', (askedOn, allowed) => {
    expect(decide({ askedOn }).outcome).toMatchObject({ allowed, lastDay: '2026-03-17' });
  });
  test('signed just before or after midnight in Shanghai: the day of signing decides, not the hour', () => {
    const midnight = startOfDay('2026-03-11');
    expect(lastDayAfter(dayOf(midnight - 1), 7)).toBe('2026-03-17');
    expect(lastDayAfter(dayOf(midnight), 7)).toBe('2026-03-18');
    const lastMoment = startOfDay('2026-03-18') - 1;
    expect(decide({ askedOn: dayOf(lastMoment) }).outcome.allowed).toBe(true);
    expect(decide({ askedOn: dayOf(lastMoment + 1) }).outcome.allowed).toBe(false);
  });
  test('over the end of a month and a leap day', () => {
    expect(lastDayAfter('2026-02-27', 7)).toBe('2026-03-06');
    expect(lastDayAfter('2028-02-26', 7)).toBe('2028-03-04');
  });
  test('whatever day it was signed and however long the company gives: the last day is in, the next is out', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 7, max: 90 }), fc.boolean(), (offset, days, late) => {
      const signedOn = dayOf(startOfDay('2024-01-01') + offset * DAY);
      const asked = dayOf(startOfDay(signedOn) + (days + (late ? 1 : 0)) * DAY);
      expect(decide({ signedOn, askedOn: asked }, { ...values, noReasonReturnDays: days }).outcome.allowed).toBe(!late);
    }));
  });
});

describe('goods without no-reason return', () => {
  test.each(['custom-made', 'fresh', 'digital', 'periodical'] as const)('%s: excluded by law, and the article is shown', (exclusion) => {
    expect(decide({ exclusion })).toMatchObject({ outcome: { allowed: false, law: [law.excluded] }, exception: 'excluded' });
  });
  test('what must be confirmed at the purchase is only excluded when it was: without proof the return must not be refused', () => {
    expect(decide({ exclusion: 'activated', confirmed: true })).toMatchObject({ outcome: { allowed: false }, exception: 'confirmed-exclusion' });
    const unproved = decide({ exclusion: 'activated', confirmed: false });
    expect(unproved.outcome.allowed).toBe(true);
    expect(unproved.outcome.law).toContainEqual(law.notConfirmed);
  });
  test('faulty ones are taken back all the same', () => expect(decide({ exclusion: 'custom-made', cause: 'faulty' })).toMatchObject({ outcome: { allowed: true, lastDay: '2026-03-17' }, exception: 'faulty' }));
  test('goods that the customer spoilt are not', () => expect(decide({ intact: false }).outcome).toMatchObject({ allowed: false, law: [law.notIntact] }));
});

describe('faults and mistakes of ours', () => {
  test('faulty on the seventh day: returned; on the eighth: exchanged or repaired', () => {
    expect(decide({ cause: 'faulty', askedOn: '2026-03-17' }).outcome.allowed).toBe(true);
    expect(decide({ cause: 'faulty', askedOn: '2026-03-18' }).outcome).toMatchObject({ allowed: false, instead: ['exchange', 'repair'] });
    expect(decide({ cause: 'faulty', askedOn: '2026-06-18', type: 'repair' }).outcome.allowed).toBe(true);
  });
  test('wrong goods and damage on the way know no seventh day', () => {
    for (const cause of ['wrong-goods', 'transport-damage', 'late'] as const) expect(decide({ cause, askedOn: '2026-05-01' }).outcome.allowed).toBe(true);
  });
  test('what never arrived is refunded without anything to send back', () => expect(decide({ type: 'refund-only', cause: 'late', signedOn: null }).outcome).toMatchObject({ allowed: true, needsGoods: false }));
  test('before shipping it is always refunded', () => expect(decide({ type: 'before-shipping', shipped: false, signedOn: null, exclusion: 'custom-made' }).outcome).toMatchObject({ allowed: true, needsGoods: false }));
});

describe('refund without return', () => {
  test.each([[1_999, false], [2_000, true], [2_001, true]] as const)('%i fen: goods needed %s', (amountFen, needsGoods) => {
    expect(decide({ type: 'refund-only', amountFen }).outcome).toMatchObject({ allowed: true, needsGoods });
  });
});

describe('who pays the freight', () => {
  const payer = (cause: ReturnInputs['cause'], freightOwnCause = 'customer') => freightPayer.decide({ cause, shipped: true }, { freightOwnCause }).outcome.payer;
  test('the company for every cause of its own; the company’s own choice for the customer’s', () => {
    for (const cause of causeKeys.filter((c) => c !== 'no-reason')) expect(payer(cause)).toBe('company');
    for (const choice of ['customer', 'company', 'shared']) expect(payer('no-reason', choice)).toBe(choice);
  });
});

test('the rules decide every case, the same way twice, and never refuse without an article of law', () => {
  const day = fc.integer({ min: 0, max: 60 }).map((n) => dayOf(startOfDay('2026-03-01') + n * DAY));
  const inputs = fc.record({
    type: fc.constantFrom(...returnTypeKeys), cause: fc.constantFrom(...causeKeys), shipped: fc.boolean(), signedOn: fc.option(day), askedOn: day, exclusion: fc.option(fc.constantFrom(...exclusionKeys)), confirmed: fc.boolean(),
    intact: fc.option(fc.boolean()), amountFen: fc.integer({ min: 0, max: 100_000 }),
  });
  fc.assert(fc.property(inputs, (c) => {
    const once = returnDecision.decide(c, values as never);
    expect(returnDecision.decide(structuredClone(c), structuredClone(values) as never)).toEqual(once);
    if (!once.outcome.allowed) expect(once.outcome.law.length).toBeGreaterThan(0);
    if (c.cause !== 'no-reason' && c.signedOn !== null && c.askedOn <= lastDayAfter(c.signedOn, 7)) expect(once.outcome.allowed).toBe(true);
  }));
  expect(rule(returnDecision).name).toBe('sales.return-decision');
});

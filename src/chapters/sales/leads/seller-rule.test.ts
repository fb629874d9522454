import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sellerRule, type RuleSeller, type SellerInputs } from './seller-rule.ts';

const seller = (id: string, more: Partial<RuleSeller> = {}): RuleSeller => ({
  id, active: true, isSeller: true, inTeam: true, onDuty: true, absent: false, substituteId: null, takes: true, open: 0, capacity: 60, lastAt: 0, provinces: [], productLines: [], skills: [], ...more,
});
const asked = (sellers: RuleSeller[], more: Partial<SellerInputs> = {}): SellerInputs => ({ lead: { province: null, city: null, productLine: null, tags: [] }, returningTo: null, sellers, not: [], ...more });
const chosen = (inputs: SellerInputs) => {
  const decision = sellerRule.decide(inputs, {});
  return [decision.outcome.sellerId, decision.exception];
};
const out = (inputs: SellerInputs) => Object.fromEntries(sellerRule.decide(inputs, {}).outcome.considered.map((c) => [c.sellerId, c.out]));

describe('who gets a lead (sales.seller-for-lead, clause 2.1.2)', () => {
  test('the least loaded, and among equals who has waited longest', () => {
    expect(chosen(asked([seller('a', { open: 2 }), seller('b', { open: 1 })]))).toEqual(['b', null]);
    expect(chosen(asked([seller('a', { lastAt: 9 }), seller('b', { lastAt: 5 })]))).toEqual(['b', null]);
  });
  test('full at the limit, not one below it', () => {
    expect(out(asked([seller('a', { open: 60 }), seller('b', { open: 59 })]))).toEqual({ a: 'full', b: null });
  });
  test('a known customer goes to the own seller, even with full hands; to the substitute while that one is away; to the others once gone', () => {
    const others = [seller('b')];
    expect(chosen(asked([seller('a', { open: 60 }), ...others], { returningTo: 'a' }))).toEqual(['a', 'returning-customer']);
    expect(chosen(asked([seller('a', { absent: true, substituteId: 'b' }), ...others, seller('c')], { returningTo: 'a' }))).toEqual(['b', 'returning-customer']);
    expect(chosen(asked([seller('a', { absent: true, substituteId: 'x' }), ...others], { returningTo: 'a' }))).toEqual(['b', null]);
    expect(chosen(asked([seller('a', { active: false }), ...others], { returningTo: 'a' }))).toEqual(['b', null]);
  });
  test('a territory and a product line go to theirs; when those are away, to the others', () => {
    const own = [seller('z', { provinces: ['浙江'] }), seller('l', { productLines: ['茶具'] }), seller('o')];
    const lead = (province: string | null, productLine: string | null) => ({ lead: { province, city: null, productLine, tags: [] } });
    expect(chosen(asked(own, lead('浙江省', null)))).toEqual(['z', 'territory']);
    expect(chosen(asked(own, lead('浙江省', '茶具')))).toEqual(['l', 'product-line']);
    expect(chosen(asked(own, lead('广东省', null)))).toEqual(['l', null]);
    expect(chosen(asked([seller('z', { provinces: ['浙江'], onDuty: false }), seller('o')], lead('浙江省', null)))).toEqual(['o', null]);
  });
  test('a skill that some seller has is asked for; a tag that nobody has as a skill is only a tag', () => {
    const sellers = [seller('a'), seller('b', { skills: ['英语'], open: 9 })];
    expect(chosen(asked(sellers, { lead: { province: null, city: null, productLine: null, tags: ['英语'] } }))[0]).toBe('b');
    expect(chosen(asked(sellers, { lead: { province: null, city: null, productLine: null, tags: ['老板娘'] } }))[0]).toBe('a');
  });
  test('nobody is better than the wrong one', () => {
    expect(chosen(asked([seller('a', { onDuty: false }), seller('b', { takes: false }), seller('c', { isSeller: false })]))).toEqual([null, null]);
  });

  const anySeller = fc.record({
    active: fc.boolean(), isSeller: fc.boolean(), inTeam: fc.boolean(), onDuty: fc.boolean(), absent: fc.boolean(), takes: fc.boolean(), open: fc.nat(70), capacity: fc.integer({ min: 1, max: 70 }), lastAt: fc.nat(1_000),
    provinces: fc.subarray(['浙江', '广东']), productLines: fc.subarray(['茶具', '杯壶']), skills: fc.subarray(['英语', '大客户']), substitute: fc.nat(8),
  });
  const anyCase = fc.record({ sellers: fc.array(anySeller, { maxLength: 8 }), province: fc.constantFrom(null, '浙江省', '广东', '西藏'), line: fc.constantFrom(null, '茶具', '杯壶', '其他'), tags: fc.subarray(['英语', '大客户', '急']), back: fc.nat(9), not: fc.nat(9) })
    .map((c) => {
      const sellers = c.sellers.map(({ substitute, ...s }, i) => seller(`s${i}`, { ...s, substituteId: substitute < c.sellers.length ? `s${substitute}` : null }));
      return asked(sellers, { lead: { province: c.province, city: null, productLine: c.line, tags: c.tags }, returningTo: sellers[c.back]?.id ?? null, not: sellers[c.not] ? [sellers[c.not]!.id] : [] });
    });
  test('never to somebody who left, is absent, off duty, takes none, or has just let it lie: whatever the case', () => {
    fc.assert(fc.property(anyCase, (inputs) => {
      const id = sellerRule.decide(inputs, {}).outcome.sellerId;
      const who = inputs.sellers.find((s) => s.id === id);
      if (id === null) return true;
      return who !== undefined && who.active && who.isSeller && who.inTeam && who.onDuty && !who.absent && who.takes && !inputs.not.includes(id) && (who.open < who.capacity || id === inputs.returningTo);
    }), { numRuns: 2_000 });
  });
  test('and somebody gets it whenever somebody can', () => {
    fc.assert(fc.property(anyCase, (inputs) => {
      const { sellerId, considered } = sellerRule.decide(inputs, {}).outcome;
      return sellerId !== null || considered.every((c) => c.out !== null);
    }), { numRuns: 1_000 });
  });
  test('fair within one: any number of leads over equal sellers, some of whom are away', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(80), fc.nat(3), (present, leads, away) => {
      const sellers = new Map([...Array.from({ length: present }, (_, i) => seller(`s${i}`, { capacity: 1_000 })), ...Array.from({ length: away }, (_, i) => seller(`x${i}`, { absent: true }))].map((s) => [s.id, s]));
      for (let n = 1; n <= leads; n += 1) {
        const id = sellerRule.decide(asked([...sellers.values()]), {}).outcome.sellerId!;
        sellers.set(id, { ...sellers.get(id)!, open: sellers.get(id)!.open + 1, lastAt: n });
      }
      const counts = [...sellers.values()].filter((s) => !s.absent).map((s) => s.open);
      return Math.max(...counts) - Math.min(...counts) <= 1 && counts.reduce((a, b) => a + b, 0) === leads;
    }), { numRuns: 200 });
  });
});

import { describe, expect, it } from 'vitest';
import { freightOf, type Rate } from './freight.ts';
import { proposeCarrier, type CarrierRule, type RuleBook, type RuleCarrier } from './propose-carrier.ts';

const carrier = (code: string, more: Partial<RuleCarrier> = {}): RuleCarrier => ({ id: code, code, name: code, active: true, promiseDays: 3, agreementUntil: null, ...more });
const rule = (carrierId: string, more: Partial<CarrierRule> = {}): CarrierRule =>
  ({ id: `${carrierId}-rule`, carrierId, priority: 10, provinces: [], aboveGrams: 0, upToGrams: null, platforms: [], storeId: null, promiseDays: null, ...more });
const rate = (carrierId: string, firstFen: bigint, more: Partial<Rate> = {}): Rate => ({ carrierId, provinces: [], firstGrams: 1_000, firstFen, stepGrams: 500, stepFen: 150n, ...more });
const book = (more: Partial<RuleBook>): RuleBook => ({ carriers: [carrier('light'), carrier('heavy')], rules: [], rates: [], ...more });
const parcel = { province: '浙江省', grams: 1_000, platform: 'taobao', storeId: 's1' };
const day = '2026-03-10';

describe('the carrier by the rules', () => {
  const banded = book({ rules: [rule('light', { upToGrams: 3_000 }), rule('heavy', { aboveGrams: 3_000, upToGrams: 30_000 })] });
  it.each([[1, 'light'], [3_000, 'light'], [3_001, 'heavy'], [30_000, 'heavy'], [30_001, null]])('a parcel of %i g goes by %s', (grams, expected) => {
    expect(proposeCarrier(banded, { ...parcel, grams }, day).carrierId).toBe(expected);
  });
  it('a parcel of unknown weight goes by the lightest band', () => expect(proposeCarrier(banded, { ...parcel, grams: 0 }, day).carrierId).toBe('light'));

  it('the smaller priority goes first, the cheaper within one, a known price before an unknown one', () => {
    const rules = [rule('light'), rule('heavy')];
    expect(proposeCarrier(book({ rules, rates: [rate('light', 600n), rate('heavy', 500n)] }), parcel, day)).toMatchObject({
      carrierId: 'heavy', freightFen: 500n, reason: { zh: 'heavy：优先级 10 的规则适用，同级 2 家中最优；运费 ¥5.00，承诺 3 天', en: 'heavy: rule of priority 10 fits, best of 2; freight ¥5.00, 3 days promised' },
    });
    expect(proposeCarrier(book({ rules, rates: [rate('light', 600n)] }), parcel, day).carrierId).toBe('light');
    expect(proposeCarrier(book({ rules: [rule('light', { priority: 1 }), rule('heavy', { priority: 2 })], rates: [rate('heavy', 1n)] }), parcel, day).carrierId).toBe('light');
  });

  it('places are compared as people write them', () => {
    const rules = [rule('heavy', { provinces: ['新疆'], priority: 1 }), rule('light', { priority: 2 })];
    expect(proposeCarrier(book({ rules }), { ...parcel, province: '新疆维吾尔自治区' }, day).carrierId).toBe('heavy');
    expect(proposeCarrier(book({ rules }), { ...parcel, province: '浙江' }, day).carrierId).toBe('light');
    expect(proposeCarrier(book({ rules: [rules[0]!] }), { ...parcel, province: null }, day).carrierId).toBeNull();
  });

  it('a rule for one platform or store leaves the others alone', () => {
    expect(proposeCarrier(book({ rules: [rule('light', { platforms: ['douyin'] })] }), parcel, day).carrierId).toBeNull();
    expect(proposeCarrier(book({ rules: [rule('light', { storeId: 's2' }), rule('heavy', { storeId: 's1' })] }), parcel, day).carrierId).toBe('heavy');
  });

  it('nobody is proposed who is inactive, or whose agreement ended yesterday; its last day counts', () => {
    const rules = [rule('light')];
    expect(proposeCarrier(book({ rules, carriers: [carrier('light', { active: false })] }), parcel, day)).toMatchObject({ carrierId: null });
    expect(proposeCarrier(book({ rules, carriers: [carrier('light', { agreementUntil: '2026-03-09' })] }), parcel, day).carrierId).toBeNull();
    expect(proposeCarrier(book({ rules, carriers: [carrier('light', { agreementUntil: '2026-03-10' })] }), parcel, day).carrierId).toBe('light');
    expect(proposeCarrier(book({ rules, carriers: [carrier('light', { active: false })] }), parcel, day).reason.zh).toContain('停用');
  });
});

describe('freight by the rate card', () => {
  it.each([[1, 600n], [1_000, 600n], [1_001, 750n], [1_500, 750n], [1_501, 900n]])('%i g cost %i fen', (grams, fen) => expect(freightOf([rate('c', 600n)], 'c', '浙江省', grams)).toBe(fen));
  it('a row that names the province goes before the row for everywhere', () => {
    const rates = [rate('c', 600n), rate('c', 1_800n, { provinces: ['西藏自治区'] })];
    expect(freightOf(rates, 'c', '西藏', 500)).toBe(1_800n);
    expect(freightOf(rates, 'c', '广东省', 500)).toBe(600n);
  });
  it('without a row nothing is known, and nothing is not zero', () => expect(freightOf([rate('other', 1n)], 'c', '广东', 1)).toBeNull());
});

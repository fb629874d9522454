import { describe, expect, it } from 'vitest';
import { gramsOf, stepFor } from './desk-steps.ts';

describe('the scales’ and people’s way to write a weight', () => {
  it.each([['1250', 1_250], ['1.25', 1_250], ['1.25kg', 1_250], ['800 g', 800], ['2公斤', 2_000], ['0', null], ['0.0001', null], ['6901234567892', null], ['abc', null], ['', null]])('%s is %s g', (typed, grams) =>
    expect(gramsOf(typed)).toBe(grams));
});

describe('one box for everything', () => {
  it('an empty table opens what was scanned', () => expect(stepFor(null, 'YT8000000000001')).toEqual({ is: 'open', code: 'YT8000000000001' }));
  it('a parcel number always opens that parcel, whatever lies on the table', () => expect(stepFor({ state: 'picked' }, 'pk-20260310-0007')).toEqual({ is: 'open', code: 'PK-20260310-0007' }));
  it('Enter alone walks: pick, pass when all is counted, number, ship', () => {
    expect(stepFor({ state: 'waiting' }, '')).toEqual({ is: 'pick' });
    expect(stepFor({ state: 'packed' }, '')).toEqual({ is: 'unclear' });
    expect(stepFor({ state: 'packed' }, '', true)).toEqual({ is: 'pass' });
    expect(stepFor({ state: 'packed', weightHeld: true }, '', true)).toEqual({ is: 'unclear' });
    expect(stepFor({ state: 'inspected' }, '')).toEqual({ is: 'waybill', number: null });
    expect(stepFor({ state: 'announced' }, '')).toEqual({ is: 'ship' });
  });
  it('a weight is never guessed, a barcode in its place is not a weight', () => {
    expect(stepFor({ state: 'picked' }, '')).toEqual({ is: 'unclear' });
    expect(stepFor({ state: 'picked' }, '6901234567892')).toEqual({ is: 'unclear' });
    expect(stepFor({ state: 'picked' }, '1.25')).toEqual({ is: 'weigh', grams: 1_250 });
  });
  it('a failed inspection names its defect', () => {
    expect(stepFor({ state: 'packed' }, '0外箱破损')).toEqual({ is: 'fail', defect: '外箱破损' });
    expect(stepFor({ state: 'packed' }, '0 外箱破损')).toEqual({ is: 'fail', defect: '外箱破损' });
    expect(stepFor({ state: 'packed' }, '0')).toEqual({ is: 'unclear' });
  });
  it('a packed parcel takes codes of articles, also those that begin like a defect; quantities; lines by eye', () => {
    expect(stepFor({ state: 'packed' }, '6901234567892')).toEqual({ is: 'count', code: '6901234567892', quantity: 1 });
    expect(stepFor({ state: 'packed' }, '0123456789012')).toEqual({ is: 'count', code: '0123456789012', quantity: 1 });
    expect(stepFor({ state: 'packed' }, 'X-100')).toEqual({ is: 'count', code: 'X-100', quantity: 1 });
    expect(stepFor({ state: 'packed' }, 'CUP-1*12')).toEqual({ is: 'count', code: 'CUP-1', quantity: 12 });
    expect(stepFor({ state: 'packed' }, '+3')).toEqual({ is: 'count', code: null, quantity: 3 });
    expect(stepFor({ state: 'packed' }, '=2')).toEqual({ is: 'look', line: 2 });
  });
});

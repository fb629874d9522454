import { describe, expect, it } from 'vitest';
import { allCounted, countLook, countScan, nothingCounted, skusOf, type Counting } from './inspection.ts';

const line = (n: number, more: object) => ({ orderLineId: `l${n}`, orderId: 'o', skuId: `s${n}`, code: `CUP-${n}`, title: '杯', spec: null, barcode: null as string | null, quantity: 1, picked: 1, gift: false, place: null, batches: null, ...more });
const lines = [line(1, { barcode: '6901', quantity: 2 }), line(2, {}), line(3, { skuId: 's1', code: 'CUP-1', barcode: '6901' })];
const scan = (c: Counting | string, code: string, quantity = 1) => countScan(c as Counting, lines, code, skusOf(lines, code), quantity);

describe('counting what is in the parcel', () => {
  it('every piece of every line, also when one article stands in two lines', () => {
    const begun = scan(scan(nothingCounted('p'), '6901'), '6901', 2);
    expect(begun).toMatchObject({ counts: { l1: 2, l3: 1 }, scans: [{ code: '6901', quantity: 1 }, { code: '6901', quantity: 2 }] });
    expect(allCounted(begun as Counting, lines)).toBe(false);
    expect(scan(begun, 'CUP-1')).toBe('too-many');
    expect(allCounted(scan(begun, 'CUP-2') as Counting, lines)).toBe(true);
  });
  it('what does not belong in the parcel is refused', () => expect(scan(nothingCounted('p'), 'HAT-1')).toBe('not-in-parcel'));
  it('by eye one by one, and only what bears no barcode', () => {
    expect(countLook(nothingCounted('p'), lines[0])).toBe('bears-barcode');
    const looked = countLook(nothingCounted('p'), lines[1]) as Counting;
    expect(looked.seen).toEqual([{ orderLineId: 'l2', quantity: 1 }]);
    expect(countLook(looked, lines[1])).toBe('too-many');
    expect(countLook(looked, undefined)).toBe('not-in-parcel');
  });
});

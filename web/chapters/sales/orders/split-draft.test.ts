import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineByLine, mostParcels, parcelCount, partsOf, put, restOf, roomFor, type SplitDraft } from './split-draft.ts';

const cups = { orderLineId: 'cups', quantity: 3 };
const brushes = { orderLineId: 'brushes', quantity: 2 };
const lines = [cups, brushes];

describe('several parcels chosen in one act (clause 2.3.3)', () => {
  test('what is chosen for one parcel is no longer there for the next', () => {
    const draft = put([{}, {}], 0, cups, 2);
    expect(roomFor(cups, draft, 1)).toBe(1);
    expect(put(draft, 1, cups, 3)).toEqual([{ cups: 2 }, { cups: 1 }]);
    expect(restOf(lines, put(draft, 1, cups, 3))).toEqual({ cups: 0, brushes: 2 });
  });
  test.each<[string, SplitDraft, number]>([
    ['nothing chosen', [{}], 1], ['everything in one parcel', [{ cups: 3, brushes: 2 }], 1], ['everything, in two', [{ cups: 3 }, { brushes: 2 }], 2], ['two and the rest', [{ cups: 1 }, { cups: 1 }], 3],
  ])('%s: %#', (_, draft, parcels) => expect(parcelCount(lines, draft)).toBe(parcels));
  test('line by line: one parcel a line, the last by what is left, never more than one act can make', () => {
    expect(lineByLine(lines)).toEqual([{ cups: 3 }]);
    expect(parcelCount(lines, lineByLine(lines))).toBe(2);
    const many = Array.from({ length: 60 }, (_, i) => ({ orderLineId: `line-${i}`, quantity: 1 }));
    expect(parcelCount(many, lineByLine(many))).toBe(mostParcels);
  });
  test('however it is typed, every piece is in exactly one parcel', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(3), fc.constantFrom(cups, brushes), fc.integer({ min: -2, max: 9 }))), (typed) => {
      const draft = typed.reduce<SplitDraft>((d, [parcel, line, n]) => put(d, parcel, line, n), [{}, {}, {}, {}]);
      const rest = restOf(lines, draft);
      for (const line of lines) {
        const asked = partsOf(draft).flat().filter((p) => p.orderLineId === line.orderLineId).reduce((n, p) => n + p.quantity, 0);
        expect(asked + rest[line.orderLineId]!).toBe(line.quantity);
        expect(rest[line.orderLineId]).toBeGreaterThanOrEqual(0);
      }
    }));
  });
});

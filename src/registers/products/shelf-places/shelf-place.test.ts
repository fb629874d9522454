import { describe, expect, test } from 'vitest';
import { placeOf, walkingOrder } from './shelf-place.ts';

const inOrder = (places: string[]): string[] => places.toSorted((a, b) => (walkingOrder(a) < walkingOrder(b) ? -1 : 1));

describe('places in the order in which one walks (clause 2.3.3)', () => {
  test('numbers go by their value, letters by the alphabet', () =>
    expect(inOrder(['A-10', 'B-1', 'A-2', 'A-2-10', 'A-2-9', 'A-100', 'C-1', 'A-02-1'])).toEqual(['A-2', 'A-02-1', 'A-2-9', 'A-2-10', 'A-10', 'A-100', 'B-1', 'C-1']));
  test('a rack begins its own places and not those of another number', () => {
    expect(walkingOrder('A-30').startsWith(walkingOrder('A-3'))).toBe(false);
    expect(walkingOrder('A-3-01').startsWith(walkingOrder('A-3'))).toBe(true);
    expect(walkingOrder('A-03-01').startsWith(walkingOrder('a-3'))).toBe(true);
  });
  test.each([['ａ－０３－０２', 'A-03-02'], ['  b-1  ', 'B-1'], ['东区  3 排', '东区 3 排'], [' ', '']])('%j is kept as %j', (typed, kept) => expect(placeOf(typed)).toBe(kept));
});

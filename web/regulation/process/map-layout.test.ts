import { describe, expect, test } from 'vitest';
import { pathsShown, slownessOf, widthOf } from './map-layout.ts';

const spread = { n: 1, median: 1, mean: 1, p90: 1 };
const edge = (from: number, to: number, count: number) => ({ from, to, count, cases: count, waiting: spread, waitingWork: null });

describe('the drawing of a map', () => {
  test('the slider leaves the most used paths', () => {
    expect(pathsShown([edge(0, 1, 5), edge(1, 2, 9), edge(2, 0, 1)], 2).map((e) => e.count)).toEqual([9, 5]);
  });
  test('the most used path is nine pixels wide, none is thinner than one', () => {
    expect(widthOf(100, 100)).toBe(9);
    expect(widthOf(0, 100)).toBe(1);
    expect(widthOf(25, 100)).toBe(5);
  });
  test('the colour goes by rank: one very slow path does not hide the others', () => {
    const slow = slownessOf([1, 2, 3, 1_000_000, null]);
    expect([slow(1), slow(2), slow(1_000_000), slow(null)]).toEqual([0, 33, 100, 0]);
    expect(slownessOf([5])(5)).toBe(0);
  });
});

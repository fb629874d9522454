import { expect, test } from 'vitest';
import { at, narrowedTo, placeOf } from './backtest-steps.ts';

test('an amount has the counts of the last step that is not above it', () => {
  const steps: [number, number, number][] = [[1, 9, 0], [4, 5, 1], [48, 2, 2]];
  expect([1, 3, 4, 47, 48, 500].map((amount) => at(steps, amount).breached)).toEqual([9, 9, 5, 5, 2, 2]);
  expect(at(steps, 4)).toEqual({ breached: 5, censored: 1 });
  expect(at(steps, 0)).toEqual({ breached: 9, censored: 0 });
  expect(at([], 5)).toEqual({ breached: 0, censored: 0 });
});

test('the scope of the form is the place whose history is judged anew; where history is not told apart it is the whole company', () => {
  expect(placeOf('customer-class key')).toBe('customer-class:key');
  expect(narrowedTo(placeOf('customer-class key'))).toEqual({ customerClass: 'key' });
  expect(narrowedTo('article:A')).toEqual({ article: 'A' });
  expect([placeOf('team T'), placeOf(undefined), narrowedTo('all'), narrowedTo(undefined)]).toEqual([undefined, undefined, {}, {}]);
});

import { describe, expect, test } from 'vitest';
import { hoursText, parseHours } from './week.ts';

describe('hours as people type them', () => {
  test.each([
    ['09:00-12:00 13:30-18:00', [['09:00', '12:00'], ['13:30', '18:00']]],
    ['9-12，13：30～18', [['09:00', '12:00'], ['13:30', '18:00']]],
    ['22:00 至 06:00', [['22:00', '06:00']]],
    ['0-24', [['00:00', '24:00']]],
    ['', []], ['休', []],
  ])('%s', (typed, hours) => expect(parseHours(typed)).toEqual(hours));
  test.each(['9', '9-25', '9:60-12', '九点到十二点', '09:00-12:00-13:00'])('%s are no hours', (typed) => expect(parseHours(typed)).toBeNull());
  test('printed hours are read back', () => expect(parseHours(hoursText([['09:00', '12:00'], ['22:00', '06:00']]))).toEqual([['09:00', '12:00'], ['22:00', '06:00']]));
});

import { describe, expect, test } from 'vitest';
import { chinaHolidays } from './cn.ts';
import { dayOf, weekdayOf } from './civil.ts';

const kind = (day: string, knownOn?: string): string => {
  const { holidays, makeUpDays } = chinaHolidays(knownOn);
  return holidays.has(day) ? 'off' : makeUpDays.has(day) ? 'make-up' : 'plain';
};

describe('public holidays of China', () => {
  test('2026: six make-up working days and the nine days of Spring Festival', () => {
    expect([...chinaHolidays().makeUpDays].filter((day) => day.startsWith('2026'))).toEqual(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']);
    expect(['2026-02-14', '2026-02-15', '2026-02-23', '2026-02-24'].map((day) => kind(day))).toEqual(['make-up', 'off', 'off', 'plain']);
  });
  test('every make-up day is a Saturday or Sunday and none is a holiday too', () => {
    const { holidays, makeUpDays } = chinaHolidays();
    for (const day of makeUpDays) {
      expect(weekdayOf(dayOf(day)!), day).toBeGreaterThanOrEqual(5);
      expect(holidays.has(day), day).toBe(false);
    }
  });
  test('every festival has an English name', () => {
    for (const name of chinaHolidays().names.values()) expect(name.en).not.toMatch(/[\u4e00-\u9fff]/);
  });
  test('a notice may take days of the year before: 31 December 2018', () => {
    expect(kind('2018-12-31')).toBe('off');
    expect(kind('2018-12-31', '2018-12-05')).toBe('plain');
    expect(kind('2018-12-31', '2018-12-06')).toBe('off');
  });
  test.each([
    ['Spring Festival 2020 was prolonged', '2020-01-27', [['2020-01-31', 'plain', 'off'], ['2020-02-01', 'make-up', 'off'], ['2020-02-02', 'plain', 'off'], ['2020-02-03', 'plain', 'plain']]],
    ['Labour Day 2019 was prolonged', '2019-03-22', [['2019-04-28', 'plain', 'make-up'], ['2019-05-01', 'off', 'off'], ['2019-05-02', 'plain', 'off'], ['2019-05-05', 'plain', 'make-up']]],
    ['Victory Day 2015 was added', '2015-05-13', [['2015-09-03', 'plain', 'off'], ['2015-09-06', 'plain', 'make-up'], ['2015-09-27', 'off', 'off']]],
  ] as const)('%s on %s', (_, published, days) => {
    const dayBefore = new Date(Date.parse(published) - 1).toISOString().slice(0, 10);
    for (const [day, before, after] of days) expect([day, kind(day, dayBefore), kind(day, published)]).toEqual([day, before, after]);
  });
  test('2027 is not published; a year ago 2026 was not either', () => {
    expect(chinaHolidays()).toMatchObject({ coverageFrom: '2015-01-01', coverageThrough: '2026-12-31', version: 'cn@2025-11-04' });
    expect(chinaHolidays('2025-11-03')).toMatchObject({ coverageThrough: '2025-12-31', version: 'cn@2024-11-12' });
  });
  test('before the first notice on record nothing is known', () => {
    expect(() => chinaHolidays('2014-12-15')).toThrow(expect.objectContaining({ code: 'clock.holidays-unknown' }));
    expect(chinaHolidays('2014-12-16').coverageThrough).toBe('2015-12-31');
  });
});

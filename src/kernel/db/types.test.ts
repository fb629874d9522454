import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { parseInstant, toTimestamp } from './types.ts';

describe('values arrive from the database without losing their meaning', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase({ migrations: 'none' });
  });
  afterAll(async () => database.close());

  test('money is exact beyond what a float holds, alone and in arrays', async () => {
    const { rows } = await database.db.query('select 9007199254740993::int8 as fen, array[9007199254740993::int8, null] as list, $1::int8 as back', [9007199254740993n]);
    expect(rows[0]).toEqual({ fen: 9007199254740993n, list: [9007199254740993n, null], back: 9007199254740993n });
  });

  test('an instant is integer milliseconds, whatever zone the server prints', async () => {
    const instant = Date.UTC(2026, 10, 24, 3, 51, 0, 123);
    const { rows } = await database.db.query(
      `select $1::timestamptz as there, timestamptz '2026-11-24 11:51:00.123999+08' as cut, array[$1::timestamptz] as list`, [toTimestamp(instant)],
    );
    expect(rows[0]).toEqual({ there: instant, cut: instant, list: [instant] });
  });

  test('days and rates stay text: a day has no hour and a rate no binary fraction', async () => {
    const { rows } = await database.db.query(`select date '2026-02-28' as day, 0.10::numeric(6, 4) as rate, array[date '2024-02-29'] as days`);
    expect(rows[0]).toEqual({ day: '2026-02-28', rate: '0.1000', days: ['2024-02-29'] });
  });
});

test.each([
  ['1969-12-31 23:59:59.999+00', -1],
  ['1970-01-01 00:00:00+00', 0],
  ['1970-01-01 08:00:00+08', 0],
  ['1969-12-31 18:30:00-05:30', 0],
  ['1970-01-01 00:00:00.5+00', 500],
  ['10000-01-01 00:00:00+00', Date.UTC(10_000, 0, 1)],
  ['infinity', Infinity],
])('%s is %d', (text, expected) => {
  expect(parseInstant(text)).toBe(expected);
});

test.each(['2026-11-24', '2026-11-24T00:00:00Z', '0044-03-15 00:00:00+00 BC', ''])('%j is refused as an instant', (text) => {
  expect(() => parseInstant(text)).toThrow(RangeError);
});

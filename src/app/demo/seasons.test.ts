import { expect, test } from 'vitest';
import { startOfDay } from '../../kernel/clock.ts';
import { chance } from './random.ts';
import { goodsOf } from './goods.ts';
import { appeal, season } from './seasons.ts';

const on = (day: string): number => startOfDay(day) + 9 * 3_600_000;

test.each([
  ['2026-02-14', 1], ['2026-02-15', 0.4], ['2026-02-22', 0.4], ['2026-02-23', 1],
  ['2026-01-24', 1], ['2026-01-25', 1.35], ['2026-02-10', 1.35], ['2026-02-11', 1],
  ['2026-06-18', 1.8], ['2026-06-19', 2.6], ['2026-06-22', 1], ['2026-11-12', 3.2], ['2026-11-14', 2], ['2026-11-15', 1],
  ['2026-07-01', 0.85], ['2026-08-20', 0.85], ['2026-08-21', 1],
  // A year whose festival the story does not know has none.
  ['2031-02-05', 1],
])('orders that come in on %s are %d times those of an ordinary day', (day, factor) => expect(season(on(day))).toBe(factor));

test('summer quilts sell in summer, insulated cups in winter, and every article sells all year', () => {
  const goods = goodsOf(chance(1));
  const [quilt, cup] = [goods.find((g) => g.spu === 'BLK1')!, goods.find((g) => g.spu === 'CUP500')!];
  expect(appeal(quilt, on('2026-07-10'))).toBeGreaterThan(5 * appeal(quilt, on('2026-12-10')));
  expect(appeal(cup, on('2026-12-10'))).toBeGreaterThan(2 * appeal(cup, on('2026-07-10')));
  for (const good of goods) for (let month = 1; month <= 12; month += 1) expect(appeal(good, on(`2026-${String(month).padStart(2, '0')}-15`))).toBeGreaterThan(0);
});

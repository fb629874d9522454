import { dayOf } from '../../kernel/clock.ts';
import type { Good } from './goods.ts';

/** First day of the Spring Festival's week of rest, as published by the State Council; of a year that is not here the story knows none. */
const springFestival: Readonly<Record<string, string>> = { 2025: '01-28', 2026: '02-15', 2027: '02-05', 2028: '01-25' };

/** Orders come in the morning after they were placed: a sale of the 18th is told on the 19th. */
const sales: readonly (readonly [from: string, to: string, factor: number])[] = [
  ['11-12', '11-12', 3.2], ['11-10', '11-14', 2], ['11-01', '11-09', 1.25],
  ['06-19', '06-19', 2.6], ['06-17', '06-21', 1.8], ['06-01', '06-16', 1.2],
  ['12-13', '12-13', 1.8], ['03-09', '03-09', 1.4], ['09-10', '09-10', 1.3],
  ['07-01', '08-20', 0.85],
];

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

/** How many more (or fewer) orders the season brings: 618, Double 11, Double 12, the weeks before the Spring Festival and its days of rest, the quiet of high summer. 1 is an ordinary day. */
export function season(instant: number): number {
  const day = dayOf(instant);
  const festival = springFestival[day.slice(0, 4)];
  const after = festival === undefined ? null : dayNumber(day) - dayNumber(`${day.slice(0, 4)}-${festival}`);
  if (after !== null && after >= 0 && after < 8) return 0.4;
  if (after !== null && after >= -21 && after < -4) return 1.35;
  const md = day.slice(5);
  return sales.find(([from, to]) => md >= from && md <= to)?.[2] ?? 1;
}

/** What sells when: summer quilts in the warm months, insulated cups in the cold ones, tea before the festivals, note books when school begins. */
const appeals: readonly (readonly [of: (good: Good) => boolean, months: readonly number[], factor: number])[] = [
  [(g) => g.spu === 'BLK1', [5, 6, 7, 8], 2.5], [(g) => g.spu === 'BLK1', [10, 11, 12, 1, 2, 3], 0.4],
  [(g) => g.spu.startsWith('CUP') || g.spu === 'THM1L', [11, 12, 1, 2], 1.5], [(g) => g.spu.startsWith('CUP') || g.spu === 'THM1L', [6, 7, 8], 0.7],
  [(g) => g.keeps !== null, [1, 4, 9], 1.8], [(g) => g.spu === 'UMB1', [5, 6, 7], 1.8], [(g) => ['NTB5', 'PEN12', 'FLD20', 'LMP1'].includes(g.spu), [2, 8, 9], 1.8],
];

/** The article's popularity in the month of this instant. */
export function appeal(good: Good, instant: number): number {
  const month = Number(dayOf(instant).slice(5, 7));
  return good.popularity * (appeals.find(([of, months]) => of(good) && months.includes(month))?.[2] ?? 1);
}

import { describe, expect, test } from 'vitest';
import { dayOf, dueText, exactText, lengthText, moneyText, rateText, whenText } from './format.ts';

/** Tuesday 2026-11-24 10:00 in Shanghai. */
const ten = Date.UTC(2026, 10, 24, 2, 0);
const minute = 60_000;
const hour = 60 * minute;

describe('money and rates', () => {
  test('fen become yuan without a float in between', () => {
    expect(moneyText(123450)).toBe('¥1,234.50');
    expect(moneyText(-5)).toBe('-¥0.05');
    expect(moneyText(9_007_199_254_740_993n)).toBe('¥90,071,992,547,409.93');
  });
  test('a rate drops zeros that say nothing', () => {
    expect(rateText(9050)).toBe('90.5%');
    expect(rateText(10_000)).toBe('100%');
    expect(rateText(1)).toBe('0.01%');
  });
});

describe('times are the company’s, wherever the device is', () => {
  test('a quarter to midnight in Shanghai is still that day', () => {
    expect(dayOf(Date.UTC(2026, 10, 24, 15, 59, 59))).toBe('2026-11-24');
    expect(dayOf(Date.UTC(2026, 10, 24, 16, 0, 0))).toBe('2026-11-25');
    expect(exactText(ten)).toBe('2026-11-24 10:00:00');
  });
  test('near is relative, far is the day', () => {
    expect(whenText(ten - 59_999, ten, 'zh')).toBe('刚刚');
    expect(whenText(ten - 60_000, ten, 'zh')).toBe('1 分钟前');
    expect(whenText(ten + 6 * hour - 1, ten, 'zh')).toBe('5 小时 59 分钟后');
    expect(whenText(ten + 6 * hour, ten, 'zh')).toBe('今天 16:00');
    expect(whenText(ten - 24 * hour, ten, 'en')).toBe('yesterday 10:00');
    expect(whenText(Date.UTC(2026, 0, 5, 1, 30), ten, 'zh')).toBe('01-05 09:30');
    expect(whenText(Date.UTC(2025, 10, 24), ten, 'zh')).toBe('2025-11-24');
  });
});

describe('a due time says which side of it we are on', () => {
  test('just before, at, and just after', () => {
    expect(dueText(ten + 14 * minute, ten, 'zh')).toBe('14 分钟后到期');
    expect(dueText(ten, ten, 'zh')).toBe('马上到期');
    expect(dueText(ten - 1, ten, 'zh')).toBe('已超 不到 1 分钟');
    expect(dueText(ten - 2 * hour, ten, 'en')).toBe('2 h over');
  });
  test('more than a day away it names the day', () => {
    expect(dueText(ten + 24 * hour, ten, 'zh')).toBe('明天 10:00 到期');
  });
});

test('lengths are said in two units at most', () => {
  expect(lengthText(26 * hour + 5 * minute, 'zh')).toBe('1 天 2 小时');
  expect(lengthText(24 * hour, 'en')).toBe('1 day');
});

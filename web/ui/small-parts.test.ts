import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { issueWords } from './editor-form.tsx';
import { firstLanguage } from './language.tsx';
import { concerns, waitBefore } from './live.tsx';
import { sparkPath } from './sparkline.tsx';
import { shareLeft } from './values.tsx';

describe('the thin bar that empties', () => {
  test('is full at the start, empty at the due time, and never less', () => {
    expect(shareLeft(1_000, 2_000, 1_000)).toBe(1);
    expect(shareLeft(1_000, 2_000, 1_750)).toBe(0.25);
    expect(shareLeft(1_000, 2_000, 2_000)).toBe(0);
    expect(shareLeft(1_000, 2_000, 9_000)).toBe(0);
  });
  test('a limit of nothing is due at once, not divided by zero', () => {
    expect(shareLeft(1_000, 1_000, 1_000)).toBe(1);
    expect(shareLeft(1_000, 1_000, 1_001)).toBe(0);
  });
});

describe('a sparkline', () => {
  test('breaks where nothing happened, because nothing is not zero', () => {
    expect(sparkPath([1, 2, null, 3, 4], 80, 20).match(/M/g)).toHaveLength(2);
    expect(sparkPath([null, null], 80, 20)).toBe('');
  });
});

test('reconnecting waits longer each time, up to a minute, with jitter below', () => {
  expect(waitBefore(0, 0)).toBe(1_000);
  expect(waitBefore(3, 0)).toBe(8_000);
  expect(waitBefore(30, 0)).toBe(60_000);
  expect(waitBefore(30, 1)).toBe(40_000);
});

test('Chinese comes first unless the person chose English', () => {
  expect(firstLanguage(null)).toBe('zh');
  expect(firstLanguage('en')).toBe('en');
  expect(firstLanguage('zh')).toBe('zh');
});

describe('what a form says', () => {
  const say = (schema: z.ZodType, value: unknown) => issueWords(schema.safeParse(value, { reportInput: true }).error!.issues[0]!).zh;
  test('about text that is missing, too short, too long', () => {
    expect(say(z.string(), undefined)).toBe('请填写');
    expect(say(z.string().min(1), '')).toBe('请填写');
    expect(say(z.string().min(10), 'short')).toBe('至少 10 个字符');
    expect(say(z.string().max(2), 'abc')).toBe('最多 2 个字符');
  });
  test('about numbers and choices', () => {
    expect(say(z.int().min(1), 0)).toBe('不能小于 1');
    expect(say(z.int().max(30), 31)).toBe('不能大于 30');
    expect(say(z.enum(['a']), 'b')).toBe('请从给出的选项中选');
  });
});

describe('which reads a fact renews', () => {
  test('those about its object, its chapter, or itself', () => {
    expect(concerns('order', 'sales.order-released')).toBe(true);
    expect(concerns('sales', 'sales.order-released')).toBe(true);
    expect(concerns('sales.order-released', 'sales.order-released')).toBe(true);
    expect(concerns('work', 'finance.receipt-matched')).toBe(true);
    // Every fact can open or discharge a duty, so every figure of a clause may have changed.
    expect(concerns('clause', 'finance.receipt-matched')).toBe(true);
  });
  test('not those about another object, also when the names begin alike', () => {
    expect(concerns('order', 'sales.orderline-changed')).toBe(false);
    expect(concerns('parcel', 'sales.order-released')).toBe(false);
  });
});

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { issueWords } from './issue-words.ts';
import { day, goodsCode, id, month, query, sha256, sixDigits, timeOfDay, webAddress } from './schemas.ts';

const say = (schema: z.ZodType, value: unknown): string => {
  const read = schema.safeParse(value);
  if (read.success) return 'taken';
  const { zh, en } = issueWords(read.error.issues[0]!);
  // Both are said, each in its own language, and neither only that it is wrong.
  expect(en).not.toMatch(/\p{Script=Han}/u);
  expect(zh).not.toBe('格式不对');
  return zh;
};

describe('what is said of input that is refused', () => {
  test('how it is written, with an example', () => {
    expect(say(id, '42')).toContain('0198c2f4-');
    expect(say(day, '11/24')).toBe('日期要写成 2026-11-24');
    expect(say(month, '2026-13')).toBe('月份要写成 2026-11');
    expect(say(timeOfDay, '9:30')).toContain('09:30');
    expect(say(timeOfDay, '24:00')).toBe('taken');
    expect(say(sixDigits, '12345')).toContain('6 位数字');
    expect(say(sha256, 'x')).toContain('64 位');
    expect(say(webAddress, 'example.com')).toContain('https://example.com');
    expect(say(query.days, '2026-11-01')).toContain('2026-11-01,2026-11-30');
    expect(say(query.int(1, 200), 'ten')).toContain('整数');
    expect(say(query.instant, 'yesterday')).toContain('毫秒');
    expect(say(z.email(), 'nobody')).toContain('name@example.com');
    expect(say(z.iso.datetime({ offset: true }), 'now')).toContain('2026-11-24T09:30:00+08:00');
  });

  test('a code that is a formula', () => {
    expect(say(goodsCode(80), '=A1')).toContain('不能以 = 开头');
    expect(say(goodsCode(80), '＝A1')).toContain('不能以 = 开头');
    expect(say(goodsCode(80), 'A=1')).toBe('taken');
  });

  test('each of several forms, once', () => {
    expect(say(z.union([z.string(), z.int()]), true)).toBe('应为文字，或 应为数字');
    expect(say(z.union([z.literal(1), z.literal(10)]), 5)).toBe('只能是：1，或 只能是：10');
    const condition = z.union([z.strictObject({ op: z.literal('in'), values: z.array(z.int()) }), z.strictObject({ op: z.literal('is'), value: z.int() })]);
    expect(say(condition, { op: 'is', value: 'x' })).toBe('op：只能是：in，或 value：应为数字');
    expect(say(condition, { op: 'like' })).toBe('op：只能是：in，或 op：只能是：is');
    const about = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('clause') }), z.strictObject({ kind: z.literal('case') })]);
    expect(say(about, { kind: 'other' })).toBe('只能是：clause、case');
  });

  test('names and values of a table', () => {
    expect(say(z.record(z.string().max(3), z.int()), { long: 1 })).toBe('名称：最多 3 个字符');
    expect(say(z.record(z.string(), z.int()), { a: 'x' })).toBe('应为数字');
  });
});

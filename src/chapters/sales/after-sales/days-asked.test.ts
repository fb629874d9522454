import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { daysBetween } from '../orders/days-between.ts';

describe('lists of returns, complaints and feedback between two days', () => {
  test.each(['2026-11-01,2026-11-24', '2026-11-01,', ',2026-11-24', ','])('%s is asked', (days) => expect(daysBetween(sql`at`, days)).toHaveLength(2));
  test.each(['0000-00-00,', ',2026-13-01', '2026-11-01,2026-00-10', 'yesterday'])('%s is refused in words', (days) =>
    expect(() => daysBetween(sql`at`, days)).toThrow(expect.objectContaining({ kind: expect.objectContaining({ code: 'kernel.invalid-input' }) })));
});

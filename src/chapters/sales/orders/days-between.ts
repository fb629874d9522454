import { sql, type RawBuilder } from 'kysely';
import { DAY, startOfDay } from '../../../kernel/clock.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';

/** Days, both included, either may be missing: `2026-11-01,2026-11-24`. */
export function daysBetween(column: RawBuilder<unknown>, days: string | undefined): (RawBuilder<unknown> | null)[] {
  if (!days) return [];
  const given = /^(\d{4}-\d\d-\d\d)?,?(\d{4}-\d\d-\d\d)?$/.exec(days);
  // 0000-00-00 and 2026-13-01 are written like days and are none.
  if (!given || [given[1], given[2]].some((one) => one !== undefined && Number.isNaN(Date.parse(`${one}T00:00:00Z`)))) throw refuse(kernelNo['invalid-input'], { zh: '日期应为“2026-11-01,2026-11-24”。', en: 'Days are written 2026-11-01,2026-11-24.' });
  const [, from, to] = given;
  return [from ? sql`${column} >= to_timestamp(${startOfDay(from)}::bigint / 1000.0)` : null, to ? sql`${column} < to_timestamp(${startOfDay(to) + DAY}::bigint / 1000.0)` : null];
}

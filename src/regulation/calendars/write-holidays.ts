import type { Tx } from '../../kernel/tx.ts';
import type { Words } from '../../kernel/words.ts';

export interface HolidayDay { readonly day: string; readonly kind: 'holiday' | 'make-up'; readonly name: Words | null }

/** Public holidays of a year as the newest notice says; what an earlier notice said of that year is replaced. Calendars that follow them get a new revision. */
export async function writeHolidays(tx: Tx, given: { year: number; source: string; days: readonly HolidayDay[] }): Promise<void> {
  await tx.rows('regulation.clear_holidays', `delete from regulation.calendar_day where calendar is null and kind in ('holiday', 'make-up') and day between $1::date and $2::date`, [`${given.year}-01-01`, `${given.year}-12-31`]);
  await tx.rows('regulation.write_holidays',
    `insert into regulation.calendar_day (calendar, day, kind, name) select null, day, kind, name from jsonb_to_recordset($1::jsonb) as d(day date, kind text, name jsonb)
     on conflict (calendar, day) do update set kind = excluded.kind, name = excluded.name`, [JSON.stringify(given.days)]);
  await tx.rows('regulation.write_year',
    `insert into regulation.calendar_year (year, source, published_at, published_by) values ($1, $2, to_timestamp($3::bigint / 1000.0), $4)
     on conflict (year) do update set source = excluded.source, published_at = excluded.published_at, published_by = excluded.published_by`, [given.year, given.source, tx.now, tx.actor.id]);
  await tx.rows('regulation.holidays_concern', 'update regulation.calendar set revision = revision + 1, changed_at = to_timestamp($1::bigint / 1000.0) where holidays', [tx.now]);
}

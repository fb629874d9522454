import type { Product } from '../src/app/product.ts';
import { withoutIndexes } from './bulk.ts';

type Placed = Product['engine']['compiled']['deadlines'] extends ReadonlyMap<string, infer P> ? P : never;

/**
 * So many open obligations of all connected deadlines in the real table, due over the next sixty days, with the figures that belong to them;
 * opened through the same deltas that the verbs write.
 */
export async function manyObligations({ kernel, engine, ticker }: Product, count: number, only: (placed: Placed) => boolean = () => true): Promise<void> {
  const controls = [...engine.compiled.deadlines.values()].filter(only).map(({ clause, control }) => ({ clause, control: control.id, subject: control.subject, post: control.owner.post, calendar: control.calendar, version: engine.calendars.named(control.calendar).version }));
  await kernel.db.withLease(async (lease) => {
    lease.expectStatementsUpTo(600_000);
    await lease.query("select set_config('statement_timeout', '0', false), set_config('synchronous_commit', 'off', false), set_config('maintenance_work_mem', '512MB', false)");
    const indexes = await withoutIndexes((text, values) => lease.query(text, values), [['regulation', 'obligation']]);
    await lease.query(`with made as (
        insert into regulation.obligation (id, clause, control, subject_type, subject_id, subject_no, cycle, owner_post, opened_at, due_at, breach_at, state, open, limits, calendar, calendar_version, levels, wake_at)
        select gen_random_uuid(), c ->> 'clause', c ->> 'control', c ->> 'subject', gen_random_uuid()::text, 'B-' || n, 0, c ->> 'post', to_timestamp($3::bigint / 1000.0) - interval '3 days' * random(), t.due, t.due, 'pending', true,
          '{"unit": "hours", "amount": 24}', c ->> 'calendar', c ->> 'version', '{}', t.due
        from generate_series(0, $2::int - 1) n cross join lateral (select $1::jsonb -> (n % jsonb_array_length($1::jsonb)) as c) x
        cross join lateral (select to_timestamp($3::bigint / 1000.0) + interval '1 day' + interval '60 days' * random() as due) t
        returning clause, control, opened_at)
      insert into regulation.figure_delta (clause, control, day, opened, open) select clause, control, regulation.day_of(opened_at), count(*), count(*) from made group by 1, 2, 3`,
    [JSON.stringify(controls), count, kernel.clock.now()]);
    for (const index of indexes) await lease.query(index);
    await lease.query('vacuum (analyze) regulation.obligation');
  });
  await ticker.fold();
}

/** Makes so many of those that are due last due just now. */
export async function makeDue({ kernel }: Product, count: number): Promise<void> {
  const { rowCount } = await kernel.db.query(`update regulation.obligation set due_at = to_timestamp($2::bigint / 1000.0), breach_at = to_timestamp($2::bigint / 1000.0), wake_at = to_timestamp($2::bigint / 1000.0)
    where id in (select id from regulation.obligation where wake_at > to_timestamp($2::bigint / 1000.0) order by wake_at desc limit $1)`, [count, kernel.clock.now() - 1_000]);
  if (rowCount !== count) throw new Error(`${rowCount} instead of ${count} were made due`);
}

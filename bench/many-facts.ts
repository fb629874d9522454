import type { Kernel } from '../src/kernel/kernel.ts';

/** What happens to an order, and after how many hours on average. */
const STEPS = [['sales.order-entered', 0], ['sales.order-paid', 0.2], ['sales.order-released', 1], ['sales.order-shipped', 20], ['sales.order-completed', 90]] as const;

/** So many facts of orders in the real log, five an order, over the last sixty days: set-based, with the objects they belong to. */
export async function manyFacts(kernel: Kernel, count: number): Promise<void> {
  await kernel.db.withLease(async (lease) => {
    lease.expectStatementsUpTo(600_000);
    await lease.query("select set_config('statement_timeout', '0', false), set_config('synchronous_commit', 'off', false)");
    await lease.query(`with made as (
        insert into kernel.fact (id, type, subject_type, subject_id, occurred_at, recorded_at, actor_kind, actor_name, verb, payload)
        select gen_random_uuid(), s ->> 0, 'order', ('0dd00000-0000-7000-8000-' || lpad(to_hex(n), 12, '0')), t.at, t.at, case when k = 3 then 'person' else 'system' end, '基准' || n % 20, 'sales.place-order', '{}'
        from generate_series(1, $2::int) n cross join lateral jsonb_array_elements($1::jsonb) with ordinality x(s, k)
        cross join lateral (select to_timestamp($3::bigint / 1000.0) - interval '60 days' + interval '55 days' * (n / $2::float8) + make_interval(mins => (60 * (s ->> 1)::float8 * (0.5 + (n * 37 % 100) / 100.0))::int) as at) t
        where not (n % 10 = 0 and k = 3) and not (n % 25 = 0 and k = 5)
        returning seq, subject_id, recorded_at)
      insert into kernel.fact_object (object_type, object_id, fact_seq, recorded_at) select 'order', subject_id, seq, recorded_at from made`,
    [JSON.stringify(STEPS), Math.round(count / 4.86), kernel.clock.now()]);
    await lease.query('analyze kernel.fact, kernel.fact_object');
  });
}

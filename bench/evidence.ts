import { monitorEventLoopDelay } from 'node:perf_hooks';
import { manyFacts } from './many-facts.ts';
import { manyObligations } from './many-obligations.ts';
import { round, timed } from './figures.ts';
import { onGround } from './ground.ts';
import { asked } from './reads.ts';
import type { Part } from './run.ts';

/** Mining a million facts in the worker, with the delay of this process's event loop beside the same without mining; the back-test's curve. */
export const mining: Part = async (tell, { facts }) => onGround(async ({ product }) => {
  await manyFacts(product.kernel, facts);
  const idle = await delayed(() => new Promise((r) => setTimeout(r, 3_000)));
  const before = performance.now();
  let map: { state: string; map?: { events: number; cases: number } };
  const busy = await delayed(async () => {
    do map = (await asked(product, '/process-maps', {}, { type: 'order', days: '90' })) as typeof map;
    while (map.state !== 'ready');
  });
  tell('facts mined', { events: map!.map!.events, cases: map!.map!.cases });
  tell('mining, s', round((performance.now() - before) / 1_000, 1), '≤ 10');
  tell('event-loop delay p99 in ms', { mining: busy, idle }, '≤ 50');
});

async function delayed(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  await work();
  delay.disable();
  return round(delay.percentile(99) / 1e6 - 10, 1);
}

const CASES = 100_000;

/** The whole curve of a limit over 100,000 cases of one control. */
export const curve: Part = async (tell) => onGround(async ({ product }) => {
  const [placed] = [...product.engine.compiled.deadlines.values()].filter(({ control }) => 'parameter' in control.within && control.counts === undefined && product.engine.values.declared(control.within.parameter).kind === 'duration');
  const key = (placed!.control.within as { parameter: string }).parameter;
  await manyObligations(product, CASES, (p) => p === placed);
  await product.kernel.db.withLease(async (lease) => {
    lease.expectStatementsUpTo(600_000);
    await lease.query("select set_config('statement_timeout', '0', false)");
    // Nine of ten are done, in time or late: judged by their own limit, which the self-check of the back-test repeats.
    await lease.query(`update regulation.obligation o set opened_at = m.at, due_at = m.at + interval '24 hours', breach_at = m.at + interval '24 hours', wake_at = null,
        open = m.took is null, stopped_at = m.at + m.took, state = case when m.took is null then 'pending' when m.took <= interval '24 hours' then 'met' else 'breached' end
      from (select id, to_timestamp($1::bigint / 1000.0) - interval '1 hour' - interval '300 days' * random() as at, case when random() < 0.9 then date_trunc('second', interval '36 hours' * random()) end as took from regulation.obligation) m
      where o.id = m.id`, [product.kernel.clock.now()]);
    await lease.query('vacuum (analyze) regulation.obligation');
  });
  const answer = (await asked(product, '/parameters/:key/backtest', { key })) as { curves: { actual: { n: number }; steps: unknown[]; differingCount: number }[] };
  const [first] = answer.curves.filter((c) => c.actual.n > 0);
  if (first?.actual.n !== CASES || first.differingCount > 0) throw new Error(`the back-test has ${first?.actual.n} cases, ${first?.differingCount} of which differ`);
  tell('points of the curve', first.steps.length);
  tell(`curve of ${CASES} cases, ms`, await timed(9, () => asked(product, '/parameters/:key/backtest', { key }), 1), '≤ 200');
});

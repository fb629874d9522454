import { z } from 'zod';
import { parcelExceptionOpened, parcelExceptionSettled } from '../src/chapters/logistics/facts.ts';
import { createKernel } from '../src/kernel/create.ts';
import type { Kernel } from '../src/kernel/kernel.ts';
import { newId } from '../src/kernel/ids.ts';
import { silentLog } from '../src/kernel/log.ts';
import { runVerb, verb } from '../src/kernel/verb.ts';
import { words } from '../src/kernel/words.ts';
import { median, round } from './figures.ts';
import { manyObligations } from './many-obligations.ts';
import { onGround } from './ground.ts';
import { boss } from './reads.ts';
import type { Part } from './run.ts';

const TIMES = 300;
const WARM = 30;
/** Obligations that stand open besides: a duty is opened and discharged in a table that is not empty. */
const OPEN = 10_000;

const way = { parcelNo: 'P', fulfilmentId: null, orderIds: [], carrierId: null, carrierCode: 'sf', waybillNo: 'W' };
const input = z.strictObject({ parcel: z.string() });
const act = (name: `bench.${string}`, run: (tx: Parameters<Parameters<typeof verb>[0]['run']>[0], parcel: string) => void) =>
  verb({ name, title: words('基准', 'Bench'), may: { signedIn: 'all' }, input, run: async (tx, given) => { run(tx, given.parcel); return {}; } });
const open = act('bench.open', (tx, parcel) => tx.fact(parcelExceptionOpened, parcel, { ...way, kind: 'lost' }));
const discharge = act('bench.discharge', (tx, parcel) => tx.fact(parcelExceptionSettled, parcel, { ...way, outcome: 'found' }));

/** The same verb, which says one fact, under the rulebook and without the engine, in turn on one database: what a duty that it opens or discharges adds. */
export const obligationCost: Part = async (tell) => onGround(async ({ product, installation }) => {
  await manyObligations(product, OPEN);
  await product.settle();
  await installation.db.query('analyze');
  const bare = createKernel({ db: installation.db, clock: product.kernel.clock, log: silentLog });
  const took = { 'open, ruled': [] as number[], 'open, bare': [] as number[], 'discharge, ruled': [] as number[], 'discharge, bare': [] as number[] };
  const measure = async (side: keyof typeof took, kernel: Kernel, what: typeof open, parcel: string, counts: boolean): Promise<void> => {
    const before = performance.now();
    await runVerb(kernel, what, { parcel }, { actor: boss });
    if (counts) took[side].push(performance.now() - before);
  };
  const parcels: string[] = [];
  for (let i = -WARM; i < TIMES; i += 1) {
    const [ruled, other] = [newId(product.kernel.clock.now()), newId(product.kernel.clock.now())];
    parcels.push(ruled);
    await measure('open, ruled', product.kernel, open, ruled, i >= 0);
    await measure('open, bare', bare, open, other, i >= 0);
    await measure('discharge, ruled', product.kernel, discharge, ruled, i >= 0);
    await measure('discharge, bare', bare, discharge, other, i >= 0);
  }
  const { rows: [made] } = await installation.db.query<{ n: bigint; met: bigint }>("select count(*) as n, count(*) filter (where state = 'met') as met from regulation.obligation where subject_id = any ($1)", [parcels]);
  if (Number(made!.n) !== parcels.length || Number(made!.met) !== parcels.length) throw new Error(`${parcels.length} duties were expected, opened and met; there are ${made!.n}, of which ${made!.met} are met`);
  const p50 = Object.fromEntries(Object.entries(took).map(([side, all]) => [side, round(median(all))]));
  tell('a verb with one fact, p50 in ms', p50);
  for (const what of ['open', 'discharge'] as const) {
    const [ruled, without] = [took[`${what}, ruled`], took[`${what}, bare`]];
    tell(`${what} a duty, ms more (median of the pairs)`, round(median(ruled.map((ms, i) => ms - without[i]!))), '≤ 0.5');
    tell(`${what} a duty, ruled / bare`, round(median(ruled) / median(without)));
  }
});

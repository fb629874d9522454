/**
 * `npm run bench [-- NAME… --seconds N --rounds N --orders N --sizes 20000,200000 --many N --facts N]`: what the product does beside what the machine can do at
 * all, each part in one run, as ratios, its two sides in turn. Everything goes to this machine and ends by itself; a run that writes
 * ends with the invariants checked, or its figures do not count.
 */
import { parseArgs } from 'node:util';
import { customer, leads } from './customers.ts';
import { engine } from './engine.ts';
import { curve, mining } from './evidence.ts';
import { importOrders } from './import-orders.ts';
import { lists } from './lists.ts';
import { obligationCost } from './obligation-cost.ts';
import { parcels } from './parcels.ts';
import { placeOrders } from './place-orders.ts';
import { seal } from './seal.ts';
import { start, web } from './start.ts';

export interface Ask { seconds: number; rounds: number; orders: number; sizes: number[]; many: number; facts: number }
/** Tells one figure, with the aim beside it where there is one. */
export type Tell = (name: string, value: unknown, aim?: string) => void;
export type Part = (tell: Tell, ask: Ask) => Promise<void>;

const parts: Record<string, Part> = { 'place-orders': placeOrders, parcels, 'import-orders': importOrders, lists, customer, leads, engine, 'obligation-cost': obligationCost, seal, mining, curve, start, web };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' }, orders: { type: 'string', default: '20000' },
    sizes: { type: 'string', default: '20000,200000,1000000' },
    many: { type: 'string', default: '1000000' }, facts: { type: 'string', default: '1000000' },
  },
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
const ask: Ask = { seconds: Number(values.seconds), rounds: Number(values.rounds), orders: Number(values.orders), sizes: values.sizes.split(',').map(Number), many: Number(values.many), facts: Number(values.facts) };
const results: Record<string, Record<string, unknown>> = {};
for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  process.stderr.write(`\n${name}\n`);
  const own: Record<string, unknown> = (results[name] = {});
  try {
    await parts[name]!((what, value, aim) => {
      own[what] = aim === undefined ? value : { value, aim };
      process.stderr.write(`  ${what.padEnd(44)} ${JSON.stringify(value)}${aim === undefined ? '' : `   (${aim})`}\n`);
    }, ask);
  } catch (error) {
    // One part that fails is told and fails the run; the others are still measured.
    own['failed'] = String(error);
    process.exitCode = 1;
    process.stderr.write(`  failed: ${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
process.stdout.write(`${JSON.stringify(results)}\n`);

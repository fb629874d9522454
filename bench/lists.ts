import { listOrders } from '../src/chapters/sales/orders/order-list.ts';
import { prepare } from './company.ts';
import { median, quantile, round } from './figures.ts';
import { onGround, type Ground } from './ground.ts';
import { manyOrders } from './many-orders.ts';
import type { Part } from './run.ts';

const TIMES = 60;

/** The order list at several sizes, each in a database of its own, asked in turn: first page, deep page, one store's open work, searches. */
export const lists: Part = async (tell, { sizes }) => {
  const grounds: { size: number; ground: Ground; cases: Record<string, () => Promise<unknown>> }[] = [];
  const open = async (rest: readonly number[]): Promise<void> => {
    const [size, ...more] = rest;
    if (size === undefined) return measure();
    await onGround(async (ground) => {
      const { storeId } = await prepare(ground.product.kernel);
      const before = performance.now();
      await manyOrders(ground.product.kernel, storeId, size);
      tell(`${size} orders made, s`, round((performance.now() - before) / 1_000, 1));
      grounds.push({ size, ground, cases: await casesOf(ground, storeId, size) });
      await open(more);
    });
  };
  const measure = async (): Promise<void> => {
    const p50: Record<string, Record<number, number>> = {};
    for (const name of Object.keys(grounds[0]!.cases)) {
      const took = grounds.map(() => [] as number[]);
      for (let i = -8; i < TIMES; i += 1)
        for (const [at, { cases }] of grounds.entries()) {
          const before = performance.now();
          await cases[name]!();
          if (i >= 0) took[at]!.push(performance.now() - before);
        }
      p50[name] = Object.fromEntries(grounds.map(({ size }, at) => [size, round(median(took[at]!))]));
      tell(`${name}, p50 in ms`, p50[name], aims[name]);
      tell(`${name}, p99 in ms`, Object.fromEntries(grounds.map(({ size }, at) => [size, round(quantile(took[at]!, 0.99))])));
      if (grounds.length > 1) tell(`${name}, largest / smallest`, round(p50[name]![grounds.at(-1)!.size]! / p50[name]![grounds[0]!.size]!), name.includes('page') ? '≤ 1.3' : undefined);
    }
  };
  await open(sizes);
};

const aims: Record<string, string> = { 'first page': '≤ 3 at 200,000', 'deep page': '≤ 3 at 200,000', 'search by number': '≤ 2 at 1,000,000', 'search by two characters': '≤ 5 at 1,000,000', 'search without a hit': '≤ 10 at 1,000,000' };

async function casesOf(ground: Ground, storeId: string, size: number): Promise<Record<string, () => Promise<unknown>>> {
  const { kernel } = ground.product;
  const { rows: [middle] } = await kernel.db.query<{ at: string; id: string; no: string }>(`select placed_at::text as at, id, order_no as no from sales."order" where outside_no = '29' || lpad($1::text, 16, '0')`, [String(size >> 1)]);
  const cursor = Buffer.from(JSON.stringify(['-placed', middle!.at, middle!.id])).toString('base64url');
  const ask = (asked: Parameters<typeof listOrders>[3]) => () => listOrders(kernel, null, 'all', asked);
  const hits = async (q: string, least: number): Promise<void> => {
    const { rows } = await listOrders(kernel, null, 'all', { q });
    if (least === 0 ? rows.length > 0 : rows.length < least) throw new Error(`a search for ${q} gave ${rows.length} rows`);
  };
  await hits(middle!.no, 1);
  await hits('张伟', 1);
  await hits('鑫鑫', 0);
  return {
    'a bare round trip': () => kernel.db.query('select 1'), 'first page': ask({}), 'deep page': ask({ cursor }), 'first page of what is held in one store': ask({ store: storeId, state: ['held'] }),
    'search by number': ask({ q: middle!.no }), 'search by the last six digits': ask({ q: middle!.no.slice(-6) }), 'search by two characters': ask({ q: '张伟' }), 'search by pinyin': ask({ q: 'zhangwei' }),
    'search without a hit': ask({ q: '鑫鑫' }), 'search for a number that is not there': ask({ q: 'SO-20991231-9999' }),
  };
}

import { runImportFromFiles } from '../src/kernel/imports/run-from-files.ts';
import { prepare, taobaoFiles } from './company.ts';
import { median, round } from './figures.ts';
import { onGround } from './ground.ts';
import type { Part } from './run.ts';

/** A Taobao export of so many orders through the import of the product, beside S: the bare rows, 100 orders a transaction. */
export const importOrders: Part = async (tell, { orders }) => onGround(async (ground) => {
  await prepare(ground.product.kernel);
  const bare: number[] = [];
  const floor = async (): Promise<void> => void bare.push((await ground.script<{ perSecond: number }>('floor.ts', ground.installation.url, 'set', '20000')).perSecond);
  const files = await taobaoFiles(ground.folder, orders);
  await floor();
  const before = performance.now();
  const result = await runImportFromFiles(ground.product.imports, { kind: 'taobao-orders', paths: files, settings: {}, dryRun: false });
  const perSecond = Math.round(orders / ((performance.now() - before) / 1_000));
  await floor();
  tell('S, set-based, orders a second', Math.round(median(bare)));
  tell('import of orders', { orders, perSecond, accepted: result.accepted, quarantined: result.quarantined, rssMb: Math.round(process.memoryUsage().rss / 1e6) });
  tell('import / S', round(perSecond / (bare.reduce((a, b) => a + b, 0) / bare.length), 3), '≥ 0.25');
  await ground.holds();
});

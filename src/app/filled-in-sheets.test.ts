import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshProduct, type Caller, type WholeProduct } from '../../tests/support/product.ts';
import { runImportFromFiles } from '../kernel/imports/run-from-files.ts';
import { givenHouse, parcelOf, release, sendOff } from '../chapters/logistics/testing.ts';

/** Files that people fill in and bring back by the command line: the count sheet of a warehouse, and the templates of counts and tracking. */

let scene: WholeProduct;
let folder: string;
let packer: Caller;
const run = async (kind: string, name: string, bytes: Uint8Array | string, dryRun = false) => {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return runImportFromFiles(scene.product.imports, { kind, paths: [file], settings: {}, dryRun });
};
type Sheet = string[][];
const read = async (url: string): Promise<Sheet> => {
  const answer = await packer.send('GET', url);
  expect([url, answer.statusCode]).toEqual([url, 200]);
  return ((await readXlsx(answer.rawPayload)).sheets[0]!.rows as unknown[][]).map((r) => r.map((c) => String(c ?? '')));
};
const xlsx = (sheet: Sheet) => writeXlsx({ sheets: [{ name: 'Sheet1', rows: sheet }] });
const csv = (sheet: Sheet) => `\ufeff${sheet.map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\r\n')}\r\n`;
const q = async <T extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> => (await scene.database.db.query<T>(text, values)).rows;
const onHand = async (warehouseId: string) => new Map((await q<{ code: string; n: number }>('select k.code, s.on_hand as n from products.stock_item s join products.sku k on k.id = s.sku_id where s.warehouse_id = $1', [warehouseId])).map((r) => [r.code, r.n]));

beforeAll(async () => {
  scene = await freshProduct();
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-sheets-'));
  packer = await scene.as('warehouse');
}, 240_000);
afterAll(async () => {
  await scene?.close();
  await rm(folder, { recursive: true, force: true });
});

test.each(['xlsx', 'csv'] as const)('the sheet of a warehouse comes back as %s: what was counted is set, what was left open was not counted', async (as) => {
  const warehouse = scene.company.warehouses[0]!;
  const [head, ...rows] = await read(`/api/stock/count-sheet?warehouse=${warehouse.id}`) as [string[], ...Sheet];
  const before = await onHand(warehouse.id);
  const at = (name: string) => head.indexOf(name);
  expect(Object.fromEntries(rows.map((r) => [r[at('商家编码')], Number(r[at('账面数量')])]))).toEqual(Object.fromEntries(before));
  const counted = rows.map((r, i) => r.map((c, column) => (column === at('盘点数量') && i < 2 ? String(Number(r[at('账面数量')]) + 1 - 2 * i) : c)));
  const sheet: Sheet = [head, ...counted];
  const bytes = as === 'xlsx' ? await xlsx(sheet) : csv(sheet);
  expect(await run('stock-count', `盘点.${as}`, bytes, true)).toMatchObject({ rows: 2, accepted: 2, quarantined: 0 });
  expect(await onHand(warehouse.id)).toEqual(before);
  expect(await run('stock-count', `盘点.${as}`, bytes)).toMatchObject({ rows: 2, accepted: 2, unchanged: 0, quarantined: 0, reconciled: true });
  const [up, down] = [rows[0]![at('商家编码')]!, rows[1]![at('商家编码')]!];
  expect(await onHand(warehouse.id)).toEqual(new Map(before).set(up, before.get(up)! + 1).set(down, before.get(down)! - 1));
  expect(await run('stock-count', `盘点.${as}`, bytes)).toMatchObject({ rows: 2, accepted: 0, unchanged: 2 });
});

test('the template of counts is one of its own kind, and its examples are refused by name', async () => {
  for (const as of ['xlsx', 'csv'] as const) {
    const answer = await packer.send('GET', `/api/imports/templates/stock-count?as=${as}`);
    expect(await run('stock-count', `模板.${as}`, answer.rawPayload)).toMatchObject({ rows: 2, accepted: 0, quarantined: 2, problems: [{ code: 'sku.unknown' }, { code: 'warehouse.unknown' }, { code: 'sku.unknown' }, { code: 'warehouse.unknown' }] });
  }
});

test.each(['xlsx', 'csv'] as const)('the template of tracking filled in as %s moves a parcel; the same file twice changes nothing', async (as) => {
  const { kernel } = scene.product;
  const house = await givenHouse(kernel);
  const [sku] = await q<{ id: string }>('select id from products.sku order by code limit 1');
  await q('select products.post_stock($1::jsonb, $2, null, $3)', [JSON.stringify([{ sku_id: sku!.id, warehouse_id: house.warehouseId, kind: 'opening', change: 5 }]), kernel.clock.now(), '期初']);
  const { fulfilmentId } = await release(kernel, house, { skuId: sku!.id, quantity: 1 });
  await scene.product.settle();
  const parcel = await parcelOf(kernel, fulfilmentId);
  const waybillNo = await sendOff(kernel, parcel.id);
  await scene.product.settle();
  const [head] = await read('/api/imports/templates/tracking?as=xlsx') as [string[]];
  const now = new Date(kernel.clock.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const cells: Record<string, string> = { 快递公司: '圆通速递', 运单号: waybillNo, 时间: now, 状态: '已揽收', 内容: '已揽收', 所在地: '杭州' };
  const sheet: Sheet = [head, head.map((h) => cells[h] ?? '')];
  const bytes = as === 'xlsx' ? await xlsx(sheet) : csv(sheet);
  expect(await run('tracking', `轨迹.${as}`, bytes)).toMatchObject({ rows: 1, accepted: 1, quarantined: 0 });
  expect(await q('select state from logistics.parcel where id = $1', [parcel.id])).toEqual([{ state: 'collected' }]);
  expect(await run('tracking', `轨迹.${as}`, bytes)).toMatchObject({ rows: 1, accepted: 0, unchanged: 1 });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runImportFromFiles } from '../../src/kernel/imports/run-from-files.ts';
import { freshProduct, type WholeProduct } from '../support/product.ts';

/** Rows in quarantine hold what the file says of customers: cells are masked, and a whole one is shown with a reason, which is logged. */

const PHONE = '13800001234';
let whole: WholeProduct;
let folder: string;
let row: { id: string; at: number };
beforeAll(async () => {
  whole = await freshProduct({ orders: 0 });
  whole.product.imports.start();
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-unmask-'));
  const { rows: [store] } = await whole.database.db.query<{ name: string }>('select name from company.store order by name limit 1');
  const headings = '订单号,店铺,订单状态,下单时间,付款时间,收货人,手机,省,市,区县,详细地址,商家编码,商品名称,数量,单价,实付金额';
  await writeFile(path.join(folder, 'orders.csv'), `\ufeff${headings}\r\nUM-1,${store!.name},待发货,2026-03-09 09:00:00,2026-03-09 09:01:00,示例收货人,${PHONE},浙江省,杭州市,西湖区,示例路1号,NO-SUCH,保温杯,很多,59.00,59.00\r\n`);
  const done = await runImportFromFiles(whole.product.imports, { kind: 'generic-orders', paths: [path.join(folder, 'orders.csv')], settings: { store: store!.name }, dryRun: false });
  expect(done).toMatchObject({ rows: 1, accepted: 0, quarantined: 1 });
  const { rows: [run] } = await whole.database.db.query<{ id: string }>('select id from kernel.import_run where run_no = $1', [done.runNo]);
  row = { id: `${run!.id}/0-2`, at: headings.split(',').indexOf('手机') };
}, 120_000);
afterAll(async () => {
  await whole?.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (reason = '核对手机号后改正数量') => ({ kind: 'import-row', id: row.id, field: `cell-${row.at}`, reason });
const looks = async (): Promise<unknown[]> =>
  (await whole.database.db.query("select reason, outcome, changes from kernel.audit where verb = 'imports.unmask-cell' order by at")).rows;

test('the row is shown masked to whoever mends it', async () => {
  const [run, line] = row.id.split('/');
  const answer = await (await whole.as('store-operator')).send('GET', `/api/imports/${run}/rows/${line}`);
  expect(answer.statusCode).toBe(200);
  expect(answer.body).not.toContain(PHONE);
  expect(answer.body).toContain('138****1234');
});

test('a whole cell is shown with a reason, and the look stands in the audit log without the value', async () => {
  const operator = await whole.as('store-operator');
  expect((await operator.send('POST', '/api/unmaskings', ask(''))).statusCode).toBe(422);
  expect((await operator.send('POST', '/api/unmaskings', ask())).json()).toEqual({ value: PHONE });
  const done = (await looks()).filter((l) => (l as { outcome: string }).outcome === 'done');
  expect(done).toEqual([{ reason: '核对手机号后改正数量', outcome: 'done', changes: { unmasked: `cell-${row.at}` } }]);
  expect(JSON.stringify(await looks())).not.toContain(PHONE);
});

test('nobody sees it whose files these are not, and nothing is shown that is no cell of a row', async () => {
  for (const post of ['warehouse', 'accountant', 'hr', 'auditor'] as const) {
    const refused = await (await whole.as(post)).send('POST', '/api/unmaskings', ask());
    expect([403, 404], post).toContain(refused.statusCode);
    expect(refused.body).not.toContain(PHONE);
  }
  const operator = await whole.as('store-operator');
  for (const wrong of [{ ...ask(), field: 'cell-999' }, { ...ask(), field: 'kinds' }, { ...ask(), id: row.id.replace('0-2', '0-9') }, { ...ask(), id: "x' or true --" }])
    expect((await operator.send('POST', '/api/unmaskings', wrong)).statusCode, JSON.stringify(wrong)).toBe(404);
  expect((await looks()).filter((l) => (l as { outcome: string }).outcome === 'done')).toHaveLength(1);
});

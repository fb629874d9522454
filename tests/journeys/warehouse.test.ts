import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenHouse } from '../../src/chapters/logistics/testing.ts';
import { DAY, dayOf } from '../../src/kernel/clock.ts';
import { found, stage, type Stage } from './support.ts';

/** The warehouse's day: goods arrive with their batch, a wave is walked by place, parcels are scanned out, what lacks is asked for, the shelves are counted, and one parcel comes back. */

let scene: Stage;
let page: Page;
let errors: string[];
let warehouseId = '';
let storeId = '';
/** The machine may be busy. */
const patience = { timeout: 15_000 };
const skus: Record<string, string> = {};

async function post<R = { id: string }>(path: string, data: unknown): Promise<R> {
  const answer = await page.request.post(`/api${path}`, { data });
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as R;
}
// The answers are what the contract says: their own tests check them.
// oxlint-disable-next-line typescript/no-explicit-any
const get = async (path: string): Promise<any> => (await page.request.get(`/api${path}`)).json();
const onHand = async (code: string): Promise<number> => (await get(`/stock?q=${code}&empty=true`)).rows[0]?.onHand ?? 0;
const waiting = async () => (await scene.database.db.query<{ id: string; parcel_no: string }>("select id, parcel_no from logistics.parcel where state = 'waiting' order by parcel_no")).rows;

beforeAll(async () => {
  scene = await stage();
  ({ page, errors } = await scene.open());
  await found(scene, page, ['department-head', 'warehouse']);
  const { kernel } = scene.product;
  ({ warehouseId, storeId } = await givenHouse(kernel));
  // One team for all: the only person of the company works here.
  await kernel.db.query('update company.warehouse set team_id = null');
  for (const [code, title, barcode, more] of [['CUP', '保温杯', '6900000000007', {}], ['PAN', '平底锅', '6900000000014', {}], ['TEA', '明前绿茶', '6900000000021', { batchKept: true, shelfLifeDays: 365, leastLifeDays: 30 }]] as const) {
    await post('/products', { code, title, category: '家居', brand: null, description: null, pictures: [], noReasonReturn: true, state: 'active', skus: [{ code, barcode, spec: null, unit: '件', priceFen: 5_900, floorFen: null, weightGrams: 300, active: true, ...more }] });
    skus[code] = (await get(`/skus?q=${code}`)).rows[0].id;
  }
}, 240_000);
afterAll(() => scene?.close());

test('goods arrive: tea with its batch and expiry, cups without', async () => {
  await page.goto('/logistics/stock');
  await page.getByRole('button', { name: '到货入库' }).click();
  const sheet = page.getByRole('dialog', { name: '到货入库' });
  await sheet.locator('.ant-form-item', { hasText: '供应商' }).getByRole('textbox').fill('示例茶厂');
  const search = sheet.getByRole('combobox', { name: '添加规格' });
  for (const [barcode, code, quantity] of [['6900000000007', 'CUP', '20'], ['6900000000021', 'TEA', '9']] as const) {
    await search.fill(barcode);
    await page.locator('.ant-select-item-option', { hasText: code }).first().click();
    await sheet.getByRole('spinbutton', { name: `数量 ${code}` }).fill(quantity);
  }
  await sheet.getByLabel('TEA 批号 1').fill('T-2026');
  const made = sheet.getByLabel('TEA 生产日期 1');
  await made.fill(dayOf(scene.product.kernel.clock.now() - 20 * DAY));
  // Enter takes the day and sends the form.
  await made.press('Enter');
  await expect.poll(() => onHand('TEA'), patience).toBe(9);
  expect(await onHand('CUP')).toBe(20);
  for (const [code, place] of [['TEA', 'A-10'], ['CUP', 'A-2']] as const) await post('/stock/shelf-places', { skuId: skus[code], warehouseId, place });
  await page.goto('/logistics/stock?sort=place');
  await page.getByText('A-10').waitFor();
  const text = await page.locator('body').innerText();
  expect(text.indexOf('A-2')).toBeLessThan(text.indexOf('A-10'));
}, 120_000);

test('orders come in: two can go, one lacks its pan and is asked of purchasing', async () => {
  const buy = (n: number, lines: [string, number][]) => post('/orders', {
    storeId, buyer: { nick: `买家${n}`, receiver: { name: '示例收货人', phone: '13800000000', province: '浙江省', city: '杭州市', district: '西湖区', detail: `示例路${n}号` } }, payment: {}, lines: lines.map(([skuCode, quantity]) => ({ skuCode, quantity })),
  });
  await buy(1, [['CUP', 2], ['TEA', 1]]);
  await buy(2, [['TEA', 2]]);
  await buy(3, [['PAN', 1]]);
  await expect.poll(async () => { await scene.settle(); return (await waiting()).length; }, { timeout: 20_000 }).toBe(2);
  await page.goto('/logistics/purchase-requests');
  await page.getByText('PAN').first().waitFor();
}, 60_000);

test('a wave along the walk: the cups of A-2 before the tea of A-10, with the batch to take', async () => {
  await page.goto('/logistics/waves');
  await page.getByRole('button', { name: '生成波次' }).click();
  await page.getByRole('button', { name: '生成 2 个包裹的波次' }).click();
  await page.getByRole('heading', { name: '波次' }).waitFor();
  const rows = page.locator('section', { hasText: '拣货汇总' }).locator('tbody tr');
  await expect.poll(async () => (await rows.allInnerTexts()).map((r) => r.split(/\s+/).slice(0, 2).join(' ')).slice(0, 2), patience).toEqual(['A-2 CUP', 'A-10 TEA']);
  await page.getByText('T-2026').first().waitFor();
  const pdf = await page.request.get(await page.getByRole('link', { name: '打印拣货单' }).getAttribute('href') as string);
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await page.getByRole('button', { name: '整波拣完' }).click();
  await page.getByRole('button', { name: '整波打包' }).waitFor();
}, 60_000);

test('weighed, every article scanned, waybill entered, shipped: by the keyboard alone', async () => {
  const { rows: parcels } = await scene.database.db.query<{ parcel_no: string; expected_grams: number; lines: { code: string; quantity: number }[] }>(`select p.parcel_no, p.expected_grams,
    (select jsonb_agg(jsonb_build_object('code', k.barcode, 'quantity', l.quantity)) from logistics.parcel_line l join products.sku k on k.id = l.sku_id where l.parcel_id = p.id) as lines from logistics.parcel p where p.state = 'picked' order by p.parcel_no`);
  expect(parcels).toHaveLength(2);
  await page.goto('/logistics/desk');
  const box = page.locator('input.ant-input-lg');
  const say = async (typed: string, parcelNo: string, seen: string): Promise<void> => {
    await box.fill(typed);
    await box.press('Enter');
    // In one line of what was done: the list as a whole names the parcel before, too.
    await page.getByRole('listitem').filter({ hasText: new RegExp(`${parcelNo}.*(${seen})`) }).first().waitFor({ timeout: 15_000 });
  };
  for (const [i, p] of parcels.entries()) {
    await say(p.parcel_no, p.parcel_no, '已拣货');
    await say(`${p.expected_grams}g`, p.parcel_no, '已打包');
    let left = p.lines.reduce((n, l) => n + l.quantity, 0);
    for (const l of p.lines) {
      left -= l.quantity;
      await say(`${l.code}*${l.quantity}`, p.parcel_no, left === 0 ? '已全部核对' : `还差 ${left} 件`);
    }
    await say('', p.parcel_no, '检验合格');
    await say(`YT800000000000${i}`, p.parcel_no, '已通知承运商');
    await say('', p.parcel_no, '已发货');
  }
  expect([await onHand('CUP'), await onHand('TEA')]).toEqual([18, 6]);
}, 120_000);

test('a stock-take of aisle A: scanned blind, one cup less than the books say, posted', async () => {
  await page.goto('/logistics/count-plans');
  await page.getByRole('button', { name: '新建盘点计划' }).click();
  const sheet = page.getByRole('dialog', { name: '新建盘点计划' });
  await sheet.getByLabel('名称').fill('A 区循环盘点');
  await sheet.getByRole('combobox', { name: '库位或货架' }).fill('A');
  await page.keyboard.press('Enter');
  await sheet.getByRole('button', { name: /建\s?立/ }).click();
  await page.getByRole('button', { name: '开始盘点' }).click();
  const box = page.getByLabel('扫码录入实盘');
  for (const [typed, seen] of [['6900000000007*17', 'A-2 CUP 保温杯：17'], ['TEA', '请写明批号'], ['TEA@T-2026*6', 'A-10 TEA 明前绿茶：6']] as const) {
    await box.fill(typed);
    await box.press('Enter');
    await page.getByText(seen).first().waitFor(patience);
  }
  await page.getByRole('button', { name: '结束初盘' }).click();
  // A cup has no cost here: whatever differs is counted again by somebody else.
  await page.getByText('须复盘', { exact: true }).first().waitFor(patience);
  await box.fill('CUP*17');
  await box.press('Enter');
  await page.getByText('初盘和复盘须由不同的人').waitFor(patience);
  // The first look was a colleague’s.
  await scene.database.db.query("update products.count_plan_line set first_by = gen_random_uuid(), first_by_name = '另一位' where is_recounted");
  await box.fill('CUP*17');
  await box.press('Enter');
  await page.getByText('A-2 CUP 保温杯：17').first().waitFor(patience);
  await page.getByRole('button', { name: '结束复盘' }).click();
  await page.getByRole('button', { name: /过\s?账/ }).click();
  await page.getByRole('button', { name: /确\s?[定认]|继\s?续|过\s?账/ }).last().click();
  await expect.poll(() => onHand('CUP'), patience).toBe(17);
}, 120_000);

test('a parcel is refused and comes back: received, its goods lie on the shelf again, the tea in its batch', async () => {
  const { rows: [parcel] } = await scene.database.db.query<{ id: string; at: number }>("select p.id, (extract(epoch from p.shipped_at) * 1000)::bigint::float8 as at from logistics.parcel p where p.state = 'shipped' and not exists (select from logistics.parcel_line l join products.sku k on k.id = l.sku_id where l.parcel_id = p.id and k.code = 'CUP')");
  await post(`/parcels/${parcel!.id}/track-events`, { at: Math.floor(parcel!.at) + 1, state: 'returning', text: '收件人拒收，退回中', place: null });
  await page.goto(`/logistics/parcels/${parcel!.id}`);
  await page.getByRole('button', { name: '退件入库' }).click();
  await page.getByRole('button', { name: /确\s?[定认]|继\s?续|退件入库/ }).last().click();
  await expect.poll(() => onHand('TEA'), patience).toBe(8);
  const batches = (await get(`/stock/batches?sku=${skus['TEA']}`)).rows as { batchNo: string; onHand: number }[];
  expect(batches.map((b) => [b.batchNo, b.onHand])).toEqual([['T-2026', 8]]);
  expect(errors).toEqual([]);
}, 60_000);

import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { system } from '../../src/kernel/actor.ts';
import { runVerb } from '../../src/kernel/verb.ts';
import { alipayFundBill } from '../../src/app/demo/bills.ts';
import { hashPassword } from '../../src/registers/company/index.ts';
import { addStaff } from '../../src/registers/company/staff/add-staff.ts';
import { orderPaid } from '../../src/chapters/sales/facts.ts';
import { noteOrders, type OrderEvent } from '../../src/chapters/finance/receipts/note-orders.ts';
import { found, stage, type Stage } from './support.ts';

/** The bookkeeper's walk in a browser: what the matcher left is settled by keyboard, money is entered by hand, the month is signed by two persons and closed. */

let scene: Stage;
let page: Page;
let errors: string[];
const robot = system('测试');
const lastMonth = (): { month: string; at: number } => {
  const [year, month] = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7).split('-').map(Number) as [number, number];
  const first = Date.UTC(month === 1 ? year - 1 : year, month === 1 ? 11 : month - 2, 10, 2);
  return { month: new Date(first).toISOString().slice(0, 7), at: first };
};
const { month, at } = lastMonth();
const paymentNo = (n: number): string => `20261010220010000${10 + n}`;

async function post(path: string, data: unknown): Promise<{ id: string }> {
  const answer = await page.request.post(`/api${path}`, { data });
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}
const state = async (tradeNo: string): Promise<string | undefined> =>
  (await scene.database.db.query<{ state: string }>("select state from finance.receipt where trade_no = $1 and part = 'main'", [tradeNo])).rows[0]?.state;
const faults = async (): Promise<unknown[]> => (await scene.database.db.query('select * from finance.faults')).rows;

/** Orders that the sales side told of: number and what the buyer paid. */
async function owed(storeId: string, orders: readonly { no: string; fen: number; paymentNo: string | null }[]): Promise<void> {
  const { kernel } = scene.product;
  const events = orders.map((o, i): OrderEvent => {
    const id = randomUUID();
    return {
      factId: randomUUID(), seq: i + 1, type: 'sales.order-paid', orderId: id, at,
      payload: orderPaid.payload.parse({ orderNo: `SO-${o.no}`, outsideNo: o.no, platform: 'taobao', storeId, customerId: null, paymentNo: o.paymentNo, amountFen: o.fen, freightFen: 0, paidAt: at, lines: [] }),
    };
  });
  await runVerb(kernel, noteOrders, { events }, { actor: robot });
}

beforeAll(async () => {
  scene = await stage();
  ({ page, errors } = await scene.open());
  await found(scene, page, ['accountant', 'cashier']);
  const { kernel } = scene.product;
  const passwordHash = await hashPassword('right-horse-9');
  for (const [login, name, held] of [['zhu', '朱会计', 'accountant'], ['you', '尤经理', 'department-head'], ['gao', '高总', 'general-manager']] as const)
    await runVerb(kernel, addStaff, { name, login, phone: null, language: null, posts: [held], teamIds: [], superiorId: null, passwordHash, mustChangePassword: false }, { actor: robot });
  const storeId = (await post('/stores', { name: '青禾旗舰店', platform: 'taobao', teamId: null, defaultWarehouseId: null, outsideShopId: null, aliases: [] })).id;
  await post('/finance/payment-accounts', { name: '支付宝', provider: 'alipay', accountNo: '20880000000000156', storeIds: [], active: true });
  await post('/finance/payment-accounts', { name: '招商银行基本户', provider: 'bank', accountNo: '6225880000001234', storeIds: [], active: true });
  // One overpaid, one that no bill names but whose amount fits, one that nobody knows.
  await owed(storeId, [{ no: '2800000000000011', fen: 11_800, paymentNo: paymentNo(1) }, { no: '2800000000000012', fen: 20_000, paymentNo: null }, { no: '2800000000000013', fen: 8_800, paymentNo: null }]);
  const row = (n: number, amountFen: number, orderNo: string) => ({ at: at + n * 1_000, orderNo, paymentNo: paymentNo(n), title: '保温杯', amountFen, kind: '在线支付' as const });
  const bill = alipayFundBill('20880000000000156', [row(1, 12_000, '2800000000000011'), row(2, 20_000, '2800000000000099'), row(3, 5_000, '2800000000000098')], 100_000, at, at + 60_000);
  await page.goto('/imports');
  await page.locator('input[type=file]').setInputFiles([{ name: '20880000000000156_账务明细.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${bill.text}`) }]);
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
  const preview = page.getByRole('button', { name: '预览', exact: true });
  const run = page.getByRole('button', { name: /^导入 \d+ 行$/ });
  await preview.or(run).first().waitFor();
  if (await preview.isVisible()) await preview.click();
  await run.click();
  await page.getByRole('heading', { name: '已导入' }).waitFor();
}, 240_000);
afterAll(() => scene?.close());

test('the matching desk by keyboard: match, explain the difference, undo, skip, until nothing is left', async () => {
  await expect.poll(() => state(paymentNo(1)), { timeout: 20_000 }).toBe('partly');
  await page.goto('/finance/matching');
  const left = page.locator('.dz-desk-left');
  await expect.poll(() => left.innerText()).toBe('3');
  const shown = page.locator('.dz-match-work h2');
  // The overpaid order took what it could by itself; the rest of 2.00 is said to be owed back.
  await shown.getByText(paymentNo(1)).waitFor();
  expect(await page.locator('.dz-match-sum').innerText()).toMatch(/待核对\s*¥2\.00[\s\S]*差额\s*¥2\.00/);
  await page.keyboard.press('e');
  const reasons = page.getByRole('radiogroup').getByRole('radio');
  const place = (await reasons.allInnerTexts()).findIndex((x) => x.includes('客户多付'));
  await page.keyboard.press(String(place + 1));
  await page.getByLabel('备注').fill('客户多付 2 元');
  await page.keyboard.press('Enter');
  await page.getByText(/已说明 ¥2\.00/).first().waitFor();
  expect(await state(paymentNo(1))).toBe('matched');
  // No bill names the order; the only one of that amount on that day is proposed, and marked as a guess.
  await shown.getByText(paymentNo(2)).waitFor();
  await page.getByText('账单没有写明订单').waitFor();
  expect(await page.locator('.dz-match-sum').innerText()).toMatch(/差额\s*¥0\.00/);
  await page.keyboard.press('Enter');
  await page.getByText(/已核销 ¥200\.00/).first().waitFor();
  expect(await state(paymentNo(2))).toBe('matched');
  await page.keyboard.press('u');
  await page.getByText(/已撤销 ¥200\.00/).first().waitFor();
  expect(await state(paymentNo(2))).toBe('open');
  await shown.getByText(paymentNo(2)).waitFor();
  await page.keyboard.press('s');
  await shown.getByText(paymentNo(3)).waitFor();
  // Nothing fits: Enter is refused with what to do, nothing changes.
  await page.keyboard.press('Enter');
  await page.getByText('没有建议可以接受').first().waitFor();
  expect(await state(paymentNo(3))).toBe('open');
  await page.keyboard.press('e');
  const other = (await reasons.allInnerTexts()).findIndex((x) => x.includes('其他收入'));
  await page.keyboard.press(String(other + 1));
  await page.keyboard.press('Enter');
  await page.getByText(/已说明 ¥50\.00/).first().waitFor();
  await shown.getByText(paymentNo(2)).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('每一分钱都有着落').waitFor();
  await expect.poll(() => left.innerText()).toBe('0');
  expect(await faults()).toEqual([]);
}, 120_000);

test('a bank transfer is entered by hand and finds its order', async () => {
  await page.goto('/finance/receipts');
  await page.getByRole('link', { name: '登记收款' }).click();
  await page.getByRole('heading', { name: '登记收款' }).waitFor();
  // Nothing filled in: each field says so itself, nothing is sent.
  await page.getByRole('button', { name: /^登\s*记$/ }).click();
  await page.getByText('请填写').first().waitFor();
  await page.getByLabel('金额').fill('88');
  await page.getByLabel('流水号').fill('CMB20261010001');
  await page.getByLabel('订单号').fill('SO-2800000000000013');
  await page.getByRole('button', { name: /^登\s*记$/ }).click();
  await page.getByText('已登记，能对上的订单会自动核销').waitFor();
  await expect.poll(() => state('CMB20261010001'), { timeout: 20_000 }).toBe('matched');
  // The same number again is refused with what to do.
  await page.getByLabel('金额').fill('88');
  await page.getByLabel('流水号').fill('CMB20261010001');
  await page.getByRole('button', { name: /^登\s*记$/ }).click();
  await page.getByText('该流水号已登记').waitFor();
}, 90_000);

test('the month is signed by two persons and closed; who matched by hand may not, and nobody opens it again without a reason', async () => {
  const as = async (login: string): Promise<Page> => {
    const { page: own } = await scene.open();
    const answer = await own.request.post('/api/session', { data: { login, password: 'right-horse-9' } });
    expect(answer.ok()).toBe(true);
    await own.goto(`/finance/periods/${month}`);
    await own.getByRole('heading', { name: '账期' }).waitFor();
    return own;
  };
  // The one who matched by hand: the button explains with the clause instead of signing.
  await page.goto('/finance/periods');
  await page.getByRole('link', { name: month, exact: true }).click();
  await page.getByRole('button', { name: /财务签字/ }).click({ force: true });
  await page.getByText('不能为本期签字').waitFor();
  const accountant = await as('zhu');
  await accountant.getByRole('button', { name: '财务签字' }).click();
  await accountant.getByText('已签字').waitFor();
  await accountant.getByRole('button', { name: /销售签字/ }).click({ force: true });
  await accountant.getByText('销售方由部门经理签字').waitFor();
  const manager = await as('you');
  await manager.getByRole('button', { name: '销售签字' }).click();
  await manager.getByText('已签字').waitFor();
  await manager.getByRole('button', { name: '关账' }).click();
  await manager.locator('.ant-popover, .ant-popconfirm').getByRole('button', { name: '关账' }).click();
  await manager.getByText('已关账 · 尤经理').waitFor();
  const closed = async () => (await scene.database.db.query<{ state: string }>('select state from finance.period where period = $1', [month])).rows[0]?.state;
  expect(await closed()).toBe('closed');
  await manager.getByRole('button', { name: /重新打开/ }).click({ force: true });
  await manager.getByText('签字或关账的人不能重新打开').waitFor();
  const head = await as('gao');
  await head.getByRole('button', { name: '重新打开' }).click();
  await head.getByLabel('重新打开的原因').fill('漏记一张运费发票');
  await head.getByRole('button', { name: '确认打开' }).click();
  await head.getByText('未关账').first().waitFor();
  await head.getByText(/重新打开：漏记一张运费发票/).waitFor();
  expect(await closed()).toBe('open');
  expect(await faults()).toEqual([]);
  expect(errors).toEqual([]);
}, 120_000);

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD, foundCompany, type DemoCompany } from '../../src/app/demo/company.ts';
import { givenGoods, givenStore, place, type GivenStore } from '../../src/chapters/sales/orders/testing.ts';
import { seedCalendars } from '../../src/regulation/index.ts';
import { stage, type Stage } from './support.ts';

/**
 * A limit of one working day becomes four working hours: proposed beside what it would have meant, approved by a colleague on a phone,
 * made known to those whom it binds; new cases follow it while running ones keep their promise. Told of a clause whose facts are there.
 */
const rule = { clause: '2.3.2', key: 'shortageNoticeWithin', control: 'shortage-told-in-time', work: '告知客户预计发货时间' } as const;

let scene: Stage;
let company: DemoCompany;
let store: GivenStore;
let desk: Page;
let phone: Page;
let seller: Page;
const errors: string[][] = [];
/** The machine may be busy. */
const patience = { timeout: 20_000 };
const shots = process.env['SHOTS'];
const shot = async (page: Page, name: string) => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
};

async function signIn(login: string, size: 'desk' | 'phone' = 'desk'): Promise<Page> {
  const opened = await scene.open(size);
  errors.push(opened.errors);
  await opened.page.goto('/');
  await opened.page.getByLabel('账号').fill(login);
  await opened.page.getByLabel('密码').fill(DEMO_PASSWORD);
  await opened.page.getByRole('button', { name: '登录' }).click();
  await opened.page.getByRole('heading', { name: '我的工作' }).waitFor(patience);
  return opened.page;
}

/** An order for what nobody has: the rulebook asks that the customer is told within the limit. */
async function shortOrder(): Promise<void> {
  const { kernel } = scene.product;
  const goods = await givenGoods(kernel, store, 0);
  await place(kernel, company.actors.manager, store, { lines: [goods.code] });
  await scene.settle();
}
const duties = async (): Promise<{ limits: unknown; due_at: number; opened_at: number }[]> =>
  (await scene.product.kernel.db.query<{ limits: unknown; due_at: number; opened_at: number }>('select limits, due_at, opened_at from regulation.obligation where clause = $1 and control = $2 order by opened_at', [rule.clause, rule.control])).rows;

beforeAll(async () => {
  scene = await stage({ background: false });
  const { kernel, engine } = scene.product;
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  company = await foundCompany(kernel);
  store = await givenStore(kernel);
  [desk, phone, seller] = [await signIn('manager'), await signIn('gm1', 'phone'), await signIn('seller1')];
}, 240_000);
afterAll(() => scene?.close());

let before: Awaited<ReturnType<typeof duties>> = [];

test('a case runs by the suggested value of one working day', async () => {
  await shortOrder();
  before = await duties();
  expect(before).toMatchObject([{ limits: { unit: 'workDays', amount: 1 } }]);
  await desk.goto('/rulebook');
  await desk.locator(`[id="${rule.clause}"]`).getByText('1 个工作日').first().waitFor(patience);
}, 60_000);

test('four working hours are proposed beside what they would have meant', async () => {
  await desk.goto(`/settings/parameters/${rule.key}`);
  await desk.getByText('回测：如果当初就是这个数值').waitFor(patience);
  await desk.getByRole('combobox', { name: '单位' }).click();
  await desk.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '小时（工作时间）' }).click();
  await desk.getByLabel('新数值').fill('4');
  // The curve is drawn in the unit that was chosen, and says what four hours would have meant for the one case that there is.
  await desk.locator('.dz-backtest-says').getByText(/^1 件中会有/).waitFor(patience);
  await desk.getByRole('slider', { name: '拖动数值（小时（工作时间））' }).waitFor(patience);
  await shot(desk, 'propose');
  await desk.getByLabel('理由').fill('缺货当天必须告知客户');
  await desk.getByRole('button', { name: '提交审批' }).click();
  const waiting = desk.locator('.dz-change', { hasText: '待审批' });
  await waiting.getByText('1 个工作日').waitFor(patience);
  await waiting.getByText('4 小时', { exact: true }).waitFor(patience);
  // Nothing holds before somebody else has approved it.
  expect(await (await desk.request.get(`/api/parameters/${rule.key}`)).json()).toMatchObject({ value: { zh: '1 个工作日' } });
}, 90_000);

test('a colleague reads on a phone what the rulebook would say, and approves', async () => {
  await phone.goto('/approvals?mine=waiting');
  await phone.getByText('批准参数修改：缺货告知时限').first().waitFor(patience);
  const { rows: [asked] } = await (await phone.request.get('/api/approvals?mine=waiting')).json() as { rows: { id: string }[] };
  await phone.goto(`/approvals/${asked!.id}`);
  await phone.getByText(/缺货后 4 小时内/).first().waitFor(patience);
  await shot(phone, 'approve');
  await phone.getByRole('button', { name: '批准', exact: true }).click();
  await phone.getByText('已执行').first().waitFor(patience);
}, 90_000);

test('the rulebook says it at once; new cases follow it, the running one keeps its promise', async () => {
  await desk.goto(`/settings/parameters/${rule.key}`);
  await desk.locator('.dz-parameter-now', { hasText: '4 小时' }).waitFor(patience);
  await desk.goto('/rulebook');
  await desk.locator(`[id="${rule.clause}"]`).getByText('4 小时').first().waitFor(patience);
  await shortOrder();
  const after = await duties();
  expect(after[0]).toEqual(before[0]);
  expect(after).toMatchObject([{ limits: { unit: 'workDays', amount: 1 } }, { limits: { unit: 'workHours', amount: 4 } }]);
  await seller.goto('/');
  await expect.poll(() => seller.getByText(rule.work).count(), patience).toBe(2);
  for (const said of ['1 个工作日', '4 工作小时'] as const) {
    const items = await (await seller.request.get(`/api/work?clause=${rule.clause}`)).json() as { rows: { id: string; title: { zh: string }; openedAt: number }[] };
    const mine = items.rows.filter((r) => r.title.zh === rule.work).toSorted((a, b) => a.openedAt - b.openedAt)[said === '1 个工作日' ? 0 : 1]!;
    await seller.locator(`#work-${mine.id}`).click();
    await seller.getByText('期限怎么算的').click();
    await seller.locator('.dz-why').getByText(said).first().waitFor(patience);
  }
  await shot(seller, 'work');
}, 90_000);

test('whoever is bound acknowledges the new version; it is counted, and who has not is listed', async () => {
  await seller.goto('/');
  await seller.getByText('确认规章变更').first().click();
  await seller.getByRole('button', { name: '确认知悉' }).click();
  await expect.poll(() => seller.getByText('确认规章变更').count(), patience).toBe(0);
  await desk.goto('/rulebook/changes');
  await desk.getByText('缺货告知时限').first().click();
  const { rows: [change] } = await (await desk.request.get('/api/rulebook-changes')).json() as { rows: { id: string; addressed: number; acknowledged: number }[] };
  expect(change).toMatchObject({ acknowledged: 1 });
  expect(change!.addressed).toBeGreaterThan(1);
  await desk.goto(`/rulebook/changes/${change!.id}`);
  const known = desk.getByRole('region', { name: '确认知悉' });
  await known.getByText(`1 / ${change!.addressed}`).waitFor(patience);
  await known.getByText('吴销售').waitFor(patience);
  await shot(desk, 'known');
  await known.getByRole('button', { name: '提醒未确认的人' }).click();
  await known.getByText('上次提醒').waitFor(patience);
  expect(errors.flat()).toEqual([]);
}, 90_000);

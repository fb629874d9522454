import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD, foundCompany } from '../../src/app/demo/company.ts';
import { seedCalendars } from '../../src/regulation/index.ts';
import { stage, type Stage } from './support.ts';

let scene: Stage;
beforeAll(async () => {
  scene = await stage({ background: false });
  const { kernel } = scene.product;
  await seedCalendars(kernel);
  await scene.product.engine.load(kernel.db);
  await foundCompany(kernel);
}, 180_000);
afterAll(() => scene?.close());

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('navigation', { name: '主导航' }).or(page.getByRole('button', { name: '菜单' })).first().waitFor();
}
async function capture(page: Page, name: string, phone: string, companyName: string): Promise<void> {
  await page.goto('/sales/leads/new');
  await page.getByLabel('联系人姓名').fill(name);
  await page.getByLabel('公司').fill(companyName);
  await page.getByLabel('电话').fill(phone);
  await page.getByLabel('来源渠道').click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '展会' }).click();
}

describe('the seller’s day (clauses 2.1.2, 2.1.3)', () => {
  test('a lead is captured, handed out, called, found twice, put into the pool; nothing on a page fails', async () => {
    const lead = await scene.open();
    await signIn(lead.page, 'manager');
    await capture(lead.page, '示例采购', '13911112222', '嘉兴示例礼品有限公司');
    await lead.page.getByRole('button', { name: '录入线索' }).click();
    await lead.page.waitForURL(/\/sales\/leads\/[0-9a-f-]{36}$/);
    const href = new URL(lead.page.url()).pathname;
    await scene.settle();
    await lead.page.reload();
    await lead.page.getByText('比较了谁').first().waitFor();

    const { rows: [row] } = await scene.database.db.query<{ login: string }>('select s.login from sales.lead l join company.staff s on s.id = l.owner_id');
    const other = row!.login === 'seller1' ? 'seller2' : 'seller1';
    const seller = await scene.open('phone');
    await signIn(seller.page, row!.login);
    await seller.page.goto(href);
    await seller.page.getByText('139****2222').first().waitFor();
    await seller.page.getByLabel('沟通内容').fill('客户要三百个礼盒装，先看样品');
    await seller.page.getByLabel('客户需求').fill('礼盒装三百个');
    await seller.page.locator('.lead-contact').getByRole('button', { name: '登记联系' }).click();
    await seller.page.getByText('首次联系上').waitFor();
    const { rows: met } = await scene.database.db.query<{ control: string }>("select control from regulation.obligation where clause = '2.1.3' and state = 'met' order by 1");
    expect(met.map((m) => m.control)).toEqual(['contacted-in-time', 'idle-lead-reassigned']);

    // The same customer once more, with the number in another spelling: seen while it is typed.
    await capture(lead.page, '同一位', '+86 139-1111-2222', '另一个写法');
    await lead.page.getByLabel('公司').click();
    await lead.page.getByText('电话相同').waitFor();

    await seller.page.getByRole('button', { name: '退回公海' }).click();
    await seller.page.getByLabel('原因').fill('不在我的品类');
    await seller.page.getByRole('button', { name: '退回公海', exact: true }).click();
    await expect.poll(async () => (await scene.database.db.query<{ state: string }>('select state from sales.lead')).rows[0]!.state).toBe('pool');

    const picker = await scene.open();
    await signIn(picker.page, other);
    await picker.page.goto('/sales/lead-pool');
    // The two sellers work in two teams: each sees the pool of the own one; whoever lost a lead does not take it back at once.
    await picker.page.getByText('公海是空的').waitFor();
    await seller.page.goto('/sales/lead-pool');
    await seller.page.getByRole('button', { name: '领取' }).click();
    await seller.page.getByText('这条线索刚从您手中回收').or(seller.page.getByText('天内不能再领同一条线索')).first().waitFor();
    await lead.page.goto('/sales/lead-funnel');
    await lead.page.getByText('每条线索成本').waitFor();
    for (const { errors } of [lead, seller, picker]) expect(errors).toEqual([]);
  }, 180_000);
});

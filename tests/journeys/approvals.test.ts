import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD, foundCompany, type DemoCompany } from '../../src/app/demo/company.ts';
import { givenCustomer, givenOpportunity, givenQuote } from '../../src/chapters/sales/negotiation/testing.ts';
import { givenGoods } from '../../src/chapters/sales/orders/testing.ts';
import { seedCalendars } from '../../src/regulation/index.ts';
import { stage, type Stage } from './support.ts';

/** A parameter change from one desk to another's phone: proposed, returned, changed, approved, in force; never by the one who asked. */
let scene: Stage;
let company: DemoCompany;
beforeAll(async () => {
  scene = await stage({ background: false });
  const { kernel, engine } = scene.product;
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  company = await foundCompany(kernel);
}, 240_000);
afterAll(() => scene?.close());

const shots = process.env['SHOTS'];
const shot = async (page: Page, name: string) => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
};
async function signIn(login: string, size: 'desk' | 'phone'): Promise<{ page: Page; errors: string[] }> {
  const { page, errors } = await scene.open(size);
  await page.goto('/');
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: '登录' }).waitFor({ state: 'detached' });
  return { page, errors };
}
async function propose(page: Page, hours: string, reason: string): Promise<void> {
  await page.goto('/settings/parameters/shipWithin');
  await page.getByLabel('新数值').fill(hours);
  await page.getByLabel('理由').fill(reason);
  await page.getByRole('button', { name: '提交审批' }).click();
  await page.locator('.dz-change b', { hasText: '待审批' }).first().waitFor();
}

test('proposed, returned on a phone, changed, approved, in force; two clicks at once have one effect', async () => {
  const desk = await signIn('manager', 'desk');
  const phone = await signIn('gm1', 'phone');
  await propose(desk.page, '36', '大促后恢复时效');

  // The one who asked sees it, and has no way to approve it.
  await desk.page.goto('/approvals?mine=started');
  await desk.page.getByText('批准参数修改').first().waitFor();
  await shot(desk.page, 'list-desk');
  const id = (await (await desk.page.request.get('/api/approvals?mine=started')).json()).rows[0].id as string;
  await desk.page.goto(`/approvals/${id}`);
  await desk.page.getByText('将要执行的内容').waitFor();
  expect(await desk.page.getByRole('button', { name: '撤回' }).count()).toBe(1);
  // The button explains instead of acting.
  await desk.page.getByRole('button', { name: '批准' }).click({ force: true });
  await desk.page.getByText('不能审批自己的申请').first().waitFor();
  await shot(desk.page, 'own-desk');
  const own = await (await desk.page.request.get(`/api/approvals/${id}`)).json();
  const forced = await desk.page.request.post(`/api/approvals/${id}/signature`, { data: { hash: own.hash, step: own.step, yes: true } });
  expect([forced.status(), (await forced.json()).code]).toEqual([403, 'regulation.not-your-own']);

  // On the phone: in my work, opened, sent back with a reason.
  await phone.page.goto('/approvals?mine=waiting');
  await phone.page.getByText('批准参数修改').first().waitFor();
  await shot(phone.page, 'list-phone');
  await phone.page.goto(`/approvals/${id}`);
  await phone.page.getByText('36 小时').first().waitFor();
  const approve = phone.page.getByRole('button', { name: '批准', exact: true });
  // Within the thumb's reach: in the lower third of the screen, whatever the length of the page.
  expect((await approve.boundingBox())!.y).toBeGreaterThan(844 * 0.66);
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await shot(phone.page, 'approval-phone');
  // A remark with a file; whoever has nothing to do with the request gets neither.
  await phone.page.locator('input[type=file]').setInputFiles({ name: '时效表.txt', mimeType: 'text/plain', buffer: Buffer.from('三十小时') });
  await phone.page.getByText('时效表.txt').waitFor();
  await phone.page.getByLabel('评论').fill('请看附件');
  await phone.page.getByRole('button', { name: /发\s?表/ }).click();
  const file = await phone.page.getByRole('link', { name: '时效表.txt' }).getAttribute('href');
  expect(await (await desk.page.request.get(file!)).text()).toBe('三十小时');
  const stranger = await signIn('warehouse1', 'desk');
  expect((await stranger.page.request.get(file!)).status()).toBe(404);
  await phone.page.getByRole('button', { name: '退回', exact: true }).click();
  await phone.page.getByLabel('原因').fill('三十六小时太长，请改为三十小时');
  await shot(phone.page, 'return-phone');
  await phone.page.getByRole('button', { name: '确认退回' }).click();
  await phone.page.getByText('已退回').first().waitFor();

  // Changed by the one who asked, and read again with what has changed.
  await desk.page.goto(`/approvals/${id}`);
  await desk.page.getByText('三十六小时太长').first().waitFor();
  await desk.page.locator('.dz-approval-revise input').first().fill('30');
  await shot(desk.page, 'revise-desk');
  await desk.page.getByRole('button', { name: '重新提交' }).click();
  await desk.page.getByText('第 2 版').waitFor();

  await phone.page.goto(`/approvals/${id}`);
  await phone.page.getByText('上一版').first().waitFor();
  await shot(phone.page, 'changed-phone');
  const second = await signIn('gm1', 'phone');
  await second.page.goto(`/approvals/${id}`);
  await second.page.getByRole('button', { name: '批准', exact: true }).waitFor();
  await Promise.all([approve.click(), second.page.getByRole('button', { name: '批准', exact: true }).click()]);
  await phone.page.getByText('已执行').first().waitFor();
  const { rows } = await scene.product.kernel.db.query("select what from regulation.approval_event where approval_id = $1 and what in ('approve', 'execute')", [id]);
  expect(rows.map((r) => r['what'])).toEqual(['approve', 'execute']);
  const values = await scene.product.kernel.db.query("select 1 from regulation.parameter_value where key = 'shipWithin' and approval_id = $1", [id]);
  expect(values.rowCount).toBe(1);

  await desk.page.goto('/settings/parameters/shipWithin');
  await desk.page.locator('.dz-parameter-now', { hasText: '30 小时' }).waitFor();
  for (const { errors } of [desk, phone, second]) expect(errors).toEqual([]);
}, 180_000);

test('a chain is designed, tried on a case and published by another person; approvals are delegated', async () => {
  const desk = await signIn('manager', 'desk');
  await desk.page.goto('/settings/approval-chains');
  await desk.page.getByText('逐级审批').first().waitFor();
  await shot(desk.page, 'chains-desk');
  await desk.page.goto(`/settings/approval-chains/${encodeURIComponent('6.2.2/claim-approved')}`);
  await desk.page.getByText('试算：谁来签').waitFor();
  await shot(desk.page, 'chain-desk');
  const trial = desk.page.getByRole('region', { name: '试算' });
  await trial.getByRole('combobox').first().click();
  await trial.getByRole('combobox').first().fill('周销售');
  await desk.page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '周销售' }).first().click();
  await trial.getByRole('button', { name: '试算' }).click();
  await trial.getByText('尤经理').first().waitFor();
  await shot(desk.page, 'trial-desk');
  await desk.page.getByLabel('修改理由').fill('沿用现行权限，正式采用');
  await desk.page.getByRole('button', { name: '提交审批' }).click();
  await desk.page.getByText('有修改待审批').waitFor();
  const phone = await signIn('gm1', 'phone');
  await phone.page.goto('/approvals?mine=waiting');
  await phone.page.getByText('修改审批流').first().click();
  await phone.page.waitForURL(/\/approvals/);
  const id = (await (await phone.page.request.get('/api/approvals?mine=waiting')).json()).rows[0].id as string;
  await phone.page.goto(`/approvals/${id}`);
  await phone.page.getByRole('button', { name: '批准', exact: true }).click();
  await phone.page.getByText('已执行').first().waitFor();
  await desk.page.goto(`/settings/approval-chains/${encodeURIComponent('6.2.2/claim-approved')}`);
  await desk.page.getByText('公司自定').first().waitFor();

  await desk.page.goto('/approvals/delegations');
  await desk.page.getByRole('button', { name: '委托审批' }).first().click();
  const drawer = desk.page.getByRole('dialog');
  await drawer.getByLabel('受托人').click();
  await drawer.getByLabel('受托人').fill('朱会计');
  await desk.page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '朱会计' }).first().click();
  await drawer.getByLabel('原因').fill('出差两天');
  await shot(desk.page, 'delegate-desk');
  await drawer.getByRole('button', { name: /^委\s?托$/ }).click();
  await desk.page.getByText('尤经理 → 朱会计').first().waitFor();
  await shot(desk.page, 'delegations-desk');
  await phone.page.goto('/settings/approval-chains');
  await phone.page.getByText('逐级审批').first().waitFor();
  await shot(phone.page, 'chains-phone');
  for (const { errors } of [desk, phone]) expect(errors).toEqual([]);
}, 180_000);

test('engine.md §1: a block is overridden where it was met, with a reason; it counts, opens down to its row, and is approved afterwards', async () => {
  const { kernel } = scene.product;
  const { lead1 } = company.actors;
  const store = { id: company.stores[0]!.id, teamId: lead1.teamIds[0]!, warehouseId: company.warehouses[0]!.id, platform: 'taobao' };
  const goods = [await givenGoods(kernel, store, 0)];
  const opportunity = await givenOpportunity(kernel, lead1, { store, customerId: await givenCustomer(kernel), goods, need: { quantity: null } as never });
  const quote = await givenQuote(kernel, lead1, opportunity, [{ skuId: goods[0]!.skuId, quantity: 100, unitFen: 9_900 }]);
  const stateOf = async () => (await kernel.db.query<{ state: string }>('select state from sales.quote where id = $1', [quote.id])).rows[0]!.state;

  const desk = await signIn('lead1', 'desk');
  await desk.page.goto(`/sales/quotes/${quote.id}`);
  await desk.page.getByRole('button', { name: '发出报价' }).click();
  const problem = desk.page.getByRole('alert').filter({ hasText: '章程不允许此操作' });
  await problem.getByText('由部门经理事后审批').waitFor();
  // A word is no reason.
  await problem.getByLabel('放行理由').fill('急');
  expect(await problem.getByRole('button', { name: '例外放行' }).isDisabled()).toBe(true);
  expect(await stateOf()).toBe('draft');
  await problem.getByLabel('放行理由').fill('客户今天就要报价，数量随后补');
  await shot(desk.page, 'override-desk');
  await problem.getByRole('button', { name: '例外放行' }).click();
  await desk.page.getByText('已例外放行，并已提交事后审批').waitFor();
  expect(await stateOf()).toBe('issued');

  // The two numbers of the clause are doors to what was refused and what went on.
  await desk.page.goto('/rulebook#2.2.1');
  const clause = desk.page.locator('[id="2.2.1"]');
  await clause.getByRole('link', { name: '拦截 1' }).waitFor();
  await clause.getByRole('link', { name: '例外 1' }).click();
  await desk.page.getByText('客户今天就要报价，数量随后补').first().waitFor();
  await desk.page.getByText('需求必填项齐全').first().waitFor();
  await shot(desk.page, 'exceptions-desk');
  await desk.page.goto('/rulebook/2.2.1/exceptions');
  expect((await (await desk.page.request.get('/api/rulebook/clauses/2.2.1/exceptions')).json()).rows).toMatchObject([{ outcome: 'overridden', afterwards: { state: 'waiting' } }, { outcome: 'refused', by: lead1.name }]);

  const head = await signIn('manager', 'phone');
  await head.page.goto('/approvals?mine=waiting');
  await head.page.getByText('事后审批例外放行').first().waitFor();
  const id = (await (await head.page.request.get('/api/approvals?mine=waiting&q=' + encodeURIComponent('例外'))).json()).rows[0].id as string;
  await head.page.goto(`/approvals/${id}`);
  await head.page.getByRole('button', { name: '批准', exact: true }).click();
  await head.page.getByText('已执行').first().waitFor();
  await head.page.goto('/rulebook/2.2.1/exceptions');
  await head.page.getByText('客户今天就要报价').first().waitFor();
  expect(await head.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await shot(head.page, 'exceptions-phone');
  for (const { errors } of [desk, head]) expect(errors).toEqual([]);
}, 180_000);

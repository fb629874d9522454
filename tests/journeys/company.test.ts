import { generate } from 'otplib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedCalendars } from '../../src/regulation/index.ts';
import { stage, type Stage } from './support.ts';

let scene: Stage;
beforeAll(async () => {
  scene = await stage({ background: false });
  await seedCalendars(scene.product.kernel);
  await scene.product.engine.load(scene.product.kernel.db);
}, 180_000);
afterAll(() => scene?.close());

const shots = process.env['SHOTS'];
const shot = async (page: Page, name: string) => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
};
const pick = async (page: Page, label: string, option: string) => {
  const box = page.getByRole('dialog').getByRole('combobox', { name: new RegExp(`^${label}`) });
  await box.click();
  if ((await box.getAttribute('readonly')) === null) await box.fill(option);
  const open = page.locator('.ant-select-dropdown:visible');
  await open.locator('.ant-select-item-option', { hasText: option }).first().click();
  if (await open.isVisible()) await page.getByRole('dialog').locator('.ant-drawer-title').click();
};

describe('a company sets itself up', () => {
  test('set-up, a warehouse, a team, a store, a colleague who signs in with an authenticator, and the audit log of it', async () => {
    const { page, errors } = await scene.open();
    await page.goto('/');
    await page.getByLabel('公司名称').fill('青禾优选');
    await page.getByLabel('管理员姓名').fill('周全');
    await page.getByLabel('登录账号').fill('Boss');
    await page.getByLabel('密码').fill('right-horse-9');
    await page.getByRole('button', { name: '建立公司' }).click();
    // What is still to be done stands on the first page, and each step leads to its place.
    const steps = page.getByRole('region', { name: '开始使用' });
    await steps.getByText('已完成 0 / 9').waitFor();
    await shot(page, 'first-steps');
    await steps.getByRole('link', { name: '登记仓库' }).click();
    await page.getByRole('heading', { name: '仓库' }).waitFor();
    await page.getByRole('link', { name: '设置' }).first().click();

    await page.goto('/settings/warehouses');
    await page.getByRole('button', { name: '新建仓库' }).click();
    await page.getByLabel('仓库名称').fill('杭州仓');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('杭州仓').first().waitFor();
    await shot(page, 'warehouses');

    await page.goto('/settings/staff');
    await page.getByRole('button', { name: '新增员工' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('姓名').fill('钱掌柜');
    await drawer.getByLabel('登录账号').fill('qian');
    await drawer.getByLabel('电话').fill('13912345678');
    await pick(page, '岗位', '出纳');
    await shot(page, 'staff-add');
    await drawer.getByRole('button', { name: '新增' }).click();
    await drawer.getByText('初始密码', { exact: true }).waitFor();
    const password = (await drawer.locator('.dz-id-strong').innerText()).trim();
    await drawer.getByRole('button', { name: '已交给本人' }).click();
    await page.getByText('钱掌柜').first().waitFor();
    await shot(page, 'staff-list');

    await page.goto('/settings/teams');
    await page.getByRole('button', { name: '组建团队' }).first().click();
    await page.getByLabel('团队名称').fill('淘宝组');
    await pick(page, '成员', '钱掌柜');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('淘宝组').first().waitFor();
    await shot(page, 'teams');

    await page.goto('/settings/shifts');
    await page.getByRole('button', { name: '新建班次' }).first().click();
    await page.getByLabel('班次名称').fill('早班');
    await page.getByLabel('周一').fill('9-12，13：30～18');
    await page.getByRole('button', { name: '周二至周五同' }).click();
    await shot(page, 'shift-form');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('09:00-12:00 13:30-18:00').nth(4).waitFor();
    await shot(page, 'shifts');

    await page.goto('/settings/stores');
    await page.getByRole('button', { name: '开设店铺' }).first().click();
    await page.getByLabel('店铺名称').fill('青禾旗舰店');
    await pick(page, '平台', '淘宝');
    await pick(page, '归属团队', '淘宝组');
    await pick(page, '默认发货仓库', '杭州仓');
    await page.getByRole('dialog').getByRole('button', { name: '开设' }).click();
    await page.getByText('青禾旗舰店').first().waitFor();
    await page.getByText('青禾旗舰店').first().click();
    await shot(page, 'stores');

    const colleague = await scene.open();
    await colleague.page.goto('/');
    await colleague.page.getByLabel('账号').fill('qian');
    await colleague.page.getByLabel('密码').fill(password);
    await colleague.page.getByRole('button', { name: '登录' }).click();
    await colleague.page.getByText('请先设置自己的密码').waitFor();
    await colleague.page.getByLabel('现在的密码').fill(password);
    await colleague.page.getByLabel('新密码').fill('green-lamp-77');
    await colleague.page.getByRole('button', { name: '保存新密码' }).click();
    await colleague.page.getByText('请先启用动态验证码').waitFor();
    await colleague.page.getByLabel('密码').fill('green-lamp-77');
    await colleague.page.getByRole('button', { name: '显示二维码' }).click();
    const secret = (await colleague.page.locator('.dz-id').first().innerText()).trim();
    await shot(colleague.page, 'second-factor');
    await colleague.page.getByLabel('动态验证码').fill(await generate({ secret }));
    await colleague.page.getByRole('button', { name: '启用' }).click();
    await colleague.page.getByRole('button', { name: '钱掌柜 的菜单' }).waitFor();
    await colleague.page.goto('/settings/me');
    await colleague.page.getByText('已启用').waitFor();
    await shot(colleague.page, 'me');

    await page.goto('/settings/staff');
    await page.getByText('钱掌柜').first().click();
    await page.getByRole('heading', { name: '钱掌柜' }).waitFor();
    await page.getByRole('button', { name: '+ 会计' }).click();
    await page.getByText('任命为会计').waitFor();
    await shot(page, 'staff-page');
    await page.getByRole('button', { name: '停用账号' }).click();
    await page.getByLabel('原因').fill('离职');
    await page.getByRole('button', { name: '停用', exact: true }).click();
    await page.getByText('账号停用：离职').waitFor();
    await colleague.page.goto('/settings/me');
    await colleague.page.getByRole('button', { name: '登录' }).waitFor();

    await page.goto('/settings/tokens');
    await page.getByRole('button', { name: '新建令牌' }).click();
    await page.getByLabel('用途').fill('财务报表程序');
    await page.getByRole('button', { name: '新建', exact: true }).click();
    expect(await page.locator('.dz-id-strong').innerText()).toMatch(/^dz_[\w-]{43}$/);
    await shot(page, 'token');
    await page.getByRole('button', { name: '已复制' }).click();

    await page.goto('/settings/company');
    await page.getByLabel('公司名称').fill('青禾优选（杭州）');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();

    await page.goto('/settings/audit?verb=disable-staff');
    await page.getByRole('grid').getByText('停用账号').first().click();
    await page.getByText('离职').first().waitFor();
    await shot(page, 'audit');
    expect([...errors, ...colleague.errors]).toEqual([]);
  }, 240_000);
});

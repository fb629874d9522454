import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD, foundCompany, people, type DemoCompany, type Login } from '../../src/app/demo/company.ts';
import { captureLead } from '../../src/chapters/sales/leads/capture-lead.ts';
import { dayOf, DAY, movingClock } from '../../src/kernel/clock.ts';
import { runVerb } from '../../src/kernel/verb.ts';
import { seedCalendars } from '../../src/regulation/index.ts';
import { stage, type Stage } from './support.ts';

/**
 * Who holds the work, who signs and by which calendar, changed by people at their pages (engine.md §2, §3, §4): handed over, stood in for,
 * signed by the batch, passed on and taken back, timed anew, and read as it stood on a past day.
 */

/** Tuesday 24 November 2026, 10:00 in China: a working week lies ahead, whenever the test runs. */
const TUESDAY = Date.parse('2026-11-24T02:00:00Z');
const clock = movingClock(TUESDAY);
/** The machine may be busy. */
const patience = { timeout: 20_000 };

let scene: Stage;
let company: DemoCompany;
const errors: string[][] = [];
const shots = process.env['SHOTS'];
const shot = async (page: Page, name: string) => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
};

beforeAll(async () => {
  scene = await stage({ background: false, clock });
  const { kernel, engine } = scene.product;
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  company = await foundCompany(kernel);
}, 240_000);
afterAll(() => scene?.close());

async function signIn(login: string): Promise<Page> {
  const opened = await scene.open();
  errors.push(opened.errors);
  await opened.page.goto('/');
  await opened.page.getByLabel('账号').fill(login);
  await opened.page.getByLabel('密码').fill(DEMO_PASSWORD);
  await opened.page.getByRole('button', { name: '登录' }).click();
  await opened.page.getByRole('heading', { name: '我的工作' }).waitFor(patience);
  return opened.page;
}
const nameOf = (login: string): string => people.find(([l]) => l === login)![1];
const staffOf = (login: string): string => company.actors[login as Login].id!;
/** From an open list of choices, by what is written there. */
const choose = (page: Page, written: string) => page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: written }).first().click();

/** The work that is open beside the list goes to somebody else. */
async function handOver(page: Page, to: string, reason: string): Promise<Locator> {
  await page.getByRole('button', { name: /^移\s?交$/ }).click();
  const dialog = page.getByRole('dialog', { name: '移交' });
  await dialog.getByRole('combobox', { name: '移交给' }).click();
  await choose(page, to);
  // A word or two is no reason.
  await dialog.getByLabel('原因').fill('忙');
  expect(await dialog.getByRole('button', { name: /^移\s?交$/ }).isDisabled()).toBe(true);
  await dialog.getByLabel('原因').fill(reason);
  await shot(page, 'hand-over');
  await dialog.getByRole('button', { name: /^移\s?交$/ }).click();
  return dialog;
}

interface Duty extends Record<string, unknown> { id: string; lead: string; owner: string; owner_staff: string; due_at: number }
const rowsOf = async <T extends Record<string, unknown>>(sql: string, values: readonly unknown[]): Promise<T[]> => (await scene.product.kernel.db.query<T>(sql, [...values])).rows;
/** The first contact (2.1.3) that is owed to a lead. */
const firstContact = async (lead: string): Promise<Duty> =>
  (await rowsOf<Duty>(`select o.id, o.subject_id as lead, s.login as owner, o.owner_staff, o.due_at from regulation.obligation o join company.staff s on s.id = o.owner_staff
     where o.subject_id = $1 and o.clause = '2.1.3' and o.control = 'contacted-in-time'`, [lead]))[0]!;
/** Somebody asks at a fair; the lead is handed to a seller, who owes the first contact. */
async function newLead(phone: string): Promise<Duty> {
  const { id } = await runVerb(scene.product.kernel, captureLead, { name: '询价客户', phone, channel: 'fair' } as never, { actor: company.actors.manager }) as { id: string };
  await scene.settle();
  return firstContact(id);
}
/** Asked for through the API, as set-up: the decision is made at the page. */
async function ask(page: Page, key: string, value: number, reason: string): Promise<string> {
  const answer = await page.request.post(`/api/parameters/${key}/changes`, { data: { value, scopeType: null, scopeId: null, from: null, reason, kind: 'set' } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await rowsOf<{ id: string }>('select id from regulation.approval where reason = $1', [reason]))[0]!.id;
}
const historyOf = (id: string) => rowsOf<{ what: string; by: string; target: string | null; batch: boolean }>('select what, by_name as by, target, batch from regulation.approval_event where approval_id = $1 order by seq', [id]);
const stateOf = async (id: string): Promise<string> => (await rowsOf<{ state: string }>('select state from regulation.approval where id = $1', [id]))[0]!.state;

let handed: Duty;

test('a duty is handed to a colleague, who finds it in his work; the clock goes on', async () => {
  handed = await newLead('13800001111');
  const taker = handed.owner === 'seller1' ? 'seller2' : 'seller1';
  const [giver, receiver] = [await signIn(handed.owner), await signIn(taker)];
  expect(await receiver.locator(`#work-${handed.id}`).count()).toBe(0);

  await giver.locator(`#work-${handed.id}`).click();
  await handOver(giver, nameOf(taker), '下午出差，请代为联系');
  await giver.locator(`#work-${handed.id}`).waitFor({ state: 'detached', ...patience });

  await receiver.goto('/');
  await receiver.locator(`#work-${handed.id}`).waitFor(patience);
  await receiver.locator(`#work-${handed.id}`).click();
  await receiver.locator('.dz-facts').getByText(nameOf(taker)).first().waitFor(patience);
  await shot(receiver, 'handed');
  // The lead stays the giver's; whoever owes the contact opens it and records it there.
  await receiver.goto(`/sales/leads/${handed.lead}`);
  await receiver.getByRole('button', { name: '登记联系' }).first().waitFor(patience);
  await shot(receiver, 'handed-lead');

  expect(await firstContact(handed.lead)).toMatchObject({ owner: taker, due_at: handed.due_at });
  expect(await rowsOf("select actor_name, payload from kernel.fact where type = 'regulation.obligation-reassigned' and subject_id = $1", [handed.id]))
    .toMatchObject([{ actor_name: nameOf(handed.owner), payload: { toStaff: staffOf(taker), reason: '下午出差，请代为联系' } }]);
  expect(await rowsOf("select outcome, reason, changes from kernel.audit where verb = 'regulation.hand-over-obligation' and subject_id = $1", [handed.id]))
    .toMatchObject([{ outcome: 'done', reason: '下午出差，请代为联系', changes: { from: staffOf(handed.owner), to: staffOf(taker) } }]);
}, 120_000);

test('while somebody is away, the substitute sees the work that is owed in person, and acts in both names', async () => {
  const duty = await newLead('13800002222');
  const [absent, substitute] = [await signIn(duty.owner), await signIn('agent1')];
  expect(await substitute.locator(`#work-${duty.id}`).count()).toBe(0);

  await absent.goto(`/settings/staff/${duty.owner_staff}`);
  await absent.getByRole('button', { name: '安排代班' }).click();
  const drawer = absent.getByRole('dialog');
  await drawer.getByRole('combobox', { name: '代班人' }).click();
  await drawer.getByRole('combobox', { name: '代班人' }).fill('陈客服');
  await choose(absent, '陈客服');
  for (const [label, at] of [['开始', '2026-11-23 09:00'], ['结束', '2026-11-27 18:00']] as const) {
    await drawer.getByLabel(label).fill(at);
    // Enter takes the time; it does not send a form that is not filled in yet.
    await drawer.getByLabel(label).press('Enter');
    expect(await drawer.getByText('请填写').count()).toBe(0);
  }
  await drawer.getByLabel('说明').fill('年假');
  await shot(absent, 'away');
  await drawer.getByRole('button', { name: /^安\s?排$/ }).click();
  await absent.getByText('年假').waitFor(patience);
  await absent.getByText('进行中').first().waitFor(patience);

  await substitute.goto('/');
  await substitute.getByRole('button', { name: '陈客服 的菜单' }).click();
  await substitute.getByText(`代 ${nameOf(duty.owner)} 操作`).click();
  await substitute.getByText(`代 ${nameOf(duty.owner)}`, { exact: true }).waitFor(patience);
  await substitute.locator(`#work-${duty.id}`).click(patience);
  await substitute.locator('.dz-facts').getByText('陈客服').waitFor(patience);
  await shot(substitute, 'stands-in');

  expect(await rowsOf("select payload from kernel.fact where type = 'company.substitute-named' and subject_id = $1", [duty.owner_staff])).toMatchObject([{ payload: { substituteId: staffOf('agent1') } }]);
  // Whoever stands in sees what the work is about and may do it.
  const { status } = await substitute.request.get(`/api/leads/${duty.lead}`).then((r) => ({ status: r.status() }));
  expect(status).toBe(200);
  // Standing in takes nothing away from whom it belongs to; what the substitute then does carries both names.
  expect(await firstContact(duty.lead)).toMatchObject({ owner: duty.owner });
  const dialog = await handOver(substitute, '销售员（岗位共同承担）', '休假期间由组里先联系的人承担');
  await dialog.waitFor({ state: 'hidden', ...patience });
  expect(await rowsOf("select actor_name, on_behalf_of, payload from kernel.fact where type = 'regulation.obligation-reassigned' and subject_id = $1", [duty.id]))
    .toMatchObject([{ actor_name: '陈客服', on_behalf_of: duty.owner_staff, payload: { toPost: 'seller', toStaff: null } }]);
}, 120_000);

test('two requests approved in one press are recorded as signed by the batch, each of them', async () => {
  const [manager, director] = [await signIn('manager'), await signIn('gm1')];
  const asked = [await ask(manager, 'shipWithin', 36, '大促后恢复时效'), await ask(manager, 'assignWithin', 60, '展会线索多，放宽分配')];
  await director.goto('/approvals?mine=waiting');
  for (const id of asked) await director.locator(`#row-${id}`).getByRole('checkbox').check(patience);
  await shot(director, 'batch');
  await director.getByRole('button', { name: '批量批准' }).click();
  for (const id of asked) await director.locator(`#row-${id}`).waitFor({ state: 'detached', ...patience });
  for (const id of asked) {
    await director.goto(`/approvals/${id}`);
    await director.getByText('已执行').first().waitFor(patience);
    await director.getByText('批准（批量）').waitFor(patience);
    expect(await historyOf(id)).toMatchObject([{ what: 'submit', batch: false }, { what: 'approve', by: '许总', batch: true }, { what: 'execute', batch: false }]);
  }
  await shot(director, 'batched');
  expect(await rowsOf('select key, value from regulation.parameter_value where approval_id = any($1::uuid[]) order by key', [asked])).toMatchObject([{ key: 'assignWithin', value: 60 }, { key: 'shipWithin', value: 36 }]);
}, 120_000);

test('a signature is added, and the request is taken back by who made it: nobody has it to sign any more', async () => {
  const [manager, director, accountant] = [await signIn('manager'), await signIn('gm1'), await signIn('accountant')];
  const id = await ask(manager, 'contactSample', 800, '接触记录多抽查一些');
  await director.goto(`/approvals/${id}`);
  await director.getByRole('button', { name: /^更\s?多$/ }).click();
  await director.getByRole('button', { name: /^加\s?签$/ }).click();
  const drawer = director.getByRole('dialog', { name: '加签' });
  // The menu gives the focus back as it closes.
  await director.getByRole('dialog', { name: '更多操作' }).waitFor({ state: 'hidden', ...patience });
  await drawer.getByRole('combobox', { name: '同事' }).click();
  await drawer.getByRole('combobox', { name: '同事' }).fill('朱会计');
  await choose(director, '朱会计');
  await drawer.getByLabel('说明').fill('请看抽查的工作量');
  await drawer.getByRole('button', { name: /^确\s?认$/ }).click();
  await director.getByText('并加签 朱会计').waitFor(patience);
  await shot(director, 'added');

  await accountant.goto('/approvals?mine=waiting');
  await accountant.locator(`#row-${id}`).waitFor(patience);
  await accountant.goto(`/approvals/${id}`);
  await accountant.getByText('请看抽查的工作量').waitFor(patience);
  await accountant.getByRole('button', { name: '批准', exact: true }).waitFor(patience);

  await manager.goto(`/approvals/${id}`);
  await manager.getByRole('button', { name: /^撤\s?回$/ }).click();
  await manager.getByText('已撤回').first().waitFor(patience);
  await shot(manager, 'withdrawn');

  for (const page of [director, accountant]) {
    await page.goto(`/approvals/${id}`);
    await page.getByText('已撤回').first().waitFor(patience);
    expect(await page.getByRole('button', { name: '批准', exact: true }).count()).toBe(0);
    expect(((await (await page.request.get('/api/approvals?mine=waiting')).json()) as { rows: { id: string }[] }).rows.map((r) => r.id)).not.toContain(id);
  }
  expect(await stateOf(id)).toBe('withdrawn');
  expect(await historyOf(id)).toMatchObject([{ what: 'submit' }, { what: 'add-sign-parallel', by: '许总', target: '朱会计' }, { what: 'withdraw', by: '尤经理' }]);
  expect(await rowsOf('select 1 from regulation.parameter_value where approval_id = $1', [id])).toEqual([]);
}, 120_000);

test('a day is closed in the year view: what it moves is shown before it is saved, and then it has moved', async () => {
  const before = await firstContact(handed.lead);
  const due = dayOf(before.due_at);
  const next = dayOf(before.due_at + DAY);
  const [page, seller] = [await signIn('hr1'), await signIn(before.owner)];
  const shown = seller.locator(`#work-${handed.id} .dz-due`);
  expect(await shown.getAttribute('title')).toContain(due);

  await page.goto('/settings/calendars?name=office&year=2026');
  await page.locator(`button.dz-day[title^="${due}"]`).click(patience);
  const drawer = page.getByRole('dialog', { name: due });
  await drawer.getByLabel('上班时间').fill('');
  await drawer.getByLabel('事由').fill('停电检修');
  const effect = drawer.getByRole('region', { name: '影响' });
  await effect.getByText(/期限变动：提前 0，推后 [1-9]/).waitFor(patience);
  const moved = effect.locator('tr').filter({ has: page.locator(`time[title^="${due}"]`) }).first().locator('time');
  expect((await moved.last().getAttribute('title'))!.slice(0, 10)).toBe(next);
  await shot(page, 'effect');
  // Looked at, not made.
  expect((await firstContact(handed.lead)).due_at).toBe(before.due_at);

  await drawer.getByRole('button', { name: /^保\s?存$/ }).click();
  await page.locator(`button.dz-day-override[title^="${due}"]`).waitFor(patience);
  await scene.settle();
  const after = await firstContact(handed.lead);
  expect(after.due_at - before.due_at).toBe(DAY);
  await seller.goto('/');
  await shown.waitFor(patience);
  expect(await shown.getAttribute('title')).toContain(next);
  await shot(seller, 'moved');
  expect(await rowsOf("select actor_name, payload from kernel.fact where type = 'regulation.calendar-changed' and payload ->> 'what' = 'day'", [])).toMatchObject([{ actor_name: '秦人事', payload: { name: 'office', day: due, reason: '停电检修' } }]);
}, 120_000);

test('the board of a past day shows what was open and nothing that came due since', async () => {
  // Friday: the first contacts, due on Thursday, are overdue, and no lead is given to somebody else yet.
  clock.advance(3 * DAY);
  await scene.settle();
  await newLead('13800003333');
  const day = dayOf(TUESDAY);
  const [now] = await rowsOf<{ open: number; overdue: number }>("select count(*)::int as open, count(*) filter (where breach_at < to_timestamp($1::bigint / 1000.0))::int as overdue from regulation.obligation where open", [clock.now()]);
  const [then] = await rowsOf<{ open: number }>("select count(*)::int as open from regulation.obligation where opened_at < $1::timestamptz and (stopped_at is null or stopped_at >= $1::timestamptz)", [`${day}T24:00:00+08:00`]);
  expect(now!.overdue).toBeGreaterThan(0);
  expect(then!.open).toBeGreaterThan(0);
  expect(then!.open).not.toBe(now!.open);

  const page = await signIn('manager');
  await page.goto('/board');
  const [overdue, open] = [0, 2].map((nth) => page.locator('.dz-board-total > *').nth(nth).locator('b'));
  await expect.poll(() => overdue!.innerText(), patience).toBe(String(now!.overdue));
  expect(await open!.innerText()).toBe(String(now!.open));
  await shot(page, 'board-now');

  await page.getByRole('button', { name: '时间机器' }).click();
  await page.getByLabel('截至这一天').fill(day);
  await page.getByLabel('截至这一天').press('Enter');
  await page.getByRole('status').getByText(`截至 ${day}`).waitFor(patience);
  await expect.poll(() => overdue!.innerText(), patience).toBe('0');
  expect(await open!.innerText()).toBe(String(then!.open));
  expect(page.url()).toContain(`asOf=${day}`);
  await shot(page, 'board-then');

  await page.getByRole('button', { name: '回到现在' }).click();
  await expect.poll(() => overdue!.innerText(), patience).toBe(String(now!.overdue));
  expect(errors.flat()).toEqual([]);
}, 120_000);

test('engine.md §7: from a figure to its obligations, to the timeline of one, to the facts: three clicks; of what is late the reason is asked on the way', async () => {
  const page = await signIn('manager');
  await page.goto('/rulebook#2.1.3');
  await page.locator('[id="2.1.3"]').getByRole('link', { name: /^超时 \d/ }).click();
  await page.getByRole('heading', { name: '义务' }).waitFor(patience);
  await page.getByText('首次联系客户').first().click();
  const pane = page.getByRole('complementary').or(page.locator('.dz-pane')).last();
  // What is late is explained where it stands; that excuses nothing.
  await pane.getByLabel('超时原因').fill('当天系统停电半日');
  await pane.getByRole('button', { name: '说明原因' }).click();
  await pane.getByText('当天系统停电半日').waitFor(patience);
  await shot(page, 'late-explained');
  await pane.getByRole('link', { name: '看全部经过' }).click();
  await page.getByText('第 2.1.3 条超时的原因：当天系统停电半日').waitFor(patience);
  await page.getByText('超时：首次联系客户').first().waitFor(patience);
  await page.getByText('规章对此事的要求').waitFor(patience);
  await shot(page, 'three-clicks');
  expect(await rowsOf("select o.state from kernel.fact f join regulation.obligation o on o.id::text = f.subject_id where f.type = 'regulation.breach-explained'", [])).toEqual([{ state: 'breached' }]);
  expect(errors.flat()).toEqual([]);
}, 120_000);

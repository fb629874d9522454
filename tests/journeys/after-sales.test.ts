import sharp from 'sharp';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '../../src/kernel/actor.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { Post } from '../../src/kernel/posts.ts';
import { runVerb } from '../../src/kernel/verb.ts';
import { addStaff, hashPassword, setUp } from '../../src/registers/company/index.ts';
import { noteParcelsDelivered } from '../../src/chapters/sales/orders/note-parcels-delivered.ts';
import { noteParcelsShipped } from '../../src/chapters/sales/orders/note-parcels-shipped.ts';
import { releaseOrder } from '../../src/chapters/sales/orders/release-order.ts';
import { fulfilmentsOf, givenGoods, givenStore, place, stateOf, type GivenGoods } from '../../src/chapters/sales/orders/testing.ts';
import { stage, type Stage } from './support.ts';

/** A cup leaks: the customer asks from the phone, the agent answers, the warehouse looks at it, the cashier pays (clause 2.4.2). */

let scene: Stage;
let orderId = '';
let goods: GivenGoods;
const robot = system('测试');
const password = 'right-horse-9';
const opened: { errors: string[] }[] = [];

async function as(login: string, size: 'desk' | 'phone' = 'desk'): Promise<Page> {
  const one = await scene.open(size);
  opened.push(one);
  const answer = await one.page.request.post('/api/session', { data: { login, password } });
  expect(answer.ok()).toBe(true);
  return one.page;
}

beforeAll(async () => {
  scene = await stage();
  const { kernel } = scene.product;
  await setUp(kernel, { company: '青禾优选', name: '周全', login: 'boss', password, secondFactorPosts: [] });
  const passwordHash = await hashPassword(password);
  for (const post of ['service-agent', 'warehouse', 'cashier'] satisfies Post[])
    await runVerb(kernel, addStaff, { name: `某${post}`, login: post, phone: null, language: null, posts: [post], teamIds: [], superiorId: null, passwordHash, mustChangePassword: false }, { actor: robot });
  const store = await givenStore(kernel);
  goods = await givenGoods(kernel, store, 10);
  ({ id: orderId } = await place(kernel, robot, store, { lines: [goods.code] }));
  await scene.settle();
  if ((await stateOf(kernel, orderId)) === 'held') await runVerb(kernel, releaseOrder, { id: orderId }, { actor: robot });
  const [f] = await fulfilmentsOf(kernel, orderId);
  await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId: newId(kernel.clock.now()), parcelNo: 'PK', fulfilmentId: f!.id, waybillNo: 'YT1', carrierCode: 'yto', goodsCostFen: 4_000, freightFen: 500, at: kernel.clock.now() }] }, { actor: robot });
  await runVerb(kernel, noteParcelsDelivered, { parcels: [{ fulfilmentId: f!.id, at: kernel.clock.now() }] }, { actor: robot });
  await scene.settle();
}, 240_000);
afterAll(() => scene?.close());

test('from the customer’s phone to the money', async () => {
  const agent = await as('service-agent');
  const { customerLink } = await (await agent.request.get(`/api/orders/${orderId}`)).json() as { customerLink: string };
  const one = await scene.open('phone');
  opened.push(one);
  const phone = one.page;
  await phone.goto(customerLink);
  await phone.getByRole('button', { name: '申请退换' }).click();
  await phone.locator('select').selectOption('broken-in-use');
  expect(await phone.getByRole('button', { name: '提交申请' }).isDisabled()).toBe(true);
  const photo = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#a33' } }).withExif({ IFD3: { GPSLatitude: '30/1 0/1 0/1' } }).jpeg().toBuffer();
  await phone.locator('input[type=file]').setInputFiles({ name: '漏水.jpg', mimeType: 'image/jpeg', buffer: photo });
  await phone.locator('textarea').fill('杯盖漏水');
  await phone.getByRole('button', { name: '提交申请' }).click();
  await phone.getByText('已收到您的申请').waitFor();
  await phone.getByText('我们最迟答复您').waitFor();

  const { rows: [asked] } = await (await agent.request.get('/api/returns')).json() as { rows: { id: string; returnNo: string; photos: number }[] };
  expect(asked).toMatchObject({ photos: 1 });
  const record = await (await agent.request.get(`/api/returns/${asked!.id}`)).json() as { photoIds: string[] };
  const kept = await agent.request.get(`/api/return-photos/${record.photoIds[0]}`);
  expect((await sharp(await kept.body()).metadata()).exif).toBeUndefined();
  await agent.goto(`/sales/returns/${asked!.id}`);
  await agent.getByText('质量问题由公司承担').waitFor();
  await agent.getByRole('button', { name: '答复…' }).click();
  await agent.getByRole('button', { name: '准予', exact: true }).click();
  await agent.getByText('待客户寄回').first().waitFor();

  await phone.reload();
  await phone.getByLabel('快递公司').fill('顺丰');
  await phone.getByLabel('退货运单号').fill('SF20260001');
  await phone.getByLabel(/您垫付的运费/).fill('12.5');
  await phone.getByRole('button', { name: '我已寄出' }).click();
  await phone.getByText('退货在途').waitFor();

  const clerk = await as('warehouse');
  await clerk.goto('/logistics/return-desk');
  await clerk.getByLabel('扫描', { exact: true }).fill('SF20260001');
  await clerk.keyboard.press('Enter');
  await clerk.getByText(`${asked!.returnNo} 已签收，请验收`).waitFor();
  await clerk.getByLabel('报废件数').fill('1');
  await clerk.getByLabel('验收情况').click();
  await clerk.getByRole('button', { name: '验收完成' }).click();
  await clerk.getByText(`${asked!.returnNo}：待退款`).waitFor();

  const cashier = await as('cashier');
  await cashier.goto('/finance/refunds');
  await cashier.getByRole('button', { name: '支付…' }).click();
  await cashier.getByRole('button', { name: '已原路退款' }).click();
  await expect.poll(async () => {
    await scene.settle();
    return (await (await agent.request.get(`/api/returns/${asked!.id}`)).json() as { state: string }).state;
  }, { timeout: 15_000 }).toBe('done');
  await phone.reload();
  await phone.getByText('已完成').first().waitFor();
  expect((await scene.product.kernel.db.query('select amount_fen, extra_fen from finance.refund')).rows).toEqual([{ amount_fen: 9_900n, extra_fen: 1_250n }]);
  expect((await scene.product.kernel.db.query('select * from finance.faults')).rows).toEqual([]);
  expect(opened.flatMap((o) => o.errors)).toEqual([]);
}, 120_000);

/** Something is wrong and he shows it: photos with a complaint and with what is added, with feedback; the agent sees them with the words (clauses 2.4.1, 2.4.3). */
test('photos of complaints and feedback, from the customer’s phone to the agent', async () => {
  const agent = await as('service-agent');
  const { customerLink } = await (await agent.request.get(`/api/orders/${orderId}`)).json() as { customerLink: string };
  const one = await scene.open('phone');
  opened.push(one);
  const phone = one.page;
  const photo = async (name: string, background: string) => ({ name, mimeType: 'image/jpeg', buffer: await sharp({ create: { width: 320, height: 240, channels: 3, background } }).jpeg().toBuffer() });
  await phone.goto(customerLink);
  await phone.getByRole('button', { name: '投诉', exact: true }).click();
  await phone.getByLabel('您要投诉什么').fill('箱子压扁了，杯子碎了');
  await phone.getByLabel(/^照片/).setInputFiles([await photo('箱子.jpg', '#a63'), await photo('杯子.jpg', '#36a')]);
  await phone.getByText('已选 2 张').waitFor();
  await phone.getByRole('button', { name: '提交', exact: true }).click();
  await phone.getByText('已收到您的投诉').waitFor();
  await phone.getByText('（附照片 2 张）').waitFor();
  const told = phone.locator('article', { hasText: '已收到您的投诉' });
  await told.getByRole('button', { name: '补充说明' }).click();
  await told.locator('textarea').fill('杯盖也裂了');
  await told.getByLabel(/^照片/).setInputFiles([{ name: '杯盖.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') }]);
  await told.getByRole('button', { name: '发送' }).click();
  await told.getByText(/不是 JPG、PNG 或 WebP 图片/).waitFor();
  await told.getByLabel(/^照片/).setInputFiles([await photo('杯盖.jpg', '#3a6')]);
  await told.getByRole('button', { name: '发送' }).click();
  await told.getByText('（附照片 1 张）').waitFor();
  await phone.getByRole('button', { name: '评价与建议' }).click();
  await phone.getByLabel('您的评价与建议').fill('包装可以再厚一点');
  await phone.getByLabel(/^照片/).setInputFiles([await photo('包装.jpg', '#888')]);
  await phone.getByRole('button', { name: '提交', exact: true }).click();
  await phone.getByText('谢谢，回应会显示在本页。').waitFor();

  for (const [list, page] of [['complaints', 'complaints'], ['feedback', 'feedback']] as const) {
    const { rows: [found] } = await (await agent.request.get(`/api/${list}`)).json() as { rows: { id: string }[] };
    await agent.goto(`/sales/${page}/${found!.id}`);
    const images = agent.locator('img[src^="/api/case-photos/"]');
    await expect.poll(() => images.count()).toBe(list === 'complaints' ? 3 : 1);
    await expect.poll(() => images.first().evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(320);
  }
  // The refused photo is told by the browser as a failed request; nothing else goes wrong.
  expect(opened.flatMap((o) => o.errors).filter((e) => !e.includes('422'))).toEqual([]);
}, 120_000);

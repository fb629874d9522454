import { z } from 'zod';
import { afterEach, describe, expect, it } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { DAY, HOUR } from '../../../kernel/clock.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { newId } from '../../../kernel/ids.ts';
import { createSafeFetch } from '../../../kernel/net/safe-fetch.ts';
import { system } from '../../../kernel/actor.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { createKuaidi100Tracking } from '../../../gateways/couriers/kuaidi100-tracking.ts';
import { kuaidi100Sign } from '../../../gateways/couriers/kuaidi100-protocol.ts';
import { startCourierTwin, type CourierTwin } from '../../../gateways/couriers/twin/courier-twin.ts';
import { givenSku, givenStock } from '../../../registers/products/testing.ts';
import { returnReceived, returnSent } from '../../sales/facts.ts';
import { connectCouriers } from '../couriers.ts';
import { pollTracking, subscribeParcels } from '../jobs.ts';
import { reactions } from '../reactions.ts';
import { routes } from '../routes.ts';
import { factsAbout, givenAddress, givenHouse, parcelOf, release, sendOff, settled } from '../testing.ts';
import { returnParcelsOf } from './return-parcel-reads.ts';

const secrets = { key: 'key-of-the-test', customer: 'CUSTOMER-OF-THE-TEST', salt: 'salt-of-the-test', secret: 'secret-of-the-test' };
const way = { from: { province: '四川省', city: '成都市', district: '武侯区' }, to: { province: '浙江省', city: '杭州市', district: '滨江区' } };
const NUMBER = 'YT7500000000001';

let kernel: TestKernel;
let twin: CourierTwin;
let address: string;
const closing: (() => Promise<unknown>)[] = [];

async function open(): Promise<void> {
  kernel = await freshKernel({ reactions });
  closing.push(() => kernel.close());
  twin = await startCourierTwin({ clock: kernel.clock, ...secrets, shares: { late: 0, stuck: 0, refused: 0, returned: 0, lost: 0 } });
  closing.push(() => twin.stop());
  const app = await buildServer({ kernel, routes, authenticate: () => Promise.resolve(null), checkAnswers: true });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
  closing.push(() => app.close());
  const fetch = createSafeFetch({ allow: [new URL(twin.url).host] });
  closing.push(() => fetch.close());
  connectCouriers(kernel, { tracking: createKuaidi100Tracking({ ...secrets, baseUrl: twin.url }, fetch), pushUrl: `${address}/hooks/kuaidi100`, labels: null });
}
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const say = (run: Parameters<typeof verb>[0]['run']) => runVerb(kernel, verb({ name: 'test.say', title: words('测试', 'Test'), may: {}, input: z.strictObject({}), run }), {}, { actor: system('测试') });
/** The customer tells, for a return, by which parcel it comes. */
async function told(back: { id: string; orderId: string; addressId?: string }, carrier: string, waybillNo: string): Promise<void> {
  await say((tx) => {
    tx.fact(returnSent, back.id, { returnNo: 'RT-1', orderId: back.orderId, orderNo: 'SO-1', storeId: back.orderId, channel: 'pdd', carrier, waybillNo, addressId: back.addressId ?? null, warehouseId: null });
    return Promise.resolve(null);
  });
  await settled(kernel);
}
async function received(back: { id: string; orderId: string }): Promise<void> {
  await say((tx) => {
    tx.fact(returnReceived, back.id, { returnNo: 'RT-1', orderId: back.orderId, orderNo: 'SO-1', storeId: back.orderId, channel: 'pdd', waybillNo: NUMBER });
    return Promise.resolve(null);
  });
  await settled(kernel);
}
const aReturn = () => ({ id: newId(kernel.clock.now()), orderId: newId(kernel.clock.now()) });
const known = async (back: { id: string }) => (await returnParcelsOf(kernel, [back.id])).get(back.id);
const row = async (number = NUMBER) => (await kernel.db.query<Record<string, unknown>>('select * from logistics.return_parcel where waybill_no = $1', [number])).rows[0]!;
async function push(number: string, state: string, context: string, ftime: string, salt = secrets.salt): Promise<number> {
  const data = [{ statusCode: state, status: '', ftime, time: ftime, context, areaName: '浙江,杭州市', location: '' }];
  const param = JSON.stringify({ status: 'polling', message: '', autoCheck: '0', comOld: '', comNew: '', lastResult: { com: 'yuantong', nu: number, state, data } });
  return (await fetch(`${address}/hooks/kuaidi100`, { method: 'POST', body: new URLSearchParams({ param, sign: kuaidi100Sign(param, salt) }) })).status;
}

describe('a parcel by which goods come back (clause 2.4.2)', () => {
  it('is asked for while it is on its way, tells each stage once, and waits for the inspection when it is delivered', async () => {
    await open();
    const back = aReturn();
    await told(back, '圆通快递', ' yt7500000000001 ');
    twin.register({ carrier: 'yuantong', number: NUMBER, ...way });
    expect(await known(back)).toMatchObject({ carrier: '圆通快递', waybillNo: NUMBER, state: null, said: { zh: '暂无物流信息' }, heardAt: null });
    kernel.clock.advance(9 * HOUR);
    expect(await pollTracking(kernel)).toBe(1);
    expect(await known(back)).toMatchObject({ state: expect.stringMatching(/collected|in-transit/), heardAt: kernel.clock.now() });
    // Not due again at once; four hours later it is.
    expect(await pollTracking(kernel)).toBe(0);
    for (let hours = 0; hours < 200 && (await known(back))!.state !== 'delivered'; hours += 5) {
      kernel.clock.advance(5 * HOUR);
      expect(await pollTracking(kernel)).toBe(1);
    }
    expect(await known(back)).toMatchObject({ state: 'delivered', said: { zh: '已签收，待验收', en: 'Delivered, to be inspected' } });
    kernel.clock.advance(DAY);
    expect(await pollTracking(kernel)).toBe(0);
    const facts = await factsAbout(kernel, back.id);
    expect(facts.filter((f) => f === 'return-parcel-moved').length).toBeGreaterThan(2);
    const states = (await kernel.db.query<{ state: string }>("select payload->>'state' as state from kernel.fact where subject_id = $1 and type = 'logistics.return-parcel-moved' order by seq", [back.id])).rows.map((r) => r.state);
    expect(states.filter((s) => s === 'delivered')).toHaveLength(1);
    // The house says that it is here, nobody else: until then no receipt is claimed.
    expect(facts).not.toContain('sales.return-received');
    await received(back);
    expect(await known(back)).toMatchObject({ state: 'delivered', said: { zh: '已签收' } });
  });

  it('is pushed to us once it is watched; equal pushes count once, forged ones not at all', async () => {
    await open();
    const back = aReturn();
    await told(back, '圆通', NUMBER);
    twin.register({ carrier: 'yuantong', number: NUMBER, ...way });
    expect(await subscribeParcels(kernel)).toBe(1);
    expect(await subscribeParcels(kernel)).toBe(0);
    expect(await push(NUMBER, '103', '伪造', '2026-03-10 12:00:00', 'another-salt')).toBe(403);
    expect((await known(back))!.state).toBeNull();
    expect(await Promise.all(Array.from({ length: 5 }, () => push(NUMBER, '103', '【杭州】快递员 13812345678 已揽收', '2026-03-10 12:00:00')))).toEqual([200, 200, 200, 200, 200]);
    expect(await known(back)).toMatchObject({ state: 'collected', events: [{ text: '【杭州】快递员 138****5678 已揽收' }] });
    expect(await factsAbout(kernel, back.id)).toEqual(['sales.return-sent', 'return-parcel-moved']);
    // A late scan of before is kept and takes nothing back.
    await push(NUMBER, '0', '运输中', '2026-03-10 18:00:00');
    await push(NUMBER, '103', '已揽收（补传）', '2026-03-10 11:00:00');
    expect(await known(back)).toMatchObject({ state: 'in-transit', events: [{ text: '运输中' }, {}, { text: '已揽收（补传）' }] });
    for (let hours = 0; hours < 200 && (await known(back))!.state !== 'delivered'; hours += 6) {
      kernel.clock.advance(6 * HOUR);
      expect((await twin.advanceTo(kernel.clock.now())).failed).toBe(0);
    }
    expect(await row()).toMatchObject({ track_state: 'delivered', next_query_at: null });
  });

  it('with the goods of two returns in it tells both', async () => {
    await open();
    const [one, other] = [aReturn(), aReturn()];
    await told(one, '圆通', NUMBER);
    await told(other, '圆通', NUMBER);
    expect(await push(NUMBER, '103', '已揽收', '2026-03-10 12:00:00')).toBe(200);
    expect(await push(NUMBER, '103', '已揽收', '2026-03-10 12:00:00')).toBe(200);
    for (const back of [one, other]) expect(await known(back)).toMatchObject({ state: 'collected', events: [{ text: '已揽收' }] });
  });

  it('whose courier does not answer is put off, longer each time', async () => {
    await open();
    const back = aReturn();
    await told(back, '圆通', NUMBER);
    await twin.stop();
    closing.splice(1, 1);
    const pauses: number[] = [];
    for (let i = 1; i <= 3; i++) {
      expect(await pollTracking(kernel)).toBe(1);
      const now = await row();
      expect(now['query_failures']).toBe(i);
      pauses.push((now['next_query_at'] as number) - kernel.clock.now());
      kernel.clock.advance(pauses.at(-1)!);
    }
    expect(pauses).toEqual([10, 20, 40].map((m) => m * 60_000));
    kernel.clock.advance(31 * DAY);
    expect(await pollTracking(kernel)).toBe(1);
    expect(await row()).toMatchObject({ next_query_at: null });
  });

  it('told again with another number: that one is followed, the former no more; received, none is', async () => {
    await open();
    const back = aReturn();
    await told(back, '圆通', 'YT7500000000009');
    await told(back, '圆通', NUMBER);
    expect(await known(back)).toMatchObject({ waybillNo: NUMBER });
    expect(await row('YT7500000000009')).toMatchObject({ is_current: false, next_query_at: null });
    // News of the former number are nobody's.
    expect(await push('YT7500000000009', '3', '已签收', '2026-03-10 12:00:00')).toBe(200);
    expect((await known(back))!.state).toBeNull();
    await received(back);
    expect(await row()).toMatchObject({ is_awaited: false, next_query_at: null });
    expect(await pollTracking(kernel)).toBe(0);
  });

  it('by a carrier that nobody knows, or under the number by which we sent the goods, is not asked for, and that is said', async () => {
    await open();
    const back = aReturn();
    await told(back, '村口小车队', '888000111222');
    expect((await known(back))!.said.zh).toBe('不认识快递公司“村口小车队”，不能查询物流；请核对后更正');
    expect(await pollTracking(kernel)).toBe(0);
    await told(back, '圆通', '888000111222');
    expect((await known(back))!.said.zh).toBe('暂无物流信息');
    const house = await givenHouse(kernel, { notifiedBy: 'hand' });
    const sku = await givenSku(kernel);
    await givenStock(kernel, sku, house.warehouseId, 5);
    const addressId = await givenAddress(kernel);
    const sent = await release(kernel, house, { skuId: sku, quantity: 1, addressId });
    await settled(kernel);
    await sendOff(kernel, (await parcelOf(kernel, sent.fulfilmentId)).id, 'YT8000000000005');
    const own = { id: newId(kernel.clock.now()), orderId: sent.orderId, addressId };
    await told(own, '圆通', 'YT8000000000005');
    expect((await known(own))!.said.zh).toBe('这是我方发货的运单号，请核对退货运单号');
    expect(await row('YT8000000000005')).toMatchObject({ next_query_at: null });
  });
});

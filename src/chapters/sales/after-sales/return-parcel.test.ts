import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../tests/support/ruled.ts';
import { system, type Actor } from '../../../kernel/actor.ts';
import { HOUR } from '../../../kernel/clock.ts';
import { createSafeFetch } from '../../../kernel/net/safe-fetch.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { createKuaidi100Tracking } from '../../../gateways/couriers/kuaidi100-tracking.ts';
import { startCourierTwin, type CourierTwin } from '../../../gateways/couriers/twin/courier-twin.ts';
import type { Engine } from '../../../regulation/index.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as logisticsFacts from '../../logistics/facts.ts';
import { connectCouriers, pollTracking, reactions as logisticsReactions } from '../../logistics/index.ts';
import * as salesFacts from '../facts.ts';
import { orderLinks } from '../orders/customer-link.ts';
import { noteParcelsDelivered } from '../orders/note-parcels-delivered.ts';
import { noteParcelsShipped } from '../orders/note-parcels-shipped.ts';
import { releaseOrder } from '../orders/release-order.ts';
import { fulfilmentsOf, givenGoods, givenStore, lineIdsOf, place, stateOf } from '../orders/testing.ts';
import { reactions } from '../reactions.ts';
import { decideReturn } from './decide-return.ts';
import { receiveReturn, sendReturn } from './goods-back.ts';
import { portalPageOf } from './portal-page.ts';
import { requestReturn } from './request-return.ts';
import { listReturns } from './return-list.ts';
import { readReturn } from './return-record.ts';

const secrets = { key: 'key-of-the-test', customer: 'CUSTOMER-OF-THE-TEST', salt: 'salt-of-the-test', secret: 'secret-of-the-test' };
const NUMBER = 'YT7500000000001';
const [head, agent, clerk] = [person(['department-head']), person(['service-agent']), person(['warehouse'])];
let kernel: TestKernel;
let engine: Engine;
let twin: CourierTwin;
let id: string;
let customer: Actor;
let orderId: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ({ kernel, engine } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts], reactions: [...reactions, ...logisticsReactions] }));
  closing.push(() => kernel.close());
  twin = await startCourierTwin({ clock: kernel.clock, ...secrets, shares: { late: 0, stuck: 0, refused: 0, returned: 0, lost: 0 } });
  closing.push(() => twin.stop());
  const fetch = createSafeFetch({ allow: [new URL(twin.url).host] });
  closing.push(() => fetch.close());
  connectCouriers(kernel, { tracking: createKuaidi100Tracking({ ...secrets, baseUrl: twin.url }, fetch), pushUrl: null, labels: null });
  const store = await givenStore(kernel);
  const goods = await givenGoods(kernel, store, 50);
  ({ id: orderId } = await place(kernel, head, store, { lines: [[goods.code, 1]] }));
  await kernel.settle();
  if ((await stateOf(kernel, orderId)) === 'held') await runVerb(kernel, releaseOrder, { id: orderId }, { actor: head });
  const [f] = await fulfilmentsOf(kernel, orderId);
  await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId: newId(kernel.clock.now()), parcelNo: 'PK', fulfilmentId: f!.id, waybillNo: 'YT1', carrierCode: 'yto', goodsCostFen: 4_000, freightFen: 500, at: kernel.clock.now() }] }, { actor: system('物流') });
  await runVerb(kernel, noteParcelsDelivered, { parcels: [{ fulfilmentId: f!.id, at: kernel.clock.now() }] }, { actor: system('物流') });
  await kernel.settle();
  customer = { kind: 'customer', id: null, personId: null, name: '客户', posts: [], teamIds: [], link: { type: 'order', id: orderId } };
  ({ id } = await runVerb(kernel, requestReturn, { id: orderId, type: 'return', reason: 'not-wanted', lines: [{ orderLineId: (await lineIdsOf(kernel, orderId))[0]!, quantity: 1 }] }, { actor: agent }));
  await runVerb(kernel, decideReturn, { id, version: (await read()).version, allow: true }, { actor: agent });
});
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const read = () => readReturn(kernel, engine, agent, 'all', id);
const listed = async () => (await listReturns(kernel, clerk, 'all', { state: ['awaiting-goods', 'on-the-way', 'received'] })).rows.find((r) => r.id === id)!;
const page = async () => (await portalPageOf(kernel, engine, (await orderLinks(kernel, [orderId], kernel.clock.now())).get(orderId)!.split('/').at(-1)!)).returns[0]!;
const duty = async () => (await kernel.db.query<{ control: string }>("select control from regulation.obligation where subject_id = $1 and control = 'refunded-in-time'", [id])).rows;

describe('the parcel of a return (clause 2.4.2)', () => {
  test('is told by the customer, followed by logistics, and seen by the customer, the agent and the house alike', async () => {
    expect((await read()).parcel).toBeNull();
    await runVerb(kernel, sendReturn, { id, carrier: '圆通', waybillNo: NUMBER, laidOutFen: 0 }, { actor: customer });
    await kernel.settle();
    expect((await listed()).parcel).toMatchObject({ said: { zh: '暂无物流信息' }, at: null, heardAt: null });
    twin.register({ carrier: 'yuantong', number: NUMBER, from: { province: '四川省', city: '成都市', district: '武侯区' }, to: { province: '浙江省', city: '杭州市', district: '滨江区' } });
    for (let hours = 0; hours < 200 && (await read()).parcel!.state !== 'delivered'; hours += 5) {
      kernel.clock.advance(5 * HOUR);
      await pollTracking(kernel);
    }
    const said = { zh: '已签收，待验收', en: 'Delivered, to be inspected' };
    expect((await read()).parcel).toMatchObject({ carrier: '圆通', waybillNo: NUMBER, said, heardAt: kernel.clock.now() });
    expect((await read()).parcel!.events.length).toBeGreaterThan(3);
    expect((await listed()).parcel).toMatchObject({ state: 'delivered', said });
    expect((await page()).parcel).toMatchObject({ said, events: (await read()).parcel!.events });
  });

  test('the carrier’s word is no receipt: the return stays on its way and the time to refund runs from when the house took it in', async () => {
    expect(await read()).toMatchObject({ state: 'on-the-way', receivedAt: null });
    expect(await duty()).toHaveLength(0);
    kernel.clock.advance(3 * HOUR);
    await runVerb(kernel, receiveReturn, { id, version: (await read()).version }, { actor: clerk });
    await kernel.settle();
    expect(await read()).toMatchObject({ state: 'received', receivedAt: kernel.clock.now(), parcel: { said: { zh: '已签收' } } });
    expect(await duty()).toHaveLength(1);
    // Here it is: the list of what is to come speaks of its parcel no more.
    expect((await listed()).parcel).toBeNull();
  });
});

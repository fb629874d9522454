import { z } from 'zod';
import { afterEach, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { DAY, HOUR } from '../../../kernel/clock.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { createSafeFetch } from '../../../kernel/net/safe-fetch.ts';
import { system } from '../../../kernel/actor.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { createKuaidi100Labels } from '../../../gateways/couriers/kuaidi100-labels.ts';
import { createKuaidi100Tracking } from '../../../gateways/couriers/kuaidi100-tracking.ts';
import { kuaidi100Sign } from '../../../gateways/couriers/kuaidi100-protocol.ts';
import { startCourierTwin, type CourierTwin } from '../../../gateways/couriers/twin/courier-twin.ts';
import type { FateShares } from '../../../gateways/couriers/twin/journey.ts';
import { givenSku, givenStock } from '../../../registers/products/testing.ts';
import { outsideWaybillsTold } from '../../sales/facts.ts';
import { connectCouriers } from '../couriers.ts';
import { pollTracking, subscribeParcels, watchParcels } from '../jobs.ts';
import { reactions } from '../reactions.ts';
import { routes } from '../routes.ts';
import { clerk, factsAbout, givenHouse, makeReady, parcelOf, release, sendOff, settled, type House } from '../testing.ts';
import { accountFor, saveAccount } from '../carriers/waybill-accounts.ts';
import { getEWaybill } from './e-waybill.ts';
import { listExceptions } from './exception-list.ts';
import { onTimeRate } from './on-time.ts';
import { parcelRecord } from './parcel-record.ts';
import { labels } from './print-labels.ts';
import { parcelLink, publicParcels } from './public-tracking.ts';
import { openException, settleException } from './settle-exception.ts';
import { shipParcels } from './ship-parcels.ts';
import { trackingTarget } from './tracking-target.ts';

const secrets = { key: 'key-of-the-test', customer: 'CUSTOMER-OF-THE-TEST', salt: 'salt-of-the-test', secret: 'secret-of-the-test' };
const fate = (only: Partial<FateShares>): FateShares => ({ late: 0, stuck: 0, refused: 0, returned: 0, lost: 0, ...only });
const way = { from: { province: '浙江省', city: '杭州市', district: '滨江区' }, to: { province: '四川省', city: '成都市', district: '武侯区' } };

let kernel: TestKernel;
let house: House;
let twin: CourierTwin;
let app: FastifyInstance;
let address: string;
const closing: (() => Promise<unknown>)[] = [];
const actor = clerk;

async function open(shares: FateShares = fate({}), notifiedBy: 'api' | 'hand' = 'hand') {
  kernel = await freshKernel({ reactions });
  closing.push(() => kernel.close());
  twin = await startCourierTwin({ clock: kernel.clock, ...secrets, shares });
  closing.push(() => twin.stop());
  app = await buildServer({ kernel, routes, authenticate: () => Promise.resolve(null), checkAnswers: true });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
  closing.push(() => app.close());
  const fetch = createSafeFetch({ allow: [new URL(twin.url).host] });
  closing.push(() => fetch.close());
  connectCouriers(kernel, {
    tracking: createKuaidi100Tracking({ ...secrets, baseUrl: twin.url }, fetch), pushUrl: `${address}/hooks/kuaidi100`,
    labels: createKuaidi100Labels({ key: secrets.key, secret: secrets.secret, clock: kernel.clock, baseUrl: twin.url }, fetch),
  });
  house = await givenHouse(kernel, { notifiedBy });
  await giveAccount({});
}

const giveAccount = (more: Partial<z.input<typeof saveAccount.input>>) => runVerb(kernel, saveAccount, {
  id: null, version: null, carrierId: house.carrierId, warehouseId: null, partnerId: 'p', partnerKey: 'k', partnerSecret: null, partnerName: null, net: null, code: null, checkMan: null, templateId: null,
  active: true, ...more,
}, { actor: clerk });

async function parcel() {
  const sku = await givenSku(kernel);
  await givenStock(kernel, sku, house.warehouseId, 5);
  const released = await release(kernel, house, { skuId: sku, quantity: 1 });
  await settled(kernel);
  return parcelOf(kernel, released.fulfilmentId);
}
/** A parcel on its way, known to the courier. */
async function sent() {
  const p = await parcel();
  const number = `YT80000${String(Math.floor(kernel.clock.now() / 1000) % 100_000_000).padStart(8, '0')}`;
  await sendOff(kernel, p.id, number);
  twin.register({ carrier: 'yuantong', number, ...way });
  return { ...(await parcelOf(kernel, p['fulfilment_id'] as string)), number };
}
const again = (p: { id: string }) => kernel.db.query<Record<string, unknown> & { state: string }>('select * from logistics.parcel where id = $1', [p.id]).then((r) => r.rows[0]!);
const scan = (code: string, ftime: string, context: string) => ({ statusCode: code, status: '', ftime, time: ftime, context, areaName: '浙江,杭州市', location: '' });
async function push(number: string, state: string, data: unknown[], salt = secrets.salt): Promise<{ status: number; body: unknown }> {
  const param = JSON.stringify({ status: 'polling', message: '', autoCheck: '0', comOld: '', comNew: '', lastResult: { com: 'yuantong', nu: number, state, data } });
  const answer = await fetch(`${address}/hooks/kuaidi100`, { method: 'POST', body: new URLSearchParams({ param, sign: kuaidi100Sign(param, salt) }) });
  return { status: answer.status, body: await answer.json() };
}
const count = async (sql: string, values: unknown[] = []) => (await kernel.db.query(sql, values)).rowCount;

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('clause 5.2.2: the share delivered on time (logistics.on-time-rate)', () => {
  it('counts what was promised for the month: delivered at the promised instant is on time, a millisecond later is not, what is under way is not', async () => {
    await open();
    const month = { from: Date.parse('2026-04-01T00:00+08:00'), to: Date.parse('2026-05-01T00:00+08:00') };
    const promise = async (promised: number, delivered: number | null) =>
      kernel.db.query('update logistics.parcel set promised_at = to_timestamp($2::bigint / 1000.0), delivered_at = to_timestamp($3::bigint / 1000.0) where id = $1', [(await sent()).id, promised, delivered]);
    expect(await onTimeRate.measure(kernel, month)).toEqual({ numerator: 0, denominator: 0 });
    await promise(month.from, month.from);
    kernel.clock.advance(HOUR);
    await promise(month.from + DAY, month.from + DAY + 1);
    kernel.clock.advance(HOUR);
    await promise(month.to - 1, null);
    kernel.clock.advance(HOUR);
    // Promised for May.
    await promise(month.to, month.from);
    expect(await onTimeRate.measure(kernel, month)).toEqual({ numerator: 1, denominator: 3 });
  });
});

describe('pushes of the courier', () => {
  it('walk a parcel to its door, each told once', async () => {
    await open();
    const p = await sent();
    expect(await subscribeParcels(kernel)).toBe(1);
    expect(await subscribeParcels(kernel)).toBe(0);
    for (let hours = 0; hours < 200 && (await again(p)).state !== 'delivered'; hours += 6) {
      kernel.clock.advance(6 * HOUR);
      expect((await twin.advanceTo(kernel.clock.now())).failed).toBe(0);
    }
    const done = await again(p);
    expect(done).toMatchObject({ state: 'delivered', next_query_at: null });
    const facts = await factsAbout(kernel, p.id);
    expect(facts.filter((f) => f === 'parcel-collected')).toHaveLength(1);
    expect(facts.filter((f) => f === 'parcel-delivered')).toHaveLength(1);
    expect(facts.filter((f) => f === 'parcel-moved').length).toBeGreaterThan(1);
    const record = (await parcelRecord(kernel, actor, 'all', p.id))!;
    expect(record.track[0]!.at).toBeGreaterThan(record.track.at(-1)!.at);
  });

  it('with a wrong signature, or none, are refused and change nothing', async () => {
    await open();
    const p = await sent();
    const refused = await push(p.number, '103', [scan('103', '2026-03-10 12:00:00', '已揽收')], 'another-salt');
    expect(refused).toMatchObject({ status: 403, body: { result: false } });
    const unsigned = await fetch(`${address}/hooks/kuaidi100`, { method: 'POST', body: new URLSearchParams({ param: '{}' }) });
    expect(unsigned.status).toBe(403);
    expect(await count('select 1 from logistics.track_event')).toBe(0);
    expect((await again(p)).state).toBe('shipped');
  });

  it('sent twice are taken once; in the wrong order they do not take the parcel back', async () => {
    await open();
    const p = await sent();
    kernel.clock.advance(DAY);
    const late = [scan('1002', '2026-03-10 20:00:00', '快件已发往成都')];
    expect(await push(p.number, '1002', late)).toMatchObject({ status: 200, body: { result: true, returnCode: '200' } });
    expect(await push(p.number, '1002', late)).toMatchObject({ status: 200 });
    expect(await push(p.number, '103', [scan('103', '2026-03-10 12:00:00', '快件已揽收')])).toMatchObject({ status: 200 });
    expect(await again(p)).toMatchObject({ state: 'in-transit', track_state: 'in-transit' });
    const facts = await factsAbout(kernel, p.id);
    expect(facts.filter((f) => f === 'parcel-moved')).toHaveLength(1);
    expect(facts.filter((f) => f === 'parcel-collected')).toHaveLength(1);
    expect((await kernel.db.query<{ verdict: string }>('select verdict from logistics.track_event order by at')).rows.map((r) => r.verdict)).toEqual(['stale', 'advance']);
    // After the door only a way back is believed.
    await push(p.number, '301', [scan('301', '2026-03-11 08:00:00', '已签收')]);
    await push(p.number, '5', [scan('5', '2026-03-11 09:00:00', '派件中')]);
    expect(await again(p)).toMatchObject({ state: 'delivered' });
    expect(await count("select 1 from logistics.track_event where verdict = 'regression'")).toBe(1);
  });

  it('and questions and a file follow a parcel that left elsewhere, whose number the marketplace told (docs/adr/0022)', async () => {
    await open();
    const number = 'YT7500000000001';
    const orderId = newId(kernel.clock.now());
    const say = verb({
      name: 'test.tell-waybills', title: words('测试', 'Test'), may: {}, input: z.strictObject({}),
      run: (tx) => {
        tx.fact(outsideWaybillsTold, orderId, { orderNo: 'SO-1', storeId: house.storeId, platform: 'pdd', outsideNo: '1', addressId: null, shippedAt: tx.now - HOUR, completedAt: null, waybills: [{ carrier: '圆通快递', number }, { carrier: '某某快运', number: '888000111222' }] });
        return Promise.resolve(null);
      },
    });
    await runVerb(kernel, say, {}, { actor: system('测试') });
    await settled(kernel);
    twin.register({ carrier: 'yuantong', number, ...way });
    const outside = async (waybill: string) => (await kernel.db.query<Record<string, unknown> & { id: string; state: string }>("select * from logistics.parcel where waybill_no = $1 and origin = 'outside'", [waybill])).rows[0]!;
    // The provider watches and is asked for the one whose carrier it knows.
    expect(await subscribeParcels(kernel)).toBe(1);
    expect(await pollTracking(kernel)).toBe(1);
    kernel.clock.advance(DAY);
    await push(number, '103', [scan('103', '2026-03-10 12:30:00', '已揽收')]);
    expect(await outside(number)).toMatchObject({ state: 'collected' });
    // The other one is found by its number alone, and is not asked for afterwards either.
    await push('888000111222', '103', [scan('103', '2026-03-10 12:40:00', '已揽收')]);
    expect(await outside('888000111222')).toMatchObject({ state: 'collected', next_query_at: null });
    const row = { kind: 'tracking' as const, line: 2, key: 'a', record: { carrierName: '圆通', waybillNo: number, at: kernel.clock.now() - 60_000, state: 'signed', stateText: '签收', content: '已签收', place: null } };
    const importing = verb({ name: 'test.import', title: words('测试', 'Test'), may: {}, input: z.strictObject({}), run: (tx) => trackingTarget.apply(tx, [row], {}) });
    expect(await runVerb(kernel, importing, {}, { actor: system('测试') })).toMatchObject([{ is: 'accepted' }]);
    expect(await outside(number)).toMatchObject({ state: 'delivered' });
    expect(await factsAbout(kernel, (await outside(number)).id)).toEqual(['outside-parcel-noted', 'parcel-collected', 'parcel-delivered']);
    expect((await publicParcels(kernel, [(await outside('888000111222')).id]))[0]).toMatchObject({ carrier: '某某快运', next: { text: { zh: '送达时间以快递信息为准' }, by: null } });
  });

  it('about somebody else’s parcel are acknowledged and forgotten', async () => {
    await open();
    expect(await push('YT7777777777777', '103', [scan('103', '2026-03-10 12:00:00', '已揽收')])).toMatchObject({ status: 200 });
    expect(await count('select 1 from logistics.track_event')).toBe(0);
  });

  it('twenty equal ones at once leave one trace', async () => {
    await open();
    const p = await sent();
    kernel.clock.advance(DAY);
    const answers = await Promise.all(Array.from({ length: 20 }, () => push(p.number, '103', [scan('103', '2026-03-10 12:00:00', '已揽收')])));
    expect(answers.every((a) => a.status === 200)).toBe(true);
    expect(await count('select 1 from logistics.track_event')).toBe(1);
    expect((await factsAbout(kernel, p.id)).filter((f) => f === 'parcel-collected')).toHaveLength(1);
  });
});

describe('asking the courier', () => {
  it('brings the same events as a push would, and puts the parcel off when the courier does not answer', async () => {
    await open();
    const p = await sent();
    kernel.clock.advance(9 * HOUR);
    expect(await pollTracking(kernel)).toBe(1);
    const { state } = await again(p);
    expect(['collected', 'in-transit']).toContain(state);
    expect(await pollTracking(kernel)).toBe(0);
    await twin.stop();
    closing.splice(1, 1);
    kernel.clock.advance(5 * HOUR);
    expect(await pollTracking(kernel)).toBe(1);
    expect(await again(p)).toMatchObject({ state, query_failures: 1 });
  });

  it('a courier that does not answer is asked again, but after thirty days not for what another system shipped', async () => {
    await open();
    const p = await sent();
    await twin.stop();
    closing.splice(1, 1);
    kernel.clock.advance(31 * DAY);
    const fails = async (): Promise<unknown> => {
      await kernel.db.query("update logistics.parcel set next_query_at = to_timestamp($2 / 1000.0) where id = $1", [p.id, kernel.clock.now()]);
      expect(await pollTracking(kernel)).toBe(1);
      return (await kernel.db.query<{ next_query_at: number | null }>('select next_query_at from logistics.parcel where id = $1', [p.id])).rows[0]!.next_query_at;
    };
    expect(await fails()).toBeGreaterThan(kernel.clock.now());
    await kernel.db.query("update logistics.parcel set origin = 'outside', outside_code = 'yuantong', fulfilment_id = null, warehouse_id = null, goods_cost_fen = null, notice_id = null where id = $1", [p.id]);
    expect(await fails()).toBeNull();
    // Younger than that, and for a reason that passes: it is asked for again.
    await kernel.db.query('update logistics.parcel set shipped_at = to_timestamp($2 / 1000.0) where id = $1', [p.id, kernel.clock.now() - 29 * DAY]);
    expect(await fails()).toBeGreaterThan(kernel.clock.now());
  });

  it('gives the waybill number, the same one when asked again, and the parcel ships by it', async () => {
    await open(fate({}), 'api');
    const p = await parcel();
    await makeReady(kernel, p.id);
    const first = await getEWaybill(kernel, p.id, { actor });
    expect(first).toMatchObject({ state: 'announced', waybillNo: expect.stringMatching(/^YT\d{13}$/) });
    expect((await getEWaybill(kernel, p.id, { actor })).waybillNo).toBe(first.waybillNo);
    await runVerb(kernel, shipParcels, { ids: [p.id] }, { actor });
    kernel.clock.advance(9 * HOUR);
    await pollTracking(kernel);
    expect(['collected', 'in-transit']).toContain((await again(p)).state);
  });

  it('the account of the warehouse goes before the one for all; what a carrier asks for must be there, and keys stay sealed', async () => {
    await open(fate({}), 'api');
    await expect(giveAccount({ warehouseId: house.warehouseId, partnerKey: null })).rejects.toMatchObject({ kind: { code: 'logistics.account-lacks' }, facts: { lacks: ['partnerKey'] } });
    await expect(giveAccount({})).rejects.toMatchObject({ kind: { code: 'logistics.account-taken' } });
    const { id } = await giveAccount({ warehouseId: house.warehouseId, partnerId: 'own', partnerKey: 'own-branch-key' }) as { id: string };
    expect(await accountFor(kernel, house.carrierId, house.warehouseId)).toEqual({ partnerId: 'own', partnerKey: 'own-branch-key' });
    expect(await accountFor(kernel, house.carrierId, house.storeId)).toEqual({ partnerId: 'p', partnerKey: 'k' });
    expect(await count("select 1 from logistics.waybill_account where encode(keys, 'escape') like '%own-branch-key%' and $1 <> ''", ['x'])).toBe(0);
    // Changed without its key: the key stays. Switched off: the one for all serves.
    await giveAccount({ id, version: 1, warehouseId: house.warehouseId, partnerId: 'own2', partnerKey: null });
    expect(await accountFor(kernel, house.carrierId, house.warehouseId)).toEqual({ partnerId: 'own2', partnerKey: 'own-branch-key' });
    await giveAccount({ id, version: 2, warehouseId: house.warehouseId, partnerId: 'own2', partnerKey: null, active: false });
    expect(await accountFor(kernel, house.carrierId, house.warehouseId)).toMatchObject({ partnerId: 'p' });
  });

  it('without an account no number is ordered, and the person is told where to enter it', async () => {
    await open(fate({}), 'api');
    const p = await parcel();
    await makeReady(kernel, p.id);
    await kernel.db.query('delete from logistics.waybill_account');
    await expect(getEWaybill(kernel, p.id, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.gateway-failed' }, facts: { code: 'couriers.account-missing' } });
    expect((await again(p)).state).not.toBe('announced');
  });

  it('a label shows the address, hides the phone, and its printing is kept', async () => {
    await open(fate({}), 'api');
    const p = await parcel();
    await makeReady(kernel, p.id);
    await expect(labels(kernel, [p.id], { actor })).rejects.toMatchObject({ kind: { code: 'logistics.waybill-missing' } });
    await getEWaybill(kernel, p.id, { actor });
    const pdf = await labels(kernel, [p.id], { actor });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await count("select 1 from logistics.personal_data_print where kind = 'label' and $1 = any (parcel_ids)", [p.id])).toBe(1);
  }, 30_000);
});

describe('exceptions', () => {
  it('a parcel is stuck after more than 24 hours without news, not at 24; told once; movement settles it', async () => {
    await open();
    const p = await sent();
    kernel.clock.advance(2 * HOUR);
    await push(p.number, '103', [scan('103', '2026-03-10 11:00:00', '已揽收')]);
    const collected = Date.parse('2026-03-10T03:00:00Z');
    const limits = { noMovementMs: 24 * HOUR };
    kernel.clock.moveTo(collected + 24 * HOUR);
    expect(await watchParcels(kernel, limits)).toMatchObject({ stuck: 0 });
    kernel.clock.advance(1);
    expect(await watchParcels(kernel, limits)).toMatchObject({ stuck: 1 });
    expect(await watchParcels(kernel, limits)).toMatchObject({ stuck: 0 });
    expect((await listExceptions(kernel, actor, 'all', { open: true })).rows).toMatchObject([{ kind: 'stuck', parcelId: p.id }]);
    kernel.clock.advance(HOUR);
    await push(p.number, '1002', [scan('1002', '2026-03-11 11:30:00', '快件已离开')]);
    expect((await listExceptions(kernel, actor, 'all', { open: true })).rows).toEqual([]);
    expect(await factsAbout(kernel, p.id)).toEqual(expect.arrayContaining(['parcel-stuck', 'parcel-exception-opened', 'parcel-exception-settled']));
  });

  it('a parcel is late one second after its promise, and said to be late beforehand when the carrier expects so', async () => {
    await open();
    const p = await sent();
    const promised = (await again(p))['promised_at'] as number;
    kernel.clock.moveTo(promised);
    expect(await watchParcels(kernel, { noMovementMs: 90 * DAY })).toMatchObject({ late: 0 });
    await kernel.db.query("update logistics.parcel set expected_at = promised_at + interval '1 hour' where id = $1", [p.id]);
    expect(await watchParcels(kernel, { noMovementMs: 90 * DAY })).toMatchObject({ late: 1 });
    expect((await listExceptions(kernel, actor, 'all', { open: true })).rows).toEqual([]);
    kernel.clock.advance(1_000);
    expect(await watchParcels(kernel, { noMovementMs: 90 * DAY })).toMatchObject({ late: 1 });
    expect(await watchParcels(kernel, { noMovementMs: 90 * DAY })).toMatchObject({ late: 0 });
    expect((await listExceptions(kernel, actor, 'all', { open: true })).rows).toMatchObject([{ kind: 'late' }]);
    const { parcelNo } = (await listExceptions(kernel, actor, 'all', { open: true })).rows[0]!;
    expect((await listExceptions(kernel, actor, 'all', { q: parcelNo })).rows).not.toEqual([]);
    expect((await listExceptions(kernel, actor, 'all', { q: 'NOSUCHPARCEL' })).rows).toEqual([]);
  });

  it('refused at the door: opened by the push, settled once by a person with what was done', async () => {
    await open();
    const p = await sent();
    kernel.clock.advance(DAY);
    await push(p.number, '203', [scan('203', '2026-03-11 09:00:00', '收件人拒收，电话13812345678')]);
    const { rows: [exception] } = await listExceptions(kernel, actor, 'all', { open: true });
    expect(exception).toMatchObject({ kind: 'refused', state: 'problem', detail: '收件人拒收，电话138****5678' });
    const settle = { id: exception!.id, outcome: 'customer-informed' as const, note: '已联系客户，改派', version: exception!.version };
    await runVerb(kernel, settleException, settle, { actor });
    await expect(runVerb(kernel, settleException, settle, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.exception-settled' } });
    const twice = [await runVerb(kernel, openException, { id: p.id, kind: 'damaged', detail: '外箱破损' }, { actor }), await runVerb(kernel, openException, { id: p.id, kind: 'damaged', detail: '外箱破损' }, { actor })];
    expect(twice[0]!.id).toBe(twice[1]!.id);
  });
});

describe('the customer’s page', () => {
  it('opens by its link alone, shows stages and no personal data; a wrong link shows nothing', async () => {
    await open();
    const p = await sent();
    kernel.clock.advance(9 * HOUR);
    await push(p.number, '103', [scan('103', '2026-03-10 12:00:00', '快件已揽收，快递员电话13812345678')]);
    const token = await parcelLink(kernel, p.id, kernel.clock.now());
    const answer = await fetch(`${address}/api/tracking/${token}`);
    expect(answer.status).toBe(200);
    const page = (await answer.json()) as Record<string, unknown> & { stages: { is: string }[] };
    expect(page).toMatchObject({ state: 'collected', waybillNo: p.number, to: '四川省 成都市' });
    expect(page.stages.map((s) => s.is)).toEqual(['done', 'done', 'now', 'next', 'next', 'next']);
    expect(JSON.stringify(page)).not.toMatch(/示例收货人|人民南路|13800000001|13812345678/);
    expect((await fetch(`${address}/api/tracking/${token.slice(0, -2)}xx`)).status).toBe(404);
    kernel.clock.advance(91 * DAY);
    expect((await fetch(`${address}/api/tracking/${token}`)).status).toBe(404);
  });

  it('a courier who cannot reach the receiver: the way up to there, the trouble in words with what to do, names and phones masked; movement ends it', async () => {
    await open();
    const p = await sent();
    kernel.clock.advance(9 * HOUR);
    const scans = [scan('103', '2026-03-10 12:00:00', '快件已揽收'), scan('5', '2026-03-11 08:00:00', '派件中'), scan('2', '2026-03-11 09:00:00', '收件人：示例收货，电话13812345678无法接通')];
    kernel.clock.advance(DAY);
    await push(p.number, '2', scans.toReversed());
    const [page] = await publicParcels(kernel, [p.id]);
    expect(page).toMatchObject({ state: 'problem', orderNos: (await again(p))['order_nos'], trouble: { text: { zh: '快递员联系不上您' } }, waybillNo: p.number });
    expect(page!.trouble!.help.zh).toContain('请保持电话畅通');
    expect(page!.stages.map((s) => [s.text.zh, s.is])).toEqual([['下单备货', 'done'], ['已发出', 'done'], ['揽收', 'done'], ['运输', 'done'], ['派送', 'done'], ['派送遇到问题，我们正在跟进', 'failed'], ['签收', 'next']]);
    expect(page!.events.map((e) => e.text)).toEqual(['收件人：示**，电话138****5678无法接通', '派件中', '快件已揽收']);
    kernel.clock.advance(DAY);
    await push(p.number, '3', [scan('3', '2026-03-12 09:00:00', '已签收，签收人：本人')]);
    const [after] = await publicParcels(kernel, [p.id]);
    expect(after).toMatchObject({ state: 'delivered', trouble: null });
    expect(after!.events[0]!.text).toBe('已签收，签收人：本人');
  });

  it('a damaged link says what a customer can do, in a customer’s words', async () => {
    await open();
    const answer = (await (await fetch(`${address}/api/tracking/${'parcel.abcdefghijklmnop.zzz.qqq'}`)).json()) as { code: string; title: string; next: string };
    expect(answer).toMatchObject({ code: 'kernel.link-dead', title: '链接不完整或已失效' });
    expect(answer.next).toContain('重新索取');
  });
});

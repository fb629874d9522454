import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { givenStaff } from '../../../registers/company/testing.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { cancelOrder } from './cancel-order.ts';
import { reviewQueue } from './desk-lists.ts';
import { markUrgent } from './mark-urgent.ts';
import { ownWarehouseAt } from './own-warehouse.ts';
import { listOrders } from './order-list.ts';
import { fillFromStock, reviewPaidOrders } from './reactions-of-orders.ts';
import { releaseOrder } from './release-order.ts';
import { givenGoods, givenStore, place, receiver, stateOf, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
const head = person(['department-head']);
beforeAll(async () => {
  kernel = await freshKernel({ reactions: [reviewPaidOrders, fillFromStock] });
  store = await givenStore(kernel);
  cup = await givenGoods(kernel, store, 100);
});
afterAll(() => kernel.close());

const held = async (): Promise<string> => {
  kernel.clock.advance(1_000);
  const { id } = await place(kernel, head, store, { lines: [cup.code], sellerRemark: '等客户确认' });
  await kernel.settle();
  return id;
};
const queue = async () => (await reviewQueue(kernel, head, 'all', {})).rows.map((r) => r.id);
const urgent = (id: string, reason: string | null) => runVerb(kernel, markUrgent, { id, reason }, { actor: head });

describe('urgent orders', () => {
  test('the one that cannot wait stands first, page by page, until it can again', async () => {
    const ids = [await held(), await held(), await held()];
    expect(await queue()).toEqual(ids);
    await urgent(ids[2]!, '客户明早出差');
    expect(await queue()).toEqual([ids[2], ids[0], ids[1]]);
    const first = await reviewQueue(kernel, head, 'all', { limit: 1 });
    const second = await reviewQueue(kernel, head, 'all', { limit: 1, cursor: first.next! });
    expect([first.rows[0]!.urgentReason, second.rows[0]!.id]).toEqual(['客户明早出差', ids[0]]);
    // The newest first: what cannot wait still stands before the others.
    expect((await reviewQueue(kernel, head, 'all', { sort: '-placed' })).rows[0]!.id).toBe(ids[2]);
    expect((await listOrders(kernel, head, 'all', { urgent: true })).rows.map((r) => r.id)).toEqual([ids[2]]);
    await urgent(ids[2]!, null);
    expect(await queue()).toEqual(ids);
  });
  test('what is cancelled cannot be hurried', async () => {
    const id = await held();
    await runVerb(kernel, cancelOrder, { id, reason: '不要了' }, { actor: head });
    await expect(urgent(id, '快')).rejects.toMatchObject({ kind: { code: 'kernel.invalid-input' } });
    await expect(urgent(id, '很急')).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
  });
});

describe('made-up sales are stopped', () => {
  test('an order to the phone of a colleague waits for a person; to anybody else’s it does not', async () => {
    await givenStaff(kernel, ['seller'], { phone: '13900000009' });
    const mine = await place(kernel, head, store, { lines: [cup.code], buyer: { nick: '同事', receiver: receiver({ phone: '13900000009' }) } });
    const others = await place(kernel, head, store, { lines: [cup.code], buyer: { nick: '路人', receiver: receiver({ phone: '13900000008' }) } });
    await kernel.settle();
    expect([await stateOf(kernel, mine.id), await stateOf(kernel, others.id)]).toEqual(['held', 'released']);
    await runVerb(kernel, releaseOrder, { id: mine.id, note: '员工内购，已核实' }, { actor: head });
    expect(await stateOf(kernel, mine.id)).toBe('released');
  });
  test.each([
    ['the very address, written with spaces', { district: '余杭区', detail: '示例园区 3 号库' }, 'held'],
    ['the door beside it', { district: '余杭区', detail: '示例园区4号库' }, 'released'],
    ['the same street in another district', { district: '西湖区', detail: '示例园区3号库' }, 'released'],
  ] as const)('an order to one of our own warehouses waits for a person: %s', async (_what, where, state) => {
    await kernel.db.query("update company.warehouse set province = '浙江省', city = '杭州市', district = '余杭区', detail = '示例园区3号库', active = true where id = $1", [store.warehouseId]);
    const { id } = await place(kernel, head, store, { lines: [cup.code], buyer: { nick: `自提${where.detail}${where.district}`, receiver: receiver({ phone: '13900000007', ...where }) } });
    await kernel.settle();
    expect(await stateOf(kernel, id)).toBe(state);
    if (state === 'held') {
      await runVerb(kernel, releaseOrder, { id, note: '客户到仓自提' }, { actor: head });
      expect(await stateOf(kernel, id)).toBe('released');
    }
  });
  test.each([
    ['one buyer with a phone and an address of his own each time', (n: number) => ({ nick: '刷手甲', receiver: receiver({ phone: `1390001000${n}`, detail: `刷单路${n}号` }) }), '买家'],
    ['one phone behind five buyers', (n: number) => ({ nick: `刷手乙${n}`, receiver: receiver({ phone: n % 2 ? '13900010019' : '139-0001-0019', detail: `乙路${n}号` }) }), '收货电话'],
    ['one door for five buyers', (n: number) => ({ nick: `刷手丙${n}`, receiver: receiver({ phone: `1390001002${n}`, detail: '丙路1号' }) }), '收货地址'],
  ])('many orders in a short time: %s. The fifth waits, with what it shares and what to do; a day later it is an order as any other', async (_what, buyer, said) => {
    const order = async (n: number) => {
      kernel.clock.advance(60_000);
      const { id } = await place(kernel, head, store, { lines: [[cup.code, n]], buyer: buyer(n) });
      await kernel.settle();
      return id;
    };
    const ids: string[] = [];
    for (let n = 1; n <= 5; n += 1) ids.push(await order(n));
    expect(await Promise.all(ids.map((id) => stateOf(kernel, id)))).toEqual(['released', 'released', 'released', 'released', 'held']);
    const row = (await reviewQueue(kernel, head, 'all', { rule: ['many-orders'] })).rows.find((r) => r.id === ids[4])!;
    expect(row.review.find((f) => f.rule === 'many-orders')!.detail.zh).toMatch(new RegExp(`24 小时内，相同${said}的订单.*5 单以上.*取消订单，不得用空包发货`));
    await runVerb(kernel, releaseOrder, { id: ids[4]!, note: '公司采购，已电话核实' }, { actor: head });
    expect(await stateOf(kernel, ids[4]!)).toBe('released');
    kernel.clock.advance(25 * 3_600_000);
    expect(await stateOf(kernel, await order(6))).toBe('released');
  });
  test('wholesale customers order often, and who orders once at the same door as they is nobody’s accomplice', async () => {
    const at = { nick: '批发老客', receiver: receiver({ phone: '13900010031', detail: '批发城1号' }) };
    const order = async (n: number, buyer: object = at) => {
      kernel.clock.advance(60_000);
      const { id } = await place(kernel, head, store, { lines: [[cup.code, n]], buyer });
      await kernel.db.query("update customers.customer set class = 'wholesale' where id = (select customer_id from sales.\"order\" where id = $1) and name <> '路过'", [id]);
      await kernel.settle();
      return stateOf(kernel, id);
    };
    for (let n = 1; n <= 6; n += 1) expect(await order(n)).toBe('released');
    expect(await order(7, { nick: '路过', receiver: receiver({ phone: '13900010032', detail: '批发城1号' }) })).toBe('released');
  });
  test('a warehouse that is closed is nobody’s address any more', async () => {
    const at = { name: '旧仓', province: '浙江省', city: '杭州市', district: '余杭区', detail: '示例园区3号库' };
    const to = { province: '浙江省', city: '杭州市', district: '余杭区', street: null, detail: '示例园区3号库', masked: false };
    expect([ownWarehouseAt([{ ...at, active: true }])(to), ownWarehouseAt([{ ...at, active: false }])(to), ownWarehouseAt([{ ...at, active: true }])({ ...to, masked: true })]).toEqual(['旧仓', null, null]);
  });
});

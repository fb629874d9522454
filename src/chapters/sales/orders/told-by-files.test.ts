import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { emptyOrder } from '../../../gateways/marketplaces/order-reading.ts';
import { HOUR } from '../../../kernel/clock.ts';
import { registerFacts } from '../../../kernel/fact.ts';
import { rowVerbs } from '../../../kernel/imports/row-verbs.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { timelineOf } from '../../../regulation/index.ts';
import * as salesFacts from '../facts.ts';
import { cancelOrder } from './cancel-order.ts';
import { applyOrderRows } from './import-orders.ts';
import { mayEnter, placeOrder } from './place-order.ts';
import { fillFromStock, reviewPaidOrders } from './reactions-of-orders.ts';
import { recordPayment } from './record-payment.ts';
import { givenGoods, givenStore, orderOf, receiver, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
const wang = { ...person(['department-head']), name: '王经理' };
beforeAll(async () => {
  registerFacts(salesFacts);
  kernel = await freshKernel({ reactions: [reviewPaidOrders, fillFromStock] });
  store = await givenStore(kernel, { platform: 'taobao' });
  cup = await givenGoods(kernel, store, 100);
});
afterAll(() => kernel.close());

/** As the import's own verb writes it down: its name stands with every fact. */
const chunk = verb({ name: rowVerbs.apply, title: words('导入', 'Import'), may: mayEnter, input: z.strictObject({ rows: z.array(z.unknown()), store: z.string() }), run: (tx, input) => applyOrderRows(tx, input.rows as never, { store: input.store }) });
const imported = async (no: string, more: object = {}): Promise<string> => {
  const at = kernel.clock.now() - HOUR;
  const head = { ...emptyOrder('taobao', no), status: 'paid', statusText: '买家已付款，等待卖家发货', buyerNick: '买家', createdAt: at, paidAt: at, goodsFen: 9_900, freightFen: 0, payableFen: 9_900, paidFen: 9_900,
    receiver: { ...receiver(), street: null, postcode: null, masked: false }, lineKey: no, ...more };
  const item = { platform: 'taobao', orderNo: no, statusText: null, lineKey: `${no}#1`, line: { subOrderNo: null, outerSku: cup.code, platformItemId: null, platformSkuId: null, title: '杯', spec: null, quantity: 1, unitPriceFen: 9_900, amountFen: null, refundFen: null, refundStatusText: null } };
  await runVerb(kernel, chunk, { store: store.id, rows: [{ kind: 'taobao-orders', line: 1, key: no, record: head }, { kind: 'taobao-items', line: 2, key: no, record: item }] }, { actor: wang });
  await kernel.settle();
  return (await kernel.db.query<{ id: string }>('select id from sales."order" where outside_no = $1', [no])).rows[0]!.id;
};
/** Who is said to have done what with the order itself, oldest first. */
const told = async (id: string, language: 'zh' | 'en' = 'zh') => (await timelineOf(kernel, { type: 'order', id }, null, 50, language)).toReversed().filter((f) => f.subject.type === 'order').map((f) => [f.type.replace('sales.order-', ''), f.by]);

describe('who did what on a timeline', () => {
  test('what a file tells is what the buyer and the marketplace did; who imported it stands beside', async () => {
    const id = await imported('300000000000000001');
    expect(await told(id)).toEqual([['entered', '平台（由 王经理 导入）'], ['paid', '买家（由 王经理 导入）'], ['released', '订单']]);
    expect((await told(id, 'en'))[1]).toEqual(['paid', 'the buyer (imported by 王经理)']);
  });
  test('shipping and closing in the marketplace too', async () => {
    const id = await imported('300000000000000002', { status: 'completed', statusText: '交易成功', shippedAt: kernel.clock.now() - HOUR / 2, completedAt: kernel.clock.now() - HOUR / 4 });
    expect(await told(id)).toEqual(expect.arrayContaining([['shipped', '平台（由 王经理 导入）'], ['completed', '平台（由 王经理 导入）']]));
  });
  test('a payment that a person records is the buyer’s, and what a person does himself is his', async () => {
    const { id } = await runVerb(kernel, placeOrder, { ...orderOf(store, { lines: [cup.code] }), payment: undefined }, { actor: wang });
    await runVerb(kernel, recordPayment, { id }, { actor: wang });
    await runVerb(kernel, cancelOrder, { id, reason: '买家不要了' }, { actor: wang });
    expect(await told(id)).toEqual([['entered', '王经理'], ['paid', '买家（由 王经理 登记）'], ['cancelled', '王经理']]);
  });
});

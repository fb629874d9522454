import { describe, expect, test } from 'vitest';
import type { Address } from '../../../registers/customers/index.ts';
import type { Sku } from '../../../registers/products/index.ts';
import { unreachable } from '../../../kernel/lifecycle.ts';
import { fulfilmentStateWords, orderStateWords, ruleWords } from './contract.ts';
import type { Line, Order } from './load.ts';
import { judge, reviewRules, type Judged } from './review-rules.ts';
import { reviewSettings, settingsFor } from './review-settings.ts';
import { fulfilmentLife, orderLife, shortageLife } from './states.ts';

const settings = reviewSettings.parse({});
const order = (more: Partial<Order> = {}): Order => ({
  id: 'o', order_no: 'SO-1', source: 'import', platform: 'taobao', store_id: 's', team_id: 't', warehouse_id: 'w', outside_no: '1', state: 'to-review', customer_id: 'c', address_id: 'a', goods_fen: 9_900n,
  freight_fen: 0n, payable_fen: 9_900n, paid_fen: 9_900n, refunded_fen: 0n, platform_discount_fen: 0n, placed_at: 0, paid_at: 0, promised_ship_by: null, presale_from: null, deposit_fen: null, presale_agreed_by: null, presale_paid_at: null, buyer_message: null, seller_remark: null, flag: null,
  after_sales_text: null, platform_stop: null, quantity_total: null, version: 1, ...more,
});
const line = (more: Partial<Line> = {}): Line => ({ id: 'l', order_id: 'o', position: 1, sku_id: 'k', outer_sku: 'CUP', title: '保温杯', quantity: 2, unit_price_fen: 5_000n, amount_fen: 9_900n, refund_status: null, gift_by: null, gift_rule_id: null, gift_price_fen: null, ...more });
const address = (more: Partial<Address> = {}): Address => ({
  id: 'a', customerId: 'c', name: '示例收货人', phone: '13800000000', province: '浙江省', city: '杭州市', district: '西湖区', street: null, detail: '示例路1号', postcode: null, masked: false, ...more,
});
const sku = (more: Partial<Sku> = {}): Sku => ({
  id: 'k', code: 'CUP', productId: 'p', productCode: 'P', title: '保温杯', spec: null, unit: null, barcode: null, priceFen: 5_000n, floorFen: null, costFen: null, weightGrams: null, active: true, ...more,
} as Sku);

type Situation = { order?: Partial<Order>; lines?: Line[]; address?: Address | null; sku?: Partial<Sku>; more?: Partial<Judged> };
const findings = (s: Situation): string[] => judge({
  now: 0,
  order: order(s.order), lines: s.lines ?? [line()], address: s.address === undefined ? address() : s.address, skus: new Map([['k', sku(s.sku)]]), holdReason: null, duplicates: [], together: [], staffBuys: false, ownWarehouse: null, ...s.more,
}, settings).map((f) => `${f.weight}:${f.rule}`);

describe('review of an order (clause 2.3.1), each rule from both sides', () => {
  test.each<[string, Situation, string[]]>([
    ['everything in place', {}, []],
    ['no lines', { lines: [] }, ['hold:lines-missing']],
    ['all units are there', { order: { quantity_total: 2 } }, []],
    ['one unit is not in the lines', { order: { quantity_total: 3 } }, ['hold:lines-missing']],
    ['an article nobody knows', { lines: [line({ sku_id: null, outer_sku: 'WHAT' })] }, ['hold:sku-unknown']],
    ['a store without a warehouse', { order: { warehouse_id: null } }, ['hold:no-warehouse']],
    ['no address at all', { address: null }, ['hold:address-incomplete']],
    ['no door', { address: address({ detail: null }) }, ['hold:address-incomplete']],
    ['no phone', { address: address({ phone: null }) }, ['hold:address-incomplete']],
    ['no district where the city has some', { address: address({ district: null }) }, ['hold:address-incomplete']],
    ['no district where the city has none', { address: address({ province: '广东省', city: '东莞市', district: null }) }, []],
    ['masked by the marketplace', { address: address({ name: '示**', phone: '138****0000', detail: '**街道', masked: true }) }, ['note:address-masked']],
    ['Pinduoduo tells the region only', { order: { platform: 'pdd' }, address: address({ name: null, phone: null, detail: null }) }, ['note:address-masked']],
    ['Pinduoduo tells not even the city', { order: { platform: 'pdd' }, address: address({ name: null, phone: null, detail: null, city: null }) }, ['hold:address-incomplete']],
    ['another marketplace may not leave that out', { address: address({ name: null, phone: null, detail: null }) }, ['hold:address-incomplete']],
    ['all of it paid', { order: { source: 'manual', payable_fen: 9_900n, paid_fen: 9_900n } }, []],
    ['one fen is missing', { order: { source: 'manual', payable_fen: 9_901n, paid_fen: 9_900n } }, ['hold:balance-due']],
    ['a contract is paid by its plan', { order: { source: 'contract', payable_fen: 9_901n, paid_fen: 9_900n } }, []],
    ['to the phone of somebody who works here', { more: { staffBuys: true } }, ['hold:staff-buyer']],
    ['to a warehouse of our own', { more: { ownWarehouse: '总仓' } }, ['hold:own-warehouse']],
    ['exactly the floor', { sku: { floorFen: 4_950n } }, []],
    ['underpaid, but not under the floor', { order: { paid_fen: 9_000n }, sku: { floorFen: 4_500n } }, []],
    ['underpaid, one fen under the floor', { order: { paid_fen: 8_999n }, sku: { floorFen: 4_500n } }, ['hold:price-below-floor']],
    ['the marketplace pays the rest', { order: { paid_fen: 8_999n, platform_discount_fen: 1n }, sku: { floorFen: 4_500n } }, []],
    ['freight is no price of goods', { order: { paid_fen: 9_500n, payable_fen: 10_500n, freight_fen: 600n }, sku: { floorFen: 4_500n } }, ['hold:price-below-floor']],
    ['one of two refunded by the marketplace', { order: { refunded_fen: 4_950n } }, ['hold:refund-asked']],
    ['refunded by ourselves after a change', { order: { source: 'manual', refunded_fen: 4_950n, payable_fen: 4_950n } }, []],
    ['one fen below the floor', { sku: { floorFen: 4_950n }, lines: [line({ amount_fen: 9_899n })] }, ['hold:price-below-floor']],
    ['a message of the buyer', { order: { buyer_message: '请送到门卫' } }, ['hold:remark-or-flag']],
    ['a message that needs nobody', { order: { buyer_message: '尽快发货，谢谢！' } }, []],
    ['a remark of ours', { order: { seller_remark: '加赠杯刷' } }, ['hold:remark-or-flag']],
    ['a red flag', { order: { flag: '红旗' } }, ['hold:remark-or-flag']],
    ['the plain flag', { order: { flag: '灰色' } }, []],
    ['a refund asked for', { order: { after_sales_text: '退款中' } }, ['hold:refund-asked']],
    ['a refund asked for one line', { lines: [line({ refund_status: '买家已经申请退款' })] }, ['hold:refund-asked']],
    ['no refund asked', { order: { after_sales_text: '无售后或售后取消' }, lines: [line({ refund_status: '没有申请退款' })] }, []],
    ['locked by the marketplace', { order: { platform_stop: 'locked' } }, ['hold:platform-stop']],
    ['a status nobody has seen', { order: { platform_stop: 'status-unknown' } }, ['hold:platform-stop']],
    ['a customer on hold', { more: { holdReason: '拒收两次' } }, ['hold:customer-on-hold']],
    ['the same goods for the same buyer a moment ago', { more: { duplicates: ['SO-0'] } }, ['hold:suspected-duplicate']],
    ['the fourth order of one buyer in a day', { more: { manyOrders: { numbers: ['SO-1', 'SO-2', 'SO-3'], by: ['buyer'] } } }, []],
    ['the fifth', { more: { manyOrders: { numbers: ['SO-1', 'SO-2', 'SO-3', 'SO-4'], by: ['phone'] } } }, ['hold:many-orders']],
    ['the fifth is an exchange', { more: { exchangeOf: 'TH-1', manyOrders: { numbers: ['SO-1', 'SO-2', 'SO-3', 'SO-4'], by: ['phone'] } } }, []],
    ['another open order to the same door', { more: { together: ['SO-2'] } }, ['note:may-merge']],
    ['several at once: every reason is named', { address: null, lines: [line({ sku_id: null })], order: { flag: '红旗' } }, ['hold:sku-unknown', 'hold:address-incomplete', 'hold:remark-or-flag']],
  ])('%s', (_, situation, expected) => expect(findings(situation)).toEqual(expected));
});

test('a store whose customers fetch goods at the warehouse switches that rule off for itself', () => {
  const pickUp = '018f0000-0000-7000-8000-000000000001';
  const own = reviewSettings.parse({ stores: [{ storeId: pickUp, off: ['own-warehouse'] }] });
  const judged = (storeId: string) => judge({ now: 0, order: order({ store_id: storeId }), lines: [line()], address: address(), skus: new Map([['k', sku()]]), holdReason: null, duplicates: [], together: [], staffBuys: false, ownWarehouse: '总仓' }, settingsFor(own, storeId)).map((f) => f.rule);
  expect([judged(pickUp), judged('another')]).toEqual([[], ['own-warehouse']]);
});

describe('lives of orders, fulfilments and shortages', () => {
  test('every state can be reached', () => expect([unreachable(orderLife), unreachable(fulfilmentLife), unreachable(shortageLife)]).toEqual([[], [], []]));
  test('the web names every state and rule as the server does', () => {
    expect(orderStateWords).toEqual(orderLife.states);
    expect(Object.keys(fulfilmentStateWords)).toEqual(Object.keys(fulfilmentLife.states));
    expect(Object.keys(ruleWords)).toEqual(expect.arrayContaining(Object.keys(reviewRules)));
  });
});

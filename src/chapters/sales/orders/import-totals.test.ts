import { expect, test } from 'vitest';
import { orders74 } from '../../../gateways/marketplaces/douyin-headings.ts';
import { orders30 } from '../../../gateways/marketplaces/jd-headings.ts';
import { orders23 } from '../../../gateways/marketplaces/pdd-headings.ts';
import { orders56 } from '../../../gateways/marketplaces/taobao-headings.ts';
import { csvOf, importFile } from '../../../gateways/marketplaces/test-exports.ts';
import { utf8 } from '../../../kernel/files/test-files.ts';
import type { ImportKind } from '../../../kernel/imports/format.ts';
import { RunTotals } from '../../../kernel/imports/totals.ts';
import { orderImport } from './import-orders.ts';

/** What a run of these files adds up to; every file is read twice into the run, as if it had been given in two exports that overlap. */
async function totalsOf(...files: [kind: ImportKind, csv: string][]): Promise<Record<string, number>> {
  const totals = new RunTotals(orderImport.totals, files.map(([kind]) => kind));
  for (const [kind, csv] of [...files, ...files]) {
    const { rows, keys, records } = await importFile<object>(utf8(csv), 'a.csv', orderImport.formats);
    expect(rows.filter((r) => r.is === 'problem')).toEqual([]);
    // As staged: through JSON, one batch a row, so that an order's rows come apart.
    records.forEach((record, i) => totals.add([{ kind, line: i + 2, key: keys[i]!, record: JSON.parse(JSON.stringify(record, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))) as unknown }]));
  }
  return totals.sums();
}

test('JD repeats the figures of an order on each of its rows: they are counted once', async () => {
  const row = { 订单号: '300000000001', 商品ID: '100001', 商品名称: '保温杯', 订购数量: '2', 应付金额: '108.00', 订单金额: '118.00', 运费金额: '0.00', 京东价: '49.00', 订单状态: '等待出库', 下单时间: '2026-03-01 10:00:00' };
  expect(await totalsOf(['jd-orders', csvOf(orders30, [row, { ...row, 商品ID: '100002', 订购数量: '1' }, { ...row, 订单号: '300000000002', 应付金额: '20.50', 订单状态: '等待付款' }])]))
    .toEqual({ orders: 2, lines: 3, units: 5, payable: 12_850, paid: 10_800, refunded: 0 });
});

test('Douyin states each part of an order by itself: the parts are added', async () => {
  const row = { 主订单编号: '6900000000000000011', 子订单编号: '6900000000000000012', 选购商品: '保温杯', 商品数量: '1', 订单应付金额: '28.90', 订单状态: '已完成', 订单提交时间: '2026-03-01 10:00:00', 支付完成时间: '2026-03-01 10:01:00' };
  expect(await totalsOf(['douyin-orders', csvOf(orders74, [row, { ...row, 子订单编号: '6900000000000000013', 订单应付金额: '20.00' }, { ...row, 主订单编号: '6900000000000000021', 子订单编号: '6900000000000000022', 订单应付金额: '5.00', 订单状态: '已关闭', 支付完成时间: '' }])]))
    .toEqual({ orders: 2, lines: 3, units: 3, payable: 5_390, paid: 4_890, refunded: 0 });
});

test('our own template: what the order row does not say follows from its lines, as it will stand in the order', async () => {
  const heading = '订单号,订单状态,下单时间,商家编码,商品名称,数量,单价,运费,实付金额\r\n';
  expect(await totalsOf(['generic-orders', `${heading}A-1,待发货,2026-03-01 10:00:00,CUP,保温杯,2,49.00,6.00,\r\nA-1,待发货,2026-03-01 10:00:00,BRUSH,杯刷,1,9.90,6.00,\r\nA-2,待付款,2026-03-01 11:00:00,CUP,保温杯,1,49.00,,\r\nA-3,待发货,2026-03-01 12:00:00,CUP,保温杯,1,49.00,,45.00\r\n`]))
    .toEqual({ orders: 3, lines: 4, units: 5, payable: 11_390 + 4_900 + 4_500, paid: 11_390 + 4_500, refunded: 0 });
});

test('Taobao: orders and money of the one file, lines and units of the other, under the same names', async () => {
  const orders = csvOf(orders56, [
    { 订单编号: '260000000000000001', 买家应付货款: '90.00', 总金额: '98.00', 买家实际支付金额: '98.00', 订单状态: '"买家已付款，等待卖家发货"', 退款金额: '8.00', 订单创建时间: '2026-03-01 10:00:00' },
    { 订单编号: '260000000000000002', 买家应付货款: '10.00', 总金额: '10.00', 买家实际支付金额: '0.00', 订单状态: '等待买家付款', 订单创建时间: '2026-03-01 10:00:00' },
  ]);
  const items = '订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码\r\n260000000000000001,保温杯,49.00,2,CUP,,,,,CUP\r\n260000000000000002,杯刷,10.00,1,BRUSH,,,,,BRUSH\r\n';
  expect(await totalsOf(['taobao-orders', orders])).toEqual({ orders: 2, payable: 10_800, paid: 9_800, refunded: 800 });
  expect(await totalsOf(['taobao-orders', orders], ['taobao-items', items])).toEqual({ orders: 2, payable: 10_800, paid: 9_800, refunded: 800, lines: 2, units: 3 });
  expect(await totalsOf(['taobao-items', items])).toEqual({ lines: 2, units: 3 });
});

test('Pinduoduo has the same names, and a file without orders says zero', async () => {
  const row = { 商品: '保温杯', 订单号: '260301-123456789012345', 订单状态: '待发货', '用户实付金额(元)': '49.00', '商品数量(件)': '3', 订单成交时间: '2026-03-01 10:00:00' };
  expect(await totalsOf(['pdd-orders', csvOf(orders23, [row])])).toEqual({ orders: 1, lines: 1, units: 3, payable: 4_900, paid: 4_900, refunded: 0 });
  expect(await totalsOf(['pdd-orders', csvOf(orders23, [])])).toEqual({ orders: 0, lines: 0, units: 0, payable: 0, paid: 0, refunded: 0 });
});

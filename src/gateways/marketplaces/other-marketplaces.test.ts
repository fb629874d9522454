import { describe, expect, test } from 'vitest';
import { gbk, utf8, workbookOf } from '../../kernel/files/test-files.ts';
import { orders74 } from './douyin-headings.ts';
import { douyinOrders } from './douyin-orders.ts';
import { genericOrders, genericOrdersTemplate } from './generic-orders.ts';
import { orders30 } from './jd-headings.ts';
import type { OrderRow } from './order-row.ts';
import { orders23, orders82 } from './pdd-headings.ts';
import { pddOrders } from './pdd-orders.ts';
import { isMasked } from './receiver.ts';
import { csvOf, importFile } from './test-exports.ts';

describe('Douyin', () => {
  const row = {
    主订单编号: '"\t6900000000000000011"', 子订单编号: '"\t6900000000000000012"', 选购商品: '"\t保温杯"', 商品规格: '"\t白色"', 商品数量: '1', 商品ID: '"\t3600000000000000001"', 商家编码: '"\tCUP-W"',
    订单应付金额: '28.90', 运费: '0.00', 平台实际承担优惠金额: '21.00', 收件人: '##密文', 收件人手机号: '$$密文', 省: '四川省', 市: '成都市', 区: '武侯区', 街道: '簇桥街道', 详细地址: '##密文',
    订单提交时间: '2026-09-22 00:54:10', 订单状态: '已完成', 售后状态: '退款成功', 发货时间: '-', 商家备注: '-', 承诺发货时间: '2026-09-24 00:54:10',
  };

  test('ids behind a TAB, encrypted buyers, "-" for nothing', async () => {
    const { format, keys, records, alarms } = await importFile<OrderRow>(utf8(csvOf(orders74, [row]), true), '订单.csv');
    expect({ format, keys, alarms }).toEqual({ format: 'douyin-orders', keys: ['6900000000000000012'], alarms: [] });
    expect(records[0]).toMatchObject({
      orderNo: '6900000000000000011', status: 'completed', afterSalesText: '退款成功', payableFen: 2890n, platformDiscountFen: 2100n, shippedAt: null, sellerRemark: null,
      promisedShipBy: Date.UTC(2026, 8, 23, 16, 54, 10), receiver: { name: '##密文', phone: '$$密文', province: '四川省', detail: '##密文', masked: true },
      line: { subOrderNo: '6900000000000000012', outerSku: 'CUP-W', title: '保温杯', spec: '白色', amountFen: 2890n, platformItemId: '3600000000000000001' },
    });
  });

  test('the money of an order is the sum of its rows; a gift adds nothing', async () => {
    const { end } = await importFile<OrderRow>(utf8(csvOf(orders74, [row, { ...row, 子订单编号: '"\t6900000000000000013"', 订单应付金额: '0.00' }, { ...row, 子订单编号: '"\t6900000000000000014"', 订单应付金额: '20.00' }])), '订单.csv');
    expect(end.reconciliation.map((r) => [r.name.zh, r.rows])).toEqual([['订单数', 1n], ['应付金额合计', 4890n], ['数据行', 3n]]);
  });
});

describe('an export that somebody saved with merged order cells', () => {
  const heading = ['订单号', '订单状态', '下单时间', '应付金额', '商家编码', '商品名称', '数量'];
  const rows = [heading, ['A-1', '待发货', '2026-03-01 10:00:00', '127.90', 'CUP', '保温杯', '2'], ['', '', '', '', 'BRUSH', '杯刷', '1'], ['A-2', '待发货', '2026-03-01 11:00:00', '59.00', 'CUP', '保温杯', '1']];
  test('its lines are all of that order, and its money counts once', async () => {
    const { keys, records, end } = await importFile<OrderRow>(workbookOf(rows, ['A2:A3', 'B2:B3', 'C2:C3', 'D2:D3']), 'a.xlsx');
    expect(keys).toEqual(['A-1/#1', 'A-1/#2', 'A-2/#1']);
    expect(records.map((r) => [r.orderNo, r.status, r.payableFen, r.line!.outerSku])).toEqual([['A-1', 'paid', 12_790n, 'CUP'], ['A-1', 'paid', 12_790n, 'BRUSH'], ['A-2', 'paid', 5_900n, 'CUP']]);
    expect(end.reconciliation.map((r) => [r.name.zh, r.rows])).toEqual([['订单数', 2n], ['应付金额合计', 18_690n], ['数据行', 3n]]);
  });
  test('which columns may be merged: those of the order, not those of a line; in Douyin not the money of a sub-order', () => {
    const merged = (format: typeof genericOrders, headings: readonly string[], ...names: string[]): (string | undefined)[] =>
      format.open(format.recognise('', [headings], 'a.xlsx')!).notToMerge!(names.map((name) => headings.indexOf(name))).map((at) => headings[at]);
    expect(merged(genericOrders, heading, '订单号', '应付金额')).toEqual([]);
    expect(merged(genericOrders, heading, '订单号', '数量')).toEqual(['数量']);
    expect(merged(douyinOrders, orders74, '主订单编号', '收件人', '订单应付金额')).toEqual(['订单应付金额']);
    expect(merged(pddOrders, orders23, '订单号')).toEqual(['订单号']);
  });
});

describe('Pinduoduo', () => {
  const row = {
    商品: '保温杯\t', 订单号: '261120-123456789012345\t', 订单状态: '待发货\t', '商品总价(元)': '59.00\t', '邮费(元)': '0.00\t', '用户实付金额(元)': '49.00\t', '商家实收金额(元)': '54.00\t', '商品数量(件)': '1\t',
    商品id: '500000000001\t', 样式ID: '1200000000001\t', '商家编码-规格维度': 'CUP-W\t', 订单成交时间: '2026-11-20 23:59:59\t', 售后状态: '无售后或售后取消\t',
  };

  test('every value ends in a TAB; the closing 总计 is reconciled', async () => {
    const text = `${csvOf(orders23, [row, { ...row, 订单号: '261120-123456789012346\t' }])}总计,,,118.00,0.00,,,,98.00,108.01,2\r\n`;
    const { format, records, rows, end } = await importFile<OrderRow>(utf8(text), 'orders_export.csv');
    expect(format).toBe('pdd-orders');
    expect(rows.at(-1)).toEqual({ is: 'total' });
    expect(records[0]).toMatchObject({ orderNo: '261120-123456789012345', status: 'paid', goodsFen: 5900n, paidFen: 4900n, createdAt: Date.UTC(2026, 10, 20, 15, 59, 59), line: { outerSku: 'CUP-W', quantity: 1 } });
    expect(Object.fromEntries(end.reconciliation.filter((r) => r.file !== null).map((r) => [r.name.zh, r.ok]))).toEqual({ 商品总价: true, 邮费: true, 用户实付金额: true, 商家实收金额: false, 商品数量: true });
  });

  test('a blank 订单成交时间 takes the day from the number, with a warning', async () => {
    const { rows } = await importFile<OrderRow>(utf8(csvOf(orders23, [{ ...row, 订单成交时间: '\t' }])), 'o.csv');
    expect(rows[0]).toMatchObject({ is: 'record', record: { createdAt: Date.UTC(2026, 10, 19, 16) }, warnings: [{ code: 'time.from-order-no' }] });
  });

  test('all 82 columns: a paid order under review is not to be shipped', async () => {
    const full = { 商品: row.商品, 订单号: row.订单号, '商品数量(件)': '2', 订单状态: '待发货', 省: '广东省', 市: '广州市', 区: '番禺区', '街道/镇': '市桥街道' };
    const { records } = await importFile<OrderRow>(utf8(csvOf(orders82, [{ ...full, 是否审核中: '是' }, { ...full, 订单号: '261120-123456789012999', 是否审核中: '否' }])), 'o.csv');
    expect(records.map((r) => [r.status, r.receiver.district])).toEqual([['in-review', '番禺区'], ['paid', '番禺区']]);
  });
});

describe('JD', () => {
  const row = {
    订单号: '300000000001', 商品ID: '100000000001', 商品名称: '保温杯', 订购数量: '1', 支付方式: '在线支付', 下单时间: '2026-11-20 10:00:00', 京东价: '59.00', 订单金额: '118.00', 应付金额: '110.00', 订单状态: '等待出库',
    下单帐号: 'jd_example', 客户姓名: '示例', 客户地址: '北京 北京市 朝阳区 望京街道1号', 联系电话: '1******0000', 货号: 'CUP-W', 运费金额: '0.00',
  };

  test('one row a SKU: the amount of the order counts once', async () => {
    const { format, keys, records, end } = await importFile<OrderRow>(gbk(csvOf(orders30, [row, { ...row, 商品ID: '100000000002', 货号: 'CUP-B' }])), 'jd.csv');
    expect({ format, keys }).toEqual({ format: 'jd-orders', keys: ['300000000001/100000000001', '300000000001/100000000002'] });
    expect(records[0]).toMatchObject({ status: 'paid', buyerNick: 'jd_example', payableFen: 11000n, receiver: { province: '北京市', city: '北京市', district: '朝阳区', detail: '望京街道1号', masked: true }, line: { outerSku: 'CUP-W', platformSkuId: '100000000001' } });
    expect(end.reconciliation[1]).toMatchObject({ name: { zh: '应付金额合计' }, rows: 11000n });
  });

  test('rows of one order that disagree are pointed out; the same SKU twice has a key of its own', async () => {
    const { rows, keys } = await importFile<OrderRow>(gbk(csvOf(orders30, [row, { ...row, 应付金额: '110.01' }])), 'jd.csv');
    expect(rows[0]).not.toHaveProperty('warnings');
    expect(rows[1]).toMatchObject({ warnings: [{ code: 'order.amounts-differ' }] });
    expect(keys).toEqual(['300000000001/100000000001', '300000000001/100000000001#2']);
  });

  test.each([['完成', 'completed'], ['(删除)等待出库', 'closed'], ['（删除）等待出库', 'closed'], ['正在出库', null]])('%s is %s', async (word, status) => {
    const { records } = await importFile<OrderRow>(gbk(csvOf(orders30, [{ ...row, 订单状态: word }])), 'jd.csv');
    expect(records[0]!.status).toBe(status);
  });
});

describe('our own template', () => {
  test.each(['csv', 'xlsx'] as const)('the downloaded example can be imported as it is (%s)', async (kind) => {
    const template = await genericOrdersTemplate();
    const { format, keys, records, alarms, end } = await importFile<OrderRow>(template[kind], `${template.fileName}.${kind}`);
    expect({ format, keys, alarms }).toEqual({ format: 'generic-orders', keys: ['EX-20260101-001/#1', 'EX-20260101-001/#2'], alarms: [] });
    expect(records[0]).toMatchObject({ status: 'paid', payableFen: 12790n, receiver: { province: '浙江省', district: '西湖区', phone: '13800000000', masked: false }, line: { outerSku: 'CUP-350-W', quantity: 2, amountFen: 11800n } });
    expect(end.reconciliation[1]).toMatchObject({ rows: 12790n });
  });

  test('a line without 商家编码 cannot find its goods; one address text is taken apart', async () => {
    const head = '订单号,商家编码,商品名称,数量,收货人,手机,收货地址\n';
    const { rows } = await importFile<OrderRow>(utf8(`${head}1,,杯,1,甲,13800000000,上海市浦东新区示例路1号\n2,A,杯,1,甲,13800000000,上海市浦东新区示例路1号\n`), 'x.csv');
    expect(rows[0]).toMatchObject({ is: 'problem', problems: [{ code: 'cell.needed', column: '商家编码' }] });
    expect(rows[1]).toMatchObject({ is: 'record', record: { receiver: { province: '上海市', city: '上海市', district: '浦东新区', detail: '示例路1号' } } });
  });
});

describe('masked and encrypted buyers', () => {
  test.each(['~AgAAAAexample=~idx~4~~', '$AgAAAAexample=$4$', '##密文', '$$密文', '小**', '139****0000', '1******6198', '**街道'])('%s is masked', (text) => expect(isMasked(text)).toBe(true));
  test.each(['张三', '13800000000', '浙江省杭州市', '#3号楼', null])('%s is not', (text) => expect(isMasked(text)).toBe(false));
});

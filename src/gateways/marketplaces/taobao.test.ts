import { describe, expect, test } from 'vitest';
import { writeXlsx } from 'hucre/xlsx';
import { gbk, utf8 } from '../../kernel/files/test-files.ts';
import type { OrderItemRow, OrderRow } from './order-row.ts';
import { items10, items36, orders46, orders56, orders61, ordersChosen } from './taobao-headings.ts';
import { csvOf, importFile } from './test-exports.ts';

const order = {
  订单编号: '="351598765432101234"', 买家会员名: '小**', 买家应付货款: '118.00', 买家应付邮费: '10.00', 总金额: '128.00', 买家实际支付金额: '128.00', 订单状态: '买家已付款，等待卖家发货',
  收货人姓名: '陈**', 收货地址: '浙江省 杭州市 西湖区 **街道示例路1号(310000)', 联系手机: "'139****0000", 订单创建时间: '2026-11-20 10:00:00', 订单付款时间: '2026-11-20 10:01:05', 宝贝标题: '保温杯',
  物流单号: 'No:SF1000000000001', 物流公司: '顺丰速运', 宝贝总数量: '2', 店铺名称: '示例店', 订单关闭原因: '订单未关闭', 退款金额: '0.00',
};

describe('ExportOrderList', () => {
  test('of 2017, in GBK, with headings that end in a blank', async () => {
    const headings = orders46.map((h) => (['收货地址', '联系电话', '订单付款时间', '宝贝标题', '宝贝种类', '物流单号'].includes(h) ? `${h} ` : h));
    const padded = Object.fromEntries(Object.entries(order).map(([k, v]) => [headings.find((h) => h.trim() === k)!, v]));
    const { format, records, alarms, end } = await importFile<OrderRow>(gbk(csvOf(headings, [padded])), 'ExportOrderList20261120.csv');
    expect(format).toBe('taobao-orders');
    expect(alarms).toEqual([]);
    expect(records[0]).toMatchObject({
      platform: 'taobao', orderNo: '351598765432101234', status: 'paid', statusText: '买家已付款，等待卖家发货', storeName: '示例店', buyerNick: '小**',
      receiver: { name: '陈**', phone: '139****0000', province: '浙江省', city: '杭州市', district: '西湖区', detail: '**街道示例路1号', postcode: '310000', masked: true },
      createdAt: Date.UTC(2026, 10, 20, 2), paidAt: Date.UTC(2026, 10, 20, 2, 1, 5), goodsFen: 11800n, freightFen: 1000n, payableFen: 12800n, paidFen: 12800n, refundFen: 0n,
      waybillNo: 'SF1000000000001', quantityTotal: 2, line: null,
    });
    expect(end.reconciliation.map((r) => [r.name.zh, r.rows])).toEqual([['订单数', 1n], ['应付金额合计', 12800n], ['数据行', 1n]]);
  });

  test('the later xlsx of 61 columns, ids and times in the forms of Excel', async () => {
    const cells: Record<string, unknown> = { ...order, 订单编号: '351598765432101234', 支付单号: '2026112022001458860515315453', 总金额: 128, 订单创建时间: new Date('2026-11-20T10:00:00Z'), 确认收货时间: '2026/11/25 8:00', 订单状态: '交易成功' };
    const bytes = await writeXlsx({ sheets: [{ name: 'sheet', rows: [[...orders61], orders61.map((h) => (cells[h] ?? null) as string | null)] }] });
    const { records } = await importFile<OrderRow>(bytes, '订单.xlsx');
    expect(records[0]).toMatchObject({ orderNo: '351598765432101234', paymentNo: '2026112022001458860515315453', payableFen: 12800n, createdAt: Date.UTC(2026, 10, 20, 2), completedAt: Date.UTC(2026, 10, 25), status: 'completed' });
  });

  test('an order number that Excel rounded is quarantined', async () => {
    const bytes = await writeXlsx({ sheets: [{ name: 'sheet', rows: [[...orders56], orders56.map((h) => (h === '订单编号' ? 351598765432101234 : (order as Record<string, string>)[h] ?? ''))] }] });
    const { rows } = await importFile<OrderRow>(bytes, '订单.xlsx');
    expect(rows[0]).toMatchObject({ is: 'problem', problems: [{ code: 'id.digits-lost', column: '订单编号' }] });
  });

  test('a report with chosen columns needs only the order number', async () => {
    const { format, records } = await importFile<OrderRow>(utf8(csvOf(ordersChosen, [{ 订单编号: '1', 买家实付金额: '9.90', 退款金额: '无退款申请' }])), '订单报表.csv');
    expect(format).toBe('taobao-orders');
    expect(records[0]).toMatchObject({ payableFen: 990n, paidFen: 990n, refundFen: null, status: null, statusText: null });
    const few = await importFile<OrderRow>(utf8('订单编号,总金额,订单状态\n1,9.90,交易关闭\n'), '订单报表.csv');
    expect(few).toMatchObject({ format: 'taobao-orders', records: [{ payableFen: 990n, status: 'closed' }] });
  });

  test('what stands below the orders is no order: totals in words, notes of the export, two numbers in one cell', async () => {
    const { rows, end } = await importFile<OrderRow>(utf8(`${csvOf(orders56, [order])}合计：20笔\n导出时间：2026-11-21 08:00:00\n操作员王某\n"351598765432101234,351598765432101235"\n=A1+1\n`), 'x.csv');
    expect(rows.map((r) => r.is)).toEqual(['record', 'total', 'ignored', 'problem', 'problem', 'problem']);
    expect(rows[3]).toMatchObject({ problems: [{ code: 'order-no.unlikely', column: '订单编号' }] });
    expect(end.reconciliation).toContainEqual(expect.objectContaining({ name: { zh: '订单数', en: 'Orders' }, rows: 1n }));
  });

  test.each([['总金额', '-1.00', 'money.negative'], ['退款金额', '-5.00', 'money.negative'], ['买家应付邮费', '-8.00', 'money.negative'], ['宝贝总数量', '99999999999', 'count.too-large'], ['物流单号', '9'.repeat(501), 'cell.too-long'], ['支付单号', '9'.repeat(501), 'cell.too-long']])(
    '%s of %s waits for a person: no order is like that', async (column, cell, code) => {
      const { rows } = await importFile<OrderRow>(utf8(csvOf(orders56, [{ ...order, [column]: cell }])), 'x.csv');
      expect(rows[0]).toMatchObject({ is: 'problem', problems: [{ code, column }] });
    });

  test('a report without any column of money names what is missing instead of counting nothing', async () => {
    const { records, end } = await importFile<OrderRow>(utf8('订单编号,买家会员名,订单状态,订单创建时间,收货人姓名\n1,小**,交易成功,2026-11-20 10:00:00,陈**\n'), '订单报表.csv');
    expect(records).toHaveLength(1);
    expect(end.problems).toMatchObject([{ line: 0, code: 'column.missing', column: '总金额' }]);
  });

  test('a status nobody has seen is shown and not guessed', async () => {
    const { rows } = await importFile<OrderRow>(utf8(csvOf(orders56, [{ ...order, 订单状态: '定金已付' }])), 'x.csv');
    expect(rows[0]).toMatchObject({ is: 'record', record: { status: null, statusText: '定金已付' }, warnings: [{ code: 'status.unknown', column: '订单状态' }] });
  });

  test.each([['等待买家付款', 'unpaid'], ['卖家已发货,等待买家确认', 'shipped'], ['交易关闭', 'closed'], ['SELLER_CONSIGNED_PART', 'part-shipped'], ['PAID_FORBID_CONSIGN', 'in-review']])('%s is %s', async (word, status) => {
    const { records } = await importFile<OrderRow>(utf8(csvOf(orders56, [{ ...order, 订单状态: `"${word}"` }])), 'x.csv');
    expect(records[0]!.status).toBe(status);
  });
});

describe('order lines', () => {
  test('ExportOrderDetailList: a comma too many on each row, lines numbered within their order', async () => {
    const text = csvOf(items10, [
      { 订单编号: '="1001"', 标题: '保温杯', 价格: '59.00', 购买数量: '2', 外部系统编号: 'CUP-W', 商品属性: '颜色:白', 订单状态: '交易成功' },
      { 订单编号: '="1001"', 标题: '杯刷', 价格: '9.90', 购买数量: '1', 商家编码: 'BRUSH' },
      { 订单编号: '="1002"', 标题: '保温杯', 价格: '59.00', 购买数量: '1' },
    ]).replaceAll('\r\n', ',\r\n').replace(',\r\n', '\r\n');
    const { format, keys, records, alarms } = await importFile<OrderItemRow>(gbk(text), 'ExportOrderDetailList20261120.csv');
    expect({ format, keys, alarms }).toEqual({ format: 'taobao-items', keys: ['1001#1', '1001#2', '1002#1'], alarms: [] });
    expect(records.map((r) => [r.orderNo, r.line.outerSku, r.line.unitPriceFen, r.line.quantity])).toEqual([['1001', 'CUP-W', 5900n, 2], ['1001', 'BRUSH', 990n, 1], ['1002', null, 5900n, 1]]);
  });

  test('a bad line before it does not change the key of the next', async () => {
    const bad = csvOf(items10, [{ 订单编号: '1', 标题: '甲', 购买数量: '两件' }, { 订单编号: '1', 标题: '乙', 购买数量: '1' }]);
    expect((await importFile<OrderItemRow>(utf8(bad), 'd.csv')).keys).toEqual(['1#2']);
    expect((await importFile<OrderItemRow>(utf8(bad.replace('两件', '2')), 'd.csv')).keys).toEqual(['1#1', '1#2']);
  });

  test('the new report of 36 columns: own line number, refund as a word or a figure', async () => {
    const line = { 主订单编号: '1001', 商品标题: '保温杯', 商品价格: '59.00', 购买数量: '2', 商品ID: '700000000001', 买家应付货款: '110.00' };
    const { keys, records } = await importFile<OrderItemRow>(utf8(csvOf(items36, [
      { ...line, 子订单编号: '2001', 退款状态: '无退款', 退款金额: '无退款申请' },
      { ...line, 子订单编号: '2002', 退款状态: '退款成功', 退款金额: '55.00' },
    ])), '宝贝报表.csv');
    expect(keys).toEqual(['2001', '2002']);
    expect(records.map((r) => [r.orderNo, r.line.amountFen, r.line.refundFen])).toEqual([['1001', 11000n, null], ['1001', 11000n, 5500n]]);
  });

  test.each([['1', 'record'], ['0', 'problem'], ['-1', 'problem']])('a quantity of %s is a %s', async (quantity, outcome) => {
    const { rows } = await importFile<OrderItemRow>(utf8(csvOf(items10, [{ 订单编号: '1', 标题: '甲', 购买数量: quantity }])), 'd.csv');
    expect(rows[0]!.is).toBe(outcome);
  });
});

import { words } from '../../kernel/words.ts';
import { defineLayout } from '../../kernel/files/layout.ts';
import type { RowCells } from '../../kernel/files/row-cells.ts';
import { templateFiles, type TemplateFiles } from '../../kernel/files/template.ts';
import { emptyOrder, LinePositions, orderNoOf, OrderTally, readLine, readStatus, statusWords, waybillOf } from './order-reading.ts';
import type { OrderRow } from './order-row.ts';
import { receiverOf } from './receiver.ts';

const statuses = statusWords({
  待付款: 'unpaid', 待审核: 'in-review', 待发货: 'paid', 部分发货: 'part-shipped', 已发货: 'shipped', 已签收: 'signed', 已完成: 'completed', 已关闭: 'closed',
});

const headings = [
  '订单号', '子订单号', '店铺', '订单状态', '下单时间', '付款时间', '承诺发货时间', '发货时间', '完成时间', '买家昵称', '收货人', '手机', '省', '市', '区县', '详细地址', '邮编',
  '商家编码', '商品名称', '规格', '数量', '单价', '行金额', '商品总额', '运费', '优惠金额', '应付金额', '实付金额', '支付方式', '支付单号', '买家留言', '卖家备注', '快递公司', '运单号',
] as const;

/** Our own order template: one row a line, the order's own columns repeated. For every channel without an export of its own. */
export const genericOrders = defineLayout<OrderRow>(
  {
    id: 'generic-orders',
    kind: 'generic-orders',
    title: words('通用订单模板', 'General order template'),
    versions: [headings],
    keys: ['订单号', '商家编码', '商品名称', '数量'],
    aliases: { 手机: ['手机号', '联系电话'], 区县: ['区'], 详细地址: ['收货地址', '地址'], 收货人: ['收件人'], 运单号: ['快递单号', '物流单号'] },
    wanted: [{ anyOf: ['应付金额', '实付金额', '商品总额', '单价', '行金额'], for: words('订单金额', 'what an order costs') }, { anyOf: ['下单时间', '付款时间'], for: words('下单时间', 'when an order was placed') }],
    own: ['子订单号', '商家编码', '商品名称', '规格', '数量', '单价', '行金额'],
    freeText: ['商品名称', '详细地址', '买家留言', '卖家备注'],
    totals: [
      { heading: '数量', unit: 'count', name: words('数量', 'Units') },
      { heading: '行金额', unit: 'fen', name: words('行金额', 'Line amounts') },
    ],
  },
  () => {
    const tally = new OrderTally(false);
    const positions = new LinePositions();
    return {
      read(row, line) {
        const record = readOrder(row);
        const place = positions.at(record.orderNo, line);
        return { key: `${record.orderNo}/${record.line!.subOrderNo ?? `#${place}`}`, record };
      },
      taken: (order) => tally.add(order),
      end: () => ({ reconciliation: tally.reconciliation() }),
    };
  },
);

function readOrder(row: RowCells): OrderRow {
  const address = row.text('详细地址');
  const province = row.text('省');
  return {
    ...emptyOrder('generic', orderNoOf(row, '订单号', 'own')),
    ...readStatus(row, '订单状态', statuses),
    storeName: row.text('店铺'),
    buyerNick: row.text('买家昵称'),
    receiver: receiverOf({
      name: row.text('收货人'), phone: row.code('手机'), province, city: row.text('市'), district: row.text('区县'), postcode: row.code('邮编'),
      detail: province === null ? null : address, address: province === null ? address : null,
    }),
    createdAt: row.time('下单时间'),
    paidAt: row.time('付款时间'),
    promisedShipBy: row.timeAhead('承诺发货时间'),
    shippedAt: row.time('发货时间'),
    completedAt: row.time('完成时间'),
    goodsFen: row.amount('商品总额'),
    freightFen: row.amount('运费'),
    discountFen: row.money('优惠金额'),
    payableFen: row.amount('应付金额'),
    paidFen: row.amount('实付金额'),
    paymentMethod: row.text('支付方式'),
    paymentNo: row.id('支付单号'),
    buyerMessage: row.text('买家留言'),
    sellerRemark: row.text('卖家备注'),
    carrierName: row.text('快递公司'),
    waybillNo: waybillOf(row.code('运单号')),
    line: {
      ...readLine(row, { title: '商品名称', quantity: '数量' }),
      subOrderNo: row.id('子订单号'),
      outerSku: row.codeNeeded('商家编码'),
      spec: row.text('规格'),
      unitPriceFen: row.amount('单价'),
      amountFen: row.amount('行金额'),
    },
  };
}

/** The example to download: an order with two lines. The receiver is a shop counter of nobody. */
export const genericOrdersTemplate = (): Promise<TemplateFiles> =>
  templateFiles({ fileName: '订单导入模板', title: genericOrders.title, headings, rows: [exampleLine('CUP-350-W', '保温杯', '白色 350ml', '2', '59.00', '118.00'), exampleLine('BRUSH-01', '杯刷', '', '1', '9.90', '9.90')] });

function exampleLine(code: string, title: string, spec: string, quantity: string, price: string, amount: string): string[] {
  const cells: Partial<Record<(typeof headings)[number], string>> = {
    订单号: 'EX-20260101-001', 店铺: '示例店铺', 订单状态: '待发货', 下单时间: '2026-01-01 10:00:00', 付款时间: '2026-01-01 10:02:00', 买家昵称: '示例买家', 收货人: '示例收货人', 手机: '13800000000',
    省: '浙江省', 市: '杭州市', 区县: '西湖区', 详细地址: '示例路1号', 商家编码: code, 商品名称: title, 规格: spec, 数量: quantity, 单价: price, 行金额: amount,
    商品总额: '127.90', 运费: '0.00', 优惠金额: '0.00', 应付金额: '127.90', 实付金额: '127.90', 支付方式: '支付宝',
  };
  return headings.map((heading) => cells[heading] ?? '');
}

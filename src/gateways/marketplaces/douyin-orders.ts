import { words } from '../../kernel/words.ts';
import { defineLayout } from '../../kernel/files/layout.ts';
import type { RowCells } from '../../kernel/files/row-cells.ts';
import { orders74, ordersEarlier } from './douyin-headings.ts';
import { emptyOrder, orderNoOf, OrderTally, readLine, readStatus, statusWords } from './order-reading.ts';
import type { OrderRow } from './order-row.ts';
import { receiverOf } from './receiver.ts';

const statuses = statusWords({
  待支付: 'unpaid',
  待发货: 'paid',
  备货中: 'paid',
  部分发货: 'part-shipped',
  已发货: 'shipped',
  已完成: 'completed',
  已关闭: 'closed',
});

/**
 * Douyin orders: one row a sub-order. The money of a row is that sub-order's own (a gift of the same order has 0.00), so the
 * order's figures are the sums over its rows (moneyScope). Buyer data is masked or encrypted.
 */
export const douyinOrders = defineLayout<OrderRow>(
  {
    id: 'douyin-orders',
    kind: 'douyin-orders',
    title: words('抖音抖店 订单', 'Douyin orders'),
    versions: [orders74, ordersEarlier],
    keys: ['主订单编号', '子订单编号', '选购商品', '商品数量'],
    wanted: [{ anyOf: ['订单应付金额'], for: words('订单金额', 'what an order costs') }, { anyOf: ['订单提交时间', '支付完成时间'], for: words('下单时间', 'when an order was placed') }],
    // The money of a row is its own sub-order's.
    own: ['子订单编号', '选购商品', '商品规格', '商品数量', '商品ID', '商家编码', '商品单价', '订单应付金额', '运费', '优惠总金额', '平台优惠', '平台实际承担优惠金额', '售后状态'],
    freeText: ['选购商品', '买家留言', '商家备注', '详细地址'],
    totals: [
      { heading: '订单应付金额', unit: 'fen', name: words('订单应付金额', 'Payable') },
      { heading: '商品数量', unit: 'count', name: words('商品数量', 'Units') },
    ],
  },
  () => {
    const tally = new OrderTally(true);
    return {
      read(row) {
        const record = readOrder(row);
        return { key: record.line!.subOrderNo!, record };
      },
      taken: (order) => tally.add(order),
      end: () => ({ reconciliation: tally.reconciliation() }),
    };
  },
);

function readOrder(row: RowCells): OrderRow {
  const payableFen = row.amount('订单应付金额');
  const afterSalesText = row.text('售后状态');
  return {
    ...emptyOrder('douyin', orderNoOf(row, '主订单编号')),
    ...readStatus(row, '订单状态', statuses),
    receiver: receiverOf({
      name: row.text('收件人'),
      phone: row.code('收件人手机号'),
      province: row.text('省'),
      city: row.text('市'),
      district: row.text('区'),
      street: row.text('街道'),
      detail: row.text('详细地址'),
    }),
    createdAt: row.time('订单提交时间'),
    paidAt: row.time('支付完成时间'),
    promisedShipBy: row.timeAhead('承诺发货时间'),
    shippedAt: row.time('发货时间'),
    completedAt: row.time('订单完成时间'),
    freightFen: row.amount('运费'),
    discountFen: row.money('优惠总金额'),
    platformDiscountFen: row.money('平台实际承担优惠金额') ?? row.money('平台优惠'),
    payableFen,
    paymentMethod: row.text('支付方式'),
    buyerMessage: row.text('买家留言'),
    sellerRemark: row.text('商家备注'),
    flag: row.text('旗帜颜色'),
    closeReason: row.text('取消原因'),
    afterSalesText,
    line: {
      ...readLine(row, { title: '选购商品', quantity: '商品数量' }),
      subOrderNo: row.idNeeded('子订单编号'),
      outerSku: row.code('商家编码'),
      platformItemId: row.id('商品ID'),
      spec: row.text('商品规格'),
      unitPriceFen: row.amount('商品单价'),
      amountFen: payableFen,
      refundStatusText: afterSalesText,
      // No column says so: a gift is its own sub-order that costs nothing and is called one.
      gift: payableFen === 0n && /^[【[（(]?赠品/.test(row.text('选购商品') ?? ''),
    },
  };
}

import { words } from '../../kernel/words.ts';
import { timeCell } from '../../kernel/files/time-cell.ts';
import { defineLayout } from '../../kernel/files/layout.ts';
import type { RowCells } from '../../kernel/files/row-cells.ts';
import { emptyOrder, orderNoOf, OrderTally, readLine, readStatus, statusWords, waybillOf } from './order-reading.ts';
import type { OrderLineRow, OrderRow } from './order-row.ts';
import { orders23, orders82 } from './pdd-headings.ts';
import { receiverOf } from './receiver.ts';

const statuses = statusWords({
  待付款: 'unpaid',
  待支付: 'unpaid',
  待发货: 'paid',
  已发货: 'shipped',
  '已发货，待签收': 'shipped',
  '已发货，待收货': 'shipped',
  已签收: 'signed',
  已收货: 'signed',
  交易成功: 'completed',
  已取消: 'closed',
  交易已取消: 'closed',
  '未发货，退款成功': 'closed',
  '已发货，退款成功': 'closed',
});

/**
 * Pinduoduo orders: one row an order with its one article; every value ends in a TAB; a row 总计 may close the file. The export
 * gives neither name nor phone nor street: the marketplace keeps them (消费者资料).
 */
export const pddOrders = defineLayout<OrderRow>(
  {
    id: 'pdd-orders',
    kind: 'pdd-orders',
    title: words('拼多多 订单', 'Pinduoduo orders'),
    versions: [orders23, orders82],
    keys: ['订单号', '商品', '商品数量(件)'],
    signs: ['用户实付金额(元)', '商家实收金额(元)', '样式ID', '商家编码-规格维度', '商品总价(元)', '订单成交时间'],
    wanted: [{ anyOf: ['用户实付金额(元)', '商品总价(元)'], for: words('订单金额', 'what an order costs') }],
    freeText: ['商品', '商家备注', '买家留言'],
    totals: [
      { heading: '商品总价(元)', unit: 'fen', name: words('商品总价', 'Goods') },
      { heading: '邮费(元)', unit: 'fen', name: words('邮费', 'Freight') },
      { heading: '用户实付金额(元)', unit: 'fen', name: words('用户实付金额', 'Paid by buyers') },
      { heading: '商家实收金额(元)', unit: 'fen', name: words('商家实收金额', 'Received by the seller') },
      { heading: '商品数量(件)', unit: 'count', name: words('商品数量', 'Units') },
    ],
  },
  () => {
    const tally = new OrderTally(false);
    return {
      read(row) {
        const record = readOrder(row);
        return { key: record.orderNo, record };
      },
      taken: (order) => tally.add(order),
      end: () => ({ reconciliation: tally.reconciliation() }),
    };
  },
);

function readOrder(row: RowCells): OrderRow {
  const orderNo = orderNoOf(row, '订单号');
  const paid = row.amount('用户实付金额(元)');
  const afterSalesText = row.text('售后状态');
  const told = readStatus(row, '订单状态', statuses);
  const inReview = row.text('是否审核中') === '是' && told.status === 'paid';
  return {
    ...emptyOrder('pdd', orderNo),
    status: inReview ? 'in-review' : told.status,
    statusText: told.statusText,
    receiver: receiverOf({
      name: null,
      phone: null,
      province: row.text('省'),
      city: row.text('市'),
      district: row.text('区'),
      street: row.text('街道/镇'),
    }),
    createdAt: row.time('订单成交时间') ?? dayOfOrderNo(row, orderNo),
    paidAt: row.time('支付时间'),
    promisedShipBy: row.timeAhead('承诺发货时间'),
    shippedAt: row.time('发货时间'),
    completedAt: row.time('确认收货时间'),
    goodsFen: row.amount('商品总价(元)'),
    freightFen: row.amount('邮费(元)'),
    discountFen: row.money('店铺优惠折扣(元)'),
    platformDiscountFen: row.money('平台优惠折扣(元)'),
    payableFen: paid,
    paidFen: paid,
    paymentNo: row.id('支付ID'),
    paymentMethod: row.text('支付方式'),
    buyerMessage: row.text('买家留言'),
    sellerRemark: row.text('商家备注'),
    afterSalesText,
    carrierName: row.text('快递公司'),
    waybillNo: waybillOf(row.code('快递单号')),
    line: {
      ...readLine(row, { title: '商品', quantity: '商品数量(件)' }),
      outerSku: row.code('商家编码-规格维度') ?? row.code('商家编码-商品维度'),
      platformItemId: row.id('商品id'),
      platformSkuId: row.id('样式ID'),
      spec: row.text('商品规格'),
      refundStatusText: afterSalesText,
    },
    giftLine: giftOf(row),
  };
}

/** The gift of the marketplace's own tool; its number is matched once like a seller's code. */
function giftOf(row: RowCells): OrderLineRow | null {
  const title = row.text('赠品名称');
  if (title === null) return null;
  return {
    subOrderNo: null, outerSku: row.id('赠品id'), platformItemId: row.id('赠品id'), platformSkuId: null, title, spec: row.text('赠品规格'), quantity: row.count('赠品数量') ?? 1, unitPriceFen: 0n, amountFen: 0n, refundFen: null,
    refundStatusText: null, gift: true,
  };
}

/** The number begins with the day (YYMMDD-…): what remains when 订单成交时间 is blank. Near midnight the two may differ. */
function dayOfOrderNo(row: RowCells, orderNo: string): number | null {
  const digits = /^(\d{6})-\d{10,20}$/.exec(orderNo)?.[1];
  if (digits === undefined) return null;
  const day = timeCell(`20${digits}`);
  if (!day.ok || day.value === null) return null;
  row.warn('time.from-order-no', '订单成交时间', '“订单成交时间”为空，已按订单号取日期，零点前后可能差一天。', 'The time of the order is blank; its day was taken from the order number and may be a day off near midnight.');
  return row.happens('订单号', day.value);
}

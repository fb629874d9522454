import { words } from '../../kernel/words.ts';
import { defineLayout } from '../../kernel/files/layout.ts';
import type { RowCells } from '../../kernel/files/row-cells.ts';
import { orders30 } from './jd-headings.ts';
import { emptyOrder, LinePositions, orderNoOf, OrderTally, readLine, readStatus, statusWords } from './order-reading.ts';
import type { OrderRow } from './order-row.ts';
import { receiverOf } from './receiver.ts';

const statuses = statusWords({
  等待付款: 'unpaid',
  等待出库: 'paid',
  '(锁定)等待出库': 'in-review',
  等待确认收货: 'shipped',
  完成: 'completed',
  已取消: 'closed',
  '(删除)等待付款': 'closed',
  '(删除)等待出库': 'closed',
  '(删除)等待确认收货': 'closed',
});

/** JD orders: one row a SKU; the order's amounts are repeated on each row and must agree. */
export const jdOrders = defineLayout<OrderRow>(
  {
    id: 'jd-orders',
    kind: 'jd-orders',
    title: words('京东 订单', 'JD orders'),
    versions: [orders30],
    keys: ['订单号', '商品ID', '商品名称', '订购数量'],
    wanted: [{ anyOf: ['应付金额', '订单金额'], for: words('订单金额', 'what an order costs') }, { anyOf: ['下单时间', '付款确认时间'], for: words('下单时间', 'when an order was placed') }],
    own: ['商品ID', '商品名称', '订购数量', '京东价', '货号'],
    freeText: ['商品名称', '客户地址', '订单备注', '商家备注'],
  },
  () => {
    const tally = new OrderTally(false);
    const sameSku = new LinePositions();
    return {
      read(row, line) {
        const record = readOrder(row);
        warnWhenDifferent(row, tally.before(record.orderNo), record);
        const key = `${record.orderNo}/${record.line!.platformSkuId ?? ''}`;
        const nth = sameSku.at(key, line);
        return { key: nth === 1 ? key : `${key}#${nth}`, record };
      },
      taken: (order) => tally.add(order),
      end: () => ({ reconciliation: tally.reconciliation() }),
    };
  },
);

function warnWhenDifferent(row: RowCells, before: bigint | null | undefined, order: OrderRow): void {
  if (before === undefined || before === order.payableFen) return;
  row.warn('order.amounts-differ', '应付金额', `订单 ${order.orderNo} 各行的应付金额不一致，以第一行为准。`, `The rows of order ${order.orderNo} state different amounts; the first row counts.`);
}

function readOrder(row: RowCells): OrderRow {
  return {
    ...emptyOrder('jd', orderNoOf(row, '订单号')),
    ...readStatus(row, '订单状态', statuses),
    buyerNick: row.text('下单帐号'),
    receiver: receiverOf({ name: row.text('客户姓名'), phone: row.code('联系电话'), address: row.text('客户地址') }),
    createdAt: row.time('下单时间'),
    paidAt: row.time('付款确认时间'),
    completedAt: row.time('订单完成时间'),
    goodsFen: row.amount('订单金额'),
    freightFen: row.amount('运费金额'),
    payableFen: row.amount('应付金额'),
    paymentMethod: row.text('支付方式'),
    buyerMessage: row.text('订单备注'),
    sellerRemark: row.text('商家备注'),
    flag: row.text('商家备注等级（等级1-5为由高到低）'),
    line: {
      ...readLine(row, { title: '商品名称', quantity: '订购数量' }),
      outerSku: row.code('货号'),
      platformSkuId: row.idNeeded('商品ID'),
      unitPriceFen: row.amount('京东价'),
    },
  };
}

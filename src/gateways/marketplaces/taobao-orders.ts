import { words } from '../../kernel/words.ts';
import { defineLayout } from '../../kernel/files/layout.ts';
import type { RowCells } from '../../kernel/files/row-cells.ts';
import { emptyOrder, orderNoOf, OrderTally, readStatus, statusWords, waybillOf } from './order-reading.ts';
import type { OrderRow } from './order-row.ts';
import { receiverOf } from './receiver.ts';
import { orders46, orders56, orders61, ordersChosen } from './taobao-headings.ts';

/** Words of the exports, and those of the platform's interface that some tools write instead. */
export const taobaoStatuses = statusWords({
  等待买家付款: 'unpaid',
  '买家已付款，等待卖家发货': 'paid',
  卖家部分发货: 'part-shipped',
  '卖家已发货，等待买家确认': 'shipped',
  买家已签收: 'signed',
  交易成功: 'completed',
  交易关闭: 'closed',
  WAIT_BUYER_PAY: 'unpaid',
  PAY_PENDING: 'unpaid',
  TRADE_NO_CREATE_PAY: 'unpaid',
  WAIT_SELLER_SEND_GOODS: 'paid',
  PAID_FORBID_CONSIGN: 'in-review',
  SELLER_CONSIGNED_PART: 'part-shipped',
  WAIT_BUYER_CONFIRM_GOODS: 'shipped',
  TRADE_BUYER_SIGNED: 'signed',
  TRADE_FINISHED: 'completed',
  TRADE_CLOSED: 'closed',
  TRADE_CLOSED_BY_TAOBAO: 'closed',
});

export const noRefund: ReadonlySet<string> = new Set(['无退款申请']);

/** Taobao and Tmall orders (ExportOrderList…): one row an order, no lines; those come in a file of their own. */
export const taobaoOrders = defineLayout<OrderRow>(
  {
    id: 'taobao-orders',
    kind: 'taobao-orders',
    title: words('淘宝/天猫 订单报表', 'Taobao/Tmall orders'),
    versions: [orders46, orders56, orders61, ordersChosen],
    keys: ['订单编号'],
    aliases: { 买家实际支付金额: ['买家实付金额'], 宝贝标题: ['商品标题'] },
    signs: ['买家应付货款', '买家实际支付金额', '买家会员名', '买家应付邮费', '总金额'],
    wanted: [{ anyOf: ['总金额', '买家实际支付金额', '买家应付货款'], for: words('订单金额', 'what an order costs') }, { anyOf: ['订单创建时间', '订单付款时间'], for: words('下单时间', 'when an order was placed') }],
    freeText: ['买家留言', '宝贝标题', '订单备注', '收货地址'],
    totals: [
      { heading: '总金额', unit: 'fen', name: words('总金额', 'Total') },
      { heading: '买家实际支付金额', unit: 'fen', name: words('买家实际支付金额', 'Paid by buyers') },
      { heading: '宝贝总数量', unit: 'count', name: words('宝贝总数量', 'Units') },
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
  return {
    ...emptyOrder('taobao', orderNoOf(row, '订单编号')),
    ...readStatus(row, '订单状态', taobaoStatuses),
    storeName: row.text('店铺名称'),
    buyerNick: row.text('买家会员名'),
    receiver: receiverOf({
      name: row.text('收货人姓名'),
      phone: row.code('联系手机') ?? row.code('联系电话'),
      address: row.text('修改后的收货地址') ?? row.text('收货地址'),
    }),
    createdAt: row.time('订单创建时间'),
    paidAt: row.time('订单付款时间'),
    completedAt: row.time('确认收货时间'),
    goodsFen: row.amount('买家应付货款'),
    freightFen: row.amount('买家应付邮费'),
    // Reports with chosen columns may tell only what was paid.
    payableFen: row.amount('总金额') ?? row.amount('买家实际支付金额'),
    paidFen: row.amount('买家实际支付金额'),
    refundFen: row.amount('退款金额', noRefund),
    paymentNo: row.id('支付单号'),
    buyerMessage: row.text('买家留言'),
    sellerRemark: row.text('订单备注'),
    closeReason: row.text('订单关闭原因'),
    carrierName: row.text('物流公司'),
    waybillNo: waybillOf(row.code('物流单号')),
    quantityTotal: row.count('宝贝总数量'),
  };
}

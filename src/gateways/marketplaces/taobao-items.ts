import { words } from '../../kernel/words.ts';
import { defineLayout } from '../../kernel/files/layout.ts';
import type { RowCells } from '../../kernel/files/row-cells.ts';
import { LinePositions, orderNoOf, readLine } from './order-reading.ts';
import type { OrderItemRow } from './order-row.ts';
import { items10, items36 } from './taobao-headings.ts';
import { noRefund } from './taobao-orders.ts';

/**
 * Lines of Taobao's orders: ExportOrderDetailList (10 columns, each row with one comma too many) and the 千牛 item report, whose
 * 订单编号 is called 主订单编号. The old file has no number of its own for a line: its place within the order is the key.
 */
export const taobaoItems = defineLayout<OrderItemRow>(
  {
    id: 'taobao-items',
    kind: 'taobao-items',
    title: words('淘宝/天猫 宝贝报表', 'Taobao/Tmall order lines'),
    versions: [items10, items36],
    keys: ['主订单编号', '商品标题', '购买数量'],
    aliases: { 主订单编号: ['订单编号'], 商品标题: ['标题', '宝贝标题'], 商品价格: ['价格'] },
    signs: ['外部系统编号', '套餐信息', '购买数量'],
    own: ['子订单编号', '商品标题', '商品价格', '购买数量', '外部系统编号', '商家编码', '商品属性', '商品ID', '买家应付货款', '退款状态', '退款金额'],
    freeText: ['商品标题', '备注', '联系方式备注', '商家备注', '主订单买家留言'],
  },
  () => {
    const positions = new LinePositions();
    return {
      read(row, line) {
        const record = readItem(row);
        const place = positions.at(record.orderNo, line);
        return { key: record.line.subOrderNo ?? `${record.orderNo}#${place}`, record };
      },
    };
  },
);

function readItem(row: RowCells): OrderItemRow {
  const line = readLine(row, { title: '商品标题', quantity: '购买数量' });
  return {
    platform: 'taobao',
    orderNo: orderNoOf(row, '主订单编号'),
    statusText: row.text('订单状态'),
    line: {
      ...line,
      subOrderNo: row.id('子订单编号'),
      outerSku: row.code('外部系统编号') ?? row.code('商家编码'),
      platformItemId: row.id('商品ID'),
      spec: row.text('商品属性'),
      unitPriceFen: row.amount('商品价格'),
      amountFen: row.amount('买家应付货款'),
      refundFen: row.amount('退款金额', noRefund),
      refundStatusText: row.text('退款状态'),
    },
  };
}

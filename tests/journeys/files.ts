/** Small export files in the marketplaces' own shapes, made by us: what a person drops onto the import page. */

const orderHeadings = '订单编号,买家会员名,买家支付宝账号,支付单号,支付详情,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址,运送方式,联系电话,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝种类,物流单号,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,是否代付,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,退款金额,预约门店'.split(',');

export interface FileOrder { no: string; buyer: string; address: string; phone: string; yuan: string; at: string; paymentNo: string; sku: string; title: string; unit: string; quantity: number; note?: string; total?: string }

const csv = (rows: readonly (readonly string[])[]): string => `${rows.map((r) => r.map((c) => (/[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',')).join('\r\n')}\r\n`;

/** ExportOrderList as Taobao writes it: order numbers as ="…", phones with an apostrophe. */
export function orderList(store: string, orders: readonly FileOrder[]): Buffer {
  const rows = orders.map((o) => {
    const cell: Record<string, string> = {
      订单编号: `="${o.no}"`, 买家会员名: o.buyer, 支付单号: o.paymentNo, 买家应付货款: o.yuan, 买家应付邮费: '0.00', 总金额: o.total ?? o.yuan, 买家实际支付金额: o.yuan, 订单状态: '买家已付款，等待卖家发货', 买家留言: o.note ?? '',
      收货人姓名: '示例收货人', 收货地址: o.address, 联系手机: `'${o.phone}`, 订单创建时间: o.at, 订单付款时间: o.at, 宝贝标题: o.title, 宝贝总数量: String(o.quantity), 店铺名称: store, 退款金额: '0',
    };
    return orderHeadings.map((h) => cell[h] ?? '');
  });
  return Buffer.from(`\ufeff${csv([orderHeadings, ...rows])}`);
}

export function itemList(orders: readonly FileOrder[]): Buffer {
  const headings = ['订单编号', '标题', '价格', '购买数量', '外部系统编号', '商品属性', '套餐信息', '备注', '订单状态', '商家编码'];
  return Buffer.from(`\ufeff${csv([headings, ...orders.map((o) => [`="${o.no}"`, o.title, o.unit, String(o.quantity), o.sku, '颜色:白', '', '', '买家已付款，等待卖家发货', o.sku, ''])])}`);
}

export const productFile = (rows: readonly (readonly string[])[]): Buffer => Buffer.from(`\ufeff${csv([['商家编码', '品名', '规格', '成本价', '售价', '最低售价', '重量(克)'], ...rows])}`);
export const stockFile = (rows: readonly (readonly string[])[]): Buffer => Buffer.from(`\ufeff${csv([['仓库', '商家编码', '盘点数量'], ...rows])}`);

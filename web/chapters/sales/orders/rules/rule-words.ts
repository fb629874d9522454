import { words, type Words } from '../../../../../src/kernel/words.ts';

/** When each rule holds an order, in a sentence. */
export const ruleSays: Record<string, Words> = {
  'lines-missing': words('订单没有明细，或明细件数少于订单件数', 'The order has no lines, or fewer units in them than it says'),
  'sku-unknown': words('商家编码找不到对应的规格', 'A code has no SKU of ours'),
  'address-incomplete': words('缺收货人、电话、省市区或详细地址', 'Name, phone, region or street is missing'),
  'no-warehouse': words('店铺没有默认仓库，不能占用库存', 'The store has no warehouse to reserve from'),
  'platform-stop': words('平台锁定、已部分发货或状态无法识别', 'Locked, partly shipped or unknown at the marketplace'),
  'price-below-floor': words('优惠后的成交单价低于规格的最低售价', 'The unit price after discounts is below the SKU’s floor'),
  'remark-or-flag': words('有买家留言、卖家备注或有含义的旗帜', 'A message, a remark of ours or a flag that means something'),
  'customer-on-hold': words('客户被冻结（在“客户”里冻结，写明原因）', 'Somebody put the customer on hold, with a reason'),
  'refund-asked': words('平台售后状态表示买家在申请退款', 'The marketplace says that a refund is asked for'),
  'suspected-duplicate': words('同一买家在限定时间内下过完全相同的订单', 'The same buyer ordered exactly the same within the time'),
  'many-orders': words('同一买家、收货电话或收货地址在限定时间内达到这么多单（防刷单空包；合同订单和批发客户不算，多家店铺合计）', 'So many orders of one buyer, phone or address within the time (made-up sales; contracts and wholesale customers do not count, all stores together)'),
  'own-warehouse': words('收货地址与本公司在用仓库的地址相同（防空包刷单；常有客户到仓自提的可关闭）', 'The receiver’s address is that of a warehouse of ours in use (made-up sales; switch it off where customers often fetch goods there)'),
  'address-masked': words('平台隐藏收件信息：只提示，不拦下', 'The marketplace hides the receiver: said, not held'),
  'may-merge': words('同买家同地址有未发出的订单：只提示，不拦下', 'Open orders to the same buyer and address: said, not held'),
};

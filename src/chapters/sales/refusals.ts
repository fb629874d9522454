import { refusals } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';

export const no = refusals('sales', {
  'store-unknown': {
    status: 422,
    title: words('没有这个店铺', 'No such store'),
    next: words('请选择已开设的店铺，或先在“店铺”里建立。', 'Choose a store that is open, or create it first.'),
  },
  'buyer-unknown': {
    status: 422,
    title: words('没有这个客户，或地址不属于该客户', 'No such customer, or the address is not the customer’s'),
    next: words('请重新选择客户和收货地址，或直接填写新的收货信息。', 'Choose the customer and the address again, or give a new receiver.'),
    clause: '2.3.1',
  },
  'sms-off': {
    status: 409,
    title: words('短信通道没有接通', 'Short messages are not connected'),
    next: words('请在平台聊天或电话里告知客户，再登记；接通短信请让管理员配置 SMS_KEY_ID 等设置。', 'Tell the customer in the marketplace or by telephone and record it; an administrator connects short messages with SMS_KEY_ID and its neighbours.'),
  },
  'store-without-warehouse': {
    status: 409,
    title: words('店铺没有默认仓库', 'The store has no default warehouse'),
    next: words('请先在“店铺”里设置默认仓库，再放行订单。', 'Set a default warehouse for the store, then release the order.'),
    clause: '2.3.2',
  },
  'order-known': {
    status: 409,
    title: words('该店铺已有这个平台单号', 'The store already has an order of this number'),
    next: words('请打开已有的订单；如果确是另一单，请换一个单号。', 'Open the order that is there; if this is another one, give another number.'),
    clause: '2.3.1',
  },
  'sku-unknown': {
    status: 422,
    title: words('有商品找不到对应的规格编码', 'An article has no SKU of ours'),
    next: words('请核对商家编码，或先在“商品”里建立该规格。', 'Check the code, or create the SKU first.'),
    clause: '2.3.1',
  },
  'not-enough-stock': {
    status: 409,
    title: words('库存不足', 'Not enough stock'),
    next: words('请减少数量，或改为缺货等待（ifShort: wait）。', 'Ask for less, or let the order wait for goods (ifShort: wait).'),
    clause: '2.3.2',
  },
  'amounts-disagree': {
    status: 422,
    title: words('金额不一致', 'The amounts disagree'),
    next: words('优惠不能超过商品金额；实付不能超过应付。请核对后重新提交。', 'The discount may not exceed the goods, nor the payment what is owed. Check and send again.'),
  },
  'deposit-missing': {
    status: 409,
    title: words('不足约定的首期款或定金', 'Less than the first part or the deposit that was agreed'),
    next: words('首期款到账后才占用库存、进入审单；请按付款计划登记。', 'Goods are reserved and the order is reviewed when the first part is here; record it as the plan says.'),
    clause: '2.3.1',
  },
  'gift-rule-nothing': {
    status: 422,
    title: words('赠品规则没有条件，或没有这个店铺', 'The gift rule asks for nothing, or the store is not known'),
    next: words('请写明满多少金额，或买哪个商品多少件；结束时间须晚于开始时间。', 'Say which amount must be reached, or how many of which article; it must end later than it begins.'),
    clause: '2.3.1',
  },
  'line-shipped': {
    status: 409,
    title: words('订单已有货物发出，不能变更', 'Goods of the order have left; it cannot be changed'),
    next: words('已发出的走退换流程；要多买的请另下订单。', 'What has left goes by a return or an exchange; order the rest separately.'),
    clause: '2.3.3',
  },
  'amendment-open': {
    status: 409,
    title: words('这张订单已有待生效的变更', 'A change of this order is open'),
    next: words('请等它生效，或先撤回它再提新的。', 'Wait for it, or withdraw it before you propose another.'),
    clause: '2.3.1',
  },
  'amendment-ended': {
    status: 409,
    title: words('该变更已有结果', 'This change is over'),
    next: words('请刷新订单查看现行版本；需要再改请提出新的变更。', 'Reload the order to see the version in force; propose another change if one is wanted.'),
    clause: '2.3.1',
  },
  'amendment-overtaken': {
    status: 409,
    title: words('提出变更后订单已变动，批准的不是现在这张', 'The order is another than the one that was signed'),
    next: words('请撤回该变更，按订单现状重新提出。', 'Withdraw this change and propose it again on the order as it is.'),
    clause: '2.3.1',
  },
  'marketplace-order': {
    status: 409,
    title: words('平台订单的商品和金额以平台为准', 'Goods and money of a marketplace order follow the marketplace'),
    next: words('请在平台改价或改商品，再导入更新；这里可以变更地址和承诺时间。', 'Change them in the marketplace and import again; here the address and the date can be changed.'),
    clause: '2.3.1',
  },
  'nothing-to-amend': {
    status: 422,
    title: words('内容没有变化', 'Nothing is another'),
    next: words('请修改商品、数量、单价、运费、地址或承诺时间后再提交。', 'Change the goods, quantities, prices, freight, address or date first.'),
    clause: '2.3.1',
  },
  'already-shipped': {
    status: 409,
    title: words('订单已发货', 'The order has left'),
    next: words('发货后不能取消：请走退货流程，或联系承运商拦截包裹。', 'It cannot be cancelled any more: start a return, or ask the carrier to stop the parcel.'),
    clause: '2.3.3',
  },
  'nothing-to-hold': {
    status: 409,
    title: words('只有尚未发货的订单可以拦下', 'Only orders that have not left can be held'),
    next: words('请刷新后查看订单状态。', 'Reload and look at the state of the order.'),
    clause: '2.3.1',
  },
  'hold-open': {
    status: 409,
    title: words('订单缺少放行所需的资料', 'The order lacks what a release needs'),
    next: words('请先补齐：匹配未识别的商品、补全收货地址，然后再放行。', 'Match the unknown articles and complete the address first, then release it.'),
    clause: '2.3.1',
  },
  'cannot-merge': {
    status: 409,
    title: words('这些发货单不能合并', 'These fulfilments cannot be merged'),
    next: words('只有同店铺、同仓库、同买家、同收货地址且都未出库的发货单可以合并。', 'Only fulfilments of one store, warehouse, buyer and address that have not left can be merged.'),
    clause: '2.3.3',
  },
  'cannot-split': {
    status: 422,
    title: words('拆单方案与发货单不符', 'The parts do not fit the fulfilment'),
    next: words('每一部分至少一件，各部分数量之和不能超过原发货单，且须留下或分出至少两份。', 'Each part needs at least one unit, together they may not exceed the fulfilment, and at least two parts must result.'),
    clause: '2.3.3',
  },
  'cannot-undo': {
    status: 409,
    title: words('不能还原', 'It cannot be undone'),
    next: words('其中有发货单已出库或已再次变动；请按现有发货单处理。', 'One of them has left or was changed again; go on with the fulfilments as they are.'),
  },
  'shortage-closed': {
    status: 409,
    title: words('缺货记录已关闭', 'The shortage is closed'),
    next: words('请刷新列表；货已补齐或订单已取消。', 'Reload the list; the goods have come or the order was cancelled.'),
    clause: '2.3.2',
  },
  'promise-in-the-past': {
    status: 422,
    title: words('预计时间已经过去', 'The date lies in the past'),
    next: words('请填写将来的时间。', 'Give a time in the future.'),
    clause: '2.3.2',
  },
  'no-contact': {
    status: 409,
    title: words('没有可用的联系方式', 'There is no way to reach the customer'),
    next: words('买家电话被平台隐藏：请在平台聊天中告知，并选择“平台聊天”登记。', 'The marketplace hides the phone: tell the customer in its chat and record it as such.'),
    clause: '2.3.3',
  },
  'too-late-for-address': {
    status: 409,
    title: words('包裹已发出，不能修改地址', 'The goods have left; the address cannot change'),
    next: words('请联系承运商改派，或等待退回后重新发货。', 'Ask the carrier to redirect it, or ship again after it comes back.'),
    clause: '2.3.3',
  },
  'packed-amend-instead': {
    status: 409,
    title: words('已打包的订单不能直接改地址', 'The address of a packed order does not change just like that'),
    next: words('请用“变更订单”提出新地址：批准后仓库拆包重发。', 'Propose the new address with “Amend the order”: once it is approved the warehouse opens the parcel.'),
    clause: '2.3.1',
  },
  'address-incomplete': {
    status: 422,
    title: words('收货地址不完整', 'The address is incomplete'),
    next: words('请补全收货人、电话、省市区和详细地址。', 'Fill in name, phone, province, city, district and street.'),
    clause: '2.3.1',
  },
});

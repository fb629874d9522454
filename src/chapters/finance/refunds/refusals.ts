import { refusals } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';

export const no = refusals('finance', {
  'refund-beyond-paid': {
    status: 409, title: words('退款超过已付金额', 'More than was paid'),
    next: words('同一订单各次退款之和不得超过买家已付金额；请减少金额，或先作废未支付的退款。', 'All refunds of an order together may not exceed what was paid; lower the amount, or void a refund that is not paid yet.'), clause: '2.4.2',
  },
  'refund-settled': {
    status: 409, title: words('该退款已支付或已作废', 'The refund is paid or void'),
    next: words('请刷新列表；不要重复支付。', 'Reload the list; do not pay it twice.'), clause: '2.4.2',
  },
  'refund-on-bill': {
    status: 409, title: words('账单显示这笔订单已有退款', 'The bill shows a refund for this order already'),
    next: words('若就是这一笔，请填写账单上的交易号登记；若确实要另付，请在说明里写明原因。', 'If it is this one, register it with the number of the movement; if another one has to be paid, say why in the note.'), clause: '2.4.2',
  },
  'other-way-needs-reason': {
    status: 422, title: words('不原路退回须写明原因', 'Another way than paid needs a reason'),
    next: words('依法应按支付方式原路退回；确需改用其他方式的，请填写客户同意的情况。', 'The law wants the money to go back the way it was paid; if that cannot be done, say how the customer agreed to another way.'), clause: '2.4.2',
  },
});

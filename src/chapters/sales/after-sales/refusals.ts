import { refusals } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';

export const no = refusals('sales', {
  'return-does-not-fit': {
    status: 422, title: words('订单状态不适合这种退换', 'The order does not allow this kind of return'),
    next: words('未发货的订单请选“发货前退款”（整单）；已发货的请选其他类型。', 'Choose “refund before shipping” (the whole order) while nothing has left, another type afterwards.'), clause: '2.4.2',
  },
  'returned-twice': {
    status: 409, title: words('这些商品已经申请过退换', 'These goods are already being returned'),
    next: words('请打开已有的退换单查看进度；数量不能超过购买数量减去已申请的数量。', 'Open the return that is there; no more can be returned than was bought and not asked for yet.'), clause: '2.4.2',
  },
  'nothing-paid': {
    status: 409, title: words('订单没有付款', 'The order was not paid'), next: words('没有付款的订单请直接取消。', 'Cancel an order that was not paid.'), clause: '2.4.2',
  },
  'reason-unknown': {
    status: 422, title: words('没有这个退换原因', 'No such reason'), next: words('请从原因列表中选择一项启用的原因。', 'Choose a reason of the list that is in use.'), clause: '2.4.2',
  },
  'too-many-photos': {
    status: 422, title: words('照片太多', 'Too many photos'), next: words('一件反馈或投诉最多 36 张照片，请挑能说明问题的。', 'Feedback and complaints hold 36 photos each; choose those that show it.'),
  },
  'photo-needed': {
    status: 422, title: words('该原因需要照片', 'This reason needs a photo'), next: words('请拍照上传商品问题，最多 9 张。', 'Take a photo of what is wrong, 9 at most.'), clause: '2.4.2',
  },
  'return-is-a-right': {
    status: 409, title: words('依法应当准予退换', 'The law gives the customer this return'), next: words('规则判定应准予；请准予，或先更正原因、商品状况后再判定。', 'The rule allows it: allow it, or correct the cause or the condition of the goods first.'), clause: '2.4.2',
  },
  'goodwill-needs-lead': {
    status: 403, title: words('例外准予须由客服主管或部门经理办理', 'Goodwill is for the service lead or the department head'), next: words('规则不准予；请说明依据并拒绝，或交主管例外准予并写明理由。', 'The rule does not allow it: refuse with its article, or hand it to the lead, who grants it with a reason.'), clause: '2.4.2',
  },
  'inspection-incomplete': {
    status: 422, title: words('验收数量与退货数量不符', 'The inspection does not cover the goods'), next: words('每行入库、报废、退回客户之和须等于退货数量。', 'Restocked, scrapped and sent back must add up to what was returned, line by line.'), clause: '2.4.2',
  },
  'exchange-made': {
    status: 409, title: words('换货单已建立', 'The exchange is ordered already'), next: words('请打开换货单查看发货进度。', 'Open the exchange order to follow it.'), clause: '2.4.2',
  },
  'exchange-not-covered': {
    status: 422, title: words('换货数量超过退回数量', 'More is sent than came back'), next: words('换货总件数不能超过验收合格的件数；多要的请另下订单。', 'An exchange sends no more units than were accepted; order the rest separately.'), clause: '2.4.2',
  },
  'exchange-difference-paid': {
    status: 409, title: words('差价已退给客户，不能再等价换货', 'A difference went back already; an even exchange would give it away'),
    next: words('请按差价换货：已退的差价会计入要补的款。', 'Settle the difference: what went back counts in what is to be paid.'), clause: '2.4.2',
  },
  'order-unknown': {
    status: 422, title: words('没有这个订单', 'No such order'), next: words('请重新选择订单，或不填订单直接登记。', 'Choose the order again, or record it without one.'), clause: '2.4.3',
  },
  'compensation-beyond-authority': {
    status: 403, title: words('超过补偿权限', 'More than your post may give'), next: words('请减少金额，或交权限更高的岗位告知结果。', 'Lower it, or let a higher post tell the result.'), clause: '2.4.3',
  },
  'complaint-not-closed': {
    status: 409, title: words('投诉尚未结案', 'The complaint is not closed'), next: words('客户确认并结案后，再记录原因。', 'Record the cause once it is confirmed and closed.'), clause: '2.4.3',
  },
  'complaint-over': {
    status: 409, title: words('投诉已经结束', 'The complaint is over'), next: words('仍有问题请另提一条投诉。', 'Complain anew if something is still wrong.'), clause: '2.4.3',
  },
  'cause-unknown': {
    status: 422, title: words('没有这个投诉原因', 'No such cause'), next: words('请从原因树中选择一项启用的原因，并核对商家编码。', 'Choose a cause of the tree that is in use, and check the SKU.'), clause: '2.4.3',
  },
  'feedback-settled': {
    status: 409, title: words('已并入、已判为垃圾或已办结', 'It is merged, spam or done'), next: words('请刷新后查看。', 'Reload it.'), clause: '2.4.1',
  },
  'reason-in-circle': {
    status: 422, title: words('上级原因形成循环', 'The reasons go in a circle'), next: words('请选择另一个上级原因。', 'Choose another reason above it.'), clause: '2.4.2',
  },
});

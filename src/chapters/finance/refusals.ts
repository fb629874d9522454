import { refusals } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';

export const no = refusals('finance', {
  'name-taken': {
    status: 409, title: words('账户名称或账号已存在', 'An account of this name or number exists'),
    next: words('请换一个名称，或修改已有的账户。', 'Choose another name, or change the account that has it.'), clause: '6.1.1',
  },
  'cheque-is-a-payment': {
    status: 422, title: words('支票只能登记为银行账户的收款', 'A cheque is a payment into a bank account'),
    next: words('类型请选「收款」，账户请选将要送存的银行账户。', 'Choose “payment” and the bank account into which it will be banked.'), clause: '6.1.1',
  },
  'cheque-not-taken': {
    status: 409, title: words('该客户有退票记录，不再接受支票', 'A cheque of this customer has bounced: no more cheques'),
    next: words('请客户改用转账或其他方式付款。', 'Ask the customer for a transfer or another way.'), clause: '6.1.1',
  },
  'account-inactive': {
    status: 409, title: words('收款账户不存在或已停用', 'The payment account is unknown or out of use'),
    next: words('只能使用公司登记且启用的收款账户。', 'Use a registered account of the company that is in use.'), clause: '6.1.1',
  },
  'account-of-other-kind': {
    status: 422, title: words('账单与所选账户不符', 'The bill is of another account'),
    next: words('请选择账单所属的收款账户。', 'Choose the account that the bill belongs to.'), clause: '6.1.2',
  },
  'account-in-use': {
    status: 409, title: words('账户已有收款记录', 'The account has receipts'),
    next: words('有收款记录的账户不能改变渠道，可以停用后另建。', 'An account with receipts keeps its provider; switch it off and create another.'),
  },
  'receipt-known': {
    status: 409, title: words('该流水号已登记', 'This number is recorded already'),
    next: words('请核对流水号；如为另一笔收款，请填写它自己的流水号。', 'Check the number; another receipt has a number of its own.'), clause: '6.1.2',
  },
  'receipt-settled': {
    status: 409, title: words('这笔收款没有未核销金额', 'Nothing of this receipt is open'),
    next: words('请刷新查看；需要改动时先撤销原来的核销或说明。', 'Reload; to change it, undo the match or explanation first.'),
  },
  'more-than-open': {
    status: 422, title: words('金额超过可核销的余额', 'More than what is open'),
    next: words('核销金额之和不得超过收款余额，也不得超过订单余额。', 'Matches may exceed neither what is open of the receipt nor what is open of the order.'), clause: '6.1.2',
  },
  'nothing-to-undo': {
    status: 409, title: words('已经撤销', 'It has been undone already'), next: words('请刷新查看。', 'Reload to see the present state.'),
  },
  'undo-refund-first': {
    status: 409, title: words('该订单还有已核销的退款', 'Refunds of this order are matched'),
    next: words('请先撤销退款的核销，再撤销付款的核销。', 'Undo the match of the refund first, then that of the payment.'),
  },
  'not-a-suspect': {
    status: 422, title: words('这个原因只用于两份账单中的疑似重复', 'This reason is for movements that may stand in two bills'),
    next: words('请选择其他原因。', 'Choose another reason.'),
  },
  'suspect-first': {
    status: 409, title: words('先确认是否与另一份账单重复', 'First say whether it is the same movement as in the other bill'),
    next: words('请选择「同一笔」或「另一笔」。', 'Choose “same movement” or “own movement”.'), clause: '6.1.2',
  },
  'reason-does-not-fit': {
    status: 422, title: words('原因与金额方向不符', 'The reason does not fit the direction of the money'),
    next: words('收入与支出的差额各有对应的原因。', 'Money in and money out have reasons of their own.'),
  },
  'already-reversed': {
    status: 409, title: words('该凭证已冲销', 'The entry is reversed already'), next: words('请打开冲销凭证查看。', 'Open the reversing entry.'),
  },
  'not-by-hand': {
    status: 409, title: words('业务凭证不能手工冲销', 'Entries of the business are not reversed by hand'),
    next: words('请撤销对应的核销、说明或业务单据，系统会自动冲销。', 'Undo the match, the explanation or the document behind it; the entry is reversed with it.'), clause: '6.3.1',
  },
  'does-not-balance': {
    status: 422, title: words('借贷不平', 'Debit and credit differ'), next: words('请修改分录，使借方合计等于贷方合计。', 'Change the lines so that debit equals credit.'), clause: '6.3.1',
  },
  'period-not-over': {
    status: 409, title: words('账期尚未结束', 'The period is not over'), next: words('月末之后才能签字和关账。', 'Sign and close after the month’s end.'), clause: '6.1.2',
  },
  'period-closed': {
    status: 409, title: words('账期已关账', 'The period is closed'), next: words('新业务记入下一个未关账的账期。', 'What is new is booked into the next open period.'), clause: '6.1.2',
  },
  'earlier-period-open': {
    status: 409, title: words('上一账期尚未关账', 'An earlier period is still open'), next: words('请按月份先后关账。', 'Close the months one after the other.'), clause: '6.3.1',
  },
  'items-open': {
    status: 409, title: words('还有未核销也未说明的收款', 'Receipts are neither matched nor explained'),
    next: words('请在未达账项中逐笔核销或说明差异后再关账。', 'Match or explain each open item, then close.'), clause: '6.1.2',
  },
  'bills-missing': {
    status: 409, title: words('账单不完整或余额不连续', 'Bills are missing or their balances do not join'),
    next: words('请导入列出的账户缺少的账单后再关账。', 'Import what is missing of the accounts named, then close.'), clause: '6.1.2',
  },
  'hand-entry-apart': {
    status: 403, title: words('手工登记或核销过本期收款的人不能关账', 'Whoever entered or matched receipts of the period by hand does not close it'),
    next: words('请由另一位同事签字并关账。', 'Let a colleague sign and close.'), clause: '6.1.2',
  },
  'not-signed': {
    status: 409, title: words('会签未完成', 'The signatures are not complete'),
    next: words('须由会计和部门经理两人分别签字；签字后又有新凭证的须重新签字。', 'Accountant and department head sign, two persons; entries booked after a signature make it void.'), clause: '6.1.2',
  },
  'later-period-closed': {
    status: 409, title: words('后面的账期已关账', 'A later period is closed'), next: words('请从最后关账的月份起，按月份倒序打开。', 'Open the months again from the last one backwards.'), clause: '6.3.1',
  },
  'period-not-closed': {
    status: 409, title: words('账期没有关账', 'The period is not closed'), next: words('请刷新查看。', 'Reload to see the present state.'),
  },
  'closer-apart': {
    status: 403, title: words('关账或签字的人不能重新打开账期', 'Whoever closed or signed a period does not open it again'),
    next: words('请由没有签字的部门经理或总经理打开。', 'Let a department head or general manager who did not sign open it.'), clause: '6.1.2',
  },
  'sign-your-side': {
    status: 403, title: words('您的岗位不能为这一方签字', 'Your post does not sign for this side'),
    next: words('财务方由会计签字，销售方由部门经理签字，且须为两人。', 'The accountant signs for finance, the department head for sales, and they are two persons.'), clause: '6.1.2',
  },
});

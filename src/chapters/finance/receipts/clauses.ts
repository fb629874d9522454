import { words } from '../../../kernel/words.ts';
import { clause, declareClauses, duration, fen, list, on, option, overdue, schedule, wording } from '../../../regulation/declare.ts';

/** Receipts: methods (6.1.1), recording and matching (6.1.2), overdue payers (6.1.3). */
export const clauses = declareClauses('finance/receipts', [
  clause({
    id: '6.1.1', title: words('收款方式', 'Payment methods'), binds: ['cashier', 'accountant', 'seller'],
    wording: wording(
      '按客户类别和金额提供合适的收款方式（[paymentMethods]），并事先告知客户方式和公司账户；只能向公司登记的账户收款。单笔 [transferFrom]以上的改用对公转账。收到支票后 [chequeBankWithin]内送存银行。',
      'Customers pay by a method that suits their class and the amount ([paymentMethods]) and are told method and company account beforehand; money goes to registered company accounts only. From [transferFrom] a bank transfer is used. A cheque is banked within [chequeBankWithin] of receipt.',
    ),
    parameters: {
      paymentMethods: list(words('收款方式', 'Payment methods'), ['alipay', 'wechat', 'bank-card', 'transfer', 'cheque'], [
        option('alipay', '支付宝', 'Alipay'), option('wechat', '微信支付', 'WeChat Pay'), option('bank-card', '银行卡', 'bank card'),
        option('transfer', '银行转账', 'bank transfer'), option('cheque', '支票', 'cheque'),
      ], { scopes: ['channel', 'store', 'customer-class'] }),
      transferFrom: fen(words('须转账的金额起点', 'Amount from which a transfer is used'), 5_000_000n, [0n, 1_000_000_000n], { binds: 'event', scopes: ['customer-class'] }),
      chequeBankWithin: duration(words('支票送存时限', 'Time to bank a cheque'), 1, 'workDays', [1, 5]),
    },
    controls: [
      {
        kind: 'rule', id: 'method-offered', title: words('收款方式的选择', 'Which methods are offered'), rule: 'finance.payment-methods', uses: ['paymentMethods', 'transferFrom'],
        general: words('向客户提供其类别可用的全部收款方式', 'A customer is offered every method open to their class'),
        exceptions: [
          { name: 'large-amount', words: words('达到转账起点的，只提供银行转账和支票', 'large amounts by transfer or cheque only') },
          { name: 'bounced-cheque', words: words('有退票记录的客户不再接受支票', 'no cheques from a customer whose cheque has bounced') },
        ],
      },
      {
        kind: 'gate', id: 'company-account-only', title: words('只用公司账户收款', 'Company accounts only'), enforce: 'block',
        verb: 'finance.request-payment', act: words('向客户收款', 'asking a customer for payment'),
        requires: [
          { name: 'account-registered', words: words('收款账户为公司登记账户', 'the account is registered to the company') },
          { name: 'method-told', words: words('已告知客户收款方式和账户', 'the customer knows method and account') },
        ],
      },
      {
        kind: 'deadline', id: 'cheque-banked', title: words('支票及时送存', 'Cheques are banked'), subject: 'cheque',
        after: [on('finance.cheque-received', '收到支票', 'receipt')], until: [on('finance.cheque-banked', '送存银行', 'banking')],
        cancelledBy: [on('finance.cheque-returned', '退还客户', 'return to the customer')],
        within: { parameter: 'chequeBankWithin' }, calendar: 'office', owner: { post: 'cashier' }, repeat: 'once',
        escalation: overdue('cashier', 'accountant'),
        work: { title: words('将支票送存银行', 'Bank the cheque'), opens: 'cheque' },
      },
    ],
  }),
  clause({
    id: '6.1.2', title: words('收款记录与核对', 'Receipts and matching'), binds: ['cashier', 'accountant', 'department-head'],
    wording: wording(
      '每笔收款须记录时间、金额、方式和客户。[billImportCadence]导入各收款账户的账单，入账后 [matchWithin]内与销售核对，允许差异 [matchTolerance]，每一分钱都要有着落。手工登记收款的人不得办理关账；关账须经会计和部门经理会签。',
      'Each receipt is recorded with time, amount, method and customer. Bills of all accounts are imported [billImportCadence] and matched with sales within [matchWithin] of entry, tolerance [matchTolerance]: every cent is explained. Who enters a receipt by hand does not close the period; the close is signed by accountant and department head.',
    ),
    parameters: {
      billImportCadence: schedule(words('账单导入周期', 'Import of bills'), { every: 'day' }),
      matchWithin: duration(words('收款核对时限', 'Time to match a receipt'), 1, 'workDays', [1, 10], { scopes: ['channel', 'store'], units: { workHours: [1, 80] } }),
      matchTolerance: fen(words('核对允许差异', 'Tolerance of matching'), 0n, [0n, 100n], { binds: 'event' }),
    },
    controls: [
      {
        kind: 'cadence', id: 'bills-imported', title: words('按期导入账单', 'Bills are imported'), every: { parameter: 'billImportCadence' },
        scope: { type: 'account', as: words('每个收款账户', 'each account') }, product: on('finance.bill-imported', '导入账单', 'the import'),
        calendar: 'natural', owner: { post: 'cashier' }, escalation: overdue('cashier', 'accountant'),
        work: { title: words('导入收款账单', 'Import the bill'), opens: 'bill' },
      },
      {
        kind: 'match', id: 'receipts-agree-with-sales', title: words('收款与销售相符', 'Receipts and sales agree'),
        left: { records: 'finance.receipt', as: words('收款记录', 'receipts') }, right: { records: 'sales.order-payment', as: words('订单应收', 'the orders’ dues') },
        key: { fields: ['order', 'amount'], as: words('订单号和金额', 'order number and amount') },
        tolerance: { parameter: 'matchTolerance' }, owner: { post: 'accountant' },
      },
      {
        kind: 'deadline', id: 'matched-or-explained-in-time', title: words('按时核对或说明', 'Matched or explained in time'), subject: 'receipt',
        after: [on('finance.receipt-recorded', '收款入账', 'entry'), on('finance.receipt-left-open', '收款未核销', 'being left open')],
        until: [on('finance.receipt-matched', '核销', 'the match'), on('finance.difference-explained', '说明差异', 'the explanation')],
        within: { parameter: 'matchWithin' }, calendar: 'office', owner: { post: 'accountant' }, repeat: 'eachCycle',
        escalation: overdue('accountant', 'department-head'),
        work: { title: words('核对收款或说明差异', 'Match the receipt or explain the difference'), opens: 'receipt' },
      },
      {
        kind: 'separation', id: 'hand-entry-and-close-apart', title: words('手工记账与关账分离', 'Hand entry and close apart'),
        acts: [
          on('finance.receipt-recorded', '手工登记收款', 'entering a receipt by hand', [{ field: 'byHand', op: 'eq', value: true }]),
          on('finance.period-closed', '关账', 'closing the period'),
        ],
        subject: 'period', within: words('同一账期', 'one period'),
      },
      {
        kind: 'gate', id: 'every-cent-explained', title: words('分文有着落方可关账', 'Closed when every cent is explained'), enforce: 'block',
        verb: 'finance.close-period', act: words('关账', 'closing a period'),
        requires: [
          { name: 'every-receipt-settled', words: words('每笔收款均已核销或说明', 'every receipt is matched or explained') },
          { name: 'bills-complete', words: words('各账户账单均已导入且余额连续', 'all bills are in and their balances join up') },
        ],
      },
      {
        kind: 'approval', id: 'close-signed-off', title: words('关账会签', 'The close is signed'), enforce: 'block',
        verb: 'finance.close-period', act: words('关账', 'closing a period'), steps: [{ mode: 'all', posts: ['accountant', 'department-head'] }],
      },
    ],
  }),
  clause({
    id: '6.1.3', title: words('逾期催收', 'Overdue payers'), binds: ['accountant', 'seller', 'team-lead', 'department-head'],
    wording: wording(
      '对逾期未付的客户查明原因、制定对策，按逾期天数催收：[dunningPlan]，每步应在 [dunningStepWithin]内完成。合同约定的分期款和客户承诺的付款日期须跟踪兑现；逾期超过 [creditHoldAfter]的，暂停其新订单。',
      'Late payers are followed: the reason is learnt, a way is chosen, and by days overdue comes [dunningPlan], each step done within [dunningStepWithin]. Instalments of contracts and promised dates are watched; after [creditHoldAfter] overdue new orders are held.',
    ),
    parameters: {
      dunningPlan: schedule(words('催收步骤', 'Dunning plan'), {
        steps: [{ day: 1, act: 'remind' }, { day: 7, act: 'phone' }, { day: 15, act: 'letter' }, { day: 30, act: 'legal' }],
      }, {
        scopes: ['customer-class'],
        options: [
          option('remind', '短信或邮件提醒', 'a reminder'), option('phone', '电话催收', 'a call'), option('visit', '上门拜访', 'a visit'),
          option('letter', '寄送催款函', 'a letter'), option('legal', '转法律途径', 'legal steps'),
        ],
      }),
      dunningStepWithin: duration(words('催收步骤时限', 'Time for a step'), 1, 'workDays', [1, 10]),
      creditHoldAfter: duration(words('停单逾期天数', 'Overdue days before a hold'), 15, 'days', [1, 180], { binds: 'now', scopes: ['customer-class'] }),
    },
    controls: [
      {
        kind: 'rule', id: 'dunning-step', title: words('催收步骤的确定', 'Which step is due'), rule: 'finance.dunning-step', uses: ['dunningPlan'],
        general: words('按逾期天数进入相应步骤，不跳步、不重复', 'Days overdue decide the step; none is skipped or repeated'),
        exceptions: [
          { name: 'disputed', words: words('货款有争议的，先解决争议', 'a disputed claim is settled first') },
          { name: 'promised', words: words('承诺日期未到的，暂停催收', 'dunning rests until a promised date') },
        ],
      },
      {
        kind: 'deadline', id: 'dunning-step-done', title: words('催收步骤落实', 'Steps are taken'), subject: 'receivable',
        after: [on('finance.dunning-step-reached', '进入催收步骤', 'reaching the step')], until: [on('finance.dunning-step-done', '完成该步催收', 'the step')],
        cancelledBy: [on('finance.receivable-settled', '客户付清', 'full payment'), on('finance.payment-promised', '客户承诺付款', 'a promise to pay')],
        within: { parameter: 'dunningStepWithin' }, calendar: 'office', owner: { post: 'accountant' }, repeat: 'eachCycle',
        escalation: overdue('accountant', 'department-head'),
        work: { title: words('完成本步催收', 'Take the dunning step'), opens: 'receivable' },
      },
      {
        kind: 'deadline', id: 'instalment-paid-in-time', title: words('分期款按期收回', 'Instalments come in on time'), subject: 'instalment',
        after: [on('finance.instalment-opened', '约定分期付款', 'the plan of payment')], until: [on('finance.instalment-paid', '收讫该期货款', 'payment of the part')],
        cancelledBy: [on('finance.instalment-voided', '订单取消', 'cancellation of the order')],
        within: { promise: 'dueAt' }, calendar: 'natural', owner: { post: 'seller', from: 'seller' }, repeat: 'once',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('收回本期货款', 'Collect the part'), opens: 'instalment' },
      },
      {
        kind: 'deadline', id: 'promise-to-pay-kept', title: words('承诺付款兑现', 'A promise to pay is kept'), subject: 'receivable',
        after: [on('finance.payment-promised', '客户承诺付款', 'the promise')], until: [on('finance.receivable-settled', '收讫货款', 'full payment')],
        within: { promise: 'promisedAt' }, calendar: 'natural', owner: { post: 'seller', from: 'seller' }, repeat: 'eachCycle',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('收回承诺的货款', 'Collect the promised payment'), opens: 'receivable' },
      },
      {
        kind: 'gate', id: 'no-credit-hold', title: words('逾期客户停单', 'Late payers are held'), enforce: 'block',
        verb: 'sales.release-order', eachOf: ['sales.release-orders'], act: words('订单放行', 'releasing an order'), uses: ['creditHoldAfter'],
        requires: [{ name: 'no-credit-hold', words: words('客户没有超期欠款', 'the customer owes nothing beyond the limit') }],
        override: { posts: ['department-head'], approval: ['general-manager'] },
      },
    ],
  }),
]);

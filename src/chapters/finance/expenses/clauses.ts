import { words } from '../../../kernel/words.ts';
import { bands, clause, declareClauses, duration, everyone, fen, ladder, list, on, option, overdue, schedule, wording } from '../../../regulation/declare.ts';

/** Expenses: rules (6.2.1), flow (6.2.2). */
export const clauses = declareClauses('finance/expenses', [
  clause({
    id: '6.2.1', title: words('报销制度', 'Expense rules'), binds: everyone,
    wording: wording(
      '报销范围为[expenseCategories]；住宿每晚不超过 [lodgingLimit]，餐补每天不超过 [mealLimit]，按岗位和城市执行。报销须附[expenseProofs]，费用发生后 [claimWithin]内提出。',
      'Expenses cover [expenseCategories]. Lodging is limited to [lodgingLimit] a night and meals to [mealLimit] a day, by post and city. A claim carries [expenseProofs] and is made within [claimWithin] of the expense.',
    ),
    parameters: {
      expenseCategories: list(words('报销范围', 'Categories'), ['travel', 'lodging', 'meals', 'local-transport', 'entertainment', 'office'], [
        option('travel', '差旅交通费', 'travel'), option('lodging', '住宿费', 'lodging'), option('meals', '餐费', 'meals'),
        option('local-transport', '市内交通费', 'local transport'), option('entertainment', '业务招待费', 'entertainment'), option('office', '办公费', 'office supplies'),
        option('training', '培训费', 'training'),
      ], { scopes: ['post'] }),
      lodgingLimit: fen(words('住宿标准', 'Lodging limit'), 35_000n, [0n, 500_000n], { binds: 'event', scopes: ['post', 'city'] }),
      mealLimit: fen(words('餐补标准', 'Meal limit'), 10_000n, [0n, 100_000n], { binds: 'event', scopes: ['post', 'city'] }),
      expenseProofs: list(words('报销凭证', 'Proofs'), ['invoice', 'payment-record'], [
        option('invoice', '合规发票', 'a valid invoice'), option('payment-record', '付款记录', 'the payment record'), option('trip-approval', '出差审批', 'the approval of the trip'),
      ], {
        scopes: ['post'],
        statutory: { contains: ['invoice'], law: words('《发票管理办法》第二十条：不符合规定的发票，不得作为财务报销凭证', 'Measures for the Administration of Invoices, art. 20: an invalid invoice is no proof of an expense') },
      }),
      claimWithin: duration(words('报销提出时限', 'Time to claim'), 60, 'days', [7, 365], { binds: 'event' }),
    },
    controls: [
      {
        kind: 'rule', id: 'standard-applied', title: words('报销标准', 'What is paid'), rule: 'finance.expense-standard', uses: ['expenseCategories', 'lodgingLimit', 'mealLimit'],
        general: words('在标准以内的据实报销', 'Within the standard the real cost is paid'),
        exceptions: [
          { name: 'over-standard', words: words('超标部分自理，经总经理批准的除外', 'what exceeds it is one’s own, unless the general manager approves') },
          { name: 'shared-room', words: words('合住的按人分摊计算', 'a shared room is counted by head') },
        ],
      },
      {
        kind: 'gate', id: 'proofs-complete', title: words('凭证齐全', 'Proofs are complete'), enforce: 'block',
        verb: 'finance.submit-claim', act: words('提交报销', 'submitting a claim'), uses: ['expenseProofs', 'claimWithin'],
        requires: [
          { name: 'proofs-attached', words: words('凭证齐全', 'all proofs are attached') }, { name: 'category-allowed', words: words('属于报销范围', 'the category is allowed') },
          { name: 'claimed-in-time', words: words('未超过提出时限', 'it is not too late') },
        ],
        override: { posts: ['accountant'], approval: ['department-head'] },
      },
    ],
  }),
  clause({
    id: '6.2.2', title: words('报销流程', 'Expense flow'), binds: everyone,
    wording: wording(
      '报销人提交单据和发票，依次经部门经理、财务、总经理审批，权限为：[claimApproval]；每级应在 [claimDecisionWithin]内审批。同一发票不得重复报销；[splitWindow]内为同一事项拆分报销的予以标记。[claimPayDay]统一付款。',
      'A claim with its invoices goes to department head, finance and general manager: [claimApproval]; each decides within [claimDecisionWithin]. No invoice is paid twice; claims split for one purpose within [splitWindow] are flagged. Payment is [claimPayDay].',
    ),
    parameters: {
      claimApproval: bands(words('报销审批权限', 'Authority over claims'), words('报销金额', 'amount'), 'fen', 'posts',
        ladder([[200_000n, ['department-head', 'accountant']]], ['department-head', 'accountant', 'general-manager']), { scopes: ['post'] }),
      claimDecisionWithin: duration(words('报销审批时限', 'Time for each decision'), 2, 'workDays', [1, 15], { units: { workHours: [1, 120] } }),
      splitWindow: duration(words('拆分报销识别期', 'Window for split claims'), 7, 'days', [1, 90], { binds: 'event' }),
      claimPayDay: schedule(words('报销付款日', 'Payment day'), { every: 'week', on: 5 }),
    },
    controls: [
      {
        kind: 'approval', id: 'claim-approved', title: words('逐级审批', 'Claims are approved'), enforce: 'block',
        verb: 'finance.pay-claim', act: words('报销付款', 'paying a claim'), matrix: { field: 'amountFen', parameter: 'claimApproval' },
      },
      {
        kind: 'deadline', id: 'claim-decided-in-time', title: words('及时审批', 'Decided in time'), subject: 'claim',
        after: [on('finance.claim-step-reached', '报销到达审批环节', 'reaching the step')], until: [on('finance.claim-step-decided', '作出审批', 'the decision')],
        cancelledBy: [on('finance.claim-withdrawn', '报销人撤回', 'withdrawal of the claim')],
        within: { parameter: 'claimDecisionWithin' }, calendar: 'office', owner: { post: 'department-head', from: 'approver' }, repeat: 'eachCycle',
        escalation: overdue('department-head', 'general-manager'),
        work: { title: words('审批报销单', 'Decide the claim'), opens: 'claim' },
      },
      {
        kind: 'gate', id: 'invoice-used-once', title: words('发票不得重复报销', 'An invoice counts once'), enforce: 'block',
        verb: 'finance.submit-claim', act: words('提交报销', 'submitting a claim'),
        requires: [
          { name: 'invoice-unused', words: words('发票未曾报销', 'the invoice has not been used') }, { name: 'invoice-valid', words: words('发票真实合规', 'the invoice is genuine and valid') },
        ],
      },
      {
        kind: 'rule', id: 'split-flagged', title: words('拆分报销标记', 'Split claims are flagged'), rule: 'finance.split-claims', uses: ['splitWindow'],
        general: words('识别期内同一人、同一事项的报销合并计算金额', 'Claims of one person for one purpose in the window are added up'),
        exceptions: [{ name: 'recurring', words: words('按月发生的固定费用不合并', 'fixed monthly costs are not') }],
      },
      {
        kind: 'separation', id: 'claim-and-pay-apart', title: words('报销与付款分离', 'Claiming and paying apart'),
        acts: [on('finance.claim-submitted', '提交报销', 'submitting the claim'), on('finance.claim-paid', '付款', 'paying it')],
        subject: 'claim', within: words('同一报销单', 'one claim'),
      },
      {
        kind: 'separation', id: 'approve-and-pay-apart', title: words('审批与付款分离', 'Approving and paying apart'),
        acts: [on('finance.claim-step-decided', '审批报销', 'approving the claim'), on('finance.claim-paid', '付款', 'paying it')],
        subject: 'claim', within: words('同一报销单', 'one claim'),
      },
      {
        kind: 'cadence', id: 'payment-run', title: words('按期付款', 'The payment run'), every: { parameter: 'claimPayDay' },
        scope: { type: 'company', as: words('全公司', 'the company') }, product: on('finance.payment-run-completed', '完成付款批次', 'the run'),
        calendar: 'office', owner: { post: 'cashier' }, escalation: overdue('cashier', 'accountant'),
        work: { title: words('支付已批准的报销', 'Pay the approved claims'), opens: 'payment-run' },
      },
    ],
  }),
]);

import { words } from '../../../kernel/words.ts';
import { bands, clause, count, declareClauses, duration, ladder, list, on, option, overdue, schedule, wording } from '../../../regulation/declare.ts';

/** Incentives: what there is (7.3.1), how it is given (7.3.2). */
export const clauses = declareClauses('people/incentives', [
  clause({
    id: '7.3.1', title: words('激励机制', 'Incentives'), binds: ['seller', 'team-lead', 'service-agent', 'store-operator', 'hr', 'department-head'],
    wording: wording(
      '物质激励与精神激励并举：[incentiveKinds]。销售提成按月净销售额（扣除退货）分档：[commissionTiers]；提成发放后 [clawbackWithin]内发生退货的，相应扣回。[honourCadence]评选一次优秀员工。',
      'Incentives are both material and moral: [incentiveKinds]. Commission by a month’s net sales, returns taken off: [commissionTiers]; a return within [clawbackWithin] of payment takes its share back. Honours are awarded [honourCadence].',
    ),
    parameters: {
      incentiveKinds: list(words('激励方式', 'Kinds of incentive'), ['bonus', 'commission', 'benefits', 'commendation', 'title', 'promotion'], [
        option('bonus', '奖金', 'bonus'), option('commission', '提成', 'commission'), option('benefits', '福利', 'benefits'), option('commendation', '表彰', 'commendation'),
        option('title', '荣誉称号', 'titles'), option('promotion', '晋升机会', 'chances of promotion'),
      ]),
      commissionTiers: bands(words('提成比例', 'Commission tiers'), words('月净销售额', 'net sales of the month'), 'fen', 'percent',
        ladder([[10_000_000n, 100], [30_000_000n, 150]], 200), { scopes: ['post', 'product-line', 'team'] }),
      clawbackWithin: duration(words('提成扣回期', 'Clawback period'), 90, 'days', [0, 365], { binds: 'event' }),
      honourCadence: schedule(words('评优周期', 'Honours'), { every: 'quarter' }),
    },
    controls: [
      {
        kind: 'rule', id: 'commission-computed', title: words('提成计算', 'Commission'), rule: 'people.commission', uses: ['commissionTiers', 'clawbackWithin', 'incentiveKinds'],
        general: words('净销售额按所在档位比例计提', 'Net sales earn the rate of their tier'),
        exceptions: [
          { name: 'returned', words: words('退货部分不计提，已发的在扣回期内扣回', 'returns earn nothing, and what was paid is taken back in time') },
          { name: 'below-floor', words: words('低于毛利底线成交的不计提', 'sales below the margin floor earn nothing') },
          { name: 'shared-deal', words: words('多人成交的按约定比例分配', 'a shared sale is split as agreed') },
        ],
      },
      {
        kind: 'cadence', id: 'honours-awarded', title: words('按期评优', 'Honours are awarded'), every: { parameter: 'honourCadence' },
        scope: { type: 'company', as: words('全公司', 'the company') }, product: on('people.honour-awarded', '评选优秀员工', 'the award'),
        calendar: 'office', owner: { post: 'hr' }, escalation: overdue('hr', 'department-head'),
        work: { title: words('评选优秀员工', 'Award the honours'), opens: 'honour' },
      },
    ],
  }),
  clause({
    id: '7.3.2', title: words('激励实施', 'Carrying out'), binds: ['hr', 'accountant', 'cashier', 'department-head', 'seller', 'service-agent', 'store-operator'],
    wording: wording(
      '激励依据员工实际业绩兑现：[statementOfPayCadence]为每位员工出具激励明细，周期结束后 [statementOfPayWithin]内完成，逐行可查；经批准后随报销或工资批次发放。员工有异议的，[payDisputeWithin]内答复。每季度抽查 [payStatementSample]，核对是否清楚有据。',
      'Incentives follow real results: each person gets a statement [statementOfPayCadence], within [statementOfPayWithin] of the period’s end, explained line by line; once approved it is paid with the expense or payroll run. A dispute is answered within [payDisputeWithin]. Each quarter [payStatementSample] are checked.',
    ),
    parameters: {
      statementOfPayCadence: schedule(words('激励明细周期', 'Statement period'), { every: 'month' }),
      statementOfPayWithin: duration(words('激励明细时限', 'Time to the statement'), 7, 'workDays', [1, 30]),
      payDisputeWithin: duration(words('激励异议答复时限', 'Time to answer a dispute'), 3, 'workDays', [1, 20]),
      payStatementSample: count(words('激励明细抽查份数', 'Statements checked'), 3, words('份明细', 'statements'), [1, 100]),
    },
    controls: [
      {
        kind: 'cadence', id: 'statement-given', title: words('按期出具激励明细', 'Statements are given'), every: { parameter: 'statementOfPayCadence' },
        scope: { type: 'person', as: words('每位员工', 'each person') }, product: on('people.incentive-statement-issued', '出具激励明细', 'the statement'),
        within: { parameter: 'statementOfPayWithin' }, calendar: 'office', owner: { post: 'hr' }, escalation: overdue('hr', 'department-head'),
        work: { title: words('出具激励明细', 'Issue the incentive statement'), opens: 'incentive-statement' },
      },
      {
        kind: 'approval', id: 'incentive-approved', title: words('激励发放经批准', 'Incentives are approved'), enforce: 'block',
        verb: 'people.pay-incentive', act: words('发放激励', 'paying an incentive'), steps: [{ mode: 'sequence', posts: ['department-head', 'accountant', 'general-manager'] }],
      },
      {
        kind: 'separation', id: 'compute-and-pay-apart', title: words('核算与发放分离', 'Computing and paying apart'),
        acts: [on('people.incentive-statement-issued', '核算激励', 'computing the incentive'), on('people.incentive-paid', '发放激励', 'paying it')],
        subject: 'incentive-statement', within: words('同一激励明细', 'one statement'),
      },
      {
        kind: 'deadline', id: 'pay-dispute-answered', title: words('异议按时答复', 'Disputes are answered'), subject: 'incentive-statement',
        after: [on('people.incentive-disputed', '提出异议', 'the dispute')], until: [on('people.incentive-dispute-answered', '答复异议', 'the answer')],
        within: { parameter: 'payDisputeWithin' }, calendar: 'office', owner: { post: 'hr' }, repeat: 'eachCycle', escalation: overdue('hr', 'department-head'),
        work: { title: words('答复激励异议', 'Answer the dispute'), opens: 'incentive-statement' },
      },
      {
        kind: 'attest', id: 'statement-clear', title: words('明细清楚', 'Statements are clear'),
        of: on('people.incentive-statement-issued', '激励明细', 'the statements'), sample: { parameter: 'payStatementSample' }, window: 'quarter', by: 'department-head',
        checks: [
          words('每行写明依据', 'each line names its ground'), words('数字可打开到业务记录', 'figures open down to records'), words('员工看得懂', 'the person can follow it'),
        ],
      },
    ],
  }),
]);

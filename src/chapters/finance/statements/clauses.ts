import { words } from '../../../kernel/words.ts';
import { clause, declareClauses, duration, list, on, option, overdue, percent, schedule, wording } from '../../../regulation/declare.ts';

/** Statements: making (6.3.1) and reading them (6.3.2). */
export const clauses = declareClauses('finance/statements', [
  clause({
    id: '6.3.1', title: words('报表编制', 'Statements'), binds: ['accountant', 'department-head'],
    wording: wording(
      '[statementCadence]编制收入、成本、费用和利润报表，须真实、完整、及时；月末后 [monthCloseWithin]内完成关账，[statementWithin]内出具报表。每个数字可打开至分录和业务单据。',
      'Revenue, cost, expense and profit are stated [statementCadence], correctly, completely and on time: the books close within [monthCloseWithin] of the month’s end and the statements follow within [statementWithin]. Every figure opens down to its entries.',
    ),
    parameters: {
      statementCadence: schedule(words('报表周期', 'Statement period'), { every: 'month' }),
      monthCloseWithin: duration(words('月结时限', 'Time to close the month'), 5, 'workDays', [1, 20]),
      statementWithin: duration(words('报表出具时限', 'Time to the statements'), 8, 'workDays', [1, 25]),
    },
    controls: [
      {
        kind: 'cadence', id: 'month-closed', title: words('按时月结', 'The month is closed'), every: { parameter: 'statementCadence' },
        scope: { type: 'company', as: words('全公司', 'the company') }, product: on('finance.period-closed', '关账', 'the close'),
        within: { parameter: 'monthCloseWithin' }, calendar: 'office', owner: { post: 'accountant' }, escalation: overdue('accountant', 'department-head'),
        work: { title: words('完成月结', 'Close the month'), opens: 'period' },
      },
      {
        kind: 'cadence', id: 'statements-issued', title: words('按时出具报表', 'Statements are issued'), every: { parameter: 'statementCadence' },
        scope: { type: 'company', as: words('全公司', 'the company') }, product: on('finance.statements-issued', '出具财务报表', 'the statements'),
        within: { parameter: 'statementWithin' }, calendar: 'office', owner: { post: 'accountant' }, escalation: overdue('accountant', 'department-head'),
        work: { title: words('出具财务报表', 'Issue the statements'), opens: 'statement' },
      },
      {
        kind: 'match', id: 'entries-agree-with-documents', title: words('账实相符', 'Entries and documents agree'),
        left: { records: 'finance.ledger-entry', as: words('会计分录', 'ledger entries') }, right: { records: 'finance.source-document', as: words('业务单据', 'the documents behind them') },
        key: { fields: ['document', 'amount'], as: words('单据号和金额', 'document number and amount') }, owner: { post: 'accountant' },
      },
      {
        kind: 'gate', id: 'balanced-before-issue', title: words('平衡后出表', 'Balanced before issue'), enforce: 'block',
        verb: 'finance.issue-statements', act: words('出具财务报表', 'issuing statements'),
        requires: [
          { name: 'period-closed', words: words('账期已关账', 'the period is closed') }, { name: 'trial-balance-even', words: words('试算平衡', 'the trial balance is even') },
        ],
      },
    ],
  }),
  clause({
    id: '6.3.2', title: words('报表分析', 'Analysis of statements'), binds: ['accountant', 'department-head', 'general-manager'],
    wording: wording(
      '[ratioCadence]分析[ratios]等指标，与预算和上年同期比较，发现问题并提出建议；指标偏离预算超过 [varianceAlarm]的，应在 [varianceExplainWithin]内说明原因。毛利率不低于 [grossMarginTarget]，净利率不低于 [netMarginTarget]。',
      '[ratioCadence], [ratios] are analysed against budget and the year before; problems are named and advice is given. A ratio off budget by more than [varianceAlarm] is explained within [varianceExplainWithin]. Gross margin stays at or above [grossMarginTarget], net margin at or above [netMarginTarget].',
    ),
    parameters: {
      ratioCadence: schedule(words('报表分析周期', 'Analysis period'), { every: 'month' }),
      ratios: list(words('分析指标', 'Ratios'), ['gross-margin', 'net-margin', 'receivables-turnover', 'inventory-turnover'], [
        option('gross-margin', '毛利率', 'gross margin'), option('net-margin', '净利率', 'net margin'),
        option('receivables-turnover', '应收账款周转率', 'receivables turnover'), option('inventory-turnover', '存货周转率', 'inventory turnover'),
        option('expense-ratio', '费用率', 'expense ratio'),
      ]),
      varianceAlarm: percent(words('偏离预算警报线', 'Alarm for variance'), 1_000, [100, 10_000], { binds: 'now' }),
      varianceExplainWithin: duration(words('偏离说明时限', 'Time to explain a variance'), 3, 'workDays', [1, 20]),
      grossMarginTarget: percent(words('毛利率目标', 'Gross margin target'), 3_000, [0, 9_500], { scopes: ['channel', 'store', 'product-line'] }),
      netMarginTarget: percent(words('净利率目标', 'Net margin target'), 500, [0, 9_000], { scopes: ['channel', 'store'] }),
    },
    controls: [
      {
        kind: 'cadence', id: 'ratios-analysed', title: words('按期分析报表', 'Ratios are analysed'), every: { parameter: 'ratioCadence' },
        scope: { type: 'company', as: words('全公司', 'the company') }, product: on('finance.ratio-analysis-published', '发布报表分析', 'the analysis'),
        calendar: 'office', owner: { post: 'accountant' }, escalation: overdue('accountant', 'department-head'),
        work: { title: words('完成报表分析', 'Finish the analysis of the statements'), opens: 'statement' },
      },
      {
        kind: 'rule', id: 'variance-alarm', title: words('偏离警报', 'Alarm on variance'), rule: 'finance.variance-alarm', uses: ['ratios', 'varianceAlarm'],
        general: words('指标偏离预算超过警报线的报警', 'A ratio off budget by more than the line raises an alarm'),
        exceptions: [{ name: 'no-budget', words: words('没有预算的，与上年同期比较', 'without a budget the year before is the measure') }],
      },
      {
        kind: 'deadline', id: 'variance-explained', title: words('偏离及时说明', 'Variances are explained'), subject: 'variance',
        after: [on('finance.variance-found', '指标偏离预算', 'the alarm')], until: [on('finance.variance-explained', '说明原因', 'the explanation')],
        within: { parameter: 'varianceExplainWithin' }, calendar: 'office', owner: { post: 'accountant' }, repeat: 'once',
        escalation: overdue('accountant', 'department-head'),
        work: { title: words('说明指标偏离原因', 'Explain the variance'), opens: 'statement' },
      },
      {
        kind: 'target', id: 'gross-margin-held', title: words('毛利率', 'Gross margin'), figure: 'finance.gross-margin', as: words('毛利率', 'gross margin'),
        side: 'atLeast', bound: { parameter: 'grossMarginTarget' }, window: 'month',
      },
      {
        kind: 'target', id: 'net-margin-held', title: words('净利率', 'Net margin'), figure: 'finance.net-margin', as: words('净利率', 'net margin'),
        side: 'atLeast', bound: { parameter: 'netMarginTarget' }, window: 'month',
      },
    ],
  }),
]);

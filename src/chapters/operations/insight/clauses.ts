import { words } from '../../../kernel/words.ts';
import { clause, count, declareClauses, duration, list, on, option, overdue, percent, schedule, wording } from '../../../regulation/declare.ts';

/** Insight: reports (4.3.1), analysis (4.3.2), advice (4.3.3). */
export const clauses = declareClauses('operations/insight', [
  clause({
    id: '4.3.1', title: words('数据收集与整理', 'Data and reports'), binds: ['store-operator', 'department-head'],
    wording: wording(
      '收集运营、销售和客户数据，建立统一口径的报表体系。[dailyReportCadence]出经营日报，[weeklyReportCadence]出周报，[monthlyReportCadence]出月报；月报在月末后 [monthlyReportWithin]内发布。',
      'Figures of operations, sales and customers are gathered under one set of definitions. A daily report appears [dailyReportCadence], a weekly one [weeklyReportCadence], a monthly one [monthlyReportCadence]; the last within [monthlyReportWithin] of the month’s end.',
    ),
    parameters: {
      dailyReportCadence: schedule(words('日报周期', 'Daily report'), { every: 'day' }),
      weeklyReportCadence: schedule(words('周报周期', 'Weekly report'), { every: 'week', on: 1 }),
      monthlyReportCadence: schedule(words('月报周期', 'Monthly report'), { every: 'month' }),
      monthlyReportWithin: duration(words('月报发布时限', 'Time to the monthly report'), 3, 'workDays', [1, 15]),
    },
    controls: [
      {
        kind: 'cadence', id: 'daily-report-out', title: words('经营日报', 'Daily report'), every: { parameter: 'dailyReportCadence' },
        scope: { type: 'company', as: words('全公司', 'the company') },
        product: on('general.report-issued', '发布日报', 'the daily report', [{ field: 'period', op: 'eq', value: 'day' }]),
        calendar: 'natural', owner: { post: 'store-operator' }, escalation: overdue('store-operator'),
        work: { title: words('发布经营日报', 'Issue the daily report'), opens: 'report' },
      },
      {
        kind: 'cadence', id: 'weekly-report-out', title: words('经营周报', 'Weekly report'), every: { parameter: 'weeklyReportCadence' },
        scope: { type: 'company', as: words('全公司', 'the company') },
        product: on('general.report-issued', '发布周报', 'the weekly report', [{ field: 'period', op: 'eq', value: 'week' }]),
        calendar: 'office', owner: { post: 'store-operator' }, escalation: overdue('store-operator', 'department-head'),
        work: { title: words('发布经营周报', 'Issue the weekly report'), opens: 'report' },
      },
      {
        kind: 'cadence', id: 'monthly-report-out', title: words('经营月报', 'Monthly report'), every: { parameter: 'monthlyReportCadence' },
        scope: { type: 'company', as: words('全公司', 'the company') },
        product: on('general.report-issued', '发布月报', 'the monthly report', [{ field: 'period', op: 'eq', value: 'month' }]),
        within: { parameter: 'monthlyReportWithin' }, calendar: 'office', owner: { post: 'store-operator' },
        escalation: overdue('store-operator', 'department-head'),
        work: { title: words('发布经营月报', 'Issue the monthly report'), opens: 'report' },
      },
    ],
  }),
  clause({
    id: '4.3.2', title: words('数据分析与挖掘', 'Analysis'), binds: ['store-operator', 'department-head'],
    wording: wording(
      '[analysisCadence]分析销售、客户行为与需求，至少涵盖[analysisTopics]。销售预测须公布误差，月度平均误差不高于 [forecastError]；异常数据应在 [anomalyExplainWithin]内查明。',
      '[analysisCadence], sales, behaviour and demand are analysed, at least [analysisTopics]. A forecast shows its error, on average no more than [forecastError] a month; an anomaly is explained within [anomalyExplainWithin].',
    ),
    parameters: {
      analysisCadence: schedule(words('分析周期', 'Analysis period'), { every: 'month' }),
      analysisTopics: list(words('分析内容', 'Topics of analysis'), ['sales', 'conversion', 'repurchase', 'segments', 'basket', 'forecast', 'funnel'], [
        option('sales', '成交额与客单价', 'sales and order value'), option('conversion', '访客与转化', 'visitors and conversion'), option('repurchase', '复购', 'repurchase'),
        option('segments', '客户分层', 'customer segments'), option('basket', '连带购买', 'baskets'), option('forecast', '销售预测', 'forecast'),
        option('funnel', '从线索到回款的漏斗', 'the funnel from lead to cash'), option('processes', '流程等待时间', 'waiting times of processes'),
      ]),
      forecastError: percent(words('预测误差上限', 'Limit of forecast error'), 3_000, [100, 10_000], { scopes: ['product-line'] }),
      anomalyExplainWithin: duration(words('异常查明时限', 'Time to explain an anomaly'), 2, 'workDays', [1, 15]),
    },
    controls: [
      {
        kind: 'cadence', id: 'analysis-done', title: words('按期分析', 'Analysis every period'), every: { parameter: 'analysisCadence' },
        scope: { type: 'company', as: words('全公司', 'the company') }, product: on('operations.analysis-published', '发布分析', 'the analysis'),
        calendar: 'office', owner: { post: 'store-operator' }, escalation: overdue('store-operator', 'department-head'),
        work: { title: words('完成经营分析', 'Finish the analysis'), opens: 'analysis' },
      },
      {
        kind: 'gate', id: 'topics-covered', title: words('分析内容齐全', 'All topics are covered'),
        verb: 'operations.publish-analysis', act: words('发布分析', 'publishing an analysis'),
        uses: ['analysisTopics'],
        requires: [{ name: 'topics-covered', words: words('规定内容均已涵盖', 'all its topics are covered') }],
      },
      {
        kind: 'target', id: 'forecast-close', title: words('预测准确', 'Forecasts come close'), figure: 'operations.forecast-error',
        as: words('销售预测平均误差', 'the mean error of the forecast'), side: 'atMost', bound: { parameter: 'forecastError' }, window: 'month',
      },
      {
        kind: 'deadline', id: 'anomaly-explained', title: words('异常及时查明', 'Anomalies are explained'), subject: 'anomaly',
        after: [on('operations.anomaly-marked', '出现异常数据', 'the mark')], until: [on('operations.anomaly-explained', '查明原因', 'the explanation')],
        within: { parameter: 'anomalyExplainWithin' }, calendar: 'office', owner: { post: 'store-operator' }, repeat: 'once',
        escalation: overdue('store-operator', 'department-head'),
        work: { title: words('查明数据异常', 'Explain the anomaly'), opens: 'anomaly' },
      },
    ],
  }),
  clause({
    id: '4.3.3', title: words('决策建议', 'Decision advice'), binds: ['store-operator', 'department-head', 'general-manager'],
    wording: wording(
      '分析报告须提出具体建议，并参加决策会议说明。每条建议应在 [adviceDecisionWithin]内作出采纳与否的决定；采纳的写明负责人、预期效果和完成时间，实施后 [adviceEffectAfter]内复核实际效果。每季度抽查 [adviceSample]评定建议质量。',
      'A report gives specific advice and its author speaks to it where decisions are made. Each item is decided within [adviceDecisionWithin]; what is adopted has an owner, an expected effect and a date, and its real effect is measured within [adviceEffectAfter] of being carried out. Each quarter [adviceSample] are reviewed.',
    ),
    parameters: {
      adviceDecisionWithin: duration(words('建议决定时限', 'Time to decide on advice'), 5, 'workDays', [1, 30]),
      adviceEffectAfter: duration(words('效果复核时限', 'Time to measure the effect'), 30, 'days', [7, 365]),
      adviceSample: count(words('建议抽查数量', 'Items of advice reviewed'), 5, words('条建议', 'items'), [1, 100]),
    },
    controls: [
      {
        kind: 'deadline', id: 'advice-decided', title: words('建议有决定', 'Advice is decided on'), subject: 'advice',
        after: [on('operations.advice-given', '提出建议', 'the advice')], until: [on('operations.advice-decided', '作出决定', 'the decision')],
        cancelledBy: [on('operations.advice-withdrawn', '撤回建议', 'withdrawal of the advice')],
        within: { parameter: 'adviceDecisionWithin' }, calendar: 'office', owner: { post: 'department-head' }, repeat: 'once',
        escalation: overdue('department-head', 'general-manager'),
        work: { title: words('决定是否采纳建议', 'Decide on the advice'), opens: 'advice' },
      },
      {
        kind: 'deadline', id: 'adopted-advice-done', title: words('采纳建议按期实施', 'Adopted advice is carried out'), subject: 'advice',
        after: [on('operations.advice-decided', '建议被采纳', 'adoption', [{ field: 'adopted', op: 'eq', value: true }])],
        until: [on('operations.advice-carried-out', '实施', 'completion')],
        within: { promise: 'dueAt' }, calendar: 'natural', owner: { post: 'department-head', from: 'owner' }, repeat: 'once',
        escalation: overdue('department-head', 'general-manager'),
        work: { title: words('实施已采纳的建议', 'Carry out the adopted advice'), opens: 'advice' },
      },
      {
        kind: 'deadline', id: 'effect-measured', title: words('效果有复核', 'The effect is measured'), subject: 'advice',
        after: [on('operations.advice-carried-out', '建议实施', 'completion')], until: [on('operations.advice-effect-measured', '复核效果', 'the measurement')],
        within: { parameter: 'adviceEffectAfter' }, calendar: 'natural', owner: { post: 'store-operator', from: 'author' }, repeat: 'once',
        escalation: overdue('store-operator', 'department-head'),
        work: { title: words('复核建议的实际效果', 'Measure the effect of the advice'), opens: 'advice' },
      },
      {
        kind: 'attest', id: 'advice-specific', title: words('建议具体可行', 'Specific and workable'),
        of: on('operations.advice-given', '已提出的建议', 'the advice given'), sample: { parameter: 'adviceSample' }, window: 'quarter', by: 'department-head',
        checks: [
          words('建议具体，可直接执行', 'can be acted on as it stands'), words('有数据支持', 'rests on data'), words('预期效果可衡量', 'its effect can be measured'),
          words('在决策会议上作了说明', 'was presented where decisions are made'),
        ],
      },
    ],
  }),
]);

import { words } from '../../../kernel/words.ts';
import { bands, clause, declareClauses, duration, ladder, list, on, option, overdue, percent, schedule, wording } from '../../../regulation/declare.ts';

/** Promotion (4.1.3) and campaigns (4.2.1, 4.2.2). */
export const clauses = declareClauses('operations/campaigns', [
  clause({
    id: '4.1.3', title: words('店铺推广', 'Promotion'), binds: ['store-operator', 'department-head', 'general-manager'],
    wording: wording(
      '推广须先有计划和预算，经搜索营销、社交媒体、平台广告等渠道实施。预算审批：[promotionBudgetApproval]。[adDataCadence]导入投放数据；投入产出比每月不低于 [promotionReturn]，花费超过进度 [pacingTolerance]的即报警。',
      'Promotion has a plan and a budget and runs through search, social media and marketplace ads. Budgets are approved so: [promotionBudgetApproval]. Figures are imported [adDataCadence]; sales per amount spent stay at or above [promotionReturn] each month, and spending ahead of plan by more than [pacingTolerance] raises an alarm.',
    ),
    parameters: {
      promotionBudgetApproval: bands(words('推广预算审批权限', 'Authority over promotion budgets'), words('预算金额', 'budget'), 'fen', 'posts',
        ladder([[5_000_000n, ['department-head']]], ['department-head', 'general-manager'])),
      adDataCadence: schedule(words('投放数据导入周期', 'Import of ad figures'), { every: 'day' }, { scopes: ['channel'] }),
      promotionReturn: percent(words('投入产出比', 'Return on spend'), 20_000, [0, 1_000_000], { scopes: ['channel', 'store'] }),
      pacingTolerance: percent(words('花费超进度警报线', 'Alarm for spending ahead of plan'), 2_000, [100, 10_000], { binds: 'now' }),
    },
    controls: [
      {
        kind: 'approval', id: 'budget-approved', title: words('预算经批准', 'Budgets are approved'), enforce: 'block',
        verb: 'operations.start-promotion', act: words('启动推广', 'starting a promotion'),
        matrix: { field: 'budgetFen', parameter: 'promotionBudgetApproval' },
      },
      {
        kind: 'cadence', id: 'ad-figures-imported', title: words('按期导入投放数据', 'Ad figures are imported'), every: { parameter: 'adDataCadence' },
        scope: { type: 'promotion', as: words('每个进行中的推广', 'each running promotion'), where: [{ field: 'state', op: 'eq', value: 'running' }] },
        product: on('operations.ad-figures-imported', '导入投放数据', 'the import'), calendar: 'natural', owner: { post: 'store-operator' },
        escalation: overdue('store-operator', 'department-head'),
        work: { title: words('导入投放数据', 'Import the ad figures'), opens: 'promotion' },
      },
      {
        kind: 'target', id: 'promotion-pays', title: words('投入产出比', 'Promotion pays'), figure: 'operations.promotion-return',
        as: words('推广投入产出比', 'sales per amount spent'), side: 'atLeast', bound: { parameter: 'promotionReturn' }, window: 'month',
      },
      {
        kind: 'target', id: 'spending-on-plan', title: words('花费不超进度', 'Spending keeps to plan'), figure: 'operations.spend-ahead-of-plan',
        as: words('花费超进度幅度', 'spending ahead of plan'), side: 'atMost', bound: { parameter: 'pacingTolerance' }, window: 'day',
      },
    ],
  }),
  clause({
    id: '4.2.1', title: words('活动策划', 'Campaign planning'), binds: ['store-operator', 'department-head', 'general-manager'],
    wording: wording(
      '促销、节日、新品等活动须先制定方案，写明[campaignPlanFields]，附备货与毛利预测。活动至少提前 [campaignLead]报批，按优惠总额审批：[campaignApproval]。',
      'A promotion, festival or launch has a plan that names [campaignPlanFields], with a forecast of stock and margin. It is put forward at least [campaignLead] ahead and approved by the total of its offers: [campaignApproval].',
    ),
    parameters: {
      campaignPlanFields: list(words('方案必备要素', 'What a plan must name'), ['theme', 'time', 'content', 'offer', 'channels'], [
        option('theme', '主题', 'theme'), option('time', '时间', 'time'), option('content', '内容', 'content'), option('offer', '优惠', 'offer'), option('channels', '渠道', 'channels'),
        option('goal', '目标', 'goal'),
      ]),
      campaignLead: duration(words('方案提前量', 'Lead of a plan'), 7, 'days', [1, 180], { binds: 'event' }),
      campaignApproval: bands(words('活动审批权限', 'Authority over campaigns'), words('优惠总额', 'total of the offers'), 'fen', 'posts',
        ladder([[5_000_000n, ['department-head']]], ['department-head', 'general-manager'])),
    },
    controls: [
      {
        kind: 'gate', id: 'plan-complete', title: words('方案要素齐全', 'The plan is complete'), enforce: 'block',
        verb: 'operations.submit-campaign', act: words('活动报批', 'putting a campaign forward'),
        uses: ['campaignPlanFields', 'campaignLead'],
        requires: [
          { name: 'plan-fields-complete', words: words('必备要素齐全', 'it names all that it must') },
          { name: 'forecast-attached', words: words('附备货与毛利预测', 'stock and margin are forecast') },
          { name: 'submitted-ahead', words: words('满足提前量', 'it is early enough') },
        ],
        override: { posts: ['department-head'], approval: ['general-manager'] },
      },
      {
        kind: 'approval', id: 'campaign-approved', title: words('活动经批准', 'Campaigns are approved'), enforce: 'block',
        verb: 'operations.start-campaign', act: words('启动活动', 'starting a campaign'),
        matrix: { field: 'offerFen', parameter: 'campaignApproval' },
      },
    ],
  }),
  clause({
    id: '4.2.2', title: words('活动执行', 'Campaign execution'), binds: ['store-operator', 'warehouse', 'service-lead', 'logistics-clerk', 'department-head'],
    wording: wording(
      '活动按方案执行，商品、客服、配送等岗位协同。各岗位任务应在活动开始前 [campaignReadyBefore]就绪；活动期间实时监控，调整须经批准并留痕；结束后 [campaignReviewWithin]内提交复盘报告。',
      'A campaign runs by its plan, with goods, service and delivery working together. Every task is ready [campaignReadyBefore] before the start; the course is watched live, adjustments are approved and logged, and a review follows within [campaignReviewWithin] of the end.',
    ),
    parameters: {
      campaignReadyBefore: duration(words('任务就绪提前量', 'Readiness before the start'), 24, 'hours', [1, 168], { binds: 'event' }),
      campaignReviewWithin: duration(words('复盘时限', 'Time to the review'), 5, 'workDays', [1, 30]),
    },
    controls: [
      {
        kind: 'deadline', id: 'tasks-ready', title: words('任务按时就绪', 'Tasks are ready in time'), subject: 'campaign-task',
        after: [on('operations.campaign-task-assigned', '下达活动任务', 'assignment')], until: [on('operations.campaign-task-done', '任务就绪', 'readiness')],
        cancelledBy: [on('operations.campaign-cancelled', '活动取消', 'cancellation of the campaign')],
        within: { promise: 'readyBy' }, calendar: 'natural', owner: { post: 'store-operator', from: 'assignee' }, repeat: 'resumeOnReopen',
        escalation: overdue('store-operator', 'department-head'),
        work: { title: words('完成活动准备任务', 'Get the campaign task ready'), opens: 'campaign-task' },
      },
      {
        kind: 'gate', id: 'ready-before-start', title: words('就绪后开始', 'Ready before the start'),
        verb: 'operations.start-campaign', act: words('启动活动', 'starting a campaign'),
        requires: [
          { name: 'tasks-done', words: words('各岗位任务已就绪', 'all tasks are done') }, { name: 'stock-in-place', words: words('备货到位', 'the goods are there') },
        ],
      },
      {
        kind: 'rule', id: 'readiness-lead', title: words('就绪时点', 'When tasks are due'), rule: 'operations.task-due-of-campaign', uses: ['campaignReadyBefore'],
        general: words('任务须在活动开始前按提前量就绪', 'A task is due that long before the start'),
        exceptions: [{ name: 'own-date', words: words('方案另有约定的，从其约定', 'a date of its own in the plan comes first') }],
      },
      {
        kind: 'approval', id: 'adjustment-approved', title: words('调整经批准', 'Adjustments are approved'), enforce: 'block',
        verb: 'operations.adjust-campaign', act: words('调整进行中的活动', 'adjusting a running campaign'),
        steps: [{ mode: 'any', posts: ['department-head'] }],
      },
      {
        kind: 'deadline', id: 'reviewed-in-time', title: words('按时复盘', 'Reviewed in time'), subject: 'campaign',
        after: [on('operations.campaign-ended', '活动结束', 'the end')], until: [on('operations.campaign-reviewed', '提交复盘报告', 'the review')],
        within: { parameter: 'campaignReviewWithin' }, calendar: 'office', owner: { post: 'store-operator' }, repeat: 'once',
        escalation: overdue('store-operator', 'department-head'),
        work: { title: words('提交活动复盘报告', 'Hand in the campaign review'), opens: 'campaign' },
      },
    ],
  }),
]);

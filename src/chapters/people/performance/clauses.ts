import { words } from '../../../kernel/words.ts';
import { bands, clause, declareClauses, duration, everyone, ladder, on, option, overdue, percent, schedule, weights, wording } from '../../../regulation/declare.ts';

/** Performance: measures (7.2.1), cycle (7.2.2), results (7.2.3). */
export const clauses = declareClauses('people/performance', [
  clause({
    id: '7.2.1', title: words('考核指标', 'KPIs'), binds: everyone,
    wording: wording(
      '按岗位设定可衡量的考核指标，权重为[kpiWeights]；指标由系统数据自动计算，可逐层打开到业务记录。关键指标的目标完成率不低于 [kpiAttainment]。',
      'Each post has measurable KPIs, weighted [kpiWeights]. They are computed from live data and open down to records; targets are met to at least [kpiAttainment].',
    ),
    parameters: {
      kpiWeights: weights(words('考核指标权重', 'Weights of the KPIs'), { sales: 4_000, satisfaction: 2_500, efficiency: 2_000, teamwork: 1_500 }, [
        option('sales', '销售业绩', 'sales'), option('satisfaction', '客户满意度', 'satisfaction'), option('efficiency', '工作效率', 'efficiency'), option('teamwork', '团队协作', 'teamwork'),
      ], { scopes: ['post', 'team'] }),
      kpiAttainment: percent(words('目标完成率', 'Attainment'), 8_000, [0, 20_000], { scopes: ['post', 'team'] }),
    },
    controls: [
      {
        kind: 'rule', id: 'kpi-score', title: words('考核得分', 'The score'), rule: 'people.kpi-score', uses: ['kpiWeights'],
        general: words('各项指标完成率按权重加总', 'Attainment of each KPI is added up by weight'),
        exceptions: [
          { name: 'part-period', words: words('当期在岗不满的，按在岗天数折算目标', 'targets shrink with days not in post') },
          { name: 'no-data', words: words('当期没有数据的指标不计，权重由其余指标分摊', 'a KPI without data is left out and its weight shared') },
        ],
      },
      {
        kind: 'target', id: 'kpi-attained', title: words('目标完成率', 'Targets are met'), figure: 'people.kpi-attainment', as: words('考核目标完成率', 'the attainment of KPI targets'),
        side: 'atLeast', bound: { parameter: 'kpiAttainment' }, window: 'month',
      },
    ],
  }),
  clause({
    id: '7.2.2', title: words('考核周期与方式', 'Cycle and way'), binds: everyone,
    wording: wording(
      '[reviewCadence]考核一次，由自评、上级和同事评分，权重为[reviewWeights]，在周期结束后 [reviewDoneWithin]内完成；年度考核由月度结果（占 [yearlyFromMonths]）与年度评议合成。对结果有异议的可申诉，[appealAnswerWithin]内答复。',
      'Reviews are held [reviewCadence] by the person, the superior and colleagues, weighted [reviewWeights], and done within [reviewDoneWithin] of the period’s end. The yearly result takes [yearlyFromMonths] from the months and the rest from a yearly review. An appeal is answered within [appealAnswerWithin].',
    ),
    parameters: {
      reviewCadence: schedule(words('考核周期', 'Review period'), { every: 'month' }),
      reviewWeights: weights(words('评分权重', 'Weights of the judges'), { self: 2_000, superior: 6_000, peers: 2_000 }, [
        option('self', '自评', 'self'), option('superior', '上级', 'superior'), option('peers', '同事', 'peers'),
      ], { scopes: ['post'] }),
      reviewDoneWithin: duration(words('考核完成时限', 'Time to finish a review'), 5, 'workDays', [1, 20]),
      yearlyFromMonths: percent(words('月度结果占比', 'Share of the months'), 7_000, [0, 10_000], { binds: 'event' }),
      appealAnswerWithin: duration(words('申诉答复时限', 'Time to answer an appeal'), 5, 'workDays', [1, 20]),
    },
    controls: [
      {
        kind: 'cadence', id: 'reviewed-every-period', title: words('按期考核', 'Reviewed every period'), every: { parameter: 'reviewCadence' },
        scope: { type: 'person', as: words('每位员工', 'each person') }, product: on('people.review-completed', '完成考核', 'the review'),
        within: { parameter: 'reviewDoneWithin' }, calendar: 'office', owner: { post: 'department-head', from: 'superior' },
        escalation: overdue('department-head', 'general-manager'),
        work: { title: words('完成员工考核', 'Finish the review'), opens: 'review' },
      },
      {
        kind: 'rule', id: 'review-combined', title: words('成绩合成', 'How the result is made'), rule: 'people.review-result', uses: ['reviewWeights', 'yearlyFromMonths'],
        general: words('月度成绩按评分权重合成，年度成绩由月度平均与年度评议合成', 'A month combines the judges by weight; a year combines the months with the yearly review'),
        exceptions: [{ name: 'no-peers', words: words('没有同事评分的，其权重并入上级评分', 'without peers their weight goes to the superior') }],
      },
      {
        kind: 'deadline', id: 'appeal-answered', title: words('申诉按时答复', 'Appeals are answered'), subject: 'appeal',
        after: [on('people.appeal-lodged', '提出申诉', 'the appeal')], until: [on('people.appeal-answered', '答复申诉', 'the answer')],
        cancelledBy: [on('people.appeal-withdrawn', '撤回申诉', 'withdrawal')],
        within: { parameter: 'appealAnswerWithin' }, calendar: 'office', owner: { post: 'hr' }, repeat: 'once', escalation: overdue('hr', 'department-head'),
        work: { title: words('答复考核申诉', 'Answer the appeal'), opens: 'review' },
      },
      {
        kind: 'separation', id: 'appeal-by-another', title: words('申诉由他人处理', 'Appeals go to someone else'),
        acts: [on('people.review-completed', '评定考核', 'judging the review'), on('people.appeal-answered', '答复申诉', 'answering the appeal')],
        subject: 'review', within: words('同一考核', 'one review'),
      },
    ],
  }),
  clause({
    id: '7.2.3', title: words('考核结果应用', 'Results'), binds: everyone,
    wording: wording(
      '考核结果与奖惩挂钩：[gradeOutcomes]。奖励包括奖金、晋升、证书，处分包括警告、降职、解聘；均须经批准，在 [outcomeWithin]内落实并存档。',
      'Results have consequences: [gradeOutcomes]. Rewards are bonus, promotion and certificate; discipline is warning, demotion and dismissal. Each is approved, carried out within [outcomeWithin], and kept on file.',
    ),
    parameters: {
      gradeOutcomes: bands(words('成绩与奖惩', 'Score and outcome'), words('考核成绩', 'score'), 'points', 'option',
        ladder([[59, 'discipline'], [69, 'improve'], [89, 'none']], 'reward'), {
          options: [
            option('reward', '奖励', 'reward'), option('none', '不作奖惩', 'no consequence'), option('improve', '谈话并限期改进', 'a talk and time to improve'), option('discipline', '按程序处分', 'discipline by due process'),
          ],
        }),
      outcomeWithin: duration(words('奖惩落实时限', 'Time to carry out'), 10, 'workDays', [1, 60]),
    },
    controls: [
      {
        kind: 'rule', id: 'outcome-of-grade', title: words('奖惩规则', 'What follows'), rule: 'people.outcome-of-grade', uses: ['gradeOutcomes'],
        general: words('按成绩所在区间确定奖惩', 'The band of the score decides'),
        exceptions: [
          { name: 'probation', words: words('试用期员工只作改进安排', 'on probation, improvement only') }, { name: 'open-appeal', words: words('申诉未结的暂不执行', 'nothing while an appeal is open') },
        ],
      },
      {
        kind: 'approval', id: 'outcome-approved', title: words('奖惩经批准', 'Outcomes are approved'), enforce: 'block',
        verb: 'people.carry-out-outcome', act: words('执行奖惩', 'carrying out an outcome'), steps: [{ mode: 'sequence', posts: ['hr', 'department-head', 'general-manager'] }],
      },
      {
        kind: 'deadline', id: 'outcome-carried-out', title: words('奖惩按时落实', 'Outcomes are carried out'), subject: 'outcome',
        after: [on('people.outcome-proposed', '考核结果确定', 'the result')], until: [on('people.outcome-carried-out', '落实奖惩', 'completion'), on('people.outcome-rejected', '未获批准', 'refusal')],
        within: { parameter: 'outcomeWithin' }, calendar: 'office', owner: { post: 'hr' }, repeat: 'once', escalation: overdue('hr', 'department-head'),
        work: { title: words('落实考核奖惩', 'Carry out the outcome'), opens: 'outcome' },
      },
    ],
  }),
]);

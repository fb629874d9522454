import { words } from '../../../kernel/words.ts';
import { clause, declareClauses, list, on, option, overdue, schedule, wording } from '../../../regulation/declare.ts';

/** Market research (2.1.1). */
export const clauses = declareClauses('sales/research', [
  clause({
    id: '2.1.1', title: words('市场调研', 'Market research'), binds: ['seller', 'team-lead', 'department-head'],
    wording: wording(
      '[researchCadence]收集市场动态、竞争对手、潜在需求、行业趋势和政策变化，形成市场调研报告。报告须包含[researchSections]，注明资料来源，经部门经理批准后发布。',
      '[researchCadence], market moves, competitors, potential demand, trends and policy changes are gathered into a research report. It covers [researchSections], names its sources, and is published once the department head has approved it.',
    ),
    parameters: {
      researchCadence: schedule(words('调研报告周期', 'Research report period'), { every: 'month' }),
      researchSections: list(words('报告必备章节', 'Sections of the report'), ['market', 'competitors', 'demand', 'trends-policy', 'conclusions'], [
        option('market', '市场动态', 'the market'), option('competitors', '竞争对手', 'competitors'), option('demand', '潜在需求', 'demand'),
        option('trends-policy', '趋势与政策', 'trends and policy'), option('conclusions', '结论与建议', 'conclusions'), option('risks', '风险提示', 'risks'),
      ]),
    },
    controls: [
      {
        kind: 'cadence', id: 'research-published', title: words('按期发布调研报告', 'Research published every period'),
        every: { parameter: 'researchCadence' }, scope: { type: 'company', as: words('全公司', 'the company') },
        product: on('sales.research-published', '发布市场调研报告', 'the published report'), calendar: 'office', owner: { post: 'team-lead' },
        escalation: overdue('team-lead', 'department-head'),
        work: { title: words('完成并发布市场调研报告', 'Finish and publish the research report'), opens: 'research-report' },
      },
      {
        kind: 'deadline', id: 'conclusion-carried-out', title: words('结论落实到位', 'Conclusions are carried out'), subject: 'research-task',
        after: [on('sales.research-task-given', '分派结论任务', 'giving the task')], until: [on('sales.research-task-done', '完成任务', 'finishing the task')],
        cancelledBy: [on('sales.research-task-dropped', '取消任务', 'dropping the task')],
        within: { promise: 'dueAt' }, calendar: 'natural', owner: { post: 'seller', from: 'owner' }, repeat: 'once',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('落实调研结论', 'Carry out the conclusion'), opens: 'research-task' },
      },
      {
        kind: 'gate', id: 'report-complete', title: words('报告内容齐全', 'The report is complete'),
        verb: 'sales.publish-research', act: words('发布市场调研报告', 'publishing a research report'),
        uses: ['researchSections'],
        requires: [
          { name: 'sections-complete', words: words('必备章节齐全', 'all its sections are written') },
          { name: 'sources-kept', words: words('资料来源已留存', 'its sources are kept') },
        ],
      },
      {
        kind: 'approval', id: 'report-approved', title: words('报告经批准', 'The report is approved'), enforce: 'block',
        verb: 'sales.publish-research', act: words('发布市场调研报告', 'publishing a research report'),
        steps: [{ mode: 'any', posts: ['department-head'] }],
      },
    ],
  }),
]);

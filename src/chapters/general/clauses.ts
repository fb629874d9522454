import { words } from '../../kernel/words.ts';
import {
  clause, count, declareClauses, duration, everyone, list, on, option, overdue, percent, wording,
} from '../../regulation/declare.ts';

/** Chapter 1: purpose, scope, principles. */
export const clauses = declareClauses('general', [
  clause({
    id: '1.1', title: words('目的', 'Purpose'), binds: everyone,
    wording: wording(
      '本规章用于规范电商销售部门的工作流程，提高工作效率，促进销售增长，维护公司与客户的合法权益。',
      'This rulebook puts the work of the e-commerce sales department on a common footing, makes it quicker, lets sales grow, and protects both the company and its customers.',
    ),
    parameters: {}, controls: [],
    declaratory: words('规章看板逐条显示当前执行情况与变化趋势，任一数字可一步查到证据。', 'The board shows, clause by clause, how the rulebook is being kept now and over time, with the evidence one click away.'),
  }),
  clause({
    id: '1.2', title: words('适用范围', 'Scope'), binds: everyone,
    wording: wording(
      '本规章适用于部门全体人员，包括销售、客服、运营，以及与之协作的仓库、采购、物流、财务、人事和管理岗位。每条规定均写明所约束的岗位。',
      'It binds everyone in the department (sales, customer service, operations) and the posts that work with them: warehouse, purchasing, logistics, finance, HR and management. Each clause names the posts that it binds.',
    ),
    parameters: {}, controls: [],
    declaratory: words('岗位、团队与汇报关系在公司设置中维护；每个人都能看到“规章对我的要求”。', 'Posts, teams and reporting lines are kept in the company settings; each person sees what the rulebook asks of them.'),
  }),
  clause({
    id: '1.3.1', title: words('合法性原则', 'Legality'), binds: everyone,
    wording: wording(
      '各项工作须遵守国家法律法规和行业规范。客户索取发票的，应在 [invoiceIssueWithin]内开具；发票存根保存不少于 [invoiceKeep]，交易记录保存 [tradeRecordKeep]。个人信息中的[maskedFields]一律脱敏显示，查看原文须说明理由并留痕。任何数值不得低于法定标准。',
      'All work follows the law and the rules of the trade. An invoice asked for is issued within [invoiceIssueWithin]; invoice records are kept for at least [invoiceKeep] and trade records for [tradeRecordKeep]. Personal data ([maskedFields]) is shown masked; seeing it in full needs a reason and leaves a trace. No value may fall short of what the law demands.',
    ),
    parameters: {
      invoiceIssueWithin: duration(words('开票时限', 'Time to issue an invoice'), 2, 'workDays', [1, 15], { units: { workHours: [1, 120] } }),
      invoiceKeep: duration(words('发票存根保存期', 'Keeping of invoice records'), 5, 'years', [5, 30], {
        statutory: { min: 5, law: words('《发票管理办法》第二十八条：已经开具的发票存根联，应当保存5年', 'Measures for the Administration of Invoices, art. 28: stubs of issued invoices are kept for 5 years') },
      }),
      tradeRecordKeep: duration(words('交易记录保存期', 'Keeping of trade records'), 3, 'years', [3, 30]),
      maskedFields: list(words('脱敏显示的个人信息', 'Personal data shown masked'), ['name', 'phone', 'address', 'id-number'], [
        option('name', '姓名', 'name'), option('phone', '电话', 'phone'), option('address', '地址', 'address'),
        option('id-number', '证件号码', 'ID number'), option('email', '电子邮箱', 'e-mail'), option('bank-account', '银行账号', 'bank account'),
      ], {
        binds: 'now',
        statutory: {
          contains: ['name', 'phone', 'address', 'id-number'],
          law: words('《个人信息保护法》第五十一条：采取相应的加密、去标识化等安全技术措施', 'Personal Information Protection Law, art. 51: encryption, de-identification and other safeguards'),
        },
      }),
    },
    controls: [
      {
        kind: 'gate', id: 'value-within-law', title: words('数值不低于法定标准', 'Values stay within the law'), enforce: 'block',
        verb: 'regulation.set-parameter', act: words('调整规章数值', 'changing a value of the rulebook'),
        requires: [{ name: 'within-statutory-bounds', words: words('新数值不低于法定标准', 'the new value satisfies the law') }],
      },
      {
        kind: 'gate', id: 'unmasking-justified', title: words('查看收货信息须有理由', 'Unmasking a receiver has a reason'), enforce: 'block',
        verb: 'customers.unmask-address', act: words('查看收货信息原文', 'unmasking a receiver’s data'),
        uses: ['maskedFields'],
        requires: [
          { name: 'reason-given', words: words('已填写查看理由', 'a reason has been given') },
          { name: 'purpose-allowed', words: words('该岗位确有业务需要', 'the post needs it for its work') },
        ],
      },
      {
        kind: 'gate', id: 'customer-unmasking-justified', title: words('查看客户信息须有理由', 'Unmasking a customer has a reason'), enforce: 'block',
        verb: 'customers.unmask-customer', act: words('查看客户信息原文', 'unmasking a customer’s data'),
        uses: ['maskedFields'],
        requires: [
          { name: 'reason-given', words: words('已填写查看理由', 'a reason has been given') },
          { name: 'purpose-allowed', words: words('该岗位确有业务需要', 'the post needs it for its work') },
        ],
      },
      {
        kind: 'approval', id: 'erasure-approved', title: words('删除个人信息经批准', 'Erasures are approved'), enforce: 'block',
        verb: 'customers.erase-customer', act: words('删除客户个人信息', 'erasing a customer’s data'),
        steps: [{ mode: 'any', posts: ['department-head', 'general-manager'] }],
      },
      {
        kind: 'deadline', id: 'invoice-issued-in-time', title: words('按时开票', 'Invoices issued in time'), subject: 'invoice-request',
        after: [on('finance.invoice-requested', '客户索取发票', 'the request')], until: [on('finance.invoice-issued', '开具发票', 'issue')],
        cancelledBy: [on('finance.invoice-request-withdrawn', '客户撤回申请', 'withdrawal of the request')],
        within: { parameter: 'invoiceIssueWithin' }, calendar: 'office', owner: { post: 'accountant' }, repeat: 'once',
        escalation: overdue('accountant', 'department-head'),
        work: { title: words('开具发票', 'Issue the invoice'), opens: 'invoice-request' },
      },
      {
        kind: 'rule', id: 'records-kept-long-enough', title: words('档案保存期限', 'How long records are kept'), rule: 'general.retention-of',
        uses: ['invoiceKeep', 'tradeRecordKeep'],
        general: words('交易记录自交易完成之日起按保存期留存，期满后删除其中的个人信息', 'Trade records are kept from the day the trade is done; after that the personal data in them is erased'),
        exceptions: [
          { name: 'invoice', words: words('发票按发票存根保存期留存', 'invoices have their own, longer term') },
          { name: 'open-dispute', words: words('纠纷未了结的，留存至了结', 'an open dispute keeps them until it is settled') },
        ],
      },
    ],
  }),
  clause({
    id: '1.3.2', title: words('客户至上原则', 'Customer first'), binds: everyone,
    wording: wording(
      '以客户需求为中心。客服服务结束或货物签收后，应在 [surveyWithin]内向客户发出满意度调查；客户满意度每月不低于 [csatTarget]。',
      'The customer’s needs lead. Within [surveyWithin] of a service or a delivery the customer is asked how satisfied they are; satisfaction stays at or above [csatTarget] each month.',
    ),
    parameters: {
      csatTarget: percent(words('客户满意度目标', 'Satisfaction target'), 9_000, [5_000, 10_000], { scopes: ['channel', 'store'] }),
      surveyWithin: duration(words('满意度调查发送时限', 'Time to send the survey'), 24, 'hours', [1, 168], { scopes: ['channel'] }),
    },
    controls: [
      {
        kind: 'target', id: 'customers-satisfied', title: words('客户满意度', 'Customer satisfaction'), figure: 'service.satisfaction-rate',
        as: words('客户满意度', 'customer satisfaction'), side: 'atLeast', bound: { parameter: 'csatTarget' }, window: 'month',
      },
      {
        kind: 'deadline', id: 'delivery-surveyed', title: words('签收后调查', 'Surveyed after delivery'), subject: 'parcel',
        after: [on('logistics.parcel-delivered', '货物签收', 'delivery')], until: [on('service.survey-sent', '发出满意度调查', 'the survey')],
        within: { parameter: 'surveyWithin' }, calendar: 'natural', owner: { post: 'service-agent' }, repeat: 'once',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('发出满意度调查', 'Send the satisfaction survey'), opens: 'parcel' },
      },
      {
        kind: 'deadline', id: 'service-surveyed', title: words('服务后调查', 'Surveyed after service'), subject: 'ticket',
        after: [on('service.ticket-closed', '客服服务结束', 'the end of the service')], until: [on('service.survey-sent', '发出满意度调查', 'the survey')],
        within: { parameter: 'surveyWithin' }, calendar: 'natural', owner: { post: 'service-agent', from: 'assignee' }, repeat: 'once',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('发出满意度调查', 'Send the satisfaction survey'), opens: 'ticket' },
      },
    ],
  }),
  clause({
    id: '1.3.3', title: words('团队协作原则', 'Teamwork'), binds: everyone,
    wording: wording(
      '各岗位分工明确、相互配合。岗位间交接须写明事项与时限，接手方应在工作时间 [handoverAcceptWithin]内接手或说明理由退回；同事在记录中点名询问的，应在 [mentionAnswerWithin]内答复。',
      'Posts work together. A hand-over is explicit: the other side takes it within [handoverAcceptWithin] or returns it with a reason. A colleague who asks by name on a record gets an answer within [mentionAnswerWithin].',
    ),
    parameters: {
      handoverAcceptWithin: duration(words('交接接手时限', 'Time to take a hand-over'), 4, 'workHours', [1, 40], { scopes: ['team', 'post'] }),
      mentionAnswerWithin: duration(words('点名答复时限', 'Time to answer a mention'), 1, 'workDays', [1, 10], { scopes: ['team', 'post'], units: { workHours: [1, 80] } }),
    },
    controls: [
      {
        kind: 'deadline', id: 'handover-taken', title: words('及时接手', 'Hand-overs are taken'), subject: 'handover',
        after: [on('general.handover-offered', '发起交接', 'the offer')],
        until: [on('general.handover-accepted', '接手', 'acceptance'), on('general.handover-returned', '退回', 'return with a reason')],
        within: { parameter: 'handoverAcceptWithin' }, calendar: 'office', owner: { post: 'seller', from: 'to' }, repeat: 'once',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('接手或退回交接', 'Take or return the hand-over'), opens: 'handover' },
      },
      {
        kind: 'deadline', id: 'mention-answered', title: words('点名必复', 'Mentions are answered'), subject: 'comment',
        after: [on('general.person-mentioned', '被同事点名', 'the mention')], until: [on('general.mention-answered', '答复', 'the answer')],
        within: { parameter: 'mentionAnswerWithin' }, calendar: 'office', owner: { post: 'seller', from: 'mentioned' }, repeat: 'once',
        escalation: overdue('seller'),
        work: { title: words('答复同事', 'Answer your colleague'), opens: 'comment' },
      },
    ],
  }),
  clause({
    id: '1.3.4', title: words('数据驱动原则', 'Data-driven'), binds: everyone,
    wording: wording(
      '决策以数据为依据。页面上的每个数字均可逐层打开，直至原始记录；每月抽查 [figureSample]，核对数字与记录是否一致。',
      'Decisions rest on data. Every figure on a page opens down to the records behind it; each month [figureSample] are checked against their records.',
    ),
    parameters: {
      figureSample: count(words('数字抽查数量', 'Figures checked'), 10, words('个数字', 'figures'), [1, 500]),
    },
    controls: [
      {
        kind: 'attest', id: 'figures-traceable', title: words('数字可追溯', 'Figures can be traced'),
        of: on('general.report-issued', '已发布报表的数字', 'the figures of the reports issued'), sample: { parameter: 'figureSample' }, window: 'month', by: 'auditor',
        checks: [
          words('数字能逐层打开到原始记录', 'the figure opens down to its records'),
          words('记录加总与数字一致', 'the records add up to the figure'),
          words('决策材料引用了该数字', 'the decision paper quotes the figure'),
        ],
      },
    ],
  }),
]);

import { words } from '../../../kernel/words.ts';
import { choice, clause, count, declareClauses, duration, fen, list, on, option, overdue, wording } from '../../../regulation/declare.ts';
import type { Option } from '../../../regulation/clause.ts';

const lawfulExclusions: readonly Option[] = [
  option('custom-made', '定作的商品', 'goods made to order'), option('fresh', '鲜活易腐的商品', 'fresh and perishable goods'),
  option('digital', '在线下载或已拆封的数字化商品', 'digital goods downloaded or unsealed'), option('periodical', '已交付的报纸、期刊', 'delivered newspapers and periodicals'),
];
const exclusionsOnConfirmation: readonly Option[] = [
  option('unsealed-sensitive', '拆封后易影响人身安全、健康或品质的商品', 'goods unsafe or spoilt once unsealed'),
  option('activated', '激活或试用后价值明显贬损的商品', 'goods that lose much value once activated or tried'),
  option('near-expiry', '已明示的临期或瑕疵商品', 'goods sold as near expiry or flawed'),
  option('hygiene', '贴身用品', 'intimate wear'),
];

/** After-sales: feedback (2.4.1), returns and exchanges (2.4.2), complaints (2.4.3). */
export const clauses = declareClauses('sales/after-sales', [
  clause({
    id: '2.4.1', title: words('客户反馈处理', 'Feedback'), binds: ['service-agent', 'service-lead', 'seller', 'warehouse', 'logistics-clerk'],
    wording: wording(
      '设立页面、在线客服、电话、邮件、平台评价等反馈渠道。客服应在 [feedbackAnswerWithin]内回应客户，了解情况；需其他岗位配合的，相关岗位应在工作时间 [feedbackTaskWithin]内办结并回复客服。',
      'Customers can speak by page, chat, phone, mail and marketplace review. Service answers within [feedbackAnswerWithin] and learns the case; another post whose help is needed is done within [feedbackTaskWithin] and reports back.',
    ),
    parameters: {
      feedbackAnswerWithin: duration(words('反馈回应时限', 'Time to answer feedback'), 4, 'hours', [1, 72], { source: 'blank', scopes: ['channel', 'store', 'customer-class'] }),
      feedbackTaskWithin: duration(words('协办时限', 'Time for another post to help'), 8, 'workHours', [1, 80], { scopes: ['post', 'team'] }),
    },
    controls: [
      {
        kind: 'deadline', id: 'feedback-answered-in-time', title: words('及时回应反馈', 'Feedback answered in time'), subject: 'feedback',
        after: [on('sales.feedback-received', '收到反馈', 'receipt'), on('sales.feedback-continued', '客户再次来信', 'another mail of the customer')],
        until: [on('sales.feedback-answered', '回应客户', 'the answer', [{ field: 'actorKind', op: 'eq', value: 'person' }, { field: 'public', op: 'eq', value: true }])],
        cancelledBy: [on('sales.feedback-merged', '并入已有反馈', 'merging into another case'), on('sales.feedback-marked-spam', '判为垃圾信息', 'marking as spam')],
        within: { parameter: 'feedbackAnswerWithin' }, calendar: 'natural', owner: { post: 'service-agent', from: 'assignee' }, repeat: 'eachCycle',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('回应客户反馈', 'Answer the feedback'), opens: 'feedback' },
      },
      {
        kind: 'deadline', id: 'help-given-in-time', title: words('协办按时办结', 'Help given in time'), subject: 'feedback-task',
        after: [on('sales.feedback-task-opened', '请求协办', 'the request')], until: [on('sales.feedback-task-done', '办结协办', 'completion')],
        cancelledBy: [on('sales.feedback-task-withdrawn', '撤回协办', 'withdrawal of the request')],
        within: { parameter: 'feedbackTaskWithin' }, calendar: 'office', owner: { post: 'seller', from: 'assignee' }, repeat: 'resumeOnReopen',
        escalation: overdue('seller', 'service-lead'),
        work: { title: words('办结协办事项', 'Finish what was asked of you'), opens: 'feedback-task' },
      },
    ],
  }),
  clause({
    id: '2.4.2', title: words('退换货处理', 'Returns and exchanges'), binds: ['service-agent', 'service-lead', 'warehouse', 'cashier'],
    wording: wording(
      '客户自签收次日起 [noReasonReturnDays]内可无理由退货，但[noReasonExcluded]除外；经客户逐次确认的[noReasonExcludedIfConfirmed]亦除外。退换申请须核实原因，在 [returnDecisionWithin]内答复；因质量问题的立即退换，运费由公司承担；因客户自身原因的，运费由[freightOwnCause]承担。收到退货后（未发货而取消或减价的，自确定之时起）[refundWithin]内退款；金额低于 [refundOnlyLimit]的，可免退货直接退款。',
      'From the day after delivery customers have [noReasonReturnDays] to return goods without giving a reason, except [noReasonExcluded] and, where the customer confirmed it for that purchase, [noReasonExcludedIfConfirmed]. A request is verified and decided within [returnDecisionWithin]. Faulty goods are exchanged or refunded at once and the company pays the freight; otherwise freight is paid by [freightOwnCause]. The refund follows within [refundWithin] of the goods’ return, or of the decision where nothing was sent; below [refundOnlyLimit] it may be given without a return.',
    ),
    parameters: {
      noReasonReturnDays: duration(words('无理由退货期', 'No-reason return period'), 7, 'days', [7, 90], {
        scopes: ['channel', 'store', 'product-line'],
        statutory: { min: 7, law: words('《消费者权益保护法》第二十五条；《网络购买商品七日无理由退货暂行办法》第十条', 'Consumer Rights Protection Law, art. 25; Interim Measures for Seven-Day No-Reason Returns, art. 10') },
      }),
      noReasonExcluded: list(words('不适用无理由退货的商品', 'Goods without no-reason return'), lawfulExclusions.map((o) => o.key), [...lawfulExclusions, ...exclusionsOnConfirmation], {
        scopes: ['channel', 'store'],
        statutory: { only: lawfulExclusions.map((o) => o.key), law: words('《消费者权益保护法》第二十五条；《七日无理由退货暂行办法》第六条', 'Consumer Rights Protection Law, art. 25; Seven-Day Measures, art. 6') },
      }),
      noReasonExcludedIfConfirmed: list(words('经客户确认后不适用的商品', 'Excluded once the customer confirmed'), ['unsealed-sensitive', 'activated', 'near-expiry'], exclusionsOnConfirmation, {
        scopes: ['channel', 'store'],
        statutory: { only: ['unsealed-sensitive', 'activated', 'near-expiry'], law: words('《七日无理由退货暂行办法》第七条、第二十条：如无确认，不得拒绝七日无理由退货', 'Seven-Day Measures, arts. 7 and 20: without confirmation the return must not be refused') },
      }),
      returnDecisionWithin: duration(words('退换答复时限', 'Time to decide a return'), 24, 'hours', [1, 360], {
        source: 'vague', scopes: ['channel', 'store'],
        statutory: { max: 360, law: words('《侵害消费者权益行为处罚办法》第九条：超过十五日未办理的，视为故意拖延或者无理拒绝', 'Measures on Penalties for Infringing Consumer Rights, art. 9: not begun within fifteen days counts as deliberate delay') },
      }),
      freightOwnCause: choice(words('客户自身原因的退货运费', 'Freight when the cause is the customer’s'), 'customer', [
        option('customer', '客户', 'the customer'), option('company', '公司', 'the company'), option('shared', '双方各半', 'both, half each'),
      ], { scopes: ['channel', 'store', 'customer-class'] }),
      refundWithin: duration(words('退款时限', 'Time to refund'), 48, 'hours', [1, 168], {
        source: 'vague', scopes: ['channel', 'store'],
        statutory: { max: 168, law: words('《消费者权益保护法》第二十五条：自收到退回商品之日起七日内返还价款', 'Consumer Rights Protection Law, art. 25: refund within seven days of receiving the goods back') },
      }),
      refundOnlyLimit: fen(words('免退货退款限额', 'Limit for refund without return'), 2_000n, [0n, 50_000n], { binds: 'event', scopes: ['channel', 'store', 'product-line'] }),
    },
    controls: [
      {
        kind: 'deadline', id: 'return-decided-in-time', title: words('按时答复退换', 'Returns decided in time'), subject: 'return',
        after: [on('sales.return-requested', '客户申请退换', 'the request')],
        until: [on('sales.return-decided', '答复', 'the decision')],
        cancelledBy: [on('sales.return-withdrawn', '客户撤回申请', 'withdrawal by the customer')],
        within: { parameter: 'returnDecisionWithin' }, calendar: 'natural', owner: { post: 'service-agent' }, repeat: 'once',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('答复退换申请', 'Decide the return'), opens: 'return' },
      },
      {
        kind: 'deadline', id: 'refunded-in-time', title: words('按时退款', 'Refunded in time'), subject: 'return',
        after: [on('sales.return-received', '收到退货', 'receipt of the goods')],
        until: [on('finance.refund-paid', '退款', 'the refund'), on('sales.exchange-shipped', '换货发出', 'dispatch of the exchange')],
        cancelledBy: [on('sales.return-rejected-on-inspection', '验收不合格并退回客户', 'rejection on inspection')],
        pauses: [{ on: 'sales.exchange-payment-awaited', off: 'sales.exchange-payment-ended', as: words('等客户支付换货差价', 'waiting for the customer to pay the difference of the exchange') }],
        within: { parameter: 'refundWithin' }, calendar: 'natural', owner: { post: 'cashier' }, repeat: 'once',
        escalation: overdue('cashier', 'accountant'),
        work: { title: words('办理退款', 'Pay the refund'), opens: 'return' },
      },
      {
        kind: 'deadline', id: 'rest-refunded-in-time', title: words('换货改退款的余款按时退', 'The rest of a cancelled exchange refunded in time'), subject: 'return',
        after: [on('sales.exchange-rest-owed', '换货取消后改为退款', 'taking the money instead of a cancelled exchange')],
        until: [on('finance.refund-paid', '退款', 'the refund')],
        within: { parameter: 'refundWithin' }, calendar: 'natural', owner: { post: 'cashier' }, repeat: 'eachCycle',
        escalation: overdue('cashier', 'accountant'),
        work: { title: words('退还余款', 'Refund the rest'), opens: 'return' },
      },
      {
        kind: 'deadline', id: 'unsent-refunded-in-time', title: words('未发货部分按时退款', 'Refunded in time where nothing was sent'), subject: 'refund',
        after: [on('finance.refund-owed', '取消订单或变更减价', 'a cancellation or a lowered price', [{ field: 'sourceType', op: 'in', value: ['order', 'amendment'] }])],
        until: [on('finance.refund-paid', '退款', 'the refund')],
        within: { parameter: 'refundWithin' }, calendar: 'natural', owner: { post: 'cashier' }, repeat: 'eachCycle',
        escalation: overdue('cashier', 'accountant'),
        work: { title: words('办理退款', 'Pay the refund'), opens: 'refund' },
      },
      {
        kind: 'gate', id: 'goods-inspected', title: words('验收后退款', 'Inspected before refund'), enforce: 'block',
        verb: 'finance.pay-refund', act: words('退款', 'paying a refund'),
        requires: [{ name: 'return-inspected-or-waived', words: words('退货已验收，或符合免退货退款', 'the goods are inspected, or no return is needed') }],
        override: { posts: ['service-lead'], approval: ['department-head'] },
      },
      {
        kind: 'rule', id: 'return-allowed', title: words('是否准予退换', 'Whether a return is allowed'), rule: 'sales.return-decision',
        uses: ['noReasonReturnDays', 'noReasonExcluded', 'noReasonExcludedIfConfirmed', 'refundOnlyLimit'],
        general: words('退货期内、商品完好的，准予退货', 'Within the period and with the goods intact, a return is allowed'),
        exceptions: [
          { name: 'faulty', words: words('质量问题的，不受商品类别限制', 'faulty goods are always taken back') },
          { name: 'excluded', words: words('依法不适用的商品不予无理由退货', 'goods that the law excludes') },
          { name: 'confirmed-exclusion', words: words('购买时已确认不适用的商品不予无理由退货', 'goods whose exclusion the customer confirmed') },
          { name: 'small-amount', words: words('低于限额的可免退货直接退款', 'below the limit a refund needs no return') },
        ],
      },
      {
        kind: 'rule', id: 'freight-payer', title: words('退换运费承担', 'Who pays the freight'), rule: 'sales.freight-payer', uses: ['freightOwnCause'],
        general: words('因客户自身原因的，按公司规定承担', 'When the cause is the customer’s, as the company has set'),
        exceptions: [
          { name: 'faulty', words: words('质量问题由公司承担', 'faulty goods: the company') },
          { name: 'wrong-goods', words: words('错发、漏发由公司承担', 'wrong or missing goods: the company') },
          { name: 'transport-damage', words: words('运输损坏由公司先行承担，再向承运商追偿', 'damage on the way: the company, which recovers it from the carrier') },
        ],
      },
      {
        kind: 'separation', id: 'refund-not-self-decided', title: words('退换审核与退款分离', 'Deciding and paying apart'),
        acts: [on('sales.return-decided', '审核退换', 'deciding the return'), on('finance.refund-paid', '办理退款', 'paying the refund')],
        subject: 'return', within: words('同一退换单', 'one return'),
      },
    ],
  }),
  clause({
    id: '2.4.3', title: words('客户投诉处理', 'Complaints'), binds: ['service-agent', 'service-lead', 'department-head'],
    wording: wording(
      '投诉优先办理：[complaintAcceptWithin]内受理，办理期间至少每 [complaintProgressEvery]向客户通报一次进展，[complaintResultWithin]内告知处理结果并请客户确认。结案后 [complaintCauseWithin]内查明原因、提出改进措施；同一原因在 [repeatComplaintWindow]内达到 [repeatComplaintAlarm]的，发出重复投诉警报。',
      'Complaints come first: accepted within [complaintAcceptWithin], progress told at intervals of no more than [complaintProgressEvery], result within [complaintResultWithin] and confirmed by the customer. The cause and its cure are found within [complaintCauseWithin] of closing; [repeatComplaintAlarm] on one cause within [repeatComplaintWindow] raise an alarm.',
    ),
    parameters: {
      complaintAcceptWithin: duration(words('投诉受理时限', 'Time to accept a complaint'), 1, 'hours', [1, 24], { scopes: ['channel', 'customer-class'] }),
      complaintProgressEvery: duration(words('投诉进展通报间隔', 'Interval of progress notes'), 1, 'workDays', [1, 5], { scopes: ['channel', 'customer-class'], units: { workHours: [1, 40] } }),
      complaintResultWithin: duration(words('投诉办结时限', 'Time to a result'), 3, 'workDays', [1, 30], { scopes: ['channel', 'customer-class'], units: { workHours: [1, 240] } }),
      complaintCauseWithin: duration(words('原因分析时限', 'Time to find the cause'), 5, 'workDays', [1, 30]),
      repeatComplaintAlarm: count(words('重复投诉警报线', 'Alarm for repeated complaints'), 3, words('起', 'complaints'), [2, 100]),
      repeatComplaintWindow: duration(words('重复投诉统计期', 'Window for repeated complaints'), 30, 'days', [1, 365]),
    },
    controls: [
      {
        kind: 'deadline', id: 'complaint-accepted-in-time', title: words('及时受理投诉', 'Accepted in time'), subject: 'complaint',
        after: [on('sales.complaint-received', '收到投诉', 'receipt')], until: [on('sales.complaint-accepted', '受理', 'acceptance')],
        cancelledBy: [on('sales.complaint-withdrawn', '客户撤诉', 'withdrawal by the customer')],
        within: { parameter: 'complaintAcceptWithin' }, calendar: 'natural', owner: { post: 'service-agent' }, repeat: 'once',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('受理投诉', 'Accept the complaint'), opens: 'complaint' },
      },
      {
        kind: 'deadline', id: 'progress-told', title: words('通报进展', 'Progress is told'), subject: 'complaint',
        after: [on('sales.complaint-accepted', '受理投诉', 'acceptance'), on('sales.complaint-progress-told', '通报进展', 'the last note')],
        until: [on('sales.complaint-progress-told', '通报进展', 'the note'), on('sales.complaint-result-told', '告知结果', 'the result')],
        cancelledBy: [on('sales.complaint-withdrawn', '客户撤诉', 'withdrawal by the customer')],
        within: { parameter: 'complaintProgressEvery' }, calendar: 'office', owner: { post: 'service-agent', from: 'assignee' }, repeat: 'eachCycle',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('向客户通报进展', 'Tell the customer how it goes'), opens: 'complaint' },
      },
      {
        kind: 'deadline', id: 'result-told-in-time', title: words('按时告知结果', 'Result told in time'), subject: 'complaint',
        after: [on('sales.complaint-accepted', '受理投诉', 'acceptance')], until: [on('sales.complaint-result-told', '告知结果', 'the result')],
        cancelledBy: [on('sales.complaint-withdrawn', '客户撤诉', 'withdrawal by the customer')],
        within: { parameter: 'complaintResultWithin' }, calendar: 'office', owner: { post: 'service-lead' }, repeat: 'resumeOnReopen',
        escalation: overdue('service-lead', 'department-head'),
        work: { title: words('告知客户处理结果', 'Tell the customer the result'), opens: 'complaint' },
      },
      {
        kind: 'deadline', id: 'cause-found-in-time', title: words('查明原因并改进', 'Cause and cure'), subject: 'complaint',
        after: [on('sales.complaint-closed', '投诉结案', 'closing')], until: [on('sales.complaint-cause-recorded', '查明原因', 'the cause')],
        within: { parameter: 'complaintCauseWithin' }, calendar: 'office', owner: { post: 'service-lead' }, repeat: 'once',
        escalation: overdue('service-lead', 'department-head'),
        work: { title: words('查明原因并提出改进措施', 'Find the cause and its cure'), opens: 'complaint' },
      },
      {
        kind: 'deadline', id: 'cure-carried-out', title: words('改进措施落实', 'The cure is carried out'), subject: 'corrective-action',
        after: [on('sales.corrective-action-agreed', '商定改进措施', 'agreement on the action')],
        until: [on('sales.corrective-action-verified', '改进见效', 'proof of its effect')],
        within: { promise: 'dueAt' }, calendar: 'natural', owner: { post: 'service-lead', from: 'owner' }, repeat: 'resumeOnReopen',
        escalation: overdue('service-lead', 'department-head'),
        work: { title: words('落实改进措施并核对效果', 'Carry out the action and check its effect'), opens: 'corrective-action' },
      },
      {
        kind: 'gate', id: 'customer-confirmed', title: words('客户确认后结案', 'Confirmed before closing'),
        verb: 'sales.close-complaint', act: words('投诉结案', 'closing a complaint'),
        requires: [
          { name: 'result-told', words: words('已告知处理结果', 'the result has been told') },
          { name: 'customer-confirmed', words: words('客户已确认', 'the customer has confirmed it') },
        ],
      },
      {
        kind: 'rule', id: 'repeat-alarm', title: words('重复投诉警报', 'Alarm on repetition'), rule: 'sales.repeat-complaint-alarm', uses: ['repeatComplaintAlarm', 'repeatComplaintWindow'],
        general: words('同一原因的投诉在期限内达到警报线的，向部门经理报警', 'Complaints on one cause that reach the line in the window alarm the department head'),
        exceptions: [{ name: 'safety', words: words('涉及人身安全的，一起即报警', 'where safety is concerned, the first one does') }],
      },
    ],
  }),
]);

import { words } from '../../../kernel/words.ts';
import { clause, declareClauses, duration, on, overdue, percent, wording } from '../../../regulation/declare.ts';

/** Questions and issues: knowledge (3.2.1), tracking to the end (3.2.2). */
export const clauses = declareClauses('service/issues', [
  clause({
    id: '3.2.1', title: words('常见问题解答', 'FAQ'), binds: ['service-agent', 'service-lead'],
    wording: wording(
      '建立常见问题知识库，客服须熟练掌握；每篇文章至少每 [kbReview]复核一次。复杂问题转交专人，并告知客户预计答复时间，届时必须答复。知识库有用率每月不低于 [kbHelpfulRate]。',
      'A knowledge base answers what is often asked, and agents know it; each article is reviewed at least every [kbReview]. A complex case goes to a specialist, the customer is told when to expect the answer, and that time is kept. Articles are found helpful at a rate of [kbHelpfulRate] or more each month.',
    ),
    parameters: {
      kbReview: duration(words('文章复核周期', 'Review of an article'), 90, 'days', [7, 730], { scopes: ['product-line'] }),
      kbHelpfulRate: percent(words('知识库有用率', 'Helpfulness of the knowledge base'), 8_000, [1_000, 10_000]),
    },
    controls: [
      {
        kind: 'cadence', id: 'articles-reviewed', title: words('文章按期复核', 'Articles are reviewed'),
        every: { parameter: 'kbReview' }, scope: { type: 'article', as: words('每篇已发布文章', 'each published article') },
        since: [on('service.article-published', '文章发布', 'its publication'), on('service.article-reviewed', '上次复核', 'its last review')],
        product: on('service.article-reviewed', '复核文章', 'the review'), calendar: 'natural', owner: { post: 'service-lead', from: 'owner' },
        escalation: overdue('service-lead', 'department-head'),
        work: { title: words('复核知识库文章', 'Review the article'), opens: 'article' },
      },
      {
        kind: 'deadline', id: 'promised-answer-given', title: words('承诺的答复时间兑现', 'The promised answer is given'), subject: 'ticket',
        after: [on('service.answer-promised', '告知预计答复时间', 'escalation')], until: [on('service.promised-answer-given', '答复客户', 'the answer')],
        cancelledBy: [on('service.ticket-withdrawn', '客户撤回', 'withdrawal by the customer')],
        within: { promise: 'promisedAt' }, calendar: 'natural', owner: { post: 'service-lead', from: 'specialist' }, repeat: 'eachCycle',
        escalation: overdue('service-lead', 'department-head'),
        work: { title: words('答复客户', 'Give the answer'), opens: 'ticket' },
      },
      {
        kind: 'gate', id: 'escalation-promises-time', title: words('转交须约定答复时间', 'Escalation names a time'),
        verb: 'service.escalate-ticket', act: words('转交专人', 'escalating to a specialist'),
        requires: [
          { name: 'specialist-named', words: words('已指定专人', 'the specialist is named') },
          { name: 'time-promised', words: words('已告知客户预计答复时间', 'the customer knows when to expect the answer') },
        ],
      },
      {
        kind: 'target', id: 'articles-helpful', title: words('知识库有用率', 'Articles help'), figure: 'service.article-helpful-rate',
        as: words('知识库有用率', 'the share of helpful votes'), side: 'atLeast', bound: { parameter: 'kbHelpfulRate' }, window: 'month',
      },
    ],
  }),
  clause({
    id: '3.2.2', title: words('问题跟踪反馈', 'Issue tracking'), binds: ['service-agent', 'service-lead'],
    wording: wording(
      '对客户的每个问题和投诉全程跟踪，直至解决并反馈结果。问题应在工作时间 [issueSettleWithin]内解决，等待客户期间暂停计时，客户再次回复的重新打开；解决后 [resultTellWithin]内告知客户并请其确认。',
      'Every question and complaint is followed to its end. It is settled within [issueSettleWithin]; the clock rests while the customer is awaited, and a new reply opens the case again. The result is told within [resultTellWithin] and the customer confirms it.',
    ),
    parameters: {
      issueSettleWithin: duration(words('问题解决时限', 'Time to settle an issue'), 16, 'workHours', [1, 240], { scopes: ['channel', 'store', 'customer-class'] }),
      resultTellWithin: duration(words('结果反馈时限', 'Time to tell the result'), 4, 'hours', [1, 72]),
    },
    controls: [
      {
        kind: 'deadline', id: 'issue-settled-in-time', title: words('按时解决问题', 'Settled in time'), subject: 'ticket',
        after: [on('service.ticket-opened', '问题登记', 'opening'), on('service.ticket-reopened', '问题重新打开', 'reopening')],
        until: [on('service.ticket-resolved', '问题解决', 'resolution')],
        pauses: [{ on: 'service.customer-awaited', off: 'service.customer-replied', as: words('等待客户回复', 'waiting for the customer') }],
        cancelledBy: [on('service.ticket-merged', '并入其他问题', 'merging into another ticket'), on('service.ticket-withdrawn', '客户撤回', 'withdrawal by the customer')],
        within: { parameter: 'issueSettleWithin' }, calendar: 'service-desk', owner: { post: 'service-agent', from: 'assignee' }, repeat: 'resumeOnReopen',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('解决客户问题', 'Settle the issue'), opens: 'ticket' },
      },
      {
        kind: 'deadline', id: 'result-told', title: words('反馈结果', 'The result is told'), subject: 'ticket',
        after: [on('service.ticket-resolved', '问题解决', 'resolution')], until: [on('service.ticket-result-told', '告知客户结果', 'the news to the customer')],
        cancelledBy: [on('service.ticket-reopened', '问题重新打开', 'reopening')],
        within: { parameter: 'resultTellWithin' }, calendar: 'natural', owner: { post: 'service-agent', from: 'assignee' }, repeat: 'eachCycle',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('告知客户处理结果', 'Tell the customer the result'), opens: 'ticket' },
      },
      {
        kind: 'gate', id: 'closed-when-confirmed', title: words('确认后关闭', 'Confirmed before closing'),
        verb: 'service.close-ticket', act: words('关闭问题', 'closing a ticket'),
        requires: [{ name: 'customer-confirmed-or-silent', words: words('客户已确认，或逾期未提出异议', 'the customer confirmed it, or raised nothing in time') }],
      },
    ],
  }),
]);

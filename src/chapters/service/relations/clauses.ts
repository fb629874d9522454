import { words } from '../../../kernel/words.ts';
import { clause, count, declareClauses, duration, list, on, option, overdue, percent, schedule, wording } from '../../../regulation/declare.ts';

/** Relations: follow-up visits (3.3.1), customer care (3.3.2). */
export const clauses = declareClauses('service/relations', [
  clause({
    id: '3.3.1', title: words('定期回访', 'Follow-up visits'), binds: ['service-agent', 'service-lead', 'seller'],
    wording: wording(
      '定期回访客户，了解使用情况、意见和建议：重点客户每 [visitEveryKey]、普通客户每 [visitEveryNormal]回访一次，货物签收后 [visitAfterDelivery]内回访。客户意见应在 [opinionFiledWithin]内转为反馈处理。',
      'Customers are called on for use, opinions and suggestions: key customers every [visitEveryKey], others every [visitEveryNormal], and all within [visitAfterDelivery] of a delivery. An opinion becomes a feedback case within [opinionFiledWithin].',
    ),
    parameters: {
      visitEveryKey: duration(words('重点客户回访周期', 'Visits to key customers'), 30, 'days', [7, 365]),
      visitEveryNormal: duration(words('普通客户回访周期', 'Visits to other customers'), 90, 'days', [7, 730]),
      visitAfterDelivery: duration(words('签收后回访时限', 'Visit after a delivery'), 7, 'days', [1, 60], { scopes: ['channel', 'product-line', 'customer-class'] }),
      opinionFiledWithin: duration(words('意见转办时限', 'Time to file an opinion'), 1, 'workDays', [1, 10]),
    },
    controls: [
      {
        kind: 'cadence', id: 'key-customers-visited', title: words('重点客户定期回访', 'Key customers are visited'), every: { parameter: 'visitEveryKey' },
        scope: { type: 'customer', as: words('每位重点客户', 'each key customer'), where: [{ field: 'class', op: 'eq', value: 'key' }] },
        since: [on('service.visit-recorded', '上次回访', 'the last visit')], product: on('service.visit-recorded', '回访客户', 'the visit'),
        calendar: 'natural', owner: { post: 'service-agent', from: 'agent' }, escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('回访重点客户', 'Visit the key customer'), opens: 'customer' },
      },
      {
        kind: 'cadence', id: 'customers-visited', title: words('普通客户定期回访', 'Customers are visited'), every: { parameter: 'visitEveryNormal' },
        scope: { type: 'customer', as: words('每位普通客户', 'each other customer'), where: [{ field: 'class', op: 'ne', value: 'key' }] },
        since: [on('service.visit-recorded', '上次回访', 'the last visit')], product: on('service.visit-recorded', '回访客户', 'the visit'),
        calendar: 'natural', owner: { post: 'service-agent', from: 'agent' }, escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('回访客户', 'Visit the customer'), opens: 'customer' },
      },
      {
        kind: 'deadline', id: 'visited-after-delivery', title: words('签收后回访', 'Visited after delivery'), subject: 'parcel',
        after: [on('logistics.parcel-delivered', '货物签收', 'delivery')], until: [on('service.visit-recorded', '回访', 'the visit')],
        cancelledBy: [on('logistics.parcel-returned', '货物退回', 'return of the parcel')],
        within: { parameter: 'visitAfterDelivery' }, calendar: 'natural', owner: { post: 'service-agent' }, repeat: 'once',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('回访客户', 'Visit the customer'), opens: 'parcel' },
      },
      {
        kind: 'deadline', id: 'opinion-filed', title: words('意见必转办', 'Opinions become cases'), subject: 'visit',
        after: [on('service.visit-recorded', '回访收集到意见', 'a visit with an opinion', [{ field: 'opinionGiven', op: 'eq', value: true }])],
        until: [on('sales.feedback-received', '转为反馈', 'the feedback case')],
        within: { parameter: 'opinionFiledWithin' }, calendar: 'office', owner: { post: 'service-agent', from: 'agent' }, repeat: 'once',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('将客户意见转为反馈', 'File the opinion as feedback'), opens: 'visit' },
      },
    ],
  }),
  clause({
    id: '3.3.2', title: words('客户关怀', 'Care'), binds: ['service-agent', 'service-lead', 'store-operator'],
    wording: wording(
      '在[careOccasions]向客户致以问候，并依购买记录推荐商品和优惠。通过[consentChannels]发送营销信息，须经客户同意并附退订方式，每日 [quietHours]不得发送，每位客户不超过 [careCap]；留出 [careHoldout]的客户作对照，以衡量效果。',
      'Customers are greeted on [careOccasions] and get recommendations and offers from what they bought. A marketing message by [consentChannels] needs consent and a way to opt out, is never sent during [quietHours], and no customer gets more than [careCap]; [careHoldout] of the customers are held out to measure the effect.',
    ),
    parameters: {
      careOccasions: list(words('关怀时机', 'Occasions'), ['birthday', 'festival', 'anniversary', 'win-back'], [
        option('birthday', '生日', 'birthdays'), option('festival', '节日', 'festivals'),
        option('anniversary', '首购周年', 'anniversaries of the first purchase'), option('win-back', '久未购买时', 'long silence'),
      ]),
      consentChannels: list(words('须经同意的渠道', 'Channels that need consent'), ['sms', 'email', 'phone'], [
        option('sms', '短信', 'SMS'), option('email', '邮件', 'e-mail'), option('phone', '电话', 'phone'), option('chat', '在线消息', 'chat'),
      ], {
        binds: 'now',
        statutory: {
          contains: ['sms', 'email', 'phone'],
          law: words('《消费者权益保护法》第二十九条；《网络交易监督管理办法》第十六条：未经消费者同意或者请求，不得向其发送商业性信息', 'Consumer Rights Protection Law, art. 29; Measures for Online Trading, art. 16: no commercial messages without consent or request'),
        },
      }),
      quietHours: schedule(words('免打扰时段', 'Quiet hours'), { from: '21:00', to: '08:00' }, { binds: 'now', scopes: ['channel'] }),
      careCap: count(words('营销信息频次上限', 'Messages to one customer'), 2, words('条/月', 'messages a month'), [0, 31], { binds: 'now', scopes: ['channel', 'customer-class'] }),
      careHoldout: percent(words('对照组比例', 'Hold-out share'), 1_000, [0, 5_000], { binds: 'event' }),
    },
    controls: [
      {
        kind: 'gate', id: 'sent-with-consent', title: words('经同意方可发送', 'Only with consent'), enforce: 'block',
        verb: 'service.send-care-message', act: words('发送营销信息', 'sending a marketing message'),
        requires: [
          { name: 'consent-given', words: words('客户同意接收', 'the customer’s consent') }, { name: 'opt-out-offered', words: words('附有退订方式', 'a way to opt out') },
          { name: 'sender-named', words: words('写明发送方', 'the sender’s name') }, { name: 'outside-quiet-hours', words: words('不在免打扰时段', 'outside quiet hours') },
          { name: 'below-frequency-cap', words: words('未达频次上限', 'below the cap') },
        ],
      },
      {
        kind: 'rule', id: 'care-recipients', title: words('关怀对象', 'Who is greeted'), rule: 'service.care-recipients', uses: ['careOccasions', 'consentChannels', 'quietHours', 'careCap', 'careHoldout'],
        general: words('到达关怀时机、已同意接收的客户', 'Customers with consent whose occasion has come'),
        exceptions: [
          { name: 'unsubscribed', words: words('退订客户立即停发', 'those who opted out, at once') }, { name: 'open-complaint', words: words('投诉未结的客户不发营销信息', 'those with an open complaint') },
          { name: 'hold-out', words: words('对照组客户不发', 'the hold-out group') },
        ],
      },
    ],
  }),
]);

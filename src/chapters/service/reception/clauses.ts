import { words } from '../../../kernel/words.ts';
import { clause, count, declareClauses, duration, on, overdue, percent, wording } from '../../../regulation/declare.ts';

/** Reception: live chat (3.1.1), telephone (3.1.2). */
export const clauses = declareClauses('service/reception', [
  clause({
    id: '3.1.1', title: words('在线客服响应', 'Online response'), binds: ['service-agent', 'service-lead'],
    wording: wording(
      '客户在线咨询的，客服应在服务时间 [chatFirstReplyWithin]内首次人工回复，此后每次应在服务时间 [chatNextReplyWithin]内回复；三分钟人工回复率每月不低于 [threeMinuteReplyRate]。答复须礼貌、热情、专业、准确，不得使用违法或禁用词语；每月抽查 [chatSample]的会话。',
      'An agent first answers a chat within [chatFirstReplyWithin] and every later message within [chatNextReplyWithin], both counted in service time; the three-minute reply rate stays at or above [threeMinuteReplyRate] each month. Answers are polite, warm, professional and correct, without unlawful or banned words; each month [chatSample] of the chats are reviewed.',
    ),
    parameters: {
      chatFirstReplyWithin: duration(words('在线首次回复时限', 'Time to the first reply'), 3, 'workMinutes', [1, 120], { source: 'blank', scopes: ['channel', 'store', 'customer-class'] }),
      chatNextReplyWithin: duration(words('在线后续回复时限', 'Time to each later reply'), 5, 'workMinutes', [1, 120], { scopes: ['channel', 'store', 'customer-class'] }),
      threeMinuteReplyRate: percent(words('三分钟人工回复率', 'Three-minute reply rate'), 9_000, [1_000, 10_000], { scopes: ['channel', 'store'] }),
      chatSample: percent(words('会话抽查比例', 'Share of chats reviewed'), 200, [10, 10_000]),
    },
    controls: [
      {
        kind: 'deadline', id: 'first-reply-in-time', title: words('及时首次回复', 'First reply in time'), subject: 'chat',
        after: [on('service.chat-opened', '客户发起咨询', 'the customer’s first message')],
        until: [on('service.chat-replied', '人工回复', 'a person’s reply', [{ field: 'actorKind', op: 'eq', value: 'person' }, { field: 'public', op: 'eq', value: true }])],
        cancelledBy: [on('service.chat-marked-spam', '判为垃圾信息', 'marking as spam'), on('service.chat-left', '客户离开', 'the customer leaving')],
        within: { parameter: 'chatFirstReplyWithin' }, calendar: 'service-desk', owner: { post: 'service-agent', from: 'assignee' }, repeat: 'once',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('首次回复客户', 'Give the first reply'), opens: 'chat' },
      },
      {
        kind: 'deadline', id: 'next-reply-in-time', title: words('及时后续回复', 'Later replies in time'), subject: 'chat',
        after: [on('service.customer-message-received', '客户追加消息', 'the first unanswered message', [{ field: 'afterFirstReply', op: 'eq', value: true }])],
        until: [on('service.chat-replied', '人工回复', 'a person’s reply', [{ field: 'actorKind', op: 'eq', value: 'person' }, { field: 'public', op: 'eq', value: true }])],
        cancelledBy: [on('service.chat-resolved', '会话已解决', 'resolution of the chat'), on('service.chat-left', '客户离开', 'the customer leaving')],
        within: { parameter: 'chatNextReplyWithin' }, calendar: 'service-desk', owner: { post: 'service-agent', from: 'assignee' }, repeat: 'eachCycle',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('回复客户', 'Reply to the customer'), opens: 'chat' },
      },
      {
        kind: 'target', id: 'three-minute-rate', title: words('三分钟人工回复率', 'Three-minute reply rate'), figure: 'service.three-minute-reply-rate',
        as: words('三分钟人工回复率', 'the three-minute reply rate'), side: 'atLeast', bound: { parameter: 'threeMinuteReplyRate' }, window: 'month',
      },
      {
        kind: 'gate', id: 'wording-lawful', title: words('用语合法文明', 'Lawful and civil words'), enforce: 'block',
        verb: 'service.send-reply', act: words('发送回复', 'sending a reply'),
        requires: [
          { name: 'no-unlawful-words', words: words('不含广告法禁用的绝对化用语', 'no absolute claims that advertising law forbids') },
          { name: 'no-rude-words', words: words('不含不文明用语', 'no rude words') },
        ],
        override: { posts: ['service-lead'], approval: ['department-head'] },
      },
      {
        kind: 'attest', id: 'chat-quality', title: words('服务态度与专业', 'Manner and skill'),
        of: on('service.chat-resolved', '已结束会话', 'the finished chats'), sample: { parameter: 'chatSample' }, window: 'month', by: 'service-lead',
        checks: [
          words('礼貌、热情', 'polite and warm'), words('答复专业、准确', 'professional and correct'),
          words('弄清问题后再作答', 'understands before answering'), words('问题得到解决或明确下一步', 'solves it or names the next step'),
        ],
      },
    ],
  }),
  clause({
    id: '3.1.2', title: words('电话客服接听', 'Phone pick-up'), binds: ['service-agent', 'service-lead'],
    wording: wording(
      '客户来电应在 [answerWithinRings]内接听，问候客户、耐心倾听、记录问题并作答，通话后 [callNoteWithin]内补全记录；未接来电应在服务时间 [callBackWithin]内回拨。话务记录只有振铃时长的，按每声 [ringSeconds]折算声数。',
      'A call is picked up within [answerWithinRings]: greet, listen, note, answer; the note is complete within [callNoteWithin] of the call. A missed call is returned within [callBackWithin], counted in service time. Where records give only seconds, one ring counts as [ringSeconds].',
    ),
    parameters: {
      answerWithinRings: count(words('接听响铃数', 'Rings before pick-up'), 3, words('声响铃', 'rings'), [1, 20], { source: 'blank', scopes: ['channel'] }),
      ringSeconds: count(words('每声振铃秒数', 'Seconds in a ring'), 5, words('秒', 'seconds'), [1, 10], { binds: 'event' }),
      callBackWithin: duration(words('回拨时限', 'Time to call back'), 30, 'workMinutes', [1, 960]),
      callNoteWithin: duration(words('通话记录时限', 'Time to complete the note'), 30, 'minutes', [1, 1_440]),
    },
    controls: [
      {
        kind: 'deadline', id: 'picked-up-in-time', title: words('及时接听', 'Picked up in time'), subject: 'call',
        after: [on('service.call-rang', '来电振铃', 'the first ring')], until: [on('service.call-answered', '接听', 'pick-up')],
        cancelledBy: [on('service.call-abandoned', '客户在时限内挂断', 'the caller hanging up in time')],
        within: { parameter: 'answerWithinRings' }, counts: 'rings', calendar: 'natural', owner: { post: 'service-agent' }, repeat: 'once',
        escalation: [{ at: 10_000, to: 'service-lead', how: 'copy' }],
        work: { title: words('接听来电', 'Pick up the call'), opens: 'call' },
      },
      {
        kind: 'rule', id: 'rings-counted', title: words('响铃折算', 'Counting rings'), rule: 'service.rings-of-call', uses: ['ringSeconds'],
        general: words('声数＝振铃秒数÷每声秒数，不足一声的进为一声', 'Rings = ring seconds ÷ seconds in a ring, rounded up'),
        exceptions: [{ name: 'counted-by-exchange', words: words('话务系统直接提供声数的，以其为准', 'an exchange that counts rings itself is taken at its word') }],
      },
      {
        kind: 'deadline', id: 'missed-call-returned', title: words('未接必回', 'Missed calls are returned'), subject: 'call',
        after: [on('service.call-missed', '来电未接', 'the missed call')],
        until: [on('service.call-returned', '回拨', 'the call back'), on('service.call-answered', '客户再次来电并接通', 'a new call that is answered')],
        within: { parameter: 'callBackWithin' }, calendar: 'service-desk', owner: { post: 'service-agent' }, repeat: 'once',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('回拨客户', 'Call the customer back'), opens: 'call' },
      },
      {
        kind: 'deadline', id: 'call-noted', title: words('通话有记录', 'Calls are noted'), subject: 'call',
        after: [on('service.call-ended', '通话结束', 'the end of the call')], until: [on('service.call-note-written', '填写通话记录', 'the note')],
        within: { parameter: 'callNoteWithin' }, calendar: 'natural', owner: { post: 'service-agent', from: 'agent' }, repeat: 'once',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('填写通话记录', 'Write the call note'), opens: 'call' },
      },
    ],
  }),
]);

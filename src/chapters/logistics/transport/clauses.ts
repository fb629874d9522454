import { words } from '../../../kernel/words.ts';
import { clause, declareClauses, duration, on, overdue, percent, wording } from '../../../regulation/declare.ts';

/** Transport: ship notice and collection (5.2.1), tracking (5.2.2). */
export const clauses = declareClauses('logistics/transport', [
  clause({
    id: '5.2.1', title: words('发货通知', 'Ship notice'), binds: ['logistics-clerk', 'warehouse'],
    wording: wording(
      '发货前须将订单号、货物、数量、重量、发货地和收货地通知承运商；发货后 [pickupWithin]内由承运商揽收，逾期未揽收的由物流专员跟进。',
      'Before shipping the carrier is told order, goods, quantity, weight, from and to. Parcels are collected within [pickupWithin] of shipping; the logistics clerk follows up those that are not.',
    ),
    parameters: {
      pickupWithin: duration(words('揽收时限', 'Time to collection'), 24, 'hours', [1, 168], { scopes: ['channel', 'store', 'city', 'carrier'] }),
    },
    controls: [
      {
        kind: 'gate', id: 'carrier-told-before-shipping', title: words('先通知后发货', 'Carrier told before shipping'),
        verb: 'logistics.ship-parcel', act: words('发货', 'shipping a parcel'),
        requires: [{ name: 'carrier-notified', words: words('已通知承运商', 'the carrier has been told') }],
      },
      {
        kind: 'deadline', id: 'collected-in-time', title: words('及时揽收', 'Collected in time'), subject: 'parcel',
        after: [on('logistics.parcel-shipped', '发货', 'shipping')], until: [on('logistics.parcel-collected', '揽收', 'collection')],
        within: { parameter: 'pickupWithin' }, calendar: 'natural', owner: { post: 'logistics-clerk' }, repeat: 'once',
        escalation: overdue('logistics-clerk', 'department-head'),
        work: { title: words('落实承运商揽收', 'See that the carrier collects'), opens: 'parcel' },
      },
    ],
  }),
  clause({
    id: '5.2.2', title: words('运输跟踪', 'Tracking'), binds: ['logistics-clerk', 'service-agent'],
    wording: wording(
      '实时跟踪货物的揽收、运输、中转和派送。揽收后超过 [noMovementWithin]没有物流更新的，须查明去向；停滞、退回、拒收、丢失等异常应在 [exceptionSettleWithin]内处理；预计晚于承诺时间送达的，应在 [delayNoticeWithin]内先行告知客户。准时送达率每月不低于 [onTimeRate]。',
      'Loading, transit, hubs and delivery are followed as they happen. A parcel without news for [noMovementWithin] is traced; a standstill, return, refusal or loss is settled within [exceptionSettleWithin]; a customer whose parcel will be late is told within [delayNoticeWithin], before it is. At least [onTimeRate] arrive on time each month.',
    ),
    parameters: {
      noMovementWithin: duration(words('物流更新时限', 'Time between movements'), 24, 'hours', [6, 240], { scopes: ['channel', 'city', 'carrier'] }),
      exceptionSettleWithin: duration(words('异常处理时限', 'Time to settle an exception'), 24, 'hours', [1, 240], { scopes: ['channel', 'customer-class', 'carrier'] }),
      delayNoticeWithin: duration(words('延误告知时限', 'Time to tell of a delay'), 4, 'hours', [1, 48], { scopes: ['channel', 'customer-class', 'carrier'] }),
      onTimeRate: percent(words('准时送达率', 'On-time rate'), 9_500, [5_000, 10_000], { scopes: ['channel', 'city'] }),
    },
    controls: [
      {
        kind: 'deadline', id: 'kept-moving', title: words('物流不停滞', 'Parcels keep moving'), subject: 'parcel',
        after: [on('logistics.parcel-collected', '揽收', 'collection'), on('logistics.parcel-moved', '物流更新', 'the last movement')],
        until: [on('logistics.parcel-moved', '物流更新', 'the next movement'), on('logistics.parcel-delivered', '签收', 'delivery')],
        cancelledBy: [
          on('logistics.parcel-returned', '货物退回', 'return of the parcel'),
          on('logistics.parcel-exception-opened', '转入异常处理', 'opening of an exception'),
        ],
        within: { parameter: 'noMovementWithin' }, calendar: 'natural', owner: { post: 'logistics-clerk' }, repeat: 'eachCycle',
        escalation: overdue('logistics-clerk', 'department-head'),
        work: { title: words('跟进物流更新', 'See that the parcel moves'), opens: 'parcel' },
      },
      {
        kind: 'deadline', id: 'standstill-taken-up', title: words('停滞必立案', 'A standstill is taken up'), subject: 'parcel',
        after: [on('logistics.parcel-stuck', '包裹停滞', 'the standstill')],
        until: [
          on('logistics.parcel-exception-opened', '登记异常', 'opening of an exception'), on('logistics.parcel-moved', '恢复运输', 'movement'),
          on('logistics.parcel-delivered', '签收', 'delivery'), on('logistics.parcel-returned', '退回', 'return'),
        ],
        within: { parameter: 'exceptionSettleWithin' }, calendar: 'natural', owner: { post: 'logistics-clerk' }, repeat: 'eachCycle',
        escalation: overdue('logistics-clerk', 'department-head'),
        work: { title: words('登记并处理停滞包裹', 'Take up the stuck parcel'), opens: 'parcel' },
      },
      {
        kind: 'deadline', id: 'exception-settled-in-time', title: words('异常及时处理', 'Exceptions are settled in time'), subject: 'parcel',
        after: [on('logistics.parcel-exception-opened', '登记异常', 'opening of the exception')],
        until: [on('logistics.parcel-exception-settled', '处理异常', 'the settlement')],
        within: { parameter: 'exceptionSettleWithin' }, calendar: 'natural', owner: { post: 'logistics-clerk' }, repeat: 'eachCycle',
        escalation: overdue('logistics-clerk', 'department-head'),
        work: { title: words('处理运输异常', 'Settle the exception'), opens: 'parcel' },
      },
      {
        kind: 'deadline', id: 'delay-told-beforehand', title: words('延误提前告知', 'A delay is told beforehand'), subject: 'parcel',
        after: [on('logistics.parcel-late', '预计晚到', 'the prediction')],
        until: [on('sales.delay-notice-given', '告知客户', 'the notice'), on('logistics.parcel-delivered', '签收', 'delivery')],
        cancelledBy: [on('logistics.parcel-returned', '货物退回', 'return of the parcel')],
        within: { parameter: 'delayNoticeWithin' }, calendar: 'natural', owner: { post: 'service-agent' }, repeat: 'once',
        escalation: overdue('service-agent', 'service-lead'),
        work: { title: words('告知客户延误及新的预计时间', 'Tell the customer of the delay'), opens: 'parcel' },
      },
      {
        kind: 'target', id: 'delivered-on-time', title: words('准时送达率', 'Delivered on time'), figure: 'logistics.on-time-rate',
        as: words('准时送达率', 'the on-time rate'), side: 'atLeast', bound: { parameter: 'onTimeRate' }, window: 'month',
      },
    ],
  }),
]);

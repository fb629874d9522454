import { words } from '../../../kernel/words.ts';
import { clause, declareClauses, duration, fen, on, overdue, schedule, bands, ladder, wording } from '../../../regulation/declare.ts';

/** Freight: reconciliation (5.3.1), payment (5.3.2). */
export const clauses = declareClauses('logistics/settlement', [
  clause({
    id: '5.3.1', title: words('费用核算', 'Freight reconciliation'), binds: ['logistics-clerk', 'accountant'],
    wording: wording(
      '[freightCheckCadence]将承运商账单与实际业务逐笔核对，重量、区域、金额按运价表重新计算，单票差异超过 [freightTolerance]的列为未达项，应在 [freightDifferenceWithin]内提出异议或说明理由接受；发票须与实际业务一致。',
      'Carriers’ bills are checked line by line [freightCheckCadence]: weight, zone and amount are rated again from the rate card. A line that differs by more than [freightTolerance] is disputed, or accepted with a reason, within [freightDifferenceWithin]; invoices match the real business.',
    ),
    parameters: {
      freightCheckCadence: schedule(words('运费核对周期', 'Freight check'), { every: 'month' }),
      freightTolerance: fen(words('单票允许差异', 'Tolerance of a line'), 0n, [0n, 10_000n], { binds: 'event' }),
      freightDifferenceWithin: duration(words('差异处理时限', 'Time to settle a difference'), 3, 'workDays', [1, 30]),
    },
    controls: [
      {
        kind: 'cadence', id: 'bills-checked', title: words('按期核对运费', 'Bills are checked'), every: { parameter: 'freightCheckCadence' },
        scope: { type: 'carrier', as: words('每家承运商', 'each carrier') }, product: on('logistics.freight-bill-checked', '核对运费账单', 'the check'),
        calendar: 'office', owner: { post: 'logistics-clerk' }, escalation: overdue('logistics-clerk', 'accountant'),
        work: { title: words('核对运费账单', 'Check the freight bill'), opens: 'freight-bill' },
      },
      {
        kind: 'match', id: 'bill-agrees-with-parcels', title: words('账单与实际一致', 'Bill and parcels agree'),
        left: { records: 'logistics.freight-bill-line', as: words('承运商账单', 'the carrier’s bill') },
        right: { records: 'logistics.rated-parcel', as: words('按运价表重算的包裹', 'the parcels as rated by us') },
        key: { fields: ['waybill', 'weight', 'zone', 'amount'], as: words('运单号、重量、区域和金额', 'waybill, weight, zone and amount') },
        tolerance: { parameter: 'freightTolerance' }, owner: { post: 'logistics-clerk' },
      },
      {
        kind: 'match', id: 'invoice-agrees-with-bill', title: words('发票与账单一致', 'Invoice and bill agree'),
        left: { records: 'logistics.carrier-invoice', as: words('承运商发票', 'the carrier’s invoice') },
        right: { records: 'logistics.accepted-freight-bill', as: words('已核定账单', 'the bill as accepted') },
        key: { fields: ['carrier', 'period', 'amount'], as: words('承运商、账期和金额', 'carrier, period and amount') }, owner: { post: 'accountant' },
      },
      {
        kind: 'deadline', id: 'freight-difference-settled', title: words('运费差异及时处理', 'Differences are settled'), subject: 'freight-bill-line',
        after: [on('logistics.freight-difference-found', '发现运费差异', 'the finding')],
        until: [on('logistics.freight-difference-disputed', '提出异议', 'the dispute'), on('logistics.freight-difference-accepted', '接受差异', 'acceptance with a reason')],
        within: { parameter: 'freightDifferenceWithin' }, calendar: 'office', owner: { post: 'logistics-clerk' }, repeat: 'once',
        escalation: overdue('logistics-clerk', 'accountant'),
        work: { title: words('处理运费差异', 'Settle the freight difference'), opens: 'freight-bill' },
      },
    ],
  }),
  clause({
    id: '5.3.2', title: words('费用支付', 'Payment'), binds: ['logistics-clerk', 'accountant', 'cashier', 'department-head', 'general-manager'],
    wording: wording(
      '运费核定后按协议周期支付，最迟在 [freightPayWithin]内付清。付款审批：[freightPayApproval]。付款凭证完整留存，供记账与审计使用。',
      'Accepted freight is paid by the agreed cycle, at the latest within [freightPayWithin]. Payments are approved so: [freightPayApproval]. Records are kept for accounts and audit.',
    ),
    parameters: {
      freightPayWithin: duration(words('运费付款时限', 'Time to pay freight'), 30, 'days', [1, 90]),
      freightPayApproval: bands(words('运费付款审批权限', 'Authority over freight payments'), words('付款金额', 'amount'), 'fen', 'posts',
        ladder([[5_000_000n, ['department-head']]], ['department-head', 'general-manager'])),
    },
    controls: [
      {
        kind: 'deadline', id: 'freight-paid-in-time', title: words('按期付运费', 'Freight is paid in time'), subject: 'freight-bill',
        after: [on('logistics.freight-bill-accepted', '运费账单核定', 'acceptance of the bill')], until: [on('finance.freight-paid', '支付运费', 'payment')],
        within: { parameter: 'freightPayWithin' }, calendar: 'natural', owner: { post: 'cashier' }, repeat: 'once',
        escalation: overdue('cashier', 'accountant'),
        work: { title: words('支付运费', 'Pay the freight'), opens: 'freight-bill' },
      },
      {
        kind: 'approval', id: 'freight-payment-approved', title: words('付款经批准', 'Payments are approved'), enforce: 'block',
        verb: 'finance.pay-freight', act: words('支付运费', 'paying freight'), matrix: { field: 'amountFen', parameter: 'freightPayApproval' },
      },
      {
        kind: 'gate', id: 'paid-after-check', title: words('核定后付款', 'Checked before paid'), enforce: 'block',
        verb: 'finance.pay-freight', act: words('支付运费', 'paying freight'),
        requires: [
          { name: 'bill-accepted', words: words('账单已核定', 'the bill is accepted') }, { name: 'invoice-matched', words: words('发票已核对', 'the invoice is matched') },
        ],
      },
      {
        kind: 'separation', id: 'check-and-pay-apart', title: words('核账与付款分离', 'Checking and paying apart'),
        acts: [on('logistics.freight-bill-accepted', '核定账单', 'accepting the bill'), on('finance.freight-paid', '支付运费', 'paying it')],
        subject: 'freight-bill', within: words('同一账单', 'one bill'),
      },
    ],
  }),
]);

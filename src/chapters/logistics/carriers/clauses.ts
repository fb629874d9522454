import { words } from '../../../kernel/words.ts';
import { clause, count, declareClauses, duration, list, on, option, overdue, weights, wording } from '../../../regulation/declare.ts';

/** Carriers: evaluation (5.1.1), agreements (5.1.2). */
export const clauses = declareClauses('logistics/carriers', [
  clause({
    id: '5.1.1', title: words('合作伙伴评估', 'Carrier evaluation'), binds: ['logistics-clerk', 'department-head'],
    wording: wording(
      '选择承运商须审核其资质、证照和案例，并按[carrierWeights]评分，得分不低于 [carrierPassScore]方可合作；每 [carrierReviewEvery]重新评估一次。证照到期前 [licenceRenewBefore]提醒更新。',
      'A carrier’s licences, certificates and cases are examined and it is scored by [carrierWeights]; it needs at least [carrierPassScore] and is evaluated again every [carrierReviewEvery]. Documents are renewed from [licenceRenewBefore] before they expire.',
    ),
    parameters: {
      carrierWeights: weights(words('承运商评分权重', 'Weights of the scorecard'), { quality: 4_000, capacity: 2_000, price: 2_500, reputation: 1_500 }, [
        option('quality', '服务质量', 'service quality'), option('capacity', '运输能力', 'capacity'), option('price', '价格', 'price'), option('reputation', '信誉', 'reputation'),
      ]),
      carrierPassScore: count(words('承运商及格分', 'Score to pass'), 70, words('分', 'points'), [0, 100], { binds: 'event' }),
      carrierReviewEvery: duration(words('承运商复评周期', 'Re-evaluation'), 6, 'months', [1, 24]),
      licenceRenewBefore: duration(words('证照更新提前量', 'Renewal before expiry'), 30, 'days', [1, 180], { binds: 'now' }),
    },
    controls: [
      {
        kind: 'cadence', id: 'carriers-evaluated', title: words('按期评估承运商', 'Carriers are evaluated'), every: { parameter: 'carrierReviewEvery' },
        scope: { type: 'carrier', as: words('每家承运商', 'each carrier') },
        since: [on('logistics.carrier-evaluated', '上次评估', 'the last evaluation'), on('logistics.carrier-registered', '登记', 'registration')],
        product: on('logistics.carrier-evaluated', '评估承运商', 'the evaluation'), calendar: 'natural', owner: { post: 'logistics-clerk' },
        escalation: overdue('logistics-clerk', 'department-head'),
        work: { title: words('评估承运商', 'Evaluate the carrier'), opens: 'carrier' },
      },
      {
        kind: 'rule', id: 'carrier-scored', title: words('承运商评分', 'The score'), rule: 'logistics.carrier-score', uses: ['carrierWeights', 'carrierPassScore'],
        general: words('按权重合计评定分与实测分（时效、破损、丢失、价格）', 'Judged and measured figures (on time, damage, loss, price) are added up by weight'),
        exceptions: [{ name: 'too-few-parcels', words: words('发运量不足、无法实测的，仅用评定分', 'with too few parcels to measure, judgement alone') }],
      },
      {
        kind: 'deadline', id: 'documents-renewed', title: words('证照及时更新', 'Documents are renewed'), subject: 'carrier-document',
        after: [on('logistics.carrier-document-expiring', '证照到期提醒发出', 'the reminder')], until: [on('logistics.carrier-document-renewed', '更新证照', 'the renewal')],
        cancelledBy: [on('logistics.carrier-retired', '停止合作', 'the end of the co-operation')],
        within: { parameter: 'licenceRenewBefore' }, calendar: 'natural', owner: { post: 'logistics-clerk' }, repeat: 'once',
        escalation: overdue('logistics-clerk', 'department-head'),
        work: { title: words('更新承运商证照', 'Renew the carrier’s document'), opens: 'carrier' },
      },
      {
        kind: 'approval', id: 'carrier-approved', title: words('承运商经批准', 'Carriers are approved'), enforce: 'block',
        verb: 'logistics.admit-carrier', act: words('启用承运商', 'admitting a carrier'), steps: [{ mode: 'any', posts: ['department-head'] }],
      },
    ],
  }),
  clause({
    id: '5.1.2', title: words('协议签订', 'Agreement'), binds: ['logistics-clerk', 'department-head', 'general-manager'],
    wording: wording(
      '与承运商签订合法有效的合作协议，写明[agreementTerms]。协议到期前 [agreementRenewBefore]内完成续签；没有有效协议的承运商不得发货。',
      'Every carrier has a lawful agreement that states [agreementTerms]. It is renewed within the [agreementRenewBefore] before it ends; no carrier ships without an agreement in force.',
    ),
    parameters: {
      agreementTerms: list(words('协议必备内容', 'Terms of an agreement'), ['rights-duties', 'service-standard', 'rate-card', 'settlement', 'validity'], [
        option('rights-duties', '双方权利义务', 'rights and duties'), option('service-standard', '服务标准与时效承诺', 'service standard and promised times'),
        option('rate-card', '运价表', 'rate card'), option('settlement', '结算方式与周期', 'settlement'), option('validity', '有效期', 'validity'),
        option('compensation', '赔偿标准', 'compensation'),
      ]),
      agreementRenewBefore: duration(words('续签提前量', 'Renewal before the end'), 30, 'days', [1, 180], { binds: 'now' }),
    },
    controls: [
      {
        kind: 'gate', id: 'carrier-in-force', title: words('协议有效方可发货', 'Only by a carrier in force'), enforce: 'block',
        verb: 'logistics.choose-carrier', act: words('选用承运商', 'choosing a carrier'),
        requires: [{ name: 'agreement-in-force', words: words('协议在有效期内', 'its agreement is in force') }],
        override: { posts: ['logistics-clerk'], approval: ['department-head'] },
      },
      {
        kind: 'gate', id: 'agreement-complete', title: words('协议内容齐全', 'Agreements are complete'), enforce: 'block',
        verb: 'logistics.sign-agreement', act: words('签订协议', 'signing an agreement'), uses: ['agreementTerms'],
        requires: [{ name: 'agreement-terms-complete', words: words('必备内容齐全', 'all its terms are there') }],
      },
      {
        kind: 'approval', id: 'agreement-approved', title: words('协议经批准', 'Agreements are approved'), enforce: 'block',
        verb: 'logistics.sign-agreement', act: words('签订协议', 'signing an agreement'),
        steps: [{ mode: 'sequence', posts: ['department-head', 'general-manager'] }],
      },
      {
        kind: 'deadline', id: 'agreement-renewed', title: words('按时续签', 'Renewed in time'), subject: 'agreement',
        after: [on('logistics.agreement-expiring', '协议到期提醒发出', 'the reminder')],
        until: [on('logistics.agreement-renewed', '续签', 'the renewal'), on('logistics.agreement-ended', '决定不再续签', 'the decision to let it end')],
        within: { parameter: 'agreementRenewBefore' }, calendar: 'natural', owner: { post: 'logistics-clerk' }, repeat: 'once',
        escalation: overdue('logistics-clerk', 'department-head'),
        work: { title: words('续签承运协议', 'Renew the agreement'), opens: 'agreement' },
      },
    ],
  }),
]);

import { words } from '../../../kernel/words.ts';
import { bands, clause, declareClauses, ladder, list, on, option, overdue, percent, duration, wording } from '../../../regulation/declare.ts';

/** From need to contract: 2.2.1 to 2.2.4. */
export const clauses = declareClauses('sales/negotiation', [
  clause({
    id: '2.2.1', title: words('需求分析', 'Needs analysis'), binds: ['seller', 'team-lead'],
    wording: wording(
      '销售员须与客户确认[needFields]，据此提出有针对性的解决方案；需求未问清的，不得报价。',
      'The seller settles [needFields] with the customer and works out a solution that fits. No quote before the need is complete.',
    ),
    parameters: {
      needFields: list(words('需求必填项', 'What a need must say'), ['functions', 'specification', 'quantity', 'price', 'delivery-time'], [
        option('functions', '功能', 'functions'), option('specification', '规格', 'specification'), option('quantity', '数量', 'quantity'),
        option('price', '价格', 'price'), option('delivery-time', '交货期', 'delivery time'), option('after-sales', '售后要求', 'after-sales needs'),
      ], { scopes: ['product-line'] }),
    },
    controls: [
      {
        kind: 'gate', id: 'need-complete', title: words('需求明确后报价', 'Need before quote'), enforce: 'block',
        verb: 'sales.issue-quote', act: words('向客户报价', 'quoting a price'),
        uses: ['needFields'],
        requires: [
          { name: 'need-complete', words: words('需求必填项齐全', 'the need is complete') },
          { name: 'solution-reasoned', words: words('方案所含产品均注明理由', 'each product of the solution has its reason') },
        ],
        override: { posts: ['team-lead'], approval: ['department-head'] },
      },
    ],
  }),
  clause({
    id: '2.2.2', title: words('产品介绍', 'Product introduction'), binds: ['seller'],
    wording: wording(
      '向客户介绍产品的特点、优势、用法和售后保障，并提供案例与评价；所发资料逐次留痕。每月抽查 [introductionSample]的介绍记录。',
      'The seller explains features, advantages, use and after-sales service and shows cases and reviews; what was sent to whom is logged. Each month [introductionSample] of the introductions are reviewed.',
    ),
    parameters: { introductionSample: percent(words('产品介绍抽查比例', 'Share of introductions reviewed'), 500, [100, 10_000]) },
    controls: [
      {
        kind: 'gate', id: 'introduced-before-quote', title: words('先介绍后报价', 'Introduced before quoted'),
        verb: 'sales.issue-quote', act: words('向客户报价', 'quoting a price'),
        requires: [{ name: 'product-sheet-sent', words: words('已向客户发送产品资料', 'the product sheet has been sent') }],
      },
      {
        kind: 'attest', id: 'introduction-complete', title: words('介绍全面属实', 'Complete and true'),
        of: on('sales.product-introduced', '产品介绍记录', 'the introductions'), sample: { parameter: 'introductionSample' }, window: 'month', by: 'team-lead',
        checks: [
          words('讲清特点与优势', 'features and advantages are explained'), words('说明使用方法', 'use is shown'),
          words('说明售后保障', 'after-sales service is stated'), words('附有案例或评价', 'a case or review is attached'),
          words('没有夸大或虚假', 'nothing is exaggerated or untrue'),
        ],
      },
    ],
  }),
  clause({
    id: '2.2.3', title: words('价格谈判', 'Price negotiation'), binds: ['seller', 'team-lead', 'department-head', 'general-manager'],
    wording: wording(
      '价格谈判按公司定价政策进行，优惠须以保证利润为前提并经上级批准。折扣权限为：[discountAuthority]；毛利率低于 [minimumGrossMargin]的，须由总经理批准。',
      'Prices follow the pricing policy. A discount must leave a profit and has a superior’s approval. Authority by discount: [discountAuthority]. A gross margin below [minimumGrossMargin] is for the general manager alone.',
    ),
    parameters: {
      discountAuthority: bands(words('折扣权限', 'Discount authority'), words('折扣幅度', 'discount'), 'basisPoints', 'posts',
        ladder([[300, ['seller']], [1_000, ['team-lead']], [2_000, ['department-head']]], ['general-manager']),
        { scopes: ['product-line', 'customer-class', 'channel'] }),
      minimumGrossMargin: percent(words('最低毛利率', 'Minimum gross margin'), 1_500, [0, 9_000], { binds: 'event', scopes: ['product-line', 'channel'] }),
    },
    controls: [
      {
        kind: 'approval', id: 'discount-approved', title: words('折扣经批准', 'Discounts are approved'), enforce: 'block',
        verb: 'sales.issue-quote', act: words('给予折扣', 'giving a discount'),
        matrix: { field: 'discountBasisPoints', parameter: 'discountAuthority' }, ownAuthority: true,
      },
      {
        kind: 'gate', id: 'floor-respected', title: words('不破毛利底线', 'The floor is respected'), enforce: 'block',
        verb: 'sales.issue-quote', act: words('向客户报价', 'quoting a price'), uses: ['minimumGrossMargin'],
        requires: [{ name: 'margin-at-floor-or-approved', words: words('毛利率不低于底线，或已经总经理批准', 'the margin is at the floor or above, or the general manager has approved') }],
      },
      {
        kind: 'rule', id: 'margin-floor', title: words('毛利底线', 'Margin floor'), rule: 'sales.approver-below-floor', uses: ['minimumGrossMargin'],
        general: words('毛利率不低于底线的，按折扣权限审批', 'At or above the floor the discount authority decides'),
        exceptions: [{ name: 'below-floor', words: words('毛利率低于底线的，只能由总经理批准', 'below the floor only the general manager may approve') }],
      },
    ],
  }),
  clause({
    id: '2.2.4', title: words('合同拟定', 'Contract drafting'), binds: ['seller', 'team-lead'],
    wording: wording(
      '合同由已定报价生成，须写明[contractTerms]，表述清楚、准确、合法；修改逐版留存、可对照。报价被客户接受后，应在 [contractDraftWithin]内拟定合同。',
      'A contract is made from the agreed quote and states [contractTerms], clearly, correctly and lawfully; each revision is kept and can be compared. It is drafted within [contractDraftWithin] of the customer’s acceptance.',
    ),
    parameters: {
      contractTerms: list(words('合同必备条款', 'Terms of a contract'), ['parties', 'goods', 'specification', 'quantity', 'quality', 'price', 'delivery', 'payment', 'after-sales', 'liability', 'disputes'], [
        option('parties', '当事人名称与住所', 'the parties'), option('goods', '产品名称', 'the goods'), option('specification', '规格', 'specification'),
        option('quantity', '数量', 'quantity'), option('quality', '质量', 'quality'), option('price', '价款', 'price'),
        option('delivery', '交货期限、地点和方式', 'delivery'), option('payment', '付款方式', 'payment'), option('after-sales', '售后服务', 'after-sales service'),
        option('liability', '违约责任', 'liability'), option('disputes', '争议解决方法', 'settlement of disputes'),
      ], {
        statutory: {
          contains: ['parties', 'goods', 'quantity', 'quality', 'price', 'delivery', 'liability', 'disputes'],
          law: words('《民法典》第四百七十条：合同的内容一般包括的条款', 'Civil Code, art. 470: the terms that a contract generally contains'),
        },
      }),
      contractDraftWithin: duration(words('合同拟定时限', 'Time to draft a contract'), 1, 'workDays', [1, 20], { scopes: ['customer-class'], units: { workHours: [1, 160] } }),
    },
    controls: [
      {
        kind: 'gate', id: 'terms-complete', title: words('条款齐全合法', 'Terms complete and lawful'), enforce: 'block',
        verb: 'sales.send-contract', act: words('向客户发送合同', 'sending a contract'),
        uses: ['contractTerms'],
        requires: [
          { name: 'terms-complete', words: words('必备条款齐全', 'all mandatory terms are there') },
          { name: 'no-forbidden-terms', words: words('不含法律禁止的格式条款', 'no form term that the law forbids') },
          { name: 'equals-quote', words: words('价格与数量同已定报价一致', 'prices and quantities are those of the quote') },
        ],
      },
      {
        kind: 'deadline', id: 'drafted-in-time', title: words('及时拟定合同', 'Drafted in time'), subject: 'quote',
        after: [on('sales.quote-accepted', '客户接受报价', 'acceptance of the quote')], until: [on('sales.contract-drafted', '拟定合同', 'the draft')],
        cancelledBy: [on('sales.quote-withdrawn', '报价作废', 'withdrawal of the quote')],
        within: { parameter: 'contractDraftWithin' }, calendar: 'office', owner: { post: 'seller', from: 'seller' }, repeat: 'once',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('拟定合同', 'Draft the contract'), opens: 'quote' },
      },
    ],
  }),
]);

import { words } from '../../../kernel/words.ts';
import { bands, clause, count, declareClauses, duration, ladder, list, on, option, overdue, percent, wording } from '../../../regulation/declare.ts';

/** Orders: confirmation and review (2.3.1), stock check (2.3.2), shipping (2.3.3). */
export const clauses = declareClauses('sales/orders', [
  clause({
    id: '2.3.1', title: words('订单确认', 'Order confirmation'), binds: ['seller', 'team-lead', 'store-operator', 'accountant'],
    wording: wording(
      '合同定稿后在 [contractSendWithin]内发给客户；客户确认后，应在 [orderEntryWithin]内录入订单，并在工作时间 [departmentNoticeWithin]内知会运营和财务。平台订单通过导入或接口进入系统，须在工作时间 [reviewWithin]内完成审单。短时间内同一买家、收货电话或收货地址多单，收货电话是本公司员工、收货地址是本公司仓库等疑似刷单的，审单拦下：向买家核实，真实的写明后放行，刷单的取消，不得用空包发货。订单确认后的变更逐版留存，按影响（让价、拆包、推迟承诺）审批：[amendmentAuthority]；最后一个签字前不生效。',
      'A final contract goes to the customer within [contractSendWithin]. Once it is confirmed the order is entered within [orderEntryWithin], and operations and finance are told within [departmentNoticeWithin]. Marketplace orders come in by import or API and are reviewed within [reviewWithin]. What looks made up is held in review: many orders of one buyer, phone or address in a short time, a colleague’s phone, a warehouse of ours as the address. The buyer is asked: what is real is let through with a note, what is made up is cancelled and never sent as an empty parcel. Changes of a confirmed order are kept as versions and approved by what they cost: [amendmentAuthority]; nothing takes effect before the last signature.',
    ),
    parameters: {
      contractSendWithin: duration(words('合同发送时限', 'Time to send the contract'), 1, 'workDays', [1, 10], { units: { workHours: [1, 80] } }),
      orderEntryWithin: duration(words('订单录入时限', 'Time to enter the order'), 10, 'minutes', [1, 1_440]),
      departmentNoticeWithin: duration(words('部门知会时限', 'Time to tell the departments'), 30, 'workMinutes', [1, 960]),
      reviewWithin: duration(words('审单时限', 'Time to review an order'), 60, 'workMinutes', [1, 2_400], { scopes: ['channel', 'store'] }),
      amendmentAuthority: bands(words('变更权限', 'Authority over changes'), words('变更影响', 'what the change costs'), 'basisPoints', 'posts',
        ladder([[0, ['seller']], [1_000, ['team-lead']], [3_000, ['department-head']]], ['general-manager']), { scopes: ['channel', 'customer-class'] }),
    },
    controls: [
      {
        kind: 'approval', id: 'amendment-approved', title: words('订单变更经批准', 'Changes are approved'), enforce: 'block',
        verb: 'sales.apply-amendment', act: words('变更订单', 'changing an order'),
        matrix: { field: 'effectBasisPoints', parameter: 'amendmentAuthority' }, ownAuthority: true,
      },
      {
        kind: 'deadline', id: 'contract-sent-in-time', title: words('及时发送合同', 'Contract sent in time'), subject: 'contract',
        after: [on('sales.contract-approved', '合同定稿', 'approval of the contract')], until: [on('sales.contract-sent', '发送合同', 'sending')],
        cancelledBy: [on('sales.contract-withdrawn', '合同作废', 'withdrawal of the contract')],
        within: { parameter: 'contractSendWithin' }, calendar: 'office', owner: { post: 'seller', from: 'seller' }, repeat: 'once',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('将合同发给客户', 'Send the contract to the customer'), opens: 'contract' },
      },
      {
        kind: 'deadline', id: 'order-entered-at-once', title: words('确认后立即录单', 'Entered at once'), subject: 'contract',
        after: [on('sales.contract-confirmed', '客户确认合同', 'the customer’s confirmation')],
        until: [on('sales.order-entered', '录入订单', 'the order', [{ field: 'source', op: 'eq', value: 'contract' }])],
        within: { parameter: 'orderEntryWithin' }, calendar: 'natural', owner: { post: 'seller', from: 'seller' }, repeat: 'once',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('录入订单', 'Enter the order'), opens: 'contract' },
      },
      {
        kind: 'deadline', id: 'operations-told', title: words('知会运营', 'Operations are told'), subject: 'order',
        after: [on('sales.order-entered', '合同订单录入', 'entry of a contract order', [{ field: 'source', op: 'eq', value: 'contract' }])],
        until: [on('operations.order-acknowledged', '运营签收', 'acknowledgement by operations')],
        cancelledBy: [on('sales.order-cancelled', '订单取消', 'cancellation of the order')],
        within: { parameter: 'departmentNoticeWithin' }, calendar: 'office', owner: { post: 'store-operator' }, repeat: 'once',
        escalation: overdue('store-operator', 'department-head'),
        work: { title: words('签收订单通知并安排备货', 'Acknowledge the order and plan the goods'), opens: 'order' },
      },
      {
        kind: 'deadline', id: 'finance-told', title: words('知会财务', 'Finance is told'), subject: 'order',
        after: [on('sales.order-entered', '合同订单录入', 'entry of a contract order', [{ field: 'source', op: 'eq', value: 'contract' }])],
        until: [on('finance.order-acknowledged', '财务签收', 'acknowledgement by finance')],
        cancelledBy: [on('sales.order-cancelled', '订单取消', 'cancellation of the order')],
        within: { parameter: 'departmentNoticeWithin' }, calendar: 'office', owner: { post: 'accountant' }, repeat: 'once',
        escalation: overdue('accountant', 'department-head'),
        work: { title: words('签收订单通知并安排收款', 'Acknowledge the order and plan the payment'), opens: 'order' },
      },
      {
        kind: 'deadline', id: 'reviewed-in-time', title: words('及时审单', 'Reviewed in time'), subject: 'order',
        after: [
          on('sales.order-entered', '订单进入待审', 'entry', [{ field: 'needsReview', op: 'eq', value: true }]),
          on('sales.order-held', '订单被拦下', 'being held', [{ field: 'waits', op: 'exists', value: false }]),
        ],
        until: [
          on('sales.order-released', '审单放行', 'release'), on('sales.order-cancelled', '订单取消', 'cancellation'),
          on('sales.order-held', '审单确认须等买家付清或预售日期', 'finding that it waits for the buyer’s money or for its day', [{ field: 'waits', op: 'exists', value: true }]),
        ],
        cancelledBy: [on('sales.order-shipped', '已在平台发货', 'shipping in the marketplace')],
        within: { parameter: 'reviewWithin' }, calendar: 'office', owner: { post: 'seller' }, repeat: 'eachCycle',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('审核订单', 'Review the order'), opens: 'order' },
      },
    ],
  }),
  clause({
    id: '2.3.2', title: words('库存核对', 'Stock check'), binds: ['seller', 'warehouse', 'buyer'],
    wording: wording(
      '收到订单后立即核对库存：库存充足的安排发货；不足的提出补货，采购应在工作时间 [replenishReplyWithin]内答复预计到货时间，并在缺货后 [shortageNoticeWithin]内将预计发货时间告知客户。告知客户的时间即为承诺，到货后自动配给欠货订单，每月兑现率不低于 [promisesKeptRate]。采购单须写明供应商承诺的到货日，到期未到的由采购催交；到货经仓库验收，合格的方可入库，下单与验收由不同的人办理。',
      'On receipt of an order stock is checked. Enough: ship. Short: purchasing is asked, and answers with an expected date within [replenishReplyWithin]; the customer is told the expected date within [shortageNoticeWithin] of the shortage. A date told is a promise; goods that arrive fill the waiting orders by themselves; at least [promisesKeptRate] of the dates are kept each month. A purchase order names the day that its supplier promised; what is late is chased; what arrives is inspected before it is stock, by someone other than who ordered it.',
    ),
    parameters: {
      replenishReplyWithin: duration(words('补货答复时限', 'Time to answer a replenishment request'), 4, 'workHours', [1, 40], { scopes: ['product-line', 'article'] }),
      shortageNoticeWithin: duration(words('缺货告知时限', 'Time to tell the customer of a shortage'), 1, 'workDays', [1, 5], { scopes: ['channel', 'store', 'customer-class', 'article'], units: { workHours: [1, 40] } }),
      promisesKeptRate: percent(words('到货承诺兑现率', 'Share of dates kept'), 9_000, [5_000, 10_000], { scopes: ['channel', 'store'] }),
    },
    controls: [
      {
        kind: 'gate', id: 'stock-checked', title: words('先核库存再放行', 'Stock checked before release'), enforce: 'block',
        verb: 'sales.release-order', eachOf: ['sales.release-orders'], act: words('订单放行', 'releasing an order'),
        requires: [{ name: 'lines-reserved-or-short', words: words('每行商品均已占用库存或登记缺货', 'every line is reserved or recorded as short') }],
      },
      {
        kind: 'deadline', id: 'replenishment-answered', title: words('采购按时答复', 'Purchasing answers in time'), subject: 'shortage',
        after: [on('sales.replenishment-requested', '提出补货', 'the request')],
        until: [on('sales.replenishment-answered', '答复预计到货时间', 'the answer'), on('sales.shortage-filled', '补齐缺货', 'filling of the shortage')],
        cancelledBy: [on('sales.order-cancelled', '订单取消', 'cancellation of the order'), on('sales.shortage-cancelled', '缺货作废', 'voiding of the shortage')],
        within: { parameter: 'replenishReplyWithin' }, calendar: 'office', owner: { post: 'buyer' }, repeat: 'eachCycle',
        escalation: overdue('buyer', 'department-head'),
        work: { title: words('答复预计到货时间', 'Give the expected date'), opens: 'shortage' },
      },
      {
        kind: 'deadline', id: 'shortage-told-in-time', title: words('缺货及时告知客户', 'Customer told of a shortage'), subject: 'shortage',
        after: [on('sales.shortage-found', '发现缺货', 'the shortage')],
        until: [on('sales.shortage-notice-given', '告知客户', 'the notice'), on('sales.shortage-filled', '补齐缺货', 'filling of the shortage')],
        cancelledBy: [on('sales.order-cancelled', '订单取消', 'cancellation of the order'), on('sales.shortage-cancelled', '缺货作废', 'voiding of the shortage')],
        within: { parameter: 'shortageNoticeWithin' }, calendar: 'office', owner: { post: 'seller' }, repeat: 'once',
        escalation: overdue('seller', 'team-lead'),
        work: { title: words('告知客户预计发货时间', 'Tell the customer the expected date'), opens: 'shortage' },
      },
      {
        kind: 'deadline', id: 'promised-date-kept', title: words('承诺时间兑现', 'The promised date is kept'), subject: 'shortage',
        after: [on('sales.shortage-notice-given', '告知客户', 'the notice')], until: [on('sales.shortage-filled', '补齐缺货', 'filling of the shortage')],
        cancelledBy: [on('sales.order-cancelled', '订单取消', 'cancellation of the order'), on('sales.shortage-cancelled', '缺货作废', 'voiding of the shortage')],
        within: { promise: 'promisedAt' }, calendar: 'natural', owner: { post: 'buyer' }, repeat: 'eachCycle',
        escalation: overdue('buyer', 'department-head'),
        work: { title: words('补齐缺货', 'Fill the shortage'), opens: 'shortage' },
      },
      {
        kind: 'deadline', id: 'supplier-on-time', title: words('供应商按时到货', 'Suppliers deliver on their day'), subject: 'purchase-order',
        after: [on('logistics.purchase-ordered', '下采购单', 'the order'), on('logistics.purchase-day-moved', '改期', 'a new day')],
        until: [on('logistics.purchase-closed', '到齐或结束', 'completion')], cancelledBy: [on('logistics.purchase-cancelled', '取消采购单', 'cancellation of the order')],
        within: { promise: 'expectedAt' }, calendar: 'natural', owner: { post: 'buyer' }, repeat: 'eachCycle',
        escalation: overdue('buyer', 'department-head'),
        work: { title: words('催供应商交货', 'Chase the supplier'), opens: 'purchase-order' },
      },
      {
        kind: 'separation', id: 'order-and-inspect-apart', title: words('采购与验收分离', 'Ordering and inspecting apart'),
        acts: [on('logistics.purchase-ordered', '下采购单', 'ordering'), on('logistics.goods-inspected', '到货验收', 'inspecting')],
        subject: 'purchase-order', within: words('同一采购单', 'one purchase order'),
      },
      {
        kind: 'target', id: 'promises-kept', title: words('到货承诺兑现率', 'Dates kept'), figure: 'sales.promises-kept', as: words('到货承诺兑现率', 'the share of dates kept'), side: 'atLeast',
        bound: { parameter: 'promisesKeptRate' }, window: 'month',
      },
    ],
  }),
  clause({
    id: '2.3.3', title: words('发货安排', 'Shipping'), binds: ['warehouse', 'logistics-clerk', 'seller'],
    wording: wording(
      '根据订单和库存选择发货方式与承运商，依次考虑[carrierCriteria]。发货前须严格检验、妥善包装，检验不合格的不得发货；打包称重与商品重量相差超过 [weightTolerance]（另计包装 [wrappingGrams]）的，由另一人在 [weightHoldWithin]内复核后放行；实重不超过商品重量 [emptyParcelShare] 的按疑似空包处理：开箱核对，装好商品重新称重，或由部门负责人查看实物后放行，确为空包的拦下并取消订单，不得发货。一个运单号只能用于一个包裹，已用过的不得再用。客户付款后 [shipWithin]内发货；预售订单付清后，在约定的时间前发货，尾款付得晚的，付清后 [shipWithin]内发货；发货后 [shipNoticeWithin]内将运单号、发货时间和物流查询链接告知客户。每月抽查 [packingSample]的包裹包装。',
      'Way and carrier follow the order and the stock, by [carrierCriteria]. Goods are inspected and well packed first; nothing ships without a passed inspection; a parcel whose weight is more than [weightTolerance] off its goods (beyond [wrappingGrams] of wrapping) is looked into and let go by someone else within [weightHoldWithin]; one that weighs [emptyParcelShare] of its goods or less is suspected to be empty: it is opened and weighed again with the goods in it, or let go by the head of the department who has looked at it; an empty one is held, its order cancelled, and not sent. A waybill number is for one parcel and never used again. Orders ship within [shipWithin] of payment; pre-sales, once all of it is paid, by the date that was agreed, or within [shipWithin] where the balance comes late; number, time and tracking link reach the customer within [shipNoticeWithin] of shipping. Each month [packingSample] of the parcels are checked for packing.',
    ),
    parameters: {
      shipWithin: duration(words('发货时限', 'Time to ship'), 48, 'hours', [1, 720], { scopes: ['channel', 'store', 'product-line', 'customer-class', 'customer', 'article'] }),
      shipNoticeWithin: duration(words('发货通知时限', 'Time to tell the customer'), 1, 'hours', [1, 48], { scopes: ['channel', 'store'] }),
      carrierCriteria: list(words('承运商选择依据', 'What decides the carrier'), ['region', 'weight', 'promise', 'cost'], [
        option('region', '收货地区', 'region'), option('weight', '重量', 'weight'), option('promise', '承诺时效', 'promised time'), option('cost', '运费', 'cost'),
      ], { scopes: ['store', 'product-line'] }),
      weightTolerance: percent(words('重量允差', 'Weight tolerance'), 1_500, [100, 5_000], { scopes: ['store', 'product-line'] }),
      wrappingGrams: count(words('包装重量', 'Wrapping'), 500, words('克', 'g'), [0, 5_000], { scopes: ['store', 'product-line'] }),
      emptyParcelShare: percent(words('空包重量比例', 'Share of the weight of an empty parcel'), 2_000, [100, 5_000], { scopes: ['store', 'product-line'] }),
      weightHoldWithin: duration(words('重量复核时限', 'Time to look into an odd weight'), 4, 'workHours', [1, 40], { scopes: ['store'] }),
      packingSample: percent(words('包装抽查比例', 'Share of parcels checked'), 100, [10, 10_000]),
    },
    controls: [
      {
        kind: 'gate', id: 'inspection-passed', title: words('检验合格方可发货', 'No shipment without inspection'), enforce: 'block',
        verb: 'logistics.ship-parcel', act: words('发货', 'shipping a parcel'),
        requires: [{ name: 'inspection-passed', words: words('发货检验合格', 'its inspection is passed') }],
      },
      {
        kind: 'gate', id: 'weight-agrees', title: words('重量相符方可发货', 'No shipment with an odd weight'), enforce: 'block',
        verb: 'logistics.ship-parcel', act: words('发货', 'shipping a parcel'),
        uses: ['weightTolerance', 'wrappingGrams', 'emptyParcelShare'],
        requires: [{ name: 'weight-agrees', words: words('重量相符或已复核放行', 'its weight agrees or was let go') }],
      },
      {
        kind: 'separation', id: 'weigh-and-release-apart', title: words('称重与放行分离', 'Weighing and letting go apart'),
        acts: [on('logistics.parcel-weight-held', '称重', 'weighing'), on('logistics.parcel-weight-released', '复核放行', 'letting it go')],
        subject: 'parcel', within: words('同一包裹', 'one parcel'),
      },
      {
        kind: 'deadline', id: 'odd-weight-looked-into', title: words('重量不符及时复核', 'Odd weights are looked into'), subject: 'parcel',
        after: [on('logistics.parcel-weight-held', '重量不符', 'the odd weight')],
        until: [on('logistics.parcel-weight-released', '复核放行', 'letting it go'), on('logistics.parcel-weight-agreed', '重新称重相符', 'weighing it again')],
        cancelledBy: [on('logistics.parcel-withdrawn', '包裹撤回', 'withdrawal of the parcel')],
        within: { parameter: 'weightHoldWithin' }, calendar: 'office', owner: { post: 'warehouse' }, repeat: 'eachCycle',
        escalation: overdue('warehouse', 'department-head'),
        work: { title: words('复核重量不符的包裹', 'Look into the odd weight'), opens: 'parcel' },
      },
      {
        kind: 'deadline', id: 'shipped-in-time', title: words('按时发货', 'Shipped in time'), subject: 'order',
        after: [on('sales.order-paid', '付款', 'payment', [{ field: 'presaleBy', op: 'exists', value: false }])], until: [on('sales.order-shipped', '发货', 'shipping')],
        cancelledBy: [on('sales.order-cancelled', '订单取消', 'cancellation of the order')],
        within: { parameter: 'shipWithin' }, calendar: 'natural', owner: { post: 'warehouse' }, repeat: 'once',
        escalation: overdue('warehouse', 'department-head'),
        work: { title: words('发货', 'Ship the order'), opens: 'order' },
      },
      {
        kind: 'deadline', id: 'presale-shipped-by-date', title: words('预售按约定时间发货', 'Pre-sales leave by their date'), subject: 'order',
        after: [
          on('sales.order-paid', '预售付清', 'payment of all of the pre-sale', [{ field: 'presaleBy', op: 'exists', value: true }, { field: 'balanceFen', op: 'exists', value: false }]),
          on('sales.order-payment-added', '付清尾款', 'payment of its balance', [{ field: 'presaleBy', op: 'exists', value: true }]),
          on('sales.order-amended', '订单变更后无须再付', 'a change that leaves nothing to pay', [{ field: 'presaleBy', op: 'exists', value: true }]),
        ], until: [on('sales.order-shipped', '发货', 'shipping')],
        cancelledBy: [on('sales.order-cancelled', '订单取消', 'cancellation of the order')],
        within: { promise: 'presaleBy' }, calendar: 'natural', owner: { post: 'store-operator' }, repeat: 'once',
        escalation: overdue('store-operator', 'department-head'),
        work: { title: words('按预售约定发货', 'Ship the pre-sale'), opens: 'order' },
      },
      {
        kind: 'deadline', id: 'ship-notice-in-time', title: words('及时告知物流信息', 'Customer told in time'), subject: 'parcel',
        after: [on('logistics.parcel-shipped', '发货', 'shipping')],
        until: [on('sales.ship-notice-given', '告知客户物流信息', 'the notice')],
        within: { parameter: 'shipNoticeWithin' }, calendar: 'natural', owner: { post: 'logistics-clerk' }, repeat: 'once',
        escalation: overdue('logistics-clerk', 'department-head'),
        work: { title: words('告知客户运单号和查询链接', 'Send the customer the tracking link'), opens: 'parcel' },
      },
      {
        kind: 'rule', id: 'carrier-chosen', title: words('承运商选择', 'Choice of carrier'), rule: 'logistics.choose-carrier', uses: ['carrierCriteria'],
        general: words('在协议有效、能达到承诺时效的承运商中，选运费最低的', 'Among carriers in force that can keep the promised time, the cheapest'),
        exceptions: [
          { name: 'no-service', words: words('不通达的地区，改用能够送达的承运商', 'where it does not deliver, one that does') },
          { name: 'restricted-goods', words: words('限运商品，只用有资质的承运商', 'restricted goods only by a licensed carrier') },
          { name: 'customer-choice', words: words('客户指定承运商的，从其指定', 'the customer’s own choice comes first') },
        ],
      },
      {
        kind: 'attest', id: 'packed-properly', title: words('包装妥善', 'Well packed'),
        of: on('logistics.parcel-picked', '已拣货打包的包裹', 'the parcels packed'), sample: { parameter: 'packingSample' }, window: 'month', by: 'department-head',
        checks: [
          words('品名与数量同订单一致', 'goods and quantity are those of the order'), words('包装牢固、有缓冲', 'it is firmly packed and cushioned'),
          words('外观整洁', 'it looks tidy'), words('面单清晰、隐去完整电话', 'the label is clear and hides the full phone number'),
        ],
      },
    ],
  }),
]);

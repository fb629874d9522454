import { words } from '../../../kernel/words.ts';
import { bands, clause, count, declareClauses, duration, fen, ladder, list, on, option, overdue, schedule, wording } from '../../../regulation/declare.ts';

/** Stores (4.1.1) and listings (4.1.2). */
export const clauses = declareClauses('operations/stores', [
  clause({
    id: '4.1.1', title: words('店铺搭建与装修', 'Store set-up'), binds: ['store-operator', 'department-head'],
    wording: wording(
      '按品牌和产品特点搭建、装修店铺，页面应清晰、美观、易用。新店开设后 [storeDesignWithin]内完成首版装修；页面逐版留存，经部门经理批准后发布。每季度抽查 [storePageSample]对照品牌规范评定。',
      'Stores are built to the brand and its products: clear, handsome, easy to use. A new store has its first design within [storeDesignWithin]; every version is kept and published once the department head approves. Each quarter [storePageSample] are checked against the brand list.',
    ),
    parameters: {
      storeDesignWithin: duration(words('首版装修时限', 'Time to the first design'), 5, 'workDays', [1, 60], { scopes: ['channel'] }),
      storePageSample: count(words('页面抽查数量', 'Pages checked'), 5, words('个页面', 'pages'), [1, 200]),
    },
    controls: [
      {
        kind: 'deadline', id: 'designed-in-time', title: words('新店及时装修', 'New stores are designed in time'), subject: 'store',
        after: [on('operations.store-opened', '新店开设', 'the opening')], until: [on('operations.store-design-published', '发布首版装修', 'the first design')],
        cancelledBy: [on('operations.store-closed', '店铺关闭', 'closing of the store')],
        within: { parameter: 'storeDesignWithin' }, calendar: 'office', owner: { post: 'store-operator' }, repeat: 'once',
        escalation: overdue('store-operator', 'department-head'),
        work: { title: words('完成店铺首版装修', 'Finish the first store design'), opens: 'store' },
      },
      {
        kind: 'approval', id: 'design-approved', title: words('装修经批准后发布', 'Designs are approved'), enforce: 'block',
        verb: 'operations.publish-store-design', act: words('发布店铺装修', 'publishing a store design'),
        steps: [{ mode: 'any', posts: ['department-head'] }],
      },
      {
        kind: 'attest', id: 'pages-clear-and-handsome', title: words('页面清晰美观', 'Clear and handsome'),
        of: on('operations.store-design-published', '已发布页面', 'the published pages'), sample: { parameter: 'storePageSample' }, window: 'quarter', by: 'department-head',
        checks: [
          words('标识、配色、字体符合品牌规范', 'logo, colours and type follow the brand'), words('重点商品一眼可见', 'the main goods are seen at once'),
          words('分类与搜索好用', 'categories and search work well'), words('手机端浏览顺畅', 'it reads well on a phone'),
        ],
      },
    ],
  }),
  clause({
    id: '4.1.2', title: words('商品上架与管理', 'Listings'), binds: ['store-operator', 'warehouse'],
    wording: wording(
      '商品的图片、文字、价格、库存须准确录入并及时更新；[listingFields]不齐全的不得上架。[listingCheckCadence]将店铺导出数据与商品档案核对，差异应在 [listingDifferenceWithin]内处理；[stockCountCadence]盘点库存；差异超过 [recountAbove]的由他人复盘，差异经批准后过账：[countDifferenceAuthority]。仓库之间调拨的货物应在 [transferWithin]内由发出人以外的人清点收货，差异写明原因。按批次管理的商品先到期先出，过期的不得销售；到期前 [expiryWarning]须在 [expiryDecideWithin]内决定处理，过期的在 [expiredClearWithin]内清出。',
      'Pictures, texts, prices and stock are entered correctly and kept current; nothing is published without [listingFields]. [listingCheckCadence], the store’s export is compared with the product file and differences are settled within [listingDifferenceWithin]; stock is counted [stockCountCadence]; what differs by more than [recountAbove] is counted again by somebody else, and differences are posted once approved: [countDifferenceAuthority]. Goods between warehouses are counted in within [transferWithin] by someone other than who sent them; a difference has its reason. Of goods kept by batches the first to expire leaves first and nothing expired is sold; [expiryWarning] before the expiry it is decided within [expiryDecideWithin] what becomes of them, and what has expired is cleared out within [expiredClearWithin].',
    ),
    parameters: {
      listingFields: list(words('上架必备项', 'What a listing must have'), ['title', 'pictures', 'description', 'price', 'stock', 'barcode'], [
        option('title', '标题', 'a title'), option('pictures', '图片', 'pictures'), option('description', '详情', 'a description'),
        option('price', '价格', 'a price'), option('stock', '库存', 'stock'), option('barcode', '条码', 'a barcode'), option('attributes', '属性', 'attributes'),
      ], { scopes: ['channel', 'store', 'product-line'] }),
      listingCheckCadence: schedule(words('店铺核对周期', 'Comparison with the store'), { every: 'week', on: 1 }, { scopes: ['store'] }),
      listingDifferenceWithin: duration(words('差异处理时限', 'Time to settle a difference'), 1, 'workDays', [1, 10], { scopes: ['store'] }),
      stockCountCadence: schedule(words('盘点周期', 'Stock counts'), { every: 'month' }),
      recountAbove: fen(words('复盘起点', 'Difference from which it is counted again'), 10_000n, [0n, 10_000_000n], { binds: 'event' }),
      countDifferenceAuthority: bands(words('盘点差异权限', 'Authority over count differences'), words('差异金额', 'what differs, at cost'), 'fen', 'posts',
        ladder([[20_000n, ['warehouse']], [200_000n, ['department-head']]], ['general-manager'])),
      transferWithin: duration(words('调拨收货时限', 'Time to receive a transfer'), 3, 'days', [1, 30]),
      expiryWarning: duration(words('临期提醒', 'Warning before an expiry'), 30, 'days', [1, 365]),
      expiryDecideWithin: duration(words('临期处理时限', 'Time to decide on expiring goods'), 3, 'workDays', [1, 30]),
      expiredClearWithin: duration(words('过期清出时限', 'Time to clear out expired goods'), 3, 'workDays', [1, 30]),
    },
    controls: [
      {
        kind: 'gate', id: 'listing-complete', title: words('齐全方可上架', 'Published only when complete'), enforce: 'block',
        verb: 'products.list-product', act: words('商品上架', 'publishing a listing'),
        uses: ['listingFields'],
        requires: [
          { name: 'listing-complete', words: words('上架必备项齐全', 'the listing is complete') },
          { name: 'price-above-zero', words: words('价格大于零', 'its price is above zero') },
          { name: 'words-lawful', words: words('文案不含违法用语', 'its words are lawful') },
        ],
      },
      {
        kind: 'deadline', id: 'transfer-received-in-time', title: words('调拨及时收货', 'Transfers are received in time'), subject: 'transfer',
        after: [on('products.transfer-sent', '调拨发出', 'sending')], until: [on('products.transfer-received', '调拨收货', 'the receipt')],
        within: { parameter: 'transferWithin' }, calendar: 'natural', owner: { post: 'warehouse' }, repeat: 'once', escalation: overdue('warehouse', 'department-head'),
        work: { title: words('清点调拨到货', 'Count in the transfer'), opens: 'transfer' },
      },
      {
        kind: 'separation', id: 'send-and-receive-apart', title: words('调拨发出与收货分离', 'Sending and receiving apart'),
        acts: [on('products.transfer-sent', '调拨发出', 'sending'), on('products.transfer-received', '调拨收货', 'receiving')], subject: 'transfer', within: words('同一调拨单', 'one transfer'),
      },
      {
        kind: 'deadline', id: 'expiring-decided', title: words('临期批次及时处理', 'Expiring batches are decided'), subject: 'batch',
        after: [on('products.batch-expiring', '临期', 'the warning')], until: [on('products.batch-decided', '决定处理', 'the decision')], cancelledBy: [on('products.batch-used-up', '批次清空', 'the batch being used up')],
        within: { parameter: 'expiryDecideWithin' }, calendar: 'office', owner: { post: 'store-operator' }, repeat: 'eachCycle', escalation: overdue('store-operator', 'department-head'),
        work: { title: words('决定临期批次的处理', 'Decide on the expiring batch'), opens: 'batch' },
      },
      {
        kind: 'gate', id: 'decided-when-expiring', title: words('到了临期才作临期处理', 'Decided once it expires soon'), enforce: 'block', verb: 'products.decide-batch', act: words('临期处理', 'deciding on a batch'), uses: ['expiryWarning'],
        requires: [{ name: 'batch-expiring', words: words('批次已进入临期', 'the batch expires soon or has expired') }],
      },
      {
        kind: 'deadline', id: 'expired-cleared', title: words('过期批次及时清出', 'Expired batches are cleared out'), subject: 'batch',
        after: [on('products.batch-expired', '过期', 'the expiry')], until: [on('products.batch-used-up', '批次清空', 'the clearing')],
        within: { parameter: 'expiredClearWithin' }, calendar: 'warehouse', owner: { post: 'warehouse' }, repeat: 'eachCycle', escalation: overdue('warehouse', 'department-head'),
        work: { title: words('清出过期批次', 'Clear out the expired batch'), opens: 'batch' },
      },
      {
        kind: 'match', id: 'store-agrees-with-file', title: words('店铺与档案一致', 'Store and file agree'),
        left: { records: 'products.listing', as: words('商品档案', 'the product file') },
        right: { records: 'operations.store-export-row', as: words('店铺导出数据', 'the store’s export') },
        key: { fields: ['store', 'sku', 'price', 'stock'], as: words('店铺、规格编码、价格和库存', 'store, SKU, price and stock') },
        owner: { post: 'store-operator' },
      },
      {
        kind: 'cadence', id: 'store-compared', title: words('按期核对店铺', 'Stores are compared'), every: { parameter: 'listingCheckCadence' },
        scope: { type: 'store', as: words('每家店铺', 'each store') }, product: on('operations.listings-compared', '核对店铺数据', 'the comparison'),
        calendar: 'office', owner: { post: 'store-operator' }, escalation: overdue('store-operator', 'department-head'),
        work: { title: words('核对店铺商品数据', 'Compare the store with the product file'), opens: 'store' },
      },
      {
        kind: 'deadline', id: 'difference-settled', title: words('差异及时处理', 'Differences are settled'), subject: 'listing',
        after: [on('operations.listing-difference-found', '发现差异', 'the finding')], until: [on('operations.listing-difference-settled', '处理差异', 'the settlement')],
        within: { parameter: 'listingDifferenceWithin' }, calendar: 'office', owner: { post: 'store-operator' }, repeat: 'eachCycle',
        escalation: overdue('store-operator', 'department-head'),
        work: { title: words('处理商品差异', 'Settle the difference'), opens: 'listing' },
      },
      {
        kind: 'cadence', id: 'stock-counted', title: words('按期盘点', 'Stock is counted'), every: { parameter: 'stockCountCadence' },
        scope: { type: 'warehouse', as: words('每个仓库', 'each warehouse') }, product: on('products.stock-counted', '盘点库存', 'the count'),
        calendar: 'warehouse', owner: { post: 'warehouse' }, escalation: overdue('warehouse', 'department-head'),
        work: { title: words('盘点库存', 'Count the stock'), opens: 'stock-count' },
      },
      {
        kind: 'gate', id: 'recounted-before-posting', title: words('盘清复盘方可过账', 'Posted once counted and counted again'), enforce: 'block', verb: 'products.post-count-plan', act: words('盘点过账', 'posting a stock-take'), uses: ['recountAbove'],
        requires: [{ name: 'all-counted', words: words('本轮盘点已结束', 'counting has ended') }, { name: 'recounted-by-another', words: words('大额差异已由他人复盘', 'large differences were counted again by somebody else') }],
      },
      {
        kind: 'approval', id: 'count-difference-approved', title: words('盘点差异经批准', 'Count differences are approved'), enforce: 'block', verb: 'products.post-count-plan', act: words('盘点过账', 'posting a stock-take'),
        matrix: { field: 'differenceFen', parameter: 'countDifferenceAuthority' }, ownAuthority: true,
      },
    ],
  }),
]);

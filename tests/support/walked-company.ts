import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { DEMO_PASSWORD, type Login } from '../../src/app/demo/company.ts';
import { loadDemoInto } from '../../src/app/demo/index.ts';
import { parcelLink } from '../../src/chapters/logistics/transport/public-tracking.ts';
import type { Product } from '../../src/app/product.ts';
import { readSettings } from '../../src/app/settings.ts';
import { DAY, dayOf } from '../../src/kernel/clock.ts';
import { silentLog } from '../../src/kernel/log.ts';

/** Answers of the API as a program without types sees them: the fields that the story below goes on with. */
interface Said { id: string; [field: string]: any }

export interface WalkedCompany {
  /** Addresses of the customers' pages by their kind. */
  readonly customerPages: Readonly<Record<'order' | 'parcel' | 'quote' | 'introduction' | 'contract', string>>;
  /** Pages that open from a mail, from the drawer of a clause, or from a trial of another value: no page shows their link as it comes. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

/**
 * A company whose every page has something to show: two weeks of the demo story, and through the API what it does not tell, a record
 * of each kind as people make them. Answers with the addresses that customers have by their links.
 */
export async function walkedCompany(product: Product, app: FastifyInstance, folder: string): Promise<WalkedCompany> {
  await loadDemoInto({ kernel: product.kernel, settings: readSettings({ DATA_DIR: folder }), log: silentLog, say: () => {}, days: 14 });
  await product.engine.load(product.kernel.db);
  const now = product.kernel.clock.now();
  const inDays = (n: number): string => dayOf(now + n * DAY);
  const cookies = new Map<Login, string>();
  // A busy machine asks to come again: it has done nothing of what was asked.
  const patiently = async (asked: InjectOptions): Promise<LightMyRequestResponse> => {
    for (let tries = 1; ; tries += 1) {
      const answer = await app.inject(asked);
      if (![429, 503].includes(answer.statusCode) || tries === 20) return answer;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  };
  const call = async (who: Login, method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Said> => {
    if (!cookies.has(who)) {
      const signedIn = await patiently({ method: 'POST', url: '/api/session', payload: { login: who, password: DEMO_PASSWORD } });
      if (signedIn.statusCode !== 200) throw new Error(`${who} could not sign in: ${signedIn.body}`);
      cookies.set(who, signedIn.cookies.map((c) => `${c.name}=${c.value}`).join('; '));
    }
    const answer = await patiently({ method, url: `/api${path}`, headers: { cookie: cookies.get(who)! }, ...(body ? { payload: body } : {}) });
    if (answer.statusCode >= 300) throw new Error(`${who}: ${method} ${path}: ${answer.body}`);
    return answer.json();
  };
  const read = (who: Login, path: string): Promise<Said> => call(who, 'GET', path);
  const post = (who: Login, path: string, body: object = {}): Promise<Said> => call(who, 'POST', path, body);
  const one = async (sql: string, values: unknown[] = []): Promise<any> => (await product.kernel.db.query<any>(sql, values)).rows[0];
  const versionOf = async (who: Login, path: string): Promise<number> => (await read(who, path))['version'] as number;

  // Purchasing (2.3.2): a supplier, a wish, an order of which a part arrived, one piece broken.
  const store = await one("select id, default_warehouse_id as warehouse from company.store where name = '山海优品旗舰店'");
  const { rows: [sku, other] } = await product.kernel.db.query<any>(
    `select s.id, s.code, s.product_id from products.sku s join products.stock_item i on i.sku_id = s.id and i.warehouse_id = $1
     where s.active order by i.on_hand - i.reserved desc, s.code limit 2`, [store.warehouse]);
  const supplier = await post('buyer1', '/suppliers', { id: null, version: null, code: 'S001', name: '嘉兴示例日用品厂', contact: '示例联系人', phone: '0573-88880001', leadDays: 5, note: null, active: true });
  await post('operator', '/purchase-requests', { skuId: sku.id, warehouseId: store.warehouse, quantity: 120, note: '年货节备货' });
  const bought = await post('buyer1', '/purchase-orders', { supplierId: supplier.id, warehouseId: store.warehouse, expectedOn: inDays(2), note: '外箱请贴条码', lines: [{ skuId: sku.id, quantity: 120, unitPriceFen: 3_000 }] });
  const ordered = await read('buyer1', `/purchase-orders/${bought.id}`);
  await post('warehouse1', `/purchase-orders/${bought.id}/inspections`, { version: ordered['version'], note: '第一批', final: false, lines: [{ lineId: ordered['lines'][0].id, accepted: 79, rejected: 1, surplus: 0, defect: '外箱有破损', ...(ordered['lines'][0].batchKept ? { batches: [{ batchNo: 'CG-1', quantity: 79, producedOn: inDays(-10) }] } : {}) }] });

  // Research (2.1.1).
  const report = await post('seller1', '/research', { period: inDays(0).slice(0, 7), title: '本月礼品市场调研' });
  await call('seller1', 'PUT', `/research/${report.id}`, { version: 1, title: '本月礼品市场调研', sections: { market: '本月大盘平稳，礼品类增长明显，单价略升，渠道更分散。', competitors: '两家对手上新不锈钢系列，价格带下移十元，赠品增加。' } });
  await post('seller1', `/research/${report.id}/links`, { section: 'market', title: '行业月报', url: 'https://example.com/report', seenOn: inDays(-1) });
  await post('seller1', `/research/${report.id}/tasks`, { text: '核对主推款的宣传用语', ownerId: (await one("select id from company.staff where login = 'operator'")).id, dueOn: inDays(7) });
  const rival = await post('operator', '/competitors', { id: null, version: null, name: '示例对手旗舰店', platform: '淘宝', url: 'https://example.com/shop', note: '主打低价', active: true });
  for (const [days, fen] of [[-9, 8_900], [-2, 7_900]] as const) await post('operator', `/competitors/${rival.id}/observations`, { product: '保温杯 500ml', observedOn: inDays(days), priceFen: fen, feature: '赠杯刷' });

  // From a need to a contract (2.2.1 to 2.2.4).
  const customer = await post('seller1', '/customers', { name: '嘉兴示例礼品有限公司', kind: 'company', class: 'key', phone: '13900001111', note: null, consentMarketing: true });
  const chance = await post('seller1', '/opportunities', { title: '年会礼品采购', customerId: customer.id, storeId: store.id, expectedFen: 900_000, expectedOn: inDays(20) });
  const opportunity = `/opportunities/${chance.id}`;
  await post('seller1', `${opportunity}/need`, { version: await versionOf('seller1', opportunity), need: { functions: '保温 12 小时', specification: '500ml 白色', quantity: 100, price: 900_000, 'delivery-time': inDays(20), 'after-sales': '一年质保' } });
  await post('seller1', `${opportunity}/solution`, { version: await versionOf('seller1', opportunity), lines: [{ skuId: sku.id, quantity: 100, reason: '保温时间符合要求' }] });
  const productSheet = `/product-sheets/${sku.product_id}`;
  await post('manager', productSheet, { version: await versionOf('manager', productSheet), sheet: { features: '316 不锈钢内胆，真空断热。', advantages: '保温 12 小时，比同类长 4 小时。', usage: '首次使用请以温水冲洗。', afterSales: '七天无理由退货，一年质保。', cases: [{ title: '年会礼品', text: '采购 500 只，零投诉。' }], reviews: [{ who: '老客户', text: '很保温。' }] } });
  await post('seller1', `${opportunity}/introductions`, { productIds: [sku.product_id], channel: 'link', note: '请先看第一款' });
  const price = (await read('seller1', opportunity))['solution'][0].priceFen as number;
  const draft = (unitFen: number) => ({ version: 0, draft: { lines: [{ skuId: sku.id, quantity: 100, unitFen }], validUntil: inDays(14), paymentTerms: '预付三成，发货前付清' } });
  const first = await post('seller1', `${opportunity}/quote-drafts`, draft(price));
  await post('seller1', `/quotes/${first.id}/issue`, { version: await versionOf('seller1', `/quotes/${first.id}`) });
  await post('seller1', `/quotes/${first.id}/acceptance`, { name: '王经理', via: 'phone' });
  const template = await one('select id from sales.contract_template where active order by created_at limit 1');
  const contract = await post('seller1', `/quotes/${first.id}/contract`, { templateId: template.id, plan: [{ name: '预付款', shareBasisPoints: 3_000, due: null }, { name: '尾款', shareBasisPoints: 7_000, due: inDays(20) }] });
  await post('manager', '/price-lists', { list: { name: '批发价目', customerClass: 'wholesale', platform: null, from: inDays(1), to: null, note: '', entries: [{ code: sku.code, minQuantity: 50, unitFen: Math.round(price * 0.9) }] } });
  // A second need whose price asks for a signature: an approval in the making.
  const second = await post('seller1', '/opportunities', { title: '开业礼品', customerId: customer.id, storeId: store.id, expectedFen: 500_000, expectedOn: inDays(30) });
  const secondAt = `/opportunities/${second.id}`;
  await post('seller1', `${secondAt}/need`, { version: await versionOf('seller1', secondAt), need: { functions: '保温 6 小时', specification: '350ml', quantity: 100, price: 500_000, 'delivery-time': inDays(30), 'after-sales': '一年质保' } });
  await post('seller1', `${secondAt}/solution`, { version: await versionOf('seller1', secondAt), lines: [{ skuId: sku.id, quantity: 100, reason: '同款小容量' }] });
  const cheap = await post('seller1', `${secondAt}/quote-drafts`, draft(Math.round(price * 0.88)));
  const asks = (await read('seller1', `/quotes/${cheap.id}`))['asks'] as { verb: string; subject: object; content: object } | null;
  if (asks) await post('seller1', '/approvals', { ...asks, reason: '大客户首单，争取长期合作', purpose: null });

  // After the sale (2.4): a complaint, an opinion, a return.
  const delivered = await one(`select o.id, l.id as line from sales."order" o join sales.order_line l on l.order_id = o.id where o.state = 'completed' order by o.completed_at desc limit 1`);
  const complaint = await post('agent1', '/complaints', { orderId: delivered.id, channel: 'phone', severity: 'serious', about: '杯盖漏水，烫到手' });
  await post('agent1', `/complaints/${complaint.id}/acceptance`, { version: await versionOf('agent1', `/complaints/${complaint.id}`) });
  await post('agent1', `/complaints/${complaint.id}/notes`, { words: '已请客户拍照，今天下班前答复', toCustomer: true });
  const opinion = await post('agent1', '/feedback', { channel: 'chat', orderId: delivered.id, author: '山客', words: '包装可以再结实一点', rating: 4 });
  await post('agent1', `/feedback/${opinion.id}/tasks`, { post: 'warehouse', staffId: null, ask: '请看一下外箱用的是哪一种' });
  await post('agent1', `/orders/${delivered.id}/returns`, { type: 'exchange', reason: 'broken-in-use', words: '杯盖漏水', lines: [{ orderLineId: delivered.line, quantity: 1 }] });

  // Orders by hand: one is changed after it was placed, one goes out in two parcels (2.3.1).
  const order = async (n: number): Promise<Said> => {
    const placed = await post('seller1', '/orders', {
      storeId: store.id, lines: [{ skuCode: sku.code, quantity: 3 }, { skuCode: other.code, quantity: 2 }], payment: {},
      buyer: { nick: `企业客户${n}`, receiver: { name: '示例收货人', phone: '13800000000', province: '浙江省', city: '杭州市', district: '西湖区', detail: `示例路${n}号` } },
    });
    await product.settle();
    if ((await read('manager', `/orders/${placed.id}`))['state'] === 'held') await post('manager', `/orders/${placed.id}/release`);
    return read('manager', `/orders/${placed.id}`);
  };
  const changed = await order(1);
  const [lineA, lineB] = changed['lines'] as { id: string }[];
  await post('manager', `/orders/${changed.id}/amendments`, {
    version: changed['version'], reason: '客户减少数量，改送新址', lines: [{ lineId: lineA!.id, quantity: 1 }, { lineId: lineB!.id, quantity: 2 }], promisedShipBy: now + 3 * DAY,
    receiver: { name: '示例收货人', phone: '13800000000', province: '浙江省', city: '杭州市', district: '滨江区', detail: '示例新路9号' },
  });
  const parted = await order(2);
  const whole = await one(`select f.id, f.version from sales.fulfilment f where exists (select from sales.fulfilment_line l where l.fulfilment_id = f.id and l.order_id = $1)`, [parted.id]);
  await post('logistics', `/fulfilments/${whole.id}/split`, { version: whole.version, parts: [[{ orderLineId: parted['lines'][0].id, quantity: 1 }]] });

  // Money by hand: a cheque in the drawer.
  const account = await post('accountant', '/finance/payment-accounts', { name: '示例银行基本户', provider: 'bank', accountNo: '6222000000000001', storeIds: [], active: true });
  await post('cashier', '/finance/receipts', { accountId: account.id, kind: 'payment', amountFen: 120_000, occurredAt: now, tradeNo: '30401122', method: 'cheque', orderNo: parted['orderNo'], counterparty: '嘉兴示例礼品有限公司', remark: '转账支票' });

  // Where the company tells other programs.
  await post('admin', '/webhooks', { name: '仓储系统', url: 'https://example.com/hook', topics: ['logistics.parcel-shipped'] });
  await product.settle();

  // Somebody saw what no rule counts; whether a rule opened one in two weeks is chance.
  await post('manager', '/corrective-actions', { clause: '2.3.1', control: 'reviewed-in-time', reason: '审单高峰安排不足，周末积压' });

  // What customers open from a message: by signed links.
  const contractAt = `/contracts/${contract.id}`;
  await post('lead1', `${contractAt}/approval`, { version: await versionOf('lead1', contractAt) });
  await post('seller1', `${contractAt}/sending`, { version: await versionOf('seller1', contractAt) });
  await product.settle();
  const notice = await one("select href from regulation.notice where href like '/approvals/link/%' and staff_id = (select id from company.staff where login = 'manager') order by created_at desc limit 1");
  // A value that was wrong all week: what it would flip waits to be looked at.
  const correction = await post('manager', '/parameters/reviewWithin/changes', { value: 20, scopeType: null, scopeId: null, from: inDays(-7), reason: '上周起约定为二十分钟', kind: 'correction' });
  // As if up to 15 % had been the lead's own to grant.
  const otherBands = JSON.stringify((await read('manager', '/parameters/discountAuthority'))['json']).replaceAll('1000', '1500');
  const parcel = await one('select id from logistics.parcel where delivered_at is null and shipped_at is not null order by shipped_at desc limit 1');
  return {
    elsewhere: {
      '/approvals/$id/flips': `/approvals/${correction.id}/flips`,
      '/approvals/link/$token': notice.href,
      '/rulebook/$clause/$control/judgements': '/rulebook/2.3.3/carrier-chosen/judgements',
      '/rulebook/$clause/exceptions': '/rulebook/2.2.1/exceptions',
      '/rulebook/$clause/$control/open-items': '/rulebook/6.1.2/receipts-agree-with-sales/open-items',
      '/settings/parameters/$key/backtest/$clause/$control/$unit/$value/$scope': '/settings/parameters/reviewWithin/backtest/2.3.1/reviewed-in-time/workMinutes/20/all',
      '/settings/parameters/$key/divergence/$value': `/settings/parameters/discountAuthority/divergence/${encodeURIComponent(otherBands)}`,
    },
    customerPages: {
      order: (await read('agent1', `/orders/${delivered.id}`))['customerLink'],
      parcel: `/p/${await parcelLink({ runner: product.kernel.db }, parcel.id, now)}`,
      quote: (await read('seller1', `/quotes/${first.id}`))['link'],
      introduction: (await read('seller1', opportunity))['introductions'][0].link,
      contract: (await read('seller1', contractAt))['link'],
    },
  };
}

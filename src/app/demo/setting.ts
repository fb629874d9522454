import type { Kernel } from '../../kernel/kernel.ts';
import { runVerb } from '../../kernel/verb.ts';
import { createAccountVerb } from '../../chapters/finance/receipts/save-payment-account.ts';
import { addWaybills } from '../../chapters/logistics/carriers/add-waybills.ts';
import { saveCarrier } from '../../chapters/logistics/carriers/save-carrier.ts';
import { saveRates } from '../../chapters/logistics/carriers/save-rates.ts';
import { saveRule } from '../../chapters/logistics/carriers/save-rule.ts';
import { saveSender } from '../../chapters/logistics/carriers/save-sender.ts';
import { skusByCode } from '../../registers/products/index.ts';
import { receiveGoodsVerb } from '../../registers/products/receive-goods.ts';
import { setPlaceVerb } from '../../registers/products/shelf-places/place-verbs.ts';
import { setStoreSafetyVerb } from '../../registers/products/store-safety/kept-back.ts';
import { createProductVerb } from '../../registers/products/save-product.ts';
import type { DemoCompany } from './company.ts';
import { batchOf, TEA_LEAST, type Good } from './goods.ts';
import { ALIPAY_NO, WECHAT_NO } from './money.ts';
import type { Tale } from './tale.ts';

const far = ['新疆维吾尔自治区', '西藏自治区', '青海省', '甘肃省', '宁夏回族自治区', '内蒙古自治区'];
/** Carriers with their promise, price and the made-up row of their waybill numbers. */
const carriers = [
  { code: 'zhongtong', name: '中通快递', days: 3, first: 420, step: 110, number: (n: number) => `78${String(300_000_000_000 + n)}` },
  { code: 'yuantong', name: '圆通速递', days: 3, first: 400, step: 100, number: (n: number) => `YT${String(8_800_000_000_000 + n)}` },
  { code: 'shunfeng', name: '顺丰速运', days: 2, first: 1_200, step: 400, number: (n: number) => `SF${String(1_900_000_000_000 + n)}` },
  { code: 'jtexpress', name: '极兔速递', days: 4, first: 340, step: 90, number: (n: number) => `JT${String(5_200_000_000_000 + n)}` },
] as const;

/** Goods on the shelves, carriers with rules and rates, payment accounts: what a company has before its first order. */
export async function setTheStage(kernel: Kernel, company: DemoCompany, goods: readonly Good[], stockOf: (good: Good) => number, waybills: number): Promise<{ skuIds: Map<string, string>; accounts: Tale['accounts'] }> {
  const { actors } = company;
  const bySpu = Map.groupBy(goods, (g) => g.spu);
  for (const [spu, list] of bySpu)
    await runVerb(kernel, createProductVerb, {
      code: spu, title: list[0]!.title, category: null, brand: '山海优品', description: null, pictures: [], noReasonReturn: true, state: 'active',
      skus: list.map((g) => ({ code: g.code, barcode: g.barcode, spec: g.spec, unit: '件', priceFen: g.priceFen, floorFen: g.floorFen, costFen: g.costFen, weightGrams: g.grams, active: true, ...(g.keeps === null ? {} : { batchKept: true, shelfLifeDays: g.keeps, leastLifeDays: TEA_LEAST }) })),
    }, { actor: actors.manager });
  const skus = await skusByCode(kernel, goods.map((g) => g.code));
  const skuIds = new Map([...skus].map(([code, sku]) => [code, sku.id] as const));
  for (const warehouse of company.warehouses)
    await runVerb(kernel, receiveGoodsVerb, {
      warehouseId: warehouse.id, supplier: '期初库存', note: null, lines: goods.map((g) => ({ skuId: skuIds.get(g.code)!, quantity: stockOf(g), unitCostFen: g.costFen, ...batchOf(g, stockOf(g), kernel.clock.now()) })),
    }, { actor: actors.manager });
  await putOnShelves(kernel, company, goods, skuIds);
  // The marketplaces whose pages lag behind never sell the last three of what sells most.
  for (const store of company.stores.filter((s) => s.platform === 'pdd' || s.platform === 'douyin'))
    for (const g of goods.toSorted((a, b) => b.popularity - a.popularity).slice(0, 6)) await runVerb(kernel, setStoreSafetyVerb, { skuId: skuIds.get(g.code)!, storeId: store.id, quantity: 3 }, { actor: actors.manager });
  for (const [i, c] of carriers.entries()) {
    const saved = await runVerb(kernel, saveCarrier, {
      id: null, version: null, code: c.code, name: c.name, trackingCode: c.code, active: true, notifiedBy: 'file', product: null, payment: 'monthly', promiseDays: c.days, phone: null, agreementUntil: '2028-12-31',
    }, { actor: actors.manager });
    await runVerb(kernel, saveRates, { id: saved.id, version: 1, rates: [
      { provinces: [], firstGrams: 1_000, firstFen: c.first, stepGrams: 1_000, stepFen: c.step }, { provinces: far, firstGrams: 1_000, firstFen: c.first * 3, stepGrams: 1_000, stepFen: c.step * 4 },
    ] }, { actor: actors.manager });
    const numbers = Array.from({ length: waybills }, (_, n) => c.number(n));
    for (let at = 0; at < numbers.length; at += 5_000) await runVerb(kernel, addWaybills, { id: saved.id, numbers: numbers.slice(at, at + 5_000) }, { actor: actors.logistics });
    const rule = { id: null, version: null, carrierId: saved.id, storeId: null, promiseDays: null, note: null } as const;
    if (c.code === 'shunfeng') await runVerb(kernel, saveRule, { ...rule, priority: 10, provinces: far, aboveGrams: 0, upToGrams: null, platforms: [] }, { actor: actors.logistics });
    else if (c.code === 'jtexpress') await runVerb(kernel, saveRule, { ...rule, priority: 20, provinces: [], aboveGrams: 0, upToGrams: 3_000, platforms: ['pdd', 'douyin'] }, { actor: actors.logistics });
    else if (c.code === 'yuantong') await runVerb(kernel, saveRule, { ...rule, priority: 30, provinces: [], aboveGrams: 0, upToGrams: 1_000, platforms: [] }, { actor: actors.logistics });
    else await runVerb(kernel, saveRule, { ...rule, priority: 40 + i, provinces: [], aboveGrams: 0, upToGrams: null, platforms: [] }, { actor: actors.logistics });
  }
  for (const [i, w] of company.warehouses.entries()) await runVerb(kernel, saveSender, { warehouseId: w.id, name: `山海优品${w.name}`, phone: `0571-8800000${i}`, version: null }, { actor: actors.logistics });
  const alipay = await runVerb(kernel, createAccountVerb, {
    name: '支付宝企业账户', provider: 'alipay', accountNo: ALIPAY_NO, storeIds: company.stores.filter((s) => s.platform === 'taobao').map((s) => s.id), active: true,
  }, { actor: actors.accountant });
  const wechat = await runVerb(kernel, createAccountVerb, { name: '微信支付商户', provider: 'wechat', accountNo: WECHAT_NO, storeIds: company.stores.filter((s) => s.platform === 'jd').map((s) => s.id), active: true }, { actor: actors.accountant });
  return { skuIds, accounts: { alipay: alipay.id, wechat: wechat.id } };
}

/** What sells most lies nearest to the packing table: aisle A first, ten racks an aisle, three boards a rack. A few articles have no place yet. */
async function putOnShelves(kernel: Kernel, company: DemoCompany, goods: readonly Good[], skuIds: ReadonlyMap<string, string>): Promise<void> {
  const walk = goods.toSorted((a, b) => b.popularity - a.popularity).slice(0, -4);
  for (const warehouse of company.warehouses)
    for (const [i, g] of walk.entries())
      await runVerb(kernel, setPlaceVerb, { skuId: skuIds.get(g.code)!, warehouseId: warehouse.id, place: `${'ABCDE'[Math.floor(i / 30)] ?? 'F'}-${Math.floor((i % 30) / 3) + 1}-${(i % 3) + 1}` }, { actor: company.actors.warehouse1 });
}

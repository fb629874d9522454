import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { system } from '../src/kernel/actor.ts';
import { yuanText } from '../src/kernel/money.ts';
import type { Kernel } from '../src/kernel/kernel.ts';
import { runVerb } from '../src/kernel/verb.ts';
import { openStore } from '../src/chapters/operations/index.ts';
import { createWarehouse } from '../src/registers/company/places/save-warehouse.ts';
import { skusByCode } from '../src/registers/products/index.ts';
import { receiveGoodsVerb } from '../src/registers/products/receive-goods.ts';
import { createProductVerb } from '../src/registers/products/save-product.ts';

const robot = system('基准');
const SKUS = 1_000;

/** A store with a thousand articles, and bodies of orders for it. `{n}`, `{run}` and `{phone}` are filled in by the load: nobody orders twice. */
export async function prepare(kernel: Kernel): Promise<{ spread: unknown[]; hot: unknown[]; storeId: string; warehouseId: string }> {
  const warehouse = await runVerb(kernel, createWarehouse, { name: '基准仓', teamId: null, province: '浙江省', city: '杭州市', district: '余杭区', detail: '一号' }, { actor: robot });
  const store = await runVerb(kernel, openStore, { name: '基准店', platform: 'taobao', teamId: null, defaultWarehouseId: warehouse.id, outsideShopId: null, aliases: [] }, { actor: robot });
  for (let at = 0; at < SKUS; at += 250)
    await runVerb(kernel, createProductVerb, {
      code: `B${at}`, title: '基准商品', category: null, brand: null, description: null, pictures: [], noReasonReturn: true, state: 'active',
      skus: Array.from({ length: 250 }, (_, i) => ({ code: `B-${at + i}`, barcode: null, spec: `${at + i}`, unit: '件', priceFen: 5_900, floorFen: 3_000, costFen: 2_000, weightGrams: 300, active: true })),
    }, { actor: robot });
  const skus = await skusByCode(kernel, Array.from({ length: SKUS }, (_, i) => `B-${i}`));
  for (let at = 0; at < SKUS; at += 500)
    await runVerb(kernel, receiveGoodsVerb, { warehouseId: warehouse.id, supplier: '基准', note: null, lines: [...skus.values()].slice(at, at + 500).map((s) => ({ skuId: s.id, quantity: 900_000, unitCostFen: 2_000 })) }, { actor: robot });
  const body = (a: number, b: number) => ({
    storeId: store.id, buyer: { nick: '基准{run}-{n}', receiver: { name: '示例收货人', phone: '{phone}', province: '浙江省', city: '杭州市', district: '西湖区', detail: '示例{run}路{n}号' } }, payment: {},
    lines: [{ skuCode: `B-${a}`, quantity: 1 }, { skuCode: `B-${b}`, quantity: 1 }],
  });
  return { spread: Array.from({ length: 997 }, (_, i) => body((i * 7) % SKUS, (i * 13 + 5) % SKUS)), hot: [body(1, 2)], storeId: store.id, warehouseId: warehouse.id };
}

/** A Taobao order list and its items, GB18030's ASCII and UTF-8 with a mark are read alike. */
export async function taobaoFiles(folder: string, count: number): Promise<string[]> {
  const head = '订单编号,买家会员名,支付单号,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝总数量,店铺名称,退款金额';
  const items = '订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码';
  const orders = [head];
  const lines = [items];
  for (let n = 0; n < count; n += 1) {
    const no = `="29${String(n).padStart(16, '0')}"`;
    orders.push(`${no},买家${n},2026${String(n).padStart(14, '0')},${yuanText(11_800n)},0.00,118.00,118.00,"买家已付款，等待卖家发货",示例收货人,浙江省 杭州市 西湖区 示例路${n}号(310000),'1990${String(n % 10_000_000).padStart(7, '0')},2026-11-24 09:00:00,2026-11-24 09:01:00,基准商品,2,基准店,0`);
    lines.push(`${no},基准商品,59.00,1,B-${n % SKUS},,,,"买家已付款，等待卖家发货",B-${n % SKUS},`, `${no},基准商品,59.00,1,B-${(n * 3 + 1) % SKUS},,,,"买家已付款，等待卖家发货",B-${(n * 3 + 1) % SKUS},`);
  }
  const files = [path.join(folder, 'ExportOrderList202611241000.csv'), path.join(folder, 'ExportOrderDetailList202611241000.csv')];
  await writeFile(files[0]!, `\ufeff${orders.join('\r\n')}\r\n`);
  await writeFile(files[1]!, `\ufeff${lines.join('\r\n')}\r\n`);
  return files;
}

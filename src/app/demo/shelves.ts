import { DAY, dayOf } from '../../kernel/clock.ts';
import { runVerb } from '../../kernel/verb.ts';
import { changePricesVerb } from '../../registers/products/change-prices.ts';
import { countStockVerb } from '../../registers/products/count-stock.ts';
import { receiveGoodsVerb } from '../../registers/products/receive-goods.ts';
import { batchOf } from './goods.ts';
import { StockTakes } from './stock-takes.ts';
import { weekdayOf, type Tale } from './tale.ts';

const priceWhys = ['供应商调价', '换季促销', '同行跟价', '包装升级'] as const;

/** Goods on the shelves: arrivals, counts with differences, prices that change. */
export class Shelves {
  readonly #tale: Tale;
  readonly #stockTakes: StockTakes;
  #arrivals: { at: number; skuId: string; warehouseId: string; quantity: number }[] = [];

  constructor(tale: Tale) {
    this.#tale = tale;
    this.#stockTakes = new StockTakes(tale);
  }

  expect(arrival: { at: number; skuId: string; warehouseId: string; quantity: number }): void {
    this.#arrivals.push(arrival);
  }

  async arrive(day: number): Promise<void> {
    const { product, company, goods, skuIds, random } = this.#tale;
    const due = this.#arrivals.filter((a) => a.at <= day + DAY);
    this.#arrivals = this.#arrivals.filter((a) => a.at > day + DAY);
    // The regular delivery of each Tuesday keeps the shelves from running empty.
    if (weekdayOf(day) === 2)
      for (const w of company.warehouses)
        for (const g of goods.filter(() => random.yes(0.42))) due.push({ at: day, skuId: skuIds.get(g.code)!, warehouseId: w.id, quantity: Math.max(4, Math.round(g.popularity * 50)) });
    for (const w of company.warehouses) {
      const own = [...Map.groupBy(due.filter((a) => a.warehouseId === w.id), (a) => a.skuId)].map(([skuId, list]) => ({ skuId, quantity: list.reduce((sum, a) => sum + a.quantity, 0) }))
        .map((line) => ({ ...line, ...batchOf(goods.find((g) => skuIds.get(g.code) === line.skuId)!, line.quantity, day) }));
      if (own.length > 0) await runVerb(product.kernel, receiveGoodsVerb, { warehouseId: w.id, supplier: '常规补货', note: null, lines: own }, { actor: company.actors.warehouse1 });
    }
  }

  /** What happens on the shelves so many days before the end of the story. */
  async morning(day: number, daysLeft: number): Promise<void> {
    if (daysLeft === 4) await this.#nearlyTooOld(day);
    await this.#stockTakes.morning(daysLeft);
  }

  /** In the last days a tea comes that is nearly too old: not for sale any more, and somebody has to decide what becomes of it. */
  async #nearlyTooOld(day: number): Promise<void> {
    const { product, company, goods, skuIds } = this.#tale;
    const tea = goods.find((g) => g.keeps !== null)!;
    await runVerb(product.kernel, receiveGoodsVerb, { warehouseId: company.warehouses[0]!.id, supplier: '茶厂尾货', note: null, lines: [{ skuId: skuIds.get(tea.code)!, quantity: 12, ...batchOf(tea, 12, day, tea.keeps! - 24) }] }, { actor: company.actors.warehouse1 });
  }

  /** On the 15th the warehouses count what they have: mostly right, here and there a piece more or less. */
  async count(day: number): Promise<void> {
    if (dayOf(day).slice(8) !== '15') return;
    const { product, company, random } = this.#tale;
    for (const w of company.warehouses) {
      const { rows } = await product.kernel.db.query<{ sku_id: string; on_hand: number; reserved: number }>('select sku_id, on_hand, reserved from products.stock_item where warehouse_id = $1 order by sku_id', [w.id]);
      const counted = rows.map((r) => ({ skuId: r.sku_id, counted: random.yes(0.06) ? Math.max(r.reserved, r.on_hand + random.pick([-2, -1, -1, 1])) : r.on_hand }));
      await runVerb(product.kernel, countStockVerb, { warehouseId: w.id, note: `${dayOf(day).slice(0, 7)} 月度盘点`, rows: counted }, { actor: company.actors.warehouse2 });
    }
  }

  /** Every second Thursday a few articles get another price. */
  async prices(day: number, n: number): Promise<void> {
    if (weekdayOf(day) !== 4 || Math.floor(n / 7) % 2 === 1) return;
    const { product, company, goods, random } = this.#tale;
    for (const spu of new Set([random.pick(goods).spu, random.pick(goods).spu])) {
      const { rows: [found] } = await product.kernel.db.query<{ id: string; version: number }>('select id, version from products.product where code = $1', [spu]);
      const factor = random.pick([0.92, 0.95, 1.05, 1.08]);
      await runVerb(product.kernel, changePricesVerb, {
        id: found!.id, version: found!.version, reason: random.pick(priceWhys),
        prices: goods.filter((g) => g.spu === spu).map((g) => ({ code: g.code, priceFen: Math.round((g.priceFen * factor) / 100) * 100, floorFen: Math.round(g.floorFen * Math.min(1, factor)) })),
      }, { actor: company.actors.operator });
    }
  }
}

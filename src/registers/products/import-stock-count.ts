import type { ImportFormat, ImportProblem } from '../../kernel/imports/format.ts';
import type { ImportSettings, ImportTarget, RowOutcome, StagedRow } from '../../kernel/imports/target.ts';
import type { Runner } from '../../kernel/query.ts';
import { words } from '../../kernel/words.ts';
import { storeKey, warehousesById } from '../company/index.ts';
import { postCount } from './count-stock.ts';
import { stockCountTemplate, stockCount as stockCountFormat } from './formats/stock-count.ts';
import type { StockCountRow } from './formats/product-row.ts';
import { mayMoveStock } from './policies.ts';
import { skusByCode } from './skus.ts';
import { available } from './stock.ts';

type Problem = Omit<ImportProblem, 'line'>;
interface Counted {
  line: number;
  skuId: string;
  warehouseId: string;
  counted: number;
  countedAt: number | null;
}

/** Ids of warehouses by the names that files use. */
export type WarehousesByName = (on: { runner: Runner }, names: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Files write names with other blanks and capitals than people. */
export const warehousesByName: WarehousesByName = async (on, names) => {
  const byKey = new Map([...(await warehousesById(on)).values()].filter((w) => w.active).map((w) => [storeKey(w.name), w.id]));
  return new Map(names.flatMap((name) => (byKey.has(storeKey(name)) ? [[name, byKey.get(storeKey(name))!] as const] : [])));
};

const problem = (code: string, column: string, zh: string, en: string): Problem => ({ code, column, message: words(zh, en) });
/** Clocks of other machines differ by this much at most; later is a slip of the pen. */
const AHEAD = 120_000;

async function sortOut(on: { runner: Runner }, find: WarehousesByName, staged: readonly StagedRow[], settings: ImportSettings, now: number): Promise<{ good: Counted[]; bad: RowOutcome[] }> {
  const rows = staged.map((s) => s.record as StockCountRow);
  const [skus, warehouses] = await Promise.all([skusByCode(on, rows.map((r) => r.skuCode)), find(on, [...new Set(rows.map((r) => r.warehouse))])]);
  const seen = new Set<string>();
  const good: Counted[] = [];
  const bad: RowOutcome[] = [];
  staged.forEach((one, at) => {
    const row = rows[at]!;
    const problems: Problem[] = [];
    const sku = skus.get(row.skuCode);
    const warehouseId = warehouses.get(row.warehouse);
    if (!sku) problems.push(problem('sku.unknown', '商家编码', `没有商家编码 ${row.skuCode}，请先导入商品资料。`, `There is no SKU ${row.skuCode}; import the products first.`));
    if (!warehouseId) problems.push(problem('warehouse.unknown', '仓库', `没有名为「${row.warehouse}」的仓库。`, `There is no warehouse named “${row.warehouse}”.`));
    else if (settings.warehouse !== undefined && settings.warehouse !== warehouseId)
      problems.push(problem('warehouse.other', '仓库', `这一行属于「${row.warehouse}」，不是所选的仓库。`, `This row belongs to “${row.warehouse}”, not to the chosen warehouse.`));
    if (row.countedAt !== null && row.countedAt > now + AHEAD) problems.push(problem('count.in-future', '盘点时间', '盘点时间晚于现在。', 'The time of the count lies in the future.'));
    const key = `${sku?.id} ${warehouseId}`;
    if (problems.length === 0 && seen.has(key)) problems.push(problem('count.repeated', '商家编码', '同一仓库的同一规格盘点了两次，请合并。', 'The SKU was counted twice in this warehouse; join the rows.'));
    if (problems.length > 0) bad.push({ line: one.line, is: 'quarantined', problems });
    else {
      seen.add(key);
      good.push({ line: one.line, skuId: sku!.id, warehouseId: warehouseId!, counted: row.counted, countedAt: row.countedAt });
    }
  });
  return { good, bad };
}

/** Rows that stand in the books already: the same count of the same moment; or no time given and nothing different. */
async function unchanged(on: { runner: Runner }, rows: readonly Counted[], now: number): Promise<Set<number>> {
  const [{ rows: known }, figures] = await Promise.all([
    on.runner.query<{ ord: bigint }>(
      `select a.ord from unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[]) with ordinality as a(sku_id, warehouse_id, counted, counted_at, ord)
       where exists (select 1 from products.stock_count_row r join products.stock_count c on c.id = r.count_id
         where r.sku_id = a.sku_id and c.warehouse_id = a.warehouse_id and r.counted = a.counted and r.counted_at = to_timestamp(a.counted_at / 1000.0))`,
      [rows.map((r) => r.skuId), rows.map((r) => r.warehouseId), rows.map((r) => r.counted), rows.map((r) => r.countedAt)], 'products.counted_already'),
    available(on, rows, now),
  ]);
  const same = new Set(known.map((k) => Number(k.ord) - 1));
  rows.forEach((row, at) => {
    if (row.countedAt === null && figures[at]!.onHand === row.counted) same.add(at);
  });
  return same;
}

const heldBack = (row: { reserved: number; onHand: number; change: number }): Problem =>
  problem('count.reserved-goods', '盘点数量', `账面 ${row.onHand} 件中有 ${row.reserved} 件已被订单占用，盘点后只剩 ${row.onHand + row.change} 件：请先释放占用的订单。`,
    `${row.reserved} of ${row.onHand} on hand are reserved, and the count leaves ${row.onHand + row.change}: release orders first.`);

/** Stock counts from our template (clause 4.1.2): differences become movements, one count document for each warehouse and chunk. */
export const stockCountTarget = (find: WarehousesByName): ImportTarget => ({
  kinds: ['stock-count'],
  title: words('库存盘点', 'Stock count'),
  may: mayMoveStock,
  formats: [stockCountFormat as ImportFormat<unknown>],
  templates: { 'stock-count': stockCountTemplate },
  needs: [{ name: 'warehouse', optional: true }],
  undo: { possible: false, instead: words('盘点不能撤回：盘点之后货物仍在进出，退回旧数就不对了。请重新盘点，用新的盘点更正。', 'A count cannot be taken back: goods have come and gone since, and the old figure would be wrong. Count again: the new count puts it right.') },
  async preview(kernel, staged, settings) {
    const { good, bad } = await sortOut(kernel, find, staged, settings, kernel.clock.now());
    const same = await unchanged(kernel, good, kernel.clock.now());
    const figures = await available(kernel, good, kernel.clock.now());
    return [...good.map((row, at): RowOutcome => {
      const { onHand, reserved } = figures[at]!;
      // What is counted as of an earlier moment is only known when it is posted.
      if (!same.has(at) && row.countedAt === null && row.counted < reserved) return { line: row.line, is: 'quarantined', problems: [heldBack({ onHand, reserved, change: row.counted - onHand })] };
      const said = `账面 ${onHand} → 盘点 ${row.counted}`;
      return { line: row.line, text: words(said, `books ${onHand} → counted ${row.counted}`), is: same.has(at) ? 'unchanged' : 'accepted', subject: { type: 'sku', id: row.skuId } };
    }), ...bad];
  },
  async apply(tx, staged, settings) {
    const { good, bad } = await sortOut(tx, find, staged, settings, tx.now);
    const same = await unchanged(tx, good, tx.now);
    const outcomes: RowOutcome[] = good.filter((_, at) => same.has(at)).map((row) => ({ line: row.line, is: 'unchanged', subject: { type: 'sku', id: row.skuId } }));
    const fresh = good.filter((_, at) => !same.has(at));
    for (const warehouseId of [...new Set(fresh.map((row) => row.warehouseId))].toSorted()) {
      const rows = fresh.filter((row) => row.warehouseId === warehouseId);
      const done = await postCount(tx, warehouseId, rows, '导入盘点');
      const refused = new Map(done.refused.map((row) => [row.skuId, row]));
      for (const row of rows) {
        const held = refused.get(row.skuId);
        outcomes.push(held ? { line: row.line, is: 'quarantined', problems: [heldBack(held)] } : { line: row.line, is: 'accepted', subject: { type: 'sku', id: row.skuId } });
      }
    }
    return [...outcomes, ...bad];
  },
  totals: { names: () => ['rows', 'counted'], of: (row, first) => (first(row.key) ? { rows: 1, counted: (row.record as StockCountRow).counted } : {}) },
});

export const importStockCount: ImportTarget = stockCountTarget(warehousesByName);

import type { ImportFormat, ImportProblem } from '../../../kernel/imports/format.ts';
import type { FieldChange, ImportSettings, ImportTarget, RowOutcome, StagedRow } from '../../../kernel/imports/target.ts';
import type { Runner } from '../../../kernel/query.ts';
import { words } from '../../../kernel/words.ts';
import { NO_PLACE, stockKeeping, stockKeepingTemplate, type StockKeepingRow } from '../formats/stock-keeping.ts';
import { warehousesByName } from '../import-stock-count.ts';
import { mayMoveStock } from '../policies.ts';
import { skusByCode } from '../skus.ts';
import { keepAt, type KeptAt } from './place-verbs.ts';
import { placeOf } from './shelf-place.ts';

type Problem = Omit<ImportProblem, 'line'>;
interface Read { line: number; subject: { type: string; id: string }; keep: KeptAt; changes: FieldChange[] }

const problem = (code: string, column: string, zh: string, en: string): Problem => ({ code, column, message: words(zh, en) });

/** Rows that can be kept, each with what it changes, and those that cannot. */
async function sortOut(on: { runner: Runner }, staged: readonly StagedRow[], settings: ImportSettings): Promise<{ good: Read[]; bad: RowOutcome[] }> {
  const rows = staged.map((s) => s.record as StockKeepingRow);
  const [skus, warehouses] = await Promise.all([skusByCode(on, rows.map((r) => r.skuCode)), warehousesByName(on, [...new Set(rows.map((r) => r.warehouse))])]);
  const pairs = rows.flatMap((r) => (skus.has(r.skuCode) && warehouses.has(r.warehouse) ? [{ skuId: skus.get(r.skuCode)!.id, warehouseId: warehouses.get(r.warehouse)! }] : []));
  const { rows: known } = await on.runner.query<{ sku_id: string; warehouse_id: string; place: string | null; safety: number }>(
    'select s.sku_id, s.warehouse_id, s.place, s.safety from products.stock_item s where (s.sku_id, s.warehouse_id) in (select * from unnest($1::uuid[], $2::uuid[]))', [pairs.map((p) => p.skuId), pairs.map((p) => p.warehouseId)], 'products.kept_at');
  const stored = new Map(known.map((k) => [`${k.sku_id} ${k.warehouse_id}`, k]));
  const seen = new Set<string>();
  const [good, bad]: [Read[], RowOutcome[]] = [[], []];
  staged.forEach((one, at) => {
    const row = rows[at]!;
    const [sku, warehouseId] = [skus.get(row.skuCode), warehouses.get(row.warehouse)];
    const problems: Problem[] = [];
    if (!sku) problems.push(problem('sku.unknown', '商家编码', `没有商家编码 ${row.skuCode}，请先导入商品资料。`, `There is no SKU ${row.skuCode}; import the products first.`));
    if (!warehouseId) problems.push(problem('warehouse.unknown', '仓库', `没有名为「${row.warehouse}」的仓库。`, `There is no warehouse named “${row.warehouse}”.`));
    else if (settings.warehouse !== undefined && settings.warehouse !== warehouseId)
      problems.push(problem('warehouse.other', '仓库', `这一行属于「${row.warehouse}」，不是所选的仓库。`, `This row belongs to “${row.warehouse}”, not to the chosen warehouse.`));
    const key = `${sku?.id} ${warehouseId}`;
    if (problems.length === 0 && seen.has(key)) problems.push(problem('keeping.repeated', '商家编码', '同一仓库的同一规格出现两次，只采用第一行。', 'The SKU stands twice for this warehouse; only the first row counts.'));
    seen.add(key);
    if (problems.length > 0) return void bad.push({ line: one.line, is: 'quarantined', problems });
    const before = stored.get(key);
    const place = row.place === null ? undefined : row.place === NO_PLACE ? null : placeOf(row.place);
    const changes: FieldChange[] = [];
    if (place !== undefined && place !== (before?.place ?? null)) changes.push({ field: words('库位', 'Place'), from: before?.place ?? null, to: place });
    if (row.safety !== null && row.safety !== (before?.safety ?? 0)) changes.push({ field: words('安全库存', 'Safety stock'), from: String(before?.safety ?? 0), to: String(row.safety) });
    good.push({ line: one.line, subject: { type: 'sku', id: sku!.id }, changes, keep: { skuId: sku!.id, warehouseId: warehouseId!, ...(place === undefined ? {} : { place }), ...(row.safety === null ? {} : { safety: row.safety }) } });
  });
  return { good, bad };
}

const outcome = (row: Read): RowOutcome => (row.changes.length > 0 ? { line: row.line, is: 'updated', subject: row.subject, changes: row.changes } : { line: row.line, is: 'unchanged', subject: row.subject });

/** Where articles lie and how much of them is kept as safety (clauses 2.3.3, 4.1.2): from our template or the exported stock list. Nothing is moved by it. */
export const importStockKeeping: ImportTarget = {
  kinds: ['stock-keeping'],
  title: words('库位与安全库存', 'Places and safety stock'),
  may: mayMoveStock,
  formats: [stockKeeping as ImportFormat<unknown>],
  templates: { 'stock-keeping': stockKeepingTemplate },
  needs: [{ name: 'warehouse', optional: true }],
  undo: { possible: false, instead: words('库位和安全库存不能整批撤回。请导入更正后的表：空格不改，填“无”清空库位。', `Places and safety stocks cannot be taken back as a whole. Import a corrected table: an empty cell changes nothing, “${NO_PLACE}” takes the place away.`) },
  async preview(kernel, staged, settings) {
    const { good, bad } = await sortOut(kernel, staged, settings);
    return [...good.map(outcome), ...bad];
  },
  async apply(tx, staged, settings) {
    const { good, bad } = await sortOut(tx, staged, settings);
    const changed = good.filter((row) => row.changes.length > 0);
    await keepAt(tx, changed.map((row) => row.keep));
    for (const row of changed) tx.audit(row.subject, { warehouseId: row.keep.warehouseId, ...(row.keep.place === undefined ? {} : { place: row.keep.place }), ...(row.keep.safety === undefined ? {} : { safety: row.keep.safety }) }, '导入');
    return [...good.map(outcome), ...bad];
  },
  totals: { names: () => ['rows'], of: (row, first) => (first(row.key) ? { rows: 1 } : {}) },
};

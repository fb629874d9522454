import type { ImportFormat, ImportProblem } from '../../kernel/imports/format.ts';
import type { FieldChange, ImportTarget, RowOutcome, StagedRow } from '../../kernel/imports/target.ts';
import type { Runner } from '../../kernel/query.ts';
import { formatYuan } from '../../kernel/money.ts';
import { words, type Words } from '../../kernel/words.ts';
import { productsTemplate, products as productsFormat } from './formats/products.ts';
import type { ProductRow } from './formats/product-row.ts';
import { skusByCode, type Sku } from './skus.ts';
import { previewProducts, writeProducts, type ProductDraft, type ProductOutcome, type SkuDraft } from './write-products.ts';

/** A row of the file after JSON: money is a number of fen. */
type Row = { [K in keyof ProductRow]: ProductRow[K] extends bigint | null ? number | null : ProductRow[K] };
type Problem = Omit<ImportProblem, 'line'>;
interface Read {
  staged: StagedRow;
  row: Row;
}

/** An empty cell says nothing: what the register has stays. */
const given = <T>(value: T | null): T | undefined => value ?? undefined;
const fen = (value: number | null): bigint | undefined => (value === null ? undefined : BigInt(value));

const skuDraft = (row: Row): SkuDraft => ({
  code: row.skuCode, barcode: given(row.barcode), spec: given(row.spec), unit: given(row.unit), priceFen: fen(row.priceFen), floorFen: fen(row.floorPriceFen), costFen: fen(row.costFen),
  weightGrams: row.weightGrams === 0 ? undefined : given(row.weightGrams),
});

/** Rows of one article become one product; its own fields are those of its first row. */
function draftsOf(rows: readonly Read[]): ProductDraft[] {
  const byCode = new Map<string, ProductDraft>();
  for (const { row } of rows) {
    const known = byCode.get(row.spuCode);
    if (known) known.skus.push(skuDraft(row));
    else byCode.set(row.spuCode, { code: row.spuCode, title: row.name, category: given(row.category), brand: given(row.brand), noReasonReturn: given(row.noReasonReturn), skus: [skuDraft(row)] });
  }
  return [...byCode.values()];
}

/** Sorts out what cannot be saved, row by row, so that a bad row never stops the others. */
async function sortOut(on: { runner: Runner }, staged: readonly StagedRow[]): Promise<{ good: Read[]; bad: RowOutcome[] }> {
  const stored = await skusByCode(on, staged.map((s) => (s.record as Row).skuCode));
  const seen = new Set<string>();
  const good: Read[] = [];
  const bad: RowOutcome[] = [];
  for (const one of staged) {
    const row = one.record as Row;
    const problem = seen.has(row.skuCode) ? repeated(row) : problemOf(row, stored.get(row.skuCode));
    seen.add(row.skuCode);
    if (problem) bad.push({ line: one.line, is: 'quarantined', problems: [problem] });
    else good.push({ staged: one, row });
  }
  return { good, bad };
}

const repeated = (row: Row): Problem =>
  ({ code: 'product.repeated', column: '商家编码', message: words(`商家编码 ${row.skuCode} 在文件中出现多次，只采用第一行。`, `The code ${row.skuCode} stands in the file more than once; only the first row counts.`) });

function problemOf(row: Row, stored: Sku | undefined): Problem | null {
  if (stored && stored.productCode !== row.spuCode)
    return { code: 'product.code-taken', column: '商家编码', message: words(`商家编码 ${row.skuCode} 已属于商品 ${stored.productCode}。`, `The code ${row.skuCode} belongs to product ${stored.productCode}.`) };
  const [price, floor] = [fen(row.priceFen) ?? stored?.priceFen ?? null, fen(row.floorPriceFen) ?? stored?.floorFen ?? null];
  if (price !== null && floor !== null && floor > price)
    return { code: 'product.floor-above-price', column: '最低售价', message: words('最低售价高于售价（文件与已有资料合并后）。', 'The floor is above the price (the file together with what is known).') };
  return null;
}

function outcomesOf(rows: readonly Read[], outcomes: readonly ProductOutcome[]): RowOutcome[] {
  const byCode = new Map(outcomes.map((o) => [o.code, o]));
  const told = new Set<string>();
  return rows.map(({ staged, row }) => {
    const product = byCode.get(row.spuCode)!;
    const sku = product.skus.get(row.skuCode)!;
    // A change of the product's own fields is said once, on its first row.
    const first = !told.has(row.spuCode);
    told.add(row.spuCode);
    const changed = sku === 'changed' || (first && product.is === 'changed' && [...product.skus.values()].every((s) => s === 'same'));
    return { line: staged.line, is: sku === 'new' ? 'accepted' : changed ? 'updated' : 'unchanged', subject: { type: 'product', id: product.id } };
  });
}

const yuan = (value: number | bigint | null): string | null => (value === null ? null : formatYuan(value));

/** An article in one line: title, spec, price. */
function tellRow(row: Row): Words {
  const said = [row.name, row.spec, yuan(row.priceFen)].filter(Boolean).join(' · ');
  return words(said, said);
}

/** What stands in the register and what the file says instead. An empty cell says nothing. */
function changesOf(row: Row, stored: Sku | undefined): FieldChange[] {
  if (!stored) return [];
  const fields: [Words, string | null, string | null][] = [
    [words('名称', 'Title'), stored.title, row.name], [words('规格', 'Spec'), stored.spec, row.spec], [words('条码', 'Barcode'), stored.barcode, row.barcode], [words('单位', 'Unit'), stored.unit, row.unit],
    [words('售价', 'Price'), yuan(stored.priceFen), yuan(row.priceFen)], [words('最低售价', 'Floor'), yuan(stored.floorFen), yuan(row.floorPriceFen)], [words('成本', 'Cost'), yuan(stored.costFen), yuan(row.costFen)],
    [words('重量（克）', 'Weight (g)'), stored.weightGrams === null ? null : String(stored.weightGrams), row.weightGrams === null || row.weightGrams === 0 ? null : String(row.weightGrams)],
  ];
  return fields.flatMap(([field, from, to]) => (to !== null && to !== from ? [{ field, from, to }] : []));
}

/** Products and SKUs from our template (clause 4.1.2). Costs stand in the file, so only posts that may see them import it. */
export const importProducts: ImportTarget = {
  kinds: ['products'],
  title: words('商品资料', 'Products'),
  may: { buyer: 'all', accountant: 'all', 'department-head': 'all', 'general-manager': 'all' },
  formats: [productsFormat as ImportFormat<unknown>],
  templates: { products: productsTemplate },
  needs: [],
  undo: { possible: false, instead: words('商品资料不能整批撤回：订单、库存和价格可能已经用到它们。请导入更正后的表，或在商品页修改、停售。', 'Products cannot be taken back as a whole: orders, stock and prices may rest on them. Import a corrected table, or change or end them on the page of products.') },
  describe: ({ record }) => tellRow(record as Row),
  async preview(kernel, staged) {
    const { good, bad } = await sortOut(kernel, staged);
    const stored = await skusByCode(kernel, good.map((g) => g.row.skuCode));
    const rowAt = new Map(good.map((g) => [g.staged.line, g.row]));
    const outcomes = outcomesOf(good, await previewProducts(kernel, draftsOf(good)));
    return [...outcomes.map((o): RowOutcome => {
      const row = rowAt.get(o.line)!;
      return o.is === 'updated' ? { ...o, changes: changesOf(row, stored.get(row.skuCode)) } : o;
    }), ...bad];
  },
  async apply(tx, staged) {
    // Before the look at what is there: two imports of the same file come one after the other.
    await tx.rows('products.one_writer', "select pg_advisory_xact_lock(hashtext('products.write'))", []);
    const { good, bad } = await sortOut(tx, staged);
    const known = new Set((await tx.rows<{ code: string }>('products.known_codes', 'select code from products.product where code = any ($1::text[])', [good.map((g) => g.row.spuCode)])).map((r) => r.code));
    const drafts = draftsOf(good).map((draft) => (known.has(draft.code) ? draft : { ...draft, state: 'active' as const }));
    return [...outcomesOf(good, await writeProducts(tx, drafts, '导入')), ...bad];
  },
  totals: {
    names: () => ['products', 'skus'],
    of: ({ record }, first) => ({ skus: first(`sku ${(record as Row).skuCode}`) ? 1 : 0, products: first(`product ${(record as Row).spuCode}`) ? 1 : 0 }),
  },
};

import type { ImportFormat, ImportProblem } from '../../../../kernel/imports/format.ts';
import type { FieldChange, ImportTarget, RowOutcome, StagedRow } from '../../../../kernel/imports/target.ts';
import type { Runner } from '../../../../kernel/query.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { words } from '../../../../kernel/words.ts';
import { productsByCode, type ProductBrief } from '../../../../registers/products/index.ts';
import { productSheetSaved } from '../facts.ts';
import { sheetFile, sheetTemplate, type SheetFileRow } from '../formats/sheet-file.ts';
import { mayWriteSheets, sheetsOf, type Sheet, type SheetRow } from './product-sheets.ts';

interface Plan { product: ProductBrief; rows: readonly StagedRow[]; before: SheetRow | undefined; after: Sheet }
const texts = ['features', 'advantages', 'usage', 'afterSales'] as const;
const named = { features: words('产品特点', 'Features'), advantages: words('产品优势', 'Advantages'), usage: words('使用方法', 'Use'), afterSales: words('售后服务', 'After-sales') };
const said = (r: StagedRow): SheetFileRow => r.record as SheetFileRow;
/** Parts in a fixed order: the database keeps them in its own. */
const same = (a: readonly object[], b: readonly object[]): boolean => JSON.stringify(a.map((x) => Object.entries(x).toSorted())) === JSON.stringify(b.map((x) => Object.entries(x).toSorted()));

/** A text that the file does not give stays; cases and reviews that it gives take the place of all of the kind. */
async function planOf(on: { runner: Runner }, staged: readonly StagedRow[]): Promise<{ plans: Plan[]; refused: RowOutcome[] }> {
  const byCode = Map.groupBy(staged, (s) => said(s).code);
  const products = await productsByCode(on, [...byCode.keys()]);
  const known = await sheetsOf(on, [...products.values()].map((p) => p.id));
  const refused: RowOutcome[] = [];
  const refuse = (rows: readonly StagedRow[], problem: Omit<ImportProblem, 'line'>) => {
    refused.push(...rows.map((r): RowOutcome => ({ line: r.line, is: 'quarantined', problems: [problem] })));
    return [];
  };
  const plans = [...byCode].flatMap(([code, rows]): Plan[] => {
    const product = products.get(code);
    if (!product) return refuse(rows, { code: 'sheet.product-unknown', column: '商品编码', message: words(`没有商品编码 ${code}。`, `No product has the code ${code}.`) });
    const before = known.get(product.id);
    const of = (field: (typeof texts)[number]): string => rows.map((r) => said(r)[field]).find((t) => t !== null) ?? before?.[field] ?? '';
    const bare = texts.find((field) => of(field).trim().length < 2);
    if (bare) return refuse(rows, { code: 'cell.needed', column: named[bare].zh, message: words(`${code} 还没有资料，“${named[bare].zh}”必须填写。`, `${code} has no sheet yet: “${named[bare].en}” is needed.`) });
    const [cases, reviews] = [rows.flatMap((r) => said(r).case ?? []), rows.flatMap((r) => said(r).review ?? [])];
    if (cases.length > 10 || reviews.length > 20) return refuse(rows, { code: 'sheet.too-many', column: cases.length > 10 ? '案例标题' : '评价人', message: words(`${code} 最多 10 个案例、20 条评价。`, `${code}: at most 10 cases and 20 reviews.`) });
    return [{ product, rows, before, after: { features: of('features'), advantages: of('advantages'), usage: of('usage'), afterSales: of('afterSales'), cases: cases.length > 0 ? cases : (before?.cases ?? []), reviews: reviews.length > 0 ? reviews : (before?.reviews ?? []) } }];
  });
  return { plans, refused };
}

function changesOf({ before, after }: Plan): FieldChange[] {
  if (!before) return [];
  return [
    ...texts.flatMap((f) => (before[f] === after[f] ? [] : [{ field: named[f], from: before[f].slice(0, 60), to: after[f].slice(0, 60) }])),
    ...(same(before.cases, after.cases) ? [] : [{ field: words('案例', 'Cases'), from: String(before.cases.length), to: String(after.cases.length) }]),
    ...(same(before.reviews, after.reviews) ? [] : [{ field: words('评价', 'Reviews'), from: String(before.reviews.length), to: String(after.reviews.length) }]),
  ];
}

/** What became of a product stands on its first row; its other rows belong to it. */
const outcomesOf = (plan: Plan): RowOutcome[] => {
  const changes = changesOf(plan);
  const is = plan.before === undefined ? 'accepted' : changes.length > 0 ? 'updated' : 'unchanged';
  return plan.rows.map((r, i): RowOutcome => ({ line: r.line, is: i === 0 ? is : is === 'updated' ? 'updated' : 'unchanged', subject: { type: 'product', id: plan.product.id }, ...(i === 0 && changes.length > 0 ? { changes } : {}) }));
};

/** Product sheets from a table (clause 2.2.2). The same file twice changes nothing. */
export const importSheets: ImportTarget = {
  kinds: ['product-sheets'], title: words('产品资料', 'Product sheets'), may: mayWriteSheets, formats: [sheetFile] as ImportFormat<unknown>[], templates: { 'product-sheets': sheetTemplate }, needs: [],
  undo: { possible: false, instead: words('产品资料不能整批撤回：可能已发给客户。请导入更正后的表，或在产品资料页修改。', 'Product sheets cannot be taken back as a whole: customers may have seen them. Import a corrected file, or change them on their pages.') },
  group: (s) => said(s).code, unit: words('商品', 'products'),
  describe: (row) => {
    const r = said(row);
    const text = [r.code, (r.features ?? r.case?.title ?? r.review?.text ?? '').slice(0, 40)].filter(Boolean).join(' · ');
    return words(text, text);
  },
  async preview(kernel, staged) {
    const { plans, refused } = await planOf(kernel, staged);
    return [...plans.flatMap(outcomesOf), ...refused];
  },
  async apply(tx, staged) {
    await tx.rows('sales.one_sheet_import', "select pg_advisory_xact_lock(hashtext('sales.product-sheets'))", []);
    const { plans, refused } = await planOf(tx, staged);
    await write(tx, plans.filter((p) => p.before === undefined || changesOf(p).length > 0));
    return [...plans.flatMap(outcomesOf), ...refused];
  },
  totals: { names: () => ['products'], of: (row, first) => ({ products: first(said(row).code) ? 1 : 0 }) },
};

async function write(tx: Tx, plans: readonly Plan[]): Promise<void> {
  if (plans.length === 0) return;
  await tx.rows('sales.import_sheets', `insert into sales.product_sheet (product_id, features, advantages, usage, after_sales, cases, reviews, updated_at, updated_by)
      select r.id, r.features, r.advantages, r.usage, r."afterSales", r.cases, r.reviews, to_timestamp($2::bigint / 1000.0), $3 from jsonb_to_recordset($1::jsonb) as r(id uuid, features text, advantages text, usage text, "afterSales" text, cases jsonb, reviews jsonb)
    on conflict (product_id) do update set features = excluded.features, advantages = excluded.advantages, usage = excluded.usage, after_sales = excluded.after_sales, cases = excluded.cases, reviews = excluded.reviews,
      version = sales.product_sheet.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by`, [JSON.stringify(plans.map((p) => ({ id: p.product.id, ...p.after }))), tx.now, tx.actor.name]);
  for (const p of plans) tx.fact(productSheetSaved, p.product.id, { productCode: p.product.code });
}

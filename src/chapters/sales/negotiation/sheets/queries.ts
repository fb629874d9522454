import { sql } from 'kysely';
import { companyName } from '../../../../registers/company/index.ts';
import { productsById, productsPage, specsOf } from '../../../../registers/products/index.ts';
import type { Answer } from '../../../../kernel/http/contract.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { templateFiles } from '../../../../kernel/files/template.ts';
import { words } from '../../../../kernel/words.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import type * as contract from '../contract.ts';
import type { QueryOf } from '../opportunities/queries.ts';
import { sheetHeadings } from '../formats/sheet-file.ts';
import { sheetsOf, type Sheet } from './product-sheets.ts';

const shapeOf = (s: Sheet): Sheet => ({ features: s.features, advantages: s.advantages, usage: s.usage, afterSales: s.afterSales, cases: s.cases, reviews: s.reviews });

/** Products with what is written about them and how often it was sent and opened. */
export async function sheets(kernel: Kernel, query: QueryOf<typeof contract.listSheets>): Promise<Answer<typeof contract.listSheets>> {
  const written = query.written === undefined ? null : (await kernel.db.query<{ product_id: string }>('select product_id from sales.product_sheet', [], 'sales.written_sheets')).rows.map((r) => r.product_id);
  const got = await productsPage(kernel, { q: query.q, among: written === null ? null : { ids: written, inside: query.written! }, down: query.sort?.startsWith('-') ?? false, cursor: query.cursor, limit: query.limit });
  const ids = got.rows.map((r) => r.id);
  const [known, sent] = await Promise.all([
    sheetsOf(kernel, ids),
    sql<{ product_id: string; sent: number; opened: number }>`select p as product_id, count(*)::int as sent, count(i.opened_at)::int as opened from sales.introduction i, unnest(i.product_ids) p where p = any (${ids}::uuid[]) group by 1`.execute(kernel.runner.tables<Record<string, never>>()),
  ]);
  return {
    ...got, rows: got.rows.map((p) => {
      const [s, n] = [known.get(p.id), sent.rows.find((r) => r.product_id === p.id)];
      return { productId: p.id, code: p.code, title: p.title, brand: p.brand, category: p.category, written: s !== undefined, cases: s?.cases.length ?? 0, reviews: s?.reviews.length ?? 0, updatedAt: s?.updatedAt ?? null, updatedBy: s?.updatedBy ?? null, sent: n?.sent ?? 0, opened: n?.opened ?? 0 };
    }),
  };
}

export async function sheet(kernel: Kernel, id: string): Promise<Answer<typeof contract.readSheet>> {
  const [products, known] = await Promise.all([productsById(kernel, [id]), sheetsOf(kernel, [id])]);
  const p = products.get(id);
  if (!p) throw refuse(kernelNo['not-found']);
  const s = known.get(id);
  return { productId: p.id, code: p.code, title: p.title, brand: p.brand, category: p.category, sheet: s ? shapeOf(s) : null, version: s?.version ?? 0, updatedAt: s?.updatedAt ?? null, updatedBy: s?.updatedBy ?? null };
}

/** Spreadsheets run text that begins like a formula. */
const plain = (text: string): string => (/^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\0]/.test(text) ? `'${text}` : text);

/** Every sheet as a workbook that can be imported again: a row a case or review, the texts on the product's first row. */
export async function sheetsXlsx(kernel: Kernel): Promise<Uint8Array> {
  const { rows } = await kernel.db.query<{ product_id: string }>('select product_id from sales.product_sheet', [], 'sales.written_sheets');
  const [known, products] = await Promise.all([sheetsOf(kernel, rows.map((r) => r.product_id)), productsById(kernel, rows.map((r) => r.product_id))]);
  const all = [...products.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1)).flatMap((p) => {
    const s = known.get(p.id)!;
    return Array.from({ length: Math.max(1, s.cases.length, s.reviews.length) }, (_, i) => [
      p.code, ...(i === 0 ? [s.features, s.advantages, s.usage, s.afterSales] : ['', '', '', '']), s.cases[i]?.title ?? '', s.cases[i]?.text ?? '', s.reviews[i]?.who ?? '', s.reviews[i]?.text ?? '', p.title,
    ].map(plain));
  });
  return (await templateFiles({ fileName: '产品资料', title: words('产品资料', 'Product sheets'), headings: sheetHeadings, rows: all })).xlsx;
}

export async function publicIntroduction(kernel: Kernel, id: string): Promise<Answer<typeof contract.portalIntroduction>> {
  const { rows: [i] } = await kernel.db.query<{ product_ids: string[]; by_name: string; sent_at: number; note: string }>('select product_ids::text[] as product_ids, by_name, sent_at, note from sales.introduction where id = $1', [id], 'sales.public_introduction');
  if (!i) throw refuse(kernelNo['not-found']);
  const [products, known, specs, company] = await Promise.all([productsById(kernel, i.product_ids), sheetsOf(kernel, i.product_ids), specsOf(kernel, i.product_ids), companyName(kernel)]);
  return {
    company: company ?? '', by: i.by_name, at: i.sent_at, note: i.note,
    products: i.product_ids.flatMap((p) => { const [product, s] = [products.get(p), known.get(p)]; return product && s ? [{ title: product.title, brand: product.brand, specs: specs.get(p) ?? [], sheet: shapeOf(s) }] : []; }),
  };
}

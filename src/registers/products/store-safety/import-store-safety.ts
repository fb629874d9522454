import type { ImportFormat, ImportProblem } from '../../../kernel/imports/format.ts';
import type { FieldChange, ImportTarget, RowOutcome, StagedRow } from '../../../kernel/imports/target.ts';
import { templateFiles } from '../../../kernel/files/template.ts';
import type { Runner } from '../../../kernel/query.ts';
import { words } from '../../../kernel/words.ts';
import { storeKey, storesById } from '../../company/index.ts';
import { storeSafetyFile, storeSafetyHeadings, storeSafetyTemplate, type StoreSafetyRow } from '../formats/store-safety.ts';
import { mayKeepBack } from '../policies.ts';
import { plain } from '../product-export.ts';
import { skusByCode, skusById } from '../skus.ts';
import { keptBack, setStoreSafetyVerb } from './kept-back.ts';

interface Read { line: number; skuId: string; storeId: string; quantity: number; changes: FieldChange[] }
const problem = (code: string, column: string, zh: string, en: string): Omit<ImportProblem, 'line'> => ({ code, column, message: words(zh, en) });

async function sortOut(on: { runner: Runner }, staged: readonly StagedRow[]): Promise<{ good: Read[]; bad: RowOutcome[] }> {
  const rows = staged.map((s) => s.record as StoreSafetyRow);
  const [skus, stores] = await Promise.all([skusByCode(on, rows.map((r) => r.skuCode)), storesById(on)]);
  const open = new Map([...stores.values()].filter((s) => s.state === 'open').map((s) => [storeKey(s.name), s.id]));
  const kept = await keptBack(on, [...skus.values()].map((s) => s.id));
  const seen = new Set<string>();
  const [good, bad]: [Read[], RowOutcome[]] = [[], []];
  staged.forEach((one, at) => {
    const row = rows[at]!;
    const [sku, storeId] = [skus.get(row.skuCode), open.get(storeKey(row.store))];
    const problems = [
      ...(sku ? [] : [problem('sku.unknown', '商家编码', `没有商家编码 ${row.skuCode}，请先导入商品资料。`, `There is no SKU ${row.skuCode}; import the products first.`)]),
      ...(storeId ? [] : [problem('store.unknown', '店铺', `没有名为「${row.store}」的营业店铺。`, `There is no open store named “${row.store}”.`)]),
    ];
    const key = `${sku?.id} ${storeId}`;
    if (problems.length === 0 && seen.has(key)) problems.push(problem('keeping.repeated', '商家编码', '同一店铺的同一规格出现两次，只采用第一行。', 'The SKU stands twice for this store; only the first row counts.'));
    seen.add(key);
    if (problems.length > 0) return void bad.push({ line: one.line, is: 'quarantined', problems });
    const was = kept.get(key) ?? 0;
    good.push({ line: one.line, skuId: sku!.id, storeId: storeId!, quantity: row.keptBack, changes: was === row.keptBack ? [] : [{ field: words('渠道保留', 'Kept back'), from: String(was), to: String(row.keptBack) }] });
  });
  return { good, bad };
}

const outcome = (r: Read): RowOutcome => ({ line: r.line, is: r.changes.length > 0 ? 'updated' : 'unchanged', subject: { type: 'sku', id: r.skuId }, ...(r.changes.length > 0 ? { changes: r.changes } : {}) });

/** What stores keep back of articles (clauses 2.3.2, 4.1.2), from our template or the exported table, by the same verb as on the page. */
export const importStoreSafety: ImportTarget = {
  kinds: ['store-safety'],
  title: words('渠道保留', 'Kept back by stores'),
  may: mayKeepBack,
  formats: [storeSafetyFile as ImportFormat<unknown>],
  templates: { 'store-safety': storeSafetyTemplate },
  needs: [],
  undo: { possible: false, instead: words('渠道保留不能整批撤回。请导入更正后的表：空格不改，0 为不保留。', 'What stores keep back cannot be taken back as a whole. Import a corrected table: an empty cell changes nothing, 0 ends it.') },
  describe({ record }) {
    const { store, skuCode, keptBack: quantity } = record as StoreSafetyRow;
    return words(`${store} ${skuCode}：保留 ${quantity} 件`, `${store} ${skuCode}: ${quantity} kept back`);
  },
  async preview(kernel, staged) {
    const { good, bad } = await sortOut(kernel, staged);
    return [...good.map(outcome), ...bad];
  },
  async apply(tx, staged) {
    const { good, bad } = await sortOut(tx, staged);
    for (const r of good) if (r.changes.length > 0) await setStoreSafetyVerb.run(tx, { skuId: r.skuId, storeId: r.storeId, quantity: r.quantity }, undefined as never);
    return [...good.map(outcome), ...bad];
  },
  totals: { names: () => ['rows'], of: (row, first) => (first(row.key) ? { rows: 1 } : {}) },
};

/** Everything that stores keep back now, in the columns of the import. */
export async function storeSafetyTable(on: { runner: Runner }, format: 'csv' | 'xlsx'): Promise<Uint8Array> {
  const { rows } = await on.runner.query<{ sku_id: string; store_id: string; quantity: number }>('select sku_id, store_id, quantity from products.store_safety', [], 'products.all_kept_back');
  const [skus, stores] = await Promise.all([skusById(on, rows.map((r) => r.sku_id)), storesById(on)]);
  const shown = rows.map((r) => ({ store: stores.get(r.store_id)?.name ?? '', sku: skus.get(r.sku_id), quantity: r.quantity })).toSorted((a, b) => a.store.localeCompare(b.store, 'zh') || (a.sku?.code ?? '').localeCompare(b.sku?.code ?? ''));
  return (await templateFiles({ fileName: '渠道保留', title: storeSafetyFile.title, headings: storeSafetyHeadings, rows: shown.map((r) => [plain(r.store), plain(r.sku?.code ?? ''), plain(r.sku?.title ?? ''), plain(r.sku?.spec ?? ''), String(r.quantity)]) }))[format];
}

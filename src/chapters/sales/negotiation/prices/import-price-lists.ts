import type { ImportFormat, ImportProblem } from '../../../../kernel/imports/format.ts';
import type { FieldChange, ImportTarget, RowOutcome, StagedRow } from '../../../../kernel/imports/target.ts';
import { formatYuan } from '../../../../kernel/money.ts';
import type { Runner } from '../../../../kernel/query.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { words } from '../../../../kernel/words.ts';
import { skusByCode } from '../../../../registers/products/index.ts';
import { priceListSaved } from '../facts.ts';
import { priceFile, priceTemplate, type PriceFileRow } from '../formats/price-file.ts';
import { mayPrice } from './save-price-list.ts';

/** After JSON money is a number of fen. */
type Row = Omit<PriceFileRow, 'unitFen'> & { unitFen: number };
interface Known { id: string; name: string; customer_class: string | null; platform: string | null; from: string; to: string | null; note: string | null }
interface Entry { staged: StagedRow; row: Row; skuId: string; before: number | undefined }
/** What a file says of one list. `known` is missing where it is new. */
interface Plan { head: Row; known: Known | undefined; entries: Entry[]; headChanges: FieldChange[] }
type Problem = Omit<ImportProblem, 'line'>;

const groupOf = (r: Pick<Row, 'list' | 'customerClass' | 'platform' | 'from'>): string => [r.list, r.customerClass ?? '*', r.platform ?? '*', r.from].join('|');
const bad = (line: number, problem: Problem): RowOutcome => ({ line, is: 'quarantined', problems: [problem] });

/**
 * What the rows would do. A list is known by its name, class, channel and first day; its prices are added or changed, those that the file does not
 * name stay. A list that would hold beside another one for the same customers in the same days is refused row by row, as the page does.
 */
async function planOf(on: { runner: Runner }, staged: readonly StagedRow[]): Promise<{ plans: Plan[]; refused: RowOutcome[] }> {
  const rows = staged.map((s) => ({ staged: s, row: s.record as Row }));
  const skus = await skusByCode(on, rows.map((r) => r.row.code));
  const { rows: lists } = await on.runner.query<Known & Record<string, unknown>>(`select id, name, customer_class, platform, lower(valid)::text as "from", (upper(valid) - 1)::text as "to", note from sales.price_list`, [], 'sales.price_lists_there');
  const byGroup = Map.groupBy(rows, ({ row }) => groupOf(row));
  const ids = lists.map((l) => l.id);
  const { rows: prices } = await on.runner.query<{ list_id: string; sku_id: string; min_quantity: number; unit_fen: bigint }>('select list_id, sku_id, min_quantity, unit_fen from sales.price_entry where list_id = any ($1::uuid[]) and sku_id = any ($2::uuid[])',
    [ids, [...skus.values()].map((s) => s.id)], 'sales.prices_there');
  const before = new Map(prices.map((p) => [`${p.list_id} ${p.sku_id} ${p.min_quantity}`, Number(p.unit_fen)]));
  const refused: RowOutcome[] = [];
  const plans: Plan[] = [];
  for (const all of byGroup.values()) {
    const head = all[0]!.row;
    const known = lists.find((l) => groupOf({ list: l.name, customerClass: l.customer_class as Row['customerClass'], platform: l.platform, from: l.from }) === groupOf(head));
    const beside = [...lists.filter((l) => l.id !== known?.id).map((l) => ({ ...l, customerClass: l.customer_class })), ...plans.map((p) => ({ ...p.head, name: p.head.list }))].find((l) => l.customerClass === head.customerClass && l.platform === head.platform && meets(l, head));
    if (beside) {
      refused.push(...all.map(({ staged: s }) => bad(s.line, { code: 'price.overlap', column: '生效日期', message: words(`与价目表“${beside.name}”（${beside.from} 至 ${beside.to ?? '长期'}）的客户、渠道和日期重叠，请先终止它或改日期。`,
        `“${beside.name}” (${beside.from} to ${beside.to ?? 'open'}) holds for the same customers, channel and days: end it first, or change the days.`) })));
      continue;
    }
    const entries: Entry[] = [];
    const met = new Set<string>();
    for (const one of all) {
      const { staged: s, row } = one;
      const sku = skus.get(row.code);
      if (!sku) refused.push(bad(s.line, { code: 'price.sku-unknown', column: '商家编码', message: words(`没有商家编码 ${row.code}。`, `No SKU has the code ${row.code}.`) }));
      else if (row.to !== head.to) refused.push(bad(s.line, { code: 'price.period', column: '失效日期', message: words(`同一张价目表的失效日期要一致，首行是 ${head.to ?? '空'}。`, `The rows of one list end on one day; its first row says ${head.to ?? 'nothing'}.`) }));
      else if (met.has(s.key)) refused.push(bad(s.line, { code: 'price.repeated', column: '商家编码', message: words(`${row.code} 满 ${row.minQuantity} 件的价格出现两次，只采用第一行。`, `The price of ${row.code} from ${row.minQuantity} pieces stands twice; only the first row counts.`) }));
      else entries.push({ staged: s, row, skuId: sku.id, before: known && before.get(`${known.id} ${sku.id} ${row.minQuantity}`) });
      met.add(s.key);
    }
    const headChanges = known ? [
      ...(known.to === head.to ? [] : [{ field: words('失效日期', 'Last day'), from: known.to ?? '长期', to: head.to ?? '长期' }]), ...(head.note === null || head.note === (known.note || null) ? [] : [{ field: words('说明', 'Note'), from: known.note, to: head.note }]),
    ] : [];
    if (entries.length > 0) plans.push({ head, known, entries, headChanges });
  }
  return { plans, refused };
}

const meets = (a: { from: string; to: string | null }, b: { from: string; to: string | null }): boolean => (a.to === null || a.to >= b.from) && (b.to === null || b.to >= a.from);

const outcomesOf = ({ known, entries, headChanges }: Plan, listId?: string): RowOutcome[] => entries.map((e, i): RowOutcome => {
  const subject = listId ?? known?.id;
  const changes: FieldChange[] = [...(i === 0 ? headChanges : []), ...(e.before !== undefined && e.before !== e.row.unitFen ? [{ field: words('单价', 'Unit price'), from: formatYuan(e.before), to: formatYuan(e.row.unitFen) }] : [])];
  return { line: e.staged.line, is: e.before === undefined ? 'accepted' : changes.length > 0 ? 'updated' : 'unchanged', ...(subject ? { subject: { type: 'price-list', id: subject } } : {}), ...(changes.length > 0 ? { changes } : {}) };
});

/** Price lists by class, channel, quantity and period from a table (clause 2.2.3). The same file twice changes nothing. */
export const importPriceLists: ImportTarget = {
  kinds: ['price-lists'], title: words('价目表', 'Price lists'), may: mayPrice, formats: [priceFile] as ImportFormat<unknown>[], templates: { 'price-lists': priceTemplate }, needs: [],
  undo: { possible: false, instead: words('价目表不能整批撤回：已有报价可能用过这些价格。请导入更正后的表，或在价目表页终止它。', 'Price lists cannot be taken back as a whole: quotes may have used them. Import a corrected file, or end the list on its page.') },
  group: (s) => groupOf(s.record as Row), unit: words('价目表', 'lists'),
  describe: ({ record }) => {
    const r = record as Row;
    const said = [r.list, r.code, `× ${r.minQuantity}`, formatYuan(r.unitFen)].join(' · ');
    return words(said, said);
  },
  async preview(kernel, staged) {
    const { plans, refused } = await planOf(kernel, staged);
    return [...plans.flatMap((p) => outcomesOf(p)), ...refused];
  },
  async apply(tx, staged) {
    await tx.rows('sales.one_price_import', "select pg_advisory_xact_lock(hashtext('sales.price-lists'))", []);
    const { plans, refused } = await planOf(tx, staged);
    const done: RowOutcome[] = [];
    for (const plan of plans) done.push(...outcomesOf(plan, await write(tx, plan)));
    return [...done, ...refused];
  },
  totals: { names: () => ['lists', 'prices'], of: (row, first) => ({ prices: first(`price ${row.key}`) ? 1 : 0, lists: first(`list ${groupOf(row.record as Row)}`) ? 1 : 0 }) },
};

async function write(tx: Tx, { head, known, entries, headChanges }: Plan): Promise<string> {
  const changed = entries.filter((e) => e.before !== e.row.unitFen);
  if (known && changed.length === 0 && headChanges.length === 0) return known.id;
  const id = known?.id ?? tx.newId();
  await tx.rows('sales.import_price_list', `insert into sales.price_list (id, name, customer_class, platform, valid, note, created_at, updated_at, updated_by)
      values ($1, $2, $3, $4, daterange($5::date, $6::date, '[]'), $7, to_timestamp($8::bigint / 1000.0), to_timestamp($8::bigint / 1000.0), $9)
    on conflict (id) do update set valid = excluded.valid, note = coalesce(nullif(excluded.note, ''), sales.price_list.note), version = sales.price_list.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
  [id, head.list, head.customerClass, head.platform, head.from, head.to, head.note ?? '', tx.now, tx.actor.name]);
  await tx.rows('sales.import_prices', `insert into sales.price_entry (list_id, sku_id, min_quantity, unit_fen) select $1, r.sku, r.n, r.fen from jsonb_to_recordset($2::jsonb) as r(sku uuid, n int, fen bigint)
    on conflict (list_id, sku_id, min_quantity) do update set unit_fen = excluded.unit_fen`, [id, JSON.stringify(changed.map((e) => ({ sku: e.skuId, n: e.row.minQuantity, fen: e.row.unitFen })))]);
  const [count] = await tx.rows<{ n: number }>('sales.count_prices', 'select count(*)::int as n from sales.price_entry where list_id = $1', [id]);
  tx.fact(priceListSaved, id, { name: head.list, customerClass: head.customerClass, platform: head.platform, from: head.from, to: head.to, entries: count!.n });
  return id;
}

import { storeKey, storesById } from '../../../../registers/company/index.ts';
import { skusByCode, skusById } from '../../../../registers/products/index.ts';
import type { Actor } from '../../../../kernel/actor.ts';
import { localText } from '../../../../kernel/clock.ts';
import { templateFiles } from '../../../../kernel/files/template.ts';
import type { ImportFormat, ImportProblem } from '../../../../kernel/imports/format.ts';
import type { FieldChange, ImportTarget, RowOutcome, StagedRow } from '../../../../kernel/imports/target.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { everyRow } from '../../../../kernel/keyset.ts';
import { yuanText } from '../../../../kernel/money.ts';
import type { Runner } from '../../../../kernel/query.ts';
import { Refusal } from '../../../../kernel/refusal.ts';
import { words } from '../../../../kernel/words.ts';
import type { GiftRuleInput } from '../contract-gifts.ts';
import type { GiftRule } from './earned.ts';
import { giftRuleFile, giftRuleHeadings, giftRuleTemplate, type GiftRuleFileRow } from './formats/gift-rules.ts';
import { giftRules } from './rule-list.ts';
import { giftRuleColumns } from './rules.ts';
import { isAnother, mayGive, saveGiftRule } from './save-gift-rule.ts';

type Known = GiftRule & { version: number; has_given: boolean };
interface Read { line: number; rule: GiftRuleInput; known: Known | null; changes: FieldChange[] }
const problem = (code: string, column: string, zh: string, en: string): Omit<ImportProblem, 'line'> => ({ code, column, message: words(zh, en) });
const shownTime = (at: number | null): string | null => (at === null ? null : localText(at).slice(0, 16));
const shownFen = (fen: number | bigint | null): string | null => (fen === null ? null : yuanText(fen));

/** Rows that can be kept, each with what it makes other. A rule is known again by its name and its store. */
async function sortOut(on: { runner: Runner }, staged: readonly StagedRow[], now: number): Promise<{ good: Read[]; bad: RowOutcome[] }> {
  const rows = staged.map((s) => s.record as GiftRuleFileRow);
  const [stores, skus, { rows: rules }] = await Promise.all([
    storesById(on), skusByCode(on, rows.flatMap((r) => [r.giftCode, ...(r.skuCode === null ? [] : [r.skuCode])])),
    on.runner.query<Known & Record<string, unknown>>(`select ${giftRuleColumns}, version, exists (select from sales.order_line l where l.gift_rule_id = g.id) as has_given from sales.gift_rule g where name = any ($1::text[]) order by id`, [[...new Set(rows.map((r) => r.name))]], 'sales.gift_rules_named'),
  ]);
  const ids = new Map([...stores.values()].map((s) => [storeKey(s.name), s.id]));
  const codes = new Map([...(await skusById(on, rules.flatMap((r) => [r.gift_sku_id, ...(r.sku_id === null ? [] : [r.sku_id])]))).values()].map((s) => [s.id, s.code]));
  const seen = new Set<string>();
  const [good, bad]: [Read[], RowOutcome[]] = [[], []];
  staged.forEach((one, at) => {
    const row = rows[at]!;
    const problems: Omit<ImportProblem, 'line'>[] = [];
    const storeId = row.store === null ? null : ids.get(storeKey(row.store));
    if (storeId === undefined) problems.push(problem('store.unknown', '店铺', `没有名为「${row.store}」的店铺；所有店铺都适用的请留空。`, `There is no store named “${row.store}”; leave it empty for all stores.`));
    for (const [column, code] of [['赠品编码', row.giftCode], ['商品编码', row.skuCode]] as const)
      if (code !== null && !skus.get(code)?.active) problems.push(problem('sku.unknown', column, `没有在售的规格编码：${code}`, `No SKU on sale has the code ${code}`));
    if (row.minAmountFen === 0 && row.skuCode === null) problems.push(problem('gift-rule.nothing', '满金额', '请写明满多少金额，或买哪个商品多少件。', 'Say which amount must be reached, or how many of which article.'));
    if (row.endsAt !== null && row.endsAt <= row.startsAt) problems.push(problem('gift-rule.ends-before', '结束时间', '结束时间须晚于开始时间。', 'It ends later than it begins.'));
    const key = `${row.name} ${storeId}`;
    if (problems.length === 0 && seen.has(key)) problems.push(problem('gift-rule.repeated', '规则名称', '同一店铺的同名规则出现两次，只采用第一行。', 'The rule stands twice for this store; only the first row counts.'));
    seen.add(key);
    const found = rules.filter((r) => r.name === row.name && r.store_id === storeId);
    if (found.length > 1) problems.push(problem('gift-rule.unclear', '规则名称', '已有多条同名规则，分不清要改哪一条：请在页面上修改。', 'Several rules have this name: change it on the page.'));
    const known = found[0] ?? null;
    if (problems.length === 0 && known?.has_given && isAnother(known, {
      store_id: storeId!, starts_at: row.startsAt, ends_at: row.endsAt, min_amount_fen: BigInt(row.minAmountFen), sku_id: row.skuCode === null ? null : skus.get(row.skuCode)!.id, min_quantity: row.minQuantity, gift_sku_id: skus.get(row.giftCode)!.id, gift_quantity: row.giftQuantity, each_time: row.eachTime,
    }, now)) problems.push(problem('gift-rule.given', '规则名称', '这条规则已经送出赠品，条件和赠品不能再改：停用它，用另一个名称新建。', 'The rule has given gifts; its condition and gift stay: switch it off and make one of another name.'));
    if (problems.length > 0) return void bad.push({ line: one.line, is: 'quarantined', problems });
    const { store: _, ...rest } = row;
    const rule: GiftRuleInput = { ...rest, storeId: storeId! };
    good.push({ line: one.line, rule, known, changes: known === null ? [] : changesOf(known, rule, codes) });
  });
  return { good, bad };
}

const answer = (is: boolean): string => (is ? '是' : '否');

function changesOf(was: Known, is: GiftRuleInput, codes: ReadonlyMap<string, string>): FieldChange[] {
  const pairs: readonly [string, string, string | null, string | null][] = [
    ['开始时间', 'From', shownTime(was.starts_at), shownTime(is.startsAt)], ['结束时间', 'Until', shownTime(was.ends_at), shownTime(is.endsAt)], ['满金额', 'Amount to reach', shownFen(was.min_amount_fen), shownFen(is.minAmountFen)],
    ['商品编码', 'Article', was.sku_id === null ? null : (codes.get(was.sku_id) ?? null), is.skuCode], ['购买件数', 'Units to buy', String(was.min_quantity), String(is.minQuantity)], ['赠品编码', 'Gift', codes.get(was.gift_sku_id) ?? null, is.giftCode],
    ['赠送件数', 'Units given', String(was.gift_quantity), String(is.giftQuantity)], ['每满都送', 'Each time', answer(was.each_time), answer(is.eachTime)], ['限量', 'Limit', was.quota === null ? null : String(was.quota), is.quota === null ? null : String(is.quota)],
    ['留下扣款', 'Price when kept', shownFen(was.kept_price_fen), shownFen(is.keptPriceFen)], ['启用', 'On', answer(was.active), answer(is.active)],
  ];
  return pairs.filter(([, , from, to]) => from !== to).map(([zh, en, from, to]) => ({ field: words(zh, en), from, to }));
}

const outcome = (r: Read): RowOutcome => ({ line: r.line, is: r.known === null ? 'accepted' : r.changes.length > 0 ? 'updated' : 'unchanged', ...(r.known ? { subject: { type: 'gift-rule', id: r.known.id } } : {}), text: words(r.rule.name, r.rule.name), ...(r.changes.length > 0 ? { changes: r.changes } : {}) });

/** Rules for gifts (clause 2.3.1) from our template or the exported list, by the same verb as on the page. */
export const importGiftRules: ImportTarget = {
  kinds: ['gift-rules'],
  title: words('赠品规则', 'Rules for gifts'),
  may: mayGive,
  formats: [giftRuleFile as ImportFormat<unknown>],
  templates: { 'gift-rules': giftRuleTemplate },
  needs: [],
  undo: { possible: false, instead: words('赠品规则可能已经送出赠品，不能整批撤回：导入更正后的表，或把“启用”填“否”。', 'Rules may have given gifts and cannot be taken back as a whole: import a corrected table, or switch them off (启用: 否).') },
  async preview(kernel, staged) {
    const { good, bad } = await sortOut(kernel, staged, kernel.clock.now());
    return [...good.map(outcome), ...bad];
  },
  async apply(tx, staged) {
    const { good, bad } = await sortOut(tx, staged, tx.now);
    const done: RowOutcome[] = [];
    for (const r of good) {
      if (r.known !== null && r.changes.length === 0) {
        done.push(outcome(r));
        continue;
      }
      const ask = { id: r.known?.id ?? null, version: r.known?.version ?? 0, rule: r.rule };
      try {
        await saveGiftRule.run(tx, ask, (await saveGiftRule.subject!(tx, ask))!);
        done.push(outcome(r));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        done.push({ line: r.line, is: 'quarantined', problems: [{ code: error.kind.code, message: error.detail }] });
      }
    }
    return [...done, ...bad];
  },
  totals: { names: () => ['rows'], of: (row, first) => (first(row.key) ? { rows: 1 } : {}) },
};

/** The rules that the list shows, in the columns of the import. */
export async function giftRulesTable(kernel: Kernel, actor: Actor | null, asked: Omit<Parameters<typeof giftRules>[2], 'cursor' | 'limit'>, format: 'csv' | 'xlsx'): Promise<Uint8Array> {
  const rows = await everyRow(10_000, async ({ cursor, limit }) => giftRules(kernel, actor, { ...asked, cursor, limit }));
  return (await templateFiles({
    fileName: '赠品规则', title: giftRuleFile.title, headings: giftRuleHeadings,
    rows: rows.map((r) => [r.name, r.storeName ?? '', shownTime(r.startsAt)!, shownTime(r.endsAt) ?? '', r.minAmountFen === 0 ? '' : yuanText(r.minAmountFen), r.skuCode ?? '', String(r.minQuantity), r.giftCode, String(r.giftQuantity), answer(r.eachTime), r.quota === null ? '' : String(r.quota), shownFen(r.keptPriceFen) ?? '', answer(r.active)]
      .map((cell) => (/^[=+\-@＝＋－＠]/.test(cell) ? `'${cell}` : cell))),
  }))[format];
}

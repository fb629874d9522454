import { personOf, type Actor } from '../../../kernel/actor.ts';
import type { ImportFormat, ImportProblem } from '../../../kernel/imports/format.ts';
import type { FieldChange, ImportTarget, RowOutcome, StagedRow } from '../../../kernel/imports/target.ts';
import type { Runner } from '../../../kernel/query.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';
import { batchKey } from '../batches/say-batches.ts';
import { countSheet, countSheetTemplate, type CountSheetRow } from '../formats/count-sheet.ts';
import { mayMoveStock } from '../policies.ts';
import { countPlanStateWords, type CountPlanState } from './contract.ts';
import { enterCountVerb } from './enter-count.ts';
import { linesOf, lockPlan, type PlanLine } from './plan.ts';

interface Read { line: number; planId: string; skuId: string; isBatchKept: boolean; row: CountSheetRow; changes: FieldChange[]; isFirst: boolean }

const bad = (line: number, code: string, column: string, zh: string, en: string): RowOutcome => ({ line, is: 'quarantined', problems: [{ code, column, message: words(zh, en) } satisfies Omit<ImportProblem, 'line'>] });

/** Rows that can be entered, each with what it changes, and those that cannot: nothing here tells what the books say. */
async function sortOut(on: { runner: Runner }, staged: readonly StagedRow[], actor: Actor): Promise<{ good: Read[]; refused: RowOutcome[] }> {
  const rows = staged.map((s) => s.record as CountSheetRow);
  const { rows: plans } = await on.runner.query<{ id: string; plan_no: string; state: CountPlanState }>('select id, plan_no, state from products.count_plan where plan_no = any ($1::text[])', [[...new Set(rows.map((r) => r.planNo))]], 'products.plans_of_sheet');
  const lines = new Map<string, PlanLine[]>();
  for (const plan of plans) lines.set(plan.plan_no, await linesOf(on, plan.id));
  const seen = new Set<string>();
  const [good, refused]: [Read[], RowOutcome[]] = [[], []];
  staged.forEach((one, at) => {
    const row = rows[at]!;
    const plan = plans.find((p) => p.plan_no === row.planNo);
    if (!plan) return void refused.push(bad(one.line, 'count-plan.unknown', '盘点单号', `没有盘点计划 ${row.planNo}。`, `There is no stock-take plan ${row.planNo}.`));
    if (plan.state !== 'counting' && plan.state !== 'recounting')
      return void refused.push(bad(one.line, 'count-plan.not-counting', '盘点单号', `盘点计划 ${row.planNo} ${countPlanStateWords[plan.state].zh}，不能录入实盘。`, `Plan ${row.planNo} is not being counted (${countPlanStateWords[plan.state].en}).`));
    const own = lines.get(row.planNo)!.filter((l) => l.code === row.skuCode);
    if (own.length === 0) return void refused.push(bad(one.line, 'count-plan.not-in-plan', '商家编码', `${row.skuCode} 不在盘点计划 ${row.planNo} 里。`, `${row.skuCode} is not in plan ${row.planNo}.`));
    const kept = own[0]!.batch_kept;
    if (!kept && row.batchNo !== null) return void refused.push(bad(one.line, 'count-plan.not-batch-kept', '批号', `${row.skuCode} 不按批次管理，批号请留空。`, `${row.skuCode} is not kept by batches; leave the batch empty.`));
    const key = kept ? batchKey(row.batchNo ?? '') : null;
    const place = `${plan.id} ${row.skuCode} ${key ?? ''}`;
    if (seen.has(place)) return void refused.push(bad(one.line, 'count-plan.repeated', '商家编码', '同一规格（批次）在表里出现两次，只采用第一行；分处摆放的请合计。', 'The article (and batch) stands twice; only the first row counts. Add up what lies in several places.'));
    seen.add(place);
    const line = own.find((l) => !kept || l.batch_no === key);
    if (plan.state === 'recounting' && !line?.is_recounted) return void refused.push(bad(one.line, 'count-plan.not-to-recount', '商家编码', `${row.skuCode} 不须复盘。`, `${row.skuCode} is not to be counted again.`));
    if (plan.state === 'recounting' && line!.first_by !== null && line!.first_by === personOf(actor)) return void refused.push(bad(one.line, 'count-plan.same-person', '商家编码', `${row.skuCode} 的初盘是您录入的，复盘须由另一人录入。`, `You entered the first count of ${row.skuCode}; somebody else enters the second.`));
    const was = plan.state === 'recounting' ? line!.second_count : (line?.first_count ?? null);
    good.push({ line: one.line, planId: plan.id, skuId: own[0]!.sku_id, isBatchKept: kept, row, isFirst: was === null, changes: was === row.counted ? [] : [{ field: plan.state === 'recounting' ? words('复盘', 'Second count') : words('初盘', 'First count'), from: was === null ? null : String(was), to: String(row.counted) }] });
  });
  return { good, refused };
}

const outcome = (r: Read): RowOutcome => ({ line: r.line, is: r.isFirst ? 'accepted' : r.changes.length > 0 ? 'updated' : 'unchanged', subject: { type: 'count-plan', id: r.planId }, ...(r.changes.length > 0 ? { changes: r.changes } : {}) });

/** Counts of stock-take plans (clause 4.1.2) from the plan's own sheet, by the same verb as the scanner's; an empty cell was not counted. */
export const importCountSheet: ImportTarget = {
  kinds: ['count-sheets'],
  title: words('盘点表', 'Count sheet'),
  may: mayMoveStock,
  formats: [countSheet as ImportFormat<unknown>],
  templates: { 'count-sheets': countSheetTemplate },
  needs: [],
  undo: { possible: false, instead: words('录入的实盘不能整批撤回：过账之前，导入更正后的盘点表或在盘点页改数。', 'Counts that were entered cannot be taken back as a whole: before the posting import a corrected sheet, or set them right on the plan.') },
  describe({ record }) {
    const { planNo, skuCode, batchNo, counted } = record as CountSheetRow;
    const of = [planNo, skuCode, batchNo].filter(Boolean).join(' ');
    return words(`${of}：实盘 ${counted}`, `${of}: ${counted} counted`);
  },
  async preview(kernel, staged, _settings, actor) {
    const { good, refused } = await sortOut(kernel, staged, actor);
    return [...good.map(outcome), ...refused];
  },
  async apply(tx, staged) {
    const { good, refused } = await sortOut(tx, staged, tx.actor);
    const done: RowOutcome[] = [];
    // By article, as everybody locks stock: not in the order of whoever sorted the sheet.
    for (const read of good.toSorted((a, b) => (a.skuId < b.skuId ? -1 : a.skuId > b.skuId ? 1 : a.line - b.line))) {
      const plan = await lockPlan(tx, read.planId, 'share');
      try {
        if (read.changes.length > 0) await enterCountVerb.run(tx, { id: read.planId, code: read.row.skuCode, ...(read.row.batchNo === null && !read.isBatchKept ? {} : { batchNo: read.row.batchNo ?? '' }), quantity: read.row.counted, how: 'set' }, plan!);
        done.push(outcome(read));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        done.push({ line: read.line, is: 'quarantined', problems: [{ code: error.kind.code, message: words(`${error.kind.title.zh}：${error.detail.zh}`, `${error.kind.title.en}: ${error.detail.en}`) }] });
      }
    }
    return [...done, ...refused];
  },
  totals: { names: () => ['rows'], of: (row, first) => (first(row.key) ? { rows: 1 } : {}) },
};

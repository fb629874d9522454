import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import type { BatchPart } from '../batches/say-batches.ts';
import { tellCount } from '../count-stock.ts';
import { mayMoveStock } from '../policies.ts';
import { no } from '../refusals.ts';
import { sameVersion } from '../save-product.ts';
import { postStock, refuseUnposted, type StockEntry } from '../stock.ts';
import { postCountPlan } from './contract.ts';
import { differenceOf, laidOf, linesOf, lockPlan, planLife, type Plan, type PlanLine } from './plan.ts';

/** What is posted of one direction: one entry an article, with its batches. */
function entries(plan: Plan, lines: readonly PlanLine[], sign: 1 | -1, unsaid: ReadonlyMap<string, string>): StockEntry[] {
  const some = lines.filter((l) => Math.sign(differenceOf(l) ?? 0) === sign);
  return [...Map.groupBy(some, (l) => l.sku_id)].map(([skuId, own]) => {
    const batches = own.flatMap((l): BatchPart[] => {
      const batchId = l.batch_kept ? l.batch_id ?? unsaid.get(skuId) : undefined;
      return batchId === undefined ? [] : [{ batchId, quantity: Math.abs(differenceOf(l)!) }];
    });
    return { skuId, warehouseId: plan.warehouse_id, kind: 'count', change: own.reduce((sum, l) => sum + differenceOf(l)!, 0), ref: plan.plan_no, reason: plan.title, ...(batches.length > 0 ? { batches } : {}) };
  });
}

/** The batches of goods of which nobody has said one, where there are such. */
async function unsaidOf(tx: Tx, lines: readonly PlanLine[]): Promise<Map<string, string>> {
  const ids = [...new Set(lines.filter((l) => l.batch_kept && l.batch_id === null).map((l) => l.sku_id))];
  const rows = await tx.rows<{ sku_id: string; id: string }>('products.unsaid_of', "select sku_id, id from products.batch where sku_id = any ($1::uuid[]) and batch_no = ''", [ids]);
  return new Map(rows.map((r) => [r.sku_id, r.id]));
}

/**
 * Lines that differ, whose article another count has put right since they were counted: it found the same goods, so posting them again would count them twice.
 * Stock rows are locked first, as everybody does who moves stock: of two plans posted at once the second sees the first.
 *
 * @throws products.counted-meanwhile
 */
async function refuseCountedMeanwhile(tx: Tx, plan: Plan, lines: readonly PlanLine[]): Promise<void> {
  const ids = lines.filter((l) => differenceOf(l)).map((l) => l.id);
  if (ids.length === 0) return;
  await tx.rows('products.still_for_posting', 'select 1 from products.stock_item where warehouse_id = $1 and sku_id = any ($2::uuid[]) order by sku_id, warehouse_id for no key update', [plan.warehouse_id, lines.map((l) => l.sku_id)]);
  const since = await tx.rows<{ code: string; count_no: string }>('products.counted_meanwhile', `select distinct k.code, c.count_no from products.count_plan_line l join products.sku k on k.id = l.sku_id
    join products.stock_count_row r on r.sku_id = l.sku_id join products.stock_count c on c.id = r.count_id
    where l.id = any ($1::uuid[]) and c.warehouse_id = $2 and c.counted_at >= coalesce(l.second_at, l.first_at) order by 1, 2`, [ids, plan.warehouse_id]);
  if (since.length === 0) return;
  const named = (and: string): string => `${since.slice(0, 5).map((s) => `${s.code} (${s.count_no})`).join(and)}${since.length > 5 ? ' …' : ''}`;
  throw refuse(no['counted-meanwhile'], words(named('、'), named(', ')), { codes: [...new Set(since.map((s) => s.code))] });
}

/**
 * The differences become movements, exactly those that were approved (clause 4.1.2): what was found first, then what is missing: goods of one batch that lay as another never take what is promised, though for a moment the article would have less. Lines that
 * nobody counted stay as the books say. @throws products.counted-meanwhile, products.reserved-goods, products.batch-short, and the approval of clause 4.1.2
 */
export const postCountPlanVerb = verb({
  name: 'products.post-count-plan',
  title: words('盘点过账', 'Post the differences'),
  may: mayMoveStock,
  input: postCountPlan.body!.extend({ id }),
  subject: async (tx, input) => {
    const plan = await lockPlan(tx, input.id);
    return plan && { plan, lines: await linesOf(tx, plan.id) };
  },
  evidence: async (_tx, _input, { plan, lines }) => ({
    'all-counted': plan.state === 'counted', 'recounted-by-another': lines.every((l) => !l.is_recounted || (l.second_count !== null && l.second_by !== l.first_by)),
  }),
  lays: (_tx, _input, { plan, lines }) => laidOf(plan, lines),
  run: async (tx, input, { plan, lines }) => {
    sameVersion(plan, input.version);
    const state = next(planLife, plan.state, 'post');
    if (lines.every((l) => differenceOf(l) === null)) throw refuse(no['not-all-counted'], words('没有录入任何实盘。', 'Nothing was counted.'));
    await refuseCountedMeanwhile(tx, plan, lines);
    const [countId, countNo] = [tx.newId(), plan.plan_no];
    const counted = [...Map.groupBy(lines.filter((l) => differenceOf(l) !== null), (l) => l.sku_id)].map(([skuId, own]) => ({ skuId, expected: own.reduce((n, l) => n + (l.second_book ?? l.first_book)!, 0), counted: own.reduce((n, l) => n + (l.second_count ?? l.first_count)!, 0) }));
    const unsaid = await unsaidOf(tx, lines);
    for (const sign of [1, -1] as const) refuseUnposted(await postStock(tx, entries(plan, lines, sign, unsaid)));
    const differences = counted.filter((c) => c.counted !== c.expected).map((c) => ({ skuId: c.skuId, change: c.counted - c.expected }));
    await tellCount(tx, { countId, countNo, warehouseId: plan.warehouse_id, note: plan.title, rows: counted.map((c) => ({ ...c, countedAt: tx.now })), differences });
    await tx.rows('products.post_count_plan', 'update products.count_plan set state = $2, ended_at = to_timestamp($3::bigint / 1000.0), ended_by_name = $4, count_id = $5, version = version + 1 where id = $1', [plan.id, state, tx.now, tx.actor.name, countId]);
    tx.audit({ type: 'count-plan', id: plan.id }, { state, differences: lines.filter((l) => differenceOf(l)).length });
    return { id: plan.id, countNo, differences: lines.filter((l) => differenceOf(l)).length };
  },
});

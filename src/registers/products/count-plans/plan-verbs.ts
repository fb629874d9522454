import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { warehousesById } from '../../company/index.ts';
import { countPlanCancelled, countPlanStarted } from '../facts.ts';
import { mayMoveStock } from '../policies.ts';
import { no } from '../refusals.ts';
import { sameVersion } from '../save-product.ts';
import { cancelCountPlan, endCountRound, planCount, startCountPlan } from './contract.ts';
import { articlesOf, differenceOf, linesOf, lockPlan, planLife, type PlanLine } from './plan.ts';

/** Chooses what is to be counted (clause 4.1.2); nothing is frozen yet. @throws products.unknown-warehouse, products.nothing-to-count */
export const planCountVerb = verb({
  name: 'products.plan-count',
  title: words('新建盘点计划', 'Plan a stock-take'),
  may: mayMoveStock,
  input: planCount.body!,
  run: async (tx, input) => {
    if (!(await warehousesById(tx, [input.warehouseId])).get(input.warehouseId)?.active) throw refuse(no['unknown-warehouse']);
    const articles = await articlesOf(tx, input.warehouseId, input.scope, tx.now);
    if (articles.length === 0) throw refuse(no['nothing-to-count']);
    const [planId, planNo] = [tx.newId(), await tx.number('PJ')];
    await tx.rows('products.plan_count', `insert into products.count_plan (id, plan_no, warehouse_id, title, scope, state, articles, created_at, created_by_name) values ($1, $2, $3, $4, $5::jsonb, 'planned', $6, to_timestamp($7::bigint / 1000.0), $8)`,
      [planId, planNo, input.warehouseId, input.title, JSON.stringify(input.scope), articles.length, tx.now, tx.actor.name]);
    tx.audit({ type: 'count-plan', id: planId }, { planNo, articles: articles.length, scope: input.scope });
    return { id: planId, planNo, articles: articles.length };
  },
});

/**
 * Counting begins: what the books say now is frozen, article by article and batch by batch. Stock rows are locked meanwhile, in the order of all who move stock,
 * so that all figures are of one moment. @throws products.nothing-to-count
 */
export const startCountPlanVerb = verb({
  name: 'products.start-count-plan',
  title: words('开始盘点', 'Begin to count'),
  may: mayMoveStock,
  input: startCountPlan.body!.extend({ id }),
  subject: (tx, input) => lockPlan(tx, input.id),
  run: async (tx, input, plan) => {
    sameVersion(plan, input.version);
    const state = next(planLife, plan.state, 'start');
    const articles = await articlesOf(tx, plan.warehouse_id, plan.scope, tx.now);
    if (articles.length === 0) throw refuse(no['nothing-to-count']);
    await tx.rows('products.still_for_count', 'select 1 from products.stock_item s where s.warehouse_id = $1 and s.sku_id = any ($2::uuid[]) order by s.sku_id, s.warehouse_id for no key update', [plan.warehouse_id, articles]);
    const lines = await tx.rows<{ id: string }>('products.freeze_count', `insert into products.count_plan_line (id, plan_id, sku_id, batch_id, place, place_order, expected)
      select gen_random_uuid(), $1, s.sku_id, b.batch_id, s.place, s.place_order, case when k.batch_kept then coalesce(b.on_hand, 0) else s.on_hand end
      from products.stock_item s join products.sku k on k.id = s.sku_id
      left join lateral (select case when t.batch_no = '' then null else h.batch_id end as batch_id, h.on_hand from products.batch_stock h join products.batch t on t.id = h.batch_id
        where k.batch_kept and h.sku_id = s.sku_id and h.warehouse_id = s.warehouse_id and h.on_hand > 0) b on true
      where s.warehouse_id = $2 and s.sku_id = any ($3::uuid[]) returning id`, [plan.id, plan.warehouse_id, articles]);
    await tx.rows('products.start_count_plan', 'update products.count_plan set state = $2, articles = $3, started_at = to_timestamp($4::bigint / 1000.0), version = version + 1 where id = $1', [plan.id, state, articles.length, tx.now]);
    tx.fact(countPlanStarted, plan.id, { planNo: plan.plan_no, warehouseId: plan.warehouse_id, articles: articles.length }, { objects: [{ type: 'warehouse', id: plan.warehouse_id }] });
    return { id: plan.id, lines: lines.length };
  },
});

/** Whether a difference is so large that somebody else counts it again. An article without a cost is always counted again. */
const isLarge = (line: PlanLine, above: bigint): boolean => {
  const difference = differenceOf(line);
  return difference !== null && difference !== 0 && (line.cost === null || BigInt(Math.abs(difference)) * line.cost > above);
};

/**
 * The first round ends: what differs by more than `recountAbove` (clause 4.1.2) is counted again, the rest stands. The second ends: all is counted.
 * @throws products.not-all-counted
 */
export const endRoundVerb = (recountAboveAt: (now: number) => bigint) => verb({
  name: 'products.end-count-round',
  title: words('结束本轮盘点', 'End the round'),
  may: mayMoveStock,
  input: endCountRound.body!.extend({ id }),
  subject: (tx, input) => lockPlan(tx, input.id),
  run: async (tx, input, plan) => {
    sameVersion(plan, input.version);
    next(planLife, plan.state, 'end-round');
    const lines = await linesOf(tx, plan.id);
    const again = plan.state === 'recounting';
    const open = lines.filter((l) => (again ? l.is_recounted && l.second_count === null : l.first_count === null));
    // What is to be counted again must be: a large difference is never believed at the first sight.
    if (open.length > 0 && (again || !input.leaveOut))
      throw refuse(no['not-all-counted'], words(`还有 ${open.length} 行未盘：${open.slice(0, 5).map((l) => l.code).join('、')}${open.length > 5 ? '等' : ''}。`, `${open.length} lines are not counted: ${open.slice(0, 5).map((l) => l.code).join(', ')}${open.length > 5 ? ' …' : ''}.`), { lines: open.length });
    const large = again ? [] : lines.filter((l) => isLarge(l, recountAboveAt(tx.now)));
    const state = next(planLife, plan.state, large.length > 0 ? 'count-again' : 'end-round');
    await tx.rows('products.end_count_round', `with l as (update products.count_plan_line set is_recounted = true where id = any ($3::uuid[])) update products.count_plan set state = $2, version = version + 1 where id = $1`, [plan.id, state, large.map((l) => l.id)]);
    tx.audit({ type: 'count-plan', id: plan.id }, { state, recount: large.length, ...(open.length > 0 ? { leftOut: open.map((l) => l.code) } : {}) });
    return { id: plan.id, state, recount: large.length };
  },
});

/** Nothing of it is posted; what was counted stays to be read. */
export const cancelCountPlanVerb = verb({
  name: 'products.cancel-count-plan',
  title: words('取消盘点计划', 'Cancel the stock-take'),
  may: mayMoveStock,
  input: cancelCountPlan.body!.extend({ id }),
  subject: (tx, input) => lockPlan(tx, input.id),
  run: async (tx, input, plan) => {
    sameVersion(plan, input.version);
    const state = next(planLife, plan.state, 'cancel');
    await tx.rows('products.cancel_count_plan', 'update products.count_plan set state = $2, ended_at = to_timestamp($3::bigint / 1000.0), ended_by_name = $4, reason = $5, version = version + 1 where id = $1', [plan.id, state, tx.now, tx.actor.name, input.reason]);
    tx.fact(countPlanCancelled, plan.id, { planNo: plan.plan_no, warehouseId: plan.warehouse_id, reason: input.reason }, { objects: [{ type: 'warehouse', id: plan.warehouse_id }] });
    return { id: plan.id };
  },
});

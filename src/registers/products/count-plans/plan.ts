import type { Actor } from '../../../kernel/actor.ts';
import { dayOf } from '../../../kernel/clock.ts';
import { lifeCycle } from '../../../kernel/lifecycle.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { walkingOrder } from '../shelf-places/shelf-place.ts';
import { countPlanStateWords, type CountPlanState, type CountScope } from './contract.ts';

export const planLife = lifeCycle({
  noun: words('盘点计划', 'stock-take plan'),
  first: 'planned',
  states: countPlanStateWords,
  moves: {
    planned: { start: 'counting', cancel: 'cancelled' },
    counting: { count: 'counting', 'end-round': 'counted', 'count-again': 'recounting', cancel: 'cancelled' },
    recounting: { count: 'recounting', 'end-round': 'counted', cancel: 'cancelled' },
    counted: { post: 'posted', cancel: 'cancelled' },
    posted: {},
    cancelled: {},
  },
});

export interface Plan { id: string; plan_no: string; warehouse_id: string; title: string; scope: CountScope; state: CountPlanState; version: number }

/** `share`: several counters at once; nobody ends the round while one enters. */
export async function lockPlan(tx: Tx, planId: string, how: 'no key update' | 'share' = 'no key update'): Promise<Plan | null> {
  const [row] = await tx.rows<Plan & Record<string, unknown>>(`products.lock_count_plan_${how.replaceAll(' ', '_')}`, `select id, plan_no, warehouse_id, title, scope, state, version from products.count_plan where id = $1 for ${how}`, [planId]);
  return row ?? null;
}

/** Counters count blind; whoever decides about differences, or audits them, sees the books meanwhile. */
export const seesBooks = (actor: Actor | null): boolean => (['accountant', 'department-head', 'general-manager', 'auditor'] as const).some((post) => actor?.posts.includes(post));

const ABC_DAYS = 90;

/** Articles of a warehouse that a plan covers: what lies there, or has a place there, as far as all that is said holds. */
export async function articlesOf(on: { runner: Runner }, warehouseId: string, scope: CountScope, now: number): Promise<string[]> {
  const { rows } = await on.runner.query<{ sku_id: string }>(`
    with used as (
      select m.sku_id, sum(-m.change * coalesce(k.cost_fen, k.price_fen, 0)) as worth from products.movement m join products.sku k on k.id = m.sku_id
      where $6::text is not null and m.warehouse_id = $1 and m.kind = 'issue' and m.at >= $5::date group by 1
    ), ranked as (
      select s.sku_id, coalesce(u.worth, 0) as worth, sum(coalesce(u.worth, 0)) over (order by coalesce(u.worth, 0) desc, s.sku_id rows unbounded preceding) as upto, sum(coalesce(u.worth, 0)) over () as total
      from products.stock_item s left join used u on u.sku_id = s.sku_id where s.warehouse_id = $1
    )
    select s.sku_id from products.stock_item s join products.sku k on k.id = s.sku_id join products.product p on p.id = k.product_id join ranked r on r.sku_id = s.sku_id
    where s.warehouse_id = $1 and (s.on_hand > 0 or s.place is not null)
      and (cardinality($2::text[]) = 0 or exists (select from unnest($2::text[]) as w(place) where starts_with(s.place_order, w.place)))
      and (cardinality($3::text[]) = 0 or p.category = any ($3::text[])) and (cardinality($4::uuid[]) = 0 or s.sku_id = any ($4::uuid[]))
      and ($6::text is null or $6 = case when r.worth > 0 and r.upto - r.worth < r.total * 0.8 then 'A' when r.worth > 0 and r.upto - r.worth < r.total * 0.95 then 'B' else 'C' end)
    order by s.sku_id`,
  [warehouseId, scope.places.map(walkingOrder), scope.categories, scope.skuIds, dayOf(now - ABC_DAYS * 86_400_000), scope.class], 'products.articles_to_count');
  return rows.map((r) => r.sku_id);
}

export interface PlanLine {
  id: string; sku_id: string; code: string; title: string; spec: string | null; barcode: string | null; place: string | null; batch_kept: boolean; batch_id: string | null; batch_no: string | null; expires_on: string | null; expected: number;
  first_count: number | null; first_book: number | null; first_by: string | null; first_by_name: string | null; is_recounted: boolean; second_count: number | null; second_book: number | null; second_by: string | null; second_by_name: string | null; cost: bigint | null;
  [column: string]: unknown;
}

/** The lines of a plan, or those of a few articles of it, along the walk, batches first expired first. */
export async function linesOf(on: { runner: Runner }, planId: string, skuIds: readonly string[] | null = null): Promise<PlanLine[]> {
  const { rows } = await on.runner.query<PlanLine>(`select l.id, l.sku_id, k.code, p.title, k.spec, k.barcode, l.place, k.batch_kept, l.batch_id, case when k.batch_kept then coalesce(b.batch_no, '') end as batch_no, b.expires_on, l.expected,
      l.first_count, l.first_book, l.first_by, l.first_by_name, l.is_recounted, l.second_count, l.second_book, l.second_by, l.second_by_name, k.cost_fen as cost
    from products.count_plan_line l join products.sku k on k.id = l.sku_id join products.product p on p.id = k.product_id left join products.batch b on b.id = l.batch_id
    where l.plan_id = $1 and ($2::uuid[] is null or l.sku_id = any ($2)) order by l.place_order nulls last, k.code, b.expires_on nulls last, b.batch_no nulls last, l.id`, [planId, skuIds], 'products.count_plan_lines');
  return rows;
}

/** By how much what was counted differs from what the books said at that moment; null as long as nobody has counted it. The second count goes before the first. */
export function differenceOf(line: Pick<PlanLine, 'first_count' | 'first_book' | 'second_count' | 'second_book'>): number | null {
  if (line.second_count !== null) return line.second_count - line.second_book!;
  return line.first_count === null ? null : line.first_count - line.first_book!;
}

/** Both ways together, at cost: what is too much here does not make good what lacks there. */
export const worthOf = (lines: readonly PlanLine[]): bigint => lines.reduce((sum, l) => sum + BigInt(Math.abs(differenceOf(l) ?? 0)) * (l.cost ?? 0n), 0n);

/** What whoever approves the differences is shown and signs, exactly. */
export const laidOf = (plan: { id: string; plan_no: string; warehouse_id: string }, lines: readonly PlanLine[]) => ({
  subject: { type: 'count-plan', id: plan.id },
  content: {
    planNo: plan.plan_no, warehouseId: plan.warehouse_id, differenceFen: Number(worthOf(lines)),
    differences: lines.flatMap((l) => (differenceOf(l) ? [{ code: l.code, batchNo: l.batch_no, place: l.place, expected: l.expected, counted: l.second_count ?? l.first_count, difference: differenceOf(l) }] : [])),
  },
});

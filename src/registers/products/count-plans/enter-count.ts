import { next } from '../../../kernel/lifecycle.ts';
import { personOf } from '../../../kernel/actor.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { batchKey } from '../batches/say-batches.ts';
import { mayMoveStock } from '../policies.ts';
import { no } from '../refusals.ts';
import { skusByBarcode, skusByCode } from '../skus.ts';
import { enterCount } from './contract.ts';
import { linesOf, lockPlan, planLife, type Plan, type PlanLine } from './plan.ts';

/** The lines that a scanned code may mean: of articles of the plan with this barcode or code. @throws products.not-in-plan */
async function linesFor(tx: Tx, plan: Plan, code: string): Promise<PlanLine[]> {
  const plain = code.normalize('NFKC').trim();
  const [byCode, byBarcode] = await Promise.all([skusByCode(tx, [plain]), skusByBarcode(tx, [plain])]);
  const ids = new Set([...byCode.values(), ...byBarcode].map((s) => s.id));
  const lines = await linesOf(tx, plan.id, [...ids]);
  if (lines.length === 0) throw refuse(no['not-in-plan'], words(`扫到 ${plain.slice(0, 64)}。`, `Scanned: ${plain.slice(0, 64)}.`));
  if (new Set(lines.map((l) => l.sku_id)).size > 1) throw refuse(no['which-article'], words(lines.map((l) => l.code).join('、'), lines.map((l) => l.code).join(', ')));
  return lines;
}

/** The line of the batch; goods of a known batch that lay elsewhere, or of none that can be read, get a line of their own. @throws products.which-batch, products.not-batch-kept, products.batch-unknown */
async function lineOf(tx: Tx, plan: Plan, lines: readonly PlanLine[], batchNo: string | null | undefined): Promise<PlanLine> {
  const [first] = lines as [PlanLine];
  if (!first.batch_kept) {
    if (batchNo) throw refuse(no['not-batch-kept'], words(first.code, first.code));
    return first;
  }
  const known = lines.map((l) => l.batch_no || '—').join('、');
  if (batchNo === undefined || batchNo === null) throw refuse(no['which-batch'], words(`${first.code} 的批次：${known}`, `Batches of ${first.code}: ${known}`), { batches: lines.map((l) => l.batch_no ?? '') });
  const key = batchKey(batchNo);
  const there = lines.find((l) => l.batch_no === key);
  if (there) return there;
  const [batch] = key === '' ? [null] : await tx.rows<{ id: string; expires_on: string | null }>('products.batch_by_no', 'select id, expires_on from products.batch where sku_id = $1 and batch_no = $2', [first.sku_id, key]);
  if (batch === undefined) throw refuse(no['batch-unknown'], words(`${first.code} 没有批号 ${key}。`, `${first.code} has no batch ${key}.`));
  const lineId = tx.newId();
  const [made] = await tx.rows<{ id: string }>('products.found_line', `insert into products.count_plan_line (id, plan_id, sku_id, batch_id, place, place_order, expected)
    select $1, $2, $3, $4, s.place, s.place_order, 0 from products.stock_item s where s.sku_id = $3 and s.warehouse_id = $5 on conflict (plan_id, sku_id, batch_id) do update set expected = products.count_plan_line.expected returning id`,
  [lineId, plan.id, first.sku_id, batch?.id ?? null, plan.warehouse_id]);
  return { ...first, id: made!.id, batch_id: batch?.id ?? null, batch_no: key, expected: 0, first_count: null, first_by: null, is_recounted: false, second_count: null, second_by: null };
}

/**
 * What a counter found, without seeing the books (clause 4.1.2). The books of this moment are kept beside it: what left or came since the beginning is no
 * difference. In the second round only what is to be counted again, and by somebody else.
 *
 * @throws products.not-in-plan, products.which-article, products.which-batch, products.not-to-recount, products.counted-by-same
 */
export const enterCountVerb = verb({
  name: 'products.enter-count',
  title: words('录入实盘', 'Enter what was counted'),
  may: mayMoveStock,
  input: enterCount.body!.extend({ id }),
  subject: (tx, input) => lockPlan(tx, input.id, 'share'),
  run: async (tx, input, plan) => {
    next(planLife, plan.state, 'count');
    const found = await lineOf(tx, plan, await linesFor(tx, plan, input.code), input.batchNo);
    // Stock rows before lines, as everybody: the book of this moment cannot move under the count.
    await tx.rows('products.still_for_line', 'select 1 from products.stock_item where sku_id = $1 and warehouse_id = $2 for no key update', [found.sku_id, plan.warehouse_id]);
    const [line] = await tx.rows<{ first_count: number | null; first_by: string | null; is_recounted: boolean; second_count: number | null }>('products.lock_count_line', 'select first_count, first_by, is_recounted, second_count from products.count_plan_line where id = $1 for no key update', [found.id]);
    const again = plan.state === 'recounting';
    if (again && !line!.is_recounted) throw refuse(no['not-to-recount'], words(found.code, found.code));
    if (again && line!.first_by !== null && line!.first_by === personOf(tx.actor)) throw refuse(no['counted-by-same']);
    const [book] = await tx.rows<{ n: number }>('products.book_of_line', `select case when k.batch_kept then coalesce((select sum(h.on_hand) from products.batch_stock h join products.batch b on b.id = h.batch_id
        where h.sku_id = s.sku_id and h.warehouse_id = s.warehouse_id and case when $3::uuid is null then b.batch_no = '' else b.id = $3 end), 0) else s.on_hand end::int as n
      from products.stock_item s join products.sku k on k.id = s.sku_id where s.sku_id = $1 and s.warehouse_id = $2`, [found.sku_id, plan.warehouse_id, found.batch_id]);
    const before = (again ? line!.second_count : line!.first_count) ?? 0;
    const counted = input.how === 'add' ? before + input.quantity : input.quantity;
    const round = again ? 'second' : 'first';
    await tx.rows(`products.enter_${round}_count`, `update products.count_plan_line set ${round}_count = $2, ${round}_book = $3, ${round}_by = $4, ${round}_by_name = $5, ${round}_at = to_timestamp($6::bigint / 1000.0) where id = $1`,
      [found.id, counted, book!.n, personOf(tx.actor), tx.actor.name, tx.now]);
    tx.audit({ type: 'count-plan', id: plan.id }, { code: found.code, ...(found.batch_no === null ? {} : { batchNo: found.batch_no }), counted, round });
    return { id: plan.id, lineId: found.id, code: found.code, title: found.title, place: found.place, counted };
  },
});

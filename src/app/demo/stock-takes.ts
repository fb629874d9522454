import { runVerb } from '../../kernel/verb.ts';
import { enterCountVerb } from '../../registers/products/count-plans/enter-count.ts';
import { linesOf, type PlanLine } from '../../registers/products/count-plans/plan.ts';
import { endRoundVerb, planCountVerb, startCountPlanVerb } from '../../registers/products/count-plans/plan-verbs.ts';
import { postCountPlanVerb } from '../../registers/products/count-plans/post-plan.ts';
import type { Tale } from './tale.ts';

/** The value of the rulebook in force in the demo: 100 yuan. */
const endRound = endRoundVerb(() => 10_000n);
const everything = { places: [], categories: [], skuIds: [], class: null };
type Chosen = { places?: string[]; class?: 'A' | 'B' | 'C' };

/** Stock-takes by plan: one posted, one whose differences wait for a signature, one that is being counted, one that begins tomorrow. */
export class StockTakes {
  readonly #tale: Tale;

  constructor(tale: Tale) {
    this.#tale = tale;
  }

  /** What is counted so many days before the end of the story. */
  async morning(daysLeft: number): Promise<void> {
    if (daysLeft === 9) await this.#posted();
    if (daysLeft === 3) await this.#waiting();
    if (daysLeft === 1) await this.#underWay();
  }

  /** Rack A-1 of the first warehouse: one bottle less than the books say, worth little, so the warehouse posts it itself. */
  async #posted(): Promise<void> {
    const plan = await this.#begun('A-1 货架循环盘点', { places: ['A-1'] });
    const lines = await this.#lines(plan.id);
    const { rows: free } = await this.#tale.product.kernel.db.query<{ sku_id: string }>('select sku_id from products.stock_item where warehouse_id = $1 and on_hand > reserved', [this.#tale.company.warehouses[0]!.id]);
    const cheap = lines.filter((l) => !l.batch_kept && l.cost !== null && l.cost < 5_000n && free.some((f) => f.sku_id === l.sku_id)).at(-1);
    await this.#count(plan.id, lines, (l, book) => (l === cheap ? Math.max(0, book - 1) : book));
    await this.#step(endRound, plan.id, { leaveOut: false });
    await this.#step(postCountPlanVerb, plan.id, {});
  }

  /** Class A: four of a dear article are missing, also at the second look; the head has not signed yet. */
  async #waiting(): Promise<void> {
    const plan = await this.#begun('A 类循环盘点', { class: 'A' });
    const lines = await this.#lines(plan.id);
    const dear = lines.filter((l) => !l.batch_kept && l.cost !== null && l.expected > 4).toSorted((a, b) => Number(b.cost! - a.cost!))[0];
    await this.#count(plan.id, lines, (l, book) => (l === dear ? Math.max(0, book - 4) : book));
    await this.#step(endRound, plan.id, { leaveOut: false });
    const again = (await this.#lines(plan.id)).filter((l) => l.is_recounted);
    if (again.length === 0) return;
    await this.#count(plan.id, again, (_, book) => Math.max(0, book - 4), 'warehouse2');
    await this.#step(endRound, plan.id, { leaveOut: false });
  }

  /** Aisle B is half counted; the racks behind it are planned. */
  async #underWay(): Promise<void> {
    const plan = await this.#begun('B 区盘点', { places: ['B'] });
    const lines = await this.#lines(plan.id);
    await this.#count(plan.id, lines.slice(0, Math.ceil(lines.length / 2)), (_, book) => book);
    await this.#planned('C 区盘点', { places: ['C'] });
  }

  #planned(title: string, scope: Chosen): Promise<{ id: string }> {
    const { product, company } = this.#tale;
    return runVerb(product.kernel, planCountVerb, { warehouseId: company.warehouses[0]!.id, title, scope: { ...everything, ...scope } }, { actor: company.actors.warehouse1 });
  }

  async #begun(title: string, scope: Chosen): Promise<{ id: string }> {
    const plan = await this.#planned(title, scope);
    await runVerb(this.#tale.product.kernel, startCountPlanVerb, { id: plan.id, version: 1 }, { actor: this.#tale.company.actors.warehouse1 });
    return plan;
  }

  #lines(planId: string): Promise<PlanLine[]> {
    return linesOf(this.#tale.product.kernel, planId);
  }

  async #count(planId: string, lines: readonly PlanLine[], found: (line: PlanLine, book: number) => number, by: 'warehouse1' | 'warehouse2' = 'warehouse1'): Promise<void> {
    const { product, company } = this.#tale;
    for (const l of lines)
      await runVerb(product.kernel, enterCountVerb, { id: planId, code: l.code, ...(l.batch_no === null ? {} : { batchNo: l.batch_no }), quantity: found(l, l.expected), how: 'set' }, { actor: company.actors[by] });
  }

  async #step(step: typeof endRound | typeof postCountPlanVerb, planId: string, more: object): Promise<void> {
    const { product, company } = this.#tale;
    const { rows: [plan] } = await product.kernel.db.query<{ version: number }>('select version from products.count_plan where id = $1', [planId]);
    await runVerb(product.kernel, step as typeof postCountPlanVerb, { id: planId, version: plan!.version, ...more } as { id: string; version: number }, { actor: company.actors.warehouse1 });
  }
}

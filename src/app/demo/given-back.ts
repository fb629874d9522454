import { DAY } from '../../kernel/clock.ts';
import { runVerb } from '../../kernel/verb.ts';
import { demoRobot } from './company.ts';
import { enterRows } from './enter-rows.ts';
import type { Money } from './money.ts';
import type { DemoOrder } from './orders.ts';
import type { Tale } from './tale.ts';

/** Refunds as the marketplace tells them: in a newer export, some time after the goods came back or the buyer complained. */
export class GivenBack {
  readonly #tale: Tale;
  readonly #money: Money;
  readonly #orders: ReadonlyMap<string, DemoOrder>;
  #waiting: { orderNo: string; fen: number }[] = [];

  constructor(tale: Tale, money: Money, orders: ReadonlyMap<string, DemoOrder>) {
    this.#tale = tale;
    this.#money = money;
    this.#orders = orders;
  }

  /** Money of this order goes back with the next newer export: all of it, or a share of its first line. */
  mark(orderNo: string, share: number): void {
    const order = this.#orders.get(orderNo);
    if (order && !this.#waiting.some((r) => r.orderNo === orderNo)) this.#waiting.push({ orderNo, fen: share === 1 ? order.payableFen : Math.max(100, Math.round((order.lines[0]!.amountFen * share) / 100) * 100) });
  }

  /** The marketplace's newer export tells of refunds: of what came back, and of goods that the buyer was not happy with. */
  async tell(): Promise<void> {
    const { kernel } = this.#tale.product;
    const { rows } = await kernel.db.query<{ outside_no: string }>(
      `select outside_no from sales."order" where state = 'completed' and completed_at > to_timestamp($1 / 1000.0) and refunded_fen = 0 order by outside_no`, [kernel.clock.now() - DAY]);
    for (const r of rows) if (this.#tale.random.yes(0.03)) this.mark(r.outside_no, this.#tale.random.pick([0.3, 0.5, 1]));
    const due = this.#waiting.splice(0);
    const newer = due.flatMap(({ orderNo, fen }) => this.#orders.get(orderNo)!.rows.map((r, i) => {
      const record = r.record as Record<string, unknown>;
      return { ...r, record: { ...record, status: 'completed', statusText: '交易成功', afterSalesText: '退款成功', ...('refundFen' in record ? { refundFen: i === 0 ? fen : 0 } : {}) } };
    }));
    if (newer.length === 0) return;
    await runVerb(kernel, enterRows, { rows: newer.map((r, i) => ({ ...r, line: i + 1 })) }, { actor: demoRobot });
    for (const { orderNo, fen } of due) this.#money.refunded(this.#orders.get(orderNo)!, fen, kernel.clock.now());
    await this.#tale.product.settle();
  }
}

import { DAY, dayOf } from '../../kernel/clock.ts';
import { runVerb } from '../../kernel/verb.ts';
import { cancelOrder, placeOrder, recordPayment } from '../../chapters/sales/index.ts';
import { saveGiftRule } from '../../chapters/sales/orders/gifts/save-gift-rule.ts';
import type { Money } from './money.ts';
import type { Plot, Plots } from './plots.ts';
import type { Tale } from './tale.ts';

/** What is sold before it can be sent, by whom, and how the buyer pays the rest. */
interface Presale { readonly code: string; readonly depositFen: number | null; readonly balance: 'soon' | 'late' | 'never'; readonly days: number }
const presales: readonly Presale[] = [
  { code: 'BED4-01', depositFen: 5_000, balance: 'soon', days: 4 }, { code: 'POT20-02', depositFen: null, balance: 'soon', days: 3 },
  { code: 'TSET6-01', depositFen: 3_000, balance: 'late', days: 5 }, { code: 'BED4-02', depositFen: 5_000, balance: 'never', days: 6 },
];

/** Offers of the shop (clause 2.3.1): gifts by rule, and goods that are sold before they can be sent. */
export class Offers {
  readonly #tale: Tale;
  readonly #plots: Plots;
  readonly #money: Money;
  #presold = 0;

  constructor(tale: Tale, plots: Plots, money: Money) {
    this.#tale = tale;
    this.#plots = plots;
    this.#money = money;
  }

  /** Gifts from the second fifth of the story on; every few days somebody buys what is still to come. */
  async morning(n: number, days: number): Promise<void> {
    if (n === Math.floor(days * 0.2)) await this.#gifts(days - n);
    const every = Math.max(2, Math.round(days / 12));
    if (n >= Math.floor(days * 0.25) && n % every === 1) this.#plots.begin(this.#plots.after(90), this.#presale(presales[this.#presold % presales.length]!));
    await this.#tale.product.jobs.runOne('sales.recheck-presale');
  }

  async #gifts(left: number): Promise<void> {
    const { product: { kernel }, company: { actors, stores } } = this.#tale;
    const from = kernel.clock.now();
    const rule = { storeId: null, startsAt: from, endsAt: null, minAmountFen: 0, skuCode: null, minQuantity: 1, giftQuantity: 1, eachTime: false, keptPriceFen: null, quota: null, active: true };
    for (const more of [
      { name: '满 399 元赠厨房湿巾', minAmountFen: 39_900, giftCode: 'CLN3-01', keptPriceFen: 900, quota: 300 },
      { name: '买保温壶赠不锈钢勺', skuCode: 'THM1L-01', giftCode: 'SPN6-01', eachTime: true, storeId: stores[0]!.id, endsAt: from + Math.ceil(left * 0.8) * DAY },
    ]) await runVerb(kernel, saveGiftRule, saveGiftRule.input.parse({ id: null, version: 0, rule: { ...rule, ...more } }), { actor: actors.manager });
  }

  /** What was sold by telephone: with a deposit whose rest comes soon, after the day that was agreed (the sending waits for it) or not at all (then the order is closed and the deposit goes back), or paid whole. */
  async *#presale({ code, depositFen, balance, days }: Presale): Plot {
    const { product, company: { actors, stores } } = this.#tale;
    const { kernel } = product;
    this.#presold += 1;
    const now = kernel.clock.now();
    const serial = this.#presold;
    const outsideNo = `27${dayOf(now).replaceAll('-', '')}9${String(serial).padStart(7, '0')}`;
    const { id } = await runVerb(kernel, placeOrder, placeOrder.input.parse({
      storeId: stores[0]!.id, outsideNo, lines: [{ skuCode: code, quantity: 1 }], presale: { shipFrom: now + days * DAY, shipBy: now + (days + 2) * DAY, depositFen }, payment: { method: '支付宝' },
      buyer: { nick: `预售客${serial}`, receiver: { name: '示例收货人', phone: `1990009${String(1_000 + serial)}`, province: '浙江省', city: '杭州市', district: '西湖区', detail: `示例路${serial}号` } },
    }), { actor: actors.manager });
    const { rows: [order] } = await kernel.db.query<{ paid: bigint }>('select paid_fen as paid from sales."order" where id = $1', [id]);
    this.#money.moved(outsideNo, Number(order!.paid), depositFen === null ? '预售货款' : '预售定金');
    if (depositFen === null) return;
    yield this.#plots.workday(balance === 'soon' ? 2 : days + 3, 13, 10);
    const { rows: [open] } = await kernel.db.query<{ fen: bigint; state: string }>('select payable_fen - paid_fen as fen, state from sales."order" where id = $1', [id]);
    if (open!.state === 'cancelled' || open!.fen <= 0n) return;
    if (balance === 'never') {
      await runVerb(kernel, cancelOrder, { id, reason: '逾期未付尾款，与买家协商关闭' }, { actor: actors.manager });
      this.#money.moved(outsideNo, -Number(order!.paid), '预售定金退回');
      return;
    }
    await runVerb(kernel, recordPayment, { id, method: '支付宝' }, { actor: actors.cashier });
    this.#money.moved(outsideNo, Number(open!.fen), '预售尾款');
  }
}

import { Readable } from 'node:stream';
import sharp from 'sharp';
import { DAY } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/actor.ts';
import { runVerb } from '../../kernel/verb.ts';
import { takePicture, type NewPicture } from '../../registers/products/index.ts';
import { payRefund } from '../../chapters/finance/index.ts';
import { recordPayment } from '../../chapters/sales/index.ts';
import { decideReturn } from '../../chapters/sales/after-sales/decide-return.ts';
import { finishRepair, orderExchange } from '../../chapters/sales/after-sales/exchange.ts';
import { inspectReturn, receiveReturn, sendReturn, withdrawReturn } from '../../chapters/sales/after-sales/goods-back.ts';
import { requestReturn } from '../../chapters/sales/after-sales/request-return.ts';
import type { Money } from './money.ts';
import type { Plot, Plots } from './plots.ts';
import { askWaiver, sign } from './signing.ts';
import { refusedBy, type Tale } from './tale.ts';

type Type = 'refund-only' | 'return' | 'exchange' | 'replacement' | 'repair';
/** How one return goes; what is left out goes as it should. */
interface ReturnScript {
  readonly type: Type;
  readonly reason: 'not-wanted' | 'wrong-size' | 'broken-in-use' | 'flaw' | 'missing-goods' | 'damaged-on-the-way' | 'not-as-described';
  readonly words: string;
  readonly photos?: boolean;
  /** Days since the goods were signed for at which it is asked; more than seven are too late without a reason. */
  readonly late?: boolean;
  readonly decided?: 'late' | 'excused' | 'goodwill';
  readonly paid?: 'late' | 'excused' | 'before-inspection' | 'let-through';
  readonly found?: 'scrap' | 'not-ours';
  readonly withdrawn?: boolean;
  /** Exchanged for another article at its own price. */
  readonly other?: string;
}
const scripts: readonly ReturnScript[] = [
  { type: 'return', reason: 'not-wanted', words: '颜色和家里不搭，未拆封', paid: 'before-inspection' }, { type: 'return', reason: 'broken-in-use', words: '装热水漏水，见照片', photos: true, found: 'scrap' },
  { type: 'refund-only', reason: 'missing-goods', words: '少发一件', photos: true, decided: 'late' }, { type: 'exchange', reason: 'wrong-size', words: '拍错规格，换同款' },
  { type: 'exchange', reason: 'not-wanted', words: '想换成珐琅汤锅，补差价', other: 'POT20-01' }, { type: 'exchange', reason: 'not-wanted', words: '想换成不锈钢勺，退差价', other: 'SPN6-01' },
  { type: 'return', reason: 'flaw', words: '釉面有裂纹', photos: true, decided: 'excused', paid: 'late' }, { type: 'replacement', reason: 'damaged-on-the-way', words: '收到时压碎了', photos: true },
  { type: 'return', reason: 'not-wanted', words: '想退货，已经过了些日子', late: true }, { type: 'return', reason: 'not-wanted', words: '买多了，能不能通融', late: true, decided: 'goodwill' },
  { type: 'repair', reason: 'broken-in-use', words: '台灯不亮，想修', photos: true }, { type: 'return', reason: 'not-wanted', words: '不合适，寄回', found: 'not-ours' },
  { type: 'return', reason: 'not-as-described', words: '材质与页面写的不一样', photos: true, paid: 'excused' }, { type: 'return', reason: 'not-wanted', words: '再考虑一下', withdrawn: true },
  { type: 'return', reason: 'flaw', words: '掉漆，客户急用等钱另买', photos: true, paid: 'let-through' },
];

export interface Bought { id: string; no: string; platform: string; lines: { id: string; quantity: number; title: string }[] }

/** Returns of several kinds (clause 2.4.2), asked on the customer's page or by telephone, decided, looked at, paid: in time or not. */
export class ReturnsTold {
  readonly #tale: Tale;
  readonly #plots: Plots;
  readonly #money: Money;
  #told = 0;
  #photos: NewPicture[] = [];
  /** Orders that something is about to be asked for: no two stories of one order. */
  readonly #taken: Set<string>;

  constructor(tale: Tale, plots: Plots, money: Money, taken: Set<string>) {
    this.#tale = tale;
    this.#plots = plots;
    this.#money = money;
    this.#taken = taken;
  }

  get #kernel() {
    return this.#tale.product.kernel;
  }
  get #actors() {
    return this.#tale.company.actors;
  }

  /** Two drawn photographs of a damaged article: a picture that a customer might take, and nobody's. */
  async begin(): Promise<void> {
    for (const [name, crack] of [['照片1.jpg', 'M300 160 L330 240 L290 300 L340 420'], ['照片2.jpg', 'M220 260 L300 280 L360 250 L420 300']] as const) {
      const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="#d8d2c4"/><rect y="380" width="640" height="100" fill="#b59f7f"/><rect x="220" y="110" width="200" height="300" rx="28" fill="#f4f6f7" stroke="#8a9299" stroke-width="6"/><path d="${crack}" fill="none" stroke="#3a3f44" stroke-width="5"/></svg>`;
      this.#photos.push(await takePicture(this.#tale.product.files, name, Readable.from(await sharp(Buffer.from(drawing)).jpeg().toBuffer())));
    }
  }

  /** Begins so many of the scripts on this day; the first as many as there are wishes. */
  async day(many: number): Promise<void> {
    for (let n = 0; n < many; n += 1) {
      const script = scripts[this.#told % scripts.length]!;
      const order = await this.#delivered(script.late === true);
      if (!order) return;
      this.#told += 1;
      this.#plots.begin(this.#plots.after(25 + 35 * n), this.#return(script, order));
    }
  }

  /** An order that was signed for some days ago, that nothing has been asked or paid back of. */
  async #delivered(late: boolean): Promise<Bought | null> {
    const now = this.#kernel.clock.now();
    const [from, to] = late ? [now - 16 * DAY, now - 9 * DAY] : [now - 5 * DAY, now - 1.3 * DAY];
    const { rows: [order] } = await this.#kernel.db.query<Bought>(`select o.id, o.outside_no as no, o.platform, (select json_agg(json_build_object('id', l.id, 'quantity', l.quantity, 'title', l.title) order by l.id) from sales.order_line l where l.order_id = o.id) as lines
      from sales."order" o where o.state = 'completed' and o.source = 'import' and o.refunded_fen = 0 and o.completed_at between to_timestamp($1 / 1000.0) and to_timestamp($2 / 1000.0) and o.payable_fen > 3000
        and not exists (select 1 from sales.return r where r.order_id = o.id) and not exists (select 1 from sales.complaint c where c.order_id = o.id) and o.id <> all ($3::uuid[]) order by o.completed_at, o.id limit 1`, [from, to, [...this.#taken]]);
    if (order) this.#taken.add(order.id);
    return order ?? null;
  }

  async *#return(script: ReturnScript, order: Bought): Plot {
    const { agent1, servicelead, warehouse1, manager } = this.#actors;
    const line = order.lines[0]!;
    const customer: Actor = { kind: 'customer', id: null, personId: null, name: '客户', posts: [], teamIds: [], link: { type: 'order', id: order.id } };
    const { id } = await runVerb(this.#kernel, requestReturn, {
      id: order.id, type: script.type, reason: script.reason, words: script.words, lines: [{ orderLineId: line.id, quantity: 1 }], photos: script.photos ? this.#photos : [],
    }, { actor: script.late ? agent1 : customer });
    if (script.withdrawn) {
      yield this.#plots.after(60);
      await runVerb(this.#kernel, withdrawReturn, { id }, { actor: customer });
      return;
    }
    const version = async (): Promise<number> => (await this.#kernel.db.query<{ version: number }>('select version from sales.return where id = $1', [id])).rows[0]!.version;
    if (script.decided === 'excused') {
      yield this.#plots.after(80);
      const asked = await askWaiver(this.#tale, 'return-decided-in-time', id, agent1, '送厂家鉴定，客户同意等待三天');
      yield this.#plots.after(60);
      if (asked) await sign(this.#tale, asked, manager, true, '客户已书面同意');
    }
    yield script.decided === 'late' ? this.#plots.after(40 * 60) : script.decided === 'excused' ? this.#plots.after(50 * 60) : this.#plots.after(150);
    const decider = script.decided === 'goodwill' ? servicelead : agent1;
    const allow = !script.late || script.decided === 'goodwill';
    await runVerb(this.#kernel, decideReturn, { id, version: await version(), allow, ...(script.decided === 'goodwill' ? { goodwill: true, note: '老客户，未使用，通融一次' } : {}) }, { actor: decider });
    const { rows: [now] } = await this.#kernel.db.query<{ state: string }>('select state from sales.return where id = $1', [id]);
    if (now!.state === 'refused') return;
    if (now!.state === 'awaiting-goods') {
      yield this.#plots.after(26 * 60);
      await runVerb(this.#kernel, sendReturn, { id, carrier: '圆通速递', waybillNo: `YT77${String(100_000_000_00 + this.#told * 7_919)}`, laidOutFen: script.photos ? 1_200 : 0 }, { actor: customer });
      if (script.paid === 'before-inspection') await this.#refuseEarly(id);
      yield this.#plots.workday(2, 10, 25);
      await runVerb(this.#kernel, receiveReturn, { id, version: await version() }, { actor: warehouse1 });
      if (script.paid === 'let-through') return void (await this.#letThrough(id));
      yield this.#plots.after(45);
      // The gifts that were earned with the goods have come along.
      const { rows: came } = await this.#kernel.db.query<{ id: string; quantity: number }>('select order_line_id as id, quantity from sales.return_line where return_id = $1 order by order_line_id', [id]);
      const looked = (of: 'scrap' | 'not-ours' | undefined, units: number): number => (script.found === of ? units : 0);
      await runVerb(this.#kernel, inspectReturn, { id, version: await version(), note: script.found === 'not-ours' ? '寄回的不是本店商品' : null, lines: came.map((l) => ({ orderLineId: l.id, restock: looked(undefined, l.quantity), scrap: looked('scrap', l.quantity), back: looked('not-ours', l.quantity) })) }, { actor: warehouse1 });
    }
    yield* this.#finish(script, id, version, order);
  }

  async *#finish(script: ReturnScript, id: string, version: () => Promise<number>, order: Bought): Plot {
    const { agent1, cashier, accountant, manager } = this.#actors;
    const { rows: [now] } = await this.#kernel.db.query<{ state: string }>('select state from sales.return where id = $1', [id]);
    if (now!.state === 'to-exchange') {
      yield this.#plots.after(30);
      const made = await runVerb(this.#kernel, orderExchange, { id, version: await version(), ...(script.other ? { lines: [{ skuCode: script.other, quantity: 1 }], settleDifference: true } : { settleDifference: false }) }, { actor: agent1 });
      yield this.#plots.workday(0, 15, 40);
      if (made.payFen > 0) await this.#paysMore(made, order);
      await this.#pay(id, order, cashier);
      return;
    }
    if (now!.state === 'to-repair') {
      yield this.#plots.workday(3, 15);
      await runVerb(this.#kernel, finishRepair, { id, version: await version(), waybillNo: `YT78${String(200_000_000_00 + this.#told)}`, note: '更换灯珠' }, { actor: this.#actors.warehouse1 });
      yield this.#plots.workday(0, 17, 10);
      // What the customer laid out for sending it.
      await this.#pay(id, order, cashier);
    }
    if (now!.state !== 'to-pay') return;
    if (script.paid === 'excused') {
      const asked = await askWaiver(this.#tale, 'refunded-in-time', id, accountant, '客户付款账户已注销，等其提供新账户');
      yield this.#plots.after(60);
      if (asked) await sign(this.#tale, asked, manager, true, '同意');
    }
    yield script.paid === 'late' || script.paid === 'excused' ? this.#plots.after(76 * 60) : this.#plots.workday(0, 16, 20);
    await this.#pay(id, order, cashier);
  }

  async #refundOf(returnId: string): Promise<{ id: string; version: number; amount: bigint; extra: bigint; payment_no: string | null } | undefined> {
    return (await this.#kernel.db.query<{ id: string; version: number; amount: bigint; extra: bigint; payment_no: string | null }>("select id, version, amount_fen as amount, extra_fen as extra, payment_no from finance.refund where source_id = $1 and state = 'due'", [returnId])).rows[0];
  }

  /** Paid the way it came: where the account tells its movements, the next bill shows it, too. */
  async #pay(returnId: string, order: Bought, actor: Actor): Promise<void> {
    const refund = await this.#refundOf(returnId);
    if (!refund) return;
    await runVerb(this.#kernel, payRefund, { id: refund.id, version: refund.version, tradeNo: refund.payment_no, note: refund.payment_no ? null : '平台后台操作退款' }, { actor });
    if (order.platform === 'taobao') this.#money.moved(order.no, -Number(refund.amount + refund.extra), '退货退款');
  }

  /** What the other article costs more, paid before it leaves. */
  async #paysMore(made: { orderId: string; orderNo: string; payFen: number }, order: Bought): Promise<void> {
    await runVerb(this.#kernel, recordPayment, { id: made.orderId, method: '支付宝' }, { actor: this.#actors.cashier });
    if (order.platform === 'taobao') this.#money.moved((await this.#kernel.db.query<{ no: string }>('select outside_no as no from sales."order" where id = $1', [made.orderId])).rows[0]!.no, made.payFen, '换货差价');
  }

  /** In a hurry the cashier wants to pay what nobody has looked at. */
  async #refuseEarly(returnId: string): Promise<void> {
    const refund = await this.#refundOf(returnId);
    if (refund) await refusedBy('2.4.2', () => runVerb(this.#kernel, payRefund, { id: refund.id, version: refund.version, tradeNo: refund.payment_no }, { actor: this.#actors.cashier }));
  }

  /** Paid before the inspection, with the service lead's reason: an exception that the head accepts afterwards. */
  async #letThrough(returnId: string): Promise<void> {
    const refund = await this.#refundOf(returnId);
    if (refund) await runVerb(this.#kernel, payRefund, { id: refund.id, version: refund.version, tradeNo: refund.payment_no, note: '客户急用，先行退款' }, { actor: this.#actors.servicelead, override: '包裹已到仓，外观完好，客户急等用钱' });
  }
}

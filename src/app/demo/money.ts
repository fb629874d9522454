import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DAY, HOUR, MINUTE, dayOf } from '../../kernel/clock.ts';
import { runImportFromFiles } from '../../kernel/imports/run-from-files.ts';
import { runVerb } from '../../kernel/verb.ts';
import { payRefund } from '../../chapters/finance/index.ts';
import { closePeriod, signPeriod } from '../../chapters/finance/ledger/periods.ts';
import { explainDifference } from '../../chapters/finance/receipts/explain-difference.ts';
import { matchByHand } from '../../chapters/finance/receipts/match-by-hand.ts';
import { alipayFundBill, inOrder, type Movement } from './bills.ts';
import type { DemoOrder } from './orders.ts';
import { inTurns, refusedBy, type Tale } from './tale.ts';
import { wechatFundBill, wechatTradeBill, type WechatMove } from './wechat-bills.ts';

export const ALIPAY_NO = '20880000000000156';
export const WECHAT_NO = '1900000001';
const ALIPAY_RATE = 0.006;

/** Money of the story: what buyers paid and got back, the bills that tell it, and the months that are signed off. */
export class Money {
  readonly #tale: Tale;
  #alipay: Movement[] = [];
  #wechat: WechatMove[] = [];
  #balance = { alipay: 5_000_000, wechat: 2_000_000 };
  #payments = 0;
  #closed = new Set<string>();

  constructor(tale: Tale) {
    this.#tale = tale;
  }

  /** Buyers of the marketplace pay by Alipay, those of the JD shop by WeChat; the other two settle by themselves. */
  paid(orders: readonly DemoOrder[]): void {
    for (const o of orders) {
      if (o.platform === 'taobao') this.#paidByAlipay(o);
      if (o.platform === 'jd') this.#wechat.push({ is: 'payment', at: o.placedAt + 2 * MINUTE, tradeNo: `42000${o.paymentNo}`, orderNo: o.orderNo, title: o.lines[0]!.good.title, amountFen: o.payableFen, refundNo: null });
    }
  }

  #paidByAlipay(o: DemoOrder): void {
    this.#payments += 1;
    // Now and then somebody pays without saying what for: a person has to find out.
    if (this.#payments % 25 === 7)
      this.#alipay.push({ at: o.placedAt + 3 * HOUR, orderNo: null, paymentNo: `${o.paymentNo}7`, title: '转账收款', amountFen: 1_000 * this.#tale.random.int(3, 40), kind: '其它' });
    this.#alipay.push({ at: o.placedAt + 2 * HOUR, orderNo: o.orderNo, paymentNo: o.paymentNo, title: o.lines[0]!.good.title, amountFen: o.payableFen, kind: '在线支付' });
    this.#alipay.push({ at: o.placedAt + 2 * HOUR + MINUTE, orderNo: o.orderNo, paymentNo: `${o.paymentNo}9`, title: '交易服务费', amountFen: -Math.max(1, Math.round(o.payableFen * ALIPAY_RATE)), kind: '收费' });
  }

  /** A customer of a contract pays, or gets money back, on the account of the marketplace stores: told by the next bill. Fen, negative where it goes back. */
  moved(contractNo: string, amountFen: number, title: string): void {
    this.#payments += 1;
    this.#alipay.push({ at: this.#tale.clock.now(), orderNo: contractNo, paymentNo: `88${dayOf(this.#tale.clock.now()).replaceAll('-', '')}${String(this.#payments).padStart(8, '0')}`, title, amountFen, kind: amountFen > 0 ? '在线支付' : '交易退款' });
  }

  /** Money goes back to the buyer, some hours after it was decided. */
  refunded(o: DemoOrder, amountFen: number, at: number): void {
    if (o.platform === 'taobao') this.#alipay.push({ at: at + 5 * HOUR, orderNo: o.orderNo, paymentNo: o.paymentNo, title: `退款-${o.lines[0]!.good.title}`, amountFen: -amountFen, kind: '交易退款' });
    if (o.platform === 'jd')
      this.#wechat.push({ is: 'refund', at: at + 5 * HOUR, tradeNo: `42000${o.paymentNo}`, orderNo: o.orderNo, title: o.lines[0]!.good.title, amountFen, refundNo: `50300${o.paymentNo}` });
  }

  /** What was cancelled here of marketplaces that send no bill the cashier pays there, mostly within a day; now and then it takes too long. */
  async payRefunds(): Promise<void> {
    const { kernel } = this.#tale.product;
    const { rows } = await kernel.db.query<{ id: string; version: number; payment_no: string | null }>(
      "select id, version, payment_no from finance.refund where state = 'due' and source_type in ('order', 'amendment') and channel in ('douyin', 'pdd') and created_at < to_timestamp($1 / 1000.0) order by created_at, id", [kernel.clock.now() - 8 * HOUR]);
    await inTurns(rows.filter(() => this.#tale.random.yes(0.6)), (r) => runVerb(kernel, payRefund, { id: r.id, version: r.version, tradeNo: r.payment_no }, { actor: this.#tale.company.actors.cashier }));
  }

  /** Every evening the cashier downloads the bills of the day before and imports them, also those of days on which nothing moved: Alipay's account bill and WeChat's two. What was forgotten comes with the next. `look`: whether the accountant looks at what they cannot say for themselves. */
  async bills(day: number, look: boolean): Promise<void> {
    const alipay = inOrder(this.#alipay.filter((m) => m.at < day));
    const wechat = inOrder(this.#wechat.filter((m) => m.at < day));
    this.#alipay = this.#alipay.filter((m) => m.at >= day);
    this.#wechat = this.#wechat.filter((m) => m.at >= day);
    const stamp = dayOf(day).replaceAll('-', '');
    {
      const bill = alipayFundBill(ALIPAY_NO, alipay, this.#balance.alipay, alipay[0]?.at ?? day - DAY, day);
      this.#balance.alipay = bill.closingFen;
      await this.#import('alipay-fund', this.#tale.accounts.alipay, `${ALIPAY_NO}_${stamp}_账务明细.csv`, bill.text);
    }
    {
      const bill = wechatFundBill(wechat, this.#balance.wechat);
      this.#balance.wechat = bill.closingFen;
      await this.#import('wechat-trade', this.#tale.accounts.wechat, `${WECHAT_NO}All${stamp}.csv`, wechatTradeBill(WECHAT_NO, wechat));
      await this.#import('wechat-fund', this.#tale.accounts.wechat, `${WECHAT_NO}FundBasic${stamp}.csv`, bill.text);
    }
    await this.#tale.product.settle();
    await this.#ofContracts();
    if (look) await this.#explain(day, 0.7, 'strays');
  }

  /** Monday evening: what is still open of the days before is found out, and the last month closed. */
  async week(day: number): Promise<void> {
    await this.#explain(day - 3 * DAY, 0.9);
    await this.#close(day);
  }

  async #import(kind: string, account: string, name: string, text: string): Promise<void> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-demo-'));
    try {
      const file = path.join(folder, name);
      await writeFile(file, `\ufeff${text}`);
      const result = await runImportFromFiles(this.#tale.product.imports, { kind, paths: [file], settings: { account }, dryRun: false, actor: this.#tale.company.actors.cashier });
      if (!result.reconciled || result.quarantined > 0) throw new Error(`the bill ${name} of the demo does not agree with itself: ${JSON.stringify([result.checks, result.problems.slice(0, 3)], (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Parts of what a contract asks for name its number: a person says that they belong to its order. */
  async #ofContracts(): Promise<void> {
    const { kernel } = this.#tale.product;
    const { rows } = await kernel.db.query<{ id: string; version: number; amount: bigint; receivable: string }>(`select r.id, r.version, r.amount_fen - r.matched_fen - r.explained_fen as amount, v.id as receivable from finance.receipt r join finance.receivable v on v.outside_no = r.merchant_order_no
      where r.state in ('open', 'partly') and r.merchant_order_no like 'HT%' and r.amount_fen > 0 and r.amount_fen <= v.due_fen - v.paid_fen order by r.occurred_at, r.id`);
    for (const r of rows) await runVerb(kernel, matchByHand, { id: r.id, version: r.version, parts: [{ receivableId: r.receivable, amountFen: Number(r.amount) }] }, { actor: this.#tale.company.actors.accountant });
  }

  /** The accountant finds out what stray payments were, most on the evening on which they are seen; some of the newest are still open. */
  async #explain(before: number, share: number, which: 'strays' | 'all' = 'all'): Promise<void> {
    const { kernel } = this.#tale.product;
    const { rows } = await kernel.db.query<{ id: string; version: number; amount: bigint; kind: string }>(
      `select id, version, amount_fen - matched_fen - explained_fen as amount, kind from finance.receipt where state in ('open', 'partly') and occurred_at < to_timestamp($1 / 1000.0) ${which === 'strays' ? 'and merchant_order_no is null' : ''} order by occurred_at, id`, [before]);
    await inTurns(rows.filter(() => this.#tale.random.yes(share)), (r) =>
      runVerb(kernel, explainDifference, { id: r.id, version: r.version, reason: r.amount < 0n ? 'other-expense' : 'other-income', note: r.amount < 0n ? '退给客户，已核实' : '客户转账，已核实用途' }, { actor: this.#tale.company.actors.accountant }));
  }

  /** In the second week of a month the last one is explained to the cent, signed by both sides and closed; first one tries too early. */
  async #close(day: number): Promise<void> {
    const { kernel } = this.#tale.product;
    const { accountant, manager } = this.#tale.company.actors;
    const month = dayOf(day).slice(0, 7);
    const date = Number(dayOf(day).slice(8));
    const { rows } = await kernel.db.query<{ period: string }>('select distinct period from finance.turnover where period < $1 order by period', [month]);
    const due = rows.map((r) => r.period).filter((p) => !this.#closed.has(p));
    if (due.length === 0) return;
    if (date < 8) {
      const { rows: [open] } = await kernel.db.query<{ n: number }>(`select count(*)::int as n from finance.receipt where state in ('open', 'partly', 'suspect') and occurred_at < to_timestamp($1 / 1000.0)`, [day - (date - 1) * DAY]);
      if (open!.n > 0) await refusedBy('6.1.2', () => runVerb(kernel, closePeriod, { period: due[0]! }, { actor: accountant }));
      return;
    }
    await this.#explain(day - (date - 1) * DAY, 1);
    for (const period of due) {
      await runVerb(kernel, signPeriod, { period, side: 'finance' }, { actor: accountant });
      await runVerb(kernel, signPeriod, { period, side: 'sales' }, { actor: manager });
      await runVerb(kernel, closePeriod, { period }, { actor: accountant });
      this.#closed.add(period);
    }
  }
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { DAY, HOUR, MINUTE, dayOf, startOfDay, type MovingClock } from '../../kernel/clock.ts';
import { runImportFromFiles } from '../../kernel/imports/run-from-files.ts';
import type { RowOutcome, StagedRow } from '../../kernel/imports/target.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { answerReplenishment, cancelOrder, giveShipNotices, giveShortageNotice, orderImport, releaseMany } from '../../chapters/sales/index.ts';
import { explainDifference } from '../../chapters/finance/receipts/explain-difference.ts';
import { giveShipNotice } from '../../chapters/logistics/transport/announce-parcel.ts';
import { packParcels } from '../../chapters/logistics/transport/pack-parcel.ts';
import { pickParcels } from '../../chapters/logistics/transport/pick-parcels.ts';
import { makeWave } from '../../chapters/logistics/transport/make-wave.ts';
import { recordInspections } from '../../chapters/logistics/transport/record-inspection.ts';
import { recordTracking } from '../../chapters/logistics/transport/record-tracking.ts';
import { settleException } from '../../chapters/logistics/transport/settle-exception.ts';
import { shipParcels } from '../../chapters/logistics/transport/ship-parcels.ts';
import { receiveGoodsVerb } from '../../registers/products/receive-goods.ts';
import type { Product } from '../product.ts';
import { alipayFundBill, type Movement } from './bills.ts';
import { demoRobot, type DemoCompany } from './company.ts';
import type { Good } from './goods.ts';
import { buyersOf, ordersOf, type DemoOrder } from './orders.ts';
import type { Chance } from './random.ts';

const AT_ONCE = 8;
const BULK = 200;

/** Enters a day's rows of all stores, as an import run does, in one verb. */
const enterRows = verb({
  name: 'demo.enter-orders', title: words('演示：订单进入', 'Demo: orders enter'), may: {},
  input: z.strictObject({ rows: z.array(z.custom<StagedRow>()) }),
  run: async (tx, { rows }): Promise<RowOutcome[]> => orderImport.apply(tx, rows, {}),
});

interface Road { parcelId: string; shippedAt: number; collectedAt: number; deliveredAt: number | null; trouble: 'stuck' | 'refused' | null; told: number; province: string | null }

export interface Told { orders: number; days: number }

async function inTurns<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) await Promise.all(items.slice(at, at + AT_ONCE).map(act));
}
const chunks = <T>(items: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, i * size + size));

/** The company's days, one after the other, everything through the verbs that people and machines use. */
export class Story {
  readonly #product: Product;
  readonly #clock: MovingClock;
  readonly #company: DemoCompany;
  readonly #goods: readonly Good[];
  readonly #skuIds: ReadonlyMap<string, string>;
  readonly #accountId: string;
  readonly #random: Chance;
  readonly #buyers: ReturnType<typeof buyersOf>;
  readonly #serial = { n: 0 };
  #roads: Road[] = [];
  #unbilled: DemoOrder[] = [];
  #opening = 5_000_000;
  #orders = 0;
  #arrivals: { at: number; skuId: string; warehouseId: string; quantity: number }[] = [];

  constructor(given: { product: Product; clock: MovingClock; company: DemoCompany; goods: readonly Good[]; skuIds: ReadonlyMap<string, string>; accountId: string; random: Chance }) {
    this.#product = given.product;
    this.#clock = given.clock;
    this.#company = given.company;
    this.#goods = given.goods;
    this.#skuIds = given.skuIds;
    this.#accountId = given.accountId;
    this.#random = given.random;
    this.#buyers = buyersOf(given.random, 1_800);
  }

  /** Tells the days up to `until`; the last ones leave work lying about. */
  async tell(days: number, until: number, say: (line: string) => void): Promise<Told> {
    const first = startOfDay(dayOf(until)) - (days - 1) * DAY;
    for (let n = 0; n < days; n += 1) {
      const day = first + n * DAY;
      await this.#day(day, n, days, until);
      // Plans made for empty tables are bad for full ones; the server's own look comes only once a minute.
      if ([0, 1, 3, 7, 15, 31].includes(n)) await this.#product.kernel.db.query('analyze');
      if (n % 15 === 14) say(`  ${dayOf(day)}：${this.#orders} 张订单 · ${this.#orders} orders`);
    }
    if (this.#clock.now() < until) this.#clock.moveTo(until);
    await this.#product.settle();
    return { orders: this.#orders, days };
  }

  async #day(day: number, n: number, days: number, until: number): Promise<void> {
    const last = n === days - 1;
    const at = (hour: number, minute = 0): boolean => {
      const instant = day + hour * HOUR + minute * MINUTE;
      if (instant > until) return false;
      if (instant > this.#clock.now()) this.#clock.moveTo(instant);
      return true;
    };
    if (at(9)) {
      await this.#goodsArrive(day);
      await this.#enter(day, n, days);
      await this.#product.settle();
    }
    if (at(9, 50)) await this.#review(days - n);
    if (at(11)) {
      await this.#product.settle();
      await this.#shortages(days - n);
    }
    if (at(15, 30)) {
      await this.#warehouse(n, days);
      await this.#product.reactions.drain();
      await this.#notices(days - n);
    }
    if (at(20, 30)) {
      await this.#roadNews();
      await this.#product.settle();
      await this.#troubles(days - n);
    }
    if ((new Date(day + 8 * HOUR).getUTCDay() === 1 || last) && at(21)) await this.#bill(day);
  }

  /** Orders of the last day come in each morning: fewer at weekends, many more around Double 11. */
  async #enter(day: number, n: number, days: number): Promise<void> {
    const weekday = new Date(day + 8 * HOUR).getUTCDay();
    const md = dayOf(day).slice(5);
    const season = md === '11-12' ? 3.2 : md >= '11-10' && md <= '11-14' ? 2 : md >= '11-01' && md <= '11-09' ? 1.25 : 1;
    const base = (30 + (12 * n) / days) * (weekday === 0 || weekday === 6 ? 0.8 : 1) * season * (0.85 + this.#random.next() * 0.3);
    const shares = this.#company.stores.reduce((a, s) => a + s.share, 0);
    const orders = this.#company.stores.flatMap((s) => ordersOf(this.#random, s, this.#goods, this.#buyers, Math.round((base * s.share) / shares), day - 15 * HOUR, this.#serial));
    const rows = orders.flatMap((o) => o.rows).map((r, i): StagedRow => ({ ...r, line: i + 1 }));
    const outcomes = await runVerb(this.#product.kernel, enterRows, { rows }, { actor: demoRobot });
    const refused = outcomes.find((o) => o.is === 'quarantined');
    if (refused?.is === 'quarantined') throw new Error(`a row of the demo was not taken: ${JSON.stringify(refused.problems)}`);
    this.#orders += orders.length;
    this.#unbilled.push(...orders.filter((o) => o.platform === 'taobao'));
  }

  async #review(left: number): Promise<void> {
    const { rows } = await this.#product.kernel.db.query<{ id: string; platform: string; rules: string[] }>(
      `select o.id, o.platform, array_agg(f.rule) as rules from sales."order" o join sales.review_finding f on f.order_id = o.id and f.decided_at is null and f.weight = 'hold'
       where o.state = 'held' group by o.id, o.platform, o.placed_at order by o.placed_at`);
    const mendable = rows.filter((r) => !r.rules.some((x) => x === 'sku-unknown' || x === 'address-incomplete'));
    // Yesterday's and today's stay for whoever opens the page.
    const now = left <= 2 ? mendable.slice(0, Math.floor(mendable.length / 3)) : mendable.filter(() => this.#random.yes(0.85));
    const cancelled = left <= 2 ? [] : rows.filter((r) => !mendable.includes(r) && this.#random.yes(0.5));
    for (const part of chunks(now, BULK)) await runVerb(this.#product.kernel, releaseMany, { ids: part.map((r) => r.id), note: '已与买家核实' }, { actor: this.#company.actors.manager });
    await inTurns(cancelled, (r) => runVerb(this.#product.kernel, cancelOrder, { id: r.id, reason: '买家信息有误，已退款关闭' }, { actor: this.#company.actors.agent1 }));
  }

  async #shortages(left: number): Promise<void> {
    const { kernel } = this.#product;
    const { rows } = await kernel.db.query<{ id: string; sku_id: string; warehouse_id: string; quantity: number; answered: boolean; told: boolean; expected_at: number | null }>(
      `select id, sku_id, warehouse_id, quantity - filled as quantity, answered_at is not null as answered, told_at is not null as told, expected_at from sales.shortage where state = 'open' order by created_at`);
    const answered = new Set<string>();
    for (const s of rows.filter((r) => !r.answered)) {
      const place = `${s.sku_id}/${s.warehouse_id}`;
      if (answered.has(place) || (left <= 2 ? this.#random.yes(0.7) : this.#random.yes(0.15))) continue;
      answered.add(place);
      const days = this.#random.int(2, 4);
      await runVerb(kernel, answerReplenishment, { id: s.id, expectedAt: kernel.clock.now() + days * DAY, note: '供应商已排产', onlyThis: false }, { actor: this.#company.actors.buyer1 });
      // Most suppliers keep their word; some are late.
      this.#arrivals.push({ at: kernel.clock.now() + (days - 1 + (this.#random.yes(0.2) ? 3 : 0)) * DAY, skuId: s.sku_id, warehouseId: s.warehouse_id, quantity: 40 + this.#random.int(0, 60) });
    }
    const toTell = (await kernel.db.query<{ id: string; expected_at: number }>('select id, expected_at from sales.shortage where state = \'open\' and expected_at is not null and told_at is null')).rows;
    await inTurns(left <= 1 ? toTell.slice(0, 2) : toTell.filter(() => this.#random.yes(0.9)), (s) =>
      runVerb(kernel, giveShortageNotice, { id: s.id, promisedAt: Math.max(s.expected_at + DAY, kernel.clock.now() + HOUR), channel: 'platform-chat' }, { actor: this.#company.actors.agent1 }));
  }

  async #goodsArrive(day: number): Promise<void> {
    const due = this.#arrivals.filter((a) => a.at <= day + DAY);
    this.#arrivals = this.#arrivals.filter((a) => a.at > day + DAY);
    // The regular delivery of each Tuesday keeps the shelves from running empty.
    if (new Date(day + 8 * HOUR).getUTCDay() === 2)
      for (const w of this.#company.warehouses)
        for (const g of this.#goods.filter(() => this.#random.yes(0.55))) due.push({ at: day, skuId: this.#skuIds.get(g.code)!, warehouseId: w.id, quantity: Math.max(6, Math.round(g.popularity * 62)) });
    for (const w of this.#company.warehouses) {
      const own = [...Map.groupBy(due.filter((a) => a.warehouseId === w.id), (a) => a.skuId)].map(([skuId, list]) => ({ skuId, quantity: list.reduce((sum, a) => sum + a.quantity, 0) }));
      if (own.length > 0) await runVerb(this.#product.kernel, receiveGoodsVerb, { warehouseId: w.id, supplier: '常规补货', note: null, lines: own }, { actor: this.#company.actors.warehouse1 });
    }
  }

  /** Pick, pack, inspect, announce, ship: as much as two people manage in a day, oldest first. */
  async #warehouse(n: number, days: number): Promise<void> {
    const { kernel } = this.#product;
    const actor = this.#company.actors.warehouse1;
    const most = n === days - 1 ? 18 : n === days - 2 ? 30 : 105;
    const { rows } = await kernel.db.query<{ id: string; state: string; expected_grams: number; warehouse_id: string }>(
      `select id, state, expected_grams, warehouse_id from logistics.parcel where state in ('waiting', 'picked', 'packed', 'inspected', 'announced') and carrier_id is not null order by requested_at, id limit $1`, [most]);
    for (const [, list] of Map.groupBy(rows.filter((r) => r.state === 'waiting'), (r) => r.warehouse_id)) {
      const ids = list.map((r) => r.id);
      await runVerb(kernel, makeWave, { parcelIds: ids }, { actor });
      await runVerb(kernel, pickParcels, { ids }, { actor });
    }
    const packed = rows.filter((r) => r.state === 'waiting' || r.state === 'picked');
    if (packed.length > 0) await runVerb(kernel, packParcels, { parcels: packed.map((r) => ({ id: r.id, weightGrams: Math.max(50, r.expected_grams + this.#random.int(20, 160)) })) }, { actor });
    const seen = rows.filter((r) => r.state !== 'inspected' && r.state !== 'announced').map((r) => ({ id: r.id, passed: !this.#random.yes(0.015) }));
    if (seen.length > 0) await runVerb(kernel, recordInspections, { inspections: seen.map((r) => ({ ...r, defect: r.passed ? null : '外盒破损，需重新包装' })) }, { actor: this.#company.actors.warehouse2 });
    const { rows: ready } = await kernel.db.query<{ id: string; carrier_id: string }>("select id, carrier_id from logistics.parcel where id = any($1::uuid[]) and state = 'inspected'", [rows.map((r) => r.id)]);
    for (const [, list] of Map.groupBy(ready, (r) => r.carrier_id)) await runVerb(kernel, giveShipNotice, { ids: list.map((r) => r.id) }, { actor: this.#company.actors.logistics });
    const { rows: go } = await kernel.db.query<{ id: string; province: string | null }>("select id, province from logistics.parcel where id = any($1::uuid[]) and state = 'announced'", [rows.map((r) => r.id)]);
    for (const part of chunks(go, BULK)) await runVerb(kernel, shipParcels, { ids: part.map((r) => r.id) }, { actor });
    const now = kernel.clock.now();
    for (const { id, province } of go) {
      const collectedAt = now + (this.#random.yes(0.05) ? this.#random.int(25, 30) : this.#random.int(2, 5)) * HOUR;
      const trouble = this.#random.weighted<Road['trouble']>([[null, 96], ['stuck', 2.5], ['refused', 1.5]]);
      const days2 = this.#random.weighted([[2, 50], [3, 35], [4, 10], [6, 5]]);
      this.#roads.push({ parcelId: id, shippedAt: now, collectedAt, deliveredAt: trouble ? null : collectedAt + days2 * DAY + this.#random.int(-6, 6) * HOUR, trouble, told: now, province });
    }
  }

  async #notices(left: number): Promise<void> {
    const { rows } = await this.#product.kernel.db.query<{ parcel_id: string }>('select parcel_id from sales.ship_notice where given_at is null order by shipped_at');
    const now = left <= 1 ? rows.slice(0, 1) : rows.filter(() => this.#random.yes(0.92));
    for (const part of chunks(now, BULK)) await runVerb(this.#product.kernel, giveShipNotices, { parcelIds: part.map((r) => r.parcel_id), channel: 'platform-shipping' }, { actor: this.#company.actors.logistics });
  }

  /** What the couriers told since the last look, by one push a parcel. */
  async #roadNews(): Promise<void> {
    const now = this.#product.kernel.clock.now();
    const reports = this.#roads.flatMap((road) => {
      const events: { at: number; state: 'collected' | 'in-transit' | 'out-for-delivery' | 'delivered' | 'refused'; trouble: null; text: string; place: string | null }[] = [];
      const tell = (at: number, state: (typeof events)[number]['state'], text: string, place: string | null): void => {
        if (at > road.told && at <= now) events.push({ at, state, trouble: null, text, place });
      };
      tell(road.collectedAt, 'collected', '快件已揽收', '始发网点');
      const end = road.deliveredAt ?? road.collectedAt + (road.trouble === 'stuck' ? 20 * HOUR : 60 * HOUR);
      for (let at = road.collectedAt + 9 * HOUR; at < end - 6 * HOUR; at += 14 * HOUR) tell(at, 'in-transit', '快件已发往下一站', road.province);
      if (road.trouble === 'refused') tell(end, 'refused', '收件人拒收', road.province);
      if (road.deliveredAt !== null) {
        tell(end - 4 * HOUR, 'out-for-delivery', '派件中', road.province);
        tell(end, 'delivered', '已签收', road.province);
      }
      road.told = now;
      return events.length === 0 ? [] : [{ parcelId: road.parcelId, events, expectedAt: road.deliveredAt }];
    });
    this.#roads = this.#roads.filter((r) => now < (r.deliveredAt ?? r.collectedAt + 70 * HOUR));
    for (const part of chunks(reports, 500)) await runVerb(this.#product.kernel, recordTracking, { source: 'query', push: null, reports: part }, { actor: demoRobot });
    await this.#product.jobs.runOne('logistics.watch-parcels');
  }

  async #troubles(left: number): Promise<void> {
    const { rows } = await this.#product.kernel.db.query<{ id: string; version: number }>('select id, version from logistics.parcel_exception where settled_at is null order by opened_at');
    const now = left <= 2 ? rows.slice(0, 1) : rows.filter(() => this.#random.yes(0.8));
    await inTurns(now, (e) => runVerb(this.#product.kernel, settleException, { id: e.id, outcome: this.#random.pick(['customer-informed', 'compensated', 'resent'] as const), note: '已联系承运商和客户处理', version: e.version }, { actor: this.#company.actors.logistics }));
  }

  /** Monday evening: the cashier downloads last week's Alipay bill and imports it. A few payments stay without their order. */
  async #bill(day: number): Promise<void> {
    const to = day;
    const due = this.#unbilled.filter((o) => o.placedAt < to);
    this.#unbilled = this.#unbilled.filter((o) => o.placedAt >= to);
    if (due.length === 0) return;
    const movements: Movement[] = due.flatMap((o, i): Movement[] => [
      // Now and then somebody pays without saying what for: a person has to find out.
      ...(i % 60 === 7 ? [{ at: o.placedAt + 3 * HOUR, orderNo: null, paymentNo: `${o.paymentNo}7`, title: '转账收款', amountFen: 1_000 * this.#random.int(3, 40), kind: '其它' as const }] : []),
      { at: o.placedAt + 2 * HOUR, orderNo: o.orderNo, paymentNo: o.paymentNo, title: o.lines[0]!.good.title, amountFen: o.payableFen, kind: '在线支付' },
      { at: o.placedAt + 2 * HOUR + MINUTE, orderNo: o.orderNo, paymentNo: `${o.paymentNo}9`, title: '交易服务费', amountFen: -Math.max(1, Math.round(o.payableFen * 0.006)), kind: '收费' },
    ]).toSorted((a, b) => a.at - b.at);
    const bill = alipayFundBill('20880000000000156', movements, this.#opening, due[0]!.placedAt, to);
    this.#opening = bill.closingFen;
    const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-demo-'));
    try {
      const file = path.join(folder, `20880000000000156_${dayOf(to).replaceAll('-', '')}_账务明细.csv`);
      await writeFile(file, `\ufeff${bill.text}`);
      const result = await runImportFromFiles(this.#product.imports, { kind: 'alipay-fund', paths: [file], settings: { account: this.#accountId }, dryRun: false, actor: this.#company.actors.cashier });
      if (!result.reconciled || result.quarantined > 0) throw new Error(`the bill of the demo does not agree with itself: ${JSON.stringify(result.problems.slice(0, 3))}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    await this.#product.settle();
    await this.#explain(day);
  }

  /** The accountant finds out what the stray payments were; the newest are still open. */
  async #explain(day: number): Promise<void> {
    const { rows } = await this.#product.kernel.db.query<{ id: string; version: number }>(
      "select id, version from finance.receipt where state = 'open' and occurred_at < to_timestamp($1 / 1000.0) order by occurred_at", [day - 3 * DAY]);
    await inTurns(rows.filter(() => this.#random.yes(0.9)), (r) =>
      runVerb(this.#product.kernel, explainDifference, { id: r.id, version: r.version, reason: 'other-income', note: '客户转账，已核实用途' }, { actor: this.#company.actors.accountant }));
  }
}

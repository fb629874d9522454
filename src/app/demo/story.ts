import { DAY, HOUR, MINUTE, dayOf, startOfDay } from '../../kernel/clock.ts';
import type { StagedRow } from '../../kernel/imports/target.ts';
import { runVerb } from '../../kernel/verb.ts';
import { answerReplenishment, cancelOrder, giveShipNotices, giveShortageNotice, mergeFulfilments, releaseMany, splitFulfilment, unsplitFulfilment } from '../../chapters/sales/index.ts';
import { LeadTale } from '../../chapters/sales/leads/demo.ts';
import { giveShipNotice } from '../../chapters/logistics/transport/announce-parcel.ts';
import { packParcels } from '../../chapters/logistics/transport/pack-parcel.ts';
import { pickParcels } from '../../chapters/logistics/transport/pick-parcels.ts';
import { makeWave } from '../../chapters/logistics/transport/make-wave.ts';
import { receiveReturn } from '../../chapters/logistics/transport/receive-return.ts';
import { recordTracking } from '../../chapters/logistics/transport/record-tracking.ts';
import { settleException } from '../../chapters/logistics/transport/settle-exception.ts';
import { shipParcels } from '../../chapters/logistics/transport/ship-parcels.ts';
import { Buying } from './buying.ts';
import { demoRobot } from './company.ts';
import { ComplaintsTold } from './complaints-told.ts';
import { Deals } from './deals.ts';
import { enterRows } from './enter-rows.ts';
import { GivenBack } from './given-back.ts';
import { lookAt } from './looked-at.ts';
import { Money } from './money.ts';
import { Offers } from './offers.ts';
import { Plots } from './plots.ts';
import { buyersOf, ordersOf, type DemoOrder } from './orders.ts';
import { Research } from './research.ts';
import { ReturnsTold } from './returns-told.ts';
import { Rules } from './rules.ts';
import { season } from './seasons.ts';
import { checkSamples } from './samples-told.ts';
import { Shelves } from './shelves.ts';
import { chance } from './random.ts';
import { roughly } from './roughly.ts';
import { excuses } from './excuses.ts';
import { chunks, inTurns, refusedBy, weekdayOf, type Tale } from './tale.ts';
import { wrongFile } from './wrong-file.ts';

const BULK = 200;
interface Road { parcelId: string; shippedAt: number; collectedAt: number; deliveredAt: number | null; trouble: 'stuck' | 'refused' | null; told: number; province: string | null }
export interface Told { orders: number; days: number }

/** The company's days, one after the other, everything through the verbs that people and machines use. */
export class Story {
  readonly #tale: Tale;
  readonly #money: Money;
  readonly #shelves: Shelves;
  #rules!: Rules;
  readonly #leads: LeadTale;
  readonly #plots: Plots;
  readonly #buying: Buying;
  readonly #offers: Offers;
  readonly #deals: Deals;
  readonly #research: Research;
  readonly #returned: ReturnsTold;
  readonly #givenBack: GivenBack;
  readonly #complaints: ComplaintsTold;
  /** A chance of their own: dealings do not change what happens to orders, nor leads. */
  readonly #dealt = chance(20_261_113);
  readonly #buyers: ReturnType<typeof buyersOf>;
  readonly #serial = { n: 0 };
  #roads: Road[] = [];
  /** Orders by their number: what a later export says of them is written over what they were. */
  readonly #orders = new Map<string, DemoOrder>();

  constructor(tale: Tale, days: number) {
    this.#tale = tale;
    this.#money = new Money(tale);
    this.#shelves = new Shelves(tale);
    // A chance of its own: leads do not change what happens to orders.
    this.#leads = new LeadTale({ kernel: tale.product.kernel, actors: tale.company.actors, random: chance(20_261_112) });
    this.#givenBack = new GivenBack(tale, this.#money, this.#orders);
    this.#plots = new Plots(tale.clock, tale.product.engine.calendars.named('office'));
    this.#buying = new Buying(tale, this.#plots);
    this.#offers = new Offers(tale, this.#plots, this.#money);
    this.#deals = new Deals(tale, this.#plots, this.#buying, this.#money);
    this.#research = new Research(tale, this.#plots, this.#dealt);
    const taken = new Set<string>();
    this.#returned = new ReturnsTold(tale, this.#plots, this.#money, taken);
    this.#complaints = new ComplaintsTold(tale, this.#plots, taken);
    this.#buyers = buyersOf(tale.random, Math.max(1_800, days * 15));
  }

  get #product(): Tale['product'] {
    return this.#tale.product;
  }
  get #company(): Tale['company'] {
    return this.#tale.company;
  }
  get #random(): Tale['random'] {
    return this.#tale.random;
  }

  /** Tells the days up to `until`; the last ones leave work lying about. */
  async tell(days: number, until: number, say: (line: string) => void): Promise<Told> {
    const first = startOfDay(dayOf(until)) - (days - 1) * DAY;
    this.#rules = new Rules(this.#tale, days);
    await this.#rules.heavyCarrier();
    await this.#leads.begin();
    for (const part of [this.#buying, this.#deals, this.#research, this.#returned]) await part.begin();
    for (let n = 0; n < days; n += 1) {
      const day = first + n * DAY;
      await this.#day(day, n, days, until);
      // Plans made for empty tables are bad for full ones; the server's own look comes only once a minute.
      if ([0, 1, 3, 7, 15, 31, 63, 127, 255].includes(n)) await roughly(this.#product.kernel.db);
      if (n % 15 === 14) say(`  ${dayOf(day)}：${this.#orders.size} 张订单 · ${this.#orders.size} orders`);
    }
    if (this.#tale.clock.now() < until) this.#tale.clock.moveTo(until);
    await this.#product.settle();
    return { orders: this.#orders.size, days };
  }

  async #day(day: number, n: number, days: number, until: number): Promise<void> {
    const at = async (hour: number, minute = 0): Promise<boolean> => {
      const instant = day + hour * HOUR + minute * MINUTE;
      await this.#plots.tellUntil(Math.min(instant, until));
      if (instant > until) return false;
      if (instant > this.#tale.clock.now()) this.#tale.clock.moveTo(instant);
      return true;
    };
    if (await at(9)) {
      await this.#shelves.arrive(day);
      await this.#shelves.morning(day, days - n);
      await this.#enter(day, n, days);
      await this.#rules.changes(n);
      await this.#leads.morning(![0, 6].includes(weekdayOf(day)));
      await this.#dealings(day, n, days);
      await this.#product.settle();
    }
    if (await at(9, 50)) await this.#review(days - n);
    if (await at(11)) {
      await this.#product.settle();
      await this.#shortages(days - n);
      await this.#arrange(n);
      await this.#shelves.prices(day, n);
    }
    if (await at(14)) {
      await this.#product.settle();
      await this.#rules.chooseByHand(n);
      if (![0, 6].includes(weekdayOf(day))) await this.#leads.afternoon(days - n);
      await this.#shelves.count(day);
    }
    if (await at(15, 30)) {
      await this.#warehouse(n, days);
      await this.#product.reactions.drain();
      await this.#notices(days - n);
    }
    if (await at(20, 30)) {
      await this.#roadNews();
      await this.#product.settle();
      await this.#troubles(days - n);
      await this.#returns(days - n);
      await this.#givenBack.tell();
      await this.#money.payRefunds();
      await this.#leads.evening();
    }
    // Now and then the cashier forgets it (6.1.2); never on the evening before the story ends: whenever it is loaded, the newest bill is a day old.
    if ((n % 19 !== 11 || n === days - 2) && (await at(21))) {
      // The strays of the last days wait for whoever opens the page.
      await this.#money.bills(day, n < days - 4);
      if (weekdayOf(day) === 1 || n === days - 2) await this.#money.week(day);
    }
  }

  /** What begins on this day beside the orders: negotiations, research, returns, complaints, feedback; Fridays the samples are looked at. */
  async #dealings(day: number, n: number, days: number): Promise<void> {
    this.#deals.morning(n, days);
    await this.#offers.morning(n, days);
    await this.#research.morning(day);
    if (n === Math.floor(days / 2)) this.#plots.begin(this.#plots.workday(0, 10, 15), wrongFile(this.#tale, this.#plots));
    if (n % 9 === 3) await excuses(this.#tale);
    // Goods have to arrive before anybody is unhappy with them; a short story is fuller, so that it shows everything.
    const short = days < 45;
    if (n >= 5) {
      await this.#returned.day(short ? 2 : this.#dealt.weighted([[0, 50], [1, 40], [2, 10]]));
      await this.#complaints.complain(short ? 1 : this.#dealt.weighted([[0, 70], [1, 30]]));
      await this.#complaints.say(short ? 1 : this.#dealt.weighted([[0, 60], [1, 35], [2, 5]]));
    }
    if (weekdayOf(day) === 5) await checkSamples(this.#tale, this.#dealt);
  }

  /** Orders of the last day come in each morning: fewer at weekends, many more around 618 and Double 11. */
  async #enter(day: number, n: number, days: number): Promise<void> {
    const weekday = weekdayOf(day);
    const base = (30 + (12 * n) / days) * (weekday === 0 || weekday === 6 ? 0.8 : 1) * season(day) * (0.85 + this.#random.next() * 0.3);
    const shares = this.#company.stores.reduce((a, s) => a + s.share, 0);
    const orders = this.#company.stores.flatMap((s) => ordersOf(this.#random, s, this.#tale.goods, this.#buyers, Math.round((base * s.share) / shares), day - 15 * HOUR, this.#serial));
    const rows = orders.flatMap((o) => o.rows).map((r, i): StagedRow => ({ ...r, line: i + 1 }));
    const outcomes = await runVerb(this.#product.kernel, enterRows, { rows }, { actor: demoRobot });
    const refused = outcomes.find((o) => o.is === 'quarantined');
    if (refused?.is === 'quarantined') throw new Error(`a row of the demo was not taken: ${JSON.stringify(refused.problems)}`);
    for (const o of orders) this.#orders.set(o.orderNo, o);
    this.#money.paid(orders);
  }

  async #review(left: number): Promise<void> {
    const { rows } = await this.#product.kernel.db.query<{ id: string; outside_no: string; platform: string; rules: string[] }>(
      `select o.id, o.outside_no, o.platform, array_agg(f.rule) as rules from sales."order" o join sales.review_finding f on f.order_id = o.id and f.decided_at is null and f.weight = 'hold'
       where o.state = 'held' group by o.id, o.outside_no, o.platform, o.placed_at order by o.placed_at`);
    const mendable = rows.filter((r) => !r.rules.some((x) => x === 'sku-unknown' || x === 'address-incomplete'));
    // Yesterday's and today's stay for whoever opens the page.
    const now = left <= 3 ? mendable.slice(0, Math.floor(mendable.length / 4)) : mendable.filter(() => this.#random.yes(0.85));
    const cancelled = left <= 4 ? [] : rows.filter((r) => !mendable.includes(r) && this.#random.yes(0.5));
    for (const part of chunks(now, BULK)) await runVerb(this.#product.kernel, releaseMany, { ids: part.map((r) => r.id), note: '已与买家核实' }, { actor: this.#company.actors.manager });
    await inTurns(cancelled, (r) => runVerb(this.#product.kernel, cancelOrder, { id: r.id, reason: '买家信息有误，已退款关闭' }, { actor: this.#company.actors.agent1 }));
    for (const r of cancelled) {
      const order = this.#orders.get(r.outside_no);
      if (order) this.#money.refunded(order, order.payableFen, this.#product.kernel.clock.now());
    }
  }

  async #shortages(left: number): Promise<void> {
    const { kernel } = this.#product;
    const { rows } = await kernel.db.query<{ id: string; sku_id: string; warehouse_id: string; quantity: number; cost: bigint; answered: boolean; told: boolean; expected_at: number | null }>(
      `select id, sku_id, warehouse_id, quantity - filled as quantity, (select cost_fen from products.sku k where k.id = sku_id) as cost, answered_at is not null as answered, told_at is not null as told, expected_at from sales.shortage where state = 'open' order by created_at`);
    const answered = new Set<string>();
    for (const s of rows.filter((r) => !r.answered)) {
      const place = `${s.sku_id}/${s.warehouse_id}`;
      if (answered.has(place) || (left <= 2 ? this.#random.yes(0.7) : this.#random.yes(0.22))) continue;
      answered.add(place);
      // Every other one becomes a purchase order, which answers for all that lack the article.
      if (answered.size % 2 === 1) {
        this.#buying.order({ skuId: s.sku_id, warehouseId: s.warehouse_id, quantity: 40 + this.#random.int(0, 60) + s.quantity, costFen: Number(s.cost) });
        continue;
      }
      const days = this.#random.int(2, 4);
      await runVerb(kernel, answerReplenishment, { id: s.id, expectedAt: kernel.clock.now() + days * DAY, note: '供应商已排产', onlyThis: false }, { actor: this.#company.actors.buyer1 });
      // Most suppliers keep their word; some are late.
      this.#shelves.expect({ at: kernel.clock.now() + (days - 1 + (this.#random.yes(0.22) ? 4 : 0)) * DAY, skuId: s.sku_id, warehouseId: s.warehouse_id, quantity: 40 + this.#random.int(0, 60) });
    }
    const toTell = (await kernel.db.query<{ id: string; expected_at: number }>('select id, expected_at from sales.shortage where state = \'open\' and expected_at is not null and told_at is null')).rows;
    await inTurns(left <= 1 ? toTell.slice(0, 2) : toTell.filter(() => this.#random.yes(0.8)), (s) =>
      runVerb(kernel, giveShortageNotice, { id: s.id, promisedAt: Math.max(s.expected_at + DAY, kernel.clock.now() + HOUR), channel: 'platform-chat' }, { actor: this.#company.actors.agent1 }));
  }

  /** Orders of one buyer are put together, a big one is taken apart; some of it is undone. */
  async #arrange(n: number): Promise<void> {
    const { kernel } = this.#product;
    const actor = this.#company.actors.logistics;
    const { rows: together } = await kernel.db.query<{ ids: string[] }>(
      "select array_agg(id order by fulfilment_no) as ids from sales.fulfilment where state = 'waiting' group by store_id, warehouse_id, address_id, customer_id having count(*) > 1 order by 1 limit 3");
    for (const { ids } of together) await runVerb(kernel, mergeFulfilments, { ids: ids.slice(0, 20) }, { actor });
    if (n % 6 !== 2) return;
    const { rows: big } = await kernel.db.query<{ id: string; lines: string[] }>(
      `select f.id, array_agg(l.order_line_id order by l.order_line_id) as lines from sales.fulfilment f join sales.fulfilment_line l on l.fulfilment_id = f.id
       where f.state = 'waiting' and f.made_by <> 'merge' group by f.id having count(*) > 2 order by f.id limit 2`);
    for (const [i, whole] of big.entries()) {
      const { rows: [line] } = await kernel.db.query<{ quantity: number }>('select quantity from sales.fulfilment_line where fulfilment_id = $1 and order_line_id = $2', [whole.id, whole.lines[0]]);
      const { ids } = await runVerb(kernel, splitFulfilment, { id: whole.id, parts: [[{ orderLineId: whole.lines[0]!, quantity: line!.quantity }]] }, { actor });
      if (i === 1) await runVerb(kernel, unsplitFulfilment, { id: ids[0]! }, { actor });
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
    // In a hurry somebody tries to ship what nobody has looked at.
    if (n % 9 === 4 && packed[0]) await refusedBy('2.3.3', () => runVerb(kernel, shipParcels, { ids: [packed[0]!.id] }, { actor }));
    const seen = rows.filter((r) => r.state !== 'inspected' && r.state !== 'announced').map((r) => ({ id: r.id, passed: !this.#random.yes(0.015) }));
    await lookAt(kernel, seen, this.#company.warehouses[0]!.id, this.#company.actors.warehouse2);
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
    const now = left <= 2 ? rows.slice(0, -5) : rows.filter(() => this.#random.yes(0.92));
    for (const part of chunks(now, BULK)) await runVerb(this.#product.kernel, giveShipNotices, { parcelIds: part.map((r) => r.parcel_id), channel: 'platform-shipping' }, { actor: this.#company.actors.logistics });
  }

  /** Parcels that left elsewhere are followed like ours. */
  async #outside(): Promise<void> {
    const { rows } = await this.#product.kernel.db.query<{ id: string; at: number; province: string | null }>("select id, shipped_at as at, province from logistics.parcel where origin = 'outside' and state = 'shipped' order by shipped_at, id");
    for (const { id, at, province } of rows.filter((r) => !this.#followed.has(r.id))) {
      this.#followed.add(id);
      const trouble = this.#dealt.weighted<Road['trouble']>([[null, 94], ['stuck', 6]]);
      this.#roads.push({ parcelId: id, shippedAt: at, collectedAt: at + 2 * HOUR, deliveredAt: trouble ? null : at + this.#dealt.int(30, 66) * HOUR, trouble, told: at, province });
    }
  }
  readonly #followed = new Set<string>();

  /** What the couriers told since the last look, by one push a parcel. */
  async #roadNews(): Promise<void> {
    await this.#outside();
    const now = this.#product.kernel.clock.now();
    const reports = this.#roads.flatMap((road) => {
      const events: { at: number; state: 'collected' | 'in-transit' | 'out-for-delivery' | 'delivered' | 'refused' | 'returning'; trouble: null; text: string; place: string | null }[] = [];
      const tell = (at: number, state: (typeof events)[number]['state'], text: string, place: string | null): void => {
        if (at > road.told && at <= now) events.push({ at, state, trouble: null, text, place });
      };
      tell(road.collectedAt, 'collected', '快件已揽收', '始发网点');
      const end = road.deliveredAt ?? road.collectedAt + (road.trouble === 'stuck' ? 20 * HOUR : 60 * HOUR);
      for (let at = road.collectedAt + 9 * HOUR; at < end - 6 * HOUR; at += 14 * HOUR) tell(at, 'in-transit', '快件已发往下一站', road.province);
      if (road.trouble === 'refused') {
        tell(end, 'refused', '收件人拒收', road.province);
        tell(end + 20 * HOUR, 'returning', '快件退回寄件人', road.province);
      }
      if (road.deliveredAt !== null) {
        tell(end - 4 * HOUR, 'out-for-delivery', '派件中', road.province);
        tell(end, 'delivered', '已签收', road.province);
      }
      road.told = now;
      return events.length === 0 ? [] : [{ parcelId: road.parcelId, events, expectedAt: road.deliveredAt }];
    });
    this.#roads = this.#roads.filter((r) => now < (r.deliveredAt ?? r.collectedAt + 100 * HOUR));
    for (const part of chunks(reports, 500)) await runVerb(this.#product.kernel, recordTracking, { source: 'query', push: null, reports: part }, { actor: demoRobot });
    await this.#product.jobs.runOne('logistics.watch-parcels');
  }

  async #troubles(left: number): Promise<void> {
    const { rows } = await this.#product.kernel.db.query<{ id: string; version: number }>('select id, version from logistics.parcel_exception where settled_at is null order by opened_at');
    const now = left <= 2 ? rows.slice(0, 1) : rows.filter(() => this.#random.yes(0.8));
    await inTurns(now, (e) => runVerb(this.#product.kernel, settleException, { id: e.id, outcome: this.#random.pick(['customer-informed', 'compensated', 'resent'] as const), note: '已联系承运商和客户处理', version: e.version }, { actor: this.#company.actors.logistics }));
  }

  /** Refused parcels come back: good articles go on the shelf, broken ones do not, and the buyer gets the money back. */
  async #returns(left: number): Promise<void> {
    const { kernel } = this.#product;
    const { rows } = await kernel.db.query<{ id: string; order_nos: string[]; lines: { id: string; quantity: number }[] }>(
      `select p.id, (select array_agg(o.outside_no) from sales."order" o where o.id = any (p.order_ids)) as order_nos,
         (select json_agg(json_build_object('id', l.order_line_id, 'quantity', l.quantity) order by l.order_line_id) from logistics.parcel_line l where l.parcel_id = p.id) as lines
       from logistics.parcel p where p.state = 'returning' and p.last_moved_at < to_timestamp($1 / 1000.0) order by p.id`, [kernel.clock.now() - (left <= 2 ? 6 : 2) * DAY]);
    for (const p of rows) {
      const broken = this.#random.yes(0.2);
      await runVerb(kernel, receiveReturn, { id: p.id, lines: p.lines.map((l) => ({ orderLineId: l.id, good: broken ? 0 : l.quantity, damaged: broken ? l.quantity : 0 })) }, { actor: this.#company.actors.warehouse1 });
      for (const no of p.order_nos) this.#givenBack.mark(no, 1);
    }
  }
}

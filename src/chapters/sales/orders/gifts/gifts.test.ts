import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { person, type TestKernel } from '../../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../../tests/support/ruled.ts';
import * as financeFacts from '../../../finance/facts.ts';
import * as logisticsFacts from '../../../logistics/facts.ts';
import { reactions as financeReactions } from '../../../finance/reactions.ts';
import { system } from '../../../../kernel/actor.ts';
import { DAY } from '../../../../kernel/clock.ts';
import { newId } from '../../../../kernel/ids.ts';
import { runVerb } from '../../../../kernel/verb.ts';
import type { Engine } from '../../../../regulation/index.ts';
import { decideReturn } from '../../after-sales/decide-return.ts';
import { inspectReturn, receiveReturn, sendReturn } from '../../after-sales/goods-back.ts';
import { requestReturn } from '../../after-sales/request-return.ts';
import { readReturn } from '../../after-sales/return-record.ts';
import * as salesFacts from '../../facts.ts';
import { reactions } from '../../reactions.ts';
import { applyAmendment } from '../amendments/apply-amendment.ts';
import { proposeAmendment } from '../amendments/propose-amendment.ts';
import { cancelOrder } from '../cancel-order.ts';
import { noteParcelsDelivered } from '../note-parcels-delivered.ts';
import { noteParcelsShipped } from '../note-parcels-shipped.ts';
import { readOrder } from '../order-record.ts';
import { placeOrder } from '../place-order.ts';
import { releaseOrder } from '../release-order.ts';
import { faults, fulfilmentsOf, givenGoods, givenStore, place, stateOf, type GivenGoods, type GivenStore, type Wanted } from '../testing.ts';
import { earned, owedBack, type Kept } from './earned.ts';
import { readXlsx } from 'hucre/xlsx';
import { importFile } from '../../../../gateways/marketplaces/test-exports.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { z } from 'zod';
import { ordersXlsx } from '../order-export.ts';
import { giftRuleFile } from './formats/gift-rules.ts';
import { giftRulesTable, importGiftRules } from './import-gift-rules.ts';
import { giftRules } from './rule-list.ts';
import { saveGiftRule } from './save-gift-rule.ts';

let kernel: TestKernel;
let engine: Engine;
let store: GivenStore;
let cup: GivenGoods;
let bag: GivenGoods;
const [head, agent, clerk, boss] = [person(['department-head']), person(['service-agent']), person(['warehouse']), person(['general-manager'])];
beforeAll(async () => {
  ({ kernel, engine } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts], reactions: [...reactions, ...financeReactions] }));
});
// Rules hold for a store: each test has its own.
beforeEach(async () => {
  store = await givenStore(kernel);
  [cup, bag] = [await givenGoods(kernel, store, 100), await givenGoods(kernel, store, 100, { priceFen: 1_900n, costFen: 300n, floorFen: 1_500n })];
});
afterAll(() => kernel.close());

type Rule = Parameters<typeof saveGiftRule.run>[1]['rule'];
const rule = async (more: Partial<Rule> = {}, actor = head) => runVerb(kernel, saveGiftRule, { rule: { name: '满 200 送收纳袋', storeId: store.id, startsAt: kernel.clock.now() - DAY, minAmountFen: 20_000, giftCode: bag.code, ...more } }, { actor });
const ordered = async (wanted: Wanted) => {
  kernel.clock.advance(1_000);
  const { id } = await place(kernel, head, store, wanted);
  await kernel.settle();
  return id;
};
const record = (id: string) => readOrder(kernel, head, 'all', id);
const giftsOf = async (id: string) => (await record(id)).lines.filter((l) => l.giftBy !== null).map((l) => [l.skuCode, l.quantity, l.amountFen, l.giftBy]);
const given = async (): Promise<number> => (await giftRules(kernel, head, {})).rows.find((r) => r.storeId === store.id)!.given;

describe('gifts by a rule (clause 2.3.1)', () => {
  test('an order that reaches the amount gets it: reserved, handed to the warehouse as a gift, at no price; one cent less gets nothing', async () => {
    await rule();
    const enough = await ordered({ lines: [[cup.code, 2, 10_000]] });
    const short = await ordered({ lines: [[cup.code, 1, 19_999]] });
    expect(await giftsOf(enough)).toEqual([[bag.code, 1, 0, 'rule']]);
    expect(await giftsOf(short)).toEqual([]);
    expect(await record(enough)).toMatchObject({ state: 'released', payableFen: 20_000, lines: [{ reserved: 2 }, { reserved: 1, giftRule: '满 200 送收纳袋' }] });
    const { rows: [fact] } = await kernel.db.query<{ lines: { gift?: boolean }[] }>(`select payload -> 'lines' as lines from kernel.fact where type = 'sales.fulfilment-released' and payload -> 'orderIds' ? $1`, [enough]);
    expect(fact!.lines.filter((l) => l.gift)).toHaveLength(1);
    expect(await faults(kernel)).toEqual([]);
  });
  test('by article and number, as many times as reached, only while the rule holds, only when its post says so', async () => {
    await rule({ name: '买二送一', minAmountFen: 0, skuCode: cup.code, minQuantity: 2, eachTime: true, endsAt: kernel.clock.now() + DAY });
    expect(await giftsOf(await ordered({ lines: [[cup.code, 5]] }))).toEqual([[bag.code, 2, 0, 'rule']]);
    expect(await giftsOf(await ordered({ lines: [[cup.code, 1]] }))).toEqual([]);
    kernel.clock.advance(2 * DAY);
    expect(await giftsOf(await ordered({ lines: [[cup.code, 4]] }))).toEqual([]);
    await expect(rule({ minAmountFen: 0 })).rejects.toMatchObject({ kind: { code: 'sales.gift-rule-nothing' } });
    await expect(rule({ giftCode: 'NO-SUCH' })).rejects.toMatchObject({ kind: { code: 'sales.sku-unknown' } });
    await expect(rule({}, person(['seller']))).rejects.toMatchObject({ kind: { code: 'kernel.not-allowed' } });
  });
  test('a limited gift is never given more often than its quota, and a cancelled order gives it back once', async () => {
    await rule({ quota: 2 });
    const ids = [];
    for (let i = 0; i < 3; i += 1) ids.push(await ordered({ lines: [[cup.code, 3]] }));
    expect(await Promise.all(ids.map(async (id) => (await giftsOf(id)).length))).toEqual([1, 1, 0]);
    expect(await given()).toBe(2);
    await runVerb(kernel, cancelOrder, { id: ids[0]!, reason: '不要了' }, { actor: head });
    expect(await given()).toBe(1);
    expect(await giftsOf(await ordered({ lines: [[cup.code, 3]] }))).toHaveLength(1);
    expect(await given()).toBe(2);
    expect(await faults(kernel)).toEqual([]);
  });
});

describe('gifts by hand (clause 2.3.1)', () => {
  test('given when the order is entered: it costs nothing and a person looks at it', async () => {
    const entered = await runVerb(kernel, placeOrder, { storeId: store.id, buyer: { nick: '送礼的人', receiver: { name: '示例', phone: '13800000001', province: '浙江省', city: '杭州市', district: '西湖区', detail: '示例路 77 号' } }, payment: {}, lines: [{ skuCode: cup.code, quantity: 1 }, { skuCode: bag.code, quantity: 2, gift: true }] }, { actor: head });
    await kernel.settle();
    expect(await record(entered.id)).toMatchObject({ state: 'held', payableFen: 9_900, findings: ['gift-by-hand'] });
    await runVerb(kernel, releaseOrder, { id: entered.id, note: '老客户' }, { actor: head });
    expect(await giftsOf(entered.id)).toEqual([[bag.code, 2, 0, 'person']]);
    await expect(runVerb(kernel, placeOrder, { storeId: store.id, buyer: { nick: '只要礼', receiver: {} }, lines: [{ skuCode: bag.code, quantity: 1, gift: true }] }, { actor: head })).rejects.toMatchObject({ kind: { code: 'kernel.invalid-input' } });
  });
  test('added to a released marketplace order by a change: weighed by what it is worth, money untouched', async () => {
    const id = await ordered({ lines: [[cup.code, 2]] });
    await kernel.db.query(`update sales."order" set source = 'import' where id = $1`, [id]);
    const now = await record(id);
    const asked = { id, version: now.version, reason: '补偿上次的晚到', lines: [{ lineId: now.lines[0]!.id, quantity: 2 }, { skuCode: bag.code, quantity: 1, gift: true }] };
    await expect(runVerb(kernel, proposeAmendment, { ...asked, lines: [{ lineId: now.lines[0]!.id, quantity: 1 }, asked.lines[1]!] }, { actor: boss })).rejects.toMatchObject({ kind: { code: 'sales.marketplace-order' } });
    const proposed = await runVerb(kernel, proposeAmendment, asked, { actor: boss });
    expect(proposed).toMatchObject({ effects: ['gift'], effectBasisPoints: 960 });
    await runVerb(kernel, applyAmendment, { id: proposed.id }, { actor: boss });
    await kernel.settle();
    expect(await giftsOf(id)).toEqual([[bag.code, 1, 0, 'amendment']]);
    expect(await record(id)).toMatchObject({ state: 'released', payableFen: 19_800, paidFen: 19_800, refunds: [] });
    expect(await faults(kernel)).toEqual([]);
  });
});

describe('gifts go back with the goods (clause 2.4.2; Seven-Day Measures, art. 12)', () => {
  const delivered = async (quantity: number) => {
    const id = await ordered({ lines: [[cup.code, quantity]] });
    expect(await stateOf(kernel, id)).toBe('released');
    const [f] = await fulfilmentsOf(kernel, id);
    await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId: newId(kernel.clock.now()), parcelNo: 'PK', fulfilmentId: f!.id, waybillNo: 'YT1', carrierCode: 'yto', goodsCostFen: 8_300, freightFen: 500, at: kernel.clock.now() }] }, { actor: system('物流') });
    await runVerb(kernel, noteParcelsDelivered, { parcels: [{ fulfilmentId: f!.id, at: kernel.clock.now() }] }, { actor: system('物流') });
    await kernel.settle();
    return record(id);
  };
  const read = (id: string) => readReturn(kernel, engine, agent, 'all', id);
  const back = async (o: Awaited<ReturnType<typeof record>>, quantity: number, giftKept: number) => {
    const { id } = await runVerb(kernel, requestReturn, { id: o.id, type: 'return', reason: 'not-wanted', words: '', lines: [{ orderLineId: o.lines[0]!.id, quantity }] }, { actor: agent });
    await runVerb(kernel, decideReturn, { id, version: (await read(id)).version, allow: true }, { actor: agent });
    await runVerb(kernel, sendReturn, { id, carrier: '圆通', waybillNo: 'YT900001' }, { actor: agent });
    await runVerb(kernel, receiveReturn, { id, version: (await read(id)).version }, { actor: clerk });
    const r = await read(id);
    await runVerb(kernel, inspectReturn, { id, version: r.version, lines: r.lines.map((l) => ({ orderLineId: l.orderLineId, restock: l.gift ? l.quantity - giftKept : l.quantity, scrap: 0, back: l.gift ? giftKept : 0 })) }, { actor: clerk });
    await kernel.settle();
    return read(id);
  };
  test('all of it goes back: the gift is asked back by itself and the price goes back whole', async () => {
    await rule({ keptPriceFen: 1_500 });
    const r = await back(await delivered(3), 3, 0);
    expect(r).toMatchObject({ state: 'to-pay', refundFen: 29_700, lines: [{ gift: false, restocked: 3 }, { gift: true, quantity: 1, restocked: 1 }] });
    expect((await kernel.db.query('select * from finance.faults')).rows).toEqual([]);
  });
  test('the customer keeps it: the price stated beforehand is taken off, and nothing where none was stated', async () => {
    await rule({ keptPriceFen: 1_500 });
    expect(await back(await delivered(3), 3, 1)).toMatchObject({ state: 'to-pay', refundFen: 28_200 });
  });
  test('no price was stated: nothing is taken off', async () => {
    await rule();
    expect(await back(await delivered(3), 3, 1)).toMatchObject({ state: 'to-pay', refundFen: 29_700 });
  });
  test('what stays still earns it: it stays; one unit more and it goes back', async () => {
    await rule();
    expect((await back(await delivered(4), 1, 0)).lines.filter((l) => l.gift)).toEqual([]);
    expect((await back(await delivered(4), 2, 0)).lines.filter((l) => l.gift)).toHaveLength(1);
  });
});

describe('a rule that has given (clause 2.3.1; Seven-Day Measures, art. 12)', () => {
  test('what customers were told stays: its condition and gift are changed by a new rule, not under the orders that have it', async () => {
    const { id } = await rule();
    const change = (more: Partial<Rule>, version: number) => runVerb(kernel, saveGiftRule, { id, version, rule: { name: '满 200 送收纳袋', storeId: store.id, startsAt, minAmountFen: 20_000, giftCode: bag.code, ...more } }, { actor: head });
    const startsAt = (await giftRules(kernel, head, {})).rows.find((r) => r.id === id)!.startsAt;
    await change({ minAmountFen: 15_000 }, 1);
    await ordered({ lines: [[cup.code, 2]] });
    for (const more of [{ minAmountFen: 50_000 }, { minAmountFen: 15_000, skuCode: cup.code }, { minAmountFen: 15_000, giftCode: cup.code }, { minAmountFen: 15_000, giftQuantity: 2 }, { minAmountFen: 15_000, storeId: null }, { minAmountFen: 15_000, endsAt: startsAt + 1_000 }])
      await expect(change(more, 2)).rejects.toMatchObject({ kind: { code: 'sales.gift-rule-given' } });
    await change({ minAmountFen: 15_000, name: '满 150 送收纳袋', quota: 50, keptPriceFen: 900, endsAt: kernel.clock.now() + DAY }, 2);
    await change({ minAmountFen: 15_000, endsAt: kernel.clock.now() + DAY, active: false }, 3);
    expect((await giftRules(kernel, head, {})).rows.find((r) => r.id === id)).toMatchObject({ minAmountFen: 15_000, giftQuantity: 1, state: 'off', given: 1 });
  });
});

describe('what is earned and what goes back (property)', () => {
  const kept = (more: Partial<Kept>): Kept => ({ id: 'l', sku_id: 'cup', quantity: 1, amount_fen: 0n, gift_by: null, gift_rule_id: null, gone: 0, ...more });
  test('never negative, never more than was given, nothing while nothing goes back, all of it when everything does', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 5 }), fc.boolean(), (quantity, gone, price, min, each) => {
      const by = { min_amount_fen: 1_000n, sku_id: 'cup', min_quantity: min, gift_quantity: 2, each_time: each };
      const goods = kept({ quantity, amount_fen: BigInt(quantity * price), gone: Math.min(gone, quantity) });
      const units = earned(by, [goods]);
      if (units === 0) return;
      const gift = kept({ id: 'g', quantity: units, gift_by: 'rule', gift_rule_id: 'r' });
      const back = owedBack(gift, [goods, gift], by);
      expect(back >= 0 && back <= units).toBe(true);
      if (goods.gone === 0) expect(back).toBe(0);
      if (goods.gone === quantity) expect(back).toBe(units);
    }));
  });
});

describe('rules for gifts in and out of Excel (clause 2.3.1)', () => {
  const cells = async (bytes: Uint8Array) => ((await readXlsx(bytes)).sheets[0]!.rows as unknown[][]).map((r) => r.map((c) => String(c ?? '')));
  const bring = async (table: string[][]) => {
    const read = await importFile<object>(Buffer.from(`\ufeff${table.map((r) => r.join(',')).join('\n')}`), '赠品规则.csv', [giftRuleFile]);
    const staged = read.rows.flatMap((r, i) => (r.is === 'record' ? [{ kind: 'gift-rules' as const, line: i + 2, key: 'k', record: JSON.parse(JSON.stringify(r.record, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))) as object }] : []));
    const say = (outcomes: Awaited<ReturnType<typeof importGiftRules.apply>>) => outcomes.toSorted((a, b) => a.line - b.line).map((o) => (o.is === 'quarantined' ? o.problems[0]!.code : o.is));
    const preview = await importGiftRules.preview(kernel, staged, {}, head);
    const apply = verb({ name: 'test.bring-rules', title: words('测试', 'Test'), may: { 'department-head': 'all' }, input: z.strictObject({}), run: (tx) => importGiftRules.apply(tx, staged, {}) });
    expect(say(await runVerb(kernel, apply, {}, { actor: head }))).toEqual(say(preview));
    return { says: say(preview), preview };
  };
  test('the exported list comes back unchanged; a changed cell is previewed, a new row is a new rule, and what is wrong says what', async () => {
    await rule({ name: '导出的规则', minAmountFen: 20_050, keptPriceFen: 990, quota: 50 });
    const [heading, ...rows] = await cells(await giftRulesTable(kernel, head, { q: '导出的规则' }, 'xlsx'));
    expect(rows).toHaveLength(1);
    const at = (name: string) => heading!.indexOf(name);
    const other = (more: Record<string, string>) => rows[0]!.map((c, i) => more[heading![i]!] ?? c);
    expect(rows[0]![at('满金额')]).toBe('200.50');
    expect((await bring([heading!, rows[0]!])).says).toEqual(['unchanged']);
    const { says, preview } = await bring([heading!, other({ 限量: '80' }), other({ 规则名称: '另一条', 满金额: '', 商品编码: cup.code, 购买件数: '2' }), other({ 规则名称: '没有条件', 满金额: '' }), other({ 规则名称: '没有的店', 店铺: '没有这家店' }), other({ 规则名称: '没有的赠品', 赠品编码: 'NO-SUCH' })]);
    expect(says).toEqual(['updated', 'accepted', 'gift-rule.nothing', 'store.unknown', 'sku.unknown']);
    expect(preview.find((o) => o.is === 'updated')).toMatchObject({ changes: [{ field: { zh: '限量' }, from: '50', to: '80' }] });
    expect((await giftRules(kernel, head, { q: '另一条' })).rows).toMatchObject([{ skuCode: cup.code, minQuantity: 2, quota: 50, storeId: store.id, active: true }]);
  });
  test('a rule that has given keeps its condition in a file, too; the export of orders names the gift', async () => {
    await rule({ name: '送过的规则' });
    const id = await ordered({ lines: [[cup.code, 3]] });
    const [heading, row] = await cells(await giftRulesTable(kernel, head, { q: '送过的规则' }, 'xlsx'));
    expect((await bring([heading!, row!.map((c, i) => (heading![i] === '满金额' ? '500.00' : c))])).says).toEqual(['gift-rule.given']);
    const [titles, ...orders] = await cells(await ordersXlsx(kernel, head, 'all', { store: store.id }, 'zh'));
    const orderNo = (await record(id)).orderNo;
    expect(orders.find((o) => o[titles!.indexOf('订单号')] === orderNo)![titles!.indexOf('赠品')]).toBe(`${bag.code} × 1`);
  });
});

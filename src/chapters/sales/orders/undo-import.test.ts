import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { reactions as financeReactions } from '../../finance/reactions.ts';
import { reactions as logisticsReactions } from '../../logistics/reactions.ts';
import { clerk, givenCarrier, parcelOf } from '../../logistics/testing.ts';
import { packParcel } from '../../logistics/transport/pack-parcel.ts';
import { pickParcels } from '../../logistics/transport/pick-parcels.ts';
import { saveSender } from '../../logistics/carriers/save-sender.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { HOUR } from '../../../kernel/clock.ts';
import { transaction } from '../../../kernel/db/index.ts';
import { FileStore } from '../../../kernel/file-store.ts';
import { Imports } from '../../../kernel/imports/imports.ts';
import { undoFromCommandLine } from '../../../kernel/imports/undo-from-command-line.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { reactions as salesReactions } from '../reactions.ts';
import { cancelOrder } from './cancel-order.ts';
import { orderImport } from './import-orders.ts';
import { factsOf, faults, fulfilmentsOf, givenGoods, givenStore, stateOf, waitForLocks, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let imports: Imports;
let folder: string;
let store: GivenStore;
let cup: GivenGoods;
const head = person(['department-head']);
const people = new Map<string, Actor>([[head.id!, head]]);

beforeAll(async () => {
  kernel = await freshKernel({ reactions: [...salesReactions, ...logisticsReactions, ...financeReactions] });
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-undo-'));
  imports = new Imports({ kernel, files: new FileStore(folder), targets: [orderImport], actorOf: async (id) => people.get(id) ?? null, choices: async () => [{ id: store.id, label: '旗舰店' }] });
  store = await givenStore(kernel, { platform: 'generic' });
  cup = await givenGoods(kernel, store, 1_000);
  await runVerb(kernel, saveSender, { warehouseId: store.warehouseId, name: '发货员', phone: '0571-88880000', version: null }, { actor: clerk });
  await givenCarrier(kernel);
});
afterAll(async () => {
  await imports.stop();
  await kernel.close();
  await rm(folder, { recursive: true, force: true });
});

let made = 0;
const orderNo = (): string => `G26-${(made += 1)}`;
/** A row of our own template. */
interface Wanted { no: string; status?: string; quantity?: number }
const shown = (ago: number): string => new Date(kernel.clock.now() + 8 * HOUR - ago).toISOString().slice(0, 19).replace('T', ' ');
function fileOf(rows: readonly Wanted[]): Buffer {
  const table = rows.map(({ no, status = '待发货', quantity = 1 }): Record<string, string> => ({
    订单号: no, 订单状态: status, 下单时间: shown(2 * HOUR), 付款时间: shown(HOUR), 买家昵称: `买家${no}`, 收货人: '示例收货人', 手机: `138${no.replace(/\D/g, '').padStart(8, '0')}`, 省: '浙江省', 市: '杭州市', 区县: '西湖区', 详细地址: `示例路${no}号`,
    商家编码: cup.code, 商品名称: '保温杯', 数量: String(quantity), 单价: '99.00', 行金额: `${99 * quantity}.00`, 应付金额: `${99 * quantity}.00`, 实付金额: `${99 * quantity}.00`,
  }));
  return Buffer.from([Object.keys(table[0]!).join(','), ...table.map((row) => Object.values(row).join(','))].join('\r\n'));
}

const bring = async (...rows: Wanted[]): Promise<string> => {
  const run = await imports.take(head, [{ name: '订单.csv', content: Readable.from([fileOf(rows)]) }], () => 'generic-orders');
  await imports.stage(head, run.id, { settings: { store: store.id } });
  const staged = await imports.settled(run.id);
  expect(staged).toMatchObject({ state: 'staged', error: null });
  await imports.commit(head, run.id);
  await imports.settled(run.id);
  await kernel.settle();
  return run.id;
};
const orders = async (no: string) => (await kernel.db.query<{ id: string; state: string; outside_no: string | null; close_reason: string | null }>('select id, state, outside_no, close_reason from sales."order" where $1 in (outside_no, undone_outside_no) order by state', [no])).rows;
const stock = async () => (await kernel.db.query('select on_hand, reserved from products.stock_item where sku_id = $1', [cup.skuId])).rows[0];
const undo = async (id: string, reason = '选错了店铺', withLater = false) => {
  const answer = await imports.undo(head, id, { reason, withLater });
  await kernel.settle();
  return answer;
};

describe('an import of orders is taken back', () => {
  test('what has not gone on is cancelled as every order is, nothing is deleted, and the file brings it anew', async () => {
    const rows = [{ no: orderNo() }, { no: orderNo(), quantity: 3 }];
    const before = await stock();
    const id = await bring(...rows);
    const [first] = await orders(rows[0]!.no);
    expect(first).toMatchObject({ state: 'released' });
    const plan = await imports.lookAtUndo(head, id);
    expect(plan).toMatchObject({ takes: 2, kept: [], keptCount: 0, updated: 0 });
    expect(await undo(id)).toEqual({ id, taken: 2, kept: 0 });
    const run = await imports.run(id);
    expect(run).toMatchObject({ state: 'undone', undone: { reason: '选错了店铺', by: head.name, at: kernel.clock.now(), taken: 2, keptCount: 0 } });
    expect(await orders(rows[0]!.no)).toMatchObject([{ state: 'cancelled', outside_no: null, close_reason: `撤回导入 ${run.run_no}：选错了店铺` }]);
    expect(await stock()).toEqual(before);
    expect(await fulfilmentsOf(kernel, first!.id)).toEqual([]);
    expect((await factsOf(kernel, first!.id))).toEqual(['sales.order-entered', 'sales.order-paid', 'sales.order-released', 'sales.order-cancelled']);
    // Nobody is owed money: the buyer's lies with the marketplace, whose order stands.
    expect((await kernel.db.query('select 1 from finance.refund where order_id = $1', [first!.id])).rows).toEqual([]);
    expect((await kernel.db.query('select outside_no, due_fen - reduced_fen as open from finance.receivable where id = $1', [first!.id])).rows).toEqual([{ outside_no: null, open: 0n }]);

    const again = await bring(...rows);
    expect(await imports.run(again)).toMatchObject({ counts: { accepted: 2, unchanged: 0 } });
    const both = await orders(rows[0]!.no);
    expect(both.map((o) => [o.state, o.outside_no])).toEqual([['cancelled', null], ['released', rows[0]!.no]]);
    expect(await faults(kernel)).toEqual([]);
  });
  test('what has gone on stays and is named with the reason; updates are counted and not set back', async () => {
    const [plain, packed, cancelled, done, updated] = [orderNo(), orderNo(), orderNo(), orderNo(), orderNo()];
    await bring({ no: updated });
    const id = await bring({ no: plain }, { no: packed }, { no: cancelled }, { no: done, status: '已完成' }, { no: updated, status: '已发货' });
    const idOf = async (no: string): Promise<string> => (await orders(no))[0]!.id;
    const [fulfilment] = await fulfilmentsOf(kernel, await idOf(packed));
    const parcel = await parcelOf(kernel, fulfilment!.id);
    await runVerb(kernel, pickParcels, { ids: [parcel.id] }, { actor: clerk });
    await runVerb(kernel, packParcel, { id: parcel.id, weightGrams: 400 }, { actor: clerk });
    await runVerb(kernel, cancelOrder, { id: await idOf(cancelled), reason: '买家不要了' }, { actor: head });
    const plan = await imports.lookAtUndo(head, id);
    expect(plan).toMatchObject({ takes: 1, keptCount: 3, updated: 1 });
    expect(await undo(id)).toMatchObject({ taken: 1, kept: 3 });
    const { undone } = await imports.run(id);
    expect(undone!.kept.map((k) => k.why.zh).toSorted()).toEqual([`包裹 ${parcel.parcel_no} 已打包`, '订单已取消', '订单已完成'].toSorted());
    expect(await stateOf(kernel, await idOf(plain))).toBe('cancelled');
    expect(await stateOf(kernel, await idOf(packed))).toBe('released');
    expect(await stateOf(kernel, await idOf(updated))).toBe('shipped');
    expect(await faults(kernel)).toEqual([]);
  });
  test('what a later file told of as well stays, and is named with that import before anybody presses; taken too only where that is said', async () => {
    const [confirmed, changed, once] = [orderNo(), orderNo(), orderNo()];
    const id = await bring({ no: confirmed }, { no: changed, status: '待付款' }, { no: once });
    const later = await bring({ no: confirmed }, { no: changed });
    const { run_no: laterNo, counts } = await imports.run(later);
    expect(counts).toMatchObject({ accepted: 0, unchanged: 1, updated: 1 });
    const why = `后来的导入 ${laterNo} 的文件里也有它`;
    const plan = await imports.lookAtUndo(head, id);
    expect(plan).toMatchObject({ takes: 1, keptCount: 2, toldLater: 2 });
    expect(plan.kept.map((k) => k.why.zh)).toEqual([why, why]);
    expect(await imports.lookAtUndo(head, id, true)).toMatchObject({ takes: 3, keptCount: 0, toldLater: 2 });
    expect(await undo(id)).toMatchObject({ taken: 1, kept: 2 });
    expect(await stateOf(kernel, (await orders(confirmed))[0]!.id)).toBe('released');
    expect(await stateOf(kernel, (await orders(changed))[0]!.id)).toBe('released');
    expect(await stateOf(kernel, (await orders(once))[0]!.id)).toBe('cancelled');
    expect(await faults(kernel)).toEqual([]);
  });
  test('said in so many words, what a later file told of is taken back with the rest, also where nothing else is left of it', async () => {
    const no = orderNo();
    const id = await bring({ no });
    await bring({ no }, { no: orderNo() });
    await expect(undo(id)).rejects.toMatchObject({ kind: { code: 'imports.nothing-to-undo' }, detail: { zh: expect.stringContaining('后来的导入') } });
    expect(await undo(id, '两个文件都是错的店铺', true)).toMatchObject({ taken: 1, kept: 0 });
    expect(await stateOf(kernel, (await orders(no))[0]!.id)).toBe('cancelled');
    expect((await kernel.db.query("select changes from kernel.audit where verb = 'imports.undo-run' and subject_id = $1 order by at desc limit 1", [id])).rows).toMatchObject([{ changes: { undone: 1, withLater: 1 } }]);
  });
  test('the very same file again confirms nothing, and neither does an import that was taken back itself', async () => {
    const no = orderNo();
    const file = [{ no }];
    const id = await bring(...file);
    await bring(...file);
    expect(await imports.lookAtUndo(head, id)).toMatchObject({ takes: 1, toldLater: 0 });
    const other = await bring({ no }, { no: orderNo() });
    expect(await imports.lookAtUndo(head, id)).toMatchObject({ takes: 0, toldLater: 1 });
    await undo(other);
    expect(await imports.lookAtUndo(head, id)).toMatchObject({ takes: 1, toldLater: 0 });
  });
  test('the page of the run goes on showing what it brought, and which of it was taken back', async () => {
    const [plain, done] = [orderNo(), orderNo()];
    const id = await bring({ no: plain }, { no: done, status: '已完成' });
    if (!orderImport.undo.possible) throw new Error('orders can be taken back');
    const { undo: how } = orderImport;
    const listed = async (actor = head) => (await how.brought(kernel, { id, runNo: '' }, actor, {})).rows.map((r) => [r.no, r.state.zh, r.isTakenBack]);
    expect(await listed()).toEqual([[plain, '待发货', false], [done, '已完成', false]]);
    await undo(id);
    expect(await listed()).toEqual([[plain, '已取消', true], [done, '已完成', false]]);
    expect(await listed(person(['seller'], { teamIds: ['00000000-0000-7000-8000-0000000000aa'] }))).toEqual([]);
  });
  test('money that is being matched in this very moment is waited for: the order stays', async () => {
    const no = orderNo();
    const id = await bring({ no }, { no: orderNo() });
    const [order] = await orders(no);
    let taking: ReturnType<typeof undo> | undefined;
    await transaction(kernel.db, async (matcher) => {
      await matcher.query('update finance.receivable set paid_fen = 100 where id = $1', [order!.id]);
      taking = undo(id);
      await waitForLocks(kernel, 1);
    });
    expect(await taking).toMatchObject({ taken: 1, kept: 1 });
    expect((await imports.run(id)).undone!.kept.map((k) => k.why.zh)).toEqual(['已有收款与它核对']);
    expect(await stateOf(kernel, order!.id)).toBe('released');
    await kernel.db.query('update finance.receivable set paid_fen = 0 where id = $1', [order!.id]);
  });
  test('bills find nothing under the numbers of what was taken back, from that very moment on', async () => {
    const no = orderNo();
    const id = await bring({ no });
    await imports.undo(head, id, { reason: '选错了店铺' });
    expect((await kernel.db.query('select 1 from finance.receivable where outside_no = $1 or payment_no = $1', [no])).rows).toEqual([]);
    await kernel.settle();
  });
  test('a run of which everything has gone on is refused in words, and so is one taken back before', async () => {
    const no = orderNo();
    const id = await bring({ no, status: '已完成' });
    await expect(undo(id)).rejects.toMatchObject({ kind: { code: 'imports.nothing-to-undo' }, detail: { zh: expect.stringContaining('订单已完成') } });
    expect((await imports.run(id)).state).toBe('done');
    const other = await bring({ no: orderNo() });
    await undo(other);
    await expect(undo(other)).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    await expect(imports.retry(head, other)).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
  });
  test('whoever may import may take back, in the own teams; others may not at all', async () => {
    const id = await bring({ no: orderNo() });
    await expect(imports.undo(person(['warehouse']), id, { reason: '不该由仓库撤回' })).rejects.toMatchObject({ kind: { code: 'kernel.not-allowed' } });
    const stranger = person(['seller'], { teamIds: ['00000000-0000-7000-8000-0000000000aa'] });
    await expect(imports.undo(stranger, id, { reason: '别的团队的人' })).rejects.toMatchObject({ kind: { code: 'imports.nothing-to-undo' }, detail: { zh: expect.stringMatching(/例如 —：属于别的团队/) } });
    expect(await imports.undo(person(['seller'], { teamIds: [store.teamId] }), id, { reason: '本团队的人' })).toMatchObject({ taken: 1 });
  });
  test('a run in which another team has orders too is not ended by one of the teams: nothing of it is dropped', async () => {
    const [mine, theirs] = [orderNo(), orderNo()];
    const id = await bring({ no: mine }, { no: theirs });
    await kernel.db.query('update sales."order" set team_id = $2 where outside_no = $1', [theirs, '00000000-0000-7000-8000-0000000000aa']);
    const seller = person(['seller'], { teamIds: [store.teamId] });
    for (const ask of [imports.lookAtUndo(seller, id), imports.undo(seller, id, { reason: '本团队的人' })]) await expect(ask).rejects.toMatchObject({ kind: { code: 'imports.undo-of-others' } });
    expect((await imports.run(id)).state).toBe('done');
    expect((await orders(mine)).map((o) => o.state)).not.toContain('cancelled');
    expect(await imports.undo(head, id, { reason: '两个团队都重复了' })).toMatchObject({ taken: 2 });
  });
  test('from the command line, by its number, looked at first', async () => {
    const id = await bring({ no: orderNo() });
    const { run_no: runNo } = await imports.run(id);
    expect(await undoFromCommandLine(imports, { runNo, reason: '', dryRun: true })).toEqual({ runNo, taken: 1, kept: [], keptCount: 0, toldLater: 0, updated: 0 });
    expect((await imports.run(id)).state).toBe('done');
    expect(await undoFromCommandLine(imports, { runNo: runNo.toLowerCase(), reason: '重复导入', dryRun: false })).toMatchObject({ taken: 1 });
    expect(await imports.run(id)).toMatchObject({ state: 'undone', undone: { by: '命令行' } });
    await expect(undoFromCommandLine(imports, { runNo: 'IM-19000101-0001', reason: '没有这次导入', dryRun: false })).rejects.toMatchObject({ kind: { code: 'imports.run-unknown' } });
  });
  test('it is in the audit log with its reason, and a fact of the run', async () => {
    const id = await bring({ no: orderNo() });
    await undo(id, '测试数据误导入');
    const { rows } = await kernel.db.query<{ reason: string; actor_name: string }>("select reason from kernel.audit where verb = 'imports.undo-run' and subject_id = $1", [id]);
    expect(rows).toMatchObject([{ reason: '测试数据误导入' }]);
    expect(await factsOf(kernel, id)).toContain('imports.run-undone');
  });
});

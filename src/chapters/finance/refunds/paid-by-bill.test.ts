import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alipayFundBill, inOrder, type Movement } from '../../../app/demo/bills.ts';
import { ALIPAY_NO } from '../../../app/demo/money.ts';
import { runImportFromFiles } from '../../../kernel/imports/run-from-files.ts';
import { HOUR, MINUTE, movingClock } from '../../../kernel/clock.ts';
import { freshProduct, type Caller, type WholeProduct } from '../../../../tests/support/product.ts';

/** Clauses 2.4.2 and 6.1.2: what the bill shows as given back is not paid a second time. */

let scene: WholeProduct;
let [seller, cashier]: Caller[] = [];
let folder: string;
const clock = movingClock(Date.parse('2026-03-10T02:00:00Z'));
interface Refund { refundNo: string; state: string; tradeNo: string | null; paidAt: number | null; paidBy: string | null; id: string; version: number }

beforeAll(async () => {
  scene = await freshProduct({ clock, orders: 0 });
  await signIn();
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-bills-'));
}, 120_000);
afterAll(async () => {
  await scene?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Sessions end after hours of nothing. */
async function signIn(): Promise<void> {
  [seller, cashier] = [await scene.as('department-head'), await scene.as('cashier')];
}
let made = 0;
/** An order that was paid and cancelled before it left: its money is owed back. */
async function cancelled(): Promise<{ id: string; orderNo: string; paymentNo: string; fen: number }> {
  const paymentNo = `202603100000${(made += 1)}`;
  const placed = await seller!.send('POST', '/api/orders', scene.order({ payment: { method: '支付宝', paymentNo } }));
  const { id } = placed.json<{ id: string }>();
  await scene.product.settle();
  const order = (await seller!.send('GET', `/api/orders/${id}`)).json<{ orderNo: string; payableFen: number }>();
  expect((await seller!.send('POST', `/api/orders/${id}/cancellation`, { reason: '买家不要了' })).statusCode).toBe(200);
  await scene.product.settle();
  return { id, orderNo: order.orderNo, paymentNo, fen: order.payableFen };
}
const refundOf = async (orderNo: string): Promise<Refund> => (await cashier!.send('GET', `/api/refunds?q=${orderNo}`)).json<{ rows: Refund[] }>().rows[0]!;
const duty = async (id: string) => (await scene.database.db.query<{ state: string; open: boolean }>("select state, open from regulation.obligation where subject_id = $1 and control = 'unsent-refunded-in-time'", [id])).rows;
let opening = 1_000_000;
async function bill(movements: readonly Movement[]): Promise<void> {
  const made = alipayFundBill(ALIPAY_NO, inOrder(movements), opening, movements[0]!.at, clock.now());
  opening = made.closingFen;
  const file = path.join(folder, `${clock.now()}.csv`);
  await writeFile(file, `\uFEFF${made.text}`);
  expect(await runImportFromFiles(scene.product.imports, { kind: 'alipay-fund', paths: [file], settings: { account: '支付宝企业账户' }, dryRun: false, actor: scene.company.actors.cashier })).toMatchObject({ quarantined: 0, reconciled: true });
  await scene.product.settle();
}
const paidAndBack = (o: { orderNo: string; paymentNo: string; fen: number }, back: number, at: number): Movement[] => [
  { at: at - HOUR, orderNo: o.orderNo, paymentNo: o.paymentNo, title: '保温杯', amountFen: o.fen, kind: '在线支付' }, { at, orderNo: o.orderNo, paymentNo: o.paymentNo, title: '退款-保温杯', amountFen: -back, kind: '交易退款' },
];
const sound = async () => expect((await scene.database.db.query('select * from finance.faults')).rows).toEqual([]);

describe('a bill shows that the money has gone back', () => {
  test('to the cent: the refund is paid since then, by nobody here, its duty is met although the bill came days later, and it cannot be paid again', async () => {
    const order = await cancelled();
    const due = await refundOf(order.orderNo);
    expect(due).toMatchObject({ state: 'due' });
    const left = clock.now() + 30 * MINUTE;
    clock.advance(72 * HOUR);
    await scene.product.settle();
    await scene.product.ticker.beat();
    await signIn();
    expect(await duty(due.id)).toMatchObject([{ state: 'breached', open: true }]);

    await bill(paidAndBack(order, order.fen, left));
    const paid = await refundOf(order.orderNo);
    expect(paid).toMatchObject({ state: 'paid', paidAt: left, paidBy: null, tradeNo: order.paymentNo });
    expect(await duty(due.id)).toMatchObject([{ state: 'met', open: false }]);
    const again = await cashier!.send('POST', `/api/refunds/${paid.id}/payment`, { version: paid.version });
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'finance.refund-settled']);
    const shown = (await seller!.send('GET', `/api/orders/${order.id}`)).json<{ refundedFen: number }>();
    expect(shown.refundedFen).toBe(order.fen);
    await sound();
  });
  test('a cent less is another matter: it stays due for a person', async () => {
    const order = await cancelled();
    await bill(paidAndBack(order, order.fen - 1, clock.now()));
    expect(await refundOf(order.orderNo)).toMatchObject({ state: 'due', paidAt: null });
    await sound();
  });
  test('paid by the cashier before the bill came: the bill settles its account and pays nothing again', async () => {
    const order = await cancelled();
    const due = await refundOf(order.orderNo);
    expect((await cashier!.send('POST', `/api/refunds/${due.id}/payment`, { version: due.version, tradeNo: 'HAND-1' })).statusCode).toBe(200);
    await scene.product.settle();
    const before = await refundOf(order.orderNo);
    await bill(paidAndBack(order, order.fen, clock.now()));
    expect(await refundOf(order.orderNo)).toEqual(before);
    const { rows } = await scene.database.db.query("select 1 from kernel.fact where type = 'finance.refund-paid' and subject_id = $1", [due.id]);
    expect(rows).toHaveLength(1);
    await sound();
  });
  test('two refunds of the same amount, one paid here: the bill’s movement is that one’s, the other stays due', async () => {
    const order = await cancelled();
    const first = await refundOf(order.orderNo);
    expect((await cashier!.send('POST', `/api/refunds/${first.id}/payment`, { version: first.version })).statusCode).toBe(200);
    await scene.product.settle();
    // A change of the order that lowers its value by the same amount, as if there had been room for it.
    await scene.database.db.query(`insert into finance.refund (id, refund_no, source_type, source_id, source_no, order_id, order_no, store_id, channel, amount_fen, extra_fen, room_fen, cleared_at, cleared_why, state, search, created_at, updated_at)
      select gen_random_uuid(), 'TK-SECOND', 'amendment', gen_random_uuid(), 'BG-1', order_id, order_no, store_id, channel, amount_fen, 0, room_fen * 2, now(), '减价', 'due', ''::tsvector, created_at, created_at from finance.refund where id = $1`, [first.id]);
    await bill(paidAndBack(order, order.fen, clock.now()));
    expect((await scene.database.db.query("select state from finance.refund where refund_no = 'TK-SECOND'")).rows).toEqual([{ state: 'due' }]);
  });
  test('undone, the refund is due again with a duty of its own; matched by hand it is paid as well', async () => {
    const order = await cancelled();
    await bill(paidAndBack(order, order.fen, clock.now()));
    const paid = await refundOf(order.orderNo);
    expect(paid.state).toBe('paid');
    clock.advance(10 * MINUTE);
    const accountant = await scene.as('accountant');
    const { rows: [receipt] } = await scene.database.db.query<{ id: string; version: number }>("select r.id, r.version from finance.receipt r join finance.match m on m.receipt_id = r.id where m.receivable_id = $1 and r.amount_fen < 0", [order.id]);
    expect((await accountant.send('POST', `/api/finance/receipts/${receipt!.id}/undoing`, { version: receipt!.version, reason: '对错了订单' })).statusCode).toBe(200);
    await scene.product.settle();
    expect(await refundOf(order.orderNo)).toMatchObject({ state: 'due', paidAt: null, tradeNo: null });
    expect((await duty(paid.id)).map((d) => d.open).toSorted()).toEqual([false, true]);
    const { rows: [again] } = await scene.database.db.query<{ version: number }>('select version from finance.receipt where id = $1', [receipt!.id]);
    expect((await accountant.send('POST', `/api/finance/receipts/${receipt!.id}/matches`, { version: again!.version, parts: [{ receivableId: order.id, amountFen: -order.fen }] })).statusCode).toBe(200);
    expect(await refundOf(order.orderNo)).toMatchObject({ state: 'paid', paidBy: null });
    await sound();
  });
  test('of a return that is accepted: paid by the bill it is done, undone it is open again', async () => {
    const paymentNo = `202603100000${(made += 1)}`;
    const { id } = (await seller!.send('POST', '/api/orders', scene.order({ payment: { method: '支付宝', paymentNo } }))).json<{ id: string }>();
    await scene.product.settle();
    const order = (await seller!.send('GET', `/api/orders/${id}`)).json<{ orderNo: string; payableFen: number; lines: { id: string; quantity: number }[] }>();
    const asked = await seller!.send('POST', `/api/orders/${id}/returns`, { type: 'before-shipping', reason: 'not-wanted', lines: order.lines.map((l) => ({ orderLineId: l.id, quantity: l.quantity })) });
    const ret = asked.json<{ id: string }>();
    const returned = async () => (await seller!.send('GET', `/api/returns/${ret.id}`)).json<{ state: string; version: number; refund: { state: string } }>();
    expect((await seller!.send('POST', `/api/returns/${ret.id}/decision`, { version: (await returned()).version, allow: true })).statusCode).toBe(200);
    await scene.product.settle();
    expect(await returned()).toMatchObject({ state: 'to-pay', refund: { state: 'due' } });
    await bill(paidAndBack({ orderNo: order.orderNo, paymentNo, fen: order.payableFen }, order.payableFen, clock.now()));
    expect(await returned()).toMatchObject({ state: 'done', refund: { state: 'paid' } });
    await sound();
    clock.advance(10 * MINUTE);
    const accountant = await scene.as('accountant');
    const { rows: [receipt] } = await scene.database.db.query<{ id: string; version: number }>('select r.id, r.version from finance.receipt r join finance.match m on m.receipt_id = r.id where m.receivable_id = $1 and r.amount_fen < 0', [id]);
    expect((await accountant.send('POST', `/api/finance/receipts/${receipt!.id}/undoing`, { version: receipt!.version, reason: '对错了订单' })).statusCode).toBe(200);
    await scene.product.settle();
    expect(await returned()).toMatchObject({ state: 'to-pay', refund: { state: 'due' } });
  });
  test('goods that are still awaited: the refund stays due, so that a person asks why the money left first', async () => {
    const order = await cancelled();
    const due = await refundOf(order.orderNo);
    await scene.database.db.query('update finance.refund set cleared_at = null where id = $1', [due.id]);
    await bill(paidAndBack(order, order.fen, clock.now()));
    expect(await refundOf(order.orderNo)).toMatchObject({ state: 'due' });
    // Inspected later: who pays it without a word is told of the bill first.
    await scene.database.db.query('update finance.refund set cleared_at = now() where id = $1', [due.id]);
    const { version } = await refundOf(order.orderNo);
    const refused = await cashier!.send('POST', `/api/refunds/${due.id}/payment`, { version });
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, 'finance.refund-on-bill']);
    expect((await cashier!.send('POST', `/api/refunds/${due.id}/payment`, { version, tradeNo: order.paymentNo })).statusCode).toBe(200);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshProduct, type Caller, type WholeProduct } from '../../../../tests/support/product.ts';
import { unreachable } from '../../../kernel/lifecycle.ts';
import { chequeLife } from './cheque-life.ts';
import type { ChequeRow } from './contract-cheques.ts';

/** A cheque from the customer's hand to the bank's answer (clauses 6.1.1, 6.1.2), through the API. */

let scene: WholeProduct;
let cashier: Caller;
let bank: string;
const q = async <T extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> => (await scene.database.db.query<T>(text, values)).rows;
const balance = async (account: string): Promise<number> => Number((await q<{ sum: bigint }>('select coalesce(sum(amount_fen), 0)::bigint as sum from finance.posting where account = $1', [account]))[0]!.sum);
const books = async () => ({ drawer: await balance('1121'), bank: await balance('1002'), owed: await balance('1122') });
const owing = async (orderNo: string) => Number((await q<{ balance: bigint }>('select balance_fen as balance from finance.receivable where order_no = $1', [orderNo]))[0]!.balance);
const cheque = async (no: string): Promise<ChequeRow> => (((await cashier.send('GET', `/api/finance/cheques?q=${no}`)).json()) as { rows: ChequeRow[] }).rows[0]!;
const act = async (no: string, what: string, more: object = {}) => {
  const { id, version } = await cheque(no);
  return cashier.send('POST', `/api/finance/cheques/${id}/${what}`, { version, ...more });
};
const duty = async (no: string) => (await q<{ state: string }>("select o.state from regulation.obligation o join finance.cheque c on c.id::text = o.subject_id::text where c.cheque_no = $1 and o.control = 'cheque-banked'", [no])).map((o) => o.state);
const orders = async () => q<{ order_no: string; due: bigint }>('select order_no, due_fen as due from finance.receivable where balance_fen > 0 and paid_fen = 0 order by order_no');
const receive = (no: string, order: { order_no: string; due: bigint }, more: object = {}) => cashier.send('POST', '/api/finance/receipts', {
  accountId: bank, kind: 'payment', method: 'cheque', amountFen: Number(order.due), occurredAt: scene.product.kernel.clock.now(), tradeNo: no, orderNo: order.order_no, ...more,
});

beforeAll(async () => {
  scene = await freshProduct({ orders: 4 });
  cashier = await scene.as('cashier');
  const accountant = await scene.as('accountant');
  const made = await accountant.send('POST', '/api/finance/payment-accounts', { name: '基本户', provider: 'bank', accountNo: '6222000000000001', holder: null, storeIds: [], active: true });
  bank = (made.json() as { id: string }).id;
  await scene.product.settle();
}, 240_000);
afterAll(() => scene?.close());

test('every state of a cheque can be reached', () => expect(unreachable(chequeLife)).toEqual([]));

test('received it pays the order but is no money yet; banked in time, cleared it is at the bank', async () => {
  const [order] = await orders() as [{ order_no: string; due: bigint }];
  const before = await books();
  expect((await receive('ZP-1001', order)).statusCode).toBe(200);
  await scene.product.settle();
  expect(await owing(order.order_no)).toBe(0);
  expect(await books()).toEqual({ drawer: before.drawer + Number(order.due), bank: before.bank, owed: before.owed - Number(order.due) });
  expect(await cheque('ZP-1001')).toMatchObject({ state: 'received', amountFen: Number(order.due), orders: [order.order_no] });
  expect(await duty('ZP-1001')).toEqual(['pending']);
  expect((await act('ZP-1001', 'clearing')).statusCode).toBe(409);
  expect((await act('ZP-1001', 'banking')).statusCode).toBe(200);
  await scene.product.settle();
  expect(await duty('ZP-1001')).toEqual(['met']);
  expect((await act('ZP-1001', 'clearing')).statusCode).toBe(200);
  expect(await books()).toEqual({ drawer: before.drawer, bank: before.bank + Number(order.due), owed: before.owed - Number(order.due) });
  expect((await act('ZP-1001', 'bouncing', { reason: '余额不足' })).statusCode).toBe(409);
  expect(await q('select * from finance.faults')).toEqual([]);
});

test('bounced: the order is owed again, nothing is left in the drawer, and the customer pays otherwise from now on', async () => {
  const [order] = await orders() as [{ order_no: string; due: bigint }];
  const before = await books();
  await receive('ZP-1002', order);
  await scene.product.settle();
  await act('ZP-1002', 'banking');
  expect((await act('ZP-1002', 'bouncing', { reason: '空' })).statusCode).toBe(422);
  expect((await act('ZP-1002', 'bouncing', { reason: '余额不足' })).statusCode).toBe(200);
  await scene.product.settle();
  expect(await owing(order.order_no)).toBe(Number(order.due));
  expect(await books()).toEqual(before);
  expect(await cheque('ZP-1002')).toMatchObject({ state: 'bounced', endedWhy: '余额不足', orders: [] });
  expect(await q("select state from finance.receipt where trade_no = 'ZP-1002'")).toEqual([{ state: 'void' }]);
  const again = await receive('ZP-1003', order);
  expect([again.statusCode, again.json()]).toMatchObject([409, { code: 'finance.cheque-not-taken', clause: '6.1.1' }]);
  expect((await receive('HK-1', order, { method: 'transfer' })).statusCode).toBe(200);
  await scene.product.settle();
  expect(await owing(order.order_no)).toBe(0);
  expect(await q('select * from finance.faults')).toEqual([]);
});

test('given back before it was banked: owed again, and the duty to bank it is gone', async () => {
  const [order] = await orders() as [{ order_no: string; due: bigint }];
  const before = await books();
  await receive('ZP-1004', order);
  await scene.product.settle();
  expect((await act('ZP-1004', 'return', { reason: '客户改为转账' })).statusCode).toBe(200);
  await scene.product.settle();
  expect([await owing(order.order_no), await books(), await duty('ZP-1004')]).toEqual([Number(order.due), before, ['cancelled']]);
  expect(await q('select * from finance.faults')).toEqual([]);
});

test('a cheque is a payment into a bank account, known once, and not for every post', async () => {
  const [order] = await orders() as [{ order_no: string; due: bigint }];
  expect((await receive('ZP-1005', order, { kind: 'refund' })).json()).toMatchObject({ code: 'finance.cheque-is-a-payment' });
  expect((await receive('ZP-1001', order)).json()).toMatchObject({ code: 'finance.receipt-known' });
  const { id, version } = await cheque('ZP-1004');
  expect((await (await scene.as('seller')).send('POST', `/api/finance/cheques/${id}/banking`, { version })).statusCode).toBe(403);
  expect((await act('ZP-1004', 'banking')).statusCode).toBe(409);
});

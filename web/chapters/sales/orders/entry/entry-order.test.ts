import { describe, expect, test } from 'vitest';
import { bodyOf, emptyOrder, figuresOf, gapsOf, withSku, type EntryOrder, type EntrySku } from './entry-order.ts';

const cup: EntrySku = { id: '0190b6a0-0000-7000-8000-000000000001', code: 'CUP', title: '保温杯', spec: null, barcode: '6900000000001', unit: null, priceFen: 10_000, floorFen: 9_000, onHand: 5, reserved: 2, batchKept: false, shelfLifeDays: null };
const brush: EntrySku = { ...cup, id: '0190b6a0-0000-7000-8000-000000000002', code: 'BRUSH', priceFen: 333, floorFen: null, onHand: 0, reserved: 0 };
const order = (more: Partial<EntryOrder>): EntryOrder => ({ ...emptyOrder, storeId: 's', buyer: { ...emptyOrder.buyer, receiver: { ...emptyOrder.buyer.receiver, name: '示例甲' } }, lines: withSku([], cup), ...more });

describe('an order while it is typed', () => {
  test('the same barcode twice is one line of two', () => expect(withSku(withSku([], cup), cup)).toMatchObject([{ quantity: 2, unitFen: 10_000 }]));
  test('the discount is shared to the fen and the sum is what the buyer owes', () => {
    const figures = figuresOf(order({ lines: [{ sku: cup, quantity: 1, unitFen: 10_000 }, { sku: brush, quantity: 3, unitFen: 333 }], discountFen: 1_001, freightFen: 600 }));
    expect(figures.payableFen).toBe(10_000 + 999 - 1_001 + 600);
    expect(figures.lines.reduce((n, l) => n + l.amountFen, 0)).toBe(10_000 + 999 - 1_001);
  });
  test('at the floor it passes, one fen below it is said', () => {
    expect(figuresOf(order({ discountFen: 1_000 })).belowFloor).toBe(false);
    expect(figuresOf(order({ discountFen: 1_001 })).belowFloor).toBe(true);
  });
  test('what is reserved for others is not there', () => {
    expect(figuresOf(order({ lines: [{ sku: cup, quantity: 3, unitFen: 1 }] })).missing).toBe(0);
    expect(figuresOf(order({ lines: [{ sku: cup, quantity: 4, unitFen: 1 }] })).missing).toBe(1);
  });
  test('what is missing is named', () => {
    expect(gapsOf(emptyOrder)).toEqual(['store', 'buyer', 'lines']);
    expect(gapsOf(order({ discountFen: 10_001 }))).toEqual(['discount']);
    expect(gapsOf(order({ lines: [{ sku: cup, quantity: 1, unitFen: null }] }))).toEqual(['price']);
    expect(gapsOf(order({}))).toEqual([]);
  });
  test('what is sent: a new receiver, or a customer with a known address; unpaid sends no payment', () => {
    expect(bodyOf(order({ payment: { paid: false, method: '', paymentNo: '' } }))).toMatchObject({ source: 'manual', buyer: { receiver: { name: '示例甲', district: null } } });
    expect(bodyOf(order({ payment: { paid: false, method: '微信', paymentNo: '' } }))).not.toHaveProperty('payment');
    expect(bodyOf(order({ buyer: { ...emptyOrder.buyer, customerId: 'c', addressId: 'a' } })).buyer).toEqual({ customerId: 'c', addressId: 'a' });
  });
});

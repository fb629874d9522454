import { expect, test } from 'vitest';
import { deskProposal, type DeskOrder } from './desk-proposal.ts';

const order = (orderNo: string, roomFen: bigint, more: Partial<DeskOrder> = {}): DeskOrder => ({ receivableId: orderNo, orderNo, named: true, begun: false, near: true, roomFen, expectedFen: roomFen, ...more });
const receipt = (openFen: bigint, more: object = {}) => ({ state: 'open' as const, kind: 'payment' as const, openFen, ...more });
const parts = (p: ReturnType<typeof deskProposal>) => p?.parts.map((x) => [x.orderNo, x.amountFen]);

test('one order named in the bill with the same amount: one to one, nothing is left', () => {
  const p = deskProposal(receipt(11_800n), [order('A', 11_800n), order('B', 5_900n, { named: false })]);
  expect(p).toMatchObject({ how: 'one-to-one', restFen: 0n, named: true });
  expect(parts(p)).toEqual([['A', 11_800n]]);
});

test('the last of several receipts settles the order: many to one', () => {
  expect(deskProposal(receipt(1_800n), [order('A', 1_800n, { begun: true })])).toMatchObject({ how: 'many-to-one', restFen: 0n });
});

test('two orders paid together are proposed only when they sum to the cent', () => {
  const both = [order('A', 5_900n), order('B', 4_100n)];
  const p = deskProposal(receipt(10_000n), both);
  expect(p).toMatchObject({ how: 'one-to-many', restFen: 0n });
  expect(parts(p)).toEqual([['A', 5_900n], ['B', 4_100n]]);
  expect(deskProposal(receipt(10_001n), both)).toBeNull();
});

test('less than the order owes is a part; more leaves a rest to explain', () => {
  expect(deskProposal(receipt(5_000n), [order('A', 11_800n)])).toMatchObject({ how: 'partial', restFen: 0n });
  const p = deskProposal(receipt(12_000n), [order('A', 11_800n)]);
  expect(p).toMatchObject({ restFen: 200n });
  expect(parts(p)).toEqual([['A', 11_800n]]);
});

test('a discount that the marketplace bears: what the books still expect decides before the whole room', () => {
  expect(deskProposal(receipt(10_800n), [order('A', 11_800n, { expectedFen: 10_800n })])).toMatchObject({ how: 'one-to-one', restFen: 0n });
});

test('a refund goes back to the order that was paid, never beyond it', () => {
  expect(deskProposal(receipt(-3_000n, { kind: 'refund' }), [order('A', -11_800n)])).toMatchObject({ how: 'refund', restFen: 0n });
  expect(deskProposal(receipt(-12_000n, { kind: 'refund' }), [order('A', -11_800n)])).toMatchObject({ how: 'refund', restFen: -200n });
  expect(deskProposal(receipt(-3_000n, { kind: 'refund' }), [order('A', 11_800n)])).toBeNull();
});

test('without a name the amount alone must be unmistakable and near in time', () => {
  const alike = (no: string, near = true) => order(no, 11_800n, { named: false, near });
  expect(deskProposal(receipt(11_800n), [alike('A')])).toMatchObject({ how: 'one-to-one', named: false });
  expect(deskProposal(receipt(11_800n), [alike('A'), alike('B')])).toBeNull();
  expect(deskProposal(receipt(11_800n), [alike('A', false)])).toBeNull();
});

test('fees, suspects and settled receipts get no proposal', () => {
  const orders = [order('A', 11_800n)];
  expect(deskProposal(receipt(11_800n, { kind: 'fee' }), orders)).toBeNull();
  expect(deskProposal(receipt(11_800n, { state: 'suspect' }), orders)).toBeNull();
  expect(deskProposal(receipt(0n, { state: 'matched' }), orders)).toBeNull();
});

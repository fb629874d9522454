import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshKernel, type TestKernel } from '../../tests/support/kernel.ts';
import { givenCompany, givenStaff } from '../registers/company/testing.ts';
import { newId } from '../kernel/ids.ts';
import type { Post } from '../kernel/posts.ts';
import { stepsDone } from './first-steps.ts';

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await freshKernel();
  await givenCompany(kernel);
});
afterAll(() => kernel?.close());

const owed = (post: Post, open = true, staff: string | null = null) => kernel.db.query(
  `insert into regulation.obligation (id, clause, control, subject_type, subject_id, cycle, owner_post, owner_staff, opened_at, due_at, breach_at, state, open, limits, calendar, calendar_version)
   values ($1, '2.3.1', 'reviewed-in-time', 'order', $1::uuid::text, 0, $2, $3, now(), now(), now(), $4, $5, '{"unit":"hours","amount":4}', 'office', 'office@1')`, [newId(kernel.clock.now()), post, staff, open ? 'pending' : 'met', open]);
const staffStep = async () => {
  const { steps, vacant } = await stepsDone(kernel);
  return [steps.find((s) => s.key === 'staff')!.done, vacant];
};

test('posts that owe something and that nobody in service holds are named until somebody does', async () => {
  await givenStaff(kernel, ['administrator']);
  const operator = await givenStaff(kernel, ['store-operator']);
  expect(await staffStep()).toEqual([true, []]);
  await owed('seller');
  await owed('warehouse', false);
  await owed('store-operator');
  await owed('buyer', true, operator.id);
  expect(await staffStep()).toEqual([false, ['seller']]);
  const seller = await givenStaff(kernel, ['seller']);
  expect(await staffStep()).toEqual([true, []]);
  await kernel.db.query('update company.staff set active = false where id = $1', [seller.id]);
  expect(await staffStep()).toEqual([false, ['seller']]);
});

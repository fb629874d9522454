import { expect, test } from 'vitest';
import { words } from '../../src/kernel/words.ts';
import { refusalOf } from './rights.ts';

const release = { method: 'POST', path: '/orders/:id/release', summary: words('放行', 'Release') } as const;

test('who may, presses; who may not, reads who does and whom to ask', () => {
  expect(refusalOf({ 'POST /orders/:id/hold': ['seller'] }, release)).toBeNull();
  expect(refusalOf({ 'POST /orders/:id/release': ['seller', 'team-lead'] }, release)).toEqual(words(
    '“放行”由这些岗位办理：销售员、销售主管。请找他们，或请系统管理员为您任命岗位。', '“Release” is for: Seller, Team lead. Ask one of them, or an administrator to give you the post.'));
});

test('what no post may do by hand says so without naming anybody', () => {
  expect(refusalOf({ 'POST /orders/:id/release': [] }, release)?.zh).toBe('您的岗位不能办理“放行”。');
});

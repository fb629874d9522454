import { expect, test } from 'vitest';
import { changesOf, spelled, type Settings } from './draft.ts';

const given: Settings = { duplicateWithinHours: 24, manyOrders: 5, manyOrdersWithinHours: 24, plainFlags: ['灰'], idleRemarks: ['谢谢'], noAfterSales: ['无'], off: [], stores: [] };
const name = () => '山海小铺';

test('nothing changed says nothing, whatever the order of words', () => {
  expect(changesOf(given, { ...given }, name)).toEqual([]);
  expect(spelled({ ...given, idleRemarks: ['谢谢', '好的'] })).toBe(spelled({ ...given, idleRemarks: ['好的', '谢谢'] }));
});
test('switches, hours, words and stores are each named', () => {
  const after: Settings = { ...given, off: ['may-merge'], duplicateWithinHours: 48, plainFlags: ['灰', '绿'], stores: [{ storeId: 's', off: ['remark-or-flag'] }] };
  expect(changesOf(given, after, name).map((w) => w.zh)).toEqual(['关闭“可合并发货”', '重复订单时限 24 → 48 小时', '无含义旗帜：灰 → 灰、绿', '山海小铺单独设置：关闭 留言、备注或旗帜']);
  expect(changesOf(after, given, name).map((w) => w.zh)).toContain('山海小铺恢复与公司一致');
});

import { describe, expect, test } from 'vitest';
import { words } from '../../../src/kernel/words.ts';
import type { WorkItem } from '../work-endpoints.ts';
import { afterDone, stepTo, workRows } from './work-rows.ts';

const item = (id: string, group: WorkItem['group'], breachAt: number | null): WorkItem => ({
  id, kind: 'obligation', group, title: words('发货', 'Ship'), clause: '2.3.3', subject: { type: 'order', id, number: `SO-${id}`, title: null, href: `/sales/orders/${id}` }, whom: null, owner: null, post: null,
  state: breachAt === null ? 'paused' : 'pending', openedAt: 0, dueAt: breachAt, breachAt, remainingMs: breachAt === null ? 60_000 : null, provisional: false,
});

describe('my work', () => {
  const items = [item('late', 'today', 500), item('soon', 'today', 400), item('broken', 'overdue', 90), item('still', 'today', null)];
  const rows = workRows(items, { today: 31 });

  test('stands in the order in which things break; what is paused comes last in its group', () => {
    expect(rows.map((r) => (r.is === 'head' ? `# ${r.group} ${r.count}` : r.item.id))).toEqual(['# overdue 1', 'broken', '# today 31', 'soon', 'late', 'still']);
  });
  test('what others owe comes after what is overdue with me and before the day', () => {
    const mixed = workRows([item('own', 'today', 5), item('theirs', 'team', 1), item('up', 'escalated', 2), item('broken', 'overdue', 90)], { team: 40 });
    expect(mixed.flatMap((r) => (r.is === 'head' ? [`${r.group} ${r.shown}/${r.count}`] : []))).toEqual(['overdue 1/1', 'escalated 1/1', 'today 1/1', 'team 1/40']);
  });
  test('arrow keys jump over headings and stop at the ends', () => {
    expect(stepTo(rows, -1, 1)).toBe(1);
    expect(stepTo(rows, 1, 1)).toBe(3);
    expect(stepTo(rows, 3, -1)).toBe(1);
    expect(stepTo(rows, 5, 1)).toBe(5);
    expect(stepTo(rows, 1, -1)).toBe(1);
  });
  test('after an item is done the next one is selected, after the last the one before', () => {
    expect(afterDone(rows, 'broken')).toBe('soon');
    expect(afterDone(rows, 'still')).toBe('late');
    expect(afterDone(workRows([item('only', 'today', 1)], {}), 'only')).toBeNull();
  });
});

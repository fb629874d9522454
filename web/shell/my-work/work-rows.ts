import { workGroups, type WorkGroup, type WorkItem } from '../work-endpoints.ts';

/** A line of the list: a group's heading or an item. */
export type WorkRow = { readonly is: 'head'; readonly group: WorkGroup; readonly count: number; readonly shown: number } | { readonly is: 'item'; readonly item: WorkItem };

/** Items in the order in which they are due, under the headings of their groups. Paused items come after those with a due time. */
export function workRows(items: readonly WorkItem[], counts: Readonly<Partial<Record<WorkGroup, number>>>): WorkRow[] {
  const rows: WorkRow[] = [];
  const order = (i: WorkItem) => i.dueAt ?? Number.MAX_SAFE_INTEGER;
  for (const group of workGroups) {
    const members = items.filter((i) => i.group === group).toSorted((a, b) => order(a) - order(b) || (a.id < b.id ? -1 : 1));
    if (members.length === 0) continue;
    rows.push({ is: 'head', group, count: counts[group] ?? members.length, shown: members.length });
    for (const item of members) rows.push({ is: 'item', item });
  }
  return rows;
}

/** The next item from a position in a direction, jumping over headings; the position itself when there is none. */
export function stepTo(rows: readonly WorkRow[], from: number, direction: 1 | -1): number {
  for (let i = from + direction; i >= 0 && i < rows.length; i += direction) if (rows[i]?.is === 'item') return i;
  return rows[from]?.is === 'item' ? from : -1;
}

/** Which item is selected after one is done: the one below it, else the one above. */
export function afterDone(rows: readonly WorkRow[], doneId: string): string | null {
  const at = rows.findIndex((r) => r.is === 'item' && r.item.id === doneId);
  if (at < 0) return null;
  const below = stepTo(rows, at, 1);
  const next = below === at ? stepTo(rows, at, -1) : below;
  const row = rows[next];
  return row?.is === 'item' && row.item.id !== doneId ? row.item.id : null;
}

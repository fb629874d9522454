import { words, type Words } from '../../../src/kernel/words.ts';
import type { ObligationRow } from '../../../src/regulation/obligations/contract.ts';

export const stateWords: Record<ObligationRow['state'], Words> = {
  pending: words('进行中', 'Running'), paused: words('暂停', 'Paused'), met: words('按时完成', 'Met'), breached: words('超时', 'Breached'), cancelled: words('已取消', 'Cancelled'),
  waived: words('已豁免', 'Waived'), unknown: words('无法判定', 'Unknown'),
};

export const reasonWords: Readonly<Record<string, Words>> = {
  'late-fact': words('收到迟到的事实，重新判定', 'judged anew: a fact came in late'), 'late-pause': words('收到迟到的暂停，重新判定', 'judged anew: a pause came in late'),
  waiver: words('经批准豁免', 'waived with an approval'), reopened: words('事项重新打开，时限继续计算', 'opened again: its clock goes on'),
  calendar: words('日历变更，重新判定', 'judged anew: the calendar changed'), correction: words('参数更正，重新判定', 'judged anew: the value was corrected'), value: words('新值即时生效，重算时限', 'timed anew: a value that binds at once'),
};

/** What a row is now, overdue and still open said as such. */
export const said = (row: Pick<ObligationRow, 'state' | 'open'>): Words => (row.state === 'breached' && row.open ? words('已超期', 'Overdue') : stateWords[row.state]);
export const tone = (row: Pick<ObligationRow, 'state'>): string | undefined => (row.state === 'breached' ? 'dz-breach' : row.state === 'met' ? 'dz-kept' : row.state === 'pending' ? undefined : 'dz-2');

/** Verdicts of what runs no clock. */
export const outcomeWords = { kept: words('符合', 'Kept'), broken: words('违反', 'Broken'), unknown: words('缺数据', 'Unknown'), applied: words('已判定', 'Decided') } as const satisfies Record<string, Words>;

import { lifeCycle } from '../lifecycle.ts';
import { words } from '../words.ts';

export const runStates = ['recognised', 'staging', 'unreadable', 'staged', 'running', 'failed', 'done', 'cancelled', 'undone'] as const;
export type RunState = (typeof runStates)[number];
type RunEvent = 'read' | 'was-read' | 'start' | 'finish' | 'stop' | 'give-up' | 'retry' | 'undo';

/** The life of an import run. What was applied stays applied: a run that stopped goes on where it stood, or is given up as it is. */
export const runLife = lifeCycle<RunState, RunEvent>({
  noun: words('导入', 'import'),
  first: 'recognised',
  states: {
    recognised: words('待确认', 'recognised'), staging: words('读取中', 'being read'), unreadable: words('读取中断', 'could not be read'), staged: words('待导入', 'ready to import'),
    running: words('导入中', 'running'), failed: words('导入中断', 'stopped'), done: words('已完成', 'done'), cancelled: words('已放弃', 'given up'), undone: words('已撤回', 'taken back'),
  },
  moves: {
    recognised: { read: 'staging', 'give-up': 'cancelled' },
    staging: { 'was-read': 'staged', stop: 'unreadable' },
    unreadable: { read: 'staging', 'give-up': 'cancelled' },
    staged: { read: 'staging', start: 'running', 'give-up': 'cancelled' },
    running: { finish: 'done', stop: 'failed' },
    failed: { start: 'running', 'give-up': 'cancelled', undo: 'undone' },
    done: { retry: 'running', undo: 'undone' },
    cancelled: { undo: 'undone' },
    undone: {},
  },
});

/** A run that somebody is working on, or that waits for a node to do so. */
export const isUnderWay = (state: RunState): boolean => state === 'staging' || state === 'running';

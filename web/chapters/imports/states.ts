import { words } from '../../../src/kernel/words.ts';

/** What an import's state is called. */
export const runStates = {
  recognised: words('待确认', 'To confirm'), staging: words('读取中', 'Reading'), unreadable: words('读取失败', 'Unreadable'), staged: words('待导入', 'To run'), running: words('导入中', 'Running'),
  failed: words('中断', 'Stopped'), done: words('已完成', 'Done'), cancelled: words('已放弃', 'Given up'), undone: words('已撤回', 'Taken back'),
} as const;

import { refusals } from '../../../kernel/refusal.ts';

export const miningNo = refusals('regulation', {
  'log-refused': {
    status: 422,
    title: { zh: '事件日志读不了', en: 'The log cannot be read' },
    next: { zh: '请按提示指定列，或更正文件后重新上传。', en: 'Name the columns or mend the file as told, then upload it again.' },
  },
  'log-too-large': {
    status: 413,
    title: { zh: '事件日志太大，内存不够', en: 'The log is too large to be read here' },
    next: { zh: '请缩短时间范围，或用 dianzhang mine 命令读取。', en: 'Choose a shorter period, or read it with dianzhang mine.' },
  },
  'log-gone': {
    status: 404,
    title: { zh: '这份日志已不在', en: 'That log is not here any more' },
    next: { zh: '它已被删除，或不是您上传的；请重新上传。', en: 'It was thrown away, or somebody else brought it; upload it again.' },
  },
});

import { refusals } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';

export const no = refusals('sales', {
  'research-known': { status: 409, title: words('这个月已有调研报告', 'There is a report of this month already'), next: words('请打开已有的报告继续写；写错了可先作废。', 'Open it and go on writing; drop it first if it was begun by mistake.'), clause: '2.1.1' },
  'research-fixed': { status: 409, title: words('报告已发布，不能再改', 'The report is published and stands as it is'), next: words('请在下一期报告中更正。', 'Correct it in the next report.'), clause: '2.1.1' },
  'source-without-address': { status: 422, title: words('链接来源须填写网址', 'A link needs its address'), next: words('请填写 http 或 https 开头的网址，或上传文件、截图。', 'Give an address that begins with http or https, or upload a file.'), clause: '2.1.1' },
  'source-in-the-future': { status: 422, title: words('资料日期在将来', 'The date of the source lies in the future'), next: words('请填写看到资料的日期。', 'Give the day on which it was seen.'), clause: '2.1.1' },
  'task-owner-unknown': { status: 422, title: words('负责人不存在或已停用', 'The owner is not there, or has left'), next: words('请重新选择负责人。', 'Choose an owner again.') },
  'task-due-past': { status: 422, title: words('完成期限已经过去', 'The date lies in the past'), next: words('请填写将来的日期。', 'Give a date in the future.') },
  'competitor-known': { status: 409, title: words('已有同名的竞争对手', 'A competitor of this name is there'), next: words('请打开已有的竞争对手。', 'Open the one that is there.') },
});

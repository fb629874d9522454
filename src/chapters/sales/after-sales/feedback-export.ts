import type { Actor, Scope } from '../../../kernel/actor.ts';
import { localText } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { everyRow } from '../../../kernel/keyset.ts';
import { words, type Language, type Words } from '../../../kernel/words.ts';
import { feedbackChannels, feedbackStates, type FeedbackRow } from './contract-feedback.ts';
import { listFeedback, type FeedbackAsked } from './feedback-reads.ts';
import { writeXlsx } from '../../../kernel/files/write-xlsx.ts';

/** Text that a spreadsheet would run stays text: every cell is written as such, ratings and counts as numbers. */
const cells: readonly { title: Words; cell: (f: FeedbackRow, language: Language) => string | number | null }[] = [
  { title: words('反馈', 'Feedback'), cell: (f) => f.feedbackNo }, { title: words('状态', 'State'), cell: (f, l) => feedbackStates[f.state][l] }, { title: words('渠道', 'Channel'), cell: (f, l) => feedbackChannels[f.channel][l] },
  { title: words('内容', 'Words'), cell: (f) => f.words }, { title: words('评分', 'Rating'), cell: (f) => f.rating }, { title: words('客户', 'Customer'), cell: (f) => f.author }, { title: words('订单', 'Order'), cell: (f) => f.orderNo },
  { title: words('店铺', 'Store'), cell: (f) => f.storeName }, { title: words('协办中', 'Helping'), cell: (f) => f.tasks }, { title: words('经办', 'In hand of'), cell: (f) => f.assignee }, { title: words('收到', 'Received'), cell: (f) => localText(f.receivedAt) },
  { title: words('回应', 'Answered'), cell: (f) => (f.answeredAt === null ? null : localText(f.answeredAt)) },
];
/** Most rows of one workbook. */
const WORKBOOK = 50_000;

export async function feedbackXlsx(kernel: Kernel, actor: Actor | null, scope: Scope, asked: FeedbackAsked, language: Language): Promise<Uint8Array> {
  const rows = await everyRow(WORKBOOK, (at) => listFeedback(kernel, actor, scope, { ...asked, ...at }));
  return writeXlsx({ sheets: [{
    name: language === 'zh' ? '反馈' : 'Feedback', freezePane: { rows: 1 }, data: rows.map((r) => Object.fromEntries(cells.map((c, i) => [`c${i}`, c.cell(r, language) ?? '']))),
    columns: cells.map((c, i) => ({ header: c.title[language], key: `c${i}`, width: 18, numFmt: '@' })),
  }] });
}

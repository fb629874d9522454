import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { day, done, fen, id, instant, listOf, month, page, query, text, webAddress as url, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const sectionWords = {
  market: words('市场动态', 'The market'), competitors: words('竞争对手', 'Competitors'), demand: words('潜在需求', 'Demand'), 'trends-policy': words('趋势与政策', 'Trends and policy'), conclusions: words('结论与建议', 'Conclusions'), risks: words('风险提示', 'Risks'),
} as const;
export type SectionName = keyof typeof sectionWords;
export const sectionNames = Object.keys(sectionWords) as [SectionName, ...SectionName[]];
export const researchStateWords = { draft: words('撰写中', 'Being written'), published: words('已发布', 'Published'), dropped: words('已作废', 'Dropped') } as const;
export const sourceKindWords = { link: words('链接', 'Link'), file: words('文件', 'File'), screenshot: words('截图', 'Screenshot') } as const;
export const taskStateWords = { planned: words('待发布', 'Planned'), open: words('进行中', 'Open'), done: words('已完成', 'Done'), dropped: words('已取消', 'Dropped') } as const;

const section = z.enum(sectionNames);
const one = z.strictObject({ id });
const state = z.enum(['draft', 'published', 'dropped']);

const row = z.object({ id, reportNo: z.string(), period: z.string(), title: z.string(), state, author: z.string(), createdAt: instant, publishedAt: instant.nullable(), sources: z.int(), tasks: z.int(), tasksDone: z.int(), readers: z.int(), read: z.int(), mine: z.boolean(), version: z.int() });
export type ResearchRow = z.output<typeof row>;
const source = z.object({ id, section, kind: z.enum(['link', 'file', 'screenshot']), title: z.string(), url: z.string().nullable(), fileName: z.string().nullable(), seenOn: day, note: z.string().nullable(), by: z.string(), at: instant });
const task = z.object({ id, taskNo: z.string(), text: z.string(), owner: z.object({ id, name: z.string() }), dueOn: day, state: z.enum(['planned', 'open', 'done', 'dropped']), result: z.string().nullable(), closedAt: instant.nullable(), mine: z.boolean() });
const record = row.extend({
  sections: z.partialRecord(section, z.string()), required: z.array(section), missing: z.array(wordsSchema), sourceList: z.array(source), taskList: z.array(task),
  readerList: z.array(z.object({ id, name: z.string(), readAt: instant.nullable() })), mayWrite: z.boolean(), mayPublish: z.boolean(),
  /** What is laid before the head when the report is submitted; null while something is missing. */
  lays: z.object({ verb: z.string(), subject: z.object({ type: z.string(), id: z.string() }), content: z.record(z.string(), z.unknown()) }).nullable(),
});
export type ResearchRecord = z.output<typeof record>;

export const listResearch = endpoint({
  method: 'GET', path: '/research', summary: words('市场调研报告', 'Research reports'), query: z.strictObject({ q: query.text(100), state: query.anyOf(['draft', 'published', 'dropped']), toRead: query.bool, sort: query.oneOf(['created', '-created', 'period', '-period']), ...page }), response: listOf(row),
});
export const readResearch = endpoint({ method: 'GET', path: '/research/:id', summary: words('市场调研报告', 'A research report'), params: one, response: record });
export const startResearchAct = endpoint({ method: 'POST', path: '/research', summary: words('开始调研报告', 'Start a report'), body: z.strictObject({ period: month, title: text(80).optional() }), response: done });
export const writeResearchAct = endpoint({ method: 'PUT', path: '/research/:id', summary: words('撰写调研报告', 'Write the report'), params: one, body: z.strictObject({ version: z.int(), title: text(80, 1), sections: z.partialRecord(section, text(20_000)) }), response: z.object({ id, version: z.int() }) });
export const dropResearchAct = endpoint({ method: 'POST', path: '/research/:id/dropping', summary: words('作废调研报告', 'Drop the report'), params: one, body: z.strictObject({ reason: text(200, 2) }), response: done });
export const addLinkAct = endpoint({ method: 'POST', path: '/research/:id/links', summary: words('添加链接来源', 'Add a link'), params: one, body: z.strictObject({ section, title: text(120, 1), url, seenOn: day, note: text(300).nullish() }), response: done });
/** Multipart: fields `section`, `title`, `seenOn`, then one file; pictures are screenshots. */
export const uploadSource = endpoint({ method: 'POST', path: '/research/:id/files', summary: words('上传来源文件', 'Upload a source'), params: one, response: done });
export const readSourceFile = endpoint({ method: 'GET', path: '/research-sources/:id/file', summary: words('下载来源文件', 'Download a source'), params: one, response: z.unknown() });
export const dropSourceAct = endpoint({ method: 'POST', path: '/research-sources/:id/removal', summary: words('移除来源', 'Take a source out'), params: one, body: z.strictObject({}), response: done });
export const addTaskAct = endpoint({ method: 'POST', path: '/research/:id/tasks', summary: words('添加结论任务', 'Add a task'), params: one, body: z.strictObject({ text: text(300, 2), ownerId: id, dueOn: day }), response: done });
export const finishTaskAct = endpoint({ method: 'POST', path: '/research-tasks/:id/result', summary: words('完成或取消任务', 'Finish a task'), params: one, body: z.strictObject({ outcome: z.enum(['done', 'dropped']), result: text(500, 2) }), response: done });
export const publishResearchAct = endpoint({ method: 'POST', path: '/research/:id/publication', summary: words('发布调研报告', 'Publish the report'), params: one, body: z.strictObject({}), response: done });
export const markReadAct = endpoint({ method: 'POST', path: '/research/:id/reading', summary: words('标记已读', 'Mark as read'), params: one, body: z.strictObject({}), response: done });

const competitorRow = z.object({ id, name: z.string(), platform: z.string().nullable(), url: z.string().nullable(), note: z.string().nullable(), active: z.boolean(), products: z.int(), observations: z.int(), lastOn: day.nullable(), lastPriceFen: fen.nullable(), lastProduct: z.string().nullable(), changeFen: fen.nullable(), version: z.int() });
export const listCompetitors = endpoint({ method: 'GET', path: '/competitors', summary: words('竞争对手', 'Competitors'), query: z.strictObject({ q: query.text(100), active: query.bool, sort: query.oneOf(['name', '-name', 'created', '-created']), ...page }), response: listOf(competitorRow) });
export const readCompetitor = endpoint({
  method: 'GET', path: '/competitors/:id', summary: words('竞争对手', 'A competitor'), params: one,
  response: competitorRow.extend({ series: z.array(z.object({ product: z.string(), points: z.array(z.object({ on: day, priceFen: fen })) })), log: z.array(z.object({ id, product: z.string(), on: day, priceFen: fen.nullable(), feature: z.string().nullable(), url: z.string().nullable(), by: z.string() })) }),
});
export const saveCompetitorAct = endpoint({ method: 'POST', path: '/competitors', summary: words('保存竞争对手', 'Save a competitor'), body: z.strictObject({ id: id.nullable(), version: z.int().nullable(), name: text(60, 1), platform: text(30).nullish(), url: url.nullish(), note: text(500).nullish(), active: z.boolean() }), response: done });
export const observeAct = endpoint({
  method: 'POST', path: '/competitors/:id/observations', summary: words('登记竞品观察', 'Record an observation'), params: one,
  body: z.strictObject({ product: text(80, 1), observedOn: day, priceFen: fen.min(1).max(100_000_000_000).nullish(), feature: text(300).nullish(), url: url.nullish() }), response: done,
});

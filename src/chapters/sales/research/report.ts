import { z } from 'zod';
import { isOwn, personOf, type Policy } from '../../../kernel/actor.ts';
import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import { keepFile } from '../../../kernel/keep-file.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { day, id, text } from '../../../kernel/schemas.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { kernelNo } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verb.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { holdersOf, staffById } from '../../../registers/company/index.ts';
import type { Engine } from '../../../regulation/runtime/engine.ts';
import { addLinkAct, addTaskAct, finishTaskAct, sectionNames, sectionWords, startResearchAct, writeResearchAct, type SectionName } from './contract.ts';
import { researchDropped, researchPublished, researchStarted, researchTaskDone, researchTaskDropped, researchTaskGiven, sourceAdded } from './facts.ts';
import { no } from './refusals.ts';

export const mayWriteResearch = { seller: 'all', 'team-lead': 'all', 'store-operator': 'all', 'department-head': 'all' } satisfies Policy;
export const mayPublishResearch = { 'team-lead': 'all', 'department-head': 'all' } satisfies Policy;
export const mayReadResearch = { seller: 'all', 'team-lead': 'all', 'store-operator': 'all', 'service-lead': 'all', buyer: 'all', 'department-head': 'all', 'general-manager': 'all', auditor: 'all' } satisfies Policy;

export interface Report { id: string; report_no: string; period: string; title: string; state: 'draft' | 'published' | 'dropped'; sections: Partial<Record<SectionName, string>>; author_id: string; author_name: string; version: number }

const lock = async (tx: Tx, reportId: string): Promise<Report | null> => (await tx.rows<Report & Record<string, unknown>>('sales.lock_research', 'select id, report_no, period, title, state, sections, author_id, author_name, version from sales.research_report where id = $1 for update', [reportId]))[0] ?? null;
const ofSource = async (tx: Tx, sourceId: string): Promise<Report | null> => {
  const [row] = await tx.rows<{ report_id: string }>('sales.research_of_source', 'select report_id from sales.research_source where id = $1', [sourceId]);
  return row ? lock(tx, row.report_id) : null;
};
function draft(report: Report): void {
  if (report.state !== 'draft') throw refuse(no['research-fixed'], undefined, { state: report.state });
}

/** Shorter than this is a heading, not a section. */
const LEAST = 20;

/** What is still missing of the required sections and of the sources that each of them rests on. Conclusions and risks rest on the others. */
export function missingOf(report: Pick<Report, 'sections'>, sources: readonly { section: string }[], required: readonly SectionName[]): { sections: SectionName[]; sources: SectionName[] } {
  return {
    sections: required.filter((s) => (report.sections[s]?.trim().length ?? 0) < LEAST),
    sources: required.filter((s) => s !== 'conclusions' && s !== 'risks' && !sources.some((x) => x.section === s)),
  };
}
export const saidMissing = (m: ReturnType<typeof missingOf>): Words[] => [
  ...m.sections.map((s) => words(`“${sectionWords[s].zh}”不足 ${LEAST} 字`, `“${sectionWords[s].en}” has fewer than ${LEAST} characters`)), ...m.sources.map((s) => words(`“${sectionWords[s].zh}”没有资料来源`, `“${sectionWords[s].en}” has no source`)),
];
/** The company's required sections now (parameter researchSections of clause 2.1.1). */
export const requiredSections = (engine: Engine, at: number): SectionName[] => (engine.values.at('researchSections', at).value as readonly string[]).filter((s): s is SectionName => (sectionNames as readonly string[]).includes(s));

export interface Basis { sources: { id: string; section: string; title: string; seen_on: string }[]; tasks: { id: string; task_no: string; text: string; owner_id: string; due_on: string; state: string }[] }
export async function basisOf(on: { runner: Runner }, reportId: string): Promise<Basis> {
  const [sources, tasks] = await Promise.all([
    on.runner.query<Basis['sources'][number] & Record<string, unknown>>('select id, section, title, seen_on from sales.research_source where report_id = $1 order by added_at, id', [reportId], 'sales.research_basis_sources'),
    on.runner.query<Basis['tasks'][number] & Record<string, unknown>>('select id, task_no, text, owner_id, due_on, state from sales.research_task where report_id = $1 order by created_at, id', [reportId], 'sales.research_basis_tasks'),
  ]);
  return { sources: sources.rows, tasks: tasks.rows };
}
/** What is approved: exactly these words, sources and tasks. */
export const contentOf = (report: Report, basis: Basis): Record<string, unknown> => ({
  reportNo: report.report_no, period: report.period, title: report.title, sections: report.sections, sources: basis.sources.map((s) => `${s.section}: ${s.title} (${s.seen_on})`), tasks: basis.tasks.filter((t) => t.state === 'planned').map((t) => ({ text: t.text, owner: t.owner_id, due: t.due_on })),
});

export const startResearch = verb({
  name: 'sales.start-research', title: words('开始调研报告', 'Start a report'), may: mayWriteResearch, input: startResearchAct.body!,
  run: async (tx, input) => {
    const [reportId, reportNo] = [tx.newId(), await tx.number('RR')];
    const title = input.title || `${input.period.replace('-', ' 年 ')} 月市场调研报告`;
    const made = await tx.rows('sales.start_research', `insert into sales.research_report (id, report_no, period, title, state, author_id, author_name, search, created_at, updated_at)
      values ($1, $2, $3, $4, 'draft', $5, $6, array_to_tsvector(string_to_array($7, ' ')), to_timestamp($8::bigint / 1000.0), to_timestamp($8::bigint / 1000.0)) on conflict do nothing returning id`,
    [reportId, reportNo, input.period, title, personOf(tx.actor), tx.actor.name, searchColumn({ names: [title], numbers: [reportNo, input.period] }), tx.now]);
    if (made.length === 0) throw refuse(no['research-known']);
    tx.fact(researchStarted, reportId, { reportNo, period: input.period });
    return { id: reportId };
  },
});

export const writeResearch = verb({
  name: 'sales.write-research', title: words('撰写调研报告', 'Write the report'), may: mayWriteResearch, input: writeResearchAct.body!.extend({ id }), subject: (tx, input) => lock(tx, input.id),
  run: async (tx, input, report) => {
    draft(report);
    if (report.version !== input.version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: report.version });
    await tx.rows('sales.write_research', `update sales.research_report set title = $2, sections = $3::jsonb, version = version + 1, updated_at = to_timestamp($4::bigint / 1000.0), search = array_to_tsvector(string_to_array($5, ' ')) where id = $1`,
      [report.id, input.title, JSON.stringify(input.sections), tx.now, searchColumn({ names: [input.title], numbers: [report.report_no, report.period], texts: Object.values(input.sections) })]);
    tx.audit({ type: 'research-report', id: report.id }, { sections: Object.keys(input.sections) });
    return { id: report.id, version: report.version + 1 };
  },
});

export const dropResearch = verb({
  name: 'sales.drop-research', title: words('作废调研报告', 'Drop the report'), may: mayPublishResearch, input: z.strictObject({ id, reason: text(200, 2) }), subject: (tx, input) => lock(tx, input.id),
  run: async (tx, input, report) => {
    draft(report);
    await tx.rows('sales.drop_research', "update sales.research_report set state = 'dropped', version = version + 1, updated_at = to_timestamp($2::bigint / 1000.0) where id = $1", [report.id, tx.now]);
    tx.fact(researchDropped, report.id, { reportNo: report.report_no, period: report.period, reason: input.reason });
    return { id: report.id };
  },
});

function seenBy(tx: Tx, seenOn: string): void {
  if (seenOn > dayOf(tx.now)) throw refuse(no['source-in-the-future']);
}
const insertSource = (tx: Tx, sourceId: string, report: Report, s: { section: string; kind: string; title: string; url: string | null; fileId: string | null; fileName: string | null; seenOn: string; note: string | null }) => tx.rows('sales.add_source',
  `insert into sales.research_source (id, report_id, section, kind, title, url, file_id, file_name, seen_on, note, added_by, added_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9::date, $10, $11, to_timestamp($12::bigint / 1000.0))`,
  [sourceId, report.id, s.section, s.kind, s.title, s.url, s.fileId, s.fileName, s.seenOn, s.note, tx.actor.name, tx.now]);

export const addLink = verb({
  name: 'sales.add-research-link', title: words('添加链接来源', 'Add a link'), may: mayWriteResearch, input: addLinkAct.body!.extend({ id }), subject: (tx, input) => lock(tx, input.id),
  run: async (tx, input, report) => {
    draft(report);
    seenBy(tx, input.seenOn);
    const sourceId = tx.newId();
    await insertSource(tx, sourceId, report, { section: input.section, kind: 'link', title: input.title, url: input.url, fileId: null, fileName: null, seenOn: input.seenOn, note: input.note ?? null });
    tx.fact(sourceAdded, report.id, { reportNo: report.report_no, section: input.section, kind: 'link', seenOn: input.seenOn });
    return { id: sourceId };
  },
});

/** The content lies in the file store; here it is said what it is and from when. */
export const addFile = verb({
  name: 'sales.add-research-file', title: words('上传来源文件', 'Upload a source'), may: mayWriteResearch,
  input: z.strictObject({ id, section: z.enum(sectionNames), title: text(120, 1), seenOn: day, file: z.strictObject({ sha256: z.string(), size: z.int(), name: z.string().max(200), mediaType: z.string().max(200) }) }), subject: (tx, input) => lock(tx, input.id),
  run: async (tx, input, report) => {
    draft(report);
    seenBy(tx, input.seenOn);
    const sourceId = tx.newId();
    const [fileId] = await keepFile(tx, [input.file]);
    const kind = input.file.mediaType.startsWith('image/') ? 'screenshot' : 'file';
    await insertSource(tx, sourceId, report, { section: input.section, kind, title: input.title, url: null, fileId: fileId!, fileName: input.file.name, seenOn: input.seenOn, note: null });
    tx.fact(sourceAdded, report.id, { reportNo: report.report_no, section: input.section, kind, seenOn: input.seenOn });
    return { id: sourceId };
  },
});

export const dropSource = verb({
  name: 'sales.drop-research-source', title: words('移除来源', 'Take a source out'), may: mayWriteResearch, input: z.strictObject({ id }), subject: (tx, input) => ofSource(tx, input.id),
  run: async (tx, input, report) => {
    draft(report);
    await tx.rows('sales.drop_source', 'delete from sales.research_source where id = $1', [input.id]);
    tx.audit({ type: 'research-report', id: report.id }, { sourceTakenOut: input.id });
    return { id: input.id };
  },
});

export const addTask = verb({
  name: 'sales.add-research-task', title: words('添加结论任务', 'Add a task'), may: mayWriteResearch, input: addTaskAct.body!.extend({ id }), subject: (tx, input) => lock(tx, input.id),
  run: async (tx, input, report) => {
    draft(report);
    if (!(await staffById(tx, [input.ownerId])).get(input.ownerId)?.active) throw refuse(no['task-owner-unknown']);
    if (input.dueOn <= dayOf(tx.now)) throw refuse(no['task-due-past']);
    const [taskId, taskNo] = [tx.newId(), await tx.number('RT')];
    await tx.rows('sales.add_research_task', "insert into sales.research_task (id, task_no, report_id, text, owner_id, due_on, state, created_at) values ($1, $2, $3, $4, $5, $6::date, 'planned', to_timestamp($7::bigint / 1000.0))", [taskId, taskNo, report.id, input.text, input.ownerId, input.dueOn, tx.now]);
    tx.audit({ type: 'research-report', id: report.id }, { task: taskNo });
    return { id: taskId };
  },
});

interface Task { id: string; task_no: string; report_no: string; owner_id: string; state: string }
/** Whoever owns the task says what came of it; who may publish may take it off. */
export const finishTask = verb({
  name: 'sales.finish-research-task', title: words('完成或取消任务', 'Finish a task'), may: { signedIn: 'own', 'team-lead': 'all', 'department-head': 'all' }, input: finishTaskAct.body!.extend({ id }),
  subject: async (tx, input) => (await tx.rows<Task & Record<string, unknown>>('sales.lock_research_task', 'select t.id, t.task_no, r.report_no, t.owner_id, t.state from sales.research_task t join sales.research_report r on r.id = t.report_id where t.id = $1 for update of t', [input.id]))[0] ?? null,
  inScope: (actor, scope, task) => scope === 'all' || isOwn(actor, task.owner_id), works: (task: Task) => ({ type: 'research-task', id: task.id }),
  run: async (tx, input, task) => {
    if (task.state !== 'open' && !(task.state === 'planned' && input.outcome === 'dropped')) throw refuse(kernelNo['wrong-state']);
    await tx.rows('sales.finish_research_task', 'update sales.research_task set state = $2, result = $3, closed_at = to_timestamp($4::bigint / 1000.0), closed_by = $5 where id = $1', [task.id, input.outcome, input.result, tx.now, tx.actor.name]);
    if (task.state === 'planned') tx.audit({ type: 'research-task', id: task.id }, { dropped: true }, input.result);
    else if (input.outcome === 'done') tx.fact(researchTaskDone, task.id, { number: task.task_no, reportNo: task.report_no });
    else tx.fact(researchTaskDropped, task.id, { number: task.task_no, reportNo: task.report_no, reason: input.result });
    return { id: task.id };
  },
});

/** Publication (clause 2.1.1): complete, with its sources, approved by the head; the readers get it, the conclusions become tasks with owners. */
export const publishResearch = (engine: Engine) => verb({
  name: 'sales.publish-research', title: words('发布调研报告', 'Publish the report'), may: mayPublishResearch, input: z.strictObject({ id }),
  subject: async (tx, input) => {
    const report = await lock(tx, input.id);
    return report && { report, basis: await basisOf(tx, report.id) };
  },
  evidence: (tx, _input, { report, basis }) => {
    const missing = missingOf(report, basis.sources, requiredSections(engine, tx.now));
    return { 'sections-complete': missing.sections.length === 0, 'sources-kept': missing.sources.length === 0 };
  },
  lays: (_tx, _input, { report, basis }) => ({ subject: { type: 'research-report', id: report.id }, content: contentOf(report, basis) }),
  run: async (tx, _input, { report, basis }) => {
    draft(report);
    await tx.rows('sales.publish_research', "update sales.research_report set state = 'published', published_at = to_timestamp($2::bigint / 1000.0), published_by = $3, version = version + 1, updated_at = to_timestamp($2::bigint / 1000.0) where id = $1", [report.id, tx.now, tx.actor.name]);
    const readers = [...new Set((await Promise.all((['seller', 'team-lead', 'store-operator', 'department-head', 'general-manager'] as const).map((post) => holdersOf(tx, post)))).flat().map((h) => h.id))];
    await tx.rows('sales.research_readers', 'insert into sales.research_reader (report_id, staff_id, asked_at, read_at) select $1, s, to_timestamp($3::bigint / 1000.0), case when s = $4 then to_timestamp($3::bigint / 1000.0) end from unnest($2::uuid[]) s', [report.id, readers, tx.now, tx.actor.id]);
    const tasks = basis.tasks.filter((t) => t.state === 'planned');
    await tx.rows('sales.research_tasks_open', "update sales.research_task set state = 'open' where report_id = $1 and state = 'planned'", [report.id]);
    tx.fact(researchPublished, report.id, { reportNo: report.report_no, period: report.period, readers: readers.length, tasks: tasks.length });
    // Due with the end of the day.
    for (const t of tasks) tx.fact(researchTaskGiven, t.id, { number: t.task_no, reportNo: report.report_no, owner: t.owner_id, dueAt: startOfDay(t.due_on) + DAY - 1 }, { objects: [{ type: 'research-report', id: report.id }] });
    return { id: report.id };
  },
});

export const markRead = verb({
  name: 'sales.mark-research-read', title: words('标记已读', 'Mark as read'), may: mayReadResearch, input: z.strictObject({ id }), subject: (tx, input) => lock(tx, input.id),
  run: async (tx, _input, report) => {
    if (report.state !== 'published') throw refuse(kernelNo['wrong-state']);
    await tx.rows('sales.research_read', 'insert into sales.research_reader (report_id, staff_id, asked_at, read_at) values ($1, $2, to_timestamp($3::bigint / 1000.0), to_timestamp($3::bigint / 1000.0)) on conflict (report_id, staff_id) do update set read_at = coalesce(sales.research_reader.read_at, excluded.read_at)', [report.id, personOf(tx.actor), tx.now]);
    tx.audit({ type: 'research-report', id: report.id }, { read: true });
    return { id: report.id };
  },
});

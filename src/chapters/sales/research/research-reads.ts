import { sql } from 'kysely';
import { ownIds, scopeOf, type Actor } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, matching, page } from '../../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import { staffById } from '../../../registers/company/index.ts';
import type { Engine } from '../../../regulation/runtime/engine.ts';
import type { SubjectKind } from '../../../regulation/subjects.ts';
import { researchStateWords, type ResearchRecord, type ResearchRow } from './contract.ts';
import { basisOf, contentOf, mayPublishResearch, mayReadResearch, mayWriteResearch, missingOf, requiredSections, saidMissing, type Report } from './report.ts';

type Row = Omit<ResearchRow, 'mine'> & { authorId: string };
const columns = sql`r.id, r.report_no as "reportNo", r.period, r.title, r.state, r.author_name as author, r.author_id as "authorId", r.created_at as "createdAt", r.published_at as "publishedAt", r.version,
  (select count(*)::int from sales.research_source s where s.report_id = r.id) as sources, (select count(*)::int from sales.research_task t where t.report_id = r.id and t.state <> 'dropped') as tasks,
  (select count(*)::int from sales.research_task t where t.report_id = r.id and t.state = 'done') as "tasksDone", (select count(*)::int from sales.research_reader x where x.report_id = r.id) as readers,
  (select count(*)::int from sales.research_reader x where x.report_id = r.id and x.read_at is not null) as read`;
const shown = (actor: Actor | null) => ({ authorId, ...r }: Row): ResearchRow => ({ ...r, mine: authorId === actor?.id });

export async function listResearch(kernel: Kernel, actor: Actor | null, asked: { q?: string | undefined; state?: readonly string[] | undefined; toRead?: boolean | undefined; sort?: 'created' | '-created' | 'period' | '-period' | undefined; cursor?: string | undefined; limit?: number | undefined }) {
  const got = await page<Row, 'created' | 'period'>(kernel, {
    select: columns, from: sql`from sales.research_report r ${every([
      asked.state && sql`r.state = any (${[...asked.state]}::text[])`,
      asked.toRead ? sql`exists (select from sales.research_reader x where x.report_id = r.id and x.staff_id = ${actor?.id ?? null}::uuid and x.read_at is null)` : null,
      await matching(kernel, { table: sql`sales.research_report r`, id: sql`r.id`, search: sql`r.search`, q: searchQuery(asked.q ?? '') }),
    ])}`, id: sql`r.id`, orders: { created: { by: sql`r.created_at`, type: 'timestamptz' }, period: { by: sql`r.period`, type: 'text' } }, sort: asked.sort ?? '-period', cursor: asked.cursor, limit: asked.limit,
  });
  return { ...got, rows: got.rows.map(shown(actor)) };
}

/** One report with its sources, tasks and readers, what is missing, and what would be laid before the head. */
export const readResearch = (engine: Engine) => async (kernel: Kernel, actor: Actor | null, reportId: string): Promise<ResearchRecord> => {
  const { rows: [row] } = await sql<Row & { sections: Report['sections'] }>`select ${columns}, r.sections from sales.research_report r where r.id = ${reportId}::uuid`.execute(kernel.runner.tables<Record<string, never>>());
  if (!row) throw refuse(kernelNo['not-found']);
  const [sources, tasks, readers, basis] = await Promise.all([
    kernel.db.query<{ id: string; section: ResearchRecord['sourceList'][number]['section']; kind: 'link' | 'file' | 'screenshot'; title: string; url: string | null; fileName: string | null; seenOn: string; note: string | null; by: string; at: number }>(
      'select id, section, kind, title, url, file_name as "fileName", seen_on as "seenOn", note, added_by as by, added_at as at from sales.research_source where report_id = $1 order by section, added_at', [reportId], 'sales.research_sources'),
    kernel.db.query<{ id: string; task_no: string; text: string; owner_id: string; due_on: string; state: 'planned' | 'open' | 'done' | 'dropped'; result: string | null; closed_at: number | null }>(
      'select id, task_no, text, owner_id, due_on, state, result, closed_at from sales.research_task where report_id = $1 order by created_at, id', [reportId], 'sales.research_tasks'),
    kernel.db.query<{ staff_id: string; read_at: number | null }>('select staff_id, read_at from sales.research_reader where report_id = $1 order by read_at nulls last', [reportId], 'sales.research_reader_list'),
    basisOf(kernel, reportId),
  ]);
  const staff = await staffById(kernel, [...tasks.rows.map((t) => t.owner_id), ...readers.rows.map((r) => r.staff_id)]);
  const report: Report = { id: row.id, report_no: row.reportNo, period: row.period, title: row.title, state: row.state, sections: row.sections, author_id: row.authorId, author_name: row.author, version: row.version };
  const required = requiredSections(engine, kernel.clock.now());
  const missing = saidMissing(missingOf(report, sources.rows, required));
  const { sections, ...head } = row;
  return {
    ...shown(actor)(head), sections, required, missing, sourceList: sources.rows,
    taskList: tasks.rows.map((t) => ({ id: t.id, taskNo: t.task_no, text: t.text, owner: { id: t.owner_id, name: staff.get(t.owner_id)?.name ?? '' }, dueOn: t.due_on, state: t.state, result: t.result, closedAt: t.closed_at, mine: t.owner_id === actor?.id })),
    readerList: readers.rows.map((r) => ({ id: r.staff_id, name: staff.get(r.staff_id)?.name ?? '', readAt: r.read_at })),
    mayWrite: row.state === 'draft' && scopeOf(actor, mayWriteResearch) !== null, mayPublish: row.state === 'draft' && scopeOf(actor, mayPublishResearch) !== null,
    lays: row.state === 'draft' && missing.length === 0 ? { verb: 'sales.publish-research', subject: { type: 'research-report', id: row.id }, content: contentOf(report, basis) } : null,
  };
};

/** Reports and their tasks in lists of work. */
export const researchSubject: SubjectKind = {
  words: words('市场调研报告', 'Research report'),
  approved: { sections: words('正文', 'Sections'), sources: words('资料来源', 'Sources'), tasks: words('结论任务', 'Tasks'), reportNo: words('报告编号', 'Report'), period: words('月份', 'Month') },
  async load(on, ids, { actor }) {
    if (scopeOf(actor, mayReadResearch) === null) return [];
    const { rows } = await on.runner.query<{ id: string; report_no: string; title: string; state: keyof typeof researchStateWords }>('select id, report_no, title, state from sales.research_report where id = any ($1::uuid[])', [[...ids]], 'sales.research_cards');
    return rows.map((r) => ({ id: r.id, number: r.report_no, title: r.title, whom: null, href: `/sales/research/${r.id}`, facts: [{ label: words('状态', 'State'), value: researchStateWords[r.state].zh }] }));
  },
  async find(on, q, { actor, limit }) {
    const asked = searchQuery(q);
    if (asked === null || scopeOf(actor, mayReadResearch) === null) return [];
    const { rows } = await on.runner.query<{ id: string }>('select id from sales.research_report where search @@ $1::tsquery order by period desc limit $2', [asked, limit], 'sales.find_research');
    return rows.map((r) => r.id);
  },
};
export const researchTaskSubject: SubjectKind = {
  words: words('调研结论任务', 'Research task'),
  async load(on, ids, { actor }) {
    const all = scopeOf(actor, mayReadResearch) !== null;
    const { rows } = await on.runner.query<{ id: string; task_no: string; text: string; report_id: string; owner_id: string }>('select id, task_no, text, report_id, owner_id from sales.research_task where id = any ($1::uuid[]) and ($2 or owner_id = any ($3::uuid[]))', [[...ids], all, ownIds(actor)], 'sales.research_task_cards');
    return rows.map((r) => ({ id: r.id, number: r.task_no, title: r.text, whom: null, href: `/sales/research/${r.report_id}`, acts: [{ key: 'open', label: words('登记结果', 'Say what came of it'), primary: true, href: `/sales/research/${r.report_id}` }] }));
  },
};

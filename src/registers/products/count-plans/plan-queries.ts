import { sql } from 'kysely';
import type { Actor } from '../../../kernel/actor.ts';
import { templateFiles } from '../../../kernel/files/template.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, mentions, page } from '../../../kernel/keyset.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';
import type { SubjectKind } from '../../../regulation/subjects.ts';
import { warehousesById } from '../../company/index.ts';
import { countSheet, countSheetHeadings } from '../formats/count-sheet.ts';
import { plain } from '../product-export.ts';
import { uuidOf, type ParamsOf, type QueryOf } from '../queries.ts';
import { countPlanStateWords, type CountPlanState, type CountPlanLine, type CountScope, type listCountPlans, type readCountPlan } from './contract.ts';
import { differenceOf, laidOf, linesOf, seesBooks, worthOf, type PlanLine } from './plan.ts';

interface Row {
  id: string; planNo: string; title: string; warehouseId: string; state: CountPlanState; articles: number; lines: number; counted: number; recounted: number; differing: number; createdAt: number; createdBy: string;
  startedAt: number | null; endedAt: number | null; version: number;
}
const columns = sql`c.id, c.plan_no as "planNo", c.title, c.warehouse_id as "warehouseId", c.state, c.articles, c.created_at as "createdAt", c.created_by_name as "createdBy", c.started_at as "startedAt", c.ended_at as "endedAt", c.version, n.*`;
const figures = sql`cross join lateral (select count(*)::int as lines, count(l.first_count)::int as counted, (count(*) filter (where l.is_recounted))::int as recounted,
  (count(*) filter (where coalesce(l.second_count - l.second_book, l.first_count - l.first_book) <> 0))::int as differing from products.count_plan_line l where l.plan_id = c.id) n`;
const done = (state: CountPlanState): boolean => state === 'counted' || state === 'posted';

async function named<R extends { warehouseId: string; state: CountPlanState; differing: number }>(on: { runner: Runner }, rows: readonly R[]) {
  const warehouses = await warehousesById(on, rows.map((r) => r.warehouseId));
  return rows.map((r) => ({ ...r, warehouse: warehouses.get(r.warehouseId)?.name ?? null, differing: done(r.state) ? r.differing : null }));
}

export async function countPlans({ kernel, query }: Asked<undefined, QueryOf<typeof listCountPlans>>): Promise<Answer<typeof listCountPlans>> {
  const warehouse = uuidOf(query.warehouse);
  const found = await page<Row, 'created'>(kernel, {
    select: columns,
    from: sql`from products.count_plan c ${figures} ${every([warehouse !== null && sql`c.warehouse_id = ${warehouse}`, query.state && sql`c.state = any (${query.state}::text[])`,
      mentions(query.q, sql`c.plan_no, c.title, (select string_agg(k.code, ' ') from products.count_plan_line l join products.sku k on k.id = l.sku_id where l.plan_id = c.id)`)])}`,
    id: sql`c.id`, orders: { created: { by: sql`c.created_at`, type: 'timestamptz' } }, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: await named(kernel, found.rows) };
}

/** A line as its reader may see it: while counting goes on the books are for those who do not count. */
function shownLine(l: PlanLine, blind: boolean): CountPlanLine {
  const difference = blind ? null : differenceOf(l);
  const book = l.second_book ?? l.first_book;
  return {
    id: l.id, skuId: l.sku_id, code: l.code, title: l.title, spec: l.spec, barcode: l.barcode, place: l.place, batchKept: l.batch_kept, batchNo: l.batch_no, expiresOn: l.expires_on, expected: blind ? null : l.expected, moved: blind || book === null ? null : book - l.expected,
    first: l.first_count, firstBy: l.first_by_name, isRecounted: l.is_recounted, second: l.second_count, secondBy: l.second_by_name, difference, differenceFen: difference === null || l.cost === null ? null : Number(BigInt(difference) * l.cost),
  };
}

export async function countPlan(kernel: Kernel, actor: Actor | null, planId: string): Promise<Answer<typeof readCountPlan>> {
  const [head, lines] = await Promise.all([
    sql<Row & { scope: CountScope; countId: string | null; endedBy: string | null; reason: string | null }>`select ${columns}, c.scope, c.count_id as "countId", c.ended_by_name as "endedBy", c.reason from products.count_plan c ${figures} where c.id = ${planId}::uuid`.execute(kernel.runner.tables<Record<string, never>>()),
    linesOf(kernel, planId),
  ]);
  if (!head.rows[0]) throw refuse(kernelNo['not-found']);
  const [row] = await named(kernel, head.rows);
  const blind = !done(row!.state) && !seesBooks(actor);
  const ready = row!.state === 'counted';
  return {
    ...row!, blind, lineList: lines.map((l) => shownLine(l, blind)), differenceFen: done(row!.state) ? Number(worthOf(lines)) : null,
    lays: ready ? { verb: 'products.post-count-plan', ...laidOf({ id: row!.id, plan_no: row!.planNo, warehouse_id: row!.warehouseId }, lines) } : null,
  };
}

export const readPlan = ({ kernel, actor, params }: Asked<ParamsOf<typeof readCountPlan>, undefined>) => countPlan(kernel, actor, params.id);

/** The lines as a workbook: blind for those who count blind. */
export async function planFile(kernel: Kernel, actor: Actor | null, planId: string, format: 'csv' | 'xlsx'): Promise<Uint8Array> {
  const plan = await countPlan(kernel, actor, planId);
  const figure = (n: number | null): string => (n === null ? '' : String(n));
  return (await templateFiles({
    fileName: plan.planNo, title: words('盘点明细', 'Stock-take'), headings: ['库位', '商家编码', '品名', '规格', '条码', '批号', '到期', '开盘账面', '期间进出', '初盘', '初盘人', '须复盘', '复盘', '复盘人', '差异'],
    rows: plan.lineList.map((l) => [plain(l.place), plain(l.code), plain(l.title), plain(l.spec), l.barcode ?? '', plain(l.batchNo), l.expiresOn ?? '', figure(l.expected), figure(l.moved), figure(l.first), plain(l.firstBy), l.isRecounted ? '是' : '', figure(l.second), plain(l.secondBy), figure(l.difference)]),
  }))[format];
}

/** The sheet of a plan, to count with: along the walk, without a figure, to be filled in and imported. */
export async function planSheet(kernel: Kernel, actor: Actor | null, planId: string, format: 'csv' | 'xlsx'): Promise<Uint8Array> {
  const plan = await countPlan(kernel, actor, planId);
  return (await templateFiles({
    fileName: plan.planNo, title: countSheet.title, headings: countSheetHeadings,
    rows: plan.lineList.filter((l) => plan.state !== 'recounting' || l.isRecounted).map((l) => [plan.planNo, plain(l.place), plain(l.code), plain(l.title), plain(l.spec), l.barcode ?? '', plain(l.batchNo), '']),
  }))[format];
}

/** Plans as approvals and lists of work show them. */
export const countPlanSubject: SubjectKind = {
  words: words('盘点计划', 'Stock-take plan'),
  async load(on, ids, { whole }) {
    const { rows } = await sql<Row>`select ${columns} from products.count_plan c ${figures} where c.id = any (${ids.filter((id) => uuidOf(id) === id)}::uuid[])`.execute(on.runner.tables<Record<string, never>>());
    return (await named(on, rows)).map((r) => ({
      id: r.id, number: r.planNo, title: `${r.title} · ${r.warehouse ?? '—'}`, whom: null, href: `/logistics/count-plans/${r.id}`,
      ...(whole ? {
        facts: [{ label: words('状态', 'State'), value: countPlanStateWords[r.state].zh }, { label: words('规格数', 'Articles'), value: String(r.articles) }, ...(r.differing === null ? [] : [{ label: words('差异行', 'Lines that differ'), value: String(r.differing) }])],
        acts: [{ key: 'open', label: words('打开盘点计划', 'Open the plan'), primary: true, href: `/logistics/count-plans/${r.id}` }],
      } : {}),
    }));
  },
  async find(on, q, { limit }) {
    const { rows } = await on.runner.query<{ id: string }>('select id from products.count_plan where plan_no = upper($1) limit $2', [q.trim(), limit], 'products.find_count_plans');
    return rows.map((r) => r.id);
  },
};

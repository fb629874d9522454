import { sql } from 'kysely';
import type { Answer } from '../../kernel/http/contract.ts';
import { DAY, startOfDay } from '../../kernel/clock.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { every, page } from '../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Parts } from '../parts.ts';
import type { Door } from '../runtime/brought.ts';
import type { Judgement } from '../runtime/judgement.ts';
import type * as contract from './evidence/contract.ts';
import { evidenceLines, windowText } from './evidence-lines.ts';
import { periodOf } from './figures.ts';
import { subjectsFound } from '../obligations/queries.ts';
import { matchesOf } from './matches.ts';

type Params = { clause: string; control: string };
interface Row { id: string; kind: Judgement['kind']; subject_type: string; subject_id: string; subject_no: string | null; at: number; judged_at: number; outcome: Judgement['outcome']; evidence: Record<string, never>; versions: Record<string, unknown>; superseded_at: number | null }

/** From a measured figure down to the records that it was made of. */
const doorsOf = (parts: Parts, row: Row): readonly Door[] => {
  const e = row.evidence as Record<string, unknown>;
  return row.kind === 'target' ? (parts.engine.brought.figures.find((f) => f.name === e['figure'])?.cases({ from: Number(e['from']), to: Number(e['to']) }) ?? []) : [];
};

export const judgements = (parts: Parts) => async ({ kernel, actor, params, query }: Asked<Params, { q?: string | undefined; outcome?: readonly Row['outcome'][] | undefined; subject?: string | undefined; sort?: 'at' | '-at' | undefined; cursor?: string | undefined; limit?: number | undefined }>): Promise<Answer<typeof contract.listJudgements>> => {
  if (!parts.rulebook.find((c) => c.id === params.clause)?.controls.some((c) => c.id === params.control)) throw refuse(kernelNo['not-found']);
  const meant = query.q ? await subjectsFound(parts, kernel, actor!, query.q) : null;
  const found = await page<Row, 'at'>(kernel, {
    select: sql`j.*`, from: sql`from regulation.judgement j ${every([sql`j.clause = ${params.clause} and j.control = ${params.control}`, query.outcome && sql`j.outcome = any(${sql.val([...query.outcome])}::text[])`,
      query.subject ? sql`j.subject_id = ${query.subject}` : null, meant && sql`(j.subject_id = any(${sql.val(meant)}::text[]) or upper(j.subject_no) = ${query.q!.trim().toUpperCase()})`])}`,
    id: sql`j.id`, orders: { at: { by: sql`j.at`, type: 'timestamptz' } }, sort: query.sort ?? '-at', cursor: query.cursor, limit: query.limit,
  });
  const cards = await parts.subjects.load(kernel, found.rows.map((r) => ({ type: r.subject_type, id: r.subject_id })), actor!);
  return {
    next: found.next, total: found.total,
    rows: found.rows.map((row) => {
      const card = cards.get(`${row.subject_type} ${row.subject_id}`);
      return {
        id: row.id, kind: row.kind, outcome: row.outcome, at: row.at, judgedAt: row.judged_at, versions: row.versions, lines: evidenceLines(parts, params, row), doors: [...doorsOf(parts, row)], supersededAt: row.superseded_at,
        subject: { type: row.subject_type, id: row.subject_id, number: row.kind === 'target' ? windowText(row.evidence as Record<string, unknown>) : card?.number || card?.title || row.subject_no || row.subject_id.slice(0, 24), href: row.kind === 'target' ? null : card?.href ?? `/cases/${row.subject_type}/${row.subject_id}` },
      };
    }),
  };
};

export const openItems = (parts: Parts) => async ({ kernel, params, query }: Asked<Params, { q?: string | undefined; side?: 'left' | 'right' | undefined; sort?: 'oldest' | 'newest' | undefined; cursor?: string | undefined; limit?: number | undefined }>): Promise<Answer<typeof contract.listOpenItems>> => {
  const match = matchesOf(parts).find((m) => m.clause.id === params.clause && m.control.id === params.control);
  if (!match) throw refuse(kernelNo['not-found']);
  const period = periodOf(kernel.clock.now());
  const [stand, found] = await Promise.all([
    match.records.stand(kernel, { from: startOfDay(period.from), to: startOfDay(period.to) + DAY }),
    match.records.items(kernel, { q: query.q, side: query.side, sort: query.sort ?? 'oldest', cursor: query.cursor, limit: query.limit ?? 50 }),
  ]);
  return { left: match.control.left.as, right: match.control.right.as, key: match.control.key.as, ...stand, rows: found.rows.map((r) => ({ ...r, sideWords: match.control[r.side].as })), next: found.next, total: query.q || query.side || query.cursor ? null : stand.open };
};

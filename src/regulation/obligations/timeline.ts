import { sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Asked } from '../../kernel/http/route.ts';
import type { Runner } from '../../kernel/query.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';
import { evidenceLines } from '../book/evidence-lines.ts';
import { answersFor } from '../book/who-answers.ts';
import type { Parts } from '../parts.ts';
import type { Judgement } from '../runtime/judgement.ts';
import type { SubjectCard } from '../subjects.ts';
import { timelineOf, type FactLine } from './fact-lines.ts';
import { present } from './present.ts';
import { hrefOf, numberOfId, type ObligationRow } from './row.ts';
import { maySee, sightOf } from './sight.ts';

const MOST = 200;

/**
 * What happened to a record, in sentences, and what the rulebook asked of people meanwhile. Seen by those whom its chapter shows the
 * record, by those who see one of its obligations, and by those who see the whole department. Facts hold no personal data.
 */
export const timeline = (parts: Parts) => async ({ kernel, actor, params, query, language }: Asked<{ type: string; id: string }, { cursor?: string | undefined; limit?: number | undefined }>) => {
  const subject = { type: params.type, id: params.id };
  const sight = sightOf(parts.engine, actor!);
  const [card, { rows: obligations }] = await Promise.all([
    cardOf(parts, kernel, actor!, subject),
    sql<ObligationRow>`select o.* from regulation.obligation o where o.subject_id = ${params.id} and o.subject_type = ${params.type} and ${maySee(sight)} order by o.opened_at desc, o.id desc limit ${sql.lit(MOST)}`
      .execute(kernel.runner.tables<Record<string, never>>()),
  ]);
  if (card === null && obligations.length === 0 && !sight.all) throw refuse(kernelNo['not-found']);
  const limit = query.limit ?? 100;
  const facts = await timelineOf(kernel, subject, cursorOf(query.cursor), limit + 1, language);
  if (facts.length === 0 && obligations.length === 0 && card === null) throw refuse(kernelNo['not-found']);
  const shown = facts.slice(0, limit);
  const known = card ?? undefined;
  const first = obligations[0];
  return {
    subject: {
      ...subject, ...calledBy(subject, known, first, facts),  whom: known?.whom ?? null,
      href: hrefOf({ subject_type: params.type, subject_id: params.id }, known), kind: parts.subjects.nameOf(params.type) ?? words(params.type, params.type),
    },
    facts: shown.map(({ seq: _seq, subject: _subject, called: _called, ...fact }) => fact),
    next: facts.length > limit ? String(shown.at(-1)!.seq) : null,
    judgements: query.cursor === undefined && answersFor(actor!) ? await judgementsOf(parts, kernel, subject) : [],
    obligations: query.cursor === undefined ? await present(parts, kernel, actor!, obligations) : [],
  };
};

/** What people call it: by its card, its obligations, else as its facts do. A piece of its id tells nobody anything. */
function calledBy(subject: { type: string; id: string }, card: SubjectCard | undefined, first: ObligationRow | undefined, facts: readonly FactLine[]): { number: string; title: string | null } {
  if (card) return { number: card.number, title: card.title };
  // What happened to others and touched it names them, not it.
  const own = facts.filter((f) => f.subject.type === subject.type && f.subject.id === subject.id);
  const told = (by: 'number' | 'name') => own.find((f) => f.called[by] !== null)?.called[by] ?? null;
  return { number: first?.subject_no ?? told('number') ?? (subject.id === subject.type ? '' : numberOfId(subject.id)), title: told('name') };
}

/** Separations, rules and samples about this record, as they stand: each by the layout of its kind (engine.md §1). */
async function judgementsOf(parts: Parts, on: { runner: Runner }, subject: { type: string; id: string }) {
  const { rows } = await on.runner.query<{ id: string; clause: string; control: string; kind: Judgement['kind']; outcome: Judgement['outcome']; at: number; evidence: unknown }>(
    'select id, clause, control, kind, outcome, at, evidence from regulation.judgement where subject_id = $1 and subject_type = $2 and superseded_at is null order by at desc, id desc limit $3', [subject.id, subject.type, MOST], 'regulation.judgements_of_case');
  return rows.map((j) => ({
    id: j.id, clause: j.clause, control: j.control, outcome: j.outcome, at: j.at, lines: evidenceLines(parts, j, j),
    title: parts.rulebook.find((c) => c.id === j.clause)?.controls.find((c) => c.id === j.control)?.title ?? words(j.control, j.control),
  }));
}

function cursorOf(cursor: string | undefined): bigint | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,18}$/.test(cursor)) throw refuse(kernelNo['invalid-input'], words('翻页标记无效，请从第一页重新打开。', 'The page marker is not valid; open the list again from its first page.'));
  return BigInt(cursor);
}

/** The record's card; null where its chapter does not show it to this person, or no chapter knows the kind. */
async function cardOf(parts: Parts, kernel: Parameters<Parts['subjects']['load']>[0], actor: Actor, subject: { type: string; id: string }): Promise<SubjectCard | null> {
  return (await parts.subjects.load(kernel, [subject], actor)).get(`${subject.type} ${subject.id}`) ?? null;
}

import { factKind } from '../../kernel/fact.ts';
import { toldByFile } from '../../kernel/imports/row-verbs.ts';
import type { Runner } from '../../kernel/query.ts';
import { words, type Language, type Words } from '../../kernel/words.ts';
import { numberOf } from '../runtime/engine.ts';

type On = { runner: Runner };

interface FactRow {
  seq: bigint; id: string; type: string; subject_type: string; subject_id: string; occurred_at: number; recorded_at: number; actor_kind: 'person' | 'system' | 'bot' | 'customer'; actor_name: string; verb: string; payload: Record<string, unknown>;
}

/** `called`: the number and the name that the fact gives its own subject. */
export interface FactLine { called: { number: string | null; name: string | null }; id: string; seq: bigint; type: string; subject: { type: string; id: string }; at: number; recordedAt: number; sentence: Words; by: string; actorKind: FactRow['actor_kind']; clause: string | null }

/**
 * Who did it, in words. What the buyer, the marketplace or a carrier did is theirs, and whoever recorded it stands beside them; of what came
 * with a file and has no doer of its own nobody is said to have done it, only who imported it.
 */
function byOf(row: FactRow, language: Language): string {
  if (row.actor_kind === 'customer' || row.actor_kind === 'bot') return row.actor_name;
  const kind = factKind(row.type);
  const read = kind?.payload.safeParse(row.payload);
  const imported = toldByFile(row.verb);
  const doer = (kind && read?.success ? kind.doer?.(read.data, { imported }) : null) ?? null;
  if (doer === null && (!imported || row.actor_kind === 'system')) return row.actor_name;
  // What the program calls its parts is said in Chinese only.
  const by = words(row.actor_name, row.actor_kind === 'system' ? 'the system' : row.actor_name);
  const recorded = imported ? words(`由 ${by.zh} 导入`, `imported by ${by.en}`) : words(`由 ${by.zh} 登记`, `recorded by ${by.en}`);
  return doer === null ? recorded[language] : words(`${doer.zh}（${recorded.zh}）`, `${doer.en} (${recorded.en})`)[language];
}

/** A fact in its own words. A kind that this release no longer knows shows its name: it happened all the same. */
export function factLine(row: FactRow, language: Language): FactLine {
  const kind = factKind(row.type);
  const read = kind?.payload.safeParse(row.payload);
  const sentence = kind && read?.success ? kind.sentence(read.data) : words(row.type, row.type);
  const { clause, name } = row.payload;
  return {
    called: { number: numberOf(row.subject_type, row.payload), name: typeof name === 'string' ? name : null },
    id: row.id, seq: row.seq, type: row.type, subject: { type: row.subject_type, id: row.subject_id }, at: row.occurred_at, recordedAt: row.recorded_at, sentence, by: byOf(row, language), actorKind: row.actor_kind,
    clause: row.type.startsWith('regulation.') && typeof clause === 'string' ? clause : null,
  };
}

const columns = 'f.seq, f.id, f.type, f.subject_type, f.subject_id, f.occurred_at, f.recorded_at, f.actor_kind, f.actor_name, f.verb, f.payload';
const ofObject = 'from kernel.fact_object fo join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at where fo.object_type = $1 and fo.object_id = $2';

/** Facts of one object by their ids: found on its timeline, which an index serves. */
export async function factLines(on: On, asked: { ids: readonly string[]; subject: { type: string; id: string }; language: Language }): Promise<FactLine[]> {
  if (asked.ids.length === 0) return [];
  const { rows } = await on.runner.query<FactRow & Record<string, unknown>>(`select ${columns} ${ofObject} and f.id = any($3::uuid[])`, [asked.subject.type, asked.subject.id, asked.ids], 'regulation.facts_by_id');
  return rows.map((row) => factLine(row, asked.language));
}

/** The facts of an object, newest record first, by key. */
export async function timelineOf(on: On, subject: { type: string; id: string }, before: bigint | null, limit: number, language: Language): Promise<FactLine[]> {
  const { rows } = await on.runner.query<FactRow & Record<string, unknown>>(
    `select ${columns} ${ofObject} and ($3::bigint is null or fo.fact_seq < $3) order by fo.fact_seq desc limit $4`, [subject.type, subject.id, before, limit], 'regulation.timeline');
  return rows.map((row) => factLine(row, language));
}

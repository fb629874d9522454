import { createHash } from 'node:crypto';
import { system } from '../../kernel/actor.ts';
import { DAY, startOfDay } from '../../kernel/clock.ts';
import type { Queryable } from '../../kernel/db/pool.ts';
import type { Anchor } from '../../kernel/evidence/anchors.ts';
import type { AnchorKey } from '../../kernel/evidence/anchor-key.ts';
import type { PacketRecord } from '../../kernel/evidence/offline/hashes.ts';
import { erasuresOf, recordsOf, withProofs } from '../../kernel/evidence/packet-records.ts';
import { canonical } from '../../kernel/json.ts';
import type { Words } from '../../kernel/words.ts';
import type { Parts } from '../parts.ts';
import { sentenceOf } from '../sentence.ts';
import { valuesNow } from '../book/cards.ts';
import { matchesOf } from '../book/matches.ts';
import type { OpenItem } from '../runtime/brought.ts';
import { numberOf } from '../runtime/engine.ts';
import { collect, type Collected } from './collect.ts';
import type { PacketAbout } from './contract.ts';

export interface BuiltPacket {
  readonly json: string;
  readonly digest: string;
  readonly records: readonly PacketRecord[];
  readonly anchors: readonly Anchor[];
  readonly collected: Collected;
  /** How the matches of the clause stand. */
  readonly matches: readonly MatchStand[];
  /** What the records are called that it is about, by `type id`: for the reader; what is checked are the facts. */
  readonly called: ReadonlyMap<string, string>;
  /** Facts that belong here and were not sealed yet. */
  readonly unsealed: number;
}

interface Asked { id: string; about: PacketAbout; title: Words; askedBy: string; reason: string; now: number }

/** Puts a packet together: records with proofs, annexes, a signed list of contents. Anchors must have been made before. */
export async function buildPacket(parts: Parts, on: Queryable, key: AnchorKey, asked: Asked): Promise<BuiltPacket> {
  const collected = await collect(on, asked.about);
  const plain = await recordsOf(on, collected.seqs);
  const erasures = (await erasuresOf(on, plain)).filter((seq) => !collected.seqs.includes(seq));
  const all = erasures.length === 0 ? plain : await recordsOf(on, [...collected.seqs, ...erasures]);
  const { records, anchors } = await withProofs(on, all);
  const clauses = [...new Set([...(asked.about.kind === 'clause' ? [asked.about.clause] : []), ...collected.obligations.map((o) => o['clause'] as string)])];
  const matches = asked.about.kind === 'clause' ? await matchesNow(parts, on, asked.about) : [];
  const annexes = [
    { name: 'obligations', rows: collected.obligations }, { name: 'supersededVerdicts', rows: collected.superseded }, { name: 'judgements', rows: collected.judgements }, { name: 'parameters', rows: collected.parameters },
    { name: 'calendars', rows: collected.calendars }, { name: 'clauseVersions', rows: collected.clauses }, { name: 'approvals', rows: collected.approvals },
    { name: 'refusals', rows: collected.refusals }, { name: 'matches', rows: matches as readonly unknown[] as readonly Record<string, unknown>[] }, { name: 'clauses', rows: clausesOf(parts, clauses, asked.now) },
  ];
  const header = { id: asked.id, about: asked.about, title: asked.title, madeAt: asked.now, madeFor: asked.askedBy, reason: asked.reason };
  const contents = {
    positions: records.map((r) => r.position), head: anchors.at(-1)?.head ?? '',
    annexes: annexes.map((a) => ({ name: a.name, hashes: a.rows.map((row) => createHash('sha256').update(canonical(row)).digest('hex')) })),
  };
  const [format, version, kind] = ['dianzhang-evidence', 1, asked.about.kind];
  const digest = createHash('sha256').update(canonical([format, version, kind, header, contents])).digest();
  const json = JSON.stringify({ format, version, kind, header, contents, digest: digest.toString('hex'), publicKey: key.publicKey, signature: key.sign(digest), records, anchors, annexes });
  return { json, digest: digest.toString('hex'), records, anchors, collected, matches, called: await calledBy(parts, on, collected, records), unsealed: collected.seqs.length + erasures.length - records.length };
}

/** The record that a fact is about: a duty's or an exception's is the case that it names. */
export function caseOf(fact: Pick<PacketRecord['fact'], 'subjectType' | 'subjectId' | 'payload'>): { type: string; id: string } {
  const { subjectType: type, subjectId: id } = (fact.payload ?? {}) as { subjectType?: unknown; subjectId?: unknown };
  return typeof type === 'string' && typeof id === 'string' ? { type, id } : { type: fact.subjectType, id: fact.subjectId };
}

/** Numbers and names as the product shows them now; of what it has no card the number that its facts and duties give. */
async function calledBy(parts: Parts, on: Queryable, collected: Collected, records: readonly PacketRecord[]): Promise<Map<string, string>> {
  const called = new Map<string, string>();
  for (const { fact } of records) {
    const number = numberOf(fact.subjectType, (fact.payload ?? {}) as Record<string, unknown>);
    if (number !== null) called.set(`${fact.subjectType} ${fact.subjectId}`, number);
  }
  const rows = [...collected.obligations, ...collected.judgements].map((row) => ({ type: row['subject_type'] as string, id: row['subject_id'] as string, number: row['subject_no'] as string | null }));
  for (const row of rows) if (row.number) called.set(`${row.type} ${row.id}`, row.number);
  const cards = await parts.subjects.load({ runner: on }, [...rows, ...records.map(({ fact }) => caseOf(fact))], system('证据'));
  for (const [key, card] of cards) called.set(key, card.number || card.title || (called.get(key) ?? ''));
  return called;
}

/** Two sets of records as they agree: how many in the period, what stands open when the packet is made. A match keeps no history of its open items. */
export interface MatchStand { readonly clause: string; readonly control: string; readonly matched: number; readonly open: number; readonly items: readonly OpenItem[] }

const ITEMS = 200;

async function matchesNow(parts: Parts, on: Queryable, about: Extract<PacketAbout, { kind: 'clause' }>): Promise<MatchStand[]> {
  const window = { from: startOfDay(about.from), to: startOfDay(about.to) + DAY };
  return Promise.all(matchesOf(parts).filter((m) => m.clause.id === about.clause).map(async ({ clause, control, records }) => {
    const [{ matched, open }, { rows }] = await Promise.all([records.stand({ runner: on }, window), records.items({ runner: on }, { sort: 'oldest', limit: ITEMS })]);
    return { clause: clause.id, control: control.id, matched, open, items: rows };
  }));
}

/** The wording in force and what the product does about it. */
const clausesOf = (parts: Parts, ids: readonly string[], now: number): Record<string, unknown>[] => parts.rulebook.filter((c) => ids.includes(c.id)).map((c) => {
  const values = valuesNow(parts, c, now);
  return { id: c.id, title: c.title, wording: c.wording, values, controls: c.controls.map((k) => ({ id: k.id, kind: k.kind, sentence: sentenceOf(c, k, values) })) };
});

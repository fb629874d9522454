import { posts } from '../../kernel/posts.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Clause, Control, Parameter, ParameterValue, Proof } from '../clause.ts';
import { postsOf } from '../declare-check.ts';
import { needsOf, type ConnectedClause } from '../declare-needs.ts';
import { sayValue } from '../declare-say.ts';
import type { Parts } from '../parts.ts';
import { keyOf } from '../runtime/compile.ts';
import { sentenceOf, wordingOf, wordingParts } from '../sentence.ts';
import type { ClauseCard, ClauseLine } from './contract.ts';
import { rateOf, type Figures } from './figures.ts';
import { connectionOf, isLive, lampOf } from './lamp.ts';

export const chapterTitles: Readonly<Record<number, Words>> = {
  1: words('总则', 'General'), 2: words('销售流程', 'Sales'), 3: words('客服流程', 'Customer service'), 4: words('运营流程', 'Operations'),
  5: words('物流配送', 'Logistics'), 6: words('财务管理', 'Finance'), 7: words('人员管理', 'People'),
};
/** Where a chapter's pages hang in the frame. */
export const chapterPlaces: Readonly<Record<number, string>> = { 1: 'rulebook', 2: 'sales', 3: 'service', 4: 'operations', 5: 'logistics', 6: 'finance', 7: 'people' };

const keysOf = (clause: Clause): string[] => clause.controls.map((c) => keyOf(clause.id, c.id));

/** Values that hold at an instant for the whole company, as they are known now or were known then. */
export function valuesNow(parts: Parts, clause: Clause, now: number, known?: number): Record<string, ParameterValue> {
  return Object.fromEntries(clause.parameters.map((p) => [p.key, parts.engine.values.at(p.key, now, {}, known).value]));
}

/** How many values a chip shows: the limits of its clocks first. */
const shownValues = 2;

export function clauseLineOf(parts: Parts, clause: ConnectedClause, figures: Figures, now: number, known?: number): ClauseLine {
  const figure = figures.of(keysOf(clause));
  const valued = clause.parameters.map((p) => ({ p, v: parts.engine.values.at(p.key, now, {}, known) }));
  const limits = valued.filter(({ p }) => p.kind === 'duration');
  return {
    id: clause.id, chapter: clause.chapter, title: clause.title, lamp: lampOf(clause, figure, valued.some(({ v }) => !v.decided)), figure, connected: connectionOf(clause),
    values: limits.slice(0, shownValues).map(({ p, v }) => sayValue(p, v.value)), undecided: valued.some(({ v }) => !v.decided),
  };
}

const strongest: readonly Proof[] = ['blocked', 'monitored', 'sampled', 'declared'];

export function clauseCardOf(parts: Parts, clause: ConnectedClause, figures: Figures, now: number, known?: number): Omit<ClauseCard, 'trend' | 'dueToday' | 'oldest'> {
  const values = valuesNow(parts, clause, now, known);
  const split = wordingParts(clause, values);
  const sentences = clause.controls.map((c) => sentenceOf(clause, c, values));
  return {
    ...clauseLineOf(parts, clause, figures, now, known), wording: wordingOf(clause, values), parts: { zh: [...split.zh], en: [...split.en] },
    parameters: clause.parameters.map((p) => {
      const valued = parts.engine.values.at(p.key, now, {}, known);
      return { key: p.key, label: p.label, value: sayValue(p, valued.value), decided: valued.decided, law: p.statutory?.law ?? null, ...versionOf(parts, p, valued.id, now, known) };
    }),
    sentences,
    controls: clause.controls.map((c, i) => ({
      id: c.id, kind: c.kind, title: c.title, sentence: sentences[i]!, enforce: c.enforce, proof: c.proof, connected: isLive(clause, c), awaits: awaitsOf(clause, c),
      figure: figures.of([keyOf(clause.id, c.id)]), owner: ownerOf(c),
    })),
    proof: strongest.find((proof) => clause.controls.some((c) => c.proof === proof)) ?? 'declared',
    binds: clause.binds.map((post) => posts[post]), declaratory: clause.declaratory ?? null, awaits: [...clause.awaited],
  };
}

/** Since when the value in force holds, and the next change that is dated. */
function versionOf(parts: Parts, p: Parameter, id: string | null, now: number, known = Number.MAX_SAFE_INTEGER): { since: number | null; next: { value: Words; from: number } | null } {
  const history = parts.engine.values.history(p.key).filter((v) => v.scopeType === null && v.knownFrom <= known && (v.knownTo === null || known < v.knownTo));
  const holds = history.find((v) => v.id === id);
  const later = history.filter((v) => v.from > now).toSorted((a, b) => a.from - b.from)[0];
  return { since: holds && Number.isFinite(holds.from) ? holds.from : null, next: later ? { value: sayValue(p, later.value), from: later.from } : null };
}

export const trendOf = (figures: Figures, keys: readonly string[]): (number | null)[] => figures.byDay(keys).map(rateOf);
export const trendOfClause = (figures: Figures, clause: Clause): (number | null)[] => trendOf(figures, keysOf(clause));
export const byDayOfClause = (figures: Figures, clause: Clause) => figures.byDay(keysOf(clause));

const awaitsOf = (clause: ConnectedClause, control: Control): string[] => [...needsOf(control).facts, ...needsOf(control).others].filter((name) => clause.awaited.includes(name));

function ownerOf(control: Control): Words | null {
  if (control.kind === 'deadline' || control.kind === 'cadence' || control.kind === 'match') return posts[control.owner.post];
  const [first] = postsOf(control);
  return first ? posts[first] : null;
}

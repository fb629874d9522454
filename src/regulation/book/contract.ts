import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { day, id, instant, query, text, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

/**
 * How a clause is being kept in the period shown (engine.md §1). Nothing triggered is never "kept". Any breach is "not compliant";
 * overrides and waivers without a breach are "with exceptions". The last but three are for clauses whose evidence is a person's
 * judgement or whose value nobody has even suggested.
 */
export const lamps = [
  'compliant', 'with-exceptions', 'not-compliant', 'not-triggered', 'cannot-be-judged', 'awaiting-person', 'not-quantified', 'declaratory', 'not-connected',
] as const;
export type LampState = (typeof lamps)[number];

export const figure = z.object({
  opened: z.int(), met: z.int(), breached: z.int(), cancelled: z.int(), waived: z.int(),
  /** Judged, but what is needed to judge was missing. */ unknown: z.int(),
  /** Standing now, whenever opened: still to be done, of these paused and overdue. */
  open: z.int(), paused: z.int(), overdue: z.int(),
  /** Samples that wait for a person to check them. */ awaiting: z.int(),
  /** Records of a match that have no counterpart now. */ openItems: z.int(),
  /** Outcomes of gates, rules and matches: let through, applied, agreed; refused, overridden (always an exception). */
  passed: z.int(), refused: z.int(), exceptions: z.int(),
  /** met / (met + breached) in basis points; null when nothing was judged. */
  rate: z.int().nullable(),
});
export type Figure = z.output<typeof figure>;

/** A clause in one line: for chips under a page and the grid of the board. */
export const clauseLine = z.object({
  id: z.string(), chapter: z.int(), title: wordsShape, lamp: z.enum(lamps),
  /** Values in force, ready to read: `48 小时`. */
  values: z.array(wordsShape), figure,
  /** Some value in use is only suggested (未量化). */
  undecided: z.boolean(),
  connected: z.enum(['yes', 'partly', 'no', 'none']),
});
export type ClauseLine = z.output<typeof clauseLine>;

export const controlKinds = ['deadline', 'cadence', 'gate', 'approval', 'separation', 'rule', 'match', 'target', 'attest'] as const;
const proof = z.enum(['blocked', 'monitored', 'sampled', 'declared']);
export const controlCard = z.object({
  id: z.string(), kind: z.enum(controlKinds), title: wordsShape, sentence: wordsShape, enforce: z.enum(['block', 'monitor']), proof,
  connected: z.boolean(), /** Names that nothing brings yet; empty where the kind itself has no evaluator yet. */ awaits: z.array(z.string()),
  figure, owner: wordsShape.nullable(),
});
export type ControlCard = z.output<typeof controlCard>;
const parameterLine = z.object({ key: z.string(), label: wordsShape, value: wordsShape, decided: z.boolean(), law: wordsShape.nullable(),
  /** Since when the value holds; null for a suggested one. The next change that is approved and dated. */
  since: instant.nullable(), next: z.object({ value: wordsShape, from: instant }).nullable() });
const part = z.object({ text: z.string(), parameter: z.string().optional() });
export const clauseCard = clauseLine.extend({
  wording: wordsShape,
  /** The wording cut at its values, so that a page can underline them. */
  parts: z.object({ zh: z.array(part), en: z.array(part) }),
  parameters: z.array(parameterLine),
  /** What the product does about it, generated from the declaration. */
  sentences: z.array(wordsShape),
  controls: z.array(controlCard),
  proof, binds: z.array(wordsShape), declaratory: wordsShape.nullable(),
  /** What has to come before the rest of it can be judged. */
  awaits: z.array(z.string()),
  /** Rate per week of the last eight in basis points, oldest first; null where nothing was judged. */
  trend: z.array(z.int().nullable()),
  /** Open risk: falls due before the day ends; and the oldest finding, which has been overdue the longest. */
  dueToday: z.int(), oldest: instant.nullable(),
});
export type ClauseCard = z.output<typeof clauseCard>;

const period = {
  /** How many days back the figures go, today included. */ days: query.int(1, 366), store: id.optional(),
  /** Read at the end of a day, and with what was known at the end of one (engine.md §2). */ asOf: day.optional(), knownOn: day.optional(),
};
const periodShape = z.object({ days: z.int(), from: z.string(), to: z.string(), asOf: z.string().nullable(), knownOn: z.string().nullable() });

export const readRulebook = endpoint({
  method: 'GET', path: '/rulebook', summary: words('规章全文', 'The whole rulebook'), query: z.strictObject(period),
  response: z.object({
    period: periodShape, chapters: z.array(z.object({ chapter: z.int(), title: wordsShape, clauses: z.array(clauseCard) })),
    /** How many clauses are connected, partly, not yet. */
    connected: z.object({ yes: z.int(), partly: z.int(), no: z.int(), none: z.int() }),
  }),
});
export const listClauseLines = endpoint({
  method: 'GET', path: '/rulebook/clauses', summary: words('条款一览', 'Clauses in one line each'),
  query: z.strictObject({ ids: text(400).optional(), ...period }), response: z.object({ rows: z.array(clauseLine) }),
});
export const readClause = endpoint({
  method: 'GET', path: '/rulebook/clauses/:id', summary: words('条款', 'A clause'), params: z.strictObject({ id: text(20, 1) }), query: z.strictObject(period),
  response: clauseCard.extend({
    byDay: z.array(z.object({ day: z.string(), met: z.int(), breached: z.int(), opened: z.int(), cancelled: z.int(), refused: z.int(), exceptions: z.int() })),
    period: periodShape,
  }),
});

export const boardException = z.object({
  line: clauseLine, trend: z.array(z.int().nullable()),
  /** Rate of the later half of the period less that of the earlier, in basis points; null where either half judged nothing. */
  change: z.int().nullable(),
  /** Falls due before the day ends; exact up to 1,000 a control. */
  dueToday: z.int(),
  /** The longest overdue. */
  oldest: instant.nullable(),
  /** Posts that can act. */
  owners: z.array(wordsShape),
});
export const readBoard = endpoint({
  method: 'GET', path: '/board', summary: words('看板', 'The board'), query: z.strictObject(period),
  response: z.object({
    period: periodShape,
    total: z.object({ open: z.int(), overdue: z.int(), dueToday: z.int(), met: z.int(), breached: z.int(), rate: z.int().nullable() }),
    exceptions: z.array(boardException),
    chapters: z.array(z.object({ chapter: z.int(), title: wordsShape, clauses: z.array(clauseLine.extend({ trend: z.array(z.int().nullable()) })) })),
  }),
});
export type BoardException = z.output<typeof boardException>;

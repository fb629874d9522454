import { z } from 'zod';
import { endpoint } from '../../src/kernel/http/contract.ts';
import { text, words as wordsShape } from '../../src/kernel/schemas.ts';
import { words } from '../../src/kernel/words.ts';

/** How a clause is being kept in the period shown. Not triggered is never "kept". */
export const lamps = [
  'compliant', 'with-exceptions', 'not-compliant', 'not-triggered', 'cannot-be-judged', 'awaiting-person', 'not-quantified', 'declaratory', 'not-connected',
] as const;
export type LampState = (typeof lamps)[number];

const figure = z.object({
  met: z.int(), breached: z.int(), open: z.int(), paused: z.int(), waived: z.int(),
  /** met / (met + breached) in basis points; null when nothing was triggered. */
  rate: z.int().nullable(),
});

/** A clause in one line: for chips under a page. */
export const clauseLine = z.object({
  id: z.string(), title: wordsShape, lamp: z.enum(lamps),
  /** Values in force, ready to read: `48 小时`. */
  values: z.array(wordsShape), figure,
});

export const clauseCard = z.object({
  ...clauseLine.shape,
  wording: wordsShape,
  parameters: z.array(z.object({ key: z.string(), label: wordsShape, value: wordsShape, decided: z.boolean(), law: wordsShape.nullable() })),
  /** What the product does about it, generated from the declaration. */
  sentences: z.array(wordsShape),
  proof: z.enum(['blocked', 'monitored', 'sampled', 'declared']),
  /** Rate per period in basis points, oldest first; null where nothing was triggered. */
  trend: z.array(z.int().nullable()),
});

export type ClauseLine = z.output<typeof clauseLine>;
export type ClauseCard = z.output<typeof clauseCard>;

export const readClause = endpoint({
  method: 'GET', path: '/rulebook/clauses/:id', summary: words('条款', 'A clause'), params: z.strictObject({ id: text(20, 1) }), response: clauseCard,
});
export const listClauseLines = endpoint({
  method: 'GET', path: '/rulebook/clauses', summary: words('条款一览', 'Clauses in one line each'),
  query: z.strictObject({ ids: text(400).optional() }), response: z.object({ rows: z.array(clauseLine) }),
});

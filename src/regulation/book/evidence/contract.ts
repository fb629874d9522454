import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { id, instant, page, query, text, words as wordsShape } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

const of = z.strictObject({ clause: text(20, 1), control: text(60, 1) });
const line = z.object({ label: wordsShape, value: z.union([z.string(), wordsShape]) });

/** Verdicts without a clock, each with the layout of its kind: who acted; rule, inputs, outcome; numerator and denominator; the check list. */
export const listJudgements = endpoint({
  method: 'GET', path: '/rulebook/clauses/:clause/controls/:control/judgements', summary: words('判定记录', 'Judgements of a control'), params: of,
  query: z.strictObject({ q: query.text(60), outcome: query.anyOf(['kept', 'broken', 'unknown', 'applied']), subject: query.text(60), sort: query.oneOf(['at', '-at']), ...page }),
  response: z.object({
    rows: z.array(z.object({
      id, kind: z.enum(['separation', 'rule', 'target', 'attest']), outcome: z.enum(['kept', 'broken', 'unknown', 'applied']), at: instant, judgedAt: instant, /** Replaced by a later look, counts no more. */ supersededAt: instant.nullable(),
      subject: z.object({ type: z.string(), id: z.string(), number: z.string(), href: z.string().nullable() }), lines: z.array(line), versions: z.record(z.string(), z.unknown()),
    })), next: z.string().nullable(), total: z.int().nullable(),
  }),
});
/** Records of a match that have no counterpart, oldest first. */
export const listOpenItems = endpoint({
  method: 'GET', path: '/rulebook/clauses/:clause/controls/:control/open-items', summary: words('未达账项', 'Open items of a match'), params: of,
  query: z.strictObject({ q: query.text(100), side: query.oneOf(['left', 'right']), sort: query.oneOf(['oldest', 'newest']), ...page }),
  response: z.object({
    left: wordsShape, right: wordsShape, key: wordsShape, matched: z.int(), open: z.int(), oldest: instant.nullable(),
    rows: z.array(z.object({ id: z.string(), side: z.enum(['left', 'right']), sideWords: wordsShape, number: z.string(), href: z.string(), since: instant, amountFen: z.int().nullable(), why: wordsShape.nullable() })), next: z.string().nullable(), total: z.int().nullable(),
  }),
});

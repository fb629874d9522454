import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { id, instant, page, query, text, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const sampleStates = ['waiting', 'second-look', 'passed', 'failed'] as const;

export const sampleRow = z.object({
  id, clause: z.string(), control: z.string(), title: wordsShape, state: z.enum(sampleStates), subject: z.object({ type: z.string(), id: z.string(), number: z.string(), title: z.string().nullable(), /** Null where this person may not open it. */ href: z.string().nullable() }),
  /** The fact that is checked, as a sentence. */ what: wordsShape, occurredAt: instant, checks: z.array(wordsShape),
  by: wordsShape, /** A second person looks too. */ secondLook: z.boolean(),
  first: z.object({ by: z.string(), at: instant, answers: z.array(z.boolean()), note: z.string().nullable() }).nullable(),
  second: z.object({ by: z.string(), at: instant, answers: z.array(z.boolean()), note: z.string().nullable() }).nullable(),
  dispute: z.string().nullable(),
  /** Whether this person may check it now; why not where not. */ mayCheck: z.boolean(), refused: wordsShape.nullable(), mayDispute: z.boolean(), version: z.int(),
});
export type SampleRow = z.output<typeof sampleRow>;

export const listSamples = endpoint({
  method: 'GET', path: '/samples', summary: words('抽查', 'Samples to check'),
  query: z.strictObject({ q: query.text(60), clause: query.text(20), control: query.text(60), state: query.anyOf(sampleStates), mine: query.bool, sort: query.oneOf(['occurred', '-occurred']), ...page }),
  response: z.object({ rows: z.array(sampleRow), next: z.string().nullable(), total: z.int().nullable(), mayCheck: z.boolean() }),
});
const answers = z.strictObject({ answers: z.array(z.boolean()).min(1).max(20), note: text(400).nullable(), version: z.int() });
export const checkSample = endpoint({ method: 'POST', path: '/samples/:id/check', summary: words('记录检查结果', 'Record a check'), params: z.strictObject({ id }), body: answers, response: z.object({ id, state: z.enum(sampleStates) }) });
export const disputeSample = endpoint({
  method: 'POST', path: '/samples/:id/dispute', summary: words('对结果提出异议', 'Dispute the result'), params: z.strictObject({ id }), body: z.strictObject({ reason: text(400, 4), version: z.int() }), response: z.object({ id }),
});
/** How a sample came about, and the same draw made again from the facts as they stand. */
export const readDraws = endpoint({
  method: 'GET', path: '/sample-draws', summary: words('抽样记录', 'Draws'), query: z.strictObject({ clause: text(20, 1), control: text(60, 1) }),
  response: z.object({ rows: z.array(z.object({ id, from: instant, to: instant, population: z.int(), drawn: z.int(), seed: z.string(), drawnAt: instant, passed: z.int(), failed: z.int(), waiting: z.int(),
    /** same; `later-facts`: facts of the window came in after the draw; altered: what was drawn is not what the seed gives. */ again: z.enum(['same', 'later-facts', 'altered']) })) }),
});

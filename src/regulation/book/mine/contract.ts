import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { id, query, words as wordsShape } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { clauseLine } from '../contract.ts';

/** Obligations of one person: what stands open (own ones and those of his posts, exact up to 1,000), and what he owed in person in the period. */
const own = z.object({
  open: z.int(), overdue: z.int(), dueToday: z.int(), met: z.int(), breached: z.int(), cancelled: z.int(),
  /** met / (met + breached) in basis points; null when nothing was judged. */
  rate: z.int().nullable(),
});
export const askedClause = z.object({
  line: clauseLine,
  /** What the product does about it. `owed`: this person's posts owe it, as against the clause merely binding them. */
  asks: z.array(z.object({ control: z.string(), sentence: wordsShape, owed: z.boolean(), connected: z.boolean() })),
  own,
});
export type AskedClause = z.output<typeof askedClause>;

export const readAskedOfMe = endpoint({
  method: 'GET', path: '/rulebook/mine', summary: words('规章对我的要求', 'What the rulebook asks of somebody'),
  query: z.strictObject({ days: query.int(1, 366), /** A member of staff that reports to the one who asks; oneself without it. */ staff: id.optional() }),
  response: z.object({
    days: z.int(), person: z.object({ id, name: z.string(), posts: z.array(wordsShape), self: z.boolean() }),
    /** For whom this person may read it. */ people: z.array(z.object({ id, name: z.string() })),
    total: own, /** Changes of the rulebook that wait for his acknowledgement. */ changes: z.int(),
    chapters: z.array(z.object({ chapter: z.int(), title: wordsShape, clauses: z.array(askedClause) })),
  }),
});

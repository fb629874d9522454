import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { id, instant, page, query, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';
import { obligationRow, obligationStates } from '../obligations/contract.ts';

const change = z.strictObject({ id });
const state = z.enum(obligationStates);

/** What a correction that waits would change (engine.md §2): shown before anybody signs it. */
export const listFlips = endpoint({
  method: 'GET', path: '/parameter-changes/:id/flips', summary: words('更正会改变的判定', 'Verdicts that a correction would flip'), params: change,
  query: z.strictObject({ q: query.text(100), control: query.text(60), would: query.anyOf(obligationStates), sort: query.oneOf(['opened', '-opened']), ...page }),
  response: z.object({
    /** What is kept now is in `state`; overdue cases that nobody has marked yet count as breached. */
    rows: z.array(obligationRow.extend({ would: state, wouldBeDueAt: instant.nullable() })), next: z.string().nullable(), total: z.int(),
    /** When it was judged: who turns pages goes on in the list that he began. */
    asOf: instant,
    /** Of all that the value concerns, whoever may see it: judged anew, flipped, and to what. */
    judged: z.int(), flipped: z.int(), toMet: z.int(), toBreached: z.int(),
    /** The controls that the value limits, with how many of each flip: what `control` chooses among. */
    controls: z.array(z.object({ clause: z.string(), control: z.string(), title: wordsShape, flipped: z.int() })),
    /** Windows of targets that come out otherwise. */
    targets: z.array(z.object({ clause: z.string(), control: z.string(), title: wordsShape, at: instant, was: z.enum(['kept', 'broken']), would: z.enum(['kept', 'broken']) })),
  }),
});

/** How far the work that follows an approved value has come; null where no case depends on it. */
export const readRejudging = endpoint({
  method: 'GET', path: '/parameter-changes/:id/rejudging', summary: words('重判进度', 'Progress of judging anew'), params: change,
  response: z.object({
    job: z.object({ kind: z.enum(['correction', 'now']), startsAt: instant, total: z.int(), done: z.int(), changed: z.int(), flipped: z.int(), finishedAt: instant.nullable() }).nullable(),
  }),
});

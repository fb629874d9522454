import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { id, instant, page, query, text, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const obligationStates = ['pending', 'paused', 'met', 'breached', 'cancelled', 'waived', 'unknown'] as const;
const state = z.enum(obligationStates);

export const subject = z.object({ type: z.string(), id: z.string(), /** What people call it. */ number: z.string(), title: z.string().nullable(), href: z.string() });

export const obligationRow = z.object({
  id, clause: z.string(), control: z.string(), title: wordsShape, subject, whom: z.string().nullable(), ownerPost: wordsShape,
  owner: z.object({ id, name: z.string() }).nullable(), state, /** Still to be done: also what is overdue. */ open: z.boolean(), openedAt: instant,
  /** Null while paused. */ dueAt: instant.nullable(), breachAt: instant.nullable(), stoppedAt: instant.nullable(), remainingMs: z.int().nullable(), provisional: z.boolean(),
});
export type ObligationRow = z.output<typeof obligationRow>;

export const listObligations = endpoint({
  method: 'GET', path: '/obligations', summary: words('义务列表', 'Obligations'),
  query: z.strictObject({
    q: query.text(100), clause: query.text(20), control: query.text(60), chapter: query.int(1, 7), state: query.anyOf(obligationStates), open: query.bool,
    /** Still to be done and over the limit. */ overdue: query.bool, /** Late, and nobody has said why. */ unexplained: query.bool, mine: query.bool, store: id.optional(),
    /** Days: of the verdict where states are asked for, else of the opening. */ days: query.days,
    sort: query.oneOf(['due', '-due', 'opened', '-opened']), ...page,
  }),
  response: z.object({ rows: z.array(obligationRow), next: z.string().nullable(), total: z.int().nullable() }),
});

/** What a verdict was made with: hash of the declaration, the value (null: suggested, or a promise), calendar, evaluator. */
const pinned = z.object({
  clause: z.string().nullable(), /** Since when this declaration is in use here. */ clauseSince: instant.nullable(), evaluator: z.int().nullable(), calendar: z.string().nullable(),
  value: z.object({ id, words: wordsShape, from: instant.nullable(), approvedBy: z.string().nullable() }).nullable(),
});
const factLine = z.object({ id, type: z.string(), at: instant, recordedAt: instant, sentence: wordsShape, by: z.string(), actorKind: z.enum(['person', 'system', 'bot', 'customer']) });
export const readObligation = endpoint({
  method: 'GET', path: '/obligations/:id', summary: words('一项义务', 'An obligation'), params: z.strictObject({ id }),
  response: obligationRow.extend({
    sentence: wordsShape, calendar: z.string(), calendarVersion: z.string(), explanation: z.array(wordsShape), versions: pinned,
    pauses: z.array(z.object({ from: instant, to: instant.nullable() })),
    openedBy: factLine.nullable(), closedBy: factLine.nullable(),
    /** Verdicts that were judged anew; the old ones stay readable. */
    superseded: z.array(z.object({ at: instant, reason: z.string(), state, stoppedAt: instant.nullable(), dueAt: instant.nullable(), breachAt: instant.nullable(), versions: pinned })),
  }),
});

export const readTimeline = endpoint({
  method: 'GET', path: '/cases/:type/:id/timeline', summary: words('一事的经过', 'The timeline of a case'),
  params: z.strictObject({ type: text(40, 1), id: text(60, 1) }), query: z.strictObject({ cursor: page.cursor, limit: page.limit }),
  response: z.object({
    subject: subject.extend({ kind: wordsShape, whom: z.string().nullable() }),
    /** Facts, newest first; `next` leads to older ones. */ facts: z.array(factLine.extend({ clause: z.string().nullable() })), next: z.string().nullable(),
    /** Verdicts without a clock about this record, newest first, with the first page only: for those who answer for the department. */
    judgements: z.array(z.object({ id, clause: z.string(), control: z.string(), title: wordsShape, outcome: z.enum(['kept', 'broken', 'unknown', 'applied']), at: instant, lines: z.array(z.object({ label: wordsShape, value: z.union([z.string(), wordsShape]) })) })),
    /** What the rulebook asked in this case; with the first page only, newest first. */ obligations: z.array(obligationRow),
  }),
});

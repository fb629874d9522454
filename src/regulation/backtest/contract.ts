import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { id, instant, page, query, shaped, text, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';
import { durationUnits } from '../parameters/contract.ts';
import { approvalStates } from '../approvals/contract.ts';
import { obligationRow } from '../obligations/contract.ts';

const key = z.strictObject({ key: text(60, 1) });
const range = {
  /** How many days of history. */ days: query.int(7, 3_660),
  /** Of whom or what alone; of several the most specific counts. `channel`: all stores on a marketplace. The others as the facts say that opened the cases. */
  store: id.optional(), channel: query.text(40), customerClass: query.text(40), customer: id.optional(), article: id.optional(), carrier: id.optional(),
  /** What the value is counted in; that of the value in force where it is not said. */ unit: query.oneOf(durationUnits),
};

const verdicts = z.object({ n: z.int(), met: z.int(), breached: z.int(), censored: z.int(), excluded: z.int() });

/** One control that the parameter limits. Never a forecast: what would have been, had everybody acted as they did. */
export const backtestCurve = z.object({
  clause: z.string(), control: z.string(), title: wordsShape, unit: wordsShape,
  /** Stored verdicts as they are. */
  actual: verdicts,
  /** From this amount on so many were over for certain, and so many are undecided (open or cancelled): `[amount, breached, undecided]`. */
  steps: z.array(z.tuple([z.int(), z.int(), z.int()])),
  from: z.int(), to: z.int(),
  /** Why it is not judged anew: the program acts on this limit. Then there are no steps, and `parting` says from which amount on how many cases would have gone another way; nothing after it. */
  feedsBack: wordsShape.nullable(), parting: z.array(z.tuple([z.int(), z.int()])),
  /** Left out because a calendar that no longer holds judged them. */
  otherCalendar: z.int(),
  /** Stored verdicts that the same parameters do not reproduce: then there is no curve, and these have to be looked into. */
  differing: z.array(id), differingCount: z.int(),
});
export type BacktestCurve = z.output<typeof backtestCurve>;

export const readBacktest = endpoint({
  method: 'GET', path: '/parameters/:key/backtest', summary: words('参数回测', 'What another value would have meant'), params: key, query: z.strictObject(range),
  response: z.object({
    asOf: instant, days: z.int(), /** Amount in force now; null where it is counted in another unit. */ now: z.int().nullable(),
    /** Why nothing can be judged anew, where that is so: the parameter limits no clock. */
    why: wordsShape.nullable(), curves: z.array(backtestCurve),
  }),
});

export const listBacktestCases = endpoint({
  method: 'GET', path: '/parameters/:key/backtest/cases', summary: words('回测中会改判的事项', 'Cases whose verdict would flip'), params: key,
  query: z.strictObject({ ...range, clause: text(20, 1), control: text(60, 1), value: shaped(/^\d{1,9}$/, words('要填整数，如 24', 'A whole number, such as 24')).transform(Number),
    q: query.text(100), would: query.oneOf(['met', 'breached', 'cancelled', 'open']), cursor: page.cursor, limit: page.limit }),
  response: z.object({ rows: z.array(obligationRow.extend({ /** What it would be under the value. */ would: z.enum(['met', 'breached', 'cancelled', 'open']) })), next: z.string().nullable(), total: z.int() }),
});

/** What a page lists of a request that other bands would have sent another way; nothing is said of what people would have done then. */
const diverging = z.object({
  id, title: wordsShape, clause: z.string(), requestedBy: z.string(), requestedAt: instant, state: z.enum(approvalStates), figure: z.int(), unit: z.enum(['basisPoints', 'fen', 'days', 'points']),
  /** Posts in the order in which they sign. */ before: z.array(wordsShape), after: z.array(wordsShape),
  /** The first signature that differs, counted from 1. */ step: z.int(),
});
export type DivergingRow = z.output<typeof diverging>;

export const listDivergences = endpoint({
  method: 'GET', path: '/parameters/:key/divergence', summary: words('权限回测：会走别的审批路线的申请', 'Requests that other bands would have sent another way'), params: key,
  query: z.strictObject({ days: range.days, /** The bands as JSON. */ value: text(4_000, 1), q: query.text(100), step: query.int(1, 60), cursor: page.cursor, limit: page.limit }),
  response: z.object({
    asOf: instant, days: z.int(), /** Why nothing can be compared, where that is so. */ why: wordsShape.nullable(),
    /** Requests in this time, how many of them would have gone another way, and how many name no figure. */ n: z.int(), diverging: z.int(), unread: z.int(),
    /** Requests whose own bands do not give their figure's way again: left out, to be looked into. */ differing: z.int(),
    /** Where they part first: number of the signature, requests. */ steps: z.array(z.tuple([z.int(), z.int()])),
    /** Controls whose chain the company designed itself: the bands of the rulebook no longer lead there. */ designed: z.array(z.object({ clause: z.string(), title: wordsShape })),
    /** Those that this person may see. */ rows: z.array(diverging), next: z.string().nullable(), total: z.int(),
  }),
});

import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { id, instant, page, query, text, words as wordsShape } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

/** Durations in ms: how many are known, their median, mean and 90th percentile. */
const spread = z.object({ n: z.int(), median: z.number().nullable(), mean: z.number().nullable(), p90: z.number().nullable() });
export type SpreadShown = z.output<typeof spread>;

const figures = z.object({
  events: z.int(), cases: z.int(), duration: spread,
  /** Names by number: lists below name steps and people by these. */
  activities: z.array(z.object({ key: z.string(), words: wordsShape })), resources: z.array(z.string()),
  nodes: z.array(z.object({ activity: z.int(), count: z.int(), cases: z.int(), starts: z.int(), ends: z.int(), service: spread })),
  edgeCount: z.int(), edges: z.array(z.object({ from: z.int(), to: z.int(), count: z.int(), cases: z.int(), waiting: spread, waitingWork: spread.nullable() })),
  variantCount: z.int(), variants: z.array(z.object({ steps: z.array(z.int()), cases: z.int(), duration: spread })),
  dwell: z.array(z.object({ activity: z.int(), natural: spread, work: spread.nullable() })),
  rework: z.array(z.object({ activity: z.int(), selfLoops: z.int(), repeats: z.int(), cases: z.int() })),
  handOverCount: z.int(), handOvers: z.array(z.object({ from: z.int(), to: z.int(), count: z.int(), cases: z.int(), waiting: spread })),
  /** The same between posts, as people held them when they did it; none where no post is known. */
  posts: z.array(z.object({ key: z.string(), words: wordsShape })), postHandOvers: z.array(z.object({ from: z.int(), to: z.int(), count: z.int(), cases: z.int(), waiting: spread })),
  /** Time in the states of the declared life; null without one. */
  states: z.object({
    names: z.array(z.object({ key: z.string(), words: wordsShape })),
    dwell: z.array(z.object({ state: z.int(), entered: z.int(), cases: z.int(), starts: z.int(), ends: z.int(), natural: spread, work: spread.nullable() })),
    moves: z.array(z.object({ from: z.int(), to: z.int(), count: z.int(), cases: z.int(), waiting: spread, waitingWork: spread.nullable() })),
  }).nullable(),
  conformance: z.object({
    /** Cases that ended; those still under way are counted apart. */ cases: z.int(), running: z.int(), fitting: z.int(), fittingShare: z.number(), averageFitness: z.number(), totalCost: z.int(), deviationCount: z.int(),
    deviations: z.array(z.object({ kind: z.enum(['log', 'model']), activity: z.string(), activityWords: wordsShape, state: z.string(), stateWords: wordsShape, cost: z.int(), cases: z.int() })),
  }).nullable(),
  remarks: z.array(wordsShape),
});
export type MapFigures = z.output<typeof figures>;

const state = z.discriminatedUnion('state', [
  /** Ask again: so much is read. `of` is 0 while that is not known. */
  z.object({ state: z.literal('working'), done: z.int(), of: z.int() }),
  z.object({ state: z.literal('ready'), map: figures }),
]);

/** Which log: facts of a kind of record in the last days, or an uploaded one. */
const which = {
  type: query.text(40), days: query.int(1, 3_660), store: id.optional(), log: id.optional(),
  /** Calendar for waiting in working time. */
  calendar: query.text(40),
};

export const listMapKinds = endpoint({
  method: 'GET', path: '/process-maps/kinds', summary: words('可画流程图的对象', 'Records that have process maps'),
  response: z.object({ kinds: z.array(z.object({ type: z.string(), words: wordsShape, life: z.boolean() })), calendars: z.array(z.string()), stores: z.array(z.object({ id, words: wordsShape })) }),
});

export const readProcessMap = endpoint({ method: 'GET', path: '/process-maps', summary: words('流程图', 'A process map'), query: z.strictObject(which), response: state });

const number = query.int(0, 1_000_000);
export const listMapCases = endpoint({
  method: 'GET', path: '/process-maps/cases', summary: words('流程图里的事项', 'Cases of a process map'),
  query: z.strictObject({ ...which, of: query.oneOf(['all', 'node', 'edge', 'variant', 'rework', 'hand-over', 'deviation', 'post-hand-over', 'state']), a: number, b: number, q: query.text(100), cursor: page.cursor, limit: page.limit }),
  response: z.object({
    rows: z.array(z.object({ name: z.string(), number: z.string(), title: z.string().nullable(), href: z.string().nullable(), events: z.int(), from: instant.nullable(), to: instant.nullable(), durationMs: z.number().nullable() })),
    next: z.string().nullable(), total: z.int(),
  }),
});

/** Kept as the uploader's own. Multipart: `files` = the log and, as a second file, a life cycle (JSON); fields case, activity, time, resource, dateOrder, pairs. */
export const uploadLog = endpoint({
  method: 'POST', path: '/process-maps/logs', summary: words('上传事件日志', 'Upload a log of events'), response: z.object({ id, name: z.string(), life: z.boolean() }),
});

export const listEventLogs = endpoint({
  method: 'GET', path: '/process-maps/logs', summary: words('自己上传的事件日志', 'Logs that one brought'),
  response: z.object({ rows: z.array(z.object({ id, name: z.string(), size: z.int(), life: z.boolean(), at: instant })) }),
});
export const forgetEventLog = endpoint({ method: 'DELETE', path: '/process-maps/logs/:id', summary: words('删除事件日志', 'Throw a log away'), params: z.strictObject({ id }), response: z.object({ id }) });

export const downloadMap = endpoint({
  method: 'GET', path: '/process-maps.xlsx', summary: words('导出流程数字', 'Figures of a process map as a workbook'), query: z.strictObject({ ...which, cursor: text(1).optional() }), response: z.unknown(),
});

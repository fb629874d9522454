import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { id, instant, query, text, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

/** `escalated`: what others owe and the ladder of the clause has brought to one of my posts; `team`: what else is overdue with those who report to me. */
export const workGroups = ['overdue', 'escalated', 'today', 'approvals', 'team', 'later', 'waiting'] as const;
export type WorkGroup = (typeof workGroups)[number];

export const workItem = z.object({
  id, /** `sample`: checks of one control that wait, one item with their number. */ kind: z.enum(['obligation', 'approval', 'change', 'sample']), group: z.enum(workGroups),
  /** The verb: 发货, 审单, 告知客户. */
  title: wordsShape,
  clause: z.string().nullable(),
  /** On what: object type, number for people, and the page that opens it. */
  subject: z.object({ type: z.string(), id: z.string(), number: z.string(), title: z.string().nullable(), href: z.string() }),
  /** For whom: the customer or colleague, masked where personal. */
  whom: z.string().nullable(),
  owner: z.object({ id, name: z.string() }).nullable(),
  /** Who owes it as a whole where nobody does in person: the post. */
  post: wordsShape.nullable(),
  state: z.enum(['pending', 'paused']),
  openedAt: instant,
  /** Null while paused: due is unknown then and `remainingMs` holds. */
  dueAt: instant.nullable(), breachAt: instant.nullable(), remainingMs: z.int().nullable(), provisional: z.boolean(),
});
export type WorkItem = z.output<typeof workItem>;

const groupCounts = z.object({ overdue: z.int(), escalated: z.int(), team: z.int(), today: z.int(), later: z.int(), waiting: z.int(), approvals: z.int() });

export const listWork = endpoint({
  method: 'GET', path: '/work', summary: words('我的工作', 'My work'),
  query: z.strictObject({ q: text(100).optional(), clause: text(20).optional(), chapter: query.int(1, 7), cursor: text(400).optional(), limit: query.int(1, 200) }),
  response: z.object({
    /** In the order in which things are due; what waits on others and approvals come with the first page. */
    rows: z.array(workItem), next: z.string().nullable(), total: z.int().nullable(),
    /** Exact up to 1,000 a group. */
    counts: groupCounts,
    /** The next instant at which something of this person falls due. */
    nextDueAt: instant.nullable(),
  }),
});

/** What an item needs to be done where it stands: facts to read, and the acts with their refusals said beforehand. */
export const workDetail = z.object({
  item: workItem,
  sentence: wordsShape,
  facts: z.array(z.object({ label: wordsShape, value: z.union([z.string(), wordsShape]) })),
  explanation: z.array(wordsShape),
  acts: z.array(z.object({
    key: z.string(), label: wordsShape, primary: z.boolean(),
    /** Where the act is done: a path below /api that takes a POST with the given body, or a page of ours. */
    post: z.object({ path: z.string(), body: z.record(z.string(), z.unknown()) }).nullable(), href: z.string().nullable(),
    confirm: wordsShape.nullable(),
    refused: z.object({ detail: wordsShape, clause: z.string().nullable() }).nullable(),
  })),
});
export type WorkDetail = z.output<typeof workDetail>;

export const readWorkItem = endpoint({
  method: 'GET', path: '/work/:id', summary: words('一项工作', 'One item of work'), params: z.strictObject({ id }), response: workDetail,
});

export const countWork = endpoint({
  method: 'GET', path: '/work/counts', summary: words('各章到期数', 'Due counts by chapter'),
  response: z.object({ overdue: z.int(), today: z.int(), approvals: z.int(), escalated: z.int(), team: z.int(), nextDueAt: instant.nullable(), /** By place of the frame: sales, logistics … */ chapters: z.record(z.string(), z.int()) }),
});

import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { done, id, instant, page, query, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const publicationRow = z.object({
  id, key: z.string(), clause: z.string(), label: wordsShape, scope: wordsShape.nullable(), before: wordsShape, after: wordsShape, reason: z.string(),
  from: instant, at: instant, proposedBy: z.string(), approvedBy: z.string().nullable(),
  /** How many of those whom the clause binds have acknowledged this version. */
  acknowledged: z.int(), addressed: z.int(),
  /** What it is to the person who asks: not addressed to him, waiting for him, acknowledged. */
  mine: z.enum(['none', 'waiting', 'done']),
});
export type PublicationRow = z.output<typeof publicationRow>;

export const listPublications = endpoint({
  method: 'GET', path: '/rulebook-changes', summary: words('规章变更', 'Changes of the rulebook'),
  query: z.strictObject({ q: query.text(60), key: query.text(60), clause: query.text(20), mine: query.oneOf(['waiting', 'done']), open: query.bool, sort: query.oneOf(['at', '-at']), ...page }),
  response: z.object({ rows: z.array(publicationRow), next: z.string().nullable(), total: z.int().nullable() }),
});
const one = z.strictObject({ id });
export const readPublication = endpoint({
  method: 'GET', path: '/rulebook-changes/:id', summary: words('一次规章变更', 'A change of the rulebook'), params: one,
  response: publicationRow.extend({
    approvalId: id, binds: z.enum(['start', 'event', 'now']), /** What the rulebook said, and says now. */ sentences: z.array(z.object({ before: wordsShape, after: wordsShape })),
    /** By name, for those who answer for it; null for everybody else. */
    people: z.array(z.object({ id, name: z.string(), at: instant.nullable() })).nullable(),
    mayRemind: z.boolean(), remindedAt: instant.nullable(),
  }),
});
export const acknowledgeChange = endpoint({ method: 'POST', path: '/rulebook-changes/:id/acknowledgement', summary: words('确认知悉规章变更', 'Acknowledge a change'), params: one, body: z.strictObject({}), response: done });
export const remindOfChange = endpoint({ method: 'POST', path: '/rulebook-changes/:id/reminder', summary: words('提醒未确认的人', 'Remind those who have not'), params: one, body: z.strictObject({}), response: z.object({ id, reminded: z.int() }) });

import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { id, instant, page, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const listNotices = endpoint({
  method: 'GET', path: '/notices', summary: words('通知', 'Notices'), query: z.strictObject({ ...page }),
  response: z.object({
    rows: z.array(z.object({ id, at: instant, text: wordsShape, href: z.string().nullable(), read: z.boolean() })),
    next: z.string().nullable(), total: z.int().nullable(), unread: z.int(),
  }),
});
export const readNotices = endpoint({
  method: 'POST', path: '/notices/readings', summary: words('通知标为已读', 'Mark notices as read'),
  body: z.strictObject({ /** All that were shown up to this instant. */ upTo: instant }), response: z.object({ read: z.int() }),
});

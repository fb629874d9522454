import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, id, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const listViews = endpoint({
  method: 'GET', path: '/views', summary: words('已存视图', 'Saved views'), query: z.strictObject({ page: text(100, 1) }),
  response: z.object({ rows: z.array(z.object({ id, name: z.string(), address: z.string(), shared: z.boolean(), own: z.boolean() })) }),
});
export const saveView = endpoint({
  method: 'POST', path: '/views', summary: words('存视图', 'Save a view'),
  body: z.strictObject({ page: text(100, 1), name: text(40, 1), /** Query of the list as its page writes it: `status=held&sort=-paid`. */ address: text(2000), shared: z.boolean() }), response: done,
});
export const dropView = endpoint({
  method: 'DELETE', path: '/views/:id', summary: words('删除视图', 'Delete a view'), params: z.strictObject({ id }), body: z.strictObject({}), response: done,
});

import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { id, instant, text, words as wordsShape } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

const one = z.strictObject({ id });
const reason = text(400, 4);
const done = z.object({ id });

/** To whom an obligation can be handed: colleagues who hold its post (in its team), and what the asker may do about it. */
export const readCare = endpoint({
  method: 'GET', path: '/obligations/:id/care', summary: words('移交与豁免', 'Handing over and waiving'), params: one,
  response: z.object({
    people: z.array(z.object({ id, name: z.string() })), post: wordsShape,
    mayHandOver: z.boolean(), mayAskWaiver: z.boolean(),
    /** Late already, so that the reason is asked; the last one that was given. */ mayExplain: z.boolean(), explained: z.object({ reason: z.string(), by: z.string(), at: instant }).nullable(),
    /** Why not, where it may not. */ refused: wordsShape.nullable(),
    /** The last request to be freed of it, with its page. */ waiver: z.object({ id, href: z.string(), reason: z.string(), by: z.string(), state: z.string(), note: z.string().nullable(), open: z.boolean() }).nullable(),
  }),
});
export const handOver = endpoint({
  method: 'POST', path: '/obligations/:id/owner', summary: words('移交', 'Hand over'), params: one,
  /** null: back to the post as a whole. */ body: z.strictObject({ staffId: id.nullable(), reason }), response: done,
});
export const askWaiver = endpoint({ method: 'POST', path: '/obligations/:id/waiver', summary: words('申请豁免', 'Ask for a waiver'), params: one, body: z.strictObject({ reason }), response: done });
/** Why the limit was not kept: of what is only watched the reason is asked (engine.md §1). Worded anew, the earlier one stays in the timeline. */
export const explainBreach = endpoint({ method: 'POST', path: '/obligations/:id/breach-reason', summary: words('说明超时原因', 'Say why it is late'), params: one, body: z.strictObject({ reason }), response: done });

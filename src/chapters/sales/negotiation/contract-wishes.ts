import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, id, instant, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { wishStates } from './contract-states.ts';

/** One wish: for a paragraph of the wording, counted from 0, or with null for the whole. */
export const wishShape = z.strictObject({ line: z.int().min(0).max(30_000).nullable(), body: text(1_000, 2) });
/** What became of it. `line`: where its paragraph stands now; null: the whole, or a paragraph that has changed since. `said`: the paragraph as the customer read it. */
export const publicWish = z.object({ line: z.int().nullable(), said: z.string(), body: z.string(), by: z.string(), at: instant, state: z.enum(wishStates), answer: z.string().nullable(), answeredAt: instant.nullable() });
export type PublicWish = z.output<typeof publicWish>;
export const wishRecord = publicWish.extend({ id, revision: z.int(), answeredBy: z.string().nullable(), takenRevision: z.int().nullable() });
export type WishRecord = z.output<typeof wishRecord>;

const params = z.strictObject({ id, wishId: id });
export const takeWishAct = endpoint({ method: 'POST', path: '/contracts/:id/wishes/:wishId/adoption', summary: words('采纳修改意见', 'Take over a wish'), params, body: z.strictObject({ version: z.int(), body: text(30_000, 20) }), response: z.object({ id, revision: z.int() }) });
export const declineWishAct = endpoint({ method: 'POST', path: '/contracts/:id/wishes/:wishId/refusal', summary: words('不采纳修改意见', 'Decline a wish'), params, body: z.strictObject({ reason: text(300, 2) }), response: done });
export const portalContractWishes = endpoint({
  method: 'POST', path: '/portal/contracts/:token/wishes', summary: words('客户提出修改意见', 'The customer asks for changes'), params: z.strictObject({ token: z.string().max(300) }),
  body: z.strictObject({ name: text(60, 2), hash: text(64, 64), wishes: z.array(wishShape).min(1).max(20) }), response: done,
});

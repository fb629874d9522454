import { z } from 'zod';
import { keepFile } from '../../../kernel/keep-file.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { lockOrder, teamMaySee, type OrderWithLines } from '../orders/load.ts';
import { beforeShipping } from '../orders/states.ts';
import { giftsOfReturn } from './gifts-of-return.ts';
import { returnInput } from './contract-returns.ts';
import type { Cause } from './contract-words.ts';
import { returnRequested } from './facts.ts';
import { carriedOf } from './purses.ts';
import { MAX_PHOTOS, photo, photosGiven } from './photos-given.ts';
import { alsoOf, caseRef, mayServe, paidOf, refOf, signedAt } from './load-return.ts';
import { no } from './refusals.ts';

/**
 * The customer, or a colleague for him, asks to give goods back (clause 2.4.2). Photos come made anew. The clock of the answer starts.
 *
 * @throws sales.nothing-paid, sales.return-does-not-fit, sales.reason-unknown, sales.photo-needed, sales.returned-twice
 */
export const requestReturn = verb({
  name: 'sales.request-return',
  title: words('申请退换', 'Ask for a return'),
  may: { ...mayServe, customer: true },
  input: returnInput.extend({ id, photos: photosGiven }),
  subject: (tx, input) => lockOrder(tx, input.id),
  inScope: (actor, scope, { order }) => (actor.kind === 'customer' ? actor.link?.type === 'order' && actor.link.id === order.id : teamMaySee(actor, scope, order)),
  run: async (tx, input, found: OrderWithLines) => {
    const { order, lines } = found;
    const carried = [...(await carriedOf(tx, order.id)).values()].reduce((all, fen) => all + fen, 0n);
    if (paidOf(order) + carried === 0n || order.state === 'cancelled' || order.state === 'unpaid') throw refuse(no['nothing-paid']);
    const unsent = beforeShipping.includes(order.state);
    const all = lines.every((l) => l.gift_by !== null || input.lines.some((x) => x.orderLineId === l.id && x.quantity === l.quantity));
    if (unsent !== (input.type === 'before-shipping') || (unsent && !all)) throw refuse(no['return-does-not-fit'], undefined, { state: order.state });
    const asked = input.lines.map((l) => ({ ...l, line: lines.find((x) => x.id === l.orderLineId) }));
    if (asked.some((l) => !l.line || l.quantity > l.line.quantity) || new Set(input.lines.map((l) => l.orderLineId)).size < input.lines.length) throw refuse(no['returned-twice']);
    asked.push(...(await giftsOfReturn(tx, order.id, lines, input)).map((l) => ({ ...l, line: lines.find((x) => x.id === l.orderLineId) })));
    const [reason] = await tx.rows<{ cause: Cause; needs_photo: boolean }>('sales.reason_of', 'select cause, needs_photo from sales.return_reason where key = $1 and active', [input.reason]);
    if (!reason) throw refuse(no['reason-unknown']);
    const byCustomer = tx.actor.kind === 'customer';
    if (byCustomer && reason.needs_photo && input.photos.length === 0) throw refuse(no['photo-needed']);
    const [returnNo, signed] = await Promise.all([tx.number('TH'), signedAt(tx, order.id)]);
    const ret = { id: tx.newId(), return_no: returnNo, order_id: order.id, store_id: order.store_id, customer_id: order.customer_id };
    const photos = await keepFile(tx, input.photos.map((f) => ({ ...f, mediaType: 'image/jpeg' })));
    await tx.rows('sales.insert_return', `insert into sales.return (id, return_no, order_id, store_id, team_id, customer_id, type, reason, cause, asked_by, words, photos, state, signed_at, requested_at, warehouse_id, search, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'requested', to_timestamp($13 / 1000.0), to_timestamp($14 / 1000.0), $15, array_to_tsvector(string_to_array($16, ' ')), to_timestamp($14 / 1000.0), to_timestamp($14 / 1000.0))`,
    [ret.id, returnNo, order.id, order.store_id, order.team_id, order.customer_id, input.type, input.reason, reason.cause, byCustomer ? 'customer' : 'staff', input.words || null, photos, signed, tx.now, order.warehouse_id,
      searchColumn({ numbers: [returnNo, order.order_no, order.outside_no], texts: asked.map((l) => l.line!.title) })]);
    await insertLines(tx, ret.id, asked.map((l) => ({ id: l.orderLineId, sku: l.line!.sku_id, quantity: l.quantity })));
    await insertPhotos(tx, ret.id, photos, input.photos.map((p) => p.sha256));
    tx.fact(returnRequested, ret.id, { ...refOf(ret, order), type: input.type, cause: reason.cause, reason: input.reason, by: byCustomer ? 'customer' : 'staff' }, { objects: alsoOf(ret) });
    tx.audit({ type: 'return', id: ret.id }, { type: input.type, reason: input.reason });
    return { id: ret.id, returnNo };
  },
});

async function insertLines(tx: Tx, returnId: string, lines: readonly { id: string; sku: string | null; quantity: number }[]): Promise<void> {
  await tx.rows('sales.insert_return_lines', `insert into sales.return_line (return_id, order_line_id, sku_id, quantity) select $1, r.id, r.sku, r.quantity from jsonb_to_recordset($2::jsonb) as r(id uuid, sku uuid, quantity int) order by r.id`,
    [returnId, JSON.stringify(lines)]).catch((error: unknown) => {
    if ((error as { constraint?: unknown }).constraint === 'returned_twice') throw refuse(no['returned-twice']);
    throw error;
  });
}

export async function insertPhotos(tx: Tx, returnId: string, ids: readonly string[], sha256: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.rows('sales.insert_return_photos', 'insert into sales.return_photo (id, return_id, sha256, added_by, added_at) select u.id, $1, u.sha, $4, to_timestamp($5 / 1000.0) from unnest($2::uuid[], $3::text[]) as u(id, sha)',
    [returnId, ids, sha256, tx.actor.name, tx.now]);
}

/** More photos of a return that is still open. */
export const addPhotosToReturn = verb({
  name: 'sales.add-return-photos',
  title: words('上传退换照片', 'Add photos'),
  may: { ...mayServe, warehouse: 'all' },
  input: z.strictObject({ id, photos: z.array(photo).min(1).max(MAX_PHOTOS) }),
  subject: async (tx, input) => (await tx.rows<{ id: string; team_id: string | null }>('sales.return_for_photos', 'select id, team_id from sales.return where id = $1 for update', [input.id]))[0] ?? null,
  inScope: (actor, scope, ret) => teamMaySee(actor, scope, ret), works: (ret: { id: string }) => caseRef({ ret }),
  run: async (tx, input, ret) => {
    const ids = await keepFile(tx, input.photos.map((f) => ({ ...f, mediaType: 'image/jpeg' })));
    await insertPhotos(tx, ret.id, ids, input.photos.map((p) => p.sha256));
    await tx.rows('sales.return_add_photos', 'update sales.return set photos = photos || $2::uuid[], version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1', [ret.id, ids, tx.now]);
    tx.audit({ type: 'return', id: ret.id }, { photos: ids.length });
    return { id: ret.id };
  },
});

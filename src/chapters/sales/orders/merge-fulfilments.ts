import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Actor, Policy, Scope } from '../../../kernel/actor.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { fulfilmentsMerged } from '../facts.ts';
import { no } from '../refusals.ts';
import { inPlaceOf, lockFulfilments, makeFulfilments, withdraw, type Fulfilment, type FulfilmentLine, type Made } from './fulfilments.ts';
import { lockOrders, teamMaySee } from './load.ts';
import { mayReview } from './release-order.ts';

export const mayArrange = { ...mayReview, warehouse: 'all', 'logistics-clerk': 'all' } satisfies Policy;

/** Locks the orders behind fulfilments before the fulfilments: every verb takes them in this order. */
export async function lockWithOrders(tx: Tx, ids: readonly string[]): Promise<Fulfilment[]> {
  const rows = await tx.rows<{ order_id: string }>('sales.orders_of_fulfilments', 'select distinct order_id from sales.fulfilment_line where fulfilment_id = any ($1::uuid[])', [[...ids]]);
  await lockOrders(tx, rows.map((r) => r.order_id));
  return lockFulfilments(tx, ids);
}

export const allInScope = (actor: Actor, scope: Scope, found: readonly Fulfilment[]): boolean => found.every((f) => teamMaySee(actor, scope, f));

/** Lines of several fulfilments together: the same order line once, with the sums of what they held. */
export function joined(lines: readonly FulfilmentLine[]): FulfilmentLine[] {
  const byLine = new Map<string, FulfilmentLine>();
  for (const line of lines) {
    const known = byLine.get(line.orderLineId);
    byLine.set(line.orderLineId, known
      ? { ...known, quantity: known.quantity + line.quantity, valueFen: known.valueFen + line.valueFen, weightGrams: known.weightGrams + line.weightGrams } : line);
  }
  return [...byLine.values()];
}

const earliest = (times: readonly (number | null)[]): number | null => times.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);

/**
 * Several fulfilments of one buyer to one address become one (合单, clause 2.3.3): one parcel instead of many. The commercial orders stay
 * as they are, reservations too.
 *
 * @throws sales.cannot-merge
 */
export const mergeFulfilments = verb({
  name: 'sales.merge-fulfilments',
  title: words('合单', 'Merge fulfilments'),
  may: mayArrange,
  input: z.strictObject({ ids: z.array(id).min(2).max(20) }),
  subject: async (tx, input) => {
    const found = await lockWithOrders(tx, input.ids);
    return found.length === new Set(input.ids).size ? found : null;
  },
  inScope: allInScope,
  run: async (tx, _input, parts) => {
    const [first, ...rest] = parts.toSorted((a, b) => (a.fulfilment_no < b.fulfilment_no ? -1 : 1)) as [Fulfilment, ...Fulfilment[]];
    const place = (f: Fulfilment): string => [f.store_id, f.warehouse_id, f.address_id, f.customer_id].join();
    if (rest.length === 0 || parts.some((f) => f.state !== 'waiting') || rest.some((f) => place(f) !== place(first)))
      throw refuse(no['cannot-merge'], undefined, { fulfilments: parts.map((f) => f.fulfilment_no) });
    const merged = await merge(tx, parts, 'merge', 'merged');
    return { id: merged.id, fulfilmentNo: merged.fulfilmentNo };
  },
});

export async function merge(tx: Tx, parts: readonly Fulfilment[], madeBy: 'merge' | 'unsplit', why: 'merged' | 'unmerged'): Promise<Made> {
  await withdraw(tx, parts, why);
  const [made] = await makeFulfilments(tx, [inPlaceOf(parts[0]!, madeBy, joined(parts.flatMap((f) => f.lines)), { parents: parts.map((f) => f.id), shipBy: earliest(parts.map((f) => f.ship_by)) })]);
  tx.fact(fulfilmentsMerged, made!.id, { fulfilmentNo: made!.fulfilmentNo, from: parts.map((f) => f.fulfilment_no), orderIds: [...new Set(made!.lines.map((l) => l.orderId))] },
    { objects: parts.map((f) => ({ type: 'fulfilment', id: f.id })) });
  return made!;
}

/** Undoes a merge: each part goes to the warehouse by itself again. @throws sales.cannot-undo when it has left or was changed since */
export const unmergeFulfilment = verb({
  name: 'sales.unmerge-fulfilment',
  title: words('撤销合单', 'Undo the merge'),
  may: mayArrange,
  input: z.strictObject({ id, version: z.int().optional() }),
  subject: async (tx, input) => (await lockWithOrders(tx, [input.id]))[0] ?? null,
  inScope: (actor, scope, f) => allInScope(actor, scope, [f]),
  run: async (tx, input, merged) => {
    if (input.version !== undefined && input.version !== merged.version) throw refuse(kernelNo['changed-meanwhile']);
    if (merged.state !== 'waiting' || merged.made_by !== 'merge') throw refuse(no['cannot-undo'], undefined, { state: merged.state });
    const parents = await tx.rows<{ parent_id: string }>('sales.parents_of', "select parent_id from sales.fulfilment_lineage where child_id = $1 and act = 'merge'", [merged.id]);
    const parts = await lockFulfilments(tx, parents.map((p) => p.parent_id));
    await withdraw(tx, [merged], 'unmerged');
    const made = await makeFulfilments(tx, parts.map((p) => inPlaceOf(p, 'unmerge', p.lines, { parents: [p.id, merged.id] })));
    return { ids: made.map((m) => m.id) };
  },
});

import { z } from 'zod';
import { allocate } from '../../../kernel/money.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { fulfilmentSplit } from '../facts.ts';
import { no } from '../refusals.ts';
import { inPlaceOf, lockFulfilments, makeFulfilments, withdraw, type Fulfilment, type FulfilmentLine } from './fulfilments.ts';
import { allInScope, lockWithOrders, mayArrange, merge } from './merge-fulfilments.ts';

const part = z.array(z.strictObject({ orderLineId: id, quantity: z.int().min(1) })).min(1).max(200);

/**
 * One fulfilment becomes several parcels (拆单, clause 2.3.3): each part names order lines and quantities, what is left over is a part of
 * its own. Quantities, money and weight add up to what was there; reservations stay as they are.
 *
 * @throws sales.cannot-split
 */
export const splitFulfilment = verb({
  name: 'sales.split-fulfilment',
  title: words('拆单', 'Split the fulfilment'),
  may: mayArrange,
  input: z.strictObject({ id, version: z.int().optional(), parts: z.array(part).min(1).max(20) }),
  subject: async (tx, input) => (await lockWithOrders(tx, [input.id]))[0] ?? null,
  inScope: (actor, scope, f) => allInScope(actor, scope, [f]),
  run: async (tx, input, whole) => {
    if (input.version !== undefined && input.version !== whole.version) throw refuse(kernelNo['changed-meanwhile']);
    if (whole.state !== 'waiting') throw refuse(kernelNo['wrong-state'], undefined, { state: whole.state });
    const parts = partsOf(whole, input.parts);
    if (parts.length < 2) throw refuse(no['cannot-split']);
    await withdraw(tx, [whole], 'split');
    const made = await makeFulfilments(tx, parts.map((lines) => inPlaceOf(whole, 'split', lines)));
    tx.fact(fulfilmentSplit, whole.id, { fulfilmentNo: whole.fulfilment_no, into: made.map((m) => m.fulfilmentNo), orderIds: [...new Set(whole.lines.map((l) => l.orderId))] },
      { objects: made.map((m) => ({ type: 'fulfilment', id: m.id })) });
    return { ids: made.map((m) => m.id) };
  },
});

/** The goods of each part, money shared by quantity to the fen, and last what is left over. */
function partsOf(whole: Fulfilment, asked: readonly { orderLineId: string; quantity: number }[][]): FulfilmentLine[][] {
  const parts: FulfilmentLine[][] = Array.from({ length: asked.length + 1 }, () => []);
  const unknown = asked.flat().some((a) => !whole.lines.some((l) => l.orderLineId === a.orderLineId));
  if (unknown) throw refuse(no['cannot-split']);
  for (const line of whole.lines) {
    const quantities = asked.map((p) => p.filter((a) => a.orderLineId === line.orderLineId).reduce((n, a) => n + a.quantity, 0));
    const rest = line.quantity - quantities.reduce((a, b) => a + b, 0);
    if (rest < 0) throw refuse(no['cannot-split'], words(`${line.orderNo} 只有 ${line.quantity} 件。`, `${line.orderNo} has only ${line.quantity}.`));
    const shares = [...quantities, rest];
    const values = allocate(line.valueFen, shares.map(BigInt));
    shares.forEach((quantity, i) => {
      if (quantity > 0) parts[i]!.push({ ...line, quantity, valueFen: values[i]!, weightGrams: (line.weightGrams / line.quantity) * quantity });
    });
  }
  return parts.filter((p) => p.length > 0);
}

/** Undoes a split: all parts together are one fulfilment again. @throws sales.cannot-undo when one has left or was changed since */
export const unsplitFulfilment = verb({
  name: 'sales.unsplit-fulfilment',
  title: words('撤销拆单', 'Undo the split'),
  may: mayArrange,
  /** Any of the parts. */
  input: z.strictObject({ id }),
  subject: async (tx, input) => {
    const rows = await tx.rows<{ child_id: string }>('sales.parts_with',
      `select c.child_id from sales.fulfilment_lineage p join sales.fulfilment_lineage c on c.parent_id = p.parent_id and c.act = 'split' where p.child_id = $1 and p.act = 'split'`, [input.id]);
    if (rows.length > 0) return lockWithOrders(tx, rows.map((r) => r.child_id));
    return (await lockFulfilments(tx, [input.id])).length > 0 ? [] : null;
  },
  inScope: allInScope,
  run: async (tx, _input, parts) => {
    if (parts.length === 0 || parts.some((f) => f.state !== 'waiting')) throw refuse(no['cannot-undo']);
    const made = await merge(tx, parts, 'unsplit', 'unmerged');
    return { id: made.id, fulfilmentNo: made.fulfilmentNo };
  },
});

import { releaseReserved, reserve, reservedFor } from '../../../../registers/products/index.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import type { Line, Order } from '../load.ts';
import { goneOf, type GoneLines } from '../shipped-lines.ts';
import { voidShortagesOfLines } from '../shortages.ts';
import type { VersionLine } from './content.ts';
import type { Amendment } from './load.ts';

/**
 * The lines as they will be. A line keeps what is reserved for it up to its new quantity; what is over becomes free in this moment, for those
 * who wait. Of a line of which units have left, what is reserved is for those that have not. Shortages of lines that became another are void and
 * found anew. Lines that go out stay with quantity nothing.
 *
 * @returns the lines of the new version, all with their ids
 */
export async function adjustGoods(tx: Tx, order: Order, lines: readonly Line[], a: Amendment, gone: GoneLines): Promise<VersionLine[]> {
  const after = a.after.lines.map((l) => ({ ...l, lineId: l.lineId ?? tx.newId() }));
  const fresh = after.filter((l) => !lines.some((x) => x.id === l.lineId));
  const changed = lines.filter((l) => l.sku_id !== null).flatMap((l) => {
    const will = after.find((x) => x.lineId === l.id);
    const quantity = will?.quantity ?? 0;
    const amount = BigInt(will?.amountFen ?? 0);
    const unit = will === undefined ? l.unit_price_fen : will.unitFen === null ? null : BigInt(will.unitFen);
    return quantity === l.quantity && amount === l.amount_fen && unit === l.unit_price_fen ? [] : [{ line: l, quantity, amount, unit }];
  });
  const other = changed.filter((c) => c.quantity !== c.line.quantity);
  const last = Math.max(0, ...(await tx.rows<{ position: number }>('sales.last_position', 'select position from sales.order_line where order_id = $1 order by position desc limit 1', [order.id])).map((r) => r.position));
  await voidShortagesOfLines(tx, other.map((c) => c.line.id));
  await Promise.all([
    tx.rows('sales.amend_lines', `update sales.order_line l set quantity = r.quantity, amount_fen = r.amount, unit_price_fen = r.unit from jsonb_to_recordset($1::jsonb) as r(id uuid, quantity int, amount bigint, unit bigint) where l.id = r.id`,
      [JSON.stringify(changed.map((c) => ({ id: c.line.id, quantity: c.quantity, amount: Number(c.amount), unit: c.unit === null ? null : Number(c.unit) })))]),
    tx.rows('sales.amend_new_lines', `insert into sales.order_line (id, order_id, position, line_key, sku_id, outer_sku, title, spec, quantity, unit_price_fen, amount_fen, gift_by)
      select r.id, $1, r.position, r.key, r.sku, r.code, r.title, r.spec, r.quantity, r.unit, r.amount, case when r.gift then 'amendment' end from jsonb_to_recordset($2::jsonb)
        as r(id uuid, position int, key text, sku uuid, code text, title text, spec text, quantity int, unit bigint, amount bigint, gift boolean)`,
    [order.id, JSON.stringify(fresh.map((l, i) => ({ id: l.lineId, position: last + i + 1, key: `${a.amendment_no}#${i + 1}`, sku: l.skuId, code: l.code, title: l.title, spec: l.spec, quantity: l.quantity, unit: l.unitFen, amount: l.amountFen, gift: l.gift })))]),
  ]);
  await shrink(tx, other.map((c) => ({ line: c.line, quantity: c.quantity - goneOf(gone, c.line.id).quantity })));
  return after;
}

/** Reservations of lines that want less. The rows stay locked in between, so that nobody takes what the line keeps. */
async function shrink(tx: Tx, changed: readonly { line: Line; quantity: number }[]): Promise<void> {
  const held = await reservedFor(tx, changed.map((c) => c.line.id));
  const over = changed.filter((c) => (held.get(c.line.id)?.quantity ?? 0) > c.quantity);
  await releaseReserved(tx, over.map((c) => c.line.id));
  await reserve(tx, over.filter((c) => c.quantity > 0).map((c) => {
    const at = held.get(c.line.id)!;
    return { holder: c.line.id, skuId: at.skuId, warehouseId: at.warehouseId, quantity: c.quantity };
  }));
}

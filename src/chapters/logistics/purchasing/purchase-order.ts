import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import type { PurchaseState } from './contract.ts';

/** An order to a supplier, from the promise to the last unit. */
export const purchaseLife = lifeCycle({
  noun: words('采购单', 'purchase order'),
  first: 'ordered',
  states: {
    ordered: words('待到货', 'Ordered'), 'part-received': words('部分到货', 'Partly received'), received: words('已到齐', 'Received'), ended: words('已结束（有缺）', 'Ended short'),
    cancelled: words('已取消', 'Cancelled'),
  },
  moves: {
    ordered: { 'receive-part': 'part-received', 'receive-all': 'received', end: 'ended', cancel: 'cancelled', move: 'ordered' },
    'part-received': { 'receive-part': 'part-received', 'receive-all': 'received', end: 'ended', move: 'part-received' },
    received: {},
    ended: {},
    cancelled: {},
  },
});

/** The supplier has until the end of the day that it promised. */
export const endOfDay = (day: string): number => startOfDay(day) + DAY - 1;

export function refusePastDay(day: string, now: number): void {
  if (day < dayOf(now)) throw refuse(no['day-past'], words(`到货日 ${day} 早于今天。`, `The day ${day} lies before today.`));
}

export interface PurchaseOrder {
  id: string; order_no: string; supplier_id: string; supplier: string; warehouse_id: string; receipt_id: string; state: PurchaseState; expected_on: string; first_expected_on: string; version: number;
}

export async function lockPurchaseOrder(tx: Tx, id: string): Promise<PurchaseOrder | null> {
  const [row] = await tx.rows<PurchaseOrder & Record<string, unknown>>('logistics.lock_purchase_order', `select o.id, o.order_no, o.supplier_id, s.name as supplier, o.warehouse_id, o.receipt_id, o.state, o.expected_on,
    o.first_expected_on, o.version from logistics.purchase_order o join logistics.supplier s on s.id = o.supplier_id where o.id = $1 for no key update of o`, [id]);
  return row ?? null;
}

export function sameVersion(row: { version: number }, version: number): void {
  if (row.version !== version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: row.version });
}

export const refOf = (o: Pick<PurchaseOrder, 'order_no' | 'supplier_id' | 'supplier' | 'warehouse_id'>) => ({ orderNo: o.order_no, supplierId: o.supplier_id, supplier: o.supplier, warehouseId: o.warehouse_id });

export const touches = (o: Pick<PurchaseOrder, 'supplier_id' | 'warehouse_id'>) => [{ type: 'supplier', id: o.supplier_id }, { type: 'warehouse', id: o.warehouse_id }];

/** Shortages of customers' orders that wait for a purchase order. */
export async function shortagesOf(tx: Tx, orderId: string): Promise<string[]> {
  const rows = await tx.rows<{ shortage_id: string }>('logistics.shortages_of_purchase', "select shortage_id from logistics.purchase_request where purchase_order_id = $1 and state = 'ordered' and shortage_id is not null order by created_at, id", [orderId]);
  return rows.map((r) => r.shortage_id);
}

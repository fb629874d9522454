import { recordInspections } from '../../chapters/logistics/transport/record-inspection.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { runVerb } from '../../kernel/verb.ts';

interface Seen { readonly id: string; readonly passed: boolean }

/** Packed parcels are inspected: in the warehouse that scans, every article by its code; elsewhere waves may be passed by eye. */
export async function lookAt(kernel: Kernel, seen: readonly Seen[], scanningWarehouseId: string, actor: Actor): Promise<void> {
  if (seen.length === 0) return;
  const { rows } = await kernel.db.query<{ id: string; scans: { code: string; quantity: number }[] }>(
    `select p.id, jsonb_agg(jsonb_build_object('code', k.code, 'quantity', l.quantity) order by k.code) as scans from logistics.parcel p join logistics.parcel_line l on l.parcel_id = p.id join products.sku k on k.id = l.sku_id
     where p.id = any ($1::uuid[]) and p.warehouse_id = $2 group by p.id`, [seen.map((r) => r.id), scanningWarehouseId]);
  const scansOf = new Map(rows.map((r) => [r.id, r.scans]));
  const inspections = seen.map(({ id, passed }) => ({ id, passed, defect: passed ? null : '外盒破损，需重新包装', ...(passed && scansOf.has(id) ? { scans: scansOf.get(id)! } : {}) }));
  await runVerb(kernel, recordInspections, { inspections }, { actor });
}

import { sql } from 'kysely';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { every, mentions, page } from '../../../kernel/keyset.ts';
import type { Runner } from '../../../kernel/query.ts';
import { seesCost, warehousesById } from '../neighbours.ts';
import type { listBackShipments } from './contract.ts';

interface Row {
  id: string; shipmentNo: string; orderId: string; orderNo: string; supplierId: string; supplier: string; warehouseId: string; carrier: string; waybillNo: string; reason: string; credit: bigint; at: number; by: string;
  lines: { skuCode: string; rejected: number; fromStock: number }[];
}
const columns = sql`b.id, b.shipment_no as "shipmentNo", b.order_id as "orderId", o.order_no as "orderNo", b.supplier_id as "supplierId", s.name as supplier, b.warehouse_id as "warehouseId", b.carrier_name as carrier, b.waybill_no as "waybillNo", b.reason,
  b.credit_fen as credit, b.at, b.by_name as by, (select jsonb_agg(jsonb_build_object('skuCode', l.sku_code, 'rejected', x.rejected, 'fromStock', x.from_stock) order by l.sku_code)
    from logistics.back_shipment_line x join logistics.purchase_order_line l on l.id = x.line_id where x.shipment_id = b.id) as lines`;
const from = sql`from logistics.back_shipment b join logistics.purchase_order o on o.id = b.order_id join logistics.supplier s on s.id = b.supplier_id`;

const shown = ({ credit, ...r }: Row, warehouse: string | null, costs: boolean) => ({
  ...r, warehouse, creditFen: costs ? Number(credit) : null, rejected: r.lines.reduce((n, l) => n + l.rejected, 0), fromStock: r.lines.reduce((n, l) => n + l.fromStock, 0),
});

export interface BackShipmentsAsked { q?: string | undefined; supplier?: string | undefined; warehouse?: string | undefined; sort?: 'at' | '-at' | undefined; cursor?: string | undefined; limit?: number | undefined }

/** What went back to suppliers, the newest first. */
export async function backShipments({ kernel, actor, query }: Asked<undefined, BackShipmentsAsked>): Promise<Answer<typeof listBackShipments>> {
  const found = await page<Row, 'at'>(kernel, {
    select: columns,
    from: sql`${from} ${every([query.supplier !== undefined && sql`b.supplier_id = ${query.supplier}`, query.warehouse !== undefined && sql`b.warehouse_id = ${query.warehouse}`,
      mentions(query.q, sql`b.shipment_no, b.waybill_no, o.order_no, s.name, (select string_agg(l.sku_code, ' ') from logistics.back_shipment_line x join logistics.purchase_order_line l on l.id = x.line_id where x.shipment_id = b.id)`)])}`,
    id: sql`b.id`, orders: { at: { by: sql`b.at`, type: 'timestamptz' } }, sort: query.sort ?? '-at', cursor: query.cursor, limit: query.limit,
  });
  const warehouses = await warehousesById(kernel, found.rows.map((r) => r.warehouseId));
  return { ...found, rows: found.rows.map((r) => shown(r, warehouses.get(r.warehouseId)?.name ?? null, seesCost(actor))) };
}

/** The back shipments of one order, for its page. */
export async function backOf(on: { runner: Runner }, orderId: string, costs: boolean) {
  const { rows } = await sql<Row>`select ${columns} ${from} where b.order_id = ${orderId}::uuid order by b.at desc, b.id desc`.execute(on.runner.tables<Record<string, never>>());
  return rows.map((r) => ({ id: r.id, shipmentNo: r.shipmentNo, carrier: r.carrier, waybillNo: r.waybillNo, reason: r.reason, creditFen: costs ? Number(r.credit) : null, at: r.at, by: r.by, lines: r.lines }));
}

import { sql } from 'kysely';
import { dayOf } from '../../../kernel/clock.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import { every, matching, mentions, page } from '../../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { available, blindFor, seesCost, skusById, warehousesById } from '../neighbours.ts';
import { backOf } from './back-shipments.ts';
import type { listPurchases, listRequests, PurchaseState, readPurchase, requestStates } from './contract.ts';

/** An address that is no id finds nothing. */
const uuid = (text: string | undefined): string | null => (text === undefined ? null : /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : '00000000-0000-0000-0000-000000000000');

interface RequestRow {
  id: string; request_no: string; sku_id: string; sku_code: string; warehouse_id: string; quantity: number; reason: 'shortage' | 'restock'; note: string | null; sales_order_no: string | null;
  state: (typeof requestStates)[number]; purchase_order_id: string | null; order_no: string | null; expected_on: string | null; asked_by_name: string; dropped_reason: string | null; version: number; created_at: number; closed_at: number | null;
}

export interface RequestsAsked { q?: string | undefined; sort?: 'created' | '-created' | undefined; state?: readonly string[] | undefined; reason?: string | undefined; warehouse?: string | undefined; sku?: string | undefined; cursor?: string | undefined; limit?: number | undefined }

/** What is asked of purchasing; the oldest first, they wait longest. */
export async function requests({ kernel, actor, query }: Asked<undefined, RequestsAsked>): Promise<Answer<typeof listRequests>> {
  const [warehouse, sku] = [uuid(query.warehouse), query.sku];
  const found = await page<RequestRow, 'created'>(kernel, {
    select: sql`r.id, r.request_no, r.sku_id, r.sku_code, r.warehouse_id, r.quantity, r.reason, r.note, r.sales_order_no, r.state, r.purchase_order_id, o.order_no, o.expected_on, r.asked_by_name, r.dropped_reason, r.version, r.created_at, r.closed_at`,
    from: sql`from logistics.purchase_request r left join logistics.purchase_order o on o.id = r.purchase_order_id ${every([
      query.state && sql`r.state = any (${query.state}::text[])`, query.reason ? sql`r.reason = ${query.reason}` : null, warehouse !== null && sql`r.warehouse_id = ${warehouse}`, sku ? sql`r.sku_code = ${sku}` : null, mentions(query.q, sql`r.request_no, r.sku_code, r.sales_order_no, o.order_no`),
    ])}`,
    id: sql`r.id`, orders: { created: { by: sql`r.created_at`, type: 'timestamptz' } }, sort: query.sort ?? 'created', cursor: query.cursor, limit: query.limit,
  });
  const [blind, skus, warehouses, free] = await Promise.all([
    blindFor(kernel, actor),
    skusById(kernel, found.rows.map((r) => r.sku_id)), warehousesById(kernel, found.rows.map((r) => r.warehouse_id)), available(kernel, found.rows.map((r) => ({ skuId: r.sku_id, warehouseId: r.warehouse_id })), kernel.clock.now()),
  ]);
  return {
    ...found,
    rows: found.rows.map((r, i) => ({
      id: r.id, requestNo: r.request_no, skuId: r.sku_id, skuCode: r.sku_code, title: skus.get(r.sku_id)?.title ?? null, spec: skus.get(r.sku_id)?.spec ?? null, warehouseId: r.warehouse_id,
      warehouse: warehouses.get(r.warehouse_id)?.name ?? null, quantity: r.quantity, reason: r.reason, note: r.note, salesOrderNo: r.sales_order_no, state: r.state, purchaseOrderId: r.purchase_order_id,
      purchaseOrderNo: r.order_no, expectedOn: r.expected_on, askedBy: r.asked_by_name, available: blind.has(r.sku_id, r.warehouse_id) ? null : free[i]!.available, droppedReason: r.dropped_reason, version: r.version, createdAt: r.created_at, closedAt: r.closed_at,
    })),
  };
}

interface PurchaseRow {
  id: string; order_no: string; supplier_id: string; supplier: string; warehouse_id: string; state: PurchaseState; expected_on: string; first_expected_on: string; total_fen: bigint; placed_by_name: string; version: number;
  created_at: number; closed_at: number | null; quantity: number; accepted: number; note: string | null;
}
const columns = sql`o.id, o.order_no, o.supplier_id, s.name as supplier, o.warehouse_id, o.state, o.expected_on, o.first_expected_on, o.total_fen, o.placed_by_name, o.version, o.created_at, o.closed_at, o.note,
  (select sum(l.quantity)::int from logistics.purchase_order_line l where l.order_id = o.id) as quantity, (select sum(l.accepted)::int from logistics.purchase_order_line l where l.order_id = o.id) as accepted`;
const stillOpen = sql`o.state in ('ordered', 'part-received')`;

const shown = (r: PurchaseRow, warehouse: string | null, today: string, costs: boolean) => ({
  id: r.id, orderNo: r.order_no, supplierId: r.supplier_id, supplier: r.supplier, warehouseId: r.warehouse_id, warehouse, state: r.state, expectedOn: r.expected_on, firstExpectedOn: r.first_expected_on,
  late: (r.state === 'ordered' || r.state === 'part-received') && r.expected_on < today, quantity: r.quantity, accepted: r.accepted, totalFen: costs ? Number(r.total_fen) : null, placedBy: r.placed_by_name, version: r.version,
  createdAt: r.created_at, closedAt: r.closed_at,
});

export interface PurchasesAsked {
  q?: string | undefined; sort?: 'created' | '-created' | 'expected' | '-expected' | undefined; state?: readonly string[] | undefined; supplier?: string | undefined; warehouse?: string | undefined; late?: boolean | undefined;
  cursor?: string | undefined; limit?: number | undefined;
}

export async function purchases({ kernel, actor, query }: Asked<undefined, PurchasesAsked>): Promise<Answer<typeof listPurchases>> {
  const today = dayOf(kernel.clock.now());
  const [supplier, warehouse] = [uuid(query.supplier), uuid(query.warehouse)];
  const found = await page<PurchaseRow, 'created' | 'expected'>(kernel, {
    select: columns,
    from: sql`from logistics.purchase_order o join logistics.supplier s on s.id = o.supplier_id ${every([
      await matching(kernel, { table: sql`logistics.purchase_order o`, id: sql`o.id`, search: sql`o.search`, q: searchQuery(query.q ?? '') }),
      query.state && sql`o.state = any (${query.state}::text[])`, supplier !== null && sql`o.supplier_id = ${supplier}`, warehouse !== null && sql`o.warehouse_id = ${warehouse}`,
      query.late === undefined ? null : query.late ? sql`${stillOpen} and o.expected_on < ${today}::date` : sql`not (${stillOpen} and o.expected_on < ${today}::date)`,
    ])}`,
    id: sql`o.id`, orders: { created: { by: sql`o.created_at`, type: 'timestamptz' }, expected: { by: sql`o.expected_on`, type: 'date' } }, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  const warehouses = await warehousesById(kernel, found.rows.map((r) => r.warehouse_id));
  return { ...found, rows: found.rows.map((r) => shown(r, warehouses.get(r.warehouse_id)?.name ?? null, today, seesCost(actor))) };
}

interface LineRow { id: string; sku_id: string; sku_code: string; quantity: number; accepted: number; rejected: number; surplus: number; rejected_back: number; stock_back: number; unit_price_fen: bigint }
interface InspectionRow { id: string; inspection_no: string; final: boolean; note: string | null; at: number; by_name: string; lines: { skuCode: string; accepted: number; rejected: number; surplus: number; defect: string | null }[] | null }

export async function purchase({ kernel, actor, params }: { kernel: Asked<undefined, undefined>['kernel']; actor: Actor | null; params: { id: string } }): Promise<Answer<typeof readPurchase>> {
  const costs = seesCost(actor);
  const [{ rows: [head] }, { rows: lines }, { rows: inspections }, { rows: asked }, back] = await Promise.all([
    sql<PurchaseRow>`select ${columns} from logistics.purchase_order o join logistics.supplier s on s.id = o.supplier_id where o.id = ${params.id}`.execute(kernel.runner.tables<Record<string, never>>()),
    kernel.db.query<LineRow & Record<string, unknown>>(`select l.id, l.sku_id, l.sku_code, l.quantity, l.accepted, l.rejected, l.surplus, l.unit_price_fen,
        coalesce((select sum(b.rejected) from logistics.back_shipment_line b where b.line_id = l.id), 0)::int as rejected_back, coalesce((select sum(b.from_stock) from logistics.back_shipment_line b where b.line_id = l.id), 0)::int as stock_back
      from logistics.purchase_order_line l where l.order_id = $1 order by l.sku_code`, [params.id], 'logistics.purchase_lines_of'),
    kernel.db.query<InspectionRow & Record<string, unknown>>(`select i.id, i.inspection_no, i.final, i.note, i.at, i.by_name,
        (select jsonb_agg(jsonb_build_object('skuCode', l.sku_code, 'accepted', il.accepted, 'rejected', il.rejected, 'surplus', il.surplus, 'defect', il.defect) order by l.sku_code)
         from logistics.goods_inspection_line il join logistics.purchase_order_line l on l.id = il.line_id where il.inspection_id = i.id) as lines
      from logistics.goods_inspection i where i.order_id = $1 order by i.at desc`, [params.id], 'logistics.inspections_of'),
    kernel.db.query<{ id: string; request_no: string; sku_code: string; quantity: number; sales_order_no: string | null; state: (typeof requestStates)[number] }>(
      'select id, request_no, sku_code, quantity, sales_order_no, state from logistics.purchase_request where purchase_order_id = $1 order by created_at, id limit 200', [params.id], 'logistics.requests_of_purchase'),
    backOf(kernel, params.id, costs),
  ]);
  if (!head) throw refuse(kernelNo['not-found']);
  const [skus, warehouses] = await Promise.all([skusById(kernel, lines.map((l) => l.sku_id)), warehousesById(kernel, [head.warehouse_id])]);
  return {
    ...shown(head, warehouses.get(head.warehouse_id)?.name ?? null, dayOf(kernel.clock.now()), costs), note: head.note,
    lines: lines.map((l) => ({
      id: l.id, skuId: l.sku_id, skuCode: l.sku_code, title: skus.get(l.sku_id)?.title ?? null, spec: skus.get(l.sku_id)?.spec ?? null, quantity: l.quantity, accepted: l.accepted, rejected: l.rejected, surplus: l.surplus, rejectedBack: l.rejected_back, stockBack: l.stock_back,
      unitPriceFen: costs ? Number(l.unit_price_fen) : null, batchKept: skus.get(l.sku_id)?.batchKept ?? false, shelfLifeDays: skus.get(l.sku_id)?.shelfLifeDays ?? null,
    })),
    inspections: inspections.map((i) => ({ id: i.id, inspectionNo: i.inspection_no, final: i.final, note: i.note, at: i.at, by: i.by_name, lines: i.lines ?? [] })),
    backShipments: back,
    requests: asked.map((r) => ({ id: r.id, requestNo: r.request_no, skuCode: r.sku_code, quantity: r.quantity, salesOrderNo: r.sales_order_no, state: r.state })),
  };
}

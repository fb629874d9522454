import { sql } from 'kysely';
import type { Runner } from '../../kernel/query.ts';
import type { Asked } from '../../kernel/http/route.ts';
import type { Answer } from '../../kernel/http/contract.ts';
import { every, mentions, page } from '../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';
import type { SubjectKind } from '../../regulation/subjects.ts';
import { warehousesById } from '../company/index.ts';
import type { listTransfers, readTransfer } from './contract.ts';
import { uuidOf, type ParamsOf, type QueryOf } from './queries.ts';

interface Row {
  id: string; transferNo: string; fromWarehouseId: string; toWarehouseId: string; state: 'sent' | 'received'; note: string | null; sentAt: number; sentBy: string; receivedAt: number | null; receivedBy: string | null;
  differenceNote: string | null; version: number; units: number; missing: number;
}
const columns = sql`t.id, t.transfer_no as "transferNo", t.from_warehouse_id as "fromWarehouseId", t.to_warehouse_id as "toWarehouseId", t.state, t.note, t.sent_at as "sentAt", t.sent_by_name as "sentBy",
  t.received_at as "receivedAt", t.received_by_name as "receivedBy", t.difference_note as "differenceNote", t.version,
  (select sum(l.sent)::int from products.transfer_line l where l.transfer_id = t.id) as units,
  (select coalesce(sum(abs(l.sent - l.received)), 0)::int from products.transfer_line l where l.transfer_id = t.id) as missing`;

async function named(on: { runner: Runner }, rows: readonly Row[]) {
  const known = await warehousesById(on, rows.flatMap((r) => [r.fromWarehouseId, r.toWarehouseId]));
  return rows.map(({ missing, ...r }) => ({ ...r, differing: missing, from: known.get(r.fromWarehouseId)?.name ?? null, to: known.get(r.toWarehouseId)?.name ?? null }));
}

export async function transfers({ kernel, query }: Asked<undefined, QueryOf<typeof listTransfers>>): Promise<Answer<typeof listTransfers>> {
  const warehouse = uuidOf(query.warehouse);
  const found = await page<Row, 'sent'>(kernel, {
    select: columns,
    from: sql`from products.transfer t ${every([
      query.state && sql`t.state = any (${query.state}::text[])`, warehouse !== null && sql`(t.from_warehouse_id = ${warehouse} or t.to_warehouse_id = ${warehouse})`,
      query.differing === undefined ? null : sql`exists (select from products.transfer_line l where l.transfer_id = t.id and l.sent <> l.received) = ${query.differing}`,
      mentions(query.q, sql`t.transfer_no, (select string_agg(k.code, ' ') from products.transfer_line l join products.sku k on k.id = l.sku_id where l.transfer_id = t.id)`),
    ])}`,
    id: sql`t.id`, orders: { sent: { by: sql`t.sent_at`, type: 'timestamptz' } }, sort: query.sort ?? '-sent', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: await named(kernel, found.rows) };
}

export async function transfer({ kernel, params }: Asked<ParamsOf<typeof readTransfer>, undefined>): Promise<Answer<typeof readTransfer>> {
  const [head, lines] = await Promise.all([
    sql<Row>`select ${columns} from products.transfer t where t.id = ${params.id}`.execute(kernel.runner.tables<Record<string, never>>()),
    kernel.runner.query<{ skuId: string; code: string; title: string; spec: string | null; sent: number; received: number | null }>(
      `select l.sku_id as "skuId", k.code, p.title, k.spec, l.sent, l.received from products.transfer_line l join products.sku k on k.id = l.sku_id join products.product p on p.id = k.product_id where l.transfer_id = $1 order by k.code`,
      [params.id], 'products.transfer_lines_of'),
  ]);
  if (!head.rows[0]) throw refuse(kernelNo['not-found']);
  const [row] = await named(kernel, head.rows);
  return { ...row!, lines: lines.rows };
}

/** Transfers as lists of work show them. */
export const transferSubject: SubjectKind = {
  words: words('调拨单', 'Transfer'),
  async load(on, ids, { whole }) {
    const { rows } = await sql<Row>`select ${columns} from products.transfer t where t.id = any (${ids.filter((id) => uuidOf(id) === id)}::uuid[])`.execute(on.runner.tables<Record<string, never>>());
    return (await named(on, rows)).map((r) => ({
      id: r.id, number: r.transferNo, title: `${r.from ?? '—'} → ${r.to ?? '—'}`, whom: null, href: `/logistics/transfers?open=${r.id}`,
      ...(whole ? {
        facts: [{ label: words('件数', 'Units'), value: String(r.units) }, { label: words('状态', 'State'), value: r.state === 'sent' ? '在途' : '已收货' }, { label: words('发出人', 'Sent by'), value: r.sentBy }],
        acts: [{ key: 'open', label: words('收货', 'Receive'), primary: true, href: `/logistics/transfers?open=${r.id}` }],
      } : {}),
    }));
  },
  async find(on, q, { limit }) {
    const { rows } = await on.runner.query<{ id: string }>('select id from products.transfer where transfer_no = upper($1) limit $2', [q.trim(), limit], 'products.find_transfers');
    return rows.map((r) => r.id);
  },
};

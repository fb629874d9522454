import { sql } from 'kysely';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { every, page } from '../../../kernel/keyset.ts';
import { maskName } from '../../../kernel/privacy.ts';
import { approvalStates } from '../../../regulation/index.ts';
import type { listDataRequests } from './contract.ts';
import type { Kept, Removed } from './holders.ts';

interface Row {
  id: string; requestNo: string; kind: 'export' | 'erase'; state: 'waiting' | 'done' | 'withdrawn'; customerId: string; customerNo: string; name: string; customerKind: string; reason: string; approvalId: string | null;
  requestedAt: number; requestedBy: string; endedAt: number | null; endedBy: string | null; erased: Removed[] | null; kept: Kept[] | null;
}
interface Query { q?: string | undefined; kind?: readonly string[] | undefined; state?: readonly string[] | undefined; customer?: string | undefined; cursor?: string | undefined; limit?: number | undefined }

/** Requests, newest first; found by their number and the customer's. */
export async function dataRequests({ kernel, query }: Asked<undefined, Query>): Promise<Answer<typeof listDataRequests>> {
  const q = query.q?.trim().toUpperCase() ?? '';
  const found = await page<Row, 'requested'>(kernel, {
    select: sql.raw(`r.id, r.request_no as "requestNo", r.kind, r.state, r.customer_id as "customerId", c.customer_no as "customerNo", c.name, c.kind as "customerKind", r.reason, r.approval_id as "approvalId",
      r.requested_at as "requestedAt", r.requested_by_name as "requestedBy", r.ended_at as "endedAt", r.ended_by_name as "endedBy", r.erased, r.kept`),
    from: sql`from customers.data_request r join customers.customer c on c.id = r.customer_id ${every([
      query.kind && sql`r.kind = any (${query.kind}::text[])`, query.state && sql`r.state = any (${query.state}::text[])`, query.customer !== undefined && query.customer !== '' && sql`r.customer_id = ${query.customer}`,
      q !== '' && sql`(r.request_no like ${`${q.replaceAll(/[%_\\]/g, '')}%`} or c.customer_no = ${q})`,
    ])}`,
    id: sql`r.id`, orders: { requested: { by: sql`r.requested_at`, type: 'timestamptz' } }, sort: '-requested', cursor: query.cursor, limit: query.limit,
  });
  const states = await approvalStates(kernel, found.rows.flatMap((r) => r.approvalId ?? []));
  return {
    ...found,
    rows: found.rows.map(({ name, customerKind, ...r }) => ({ ...r, customerName: customerKind === 'company' || name === '已删除' ? name : maskName(name)!, approval: r.approvalId === null ? null : (states.get(r.approvalId) ?? null) })),
  };
}

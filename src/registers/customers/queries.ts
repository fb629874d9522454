import { sql } from 'kysely';
import type { z } from 'zod';
import type { Answer, Endpoint } from '../../kernel/http/contract.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { every, matching, page } from '../../kernel/keyset.ts';
import { maskEmail, maskName, maskPhone } from '../../kernel/privacy.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { searchQuery } from '../../kernel/search.ts';
import type { listCustomers, readCustomer } from './contract.ts';
import { maskedAddress, type Address } from './reads.ts';
import type { CustomerClass, CustomerKind } from './schema.ts';

type QueryOf<E> = E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
type ParamsOf<E> = E extends Endpoint<infer P, z.ZodType, z.ZodType, z.ZodType> ? z.output<P> : never;

interface Row {
  id: string; customerNo: string; name: string; kind: CustomerKind; class: CustomerClass; phone: string | null; email: string | null; onHold: boolean; holdReason: string | null; source: string;
  region: string | null; createdAt: number; updatedAt: number;
}
const columns = `c.id, c.customer_no as "customerNo", c.name, c.kind, c.class, c.phone, c.email, c.on_hold as "onHold", c.hold_reason as "holdReason", c.source,
  c.created_at as "createdAt", c.updated_at as "updatedAt",
  (select concat_ws(' ', a.province, a.city) from customers.address a where a.customer_id = c.id order by a.created_at desc limit 1) as region`;

/** A company's name is on its sign; a person's is personal data. */
const masked = <T extends Row>(row: T): T => ({ ...row, name: row.kind === 'company' || row.name === '已删除' ? row.name : maskName(row.name)!, phone: maskPhone(row.phone), email: maskEmail(row.email), region: row.region || null });

export async function customers({ kernel, query }: Asked<undefined, QueryOf<typeof listCustomers>>): Promise<Answer<typeof listCustomers>> {
  const named = await matching(kernel, { table: sql`customers.customer c`, id: sql`c.id`, search: sql`c.search`, q: searchQuery(query.q ?? '') });
  const found = await page<Row, 'created' | 'name'>(kernel, {
    select: sql.raw(columns),
    from: sql`from customers.customer c ${every([
      named,
      query.kind && sql`c.kind = any (${query.kind}::text[])`,
      query.class && sql`c.class = any (${query.class}::text[])`,
      query.held !== undefined && (query.held ? sql`c.on_hold` : sql`not c.on_hold`),
    ])}`,
    id: sql`c.id`,
    orders: { created: { by: sql`c.created_at`, type: 'timestamptz' }, name: { by: sql`c.name`, type: 'text' } },
    sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map(masked) };
}

export async function customer({ kernel, params }: Asked<ParamsOf<typeof readCustomer>, undefined>): Promise<Answer<typeof readCustomer>> {
  const on = kernel.runner;
  const [head, buyers, addresses] = await Promise.all([
    on.query<Row & { heldAt: number | null; heldBy: string | null; consentMarketing: boolean | null; consentAt: number | null; note: string | null; version: number; erasedAt: number | null }>(
      `select ${columns}, c.held_at as "heldAt", c.held_by as "heldBy", c.consent_marketing as "consentMarketing", c.consent_at as "consentAt", c.note, c.version, c.erased_at as "erasedAt"
       from customers.customer c where c.id = $1`, [params.id], 'customers.read'),
    on.query<{ platform: string; storeId: string; key: string; firstSeenAt: number }>(
      `select platform, nullif(store_id, '00000000-0000-0000-0000-000000000000') as "storeId", buyer_key as key, first_seen_at as "firstSeenAt"
       from customers.platform_buyer where customer_id = $1 order by first_seen_at limit 50`, [params.id], 'customers.read_buyers'),
    on.query<Address & { createdAt: number } & Record<string, unknown>>(
      `select id, customer_id as "customerId", receiver_name as name, phone, province, city, district, street, detail, postcode, masked, created_at as "createdAt"
       from customers.address where customer_id = $1 order by created_at desc limit 50`, [params.id], 'customers.read_addresses'),
  ]);
  const row = head.rows[0];
  if (!row) throw refuse(kernelNo['not-found']);
  return {
    ...masked(row),
    buyers: buyers.rows.map((b) => ({ ...b, key: (b.platform === 'phone' ? maskPhone(b.key) : maskName(b.key)) ?? '' })),
    addresses: addresses.rows.map(({ customerId: _, ...a }) => maskedAddress(a)),
  };
}

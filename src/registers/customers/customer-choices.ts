import { maskName } from '../../kernel/privacy.ts';
import type { Runner } from '../../kernel/query.ts';
import { searchQuery } from '../../kernel/search.ts';

/** How many are offered at once: beyond them a person types more. */
const OFFERED = 30;

/** Customers to choose among, by number and name (persons masked): those of the ids, or those that match what was typed, companies and key customers first. */
export async function customerChoices(on: { runner: Runner }, asked: { readonly q?: string | undefined; readonly ids?: readonly string[] }): Promise<{ id: string; name: string }[]> {
  const typed = asked.q?.trim() ? searchQuery(asked.q) : null;
  if (asked.q?.trim() && typed === null) return [];
  const { rows } = await on.runner.query<{ id: string; customer_no: string; name: string; kind: string }>(
    `select id, customer_no, name, kind from customers.customer
     where ($1::text[] is null or id::text = any ($1)) and ($2::text is null or search @@ $2::tsquery or customer_no = upper($3)) and erased_at is null
     order by kind = 'company' desc, class = 'key' desc, customer_no limit $4`, [asked.ids ?? null, typed, asked.q?.trim() ?? null, asked.ids ? asked.ids.length : OFFERED], 'customers.choices');
  return rows.map((r) => ({ id: r.id, name: `${r.customer_no} ${r.kind === 'company' ? r.name : maskName(r.name)}` }));
}

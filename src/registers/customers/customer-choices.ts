import { isId } from '../../kernel/ids.ts';
import { maskName } from '../../kernel/privacy.ts';
import type { Runner } from '../../kernel/query.ts';
import { searchQuery } from '../../kernel/search.ts';

/** How many are offered at once: beyond them a person types more. */
const OFFERED = 30;

type Row = { id: string; customer_no: string; name: string; kind: string };
const columns = 'id, customer_no, name, kind from customers.customer';
const order = "order by kind = 'company' desc, class = 'key' desc, customer_no";

/** Customers to choose among, by number and name (persons masked): those of the ids, or those that match what was typed, companies and key customers first. */
export async function customerChoices(on: { runner: Runner }, asked: { readonly q?: string | undefined; readonly ids?: readonly string[] }): Promise<{ id: string; name: string }[]> {
  const rows = asked.ids ? await named(on, asked.ids) : await offered(on, asked.q?.trim() ?? '');
  return rows.map((r) => ({ id: r.id, name: `${r.customer_no} ${r.kind === 'company' ? r.name : maskName(r.name)}` }));
}

/** By their key: a name beside a value costs the same whether there are ten customers or a million. */
async function named(on: { runner: Runner }, ids: readonly string[]): Promise<Row[]> {
  const { rows } = await on.runner.query<Row>(`select ${columns} where id = any ($1::uuid[]) and erased_at is null ${order}`, [ids.filter(isId)], 'customers.choices_named');
  return rows;
}

async function offered(on: { runner: Runner }, typed: string): Promise<Row[]> {
  const search = typed ? searchQuery(typed) : null;
  if (typed && search === null) return [];
  const { rows } = await on.runner.query<Row>(
    `select ${columns} where ($1::text is null or search @@ $1::tsquery or customer_no = upper($2)) and erased_at is null ${order} limit $3`, [search, typed, OFFERED], 'customers.choices');
  return rows;
}

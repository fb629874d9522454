import { scopeOf, type Actor } from '../../kernel/actor.ts';
import { maskName, maskPhone } from '../../kernel/privacy.ts';
import type { Runner } from '../../kernel/query.ts';
import { searchQuery } from '../../kernel/search.ts';
import { words } from '../../kernel/words.ts';
import { mayReadCustomers } from './policies.ts';

/** Customers for the one search box: masked, and only for posts that may read them. */
export const customerSearcher = {
  kind: 'customer',
  kindWords: words('客户', 'Customer'),
  async find(on: { runner: Runner }, actor: Actor, text: string, limit: number): Promise<{ id: string; number: string; title: string; note: string | null; href: string }[]> {
    const q = searchQuery(text);
    if (q === null || scopeOf(actor, mayReadCustomers) === null) return [];
    const { rows } = await on.runner.query<{ id: string; customer_no: string; name: string; kind: string; phone: string | null }>(
      'select id, customer_no, name, kind, phone from customers.customer where search @@ (select $1::tsquery) or customer_no = upper($2) limit $3', [q, text.trim(), limit], 'customers.find');
    return rows.map((r) => ({ id: r.id, number: r.customer_no, title: r.kind === 'company' ? r.name : maskName(r.name)!, note: maskPhone(r.phone), href: `/sales/customers/${r.id}` }));
  },
};

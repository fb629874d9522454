import { dayOf } from '../../../kernel/clock.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import { scopeOf } from '../../../kernel/actor.ts';
import type { SubjectKind } from '../../../regulation/subjects.ts';
import type { PurchaseState } from './contract.ts';
import { mayReadPurchases } from './policies.ts';
import { purchaseLife } from './purchase-order.ts';

/** Purchase orders as lists of work and search show them. */
export const purchaseSubject: SubjectKind = {
  words: words('采购单', 'Purchase order'),
  async load(on, ids, { actor, whole }) {
    if (scopeOf(actor, mayReadPurchases) === null) return [];
    const { rows } = await on.runner.query<{ id: string; order_no: string; supplier: string; state: PurchaseState; expected_on: string; first_expected_on: string; created_at: number; skus: string }>(
      `select o.id, o.order_no, s.name as supplier, o.state, o.expected_on, o.first_expected_on, o.created_at,
         (select string_agg(l.sku_code || ' × ' || l.quantity, '；' order by l.sku_code) from logistics.purchase_order_line l where l.order_id = o.id) as skus
       from logistics.purchase_order o join logistics.supplier s on s.id = o.supplier_id where o.id = any ($1::uuid[])`, [ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id))], 'logistics.purchase_cards');
    return rows.map((r) => ({
      id: r.id, number: r.order_no, title: [r.supplier, r.skus].join(' · '), whom: r.supplier, href: `/logistics/purchase-orders/${r.id}`,
      ...(whole ? {
        facts: [
          { label: words('状态', 'State'), value: purchaseLife.states[r.state].zh }, { label: words('预计到货日', 'Expected on'), value: r.expected_on },
          { label: words('最初承诺', 'First promised'), value: r.first_expected_on }, { label: words('下单日', 'Ordered on'), value: dayOf(r.created_at) },
        ],
        acts: [{ key: 'open', label: words('打开采购单', 'Open the order'), primary: true, href: `/logistics/purchase-orders/${r.id}` }],
      } : {}),
    }));
  },
  async find(on, q, { actor, limit }) {
    const query = searchQuery(q);
    if (query === null || scopeOf(actor, mayReadPurchases) === null) return [];
    const { rows } = await on.runner.query<{ id: string }>('select o.id from logistics.purchase_order o where o.search @@ $1::tsquery order by o.created_at desc, o.id desc limit $2', [query, limit], 'logistics.find_purchases');
    return rows.map((r) => r.id);
  },
};

import { ERASED } from '../../../kernel/evidence/erase.ts';
import type { Runner } from '../../../kernel/query.ts';
import { searchColumn } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import type { DataHolder, PersonHeld } from '../neighbours.ts';

interface Mine { id: string; code: string; name: string; contact: string | null; phone: string | null; open_orders: string[] }

/** A telephone number as it is compared: its digits, eleven at most, however it is written; null where it is none. */
const digitsOf = (word: string): string | null => {
  const digits = word.normalize('NFKC').replace(/\D/g, '').slice(-11);
  return digits.length >= 7 ? digits : null;
};

/** Suppliers of which the person is the contact, by one of his telephone numbers: a name alone may be another's. */
async function suppliersOf(on: { runner: Runner }, person: PersonHeld): Promise<Mine[]> {
  const { rows } = await on.runner.query<Mine & Record<string, unknown>>(`select s.id, s.code, s.name, s.contact, s.phone,
      array(select o.order_no from logistics.purchase_order o where o.supplier_id = s.id and o.closed_at is null and o.state <> 'cancelled' order by o.order_no limit 3) as open_orders
    from logistics.supplier s where right(regexp_replace(s.phone, '[^0-9]', '', 'g'), 11) = any ($1::text[]) order by s.id`, [person.strong.flatMap((w) => digitsOf(w) ?? [])], 'logistics.suppliers_of_person');
  return rows;
}

/** What purchasing holds of a person who is a supplier's contact: name, telephone and what is noted. The supplier and its orders stay: they are the company's trade. */
export const suppliersHeld: DataHolder = {
  names: async (on, person) => (await suppliersOf(on, person)).flatMap((s) => [s.contact, s.phone].filter((w) => w !== null)),
  async unsettled(on, person) {
    return (await suppliersOf(on, person)).filter((s) => s.open_orders.length > 0)
      .map((s) => words(`供应商 ${s.code} 的采购单 ${s.open_orders.join('、')} 还没有到齐，联系人仍是此人：先在供应商资料里换联系人和电话`, `supplier ${s.code} still has open orders (${s.open_orders.join(', ')}) and him as its contact: enter another contact and telephone first`));
  },
  async give(on, person) {
    const { rows } = await on.runner.query(`select code as "供应商编码", name as "供应商", contact as "联系人", phone as "电话", note as "备注" from logistics.supplier where id = any ($1::uuid[]) order by code`,
      [(await suppliersOf(on, person)).map((s) => s.id)], 'logistics.give_suppliers');
    return [{ title: words('供应商联系人', 'Contact of suppliers'), rows }];
  },
  records: async (on, person) => (await suppliersOf(on, person)).map((s) => ({ type: 'supplier', id: s.id })),
  async erase(tx, person) {
    const suppliers = await suppliersOf(tx, person);
    if (suppliers.length === 0) return { removed: [], kept: [] };
    const rows = suppliers.map((s) => ({ id: s.id, tokens: searchColumn({ names: [s.name], numbers: [s.code] }) }));
    await tx.rows('logistics.erase_contacts', `update logistics.supplier s set contact = null, phone = null, note = case when exists (select from unnest($2::text[]) w where strpos(s.note, w) > 0) then $3 else s.note end,
        search = array_to_tsvector(string_to_array(r.tokens, ' ')), version = s.version + 1, updated_at = to_timestamp($4::bigint / 1000.0)
      from jsonb_to_recordset($1::jsonb) as r(id uuid, tokens text) where r.id = s.id`, [JSON.stringify(rows), person.personal, ERASED, tx.now]);
    const orders = await tx.rows('logistics.erase_order_notes', `update logistics.purchase_order o set note = $3 where o.supplier_id = any ($1::uuid[]) and exists (select from unnest($2::text[]) w where strpos(o.note, w) > 0) returning 1`,
      [suppliers.map((s) => s.id), person.personal, ERASED]);
    return { removed: [{ what: words('供应商的联系人、电话与备注', 'contacts, telephones and notes of suppliers'), count: suppliers.length + orders.length }], kept: [] };
  },
};

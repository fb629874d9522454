import { searchColumn } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import type { DataHolder } from '../../../registers/customers/index.ts';

/** What parcels hold of a customer: the words by which they are found, and carriers' lines that name who signed. */
export const parcelsHeld: DataHolder = {
  async unsettled(on, person) {
    const { rows } = await on.runner.query<{ parcel_no: string }>(`select parcel_no from logistics.parcel where address_id = any ($1::uuid[]) and state not in ('delivered', 'withdrawn', 'returned', 'lost') order by requested_at limit 5`,
      [person.addressIds], 'logistics.open_parcels_of_person');
    return rows.map((p) => words(`包裹 ${p.parcel_no} 还在途中`, `parcel ${p.parcel_no} is still under way`));
  },
  async give(on, person) {
    const { rows } = await on.runner.query(`select parcel_no as "包裹号", waybill_no as "运单号", state as "状态", to_char(delivered_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as "签收时间"
      from logistics.parcel where address_id = any ($1::uuid[]) order by requested_at limit 5000`, [person.addressIds], 'logistics.give_parcels');
    const backs = await on.runner.query(`select return_no as "退换单", carrier_name as "快递公司", waybill_no as "退货运单号", track_state as "物流状态", to_char(track_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as "最近物流"
      from logistics.return_parcel where address_id = any ($1::uuid[]) order by sent_at limit 5000`, [person.addressIds], 'logistics.give_return_parcels');
    return [{ title: words('包裹', 'Parcels'), rows }, { title: words('退货包裹', 'Return parcels'), rows: backs.rows }];
  },
  records: async (on, person) => (await on.runner.query<{ id: string }>('select id from logistics.parcel where address_id = any ($1::uuid[])', [person.addressIds], 'logistics.records_of_person')).rows.map((p) => ({ type: 'parcel', id: p.id })),
  async erase(tx, person) {
    const parcels = await tx.rows<{ id: string; parcel_no: string; fulfilment_no: string | null; order_nos: string[]; waybill_no: string | null }>('logistics.parcels_of_person',
      'select id, parcel_no, fulfilment_no, order_nos, waybill_no from logistics.parcel where address_id = any ($1::uuid[]) for update', [person.addressIds]);
    const rows = parcels.map((p) => ({ id: p.id, tokens: searchColumn({ numbers: [p.parcel_no, p.fulfilment_no, ...p.order_nos, p.waybill_no] }) }));
    await tx.rows('logistics.erase_parcels', `update logistics.parcel p set search = array_to_tsvector(string_to_array(r.tokens, ' ')), version = p.version + 1 from jsonb_to_recordset($1::jsonb) as r(id uuid, tokens text) where r.id = p.id`, [JSON.stringify(rows)]);
    const events = await tx.rows('logistics.erase_events', `update logistics.track_event e set text = '[已删除 erased]' where e.parcel_id = any ($1::uuid[]) and exists (select from unnest($2::text[]) w where strpos(e.text, w) > 0) returning 1`,
      [parcels.map((p) => p.id), person.personal]);
    const backs = await tx.rows('logistics.erase_return_events', `update logistics.return_event e set text = '[已删除 erased]' from logistics.return_parcel p where p.id = e.return_parcel_id and p.address_id = any ($1::uuid[])
      and exists (select from unnest($2::text[]) w where strpos(e.text, w) > 0) returning 1`, [person.addressIds, person.personal]);
    const troubles = await tx.rows('logistics.erase_troubles', `update logistics.parcel_exception e set detail = case when exists (select from unnest($2::text[]) w where strpos(e.detail, w) > 0) then '[已删除 erased]' else e.detail end,
        note = case when exists (select from unnest($2::text[]) w where strpos(e.note, w) > 0) then '[已删除 erased]' else e.note end
      where e.parcel_id = any ($1::uuid[]) and exists (select from unnest($2::text[]) w where strpos(concat_ws(' ', e.detail, e.note), w) > 0) returning 1`, [parcels.map((p) => p.id), person.personal]);
    return { removed: [{ what: words('包裹的检索词与物流文字', 'search words and carriers’ lines of parcels'), count: parcels.length + events.length + backs.length + troubles.length }], kept: [] };
  },
};

-- Parcels that left without this warehouse (docs/adr/0022): the marketplace told their number. They have no fulfilment, no warehouse, no lines and no weight of ours.
alter table logistics.parcel
  add column origin text not null default 'warehouse' check (origin in ('warehouse', 'outside')),
  -- The carrier as the marketplace calls it, and its code with the tracking provider where the name is known; `carrier_id` where it is one of ours.
  add column outside_carrier text,
  add column outside_code text,
  alter column fulfilment_id drop not null,
  alter column release_seq drop not null,
  alter column fulfilment_no drop not null,
  alter column warehouse_id drop not null,
  alter column address_id drop not null,
  alter column expected_grams drop not null,
  alter column value_fen drop not null;
alter table logistics.parcel
  add constraint ours_come_from_a_fulfilment check (origin = 'outside' or (fulfilment_id is not null and release_seq is not null and fulfilment_no is not null and warehouse_id is not null
    and address_id is not null and expected_grams is not null and value_fen is not null)),
  add constraint outside_has_left check (origin = 'warehouse' or (waybill_no is not null and shipped_at is not null and goods_cost_fen is null and notice_id is null));
-- One parcel a number and carrier, however often it is told.
create unique index parcel_outside_once on logistics.parcel (waybill_no, coalesce(outside_code, '')) where origin = 'outside' and state <> 'withdrawn';
create index parcel_outside on logistics.parcel (requested_at desc, id desc) where origin = 'outside';

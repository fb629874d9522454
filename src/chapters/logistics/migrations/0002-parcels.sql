-- Parcels from the warehouse to the customer's door.

create table logistics.wave (
  id uuid primary key,
  wave_no text not null unique,
  warehouse_id uuid not null,
  team_id uuid,
  parcels int not null,
  made_at timestamptz not null,
  made_by text not null,
  version int not null default 1
);
create index wave_newest on logistics.wave (made_at desc, id desc);

create table logistics.ship_notice (
  id uuid primary key,
  notice_no text not null unique,
  carrier_id uuid not null references logistics.carrier,
  way text not null check (way in ('api', 'file', 'hand')),
  parcels int not null,
  team_id uuid,
  given_at timestamptz not null,
  given_by text not null
);
create index ship_notice_newest on logistics.ship_notice (given_at desc, id desc);

create table logistics.parcel (
  id uuid primary key,
  parcel_no text not null unique,
  fulfilment_id uuid not null,
  -- Number of the fact that released the fulfilment: released again after a withdrawal, it gets another parcel.
  release_seq bigint not null,
  fulfilment_no text not null,
  order_ids uuid[] not null,
  order_nos text[] not null,
  store_id uuid not null,
  warehouse_id uuid not null,
  team_id uuid,
  address_id uuid not null,
  province text,
  city text,
  state text not null,
  wave_id uuid references logistics.wave,
  carrier_id uuid references logistics.carrier,
  -- Why this carrier: {"zh": …, "en": …}.
  carrier_reason jsonb not null,
  carrier_by_hand boolean not null default false,
  promise_days int,
  waybill_no text,
  -- What the carrier's interface answered: its own order number and the sorting mark (大头笔).
  carrier_order_no text,
  sorting_mark text,
  notice_id uuid references logistics.ship_notice,
  expected_grams int not null check (expected_grams >= 0),
  actual_grams int check (actual_grams > 0),
  value_fen bigint not null,
  goods_cost_fen bigint,
  freight_fen bigint,
  ship_by timestamptz,
  requested_at timestamptz not null,
  shipped_at timestamptz,
  collected_at timestamptz,
  promised_at timestamptz,
  delivered_at timestamptz,
  last_moved_at timestamptz,
  -- The carrier's view (gateways/couriers/track-state): what the newest believed event says, when, and when the carrier expects it.
  track_state text,
  track_at timestamptz,
  expected_at timestamptz,
  -- Lateness is told once each way.
  late_told text check (late_told in ('predicted', 'late')),
  stuck_told_at timestamptz,
  subscribed_at timestamptz,
  next_query_at timestamptz,
  query_failures int not null default 0,
  -- A withdrawn parcel whose waybill the carrier must still be told to cancel.
  cancel_due boolean not null default false,
  version int not null default 1,
  search tsvector not null default ''::tsvector
) with (fillfactor = 80);
-- A released fulfilment becomes one parcel, however often we hear of it, and has one at a time.
create unique index parcel_once on logistics.parcel (fulfilment_id, release_seq);
create unique index parcel_alive_once on logistics.parcel (fulfilment_id) where state <> 'withdrawn';
create index parcel_newest on logistics.parcel (requested_at desc, id desc);
create index parcel_by_state on logistics.parcel (state, requested_at desc, id desc);
create index parcel_at_work on logistics.parcel (warehouse_id, ship_by, id) where state in ('waiting', 'picking', 'picked', 'packed', 'inspected', 'announced');
create index parcel_of_wave on logistics.parcel (wave_id) where wave_id is not null;
create index parcel_of_notice on logistics.parcel (notice_id) where notice_id is not null;
create index parcel_of_orders on logistics.parcel using gin (order_ids);
create index parcel_by_order_no on logistics.parcel using gin (order_nos);
create index parcel_search on logistics.parcel using gin (search);
create unique index waybill_once on logistics.parcel (carrier_id, waybill_no) where waybill_no is not null and state <> 'withdrawn';
create index parcel_by_waybill on logistics.parcel (waybill_no) where waybill_no is not null;
create index parcel_to_ask on logistics.parcel (next_query_at) where next_query_at is not null;
create index parcel_under_way on logistics.parcel (last_moved_at)
  where state in ('collected', 'in-transit', 'out-for-delivery');
create index parcel_promised on logistics.parcel (promised_at)
  where state in ('shipped', 'collected', 'in-transit', 'out-for-delivery', 'problem') and late_told is distinct from 'late';
create index parcel_delivered_lately on logistics.parcel (delivered_at) where delivered_at is not null;
create index parcel_to_cancel on logistics.parcel (id) where cancel_due;
create index parcel_to_subscribe on logistics.parcel (shipped_at) where subscribed_at is null and state in ('shipped', 'collected', 'in-transit', 'out-for-delivery', 'problem');

create table logistics.parcel_line (
  parcel_id uuid not null references logistics.parcel,
  order_line_id uuid not null,
  order_id uuid not null,
  sku_id uuid not null,
  quantity int not null check (quantity > 0),
  picked int not null default 0,
  primary key (parcel_id, order_line_id),
  constraint picked_is_ordered check (picked between 0 and quantity)
);

create table logistics.inspection (
  id uuid primary key,
  parcel_id uuid not null references logistics.parcel,
  passed boolean not null,
  defect text check (passed or defect is not null),
  at timestamptz not null,
  by_id uuid,
  by_name text not null
);
create index inspection_of_parcel on logistics.inspection (parcel_id, at desc);

create table logistics.track_event (
  id bigint generated always as identity primary key,
  parcel_id uuid not null references logistics.parcel,
  at timestamptz not null,
  state text not null,
  trouble text,
  text text not null,
  place text,
  source text not null check (source in ('push', 'query', 'import', 'hand')),
  -- What we made of it: only `advance` changed the parcel; the others are kept and shown.
  verdict text not null check (verdict in ('advance', 'same', 'stale', 'regression', 'unknown')),
  text_hash bytea not null,
  received_at timestamptz not null,
  unique (parcel_id, at, state, text_hash)
);

-- Pushes that were taken: an equal one is answered at once.
create table logistics.push_taken (
  fingerprint bytea primary key,
  waybill_no text not null,
  parcel_id uuid,
  status text not null,
  received_at timestamptz not null
);
create index push_oldest on logistics.push_taken (received_at);

create table logistics.parcel_exception (
  id uuid primary key,
  parcel_id uuid not null references logistics.parcel,
  kind text not null check (kind in ('stuck', 'late', 'problem', 'refused', 'returning', 'lost', 'damaged')),
  detail text,
  opened_at timestamptz not null,
  settled_at timestamptz,
  outcome text check (outcome in ('delivered', 'moved-again', 'resent', 'compensated', 'returned', 'customer-informed', 'other')),
  note text,
  settled_by text,
  version int not null default 1,
  constraint settled_with_outcome check ((settled_at is null) = (outcome is null))
);
create unique index exception_open_once on logistics.parcel_exception (parcel_id, kind) where settled_at is null;
create index exception_open on logistics.parcel_exception (opened_at, id) where settled_at is null;
create index exception_newest on logistics.parcel_exception (opened_at desc, id desc);

-- Shown in full on a label, pick list or ship notice: who, which parcels, when.
create table logistics.personal_data_print (
  id uuid primary key,
  kind text not null check (kind in ('label', 'ship-notice')),
  parcel_ids uuid[] not null,
  staff_id uuid,
  staff_name text not null,
  at timestamptz not null
);
create index personal_data_print_newest on logistics.personal_data_print (at desc);

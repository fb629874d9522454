-- Parcels by which customers send goods back (clause 2.4.2): asked for and pushed like our own, and nobody's duty. Told again with another number
-- the former one is left alone; what was heard of it stays.
create table logistics.return_parcel (
  id uuid primary key,
  return_id uuid not null,
  return_no text not null,
  order_id uuid not null,
  -- Whose phone the carrier may ask for: the customer's address and the warehouse to which it goes.
  address_id uuid,
  warehouse_id uuid,
  carrier_name text not null,
  tracking_code text,
  waybill_no text not null,
  -- The one that the customer told last; and whether its goods are still awaited.
  is_current boolean not null default true,
  is_awaited boolean not null default true,
  -- Why nobody asks for it: a carrier that is not known, or the number under which we sent the goods.
  why_not text check (why_not in ('carrier-unknown', 'our-own')),
  sent_at timestamptz not null,
  track_state text,
  track_at timestamptz,
  place text,
  expected_at timestamptz,
  heard_at timestamptz,
  subscribed_at timestamptz,
  next_query_at timestamptz,
  query_failures int not null default 0,
  unique (return_id, waybill_no)
);
create index return_parcel_waybill on logistics.return_parcel (waybill_no);
create index return_parcel_due on logistics.return_parcel (next_query_at) where next_query_at is not null;
create index return_parcel_unwatched on logistics.return_parcel (sent_at) where subscribed_at is null and next_query_at is not null;
create index return_parcel_address on logistics.return_parcel (address_id) where address_id is not null;

create table logistics.return_event (
  id bigint generated always as identity primary key,
  return_parcel_id uuid not null references logistics.return_parcel,
  at timestamptz not null,
  state text not null,
  trouble text,
  text text not null,
  place text,
  source text not null check (source in ('push', 'query')),
  verdict text not null check (verdict in ('advance', 'same', 'stale', 'regression', 'unknown')),
  text_hash bytea not null,
  received_at timestamptz not null,
  unique (return_parcel_id, at, state, text_hash)
);

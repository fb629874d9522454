-- Who carries parcels, where and for how much.

create table logistics.carrier (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
  name text not null check (name <> ''),
  -- kuaidi100's code: tracking and e-waybills are asked for under it.
  tracking_code text not null,
  active boolean not null default true,
  -- How the carrier is told of a shipment (clause 5.2.1).
  notified_by text not null check (notified_by in ('api', 'file', 'hand')),
  -- The carrier's product (标准快递 …) and who pays; null = the carrier's default.
  product text,
  payment text not null default 'monthly' check (payment in ('monthly', 'sender', 'receiver')),
  -- Days from shipping to delivery that the carrier promises where no rule says otherwise.
  promise_days int not null default 4 check (promise_days between 1 and 60),
  phone text,
  -- Last day of the agreement in force (clause 5.1.2); null = none recorded.
  agreement_until date,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Which carrier for which parcels: empty lists mean "any". Smaller priority goes first; within one priority the cheapest.
create table logistics.carrier_rule (
  id uuid primary key,
  carrier_id uuid not null references logistics.carrier,
  priority int not null check (priority between 1 and 999),
  provinces text[] not null default '{}',
  -- Above this weight …
  above_grams int not null default 0 check (above_grams >= 0),
  -- … up to and including this one; null = no upper bound.
  up_to_grams int check (up_to_grams > above_grams),
  platforms text[] not null default '{}',
  store_id uuid,
  promise_days int check (promise_days between 1 and 60),
  note text,
  version int not null default 1,
  updated_at timestamptz not null
);
create index carrier_rule_in_order on logistics.carrier_rule (priority, id);
create index carrier_rule_of_carrier on logistics.carrier_rule (carrier_id);

-- The rate card: first weight and each further step, by group of provinces; the empty group is "everywhere else".
create table logistics.rate (
  id uuid primary key,
  carrier_id uuid not null references logistics.carrier,
  provinces text[] not null default '{}',
  first_grams int not null check (first_grams > 0),
  first_fen bigint not null check (first_fen >= 0),
  step_grams int not null check (step_grams > 0),
  step_fen bigint not null check (step_fen >= 0)
);
create index rate_of_carrier on logistics.rate (carrier_id);

-- Waybill numbers bought from a carrier in advance. Each is given out once.
create table logistics.waybill_pool (
  carrier_id uuid not null references logistics.carrier,
  waybill_no text not null check (waybill_no ~ '^[A-Z0-9]{6,32}$'),
  added_at timestamptz not null,
  parcel_id uuid,
  taken_at timestamptz,
  primary key (carrier_id, waybill_no)
);
create index waybill_free on logistics.waybill_pool (carrier_id, waybill_no) where parcel_id is null;

-- Who stands as sender on labels and ship notices of a warehouse; place and street are the warehouse's own.
create table logistics.sender (
  warehouse_id uuid primary key,
  name text not null check (name <> ''),
  phone text not null check (phone <> ''),
  version int not null default 1,
  updated_at timestamptz not null
);

-- Accounts for e-waybills (电子面单账号) that a carrier's branch has given us: one for all warehouses, or one for a warehouse, which goes first.
create table logistics.waybill_account (
  id uuid primary key,
  carrier_id uuid not null references logistics.carrier,
  -- Null: every warehouse that has none of its own.
  warehouse_id uuid,
  partner_id text not null check (partner_id <> ''),
  partner_name text,
  -- The branch (网点), or the platform for accounts of a platform.
  net text,
  code text,
  check_man text,
  template_id text,
  -- Key and secret, sealed; null where the carrier asks for none.
  keys bytea,
  active boolean not null default true,
  version int not null default 1,
  updated_at timestamptz not null
);
create unique index waybill_account_once on logistics.waybill_account (carrier_id, coalesce(warehouse_id, '00000000-0000-0000-0000-000000000000')) where active;

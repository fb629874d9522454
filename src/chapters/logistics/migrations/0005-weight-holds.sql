-- A parcel whose weight does not look like its goods waits until it is weighed again or somebody else lets it go (clause 2.3.3).
alter table logistics.parcel add column weight_held boolean not null default false;
create index parcel_weight_held on logistics.parcel (requested_at, id) where weight_held;
create table logistics.weight_hold (
  id uuid primary key,
  parcel_id uuid not null references logistics.parcel,
  expected_grams int not null,
  actual_grams int not null,
  -- What is odd about it: {"zh": …, "en": …}.
  problem jsonb not null,
  opened_at timestamptz not null,
  weighed_by_name text not null,
  closed_at timestamptz,
  outcome text check (outcome in ('released', 'weighed-again')),
  note text,
  closed_by_name text,
  check ((closed_at is null) = (outcome is null)),
  constraint a_release_has_its_reason check (outcome is distinct from 'released' or note is not null)
);
create unique index weight_hold_open_once on logistics.weight_hold (parcel_id) where closed_at is null;
create index weight_hold_of_parcel on logistics.weight_hold (parcel_id, opened_at desc);

-- Whether a warehouse passes whole waves by eye (clause 2.3.3, docs/adr/0025): the newest row of a warehouse is in force; without one every parcel is scanned.
create table logistics.wave_by_eye (
  id uuid primary key,
  warehouse_id uuid not null,
  version int not null check (version > 0),
  allowed boolean not null,
  note text not null,
  actor_id uuid,
  actor_name text not null,
  at timestamptz not null,
  unique (warehouse_id, version)
);
create index wave_by_eye_newest on logistics.wave_by_eye (at desc, id desc);
create trigger wave_by_eye_append_only before update or delete on logistics.wave_by_eye for each row execute function kernel.refuse_change();

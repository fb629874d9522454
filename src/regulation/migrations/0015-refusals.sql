-- What a control refused, a row each: the number on the board opens down to who tried what, when, and what was missing (engine.md §7). The act itself left nothing.
create table regulation.refusal (
  id uuid primary key,
  clause text not null,
  control text not null,
  at timestamptz not null,
  verb text not null,
  actor_id uuid,
  actor_name text not null,
  on_behalf_of uuid,
  -- The record, where the act names one: its kind is known to the log, not to the act.
  record_type text,
  record_id text,
  -- Names of the requirements; what they are called stands in the declaration.
  missing text[] not null
);
create index refusal_by_control on regulation.refusal (clause, at, id);
create index refusal_by_record on regulation.refusal (record_id) where record_id is not null;
create index refusal_by_actor on regulation.refusal (actor_id, at) where actor_id is not null;
create trigger refusal_append_only before update or delete on regulation.refusal for each row execute function kernel.refuse_change();
create trigger refusal_no_truncate before truncate on regulation.refusal for each statement execute function kernel.refuse_change();

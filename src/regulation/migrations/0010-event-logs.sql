-- Logs of events from outside, as they were brought: their contents lie in the file store, so that a restart keeps them and every process reads them.
create table regulation.event_log (
  id uuid primary key,
  owner uuid not null,
  file_id uuid not null,
  sha256 text not null,
  size bigint not null,
  name text not null,
  -- Which columns are meant; empty: recognised.
  reading jsonb not null,
  -- Text of a life cycle that was brought with it.
  life text,
  created_at timestamptz not null
);
create index event_log_by_owner on regulation.event_log (owner, created_at, id);

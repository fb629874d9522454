-- Import runs: files in, rows staged, applied in chunks that can be resumed, what cannot be taken kept in quarantine.
create table kernel.import_run (
  id uuid primary key,
  run_no text not null unique,
  kinds text[] not null default '{}',
  state text not null check (state in ('recognised', 'staging', 'unreadable', 'staged', 'running', 'failed', 'done', 'cancelled')),
  settings jsonb not null default '{}',
  -- Whether staging ends with a look at what applying would do.
  with_preview boolean not null default true,
  counts jsonb not null default '{}',
  preview jsonb,
  totals jsonb not null default '{}',
  reconciliation jsonb not null default '[]',
  problems jsonb not null default '[]',
  -- Last group applied: a run that was stopped goes on after it.
  cursor text,
  error jsonb,
  started_by uuid,
  started_by_name text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  search tsvector not null default ''
);
create index import_run_newest on kernel.import_run (created_at desc, id desc);
create index import_run_unfinished on kernel.import_run (id) where state in ('staging', 'running');
create index import_run_search on kernel.import_run using gin (search);

create table kernel.import_file (
  run_id uuid not null references kernel.import_run on delete cascade,
  position int not null,
  file_id uuid not null references kernel.file,
  name text not null,
  member text,
  sheet text not null,
  container text not null,
  encoding text,
  -- Null where the table was not recognised: it is shown with its reason and left out.
  kind text,
  format text,
  recognition jsonb,
  alternatives jsonb not null default '[]',
  alarms jsonb not null default '[]',
  mapping jsonb not null default '{}',
  -- A run that had the same file before.
  known_from text,
  primary key (run_id, position)
);
create index import_file_by_file on kernel.import_file (file_id);
create index file_by_owner on kernel.file (created_by, created_at);

create table kernel.import_row (
  run_id uuid not null references kernel.import_run on delete cascade,
  position int not null,
  line int not null,
  kind text not null,
  key text not null,
  -- Rows of one group are applied together: an order with all its lines, whichever file they stand in.
  group_key text not null,
  record jsonb,
  state text not null check (state in ('staged', 'quarantined', 'dismissed', 'mended')),
  problems jsonb,
  cells jsonb,
  note text,
  changed_at timestamptz,
  changed_by text,
  version int not null default 0,
  primary key (run_id, position, line)
);
create index import_row_to_apply on kernel.import_row (run_id, group_key) where state = 'staged';
create index import_row_kept on kernel.import_row (run_id, position, line) where state <> 'staged';

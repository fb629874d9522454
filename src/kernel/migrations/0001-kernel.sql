-- The kernel's own tables: the log of facts, the audit, requests already answered, messages to the outside, files.

-- Monthly partitions of the tables that only grow. A default partition takes what no month holds, so an insert never fails for
-- want of a partition; ensure_months moves nothing and can run beside writers.
create function kernel.ensure_months(parent regclass, from_at timestamptz, to_at timestamptz) returns int
language plpgsql as $$
declare
  month timestamptz := date_trunc('month', from_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai';
  following timestamptz;
  name text;
  made int := 0;
begin
  while month <= to_at loop
    following := ((month at time zone 'Asia/Shanghai') + interval '1 month') at time zone 'Asia/Shanghai';
    name := format('%s_%s', split_part(parent::text, '.', 2), to_char(month at time zone 'Asia/Shanghai', 'YYYYMM'));
    if to_regclass(format('%I.%I', split_part(parent::text, '.', 1), name)) is null then
      begin
        execute format('create table %I.%I partition of %s for values from (%L) to (%L)',
          split_part(parent::text, '.', 1), name, parent, month, following);
        made := made + 1;
      exception
        when check_violation then null; -- rows of that month already stand in the default partition: they stay there
        when duplicate_table then null;
      end;
    end if;
    month := following;
  end loop;
  return made;
end $$;

create table kernel.fact (
  seq bigint generated always as identity,
  id uuid not null,
  type text not null,
  subject_type text not null,
  subject_id text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  actor_kind text not null check (actor_kind in ('person', 'system', 'bot', 'customer')),
  actor_id uuid,
  actor_name text not null,
  on_behalf_of uuid,
  verb text not null,
  payload jsonb not null,
  -- The transaction that wrote it: subscribers read in commit order, never past a transaction that is still open.
  xid xid8 not null default pg_current_xact_id(),
  primary key (seq, recorded_at)
) partition by range (recorded_at);
create table kernel.fact_default partition of kernel.fact default;
create index fact_commit_order on kernel.fact (xid, seq);
create index fact_by_type on kernel.fact (type, occurred_at);

-- The objects that a fact touches (many to many): the timeline of any record is one index range.
create table kernel.fact_object (
  object_type text not null,
  object_id text not null,
  fact_seq bigint not null,
  recorded_at timestamptz not null,
  primary key (object_type, object_id, fact_seq, recorded_at)
) partition by range (recorded_at);
create table kernel.fact_object_default partition of kernel.fact_object default;

create table kernel.audit (
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  on_behalf_of uuid,
  ip text,
  verb text not null,
  subject_type text,
  subject_id text,
  outcome text not null check (outcome in ('done', 'denied', 'refused')),
  code text,
  request_id uuid,
  reason text,
  changes jsonb,
  primary key (at, id)
) partition by range (at);
create table kernel.audit_default partition of kernel.audit default;
create index audit_by_subject on kernel.audit (subject_type, subject_id, at);
create index audit_by_actor on kernel.audit (actor_id, at);

-- Neither facts nor audit rows are ever changed. The restore command says so openly and is the only exception.
create function kernel.refuse_change() returns trigger language plpgsql as $$
begin
  if current_setting('dianzhang.restoring', true) = 'on' then return coalesce(new, old); end if;
  raise exception 'rows of %.% are never changed or deleted', tg_table_schema, tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger fact_append_only before update or delete on kernel.fact for each row execute function kernel.refuse_change();
create trigger fact_object_append_only before update or delete on kernel.fact_object for each row execute function kernel.refuse_change();
create trigger audit_append_only before update or delete on kernel.audit for each row execute function kernel.refuse_change();
create trigger fact_no_truncate before truncate on kernel.fact for each statement execute function kernel.refuse_change();
create trigger audit_no_truncate before truncate on kernel.audit for each statement execute function kernel.refuse_change();

-- One row per answered request: the same key gets the same answer and no second effect.
create table kernel.request (
  id uuid primary key,
  verb text not null,
  input_hash bytea not null,
  result jsonb not null,
  at timestamptz not null
);
create index request_by_age on kernel.request (at);

-- How far each reader of the fact log has come.
create table kernel.subscription (
  name text primary key,
  xid xid8 not null,
  seq bigint not null
);

-- A reaction that failed on a fact: kept with its error and tried again, never blocking the others.
create table kernel.reaction_failure (
  reaction text not null,
  fact_seq bigint not null,
  attempts int not null,
  next_at timestamptz not null,
  error text not null,
  given_up boolean not null default false,
  primary key (reaction, fact_seq)
);

-- Work that only one node may do at a time. Time is the database's own.
create table kernel.lease (
  name text primary key,
  holder uuid not null,
  until timestamptz not null
);

-- Messages to the outside world, written in the transaction of the verb that causes them.
create table kernel.message (
  id uuid primary key,
  channel text not null,
  recipient text not null,
  payload jsonb not null,
  dedupe_key text unique,
  subject_type text,
  subject_id text,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'cancelled')),
  attempts int not null default 0,
  next_at timestamptz not null,
  lease_until timestamptz,
  lease_holder uuid,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index message_waiting on kernel.message (next_at) where state = 'waiting';
create index message_by_subject on kernel.message (subject_type, subject_id);

create table kernel.file (
  id uuid primary key,
  sha256 text not null,
  size bigint not null,
  name text not null,
  media_type text not null,
  created_by uuid,
  created_at timestamptz not null
);
create index file_by_hash on kernel.file (sha256);

-- Readable numbers are handed out in blocks (SO-20261124-0007); a gap is allowed, a repeat is not.
create table kernel.number_series (
  prefix text not null,
  day date not null,
  next bigint not null,
  primary key (prefix, day)
);

-- Settings of the installation: secrets for signed links, set-up state.
create table kernel.setting (
  key text primary key,
  value jsonb not null
);

-- Saved views of lists, per person.
create table kernel.saved_view (
  id uuid primary key,
  staff_id uuid not null,
  page text not null,
  name text not null,
  state jsonb not null,
  created_at timestamptz not null,
  unique (staff_id, page, name)
);

-- Everything that a verb leaves behind, in one call.
create function kernel.record(entry jsonb) returns bigint[] language plpgsql as $$
declare
  seqs bigint[];
begin
  if jsonb_array_length(entry -> 'facts') > 0 then
    with written as (
      insert into kernel.fact (id, type, subject_type, subject_id, occurred_at, recorded_at, actor_kind, actor_id, actor_name, on_behalf_of, verb, payload)
      select f.id, f.type, f.subject_type, f.subject_id, to_timestamp(f.occurred_at / 1000.0), to_timestamp((entry ->> 'now')::bigint / 1000.0),
             entry ->> 'actor_kind', (entry ->> 'actor_id')::uuid, entry ->> 'actor_name', (entry ->> 'on_behalf_of')::uuid, entry ->> 'verb', f.payload
      from jsonb_to_recordset(entry -> 'facts') as f(id uuid, type text, subject_type text, subject_id text, occurred_at bigint, payload jsonb)
      returning id, seq, recorded_at
    ), touched as (
      insert into kernel.fact_object (object_type, object_id, fact_seq, recorded_at)
      select o.object_type, o.object_id, w.seq, w.recorded_at
      from jsonb_to_recordset(entry -> 'objects') as o(fact_id uuid, object_type text, object_id text)
      join written w on w.id = o.fact_id
      on conflict do nothing
    )
    select array_agg(seq order by seq) into seqs from written;
  end if;

  if entry ? 'audit' then
    insert into kernel.audit (id, at, actor_kind, actor_id, actor_name, on_behalf_of, ip, verb, subject_type, subject_id, outcome, code, request_id, reason, changes)
    select a.id, to_timestamp((entry ->> 'now')::bigint / 1000.0), entry ->> 'actor_kind', (entry ->> 'actor_id')::uuid, entry ->> 'actor_name',
           (entry ->> 'on_behalf_of')::uuid, entry ->> 'ip', entry ->> 'verb', a.subject_type, a.subject_id, a.outcome, a.code,
           (entry ->> 'request_id')::uuid, a.reason, a.changes
    from jsonb_to_record(entry -> 'audit') as a(id uuid, subject_type text, subject_id text, outcome text, code text, reason text, changes jsonb);
  end if;

  if jsonb_array_length(entry -> 'messages') > 0 then
    insert into kernel.message (id, channel, recipient, payload, dedupe_key, subject_type, subject_id, next_at, created_at)
    select m.id, m.channel, m.recipient, m.payload, m.dedupe_key, m.subject_type, m.subject_id, to_timestamp(m.next_at / 1000.0),
           to_timestamp((entry ->> 'now')::bigint / 1000.0)
    from jsonb_to_recordset(entry -> 'messages') as m(id uuid, channel text, recipient text, payload jsonb, dedupe_key text, subject_type text, subject_id text, next_at bigint)
    on conflict (dedupe_key) do nothing;
  end if;

  if entry ? 'request' then
    insert into kernel.request (id, verb, input_hash, result, at)
    values ((entry #>> '{request,id}')::uuid, entry ->> 'verb', decode(entry #>> '{request,input_hash}', 'hex'), entry #> '{request,result}',
            to_timestamp((entry ->> 'now')::bigint / 1000.0));
  end if;
  return coalesce(seqs, '{}');
end $$;

select kernel.ensure_months('kernel.fact', now() - interval '4 months', now() + interval '3 months');
select kernel.ensure_months('kernel.fact_object', now() - interval '4 months', now() + interval '3 months');
select kernel.ensure_months('kernel.audit', now() - interval '4 months', now() + interval '3 months');

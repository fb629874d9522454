-- Evidence (engine.md §7): the log of facts is chained by one sealer, anchored, and refused to change by rights as well as by trigger.

-- Rows of fact_object stand in the order of their facts: a block range index finds those of a batch and costs writers next to nothing.
create index fact_object_by_seq on kernel.fact_object using brin (fact_seq) with (pages_per_range = 32, autosummarize = on);

-- One row a fact, in commit order. `payload_hash` covers payload and actor's name with a salt that stands elsewhere; `hash` covers `prev` and
-- everything else of the fact (src/kernel/evidence/chain.ts).
create table kernel.seal (
  position bigint primary key check (position > 0),
  fact_seq bigint not null unique,
  fact_id uuid not null,
  recorded_at timestamptz not null,
  payload_hash bytea not null check (octet_length(payload_hash) = 32),
  prev bytea not null check (octet_length(prev) = 32),
  hash bytea not null check (octet_length(hash) = 32),
  sealed_at timestamptz not null
);

-- Without its salt nobody can find out by trying what an erased payload said.
create table kernel.seal_salt (
  fact_seq bigint primary key,
  salt bytea not null check (octet_length(salt) = 16)
);

-- Where the chain ends, as the sealer left it: a cut tail shows even before the next anchor.
create table kernel.seal_head (
  one boolean primary key default true check (one),
  position bigint not null,
  hash bytea not null
);
insert into kernel.seal_head (position, hash) values (0, decode(repeat('00', 32), 'hex'));
insert into kernel.subscription (name, xid, seq) values ('seal', '3', 0);

-- The chain's head at an instant, with the Merkle root of all positions since the anchor before; signed with a key that is not in the database.
create table kernel.seal_anchor (
  number bigint primary key check (number > 0),
  day date not null,
  made_at timestamptz not null,
  reason text not null check (reason in ('daily', 'packet', 'asked')),
  from_position bigint not null,
  to_position bigint not null,
  head bytea not null,
  root bytea,
  prev bytea not null,
  hash bytea not null,
  public_key text not null,
  signature bytea not null,
  check (from_position = to_position + 1 or (from_position <= to_position and root is not null))
);
create unique index seal_anchor_daily on kernel.seal_anchor (day) where reason = 'daily';
create index seal_anchor_by_position on kernel.seal_anchor (to_position);

-- Verifications of the whole chain: asked for by somebody or run by the night job.
create table kernel.seal_check (
  id uuid primary key,
  asked_at timestamptz not null,
  asked_by_name text not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  checked bigint not null default 0,
  total bigint not null default 0,
  ended_at timestamptz,
  sound boolean,
  erased bigint,
  problems jsonb not null default '[]',
  problem_count bigint,
  error text
);
create index seal_check_newest on kernel.seal_check (asked_at desc);
create unique index seal_check_one_open on kernel.seal_check ((true)) where state in ('waiting', 'running');

-- The restore command says openly that it restores, and owns the tables; the erasure of a person's data may empty the payload and the actor's
-- name of a fact, nothing else of it, and only through kernel.erase_facts. Everything else is refused.
create or replace function kernel.refuse_change() returns trigger language plpgsql as $$
begin
  if current_setting('dianzhang.restoring', true) = 'on' and pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'usage') then
    return coalesce(new, old);
  end if;
  if tg_op = 'UPDATE' and current_setting('dianzhang.erasing', true) = 'on' and tg_table_schema = 'kernel' then
    if tg_table_name ~ '^fact_(default|[0-9]{6})$' or tg_table_name = 'fact' then
      if to_jsonb(new) - 'payload' - 'actor_name' = to_jsonb(old) - 'payload' - 'actor_name' then return new; end if;
    elsif tg_table_name = 'seal_salt' then
      if new.fact_seq = old.fact_seq then return new; end if;
    end if;
  end if;
  raise exception 'rows of %.% are never changed or deleted', tg_table_schema, tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger seal_append_only before update or delete on kernel.seal for each row execute function kernel.refuse_change();
create trigger seal_no_truncate before truncate on kernel.seal for each statement execute function kernel.refuse_change();
create trigger seal_anchor_append_only before update or delete on kernel.seal_anchor for each row execute function kernel.refuse_change();
create trigger seal_anchor_no_truncate before truncate on kernel.seal_anchor for each statement execute function kernel.refuse_change();
create trigger seal_salt_append_only before update or delete on kernel.seal_salt for each row execute function kernel.refuse_change();
create trigger seal_salt_no_truncate before truncate on kernel.seal_salt for each statement execute function kernel.refuse_change();
create trigger fact_object_no_truncate before truncate on kernel.fact_object for each statement execute function kernel.refuse_change();

-- Row triggers come to partitions by themselves, those on TRUNCATE do not: every partition gets its own. Returns how many it made.
create function kernel.guard_partitions() returns int language plpgsql security definer set search_path = pg_catalog as $$
declare
  child record;
  made int := 0;
begin
  for child in
    select c.oid::regclass as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent in ('kernel.fact'::regclass, 'kernel.fact_object'::regclass, 'kernel.audit'::regclass)
      and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'no_truncate')
  loop
    execute format('create trigger no_truncate before truncate on %s for each statement execute function kernel.refuse_change()', child.name);
    made := made + 1;
  end loop;
  return made;
end $$;
select kernel.guard_partitions();

-- As before, and every partition that is made is guarded at once. Runs with the rights of the owner, so that the program's role may be another.
create or replace function kernel.ensure_months(parent regclass, from_at timestamptz, to_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog as $$
declare
  month timestamptz := date_trunc('month', from_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai';
  following timestamptz;
  name text;
  made int := 0;
begin
  if parent not in ('kernel.fact'::regclass, 'kernel.fact_object'::regclass, 'kernel.audit'::regclass) then
    raise exception '% is not kept by months', parent;
  end if;
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
  perform kernel.guard_partitions();
  return made;
end $$;

-- The one change of facts that the law asks for: entries {seq, payload, actor_name, salt}. The caller publishes, in the same transaction, the
-- fact that says which positions were emptied and what they hash to now.
create function kernel.erase_facts(entries jsonb) returns int language plpgsql security definer set search_path = pg_catalog as $$
declare
  n int;
begin
  perform set_config('dianzhang.erasing', 'on', true);
  update kernel.fact f set payload = e.payload, actor_name = e.actor_name
  from jsonb_to_recordset(entries) as e(seq bigint, payload jsonb, actor_name text) where f.seq = e.seq;
  get diagnostics n = row_count;
  update kernel.seal_salt s set salt = decode(e.salt, 'hex') from jsonb_to_recordset(entries) as e(seq bigint, salt text) where s.fact_seq = e.seq;
  perform set_config('dianzhang.erasing', 'off', true);
  return n;
end $$;
revoke execute on function kernel.erase_facts(jsonb) from public;

-- Rights of the role that the program runs as, where a server has one apart from the owner: it reads and writes everything it must and can neither
-- change nor delete what is evidence, trigger or not. Called by the owner after each change of structure.
create function kernel.grant_program(program name) returns void language plpgsql set search_path = pg_catalog as $$
declare
  place record;
  kept record;
begin
  if program = current_user then raise exception 'the owner of the tables cannot be the program''s role'; end if;
  for place in select nspname from pg_namespace where nspowner = (select oid from pg_roles where rolname = current_user) and nspname !~ '^pg_' and nspname <> 'public' loop
    execute format('grant usage on schema %I to %I', place.nspname, program);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', place.nspname, program);
    execute format('grant usage, select, update on all sequences in schema %I to %I', place.nspname, program);
    execute format('grant execute on all functions in schema %I to %I', place.nspname, program);
  end loop;
  for kept in
    select c.oid::regclass as name from pg_class c left join pg_inherits i on i.inhrelid = c.oid
    where coalesce(i.inhparent, c.oid) in ('kernel.fact'::regclass, 'kernel.fact_object'::regclass, 'kernel.audit'::regclass, 'kernel.seal'::regclass,
      'kernel.seal_salt'::regclass, 'kernel.seal_anchor'::regclass, 'kernel.migration'::regclass) and c.relkind in ('r', 'p')
  loop
    execute format('revoke update, delete, truncate, trigger, references on %s from %I', kept.name, program);
  end loop;
  execute format('revoke insert on kernel.migration from %I', program);
  execute format('revoke execute on function kernel.grant_program(name) from %I', program);
end $$;
revoke execute on function kernel.grant_program(name) from public;

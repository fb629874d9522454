-- The general ledger: entries whose postings sum to zero, never changed, corrected only by a counter-entry.

create table finance.entry (
  id uuid primary key,
  entry_no text not null unique,
  -- Day of the business event in the company's zone decides the period (2026-11).
  booked_at timestamptz not null,
  period text not null check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  kind text not null,
  what jsonb not null,
  -- What it comes from: a fact, a receipt, an act by hand. The key makes a second booking of the same thing impossible.
  source_key text not null unique,
  source_type text not null,
  source_id text not null,
  order_id uuid,
  reverses uuid references finance.entry,
  booked_by uuid,
  booked_by_name text not null,
  created_at timestamptz not null
);
create unique index entry_reversed_once on finance.entry (reverses) where reverses is not null;
create index entry_newest on finance.entry (booked_at desc, id desc);
create index entry_by_period on finance.entry (period, booked_at desc, id desc);
create index entry_by_order on finance.entry (order_id) where order_id is not null;
create index entry_by_source on finance.entry (source_type, source_id);

create table finance.posting (
  entry_id uuid not null references finance.entry,
  line int not null,
  account text not null,
  -- Debit positive, credit negative.
  amount_fen bigint not null check (amount_fen <> 0),
  period text not null,
  booked_at timestamptz not null,
  store_id uuid,
  channel text,
  sku_id uuid,
  order_id uuid,
  primary key (entry_id, line)
);
create index posting_by_account on finance.posting (account, booked_at desc, entry_id desc, line);
create index posting_by_period on finance.posting (period, account, store_id);
create index posting_by_order on finance.posting (order_id) where order_id is not null;

-- Balance is a law of the database: what one statement writes to an entry sums to zero, so every entry does.
create function finance.refuse_unbalanced() returns trigger language plpgsql as $$
declare bad record;
begin
  select entry_id, sum(amount_fen) as rest into bad from written group by entry_id having sum(amount_fen) <> 0 limit 1;
  if found then
    raise exception 'entry % does not balance: % fen are left over', bad.entry_id, bad.rest using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger posting_balances after insert on finance.posting referencing new table as written for each statement execute function finance.refuse_unbalanced();
create trigger entry_append_only before update or delete on finance.entry for each row execute function kernel.refuse_change();
create trigger posting_append_only before update or delete on finance.posting for each row execute function kernel.refuse_change();
create trigger entry_no_truncate before truncate on finance.entry for each statement execute function kernel.refuse_change();
create trigger posting_no_truncate before truncate on finance.posting for each statement execute function kernel.refuse_change();

-- Sums per period, account and dimensions, kept with every entry: statements read these and open down to the postings.
create table finance.turnover (
  period text not null,
  account text not null,
  store_id uuid,
  channel text,
  sku_id uuid,
  debit_fen bigint not null default 0,
  credit_fen bigint not null default 0,
  unique nulls not distinct (period, account, store_id, channel, sku_id)
);

-- Books entries with their postings, each source key once. Returns the entries that were new.
create function finance.post_entries(entries jsonb) returns setof uuid language plpgsql as $$
begin
  return query
  with wanted as (
    select * from jsonb_to_recordset(entries) as e(id uuid, entry_no text, booked_at bigint, period text, kind text, what jsonb, source_key text,
      source_type text, source_id text, order_id uuid, reverses uuid, booked_by uuid, booked_by_name text, created_at bigint, postings jsonb)
  ), booked as (
    insert into finance.entry (id, entry_no, booked_at, period, kind, what, source_key, source_type, source_id, order_id, reverses, booked_by, booked_by_name, created_at)
    select id, entry_no, to_timestamp(booked_at / 1000.0), period, kind, what, source_key, source_type, source_id, order_id, reverses, booked_by, booked_by_name,
      to_timestamp(created_at / 1000.0)
    from wanted order by source_key
    on conflict (source_key) do nothing
    returning entry.id
  ), lines as (
    insert into finance.posting (entry_id, line, account, amount_fen, period, booked_at, store_id, channel, sku_id, order_id)
    select w.id, p.line, p.account, p.amount_fen, w.period, to_timestamp(w.booked_at / 1000.0), p.store_id, p.channel, p.sku_id, coalesce(p.order_id, w.order_id)
    from wanted w join booked b on b.id = w.id,
      jsonb_to_recordset(w.postings) as p(line int, account text, amount_fen bigint, store_id uuid, channel text, sku_id uuid, order_id uuid)
    returning posting.period, posting.account, posting.store_id, posting.channel, posting.sku_id, posting.amount_fen
  ), summed as (
    insert into finance.turnover as t (period, account, store_id, channel, sku_id, debit_fen, credit_fen)
    select l.period, l.account, l.store_id, l.channel, l.sku_id, sum(greatest(l.amount_fen, 0)), sum(greatest(-l.amount_fen, 0))
    from lines l group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    on conflict (period, account, store_id, channel, sku_id) do update set debit_fen = t.debit_fen + excluded.debit_fen, credit_fen = t.credit_fen + excluded.credit_fen
  )
  select b.id from booked b;
end $$;

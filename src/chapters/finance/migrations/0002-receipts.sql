-- Payment accounts, bills, receipts, what orders owe, matches, explanations and accounting periods (clauses 6.1.1, 6.1.2, 6.3.1).

create table finance.payment_account (
  id uuid primary key,
  name text not null unique,
  provider text not null check (provider in ('alipay', 'wechat', 'bank', 'cash')),
  -- As the provider writes it in its bills; leaves the server masked.
  account_no text,
  holder text,
  store_ids uuid[] not null default '{}',
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index payment_account_by_no on finance.payment_account (provider, account_no) where account_no is not null;

-- Which methods a class of customers is offered from which amount on (clause 6.1.1); '*' is every class without rules of its own.
create table finance.payment_method (
  customer_class text not null,
  from_fen bigint not null check (from_fen >= 0),
  methods text[] not null check (cardinality(methods) > 0),
  updated_at timestamptz not null,
  updated_by_name text not null,
  primary key (customer_class, from_fen)
);

create table finance.bill (
  id uuid primary key,
  run_id uuid not null,
  provider text not null,
  bill text not null check (bill in ('trade', 'fund')),
  account_id uuid not null references finance.payment_account,
  rows int not null default 0,
  first_at timestamptz,
  last_at timestamptz,
  in_fen bigint not null default 0,
  out_fen bigint not null default 0,
  fee_fen bigint not null default 0,
  -- Null while the import runs.
  reconciled boolean,
  reconciliation jsonb not null default '[]',
  imported_by uuid,
  imported_by_name text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  unique (run_id, provider, bill)
);
create index bill_by_account on finance.bill (account_id, created_at desc, id desc);
create index bill_newest on finance.bill (created_at desc, id desc);

-- A movement of money as a bill or a person tells it. One movement may stand in two bills (trade and fund): then exactly one row counts
-- and the other is linked to it by same_as.
create table finance.receipt (
  id uuid primary key,
  account_id uuid not null references finance.payment_account,
  bill_id uuid references finance.bill,
  provider text not null,
  bill text not null check (bill in ('trade', 'fund', 'hand')),
  movement_no text not null,
  -- The fee that stands inside a row of a trade bill is a movement of its own.
  part text not null default 'main' check (part in ('main', 'fee')),
  trade_no text not null,
  merchant_order_no text,
  kind text not null check (kind in ('payment', 'refund', 'fee', 'withdrawal', 'transfer', 'other')),
  kind_text text not null,
  method text,
  status text not null check (status in ('success', 'processing', 'failed', 'revoked')),
  -- Positive comes to us, negative leaves us.
  amount_fen bigint not null,
  balance_fen bigint,
  occurred_at timestamptz not null,
  customer_id uuid,
  counterparty text,
  subject text,
  remark text,
  -- state, matched and explained together say what became of the amount; the row of a movement that does not count has neither.
  state text not null check (state in ('open', 'partly', 'matched', 'explained', 'linked', 'suspect', 'void')),
  matched_fen bigint not null default 0,
  explained_fen bigint not null default 0,
  same_as uuid references finance.receipt,
  suspect_of uuid references finance.receipt,
  open_why text,
  recorded_by uuid,
  recorded_by_person uuid,
  recorded_by_name text not null,
  version int not null default 1,
  search tsvector not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider, bill, movement_no, part),
  constraint never_more_than_received check (case when amount_fen >= 0 then matched_fen >= 0 and explained_fen >= 0 and matched_fen + explained_fen <= amount_fen
    else matched_fen <= 0 and explained_fen <= 0 and matched_fen + explained_fen >= amount_fen end),
  constraint linked_to_one check ((state = 'linked') = (same_as is not null))
);
create index receipt_newest on finance.receipt (occurred_at desc, id desc);
create index receipt_by_amount on finance.receipt (amount_fen desc, id desc);
create index receipt_open on finance.receipt (occurred_at, id) where state in ('open', 'partly', 'suspect');
create index receipt_by_account on finance.receipt (account_id, occurred_at desc, id desc);
create index receipt_by_bill on finance.receipt (bill_id) where bill_id is not null;
create index receipt_linked on finance.receipt (same_as) where same_as is not null;
create index receipt_search on finance.receipt using gin (search);

-- Every number by which a receipt can be found: 'link' pairs the two bills, 'trade', 'merchant' and 'hint' find the order.
create table finance.receipt_ref (
  receipt_id uuid not null references finance.receipt,
  role text not null check (role in ('link', 'trade', 'merchant', 'hint')),
  no text not null,
  primary key (no, role, receipt_id)
);
create index receipt_ref_of on finance.receipt_ref (receipt_id);

-- What an order owes us and what became of it. The id is the order's.
create table finance.receivable (
  id uuid primary key,
  order_no text not null,
  outside_no text,
  payment_no text,
  platform text not null,
  store_id uuid not null,
  customer_id uuid,
  due_fen bigint not null check (due_fen >= 0),
  freight_fen bigint not null default 0,
  -- Given up by cancellation and refunds, as the sales side knows them.
  reduced_fen bigint not null default 0 check (reduced_fen >= 0),
  -- As the money side knows it: payments and refunds matched, differences written off.
  paid_fen bigint not null default 0,
  refunded_fen bigint not null default 0,
  written_off_fen bigint not null default 0,
  fees_fen bigint not null default 0,
  -- Recognised as sales at shipping; null before.
  sold_fen bigint,
  paid_seq bigint not null default 0,
  due_at timestamptz not null,
  shipped_at timestamptz,
  cancelled_at timestamptz,
  balance_fen bigint generated always as (due_fen - reduced_fen - paid_fen + refunded_fen - written_off_fen) stored,
  version int not null default 1,
  search tsvector not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint never_more_than_due check (paid_fen >= 0 and paid_fen <= due_fen and refunded_fen >= 0 and refunded_fen <= paid_fen)
);
create index receivable_newest on finance.receivable (due_at desc, id desc);
create index receivable_unsettled on finance.receivable (due_at, id) where balance_fen <> 0;
create index receivable_by_balance on finance.receivable (balance_fen, id) where balance_fen <> 0;
create index receivable_by_order_no on finance.receivable (order_no);
create index receivable_by_outside_no on finance.receivable (outside_no) where outside_no is not null;
create index receivable_by_payment_no on finance.receivable (payment_no) where payment_no is not null;
create index receivable_search on finance.receivable using gin (search);

create table finance.match (
  id uuid primary key,
  receipt_id uuid not null references finance.receipt,
  receivable_id uuid not null references finance.receivable,
  -- Sign of the receipt: a refund is negative.
  amount_fen bigint not null check (amount_fen <> 0),
  how text not null check (how in ('one-to-one', 'many-to-one', 'one-to-many', 'partial', 'by-hand', 'refund')),
  reason text not null,
  entry_id uuid references finance.entry,
  by_id uuid,
  by_person uuid,
  by_name text not null,
  at timestamptz not null,
  undone_at timestamptz,
  undone_by uuid,
  undone_by_name text,
  undone_reason text
);
create index match_of_receipt on finance.match (receipt_id) where undone_at is null;
create index match_of_receivable on finance.match (receivable_id);
create index match_by_hand on finance.match (by_person, at) where by_person is not null;

create table finance.explanation (
  id uuid primary key,
  receipt_id uuid references finance.receipt,
  receivable_id uuid references finance.receivable,
  amount_fen bigint not null,
  reason text not null,
  note text,
  entry_id uuid references finance.entry,
  by_id uuid,
  by_name text not null,
  at timestamptz not null,
  undone_at timestamptz,
  undone_by_name text,
  check (receipt_id is not null or receivable_id is not null)
);
create index explanation_of_receipt on finance.explanation (receipt_id) where receipt_id is not null;
create index explanation_of_receivable on finance.explanation (receivable_id) where receivable_id is not null;

-- Nothing of the above is ever deleted; what a receipt says of the money that moved is never changed.
create trigger receipt_kept before delete on finance.receipt for each row execute function kernel.refuse_change();
create trigger match_kept before delete on finance.match for each row execute function kernel.refuse_change();
create trigger explanation_kept before delete on finance.explanation for each row execute function kernel.refuse_change();
create trigger receipt_money_fixed before update of amount_fen, account_id, provider, bill, movement_no, part, occurred_at on finance.receipt
  for each row when (old.amount_fen is distinct from new.amount_fen or old.account_id is distinct from new.account_id or old.provider is distinct from new.provider
    or old.bill is distinct from new.bill or old.movement_no is distinct from new.movement_no or old.part is distinct from new.part
    or old.occurred_at is distinct from new.occurred_at) execute function kernel.refuse_change();

-- A month of the books. A month without a row is open.
create table finance.period (
  period text primary key check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  state text not null check (state in ('open', 'closed')),
  -- What was signed: number of entries of the month. More entries make a signature void.
  finance_signed_by uuid, finance_signed_person uuid, finance_signed_name text, finance_signed_at timestamptz, finance_signed_entries bigint,
  sales_signed_by uuid, sales_signed_person uuid, sales_signed_name text, sales_signed_at timestamptz, sales_signed_entries bigint,
  closed_by uuid, closed_by_name text, closed_at timestamptz,
  version int not null default 1
);

-- An event of a closed month is booked into the next open one; the month that it belongs to is noted.
alter table finance.entry add column moved_from text;
create index entry_moved on finance.entry (moved_from) where moved_from is not null;

-- Writers of a month hold its lock shared, closing holds it alone: nothing slips in beside the close.
create function finance.period_key(period text) returns bigint language sql immutable as $$ select 7240100000 + replace(period, '-', '')::bigint $$;

create function finance.open_period(wanted text) returns text language plpgsql as $$
declare candidate text := wanted;
begin
  loop
    perform pg_advisory_xact_lock_shared(finance.period_key(candidate));
    if not exists (select from finance.period p where p.period = candidate and p.state = 'closed') then return candidate; end if;
    candidate := to_char((candidate || '-01')::date + interval '1 month', 'YYYY-MM');
  end loop;
end $$;

create function finance.refuse_closed_period() returns trigger language plpgsql as $$
begin
  if current_setting('dianzhang.restoring', true) = 'on' then return new; end if;
  if exists (select from finance.period p where p.period = new.period and p.state = 'closed') then
    raise exception 'period % is closed', new.period using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger entry_in_open_period before insert on finance.entry for each row execute function finance.refuse_closed_period();

-- Every posting lies in the period of its entry: turnover and statements are summed by it.
create or replace function finance.post_entries(entries jsonb) returns setof uuid language plpgsql as $$
declare months jsonb;
begin
  -- In order, so that two writers of two months cannot wait for each other.
  select coalesce(jsonb_object_agg(m.period, finance.open_period(m.period)), '{}') into months
  from (select distinct e ->> 'period' as period from jsonb_array_elements(entries) e order by 1) m;
  return query
  with wanted as (
    select r.*, months ->> r.period as in_period from jsonb_to_recordset(entries) as r(id uuid, entry_no text, booked_at bigint, period text, kind text, what jsonb,
      source_key text, source_type text, source_id text, order_id uuid, reverses uuid, booked_by uuid, booked_by_name text, created_at bigint, postings jsonb)
  ), booked as (
    insert into finance.entry (id, entry_no, booked_at, period, moved_from, kind, what, source_key, source_type, source_id, order_id, reverses, booked_by, booked_by_name, created_at)
    select id, entry_no, to_timestamp(booked_at / 1000.0), in_period, nullif(period, in_period), kind, what, source_key, source_type, source_id, order_id, reverses, booked_by,
      booked_by_name, to_timestamp(created_at / 1000.0)
    from wanted order by source_key
    on conflict (source_key) do nothing
    returning entry.id
  ), lines as (
    insert into finance.posting (entry_id, line, account, amount_fen, period, booked_at, store_id, channel, sku_id, order_id)
    select w.id, p.line, p.account, p.amount_fen, w.in_period, to_timestamp(w.booked_at / 1000.0), p.store_id, p.channel, p.sku_id, coalesce(p.order_id, w.order_id)
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

-- Whatever must never be. Read by tests and by the doctor.
create view finance.faults as
  select 'entry does not balance' as what, entry_id::text as which from finance.posting group by entry_id having sum(amount_fen) <> 0
  union all
  select 'entry without postings', e.id::text from finance.entry e where not exists (select from finance.posting p where p.entry_id = e.id)
  union all
  select 'turnover is not the sum of postings', coalesce(t.account, p.account) from
    (select period, account, store_id, channel, sku_id, debit_fen, credit_fen from finance.turnover) t
    full join (select period, account, store_id, channel, sku_id, sum(greatest(amount_fen, 0)) as d, sum(greatest(-amount_fen, 0)) as c from finance.posting group by 1, 2, 3, 4, 5) p
      on p.period = t.period and p.account = t.account and p.store_id is not distinct from t.store_id and p.channel is not distinct from t.channel and p.sku_id is not distinct from t.sku_id
    where t.debit_fen is distinct from p.d or t.credit_fen is distinct from p.c
  union all
  select 'receipt is not the sum of its matches', r.id::text from finance.receipt r
    where r.matched_fen <> coalesce((select sum(m.amount_fen) from finance.match m where m.receipt_id = r.id and m.undone_at is null), 0)
  union all
  select 'receipt is not the sum of its explanations', r.id::text from finance.receipt r
    where r.explained_fen <> coalesce((select sum(x.amount_fen) from finance.explanation x where x.receipt_id = r.id and x.undone_at is null), 0)
  union all
  select 'receivable is not the sum of its matches', v.id::text from finance.receivable v
    where v.paid_fen - v.refunded_fen <> coalesce((select sum(m.amount_fen) from finance.match m where m.receivable_id = v.id and m.undone_at is null), 0)
  union all
  select 'receivable account differs from receivables', v.id::text from finance.receivable v
    where v.balance_fen <> coalesce((select sum(p.amount_fen) from finance.posting p where p.order_id = v.id and p.account = '1122'), 0)
  union all
  select 'unexplained account differs from open receipts', null
    where coalesce((select sum(amount_fen) from finance.posting where account = '2241'), 0)
      <> -coalesce((select sum(amount_fen - matched_fen - explained_fen) from finance.receipt where state in ('open', 'partly', 'matched', 'explained')), 0)
  union all
  select 'state of a receipt', id::text from finance.receipt where (state in ('matched', 'explained') and matched_fen + explained_fen <> amount_fen)
    or (state = 'open' and matched_fen + explained_fen <> 0);

-- Refunds to customers (clause 2.4.2): asked for by after-sales, paid by somebody else, never more than was paid for the order.
create table finance.refund (
  id uuid primary key,
  refund_no text not null unique,
  -- What it is paid for: a return or a complaint, each at most once.
  source_type text not null check (source_type in ('return', 'complaint')),
  source_id uuid not null,
  source_no text not null,
  order_id uuid not null,
  order_no text not null,
  store_id uuid not null,
  channel text not null,
  -- Price and freight of the order that go back.
  amount_fen bigint not null check (amount_fen >= 0),
  -- What we pay on top: freight of the return, or compensation. No part of the price.
  extra_fen bigint not null default 0 check (extra_fen >= 0),
  extra_kind text check (extra_kind in ('freight', 'compensation')),
  -- How the order was paid: the money goes back the same way.
  method text,
  payment_no text,
  -- Paid for the order and not given back elsewhere when this refund was last set.
  room_fen bigint not null check (room_fen >= 0),
  cleared_at timestamptz,
  cleared_why text,
  state text not null check (state in ('due', 'paid', 'void')),
  way text check (way in ('same', 'other')),
  account_id uuid,
  trade_no text,
  note text,
  paid_at timestamptz,
  paid_by uuid,
  paid_name text,
  void_why text,
  version int not null default 1,
  search tsvector not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (source_type, source_id),
  constraint extra_has_kind check (extra_fen = 0 or extra_kind is not null),
  constraint something_is_paid check (state <> 'paid' or (amount_fen + extra_fen > 0 and paid_at is not null))
);
create index refund_due on finance.refund (created_at, id) where state = 'due';
create index refund_newest on finance.refund (created_at desc, id desc);
create index refund_of_order on finance.refund (order_id);
create index refund_search on finance.refund using gin (search);

-- The sum of an order's refunds never exceeds what was paid for it: a law of the database, also for two at once.
create function finance.refuse_refund_beyond_paid() returns trigger language plpgsql as $$
declare
  total bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('finance.refund ' || new.order_id::text, 0));
  select coalesce(sum(amount_fen), 0) into total from finance.refund where order_id = new.order_id and state <> 'void';
  if total > new.room_fen then
    raise exception 'refunds of order % come to % fen, more than the % fen that were paid', new.order_no, total, new.room_fen
      using errcode = 'check_violation', constraint = 'refund_beyond_paid';
  end if;
  return null;
end $$;
create trigger refund_within_paid after insert or update of amount_fen, state on finance.refund for each row when (new.state <> 'void') execute function finance.refuse_refund_beyond_paid();

-- The last change of an order that was booked: the same one is booked once.
alter table finance.receivable add column amended_seq bigint not null default 0;

-- Dated parts of what a contract's order owes (clauses 2.3.1, 6.1.3), filled by what the buyer pays, the earliest first.
create table finance.instalment (
  id uuid primary key,
  order_id uuid not null,
  order_no text not null,
  contract_no text not null,
  store_id uuid not null,
  customer_id uuid,
  seller_id uuid not null,
  position int not null,
  name text not null,
  amount_fen bigint not null check (amount_fen >= 0),
  due_at timestamptz not null,
  paid_fen bigint not null default 0,
  state text not null check (state in ('open', 'paid', 'void')),
  settled_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null,
  unique (order_id, position),
  constraint never_more_than_asked check (paid_fen >= 0 and paid_fen <= amount_fen),
  constraint paid_is_whole check (state <> 'paid' or paid_fen = amount_fen)
);
create index instalment_due on finance.instalment (due_at, id) where state = 'open';

-- Finance was told of a contract's order and says so (clause 2.3.1).
create table finance.order_acknowledgement (
  order_id uuid primary key,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  note text
);

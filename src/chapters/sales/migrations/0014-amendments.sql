-- Changes of a confirmed order (clause 2.3.1): each one a version with what was and what will be, in force only when whoever decides its effect has signed.
create table sales.amendment (
  id uuid primary key,
  amendment_no text not null unique,
  order_id uuid not null references sales."order",
  -- Version of the order that it makes: the order as it was entered is the first.
  version_no int not null check (version_no > 1),
  state text not null check (state in ('proposed', 'applied', 'withdrawn', 'rejected', 'overtaken')),
  -- Lines, money, address and promised date, as they were and as they will be.
  before jsonb not null,
  after jsonb not null,
  -- What is another: lines, price, freight, address, date.
  fields text[] not null check (cardinality(fields) > 0),
  -- What decides who signs.
  effects text[] not null,
  effect_bp int not null check (effect_bp between 0 and 10000),
  reason text not null check (reason <> ''),
  refund_fen bigint not null default 0 check (refund_fen >= 0),
  proposed_at timestamptz not null,
  proposed_by uuid,
  proposed_name text not null,
  ended_at timestamptz,
  ended_name text,
  end_reason text,
  version int not null default 1,
  constraint ended_when_ended check ((state = 'proposed') = (ended_at is null))
);
create unique index amendment_open on sales.amendment (order_id) where state = 'proposed';
create unique index amendment_version on sales.amendment (order_id, version_no) where state = 'applied';
create index amendment_of_order on sales.amendment (order_id, proposed_at desc);

-- A line that was taken out of an order stays with quantity nothing: its history points at it.
alter table sales.order_line drop constraint order_line_quantity_check;
alter table sales.order_line add constraint order_line_quantity_check check (quantity >= 0);

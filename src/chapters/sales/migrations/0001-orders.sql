-- Orders: what the customer bought (the commercial order), what the warehouse works on (fulfilments), and what is missing (shortages).
-- Merge and split act on fulfilments only; the commercial order stays what the customer agreed to. Clauses 2.3.1 to 2.3.3.

create table sales."order" (
  id uuid primary key,
  order_no text not null unique,
  source text not null check (source in ('import', 'api', 'manual')),
  platform text not null,
  store_id uuid not null,
  -- Team of the store when the order came in: row scope.
  team_id uuid,
  -- Where its goods are reserved; null where the store has no warehouse yet.
  warehouse_id uuid,
  -- The marketplace's number.
  outside_no text check (outside_no <> ''),
  state text not null check (state in ('unpaid', 'to-review', 'held', 'short', 'released', 'part-shipped', 'shipped', 'completed', 'cancelled')),
  customer_id uuid,
  address_id uuid,
  buyer_nick text,
  -- Money in fen. payable = goods - discount + freight where the source states all of them.
  goods_fen bigint not null,
  freight_fen bigint not null default 0,
  discount_fen bigint not null default 0,
  platform_discount_fen bigint not null default 0,
  payable_fen bigint not null,
  paid_fen bigint not null default 0,
  refunded_fen bigint not null default 0 check (refunded_fen >= 0),
  payment_no text,
  payment_method text,
  -- When the customer ordered, as the marketplace says; otherwise when it came in.
  placed_at timestamptz not null,
  paid_at timestamptz,
  promised_ship_by timestamptz,
  released_at timestamptz,
  shipped_at timestamptz,
  completed_at timestamptz,
  cancelled_at timestamptz,
  -- True where the goods left without our warehouse (history, or shipped by hand in the marketplace): no stock was taken.
  shipped_outside boolean not null default false,
  buyer_message text,
  seller_remark text,
  flag text,
  -- The marketplace's own words, shown as they are.
  platform_status text,
  after_sales_text text,
  -- Why the marketplace does not want it shipped as it stands.
  platform_stop text check (platform_stop in ('locked', 'part-shipped', 'status-unknown')),
  -- Units in all, where the source says so beside the lines.
  quantity_total int,
  -- The address that the source last gave: a person's change is not undone by importing the same file again.
  outside_address_id uuid,
  close_reason text,
  outside_carrier text,
  outside_waybill text,
  version int not null default 1,
  search tsvector not null default ''::tsvector,
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 85);
create unique index order_outside on sales."order" (outside_no, store_id) where outside_no is not null;
create index order_newest on sales."order" (placed_at desc, id desc);
create index order_of_store on sales."order" (store_id, placed_at desc, id desc);
create index order_of_customer on sales."order" (customer_id, placed_at desc, id desc) where customer_id is not null;
create index order_search on sales."order" using gin (search);
-- The work queues: only what still needs somebody.
create index order_open on sales."order" (state, placed_at desc, id desc)
  where state in ('unpaid', 'to-review', 'held', 'short', 'released', 'part-shipped');

create table sales.order_line (
  id uuid primary key,
  order_id uuid not null references sales."order",
  position int not null,
  -- The marketplace's number of the line, or its place in the order: how a newer export finds it again.
  line_key text not null,
  -- Null while we do not know the article: the order is held, not lost.
  sku_id uuid,
  outer_sku text,
  title text not null,
  spec text,
  quantity int not null check (quantity > 0),
  unit_price_fen bigint,
  -- What the line costs after its share of the discounts, in fen.
  amount_fen bigint not null,
  refunded_fen bigint not null default 0,
  refund_status text,
  platform_item_id text,
  platform_sku_id text,
  unique (order_id, line_key)
);
create index order_line_unknown on sales.order_line (outer_sku, order_id) where sku_id is null;

-- What review found (clause 2.3.1). `hold` stops the order, `note` only says so.
create table sales.review_finding (
  order_id uuid not null references sales."order",
  rule text not null,
  weight text not null check (weight in ('hold', 'note')),
  detail_zh text not null,
  detail_en text not null,
  found_at timestamptz not null,
  -- Open until a person decides, or the reason goes away by itself (decided_by null).
  decided_at timestamptz,
  decided_by uuid,
  decided_name text,
  decision_note text,
  primary key (order_id, rule)
);
create index finding_open on sales.review_finding (rule, order_id) where decided_at is null;

-- Fulfilment (发货单): goods of one order, or of several merged ones, to one address from one warehouse.
create table sales.fulfilment (
  id uuid primary key,
  fulfilment_no text not null unique,
  store_id uuid not null,
  team_id uuid,
  warehouse_id uuid not null,
  address_id uuid not null,
  customer_id uuid,
  state text not null check (state in ('waiting', 'merged', 'split', 'withdrawn', 'shipped', 'delivered')),
  -- How it came about: by release of an order, or by one of the acts on fulfilments.
  made_by text not null check (made_by in ('release', 'merge', 'unmerge', 'split', 'unsplit', 'again')),
  weight_grams int not null,
  value_fen bigint not null,
  ship_by timestamptz,
  withdrawn_why text,
  parcel_id uuid,
  parcel_no text,
  carrier_code text,
  waybill_no text,
  goods_cost_fen bigint,
  freight_fen bigint,
  shipped_at timestamptz,
  delivered_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 85);
create index fulfilment_waiting on sales.fulfilment (store_id, warehouse_id, address_id, created_at) where state = 'waiting';

create table sales.fulfilment_line (
  fulfilment_id uuid not null references sales.fulfilment,
  order_line_id uuid not null references sales.order_line,
  order_id uuid not null references sales."order",
  sku_id uuid not null,
  quantity int not null check (quantity > 0),
  -- The share of the order line: splits and merges keep the sum of both.
  value_fen bigint not null,
  weight_grams int not null,
  -- Share of the parcel's goods cost; null until it has left.
  cost_fen bigint,
  primary key (fulfilment_id, order_line_id)
);
create index fulfilment_line_of_order on sales.fulfilment_line (order_id, fulfilment_id);

-- From which fulfilments one was made: merge, split and their undoing.
create table sales.fulfilment_lineage (
  parent_id uuid not null references sales.fulfilment,
  child_id uuid not null references sales.fulfilment,
  act text not null check (act in ('merge', 'unmerge', 'split', 'unsplit', 'again')),
  at timestamptz not null,
  primary key (parent_id, child_id)
);
create index lineage_of_child on sales.fulfilment_lineage (child_id);

-- What a line is short of (clause 2.3.2): a request to purchasing and a duty to tell the customer.
create table sales.shortage (
  id uuid primary key,
  shortage_no text not null unique,
  order_id uuid not null references sales."order",
  order_line_id uuid not null references sales.order_line,
  store_id uuid not null,
  team_id uuid,
  sku_id uuid not null,
  sku_code text not null,
  warehouse_id uuid not null,
  -- Units missing when it was found, and how many of them came since.
  quantity int not null check (quantity > 0),
  filled int not null default 0 check (filled >= 0 and filled <= quantity),
  state text not null check (state in ('open', 'filled', 'cancelled')),
  -- Whose turn it is: the order that was paid first is served first.
  queued_at timestamptz not null,
  expected_at timestamptz,
  impossible boolean not null default false,
  answered_at timestamptz,
  answer_note text,
  promised_at timestamptz,
  told_at timestamptz,
  told_by_channel text,
  closed_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null,
  constraint filled_is_complete check (state <> 'filled' or filled = quantity)
);
create unique index shortage_open_line on sales.shortage (order_line_id) where state = 'open';
create index shortage_queue on sales.shortage (sku_id, warehouse_id, queued_at, id) where state = 'open';
create index shortage_of_code on sales.shortage (sku_code) where state = 'open';
create index shortage_of_order on sales.shortage (order_id);
create index shortage_newest on sales.shortage (created_at desc, id desc);

-- Customers told of a parcel that left (clause 2.3.3): once a parcel, whoever tells.
create table sales.ship_notice (
  parcel_id uuid primary key,
  fulfilment_id uuid not null references sales.fulfilment,
  waybill_no text not null,
  carrier_code text not null,
  store_id uuid not null,
  team_id uuid,
  shipped_at timestamptz not null,
  -- Null while nobody has told the customer.
  channel text,
  given_at timestamptz,
  given_by text
);
create index ship_notice_due on sales.ship_notice (shipped_at, parcel_id) where given_at is null;

-- An order with its lines in one call. `taken` is false where the store already has an order of that outside number.
create function sales.enter_order(o jsonb, lines jsonb) returns boolean language plpgsql as $$
declare
  entered int;
begin
  insert into sales."order" (id, order_no, source, platform, store_id, team_id, warehouse_id, outside_no, state, customer_id, address_id, buyer_nick,
    goods_fen, freight_fen, discount_fen, payable_fen, paid_fen, payment_no, payment_method, placed_at, paid_at, promised_ship_by,
    buyer_message, seller_remark, flag, search, created_at, updated_at)
  select r.id, r.order_no, r.source, r.platform, r.store_id, r.team_id, r.warehouse_id, r.outside_no, r.state, r.customer_id, r.address_id, r.buyer_nick,
    r.goods_fen, r.freight_fen, r.discount_fen, r.payable_fen, r.paid_fen, r.payment_no, r.payment_method, to_timestamp(r.placed_at / 1000.0),
    to_timestamp(r.paid_at / 1000.0), to_timestamp(r.promised_ship_by / 1000.0), r.buyer_message, r.seller_remark, r.flag,
    array_to_tsvector(string_to_array(r.tokens, ' ')), to_timestamp(r.now / 1000.0), to_timestamp(r.now / 1000.0)
  from jsonb_to_record(o) as r(id uuid, order_no text, source text, platform text, store_id uuid, team_id uuid, warehouse_id uuid, outside_no text, state text,
    customer_id uuid, address_id uuid, buyer_nick text, goods_fen bigint, freight_fen bigint, discount_fen bigint, payable_fen bigint, paid_fen bigint,
    payment_no text, payment_method text, placed_at bigint, paid_at bigint, promised_ship_by bigint, buyer_message text, seller_remark text, flag text,
    tokens text, now bigint)
  on conflict (store_id, outside_no) where outside_no is not null do nothing;
  get diagnostics entered = row_count;
  if entered = 0 then return false; end if;
  insert into sales.order_line (id, order_id, position, line_key, sku_id, outer_sku, title, spec, quantity, unit_price_fen, amount_fen)
  select l.id, (o ->> 'id')::uuid, l.position, l.line_key, l.sku_id, l.outer_sku, l.title, l.spec, l.quantity, l.unit_price_fen, l.amount_fen
  from jsonb_to_recordset(lines) as l(id uuid, position int, line_key text, sku_id uuid, outer_sku text, title text, spec text, quantity int,
    unit_price_fen bigint, amount_fen bigint);
  return true;
end $$;

-- Orders whose live fulfilments do not hold exactly the goods of their lines: must always be empty.
create view sales.fulfilment_faults as
select o.id as order_id, l.id as order_line_id, l.quantity, coalesce(f.quantity, 0) as in_fulfilments, l.amount_fen, f.value_fen
from sales."order" o
join sales.order_line l on l.order_id = o.id
left join (
  select fl.order_line_id, sum(fl.quantity) as quantity, sum(fl.value_fen) as value_fen
  from sales.fulfilment_line fl join sales.fulfilment f on f.id = fl.fulfilment_id
  where f.state in ('waiting', 'shipped', 'delivered') group by 1
) f on f.order_line_id = l.id
where (o.state in ('released', 'part-shipped') or o.state in ('shipped', 'completed') and not o.shipped_outside) 
     and (coalesce(f.quantity, 0) <> l.quantity or f.value_fen <> l.amount_fen)
   or o.state in ('unpaid', 'to-review', 'held', 'short', 'cancelled') and coalesce(f.quantity, 0) > 0;

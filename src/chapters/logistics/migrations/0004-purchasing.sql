-- Purchasing (clause 2.3.2): who supplies, what is asked for, what was ordered and what came of it.

create table logistics.supplier (
  id uuid primary key,
  code text not null unique check (code <> ''),
  name text not null,
  contact text,
  phone text,
  -- Days from order to arrival, as agreed: the proposal for the expected day of an order.
  lead_days int not null check (lead_days between 0 and 365),
  note text,
  active boolean not null default true,
  version int not null default 1,
  search tsvector not null default ''::tsvector,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index supplier_newest on logistics.supplier (created_at desc, id desc);
create index supplier_search on logistics.supplier using gin (search);

create table logistics.purchase_order (
  id uuid primary key,
  order_no text not null unique,
  supplier_id uuid not null references logistics.supplier,
  warehouse_id uuid not null,
  -- The goods receipt of the products register with which the goods are expected and come in.
  receipt_id uuid not null unique,
  state text not null check (state in ('ordered', 'part-received', 'received', 'ended', 'cancelled')),
  expected_on date not null,
  -- The day that the supplier promised with the order: its punctuality is measured by this one, however often the day is moved.
  first_expected_on date not null,
  total_fen bigint not null check (total_fen >= 0),
  note text,
  placed_by uuid,
  placed_by_name text not null,
  version int not null default 1,
  search tsvector not null default ''::tsvector,
  created_at timestamptz not null,
  -- When the last goods came in, or the rest was given up.
  closed_at timestamptz
);
create index purchase_order_newest on logistics.purchase_order (created_at desc, id desc);
create index purchase_order_of_supplier on logistics.purchase_order (supplier_id, created_at desc);
create index purchase_order_due on logistics.purchase_order (expected_on, id) where state in ('ordered', 'part-received');
create index purchase_order_search on logistics.purchase_order using gin (search);

create table logistics.purchase_order_line (
  id uuid primary key,
  order_id uuid not null references logistics.purchase_order,
  sku_id uuid not null,
  sku_code text not null,
  quantity int not null check (quantity > 0),
  unit_price_fen bigint not null check (unit_price_fen >= 0),
  accepted int not null default 0 check (accepted >= 0),
  rejected int not null default 0 check (rejected >= 0),
  -- Came beyond the order and went back: it was never ours.
  surplus int not null default 0 check (surplus >= 0),
  unique (order_id, sku_id),
  constraint no_more_than_ordered check (accepted <= quantity)
);
create index purchase_order_line_of_sku on logistics.purchase_order_line (sku_id);

create table logistics.purchase_request (
  id uuid primary key,
  request_no text not null unique,
  sku_id uuid not null,
  sku_code text not null,
  warehouse_id uuid not null,
  quantity int not null check (quantity > 0),
  reason text not null check (reason in ('shortage', 'restock')),
  note text,
  -- The shortage of an order that asks for it, and the order's number for people.
  shortage_id uuid unique,
  sales_order_no text,
  state text not null check (state in ('open', 'ordered', 'done', 'dropped')),
  purchase_order_id uuid references logistics.purchase_order,
  dropped_reason text,
  asked_by_name text not null,
  version int not null default 1,
  created_at timestamptz not null,
  closed_at timestamptz,
  check ((reason = 'shortage') = (shortage_id is not null))
);
create index purchase_request_newest on logistics.purchase_request (created_at desc, id desc);
create index purchase_request_open on logistics.purchase_request (sku_id, warehouse_id, created_at) where state = 'open';
create index purchase_request_of_order on logistics.purchase_request (purchase_order_id) where purchase_order_id is not null;

-- One delivery, counted and looked at: what is in stock, what goes back. Never edited.
create table logistics.goods_inspection (
  id uuid primary key,
  inspection_no text not null unique,
  order_id uuid not null references logistics.purchase_order,
  final boolean not null,
  note text,
  at timestamptz not null,
  by_id uuid,
  by_name text not null
);
create index goods_inspection_of_order on logistics.goods_inspection (order_id, at);
create table logistics.goods_inspection_line (
  inspection_id uuid not null references logistics.goods_inspection,
  line_id uuid not null references logistics.purchase_order_line,
  accepted int not null check (accepted >= 0),
  rejected int not null check (rejected >= 0),
  surplus int not null check (surplus >= 0),
  defect text,
  primary key (inspection_id, line_id),
  constraint a_rejection_has_its_reason check (rejected = 0 or defect is not null)
);
create trigger goods_inspection_append_only before update or delete on logistics.goods_inspection for each row execute function kernel.refuse_change();
create trigger goods_inspection_line_append_only before update or delete on logistics.goods_inspection_line for each row execute function kernel.refuse_change();

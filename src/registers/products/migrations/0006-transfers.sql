-- Goods on their way between warehouses: they leave one with the dispatch and are in the other with the receipt; in between they are in neither.
alter table products.movement drop constraint movement_kind_check;
alter table products.movement add constraint movement_kind_check check (kind in ('opening', 'receipt', 'return', 'issue', 'count', 'adjust', 'transfer-out', 'transfer-in')) not valid;
alter table products.movement validate constraint movement_kind_check;

create table products.transfer (
  id uuid primary key,
  transfer_no text not null unique,
  from_warehouse_id uuid not null,
  to_warehouse_id uuid not null,
  state text not null check (state in ('sent', 'received')),
  note text,
  sent_at timestamptz not null,
  sent_by_name text not null,
  received_at timestamptz,
  received_by_name text,
  -- Why what arrived is not what was sent.
  difference_note text,
  version int not null default 1,
  check (from_warehouse_id <> to_warehouse_id),
  check ((state = 'received') = (received_at is not null))
);
create index transfer_newest on products.transfer (sent_at desc, id desc);
create index transfer_under_way on products.transfer (to_warehouse_id) where state = 'sent';
create table products.transfer_line (
  transfer_id uuid not null references products.transfer,
  sku_id uuid not null references products.sku,
  sent int not null check (sent > 0),
  received int check (received >= 0),
  primary key (transfer_id, sku_id)
);
create index transfer_line_of_sku on products.transfer_line (sku_id);

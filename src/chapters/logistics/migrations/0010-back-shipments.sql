-- Goods that go back to the supplier with a waybill (退供): what failed the inspection or was too many and was never stock, and what is taken from stock,
-- such as goods that customers returned. Never edited.
create table logistics.back_shipment (
  id uuid primary key,
  shipment_no text not null unique,
  order_id uuid not null references logistics.purchase_order,
  supplier_id uuid not null references logistics.supplier,
  warehouse_id uuid not null,
  carrier_name text not null,
  waybill_no text not null check (waybill_no <> ''),
  reason text not null,
  -- What the supplier owes for goods that we had taken in, at the prices of the order.
  credit_fen bigint not null check (credit_fen >= 0),
  at timestamptz not null,
  by_id uuid,
  by_name text not null
);
create index back_shipment_newest on logistics.back_shipment (at desc, id desc);
create index back_shipment_of_order on logistics.back_shipment (order_id, at desc);
create table logistics.back_shipment_line (
  shipment_id uuid not null references logistics.back_shipment,
  line_id uuid not null references logistics.purchase_order_line,
  rejected int not null check (rejected >= 0),
  from_stock int not null check (from_stock >= 0),
  primary key (shipment_id, line_id),
  check (rejected + from_stock > 0)
);
create index back_shipment_line_of on logistics.back_shipment_line (line_id);
create trigger back_shipment_append_only before update or delete on logistics.back_shipment for each row execute function kernel.refuse_change();
create trigger back_shipment_line_append_only before update or delete on logistics.back_shipment_line for each row execute function kernel.refuse_change();

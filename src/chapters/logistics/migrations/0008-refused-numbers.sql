-- Numbers that the marketplace told of an order and that are another address's parcel: not taken, kept to be seen on the order (docs/adr/0022).
create table logistics.refused_number (
  order_id uuid not null,
  number text not null,
  carrier text,
  at timestamptz not null,
  primary key (order_id, number)
);
-- Somebody asks which of the two orders the parcel belongs to (clause 5.2.2).
alter table logistics.parcel_exception drop constraint parcel_exception_kind_check;
alter table logistics.parcel_exception add constraint parcel_exception_kind_check check (kind in ('stuck', 'late', 'problem', 'refused', 'returning', 'lost', 'damaged', 'told-twice'));

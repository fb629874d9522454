-- Operations was told of a contract's order and says so (clause 2.3.1).
create table operations.order_acknowledgement (
  order_id uuid primary key,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  note text
);

-- Stock: what is there, what is promised, and every movement. On hand is the sum of the movements, reserved is the sum of the
-- reservations, and 0 <= reserved <= on hand: all three change only in the functions below, which lock the stock rows they touch in
-- one order (SKU, warehouse), so that two callers never wait for each other in a circle.

create table products.stock_item (
  sku_id uuid not null references products.sku,
  warehouse_id uuid not null,
  on_hand int not null default 0 check (on_hand >= 0),
  reserved int not null default 0 check (reserved >= 0),
  -- Below this many available units the stock list warns.
  safety int not null default 0 check (safety >= 0),
  version int not null default 1,
  updated_at timestamptz not null,
  primary key (sku_id, warehouse_id),
  constraint reserved_is_on_hand check (reserved <= on_hand)
) with (fillfactor = 70);
create index stock_of_warehouse on products.stock_item (warehouse_id, sku_id);

-- What one holder (an order line) has been promised. A holder stands in one warehouse at a time.
create table products.reservation (
  holder text primary key,
  sku_id uuid not null,
  warehouse_id uuid not null,
  quantity int not null check (quantity > 0),
  reserved_at timestamptz not null,
  foreign key (sku_id, warehouse_id) references products.stock_item
) with (fillfactor = 80);
create index reservation_of_stock on products.reservation (sku_id, warehouse_id);

create table products.movement (
  id bigint generated always as identity primary key,
  sku_id uuid not null,
  warehouse_id uuid not null,
  kind text not null check (kind in ('opening', 'receipt', 'return', 'issue', 'count', 'adjust')),
  change int not null check (change <> 0),
  -- On hand after it.
  balance int not null check (balance >= 0),
  -- Which document moved it: parcel, goods receipt, count.
  ref text,
  holder text,
  reason text,
  -- Cost of one unit at that moment, in fen; null where nobody knows it.
  unit_cost_fen bigint,
  at timestamptz not null,
  actor_id uuid,
  actor_name text not null,
  foreign key (sku_id, warehouse_id) references products.stock_item
);
create index movement_of_stock on products.movement (sku_id, warehouse_id, id desc);
create index movement_by_ref on products.movement (ref) where ref is not null;
-- The same goods leave with the same document once, whoever presses twice.
create unique index issued_once on products.movement (holder, ref) where kind = 'issue';
create trigger movement_append_only before update or delete on products.movement for each row execute function kernel.refuse_change();
create trigger movement_no_truncate before truncate on products.movement for each statement execute function kernel.refuse_change();

create table products.stock_count (
  id uuid primary key,
  count_no text not null unique,
  warehouse_id uuid not null,
  note text,
  rows int not null,
  differences int not null,
  counted_at timestamptz not null,
  actor_id uuid,
  actor_name text not null
);
create index stock_count_newest on products.stock_count (counted_at desc, id desc);
create table products.stock_count_row (
  count_id uuid not null references products.stock_count,
  sku_id uuid not null references products.sku,
  expected int not null,
  counted int not null check (counted >= 0),
  -- When the person stood at the shelf.
  counted_at timestamptz not null,
  primary key (count_id, sku_id)
);
create index stock_count_row_of_sku on products.stock_count_row (sku_id, counted_at);

create table products.goods_receipt (
  id uuid primary key,
  receipt_no text not null unique,
  warehouse_id uuid not null,
  supplier text not null,
  state text not null check (state in ('expected', 'part-received', 'received', 'cancelled')),
  expected_on date,
  note text,
  version int not null default 1,
  created_at timestamptz not null,
  received_at timestamptz
);
create index goods_receipt_newest on products.goods_receipt (created_at desc, id desc);
create table products.goods_receipt_line (
  receipt_id uuid not null references products.goods_receipt,
  sku_id uuid not null references products.sku,
  expected int not null check (expected >= 0),
  received int not null default 0 check (received >= 0),
  unit_cost_fen bigint check (unit_cost_fen >= 0),
  primary key (receipt_id, sku_id)
);
create index goods_receipt_open on products.goods_receipt_line (sku_id) where received < expected;

-- Takes as much as there is for each ask, first come first served within the call. A holder that already holds some gets more.
-- asks: [{holder, sku_id, warehouse_id, quantity}]. The row lock comes before the look at what is free: the statement after it sees
-- what the transaction before us left.
create function products.reserve(asks jsonb, at_ms bigint) returns table (holder text, reserved int)
language plpgsql as $$
#variable_conflict use_column
begin
  perform 1 from products.stock_item s
  where (s.sku_id, s.warehouse_id) in (select a.sku_id, a.warehouse_id from jsonb_to_recordset(asks) as a(sku_id uuid, warehouse_id uuid))
  order by s.sku_id, s.warehouse_id for no key update;

  return query
  with asked as (
    select a.item ->> 'holder' as holder, (a.item ->> 'sku_id')::uuid as sku_id, (a.item ->> 'warehouse_id')::uuid as warehouse_id,
           (a.item ->> 'quantity')::int as quantity, a.ord
    from jsonb_array_elements(asks) with ordinality as a(item, ord)
  ), queued as (
    select q.*, s.on_hand - s.reserved as free,
           coalesce(sum(q.quantity) over (partition by q.sku_id, q.warehouse_id order by q.ord rows between unbounded preceding and 1 preceding), 0) as before
    from asked q left join products.stock_item s on s.sku_id = q.sku_id and s.warehouse_id = q.warehouse_id
  ), given as (
    select q.holder, q.sku_id, q.warehouse_id, q.ord, greatest(0, least(q.quantity::bigint, coalesce(q.free, 0) - q.before))::int as taken from queued q
  ), held as (
    insert into products.reservation as r (holder, sku_id, warehouse_id, quantity, reserved_at)
    select g.holder, g.sku_id, g.warehouse_id, sum(g.taken), to_timestamp(at_ms / 1000.0) from given g where g.taken > 0
    group by g.holder, g.sku_id, g.warehouse_id
    on conflict (holder) do update set quantity = r.quantity + excluded.quantity
      -- A holder elsewhere would need two rows: the null violates the column and stops the caller.
      , sku_id = case when r.sku_id = excluded.sku_id and r.warehouse_id = excluded.warehouse_id then r.sku_id end
  ), counted as (
    update products.stock_item s set reserved = s.reserved + t.taken, updated_at = to_timestamp(at_ms / 1000.0)
    from (select g.sku_id, g.warehouse_id, sum(g.taken)::int as taken from given g group by 1, 2) t
    where s.sku_id = t.sku_id and s.warehouse_id = t.warehouse_id and t.taken > 0
  )
  select g.holder, g.taken from given g order by g.ord;
end $$;

-- Gives back everything that the holders hold. Holders without a reservation are left out of the answer.
create function products.release_reserved(holders text[], at_ms bigint)
returns table (holder text, sku_id uuid, warehouse_id uuid, quantity int)
language plpgsql as $$
#variable_conflict use_column
begin
  perform 1 from products.stock_item s
  where (s.sku_id, s.warehouse_id) in (select r.sku_id, r.warehouse_id from products.reservation r where r.holder = any (holders))
  order by s.sku_id, s.warehouse_id for no key update;

  return query
  with gone as (
    delete from products.reservation r where r.holder = any (holders) returning r.holder, r.sku_id, r.warehouse_id, r.quantity
  ), counted as (
    update products.stock_item s set reserved = s.reserved - t.quantity, updated_at = to_timestamp(at_ms / 1000.0)
    from (select g.sku_id, g.warehouse_id, sum(g.quantity)::int as quantity from gone g group by 1, 2) t
    where s.sku_id = t.sku_id and s.warehouse_id = t.warehouse_id
  )
  select g.holder, g.sku_id, g.warehouse_id, g.quantity from gone g;
end $$;

-- Passes part of one holder's reservation to another of the same SKU and warehouse: nothing becomes free in between.
-- moves: [{from, to, quantity}]; answers how much went over (0 when there was not enough).
create function products.move_reservation(moves jsonb, at_ms bigint) returns table (from_holder text, to_holder text, moved int)
language plpgsql as $$
#variable_conflict use_column
declare
  m record;
  r products.reservation;
begin
  perform 1 from products.reservation h
  where h.holder in (select x.h from jsonb_to_recordset(moves) as a("from" text, "to" text), lateral (values (a."from"), (a."to")) x(h))
  order by h.holder for update;
  for m in select a."from" as source, a."to" as target, a.quantity from jsonb_to_recordset(moves) as a("from" text, "to" text, quantity int) loop
    select * into r from products.reservation h where h.holder = m.source;
    if not found or r.quantity < m.quantity or m.quantity <= 0 then
      from_holder := m.source; to_holder := m.target; moved := 0;
      return next;
      continue;
    end if;
    if r.quantity = m.quantity then delete from products.reservation h where h.holder = m.source;
    else update products.reservation h set quantity = h.quantity - m.quantity where h.holder = m.source;
    end if;
    insert into products.reservation as h (holder, sku_id, warehouse_id, quantity, reserved_at)
    values (m.target, r.sku_id, r.warehouse_id, m.quantity, to_timestamp(at_ms / 1000.0))
    on conflict (holder) do update set quantity = h.quantity + excluded.quantity,
      sku_id = case when h.sku_id = excluded.sku_id and h.warehouse_id = excluded.warehouse_id then h.sku_id end;
    from_holder := m.source; to_holder := m.target; moved := m.quantity;
    return next;
  end loop;
end $$;

-- Reserved goods leave the warehouse. takes: [{holder, quantity, ref}]. `issued` is 0 where the holder does not hold that much: then
-- nothing of that take happened and the caller refuses the whole.
create function products.issue_reserved(takes jsonb, at_ms bigint, by_id uuid, by_name text)
returns table (holder text, sku_id uuid, issued int, cost_fen bigint, cost_known boolean)
language plpgsql as $$
#variable_conflict use_column
begin
  perform 1 from products.stock_item s
  where (s.sku_id, s.warehouse_id) in (
    select r.sku_id, r.warehouse_id from products.reservation r
    where r.holder in (select t.holder from jsonb_to_recordset(takes) as t(holder text)))
  order by s.sku_id, s.warehouse_id for no key update;
  perform 1 from products.reservation r where r.holder in (select t.holder from jsonb_to_recordset(takes) as t(holder text)) order by r.holder for update;

  return query
  with asked as (
    select t.holder, t.ref, sum(t.quantity)::int as quantity, min(t.ord) as ord
    from rows from (jsonb_to_recordset(takes) as (holder text, ref text, quantity int)) with ordinality as t(holder, ref, quantity, ord)
    group by t.holder, t.ref
  ), covered as (
    select a.*, r.sku_id, r.warehouse_id, r.quantity as held,
           coalesce(sum(a.quantity) over (partition by a.holder) <= r.quantity, false) and a.quantity > 0 as enough
    from asked a left join products.reservation r on r.holder = a.holder
  ), left_over as (
    update products.reservation r set quantity = r.quantity - t.quantity
    from (select c.holder, sum(c.quantity)::int as quantity, min(c.held) as held from covered c where c.enough group by 1) t
    where r.holder = t.holder and t.quantity < t.held
  ), used_up as (
    delete from products.reservation r
    using (select c.holder, sum(c.quantity)::int as quantity, min(c.held) as held from covered c where c.enough group by 1) t
    where r.holder = t.holder and t.quantity = t.held
  ), balances as (
    select c.*, s.on_hand - sum(c.quantity) over (partition by c.sku_id, c.warehouse_id order by c.ord) as balance, k.cost_fen as unit_cost
    from covered c
    join products.stock_item s on s.sku_id = c.sku_id and s.warehouse_id = c.warehouse_id
    join products.sku k on k.id = c.sku_id
    where c.enough
  ), moved as (
    insert into products.movement (sku_id, warehouse_id, kind, change, balance, ref, holder, unit_cost_fen, at, actor_id, actor_name)
    select b.sku_id, b.warehouse_id, 'issue', -b.quantity, b.balance, b.ref, b.holder, b.unit_cost, to_timestamp(at_ms / 1000.0), by_id, by_name
    from balances b order by b.ord
  ), counted as (
    update products.stock_item s set on_hand = s.on_hand - t.quantity, reserved = s.reserved - t.quantity, updated_at = to_timestamp(at_ms / 1000.0)
    from (select b.sku_id, b.warehouse_id, sum(b.quantity)::int as quantity from balances b group by 1, 2) t
    where s.sku_id = t.sku_id and s.warehouse_id = t.warehouse_id
  )
  select c.holder, c.sku_id, case when c.enough then c.quantity else 0 end, coalesce(b.unit_cost, 0) * c.quantity, b.unit_cost is not null
  from covered c left join balances b on b.ord = c.ord order by c.ord;
end $$;

-- Everything else that changes what is on hand. rows: [{sku_id, warehouse_id, kind, change | counted, counted_at, ref, reason,
-- unit_cost_fen}]: `change` adds or takes; `counted` is what a person counted, at `counted_at` (ms): what moved since then counts on top
-- of it, and the correction is dated then, so that the same count posted twice changes nothing. One row for each SKU and warehouse.
-- `posted` is false where it would take reserved goods: that row was left alone. `expected` is what the books said (at the count).
create function products.post_stock(entries jsonb, at_ms bigint, by_id uuid, by_name text)
returns table (sku_id uuid, warehouse_id uuid, expected int, on_hand int, reserved int, change int, posted boolean)
language plpgsql as $$
#variable_conflict use_column
begin
  if exists (select 1 from jsonb_to_recordset(entries) as e(sku_id uuid, warehouse_id uuid) group by e.sku_id, e.warehouse_id having count(*) > 1) then
    raise exception 'post_stock: a SKU stands twice for one warehouse' using errcode = 'cardinality_violation';
  end if;
  insert into products.stock_item (sku_id, warehouse_id, updated_at)
  select distinct e.sku_id, e.warehouse_id, to_timestamp(at_ms / 1000.0) from jsonb_to_recordset(entries) as e(sku_id uuid, warehouse_id uuid)
  order by 1, 2 on conflict do nothing;
  perform 1 from products.stock_item s
  where (s.sku_id, s.warehouse_id) in (select e.sku_id, e.warehouse_id from jsonb_to_recordset(entries) as e(sku_id uuid, warehouse_id uuid))
  order by s.sku_id, s.warehouse_id for no key update;

  return query
  with asked as (
    select e.sku_id, e.warehouse_id, e.kind, e.ref, e.reason, e.unit_cost_fen, s.on_hand as was, s.reserved as held,
           to_timestamp(coalesce(e.counted_at, at_ms) / 1000.0) as moved_at, s.on_hand - coalesce(l.later, 0) as book,
           coalesce(e.change, e.counted - s.on_hand + coalesce(l.later, 0)) as change
    from jsonb_to_recordset(entries) as e(sku_id uuid, warehouse_id uuid, kind text, change int, counted int, counted_at bigint, ref text, reason text, unit_cost_fen bigint)
    join products.stock_item s on s.sku_id = e.sku_id and s.warehouse_id = e.warehouse_id
    left join lateral (
      select sum(m.change)::int as later from products.movement m
      where e.counted_at is not null and m.sku_id = e.sku_id and m.warehouse_id = e.warehouse_id and m.at > to_timestamp(e.counted_at / 1000.0)
    ) l on true
  ), allowed as (
    select a.*, a.was + a.change >= a.held as fits from asked a
  ), moved as (
    insert into products.movement (sku_id, warehouse_id, kind, change, balance, ref, reason, unit_cost_fen, at, actor_id, actor_name)
    select a.sku_id, a.warehouse_id, a.kind, a.change, a.was + a.change, a.ref, a.reason, coalesce(a.unit_cost_fen, k.cost_fen),
           a.moved_at, by_id, by_name
    from allowed a join products.sku k on k.id = a.sku_id where a.fits and a.change <> 0 order by a.sku_id, a.warehouse_id
  ), counted as (
    update products.stock_item s set on_hand = s.on_hand + a.change, updated_at = to_timestamp(at_ms / 1000.0)
    from allowed a where s.sku_id = a.sku_id and s.warehouse_id = a.warehouse_id and a.fits and a.change <> 0
  )
  select a.sku_id, a.warehouse_id, a.book, case when a.fits then a.was + a.change else a.was end, a.held, a.change, a.fits from allowed a;
end $$;

-- Rows whose figures disagree with their movements or reservations: must always be empty.
create view products.stock_faults as
select s.sku_id, s.warehouse_id, s.on_hand, s.reserved, coalesce(m.total, 0) as moved, coalesce(r.total, 0) as held
from products.stock_item s
left join (select sku_id, warehouse_id, sum(change) as total from products.movement group by 1, 2) m using (sku_id, warehouse_id)
left join (select sku_id, warehouse_id, sum(quantity) as total from products.reservation group by 1, 2) r using (sku_id, warehouse_id)
where s.on_hand <> coalesce(m.total, 0) or s.reserved <> coalesce(r.total, 0);

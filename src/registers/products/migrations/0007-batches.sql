-- Batches with expiry. An article is kept by batches or not; where it is, every movement of it is also a movement of batches, and what lies of
-- the batches in a warehouse is together what is on hand there. That holds whoever moves stock: a trigger on the movements does it, under the
-- lock of the stock row that every mover takes first.

alter table products.sku add column batch_kept boolean not null default false;
-- How long it keeps after its production, and what must at least be left of it when it is sold; null: any day before it expires.
alter table products.sku add column shelf_life_days int check (shelf_life_days between 1 and 36500);
alter table products.sku add column least_life_days int check (least_life_days between 0 and 36500);
alter table products.sku add constraint least_life_is_within check (least_life_days is null or shelf_life_days is null or least_life_days < shelf_life_days);
create index sku_batch_kept on products.sku (id) where batch_kept;

create table products.batch (
  id uuid primary key,
  sku_id uuid not null references products.sku,
  -- Empty: goods of which nobody has said the batch yet.
  batch_no text not null,
  produced_on date,
  -- The last day on which it may be sold and used.
  expires_on date,
  version int not null default 1,
  created_at timestamptz not null,
  -- Since when whoever decides has been told that it runs out, and that it has; until it is used up.
  expiring_told_at timestamptz,
  expired_told_at timestamptz,
  decision text check (decision in ('promote', 'return-to-supplier', 'scrap', 'sell-on')),
  decision_note text,
  decided_at timestamptz,
  decided_by_name text,
  unique (sku_id, batch_no),
  check (produced_on <= expires_on),
  check (batch_no <> '' or (produced_on is null and expires_on is null)),
  check ((decision is null) = (decided_at is null))
);
create index batch_by_expiry on products.batch (expires_on) where expires_on is not null;
create index batch_told on products.batch (id) where expiring_told_at is not null or expired_told_at is not null;

create table products.batch_stock (
  batch_id uuid not null references products.batch,
  warehouse_id uuid not null,
  sku_id uuid not null,
  on_hand int not null check (on_hand >= 0),
  primary key (batch_id, warehouse_id),
  foreign key (sku_id, warehouse_id) references products.stock_item
) with (fillfactor = 70);
create index batch_stock_of on products.batch_stock (sku_id, warehouse_id) where on_hand > 0;

-- Every change of a batch. With a movement: its part of it. Without: goods that were found to be of another batch, and what was there when
-- batches began to be kept.
create table products.batch_movement (
  id bigint generated always as identity primary key,
  batch_id uuid not null references products.batch,
  warehouse_id uuid not null,
  -- Not a foreign key: movements are never deleted, and truncating them stays the one refusal that it is.
  movement_id bigint,
  change int not null check (change <> 0),
  -- The order line that they left for, or came back from.
  holder text,
  reason text,
  at timestamptz not null,
  actor_id uuid,
  actor_name text not null
);
create index batch_movement_of on products.batch_movement (batch_id, id desc);
create index batch_movement_of_holder on products.batch_movement (holder) where holder is not null;
create index batch_movement_of_movement on products.batch_movement (movement_id) where movement_id is not null;
create trigger batch_movement_append_only before update or delete on products.batch_movement for each row execute function kernel.refuse_change();
create trigger batch_movement_no_truncate before truncate on products.batch_movement for each statement execute function kernel.refuse_change();

-- What was taken from the shelf for a document (a parcel) and has not left yet.
create table products.batch_pick (
  holder text not null,
  ref text not null,
  batch_id uuid not null references products.batch,
  warehouse_id uuid not null,
  quantity int not null check (quantity > 0),
  primary key (holder, ref, batch_id)
);
create index batch_pick_of_batch on products.batch_pick (batch_id, warehouse_id);
create index batch_pick_of_ref on products.batch_pick (ref);

-- Which batches a movement is of, where the mover says it: [{batch_id, quantity, holder}].
alter table products.movement add column batches jsonb;

-- The batches of an article that may leave, the one that expires first before the others; those too old to be sold stand last, for goods that
-- were promised while they were young enough. Nothing that has expired.
create function products.batches_in_turn(sku uuid, warehouse uuid, on_day date)
returns table (batch_id uuid, batch_no text, produced_on date, expires_on date, on_hand int, picked int, sellable boolean)
language sql stable as $$
  select b.id, b.batch_no, b.produced_on, b.expires_on, h.on_hand,
    coalesce((select sum(p.quantity) from products.batch_pick p where p.batch_id = b.id and p.warehouse_id = h.warehouse_id), 0)::int,
    b.expires_on is null or b.expires_on >= on_day + coalesce(k.least_life_days, 0) as sellable
  from products.batch_stock h join products.batch b on b.id = h.batch_id join products.sku k on k.id = h.sku_id
  where h.sku_id = sku and h.warehouse_id = warehouse and h.on_hand > 0 and (b.expires_on is null or b.expires_on >= on_day)
  order by 7 desc, b.expires_on nulls last, b.produced_on nulls last, b.batch_no
$$;

-- More or less of a batch. Its stock row is locked, so nobody else makes the same row meanwhile.
create function products.change_batch(batch uuid, warehouse uuid, sku uuid, by int) returns void
language plpgsql as $$
begin
  update products.batch_stock h set on_hand = h.on_hand + by where h.batch_id = batch and h.warehouse_id = warehouse;
  if not found then
    insert into products.batch_stock (batch_id, warehouse_id, sku_id, on_hand) values (batch, warehouse, sku, by);
  end if;
end $$;

-- Goods of which nobody said the batch.
create function products.batch_unsaid(sku uuid, made_at timestamptz) returns uuid
language plpgsql as $$
declare found_id uuid;
begin
  select b.id into found_id from products.batch b where b.sku_id = sku and b.batch_no = '';
  if found_id is null then
    insert into products.batch (id, sku_id, batch_no, created_at) values (gen_random_uuid(), sku, '', made_at) on conflict (sku_id, batch_no) do nothing;
    select b.id into found_id from products.batch b where b.sku_id = sku and b.batch_no = '';
  end if;
  return found_id;
end $$;

-- Batches follow the movements of articles that are kept by batches. What the mover said (or the picker took) goes first. Of the rest, what
-- comes is of an unsaid batch; what leaves for an order is what expires first, of what nobody else has taken from the shelf if that is
-- enough; what is lost, corrected or sent elsewhere is first of the unsaid batch. DZ001: a batch that was said has not that much.
-- DZ002: what is left has expired and may not leave.
create function products.move_batches() returns trigger
language plpgsql as $$
declare
  m record;
  s record;
  rest int;
  part int;
  unsaid uuid;
  today date;
begin
  if not exists (select from moved n join products.sku k on k.id = n.sku_id where k.batch_kept) then return null; end if;
  for m in select n.* from moved n join products.sku k on k.id = n.sku_id where k.batch_kept order by n.id loop
    rest := abs(m.change);
    today := (m.at at time zone 'Asia/Shanghai')::date;
    for s in
      select w.batch_id, w.quantity, w.holder, coalesce(h.on_hand, 0) as lies, b.sku_id, b.expires_on, true as firm
      from jsonb_to_recordset(coalesce(m.batches, '[]'::jsonb)) as w(batch_id uuid, quantity int, holder text)
      join products.batch b on b.id = w.batch_id left join products.batch_stock h on h.batch_id = w.batch_id and h.warehouse_id = m.warehouse_id
      union all
      select p.batch_id, p.quantity, p.holder, h.on_hand, b.sku_id, b.expires_on, false
      from products.batch_pick p join products.batch b on b.id = p.batch_id join products.batch_stock h on h.batch_id = p.batch_id and h.warehouse_id = p.warehouse_id
      where m.kind = 'issue' and p.holder = m.holder and p.ref = m.ref and p.warehouse_id = m.warehouse_id
      order by 6 nulls last, 1
    loop
      if s.sku_id <> m.sku_id then raise exception 'a batch of another article' using errcode = 'DZ001'; end if;
      part := least(rest, s.quantity);
      if m.change < 0 then
        if s.firm and s.lies < part then raise exception 'the batch has only %', s.lies using errcode = 'DZ001'; end if;
        if m.kind = 'issue' and s.expires_on < today then continue; end if;
        part := least(part, s.lies);
      end if;
      continue when part <= 0;
      perform products.change_batch(s.batch_id, m.warehouse_id, m.sku_id, sign(m.change)::int * part);
      insert into products.batch_movement (batch_id, warehouse_id, movement_id, change, holder, at, actor_id, actor_name)
      values (s.batch_id, m.warehouse_id, m.id, sign(m.change)::int * part, coalesce(s.holder, m.holder), m.at, m.actor_id, m.actor_name);
      rest := rest - part;
    end loop;
    if m.kind = 'issue' then delete from products.batch_pick p where p.holder = m.holder and p.ref = m.ref; end if;
    if rest > 0 and m.change > 0 then
      unsaid := products.batch_unsaid(m.sku_id, m.at);
      perform products.change_batch(unsaid, m.warehouse_id, m.sku_id, rest);
      insert into products.batch_movement (batch_id, warehouse_id, movement_id, change, at, actor_id, actor_name)
      values (unsaid, m.warehouse_id, m.id, rest, m.at, m.actor_id, m.actor_name);
      rest := 0;
    end if;
    if rest > 0 then
      for s in
        -- Twice: first of what nobody has taken from the shelf, then of what is there at all.
        select x.batch_id, x.turn, x.pass, x.quantity from (
          select t.batch_id, row_number() over () as turn, 1 as pass, t.on_hand - t.picked as quantity
          from products.batches_in_turn(m.sku_id, m.warehouse_id, today) t where m.kind = 'issue'
          union all
          select t.batch_id, row_number() over (), 2, t.on_hand from products.batches_in_turn(m.sku_id, m.warehouse_id, today) t where m.kind = 'issue'
          union all
          select h.batch_id, row_number() over (order by b.batch_no <> '', b.expires_on nulls last, b.batch_no), 3, h.on_hand
          from products.batch_stock h join products.batch b on b.id = h.batch_id
          where m.kind <> 'issue' and h.sku_id = m.sku_id and h.warehouse_id = m.warehouse_id and h.on_hand > 0
        ) x where x.quantity > 0 order by x.pass, x.turn
      loop
        part := least(rest, s.quantity, (select h.on_hand from products.batch_stock h where h.batch_id = s.batch_id and h.warehouse_id = m.warehouse_id));
        continue when part <= 0;
        perform products.change_batch(s.batch_id, m.warehouse_id, m.sku_id, -part);
        insert into products.batch_movement (batch_id, warehouse_id, movement_id, change, holder, at, actor_id, actor_name)
        values (s.batch_id, m.warehouse_id, m.id, -part, m.holder, m.at, m.actor_id, m.actor_name);
        rest := rest - part;
        exit when rest = 0;
      end loop;
    end if;
    if rest > 0 then raise exception '% of the goods have expired', rest using errcode = 'DZ002'; end if;
  end loop;
  return null;
end $$;
create trigger movement_moves_batches after insert on products.movement referencing new table as moved for each statement execute function products.move_batches();

-- From now on these articles are kept by batches: what lies of them is of an unsaid batch until somebody says it. The table is locked first: no
-- movement may pass between the look at what is there and the beginning.
create function products.begin_batches(skus uuid[], at_ms bigint, by_id uuid, by_name text) returns void
language plpgsql as $$
declare s record;
begin
  for s in select i.sku_id, i.warehouse_id, i.on_hand from products.stock_item i where i.sku_id = any (skus) and i.on_hand > 0 order by 1, 2 loop
    perform products.change_batch(products.batch_unsaid(s.sku_id, to_timestamp(at_ms / 1000.0)), s.warehouse_id, s.sku_id, s.on_hand);
    insert into products.batch_movement (batch_id, warehouse_id, change, reason, at, actor_id, actor_name)
    values (products.batch_unsaid(s.sku_id, to_timestamp(at_ms / 1000.0)), s.warehouse_id, s.on_hand, '开始按批次管理', to_timestamp(at_ms / 1000.0), by_id, by_name);
  end loop;
end $$;

-- Batches are no longer kept: what lies stays on hand, of no batch.
create function products.end_batches(skus uuid[], at_ms bigint, by_id uuid, by_name text) returns void
language plpgsql as $$
begin
  insert into products.batch_movement (batch_id, warehouse_id, change, reason, at, actor_id, actor_name)
  select h.batch_id, h.warehouse_id, -h.on_hand, '不再按批次管理', to_timestamp(at_ms / 1000.0), by_id, by_name
  from products.batch_stock h where h.sku_id = any (skus) and h.on_hand > 0 order by 1, 2;
  update products.batch_stock h set on_hand = 0 where h.sku_id = any (skus) and h.on_hand > 0;
  delete from products.batch_pick p using products.batch b where b.id = p.batch_id and b.sku_id = any (skus);
end $$;

-- Articles of which the batches are not together what is on hand, or a batch that is not the sum of its movements: must always be empty.
create view products.batch_faults as
select i.sku_id, i.warehouse_id, null::uuid as batch_id, i.on_hand as should, coalesce(h.total, 0)::int as is
from products.stock_item i join products.sku k on k.id = i.sku_id
left join (select sku_id, warehouse_id, sum(on_hand) as total from products.batch_stock group by 1, 2) h using (sku_id, warehouse_id)
where coalesce(h.total, 0) <> case when k.batch_kept then i.on_hand else 0 end
union all
select h.sku_id, h.warehouse_id, h.batch_id, coalesce(m.total, 0)::int, h.on_hand
from products.batch_stock h left join (select batch_id, warehouse_id, sum(change) as total from products.batch_movement group by 1, 2) m using (batch_id, warehouse_id)
where h.on_hand <> coalesce(m.total, 0);

-- Reserving passes over what may not be sold any more: it has expired, or too little of its life is left.
create or replace function products.reserve(asks jsonb, at_ms bigint) returns table (holder text, reserved int)
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
    select q.*, s.on_hand - s.reserved - coalesce((
             select sum(h.on_hand) from products.batch_stock h join products.batch b on b.id = h.batch_id join products.sku k on k.id = h.sku_id
             where h.sku_id = q.sku_id and h.warehouse_id = q.warehouse_id and h.on_hand > 0
               and b.expires_on < (to_timestamp(at_ms / 1000.0) at time zone 'Asia/Shanghai')::date + coalesce(k.least_life_days, 0)), 0) as free,
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

-- As before, and the mover may say the batches.
create or replace function products.post_stock(entries jsonb, at_ms bigint, by_id uuid, by_name text)
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
    select e.sku_id, e.warehouse_id, e.kind, e.ref, e.reason, e.unit_cost_fen, e.batches, s.on_hand as was, s.reserved as held,
           to_timestamp(coalesce(e.counted_at, at_ms) / 1000.0) as moved_at, s.on_hand - coalesce(l.later, 0) as book,
           coalesce(e.change, e.counted - s.on_hand + coalesce(l.later, 0)) as change
    from jsonb_to_recordset(entries) as e(sku_id uuid, warehouse_id uuid, kind text, change int, counted int, counted_at bigint, ref text, reason text, unit_cost_fen bigint, batches jsonb)
    join products.stock_item s on s.sku_id = e.sku_id and s.warehouse_id = e.warehouse_id
    left join lateral (
      select sum(m.change)::int as later from products.movement m
      where e.counted_at is not null and m.sku_id = e.sku_id and m.warehouse_id = e.warehouse_id and m.at > to_timestamp(e.counted_at / 1000.0)
    ) l on true
  ), allowed as (
    select a.*, a.was + a.change >= a.held as fits from asked a
  ), moved as (
    insert into products.movement (sku_id, warehouse_id, kind, change, balance, ref, reason, batches, unit_cost_fen, at, actor_id, actor_name)
    select a.sku_id, a.warehouse_id, a.kind, a.change, a.was + a.change, a.ref, a.reason, a.batches, coalesce(a.unit_cost_fen, k.cost_fen),
           a.moved_at, by_id, by_name
    from allowed a join products.sku k on k.id = a.sku_id where a.fits and a.change <> 0 order by a.sku_id, a.warehouse_id
  ), counted as (
    update products.stock_item s set on_hand = s.on_hand + a.change, updated_at = to_timestamp(at_ms / 1000.0)
    from allowed a where s.sku_id = a.sku_id and s.warehouse_id = a.warehouse_id and a.fits and a.change <> 0
  )
  select a.sku_id, a.warehouse_id, a.book, case when a.fits then a.was + a.change else a.was end, a.held, a.change, a.fits from allowed a;
end $$;

-- Replaced functions forget their settings (docs/scale.md, “Plans”).
alter function products.reserve(jsonb, bigint) set enable_seqscan = off;
alter function products.reserve(jsonb, bigint) set enable_hashjoin = off;
alter function products.reserve(jsonb, bigint) set enable_mergejoin = off;
alter function products.reserve(jsonb, bigint) set plan_cache_mode = force_generic_plan;

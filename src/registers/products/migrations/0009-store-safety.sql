-- Safety stock by store (渠道保留): a store is promised an article only as long as more than this is free. It keeps a marketplace from selling the last
-- units that its page, minutes behind, still shows; other stores may take them.
create table products.store_safety (
  sku_id uuid not null references products.sku,
  store_id uuid not null,
  quantity int not null check (quantity between 1 and 1000000),
  set_at timestamptz not null,
  set_by_name text not null,
  primary key (sku_id, store_id)
);

-- How much each ask gets where stores keep something back: one after the other, since what one store may not touch the next one may. Its rows are
-- locked by the caller. `up_to`: only of the last so many units, because what is above them belongs to those who wait already.
create function products.share_out(asks jsonb, at_ms bigint) returns int[]
language plpgsql stable as $$
declare
  a record;
  gone jsonb := '{}';
  taken int;
  part int;
  parts int[] := '{}';
begin
  for a in
    select i.sku_id::text || i.warehouse_id::text as pair, i.quantity, i.up_to, coalesce(k.quantity, 0) as kept, coalesce(s.on_hand - s.reserved - coalesce((
        select sum(h.on_hand) from products.batch_stock h join products.batch b on b.id = h.batch_id join products.sku u on u.id = h.sku_id
        where h.sku_id = i.sku_id and h.warehouse_id = i.warehouse_id and h.on_hand > 0
          and b.expires_on < (to_timestamp(at_ms / 1000.0) at time zone 'Asia/Shanghai')::date + coalesce(u.least_life_days, 0)), 0), 0)::int as free
    from rows from (jsonb_to_recordset(asks) as (sku_id uuid, warehouse_id uuid, quantity int, store_id uuid, up_to int)) with ordinality as i(sku_id, warehouse_id, quantity, store_id, up_to, ord)
    left join products.stock_item s on s.sku_id = i.sku_id and s.warehouse_id = i.warehouse_id
    left join products.store_safety k on k.sku_id = i.sku_id and k.store_id = i.store_id
    order by i.ord
  loop
    taken := coalesce((gone ->> a.pair)::int, 0);
    part := greatest(0, least(a.quantity, least(a.free - taken, coalesce(a.up_to, a.free)) - a.kept));
    gone := jsonb_set(gone, array[a.pair], to_jsonb(taken + part));
    parts := parts || part;
  end loop;
  return parts;
end $$;
alter function products.share_out(jsonb, bigint) set enable_seqscan = off;
alter function products.share_out(jsonb, bigint) set enable_hashjoin = off;
alter function products.share_out(jsonb, bigint) set enable_mergejoin = off;
alter function products.share_out(jsonb, bigint) set plan_cache_mode = force_generic_plan;

-- As before; where a store keeps something back, or others wait, by `share_out`. asks: [{holder, sku_id, warehouse_id, quantity, store_id, up_to}].
create or replace function products.reserve(asks jsonb, at_ms bigint) returns table (holder text, reserved int)
language plpgsql as $$
#variable_conflict use_column
declare
  parts int[];
begin
  perform 1 from products.stock_item s
  where (s.sku_id, s.warehouse_id) in (select a.sku_id, a.warehouse_id from jsonb_to_recordset(asks) as a(sku_id uuid, warehouse_id uuid))
  order by s.sku_id, s.warehouse_id for no key update;

  if exists (select from jsonb_to_recordset(asks) as a(sku_id uuid, store_id uuid, up_to int)
             where a.up_to is not null or exists (select from products.store_safety k where k.sku_id = a.sku_id and k.store_id = a.store_id)) then
    parts := products.share_out(asks, at_ms);
  end if;

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
    select q.holder, q.sku_id, q.warehouse_id, q.ord, case when parts is null then greatest(0, least(q.quantity::bigint, coalesce(q.free, 0) - q.before))::int else parts[q.ord] end as taken from queued q
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

-- Replaced functions forget their settings (docs/scale.md, “Plans”).
alter function products.reserve(jsonb, bigint) set enable_seqscan = off;
alter function products.reserve(jsonb, bigint) set enable_hashjoin = off;
alter function products.reserve(jsonb, bigint) set enable_mergejoin = off;
alter function products.reserve(jsonb, bigint) set plan_cache_mode = force_generic_plan;

drop function products.issue_reserved(jsonb, bigint, uuid, text);
-- Reserved goods leave the warehouse, each take with who lets it go: takes of several people travel in one call (docs/adr/0024).
-- takes: [{holder, quantity, ref, by_id, by_name}]. `issued` is 0 where the holder does not hold that much: then
-- nothing of that take happened and the caller refuses the whole.
create function products.issue_reserved(takes jsonb, at_ms bigint)
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
    select t.holder, t.ref, t.by_id, t.by_name, sum(t.quantity)::int as quantity, min(t.ord) as ord
    from rows from (jsonb_to_recordset(takes) as (holder text, ref text, quantity int, by_id uuid, by_name text)) with ordinality as t(holder, ref, quantity, by_id, by_name, ord)
    group by t.holder, t.ref, t.by_id, t.by_name
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
    select b.sku_id, b.warehouse_id, 'issue', -b.quantity, b.balance, b.ref, b.holder, b.unit_cost, to_timestamp(at_ms / 1000.0), b.by_id, b.by_name
    from balances b order by b.ord
  ), counted as (
    update products.stock_item s set on_hand = s.on_hand - t.quantity, reserved = s.reserved - t.quantity, updated_at = to_timestamp(at_ms / 1000.0)
    from (select b.sku_id, b.warehouse_id, sum(b.quantity)::int as quantity from balances b group by 1, 2) t
    where s.sku_id = t.sku_id and s.warehouse_id = t.warehouse_id
  )
  select c.holder, c.sku_id, case when c.enough then c.quantity else 0 end, coalesce(b.unit_cost, 0) * c.quantity, b.unit_cost is not null
  from covered c left join balances b on b.ord = c.ord order by c.ord;
end $$;
alter function products.issue_reserved(jsonb, bigint) set enable_seqscan = off;
alter function products.issue_reserved(jsonb, bigint) set enable_hashjoin = off;
alter function products.issue_reserved(jsonb, bigint) set enable_mergejoin = off;
alter function products.issue_reserved(jsonb, bigint) set plan_cache_mode = force_generic_plan;

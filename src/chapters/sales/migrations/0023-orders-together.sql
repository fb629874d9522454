-- Orders that arrive together, with their lines, in one call. Answers those that were taken; an outside number that its store has already is left out with its lines.
create function sales.enter_orders(orders jsonb, lines jsonb) returns setof uuid language plpgsql as $$
declare
  taken uuid[];
begin
  with entered as (
    insert into sales."order" (id, order_no, source, platform, store_id, team_id, warehouse_id, outside_no, state, customer_id, address_id, buyer_nick,
      goods_fen, freight_fen, discount_fen, payable_fen, paid_fen, payment_no, payment_method, placed_at, paid_at, promised_ship_by,
      buyer_message, seller_remark, flag, search, created_at, updated_at)
    select r.id, r.order_no, r.source, r.platform, r.store_id, r.team_id, r.warehouse_id, r.outside_no, r.state, r.customer_id, r.address_id, r.buyer_nick,
      r.goods_fen, r.freight_fen, r.discount_fen, r.payable_fen, r.paid_fen, r.payment_no, r.payment_method, to_timestamp(r.placed_at / 1000.0),
      to_timestamp(r.paid_at / 1000.0), to_timestamp(r.promised_ship_by / 1000.0), r.buyer_message, r.seller_remark, r.flag,
      array_to_tsvector(string_to_array(r.tokens, ' ')), to_timestamp(r.now / 1000.0), to_timestamp(r.now / 1000.0)
    from jsonb_to_recordset(orders) as r(id uuid, order_no text, source text, platform text, store_id uuid, team_id uuid, warehouse_id uuid, outside_no text, state text,
      customer_id uuid, address_id uuid, buyer_nick text, goods_fen bigint, freight_fen bigint, discount_fen bigint, payable_fen bigint, paid_fen bigint,
      payment_no text, payment_method text, placed_at bigint, paid_at bigint, promised_ship_by bigint, buyer_message text, seller_remark text, flag text,
      tokens text, now bigint)
    on conflict (store_id, outside_no) where outside_no is not null do nothing
    returning id
  )
  select coalesce(array_agg(id), '{}') into taken from entered;
  insert into sales.order_line (id, order_id, position, line_key, sku_id, outer_sku, title, spec, quantity, unit_price_fen, amount_fen, gift_by)
  select l.id, l.order_id, l.position, l.line_key, l.sku_id, l.outer_sku, l.title, l.spec, l.quantity, l.unit_price_fen, l.amount_fen, l.gift_by
  from jsonb_to_recordset(lines) as l(id uuid, order_id uuid, position int, line_key text, sku_id uuid, outer_sku text, title text, spec text, quantity int,
    unit_price_fen bigint, amount_fen bigint, gift_by text)
  where l.order_id = any (taken);
  return query select unnest(taken);
end $$;
alter function sales.enter_orders(jsonb, jsonb) set plan_cache_mode = force_generic_plan;
drop function sales.enter_order(jsonb, jsonb);

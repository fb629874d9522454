-- Exchanges with a difference that were made before it was kept what their goods stand for (clause 2.4.2): what the order was made cheaper by is exactly what the returned goods
-- were worth in it. Shared by prices, what does not divide with the first line. Orders that were changed afterwards keep what they have: their discount says it no longer.
update sales.order_line l set carried_fen = div(x.discount_fen::numeric * (l.unit_price_fen * l.quantity), x.total)::bigint + case when l.position = x.first then x.discount_fen - x.shared else 0 end
from (
  select e.id, e.discount_fen, t.total, min(n.position) as first, sum(div(e.discount_fen::numeric * (n.unit_price_fen * n.quantity), t.total))::bigint as shared
  from sales.return r join sales."order" e on e.id = r.exchange_order_id and e.discount_fen > 0 and e.state <> 'cancelled'
    join sales.order_line n on n.order_id = e.id and n.quantity > 0
    cross join lateral (select sum(m.unit_price_fen * m.quantity)::numeric as total from sales.order_line m where m.order_id = e.id and m.quantity > 0) t
  where t.total > 0 and not exists (select from sales.amendment a where a.order_id = e.id and a.state = 'applied')
  group by e.id, e.discount_fen, t.total having sum(n.carried_fen) <> e.discount_fen
) x where l.order_id = x.id and l.quantity > 0;

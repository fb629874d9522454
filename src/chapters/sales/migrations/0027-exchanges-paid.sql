-- What was paid elsewhere for goods that came by an exchange (clause 2.4.2): the worth of those that were given for them, shared over the lines.
alter table sales.order_line add column carried_fen bigint not null default 0 check (carried_fen >= 0);
-- Since when the customer has to pay the difference of his exchange; null while he has not to.
alter table sales.return add column payment_awaited_at timestamptz;
-- Exchanges without a difference that were made before: their goods stand for those that came back, shared by units, what does not divide with the first line.
update sales.order_line l set carried_fen = x.fen * l.quantity / x.units + case when l.position = x.first then x.fen - x.shared else 0 end
from (
  select w.order_id, w.fen, sum(n.quantity) as units, min(n.position) as first, sum(w.fen * n.quantity / nullif(w.units, 0)) as shared from (
    select e.id as order_id, sum(o.amount_fen * (rl.quantity - rl.sent_back) / o.quantity)::bigint as fen, (select sum(m.quantity)::bigint from sales.order_line m where m.order_id = e.id) as units
    from sales.return r join sales."order" e on e.id = r.exchange_order_id and e.payable_fen = 0 and e.state <> 'cancelled'
      join sales.return_line rl on rl.return_id = r.id join sales.order_line o on o.id = rl.order_line_id and o.quantity > 0 group by e.id
  ) w join sales.order_line n on n.order_id = w.order_id and n.quantity > 0 where w.units > 0 group by w.order_id, w.fen
) x where l.order_id = x.order_id and l.quantity > 0;

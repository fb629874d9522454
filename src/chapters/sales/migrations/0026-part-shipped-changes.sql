-- An order of which something has left may be changed (clause 2.3.1): what has not left may wait for goods or for the buyer's money, outside of any fulfilment.
create or replace view sales.fulfilment_faults as
select o.id as order_id, l.id as order_line_id, l.quantity, coalesce(f.quantity, 0) as in_fulfilments, l.amount_fen, f.value_fen
from sales."order" o
join sales.order_line l on l.order_id = o.id
left join (
  select fl.order_line_id, sum(fl.quantity) as quantity, sum(fl.value_fen) as value_fen
  from sales.fulfilment_line fl join sales.fulfilment f on f.id = fl.fulfilment_id
  where f.state in ('waiting', 'shipped', 'delivered') group by 1
) f on f.order_line_id = l.id
where (o.state in ('released', 'part-shipped') or o.state in ('shipped', 'completed') and not o.shipped_outside)
     and (coalesce(f.quantity, 0) <> l.quantity or f.value_fen <> l.amount_fen)
     and not (o.state = 'part-shipped' and coalesce(f.quantity, 0) <= l.quantity and coalesce(f.value_fen, 0) <= l.amount_fen
       and (exists (select from sales.shortage s where s.order_id = o.id and s.state = 'open')
         or exists (select from sales.review_finding d where d.order_id = o.id and d.rule = 'balance-due' and d.decided_at is null)))
   or o.state in ('unpaid', 'to-review', 'held', 'short', 'cancelled') and coalesce(f.quantity, 0) > 0;

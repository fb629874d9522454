-- Orders that have left or are off may not be merged any more: the note that review made of it is done.
update sales.review_finding f set decided_at = o.updated_at from sales."order" o
where o.id = f.order_id and f.rule = 'may-merge' and f.decided_at is null and o.state in ('part-shipped', 'shipped', 'completed', 'cancelled');

import type { Tx } from '../../../kernel/tx.ts';

const open = "('to-review', 'held', 'short', 'released')";

/**
 * Notes that orders may travel together, once some of them have left or are off: the note of those is done, and of whoever stays when nobody
 * is left to travel with. One statement for any number.
 */
export async function endMergeNotes(tx: Tx, gone: readonly string[]): Promise<void> {
  if (gone.length === 0) return;
  await tx.rows('sales.end_merge_notes', `with beside as (
      select o.id from sales."order" g join sales."order" o on o.customer_id = g.customer_id and o.address_id = g.address_id and o.store_id = g.store_id where g.id = any ($1::uuid[])
      union select unnest($1::uuid[]))
    update sales.review_finding f set decided_at = to_timestamp($2 / 1000.0) from sales."order" o
    where o.id = f.order_id and f.order_id in (select id from beside) and f.rule = 'may-merge' and f.decided_at is null
      and not (o.state in ${open} and exists (select from sales."order" e where e.customer_id = o.customer_id and e.address_id = o.address_id and e.store_id = o.store_id
        and e.warehouse_id = o.warehouse_id and e.id <> o.id and e.state in ${open}))`, [[...gone], tx.now]);
}

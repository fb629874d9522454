import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderMarkedUrgent } from '../facts.ts';
import { urgentAct } from './contract.ts';
import { lockOrder, orderInScope, orderRef, sameVersion } from './load.ts';
import { alsoOf } from './order-facts.ts';
import { mayReview } from './release-order.ts';
import { beforeShipping } from './states.ts';

/** An order that cannot wait stands first at the review desk, with the reason; or it is an order as any other again. */
export const markUrgent = verb({
  name: 'sales.mark-order-urgent',
  title: words('标记加急', 'Mark as urgent'),
  may: { ...mayReview, 'service-agent': 'all', 'service-lead': 'all' },
  input: urgentAct.body!.extend({ id }),
  subject: (tx, input) => lockOrder(tx, input.id),
  inScope: orderInScope, works: orderRef,
  run: async (tx, input, { order }) => {
    sameVersion(order, input.version);
    if (!beforeShipping.includes(order.state)) throw refuse(kernelNo['wrong-state'], words('货已发出或订单已取消，不能加急。', 'It has left or is cancelled; it cannot be hurried.'), { state: order.state });
    await tx.rows('sales.mark_urgent', `update sales."order" set urgent_at = case when $2::text is null then null else to_timestamp($3 / 1000.0) end, urgent_reason = $2, urgent_by = case when $2::text is null then null else $4 end,
      version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1`, [order.id, input.reason, tx.now, tx.actor.name]);
    tx.fact(orderMarkedUrgent, order.id, { orderNo: order.order_no, reason: input.reason }, { objects: alsoOf(order) });
    return { id: order.id };
  },
});

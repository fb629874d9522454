import { id } from '../../../kernel/schemas.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { endExpected, moveExpected } from '../neighbours.ts';
import { cancelPurchaseEnd, movePurchaseEnd } from './contract.ts';
import { purchaseCancelled, purchaseDayMoved } from './facts.ts';
import { mayBuy } from './policies.ts';
import { endOfDay, lockPurchaseOrder, purchaseLife, refOf, refusePastDay, sameVersion, shortagesOf, touches } from './purchase-order.ts';

/** The supplier says another day: waiting shortages are answered anew, and what customers were told may be broken. @throws logistics.day-past */
export const movePurchaseDay = verb({
  name: 'logistics.move-purchase-day',
  title: words('更改到货日', 'Move the day'),
  may: mayBuy,
  input: movePurchaseEnd.body!.extend({ id }),
  subject: (tx, input) => lockPurchaseOrder(tx, input.id),
  run: async (tx, input, order) => {
    sameVersion(order, input.version);
    next(purchaseLife, order.state, 'move');
    refusePastDay(input.expectedOn, tx.now);
    await tx.rows('logistics.move_purchase', 'update logistics.purchase_order set expected_on = $2, version = version + 1 where id = $1', [order.id, input.expectedOn]);
    await moveExpected(tx, order.receipt_id, input.expectedOn);
    tx.fact(purchaseDayMoved, order.id, { ...refOf(order), expectedAt: endOfDay(input.expectedOn), reason: input.reason, shortageIds: await shortagesOf(tx, order.id) }, { objects: touches(order) });
    tx.audit({ type: 'purchase-order', id: order.id }, { from: order.expected_on, to: input.expectedOn }, input.reason);
    return { id: order.id };
  },
});

/** Nothing has come and nothing will: what waited for it is open again for another order. */
export const cancelPurchase = verb({
  name: 'logistics.cancel-purchase-order',
  title: words('取消采购单', 'Cancel the order'),
  may: mayBuy,
  input: cancelPurchaseEnd.body!.extend({ id }),
  subject: (tx, input) => lockPurchaseOrder(tx, input.id),
  run: async (tx, input, order) => {
    sameVersion(order, input.version);
    const state = next(purchaseLife, order.state, 'cancel');
    await tx.rows('logistics.cancel_purchase', `with r as (update logistics.purchase_request set state = 'open', purchase_order_id = null, version = version + 1 where purchase_order_id = $1 and state = 'ordered')
      update logistics.purchase_order set state = $2, closed_at = to_timestamp($3 / 1000.0), version = version + 1 where id = $1`, [order.id, state, tx.now]);
    await endExpected(tx, order.receipt_id);
    tx.fact(purchaseCancelled, order.id, { ...refOf(order), reason: input.reason }, { objects: touches(order) });
    tx.audit({ type: 'purchase-order', id: order.id }, { state }, input.reason);
    return { id: order.id };
  },
});

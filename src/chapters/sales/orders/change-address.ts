import { z } from 'zod';
import { missingParts } from '../../../gateways/marketplaces/address.ts';
import { rememberBuyers } from '../../../registers/customers/index.ts';
import { parcelsOfOrders } from '../../logistics/index.ts';
import { can } from '../../../kernel/lifecycle.ts';
import { kernelNo, Refusal, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderChanged } from '../facts.ts';
import { no } from '../refusals.ts';
import { inPlaceOf, lockFulfilments, makeFulfilments, waitingOf, withdraw } from './fulfilments.ts';
import { lockOrder, orderInScope, orderRef, sameVersion, type Order } from './load.ts';
import { alsoOf } from './order-facts.ts';
import { receiver } from './contract-order-input.ts';
import { packedOf } from './packed.ts';
import { orderTokens } from './place-order.ts';
import { mayReview } from './release-order.ts';
import { beforeShipping, orderLife } from './states.ts';

/**
 * Another address for an order of which nothing has left (clause 2.3.1). What waits in the warehouse is taken back and handed over again
 * with the new address; an order held for its address goes through review again. What is packed already is opened only by an amendment, which
 * is weighed and approved.
 *
 * @throws sales.too-late-for-address, sales.packed-amend-instead, sales.address-incomplete, kernel.changed-meanwhile
 */
export const changeAddress = verb({
  name: 'sales.change-order-address',
  title: words('修改收货地址', 'Change the address'),
  may: { ...mayReview, 'service-agent': 'all', 'service-lead': 'all' },
  input: z.strictObject({ id, version: z.int(), receiver }),
  subject: (tx, input) => lockOrder(tx, input.id),
  inScope: orderInScope, works: orderRef,
  run: async (tx, input, { order }) => {
    sameVersion(order, input.version);
    if (order.state === 'cancelled') throw refuse(kernelNo['wrong-state'], undefined, { state: order.state });
    if (!beforeShipping.includes(order.state)) throw refuse(no['too-late-for-address'], undefined, { state: order.state });
    const ready = packedOf(await parcelsOfOrders(tx, [order.id]));
    if (ready) throw refuse(no['packed-amend-instead'], words(`包裹 ${ready.parcelNo} 已打包。`, `Parcel ${ready.parcelNo} is packed.`));
    const to = { ...input.receiver, masked: false };
    const missing = missingParts(to);
    if (missing.length > 0) throw new Refusal(no['address-incomplete'], undefined, {}, missing.map((path) => ({ path: `receiver.${path}`, message: words('请填写', 'Please fill this in') })));
    const [row] = await tx.rows<{ buyer_nick: string | null }>('sales.nick_of', 'select buyer_nick from sales."order" where id = $1', [order.id]);
    const [buyer] = await rememberBuyers(tx, [{ platform: order.platform, storeId: order.store_id, buyerKey: row!.buyer_nick, receiver: to, ref: order.outside_no ?? order.id }]);
    await moveTo(tx, order, buyer!.addressId!, { nick: row!.buyer_nick, name: to.name, phone: to.phone });
    tx.fact(orderChanged, order.id, { orderNo: order.order_no, fields: ['address'], source: 'person' }, { objects: alsoOf(order) });
    return { id: order.id };
  },
});

/** The customer stays who he is; only the place is another. */
async function moveTo(tx: Tx, order: Order, addressId: string, found: { nick: string | null; name: string | null; phone: string | null }): Promise<void> {
  await tx.rows('sales.set_address', `update sales."order" set address_id = $2, state = $3, version = version + 1, updated_at = to_timestamp($4 / 1000.0),
      search = search || array_to_tsvector(string_to_array($5, ' ')) where id = $1`,
    [order.id, addressId, can(orderLife, order.state, 'recheck') ? 'to-review' : order.state, tx.now, orderTokens({ orderNo: order.order_no, outsideNo: order.outside_no, ...found })]);
  await readdress(tx, [{ orderId: order.id, addressId }], 'refuse');
}

/** Waiting fulfilments of the orders go to the new address; goods of other orders in them stay where they go. */
export async function readdress(tx: Tx, moved: readonly { orderId: string; addressId: string }[], onLeft: 'refuse' | 'leave'): Promise<void> {
  if (moved.length === 0) return;
  const target = new Map(moved.map((m) => [m.orderId, m.addressId]));
  const waiting = (await lockFulfilments(tx, await waitingOf(tx, [...target.keys()]))).filter((f) => f.state === 'waiting');
  const changed = waiting.filter((f) => f.lines.some((l) => target.has(l.orderId) && target.get(l.orderId) !== f.address_id));
  const gone = await withdraw(tx, changed, 'held', onLeft);
  await makeFulfilments(tx, gone.flatMap((f) => {
    const addresses = [...new Set(f.lines.map((l) => target.get(l.orderId) ?? f.address_id))];
    return addresses.map((addressId) => inPlaceOf(f, 'again', f.lines.filter((l) => (target.get(l.orderId) ?? f.address_id) === addressId), { addressId }));
  }));
}

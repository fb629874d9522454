import { missingParts } from '../../../../gateways/marketplaces/address.ts';
import { rememberAddress, rememberBuyers } from '../../../../registers/customers/index.ts';
import { skusByCode, skusById, type Sku } from '../../../../registers/products/index.ts';
import { parcelsOfOrders } from '../../../logistics/index.ts';
import { kernelNo, Refusal, refuse } from '../../../../kernel/refusal.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { amendmentProposed } from '../../facts.ts';
import { no } from '../../refusals.ts';
import { lockOrder, orderInScope, orderRef, sameVersion, type Line, type Order } from '../load.ts';
import { alsoOf } from '../order-facts.ts';
import { packedOf } from '../packed.ts';
import { goneOf, shippedOf, type GoneLines } from '../shipped-lines.ts';
import { lineFault, mayChange } from './still-to-go.ts';
import { amountAt, fieldsOf, totalsOf, weigh, type OrderContent, type VersionLine } from './content.ts';
import { proposeAmendmentAct } from './contract.ts';
import { contentOf, mayAmend, skusOf, versionOf } from './load.ts';
import type { z } from 'zod';

const input = proposeAmendmentAct.body!.extend(proposeAmendmentAct.params!.shape);
type Asked = z.output<typeof input>;

/**
 * A change of an order that stands (clause 2.3.1): kept as a version beside the one in force, weighed by what it costs. Nothing of it takes
 * effect here; one change at a time. Of an order of which something has left, it is the rest that changes.
 *
 * @throws sales.line-shipped, sales.amendment-open, sales.marketplace-order, sales.nothing-to-amend, sales.address-incomplete, sales.sku-unknown
 */
export const proposeAmendment = verb({
  name: 'sales.propose-amendment',
  title: words('提出订单变更', 'Propose a change of the order'),
  may: mayAmend,
  input,
  subject: (tx, { id }) => lockOrder(tx, id),
  inScope: orderInScope, works: orderRef,
  run: async (tx, asked, { order, lines }) => {
    sameVersion(order, asked.version);
    if (order.state === 'cancelled') throw refuse(kernelNo['wrong-state'], undefined, { state: order.state });
    if (!mayChange(order)) throw refuse(no['line-shipped'], undefined, { state: order.state });
    if (order.presale_from !== null && asked.promisedShipBy === null) throw dayMissing();
    const goods = asked.lines !== undefined || asked.freightFen !== undefined;
    // Gifts cost the buyer nothing: they may be added to what the marketplace tells of goods and money, and taken out again.
    if (goods && ((order.source === 'import' && !onlyGifts(asked, lines)) || lines.some((l) => l.sku_id === null))) throw refuse(no['marketplace-order']);
    const [open] = await tx.rows<{ amendment_no: string }>('sales.open_amendment', "select amendment_no from sales.amendment where order_id = $1 and state = 'proposed'", [order.id]);
    if (open) throw refuse(no['amendment-open'], words(`变更 ${open.amendment_no} 还没有结果。`, `${open.amendment_no} is still open.`));
    const known = lines.filter((l) => l.sku_id !== null);
    const before = contentOf(order, known, await skusOf(tx, known));
    const parcels = await parcelsOfOrders(tx, [order.id]);
    const gone = await shippedOf(tx, [order.id], parcels.filter((p) => p.shippedAt !== null).flatMap((p) => p.fulfilmentId ?? []));
    const after = await wanted(tx, order, before, asked, gone);
    const fields = fieldsOf(before, after);
    if (fields.length === 0) throw refuse(no['nothing-to-amend']);
    const fault = lineFault(before, after, gone);
    if (fault) throw fault;
    const skus = await skusById(tx, after.lines.map((l) => l.skuId));
    const weighed = weigh(before, after, { packed: packedOf(parcels) !== undefined, prices: skus });
    const made = { id: tx.newId(), no: await tx.number('BG'), versionNo: (await versionOf(tx, order.id)) + 1 };
    await tx.rows('sales.propose_amendment', `insert into sales.amendment (id, amendment_no, order_id, version_no, state, before, after, fields, effects, effect_bp, reason, proposed_at, proposed_by, proposed_name)
      values ($1, $2, $3, $4, 'proposed', $5::jsonb, $6::jsonb, $7, $8, $9, $10, to_timestamp($11 / 1000.0), $12, $13)`,
    [made.id, made.no, order.id, made.versionNo, JSON.stringify(before), JSON.stringify(after), fields, weighed.effects, weighed.basisPoints, asked.reason, tx.now, tx.actor.id, tx.actor.name]);
    tx.fact(amendmentProposed, made.id, { amendmentNo: made.no, orderNo: order.order_no, versionNo: made.versionNo, fields, effectBasisPoints: weighed.basisPoints }, { objects: [{ type: 'order', id: order.id }, ...alsoOf(order)] });
    return { id: made.id, amendmentNo: made.no, effects: weighed.effects, effectBasisPoints: weighed.basisPoints };
  },
});

/** A pre-sale is owed by its day: without one it would be owed by nobody (clause 2.3.3). */
function dayMissing(): Refusal {
  const said = words('预售订单要有承诺的发货时间；请填写新的时间，不要清空。', 'A pre-sale has a day by which it leaves: enter the new one, do not leave it empty.');
  return new Refusal(kernelNo['invalid-input'], said, {}, [{ path: 'promisedShipBy', message: said }]);
}

/** Whether nothing is asked for but gifts: every other line stays as it is. */
const onlyGifts = (asked: Asked, lines: readonly Line[]): boolean => asked.freightFen === undefined
  && (asked.lines ?? []).every((l) => l.gift === true || lines.some((x) => x.id === l.lineId && (x.gift_by !== null || (x.quantity === l.quantity && l.unitPriceFen === undefined))))
  && lines.every((x) => x.gift_by !== null || (asked.lines ?? []).some((l) => l.lineId === x.id));

/** The order as it is asked for: what is not named stays. */
async function wanted(tx: Tx, order: Order, before: OrderContent, asked: Asked, gone: GoneLines): Promise<OrderContent> {
  const lines = asked.lines === undefined ? before.lines : await linesAsked(tx, before, asked.lines, gone);
  return {
    lines, ...totalsOf(lines, asked.freightFen ?? before.freightFen), ...(asked.lines === undefined && asked.freightFen === undefined || order.source === 'import' ? { payableFen: before.payableFen } : {}),
    addressId: asked.receiver === undefined ? before.addressId : await addressAsked(tx, order, asked.receiver), shipBy: asked.promisedShipBy === undefined ? before.shipBy : asked.promisedShipBy,
  };
}

async function linesAsked(tx: Tx, before: OrderContent, asked: NonNullable<Asked['lines']>, gone: GoneLines): Promise<VersionLine[]> {
  const skus = await skusByCode(tx, asked.flatMap((l) => (l.skuCode === undefined ? [] : [l.skuCode])));
  return asked.map((l, i): VersionLine => {
    if (l.lineId !== undefined) {
      const was = before.lines.find((x) => x.lineId === l.lineId);
      if (!was) throw new Refusal(kernelNo['invalid-input'], words('没有这一行。', 'There is no such line.'), {}, [{ path: `lines.${i}.lineId`, message: words('没有这一行', 'There is no such line') }]);
      if (l.unitPriceFen !== undefined && l.unitPriceFen !== was.unitFen) return { ...was, quantity: l.quantity, unitFen: l.unitPriceFen, amountFen: l.unitPriceFen * l.quantity };
      return { ...was, quantity: l.quantity, amountFen: Number(amountAt({ quantity: was.quantity, amountFen: BigInt(was.amountFen) }, goneOf(gone, was.lineId!), l.quantity)) };
    }
    const sku: Sku | undefined = skus.get(l.skuCode!);
    if (!sku?.active) throw new Refusal(no['sku-unknown'], words(`没有在售的规格编码：${l.skuCode}`, `No SKU on sale has the code ${l.skuCode}`), {}, [{ path: `lines.${i}.skuCode`, message: words(`没有在售的规格编码：${l.skuCode}`, `No SKU on sale has the code ${l.skuCode}`) }]);
    if (l.gift) return { lineId: null, skuId: sku.id, code: sku.code, title: sku.title, spec: sku.spec, quantity: l.quantity, unitFen: 0, amountFen: 0, gift: true };
    const unit = l.unitPriceFen ?? (sku.priceFen === null ? null : Number(sku.priceFen));
    if (unit === null) throw new Refusal(no['amounts-disagree'], words(`${l.skuCode} 没有售价，请填写单价。`, `${l.skuCode} has no price; give one.`), {}, [{ path: `lines.${i}.unitPriceFen`, message: words('请填写单价', 'Give a price') }]);
    return { lineId: null, skuId: sku.id, code: sku.code, title: sku.title, spec: sku.spec, quantity: l.quantity, unitFen: unit, amountFen: unit * l.quantity, gift: false };
  });
}

async function addressAsked(tx: Tx, order: Order, receiver: NonNullable<Asked['receiver']>): Promise<string> {
  const to = { ...receiver, masked: false };
  const missing = missingParts(to);
  if (missing.length > 0) throw new Refusal(no['address-incomplete'], undefined, {}, missing.map((path) => ({ path: `receiver.${path}`, message: words('请填写', 'Please fill this in') })));
  if (order.customer_id !== null) return rememberAddress(tx, order.customer_id, to);
  const [buyer] = await rememberBuyers(tx, [{ platform: order.platform, storeId: order.store_id, buyerKey: null, receiver: to, ref: order.outside_no ?? order.id }]);
  return buyer!.addressId!;
}

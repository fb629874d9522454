import { rememberBuyers } from '../../../registers/customers/index.ts';
import { releaseReserved } from '../../../registers/products/index.ts';
import { can, next } from '../../../kernel/lifecycle.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { orderChanged, orderCompleted, orderRefunded } from '../facts.ts';
import { cancelOrders } from './cancel-order.ts';
import { readdress } from './change-address.ts';
import { withdrawOrders } from './fulfilments.ts';
import { buyerOf, insertLines, lineRow, publishLeft, type LineRow } from './import-enter.ts';
import { becomes, goodsMayChange, leftHere, lineDiffers, ownParcels, type Changed, type KnownLine, type KnownOrder } from './import-plan.ts';
import { lineAmounts } from './incoming.ts';
import type { SkusKnown } from './kept-matches.ts';
import { endMergeNotes } from './merge-notes.ts';
import { alsoOf, publishPaid, refOf } from './order-facts.ts';
import { promisedOncePaid } from './presale-promise.ts';
import { tellWaybills, toldText } from './outside-waybills.ts';
import { orderTokens } from './place-order.ts';
import { refundAsked, remarkOrFlag, type Finding } from './review-rules.ts';
import { reviewSettingsOf, settingsFor, type ReviewSettings } from './review-settings.ts';
import { stopInWork } from './stop-in-work.ts';
import { voidShortages } from './shortages.ts';
import { beforeShipping, orderLife, type OrderState } from './states.ts';

/**
 * Brings known orders up to a newer export: status, payment, address while nothing has left, remarks, refunds, lines. Set-based; an
 * order that is held goes through review again when something of it has changed.
 */
export async function applyChanges(tx: Tx, wanted: readonly Changed[], skus: SkusKnown): Promise<void> {
  if (wanted.length === 0) return;
  const changes = await takeBackWhatLeft(tx, wanted);
  const moved = changes.filter((c) => c.newAddress);
  const buyers = await rememberBuyers(tx, moved.map((c) => buyerOf(c.incoming, c.known.store_id)));
  const addressOf = new Map(moved.map((c, i) => [c.known.id, buyers[i]!.addressId]));
  const lines = await changeLines(tx, changes, skus);
  const following = changes.map((c) => ({ c, state: stateAfter(c) }));
  await tx.rows('sales.change_orders', `update sales."order" o set
      state = r.state, address_id = coalesce(r.address_id, o.address_id), outside_address_id = coalesce(r.address_id, o.outside_address_id),
      goods_fen = coalesce(r.goods_fen, o.goods_fen), freight_fen = coalesce(r.freight_fen, o.freight_fen), discount_fen = coalesce(r.discount_fen, o.discount_fen),
      payable_fen = coalesce(r.payable_fen, o.payable_fen), paid_fen = coalesce(r.paid_fen, o.paid_fen), refunded_fen = greatest(o.refunded_fen, coalesce(r.refunded_fen, 0)),
      paid_at = coalesce(o.paid_at, to_timestamp(r.paid_at / 1000.0)), presale_paid_at = coalesce(o.presale_paid_at, to_timestamp(r.presale_paid_at / 1000.0)), shipped_at = coalesce(o.shipped_at, to_timestamp(r.shipped_at / 1000.0)),
      completed_at = coalesce(o.completed_at, to_timestamp(r.completed_at / 1000.0)), shipped_outside = o.shipped_outside or r.shipped_outside,
      promised_ship_by = coalesce(to_timestamp(r.promised_ship_by / 1000.0), o.promised_ship_by), buyer_message = coalesce(r.buyer_message, o.buyer_message),
      seller_remark = coalesce(r.seller_remark, o.seller_remark), flag = coalesce(r.flag, o.flag), platform_status = coalesce(r.platform_status, o.platform_status),
      after_sales_text = coalesce(r.after_sales_text, o.after_sales_text), platform_stop = case when r.stop_told then r.platform_stop else o.platform_stop end,
      quantity_total = coalesce(r.quantity_total, o.quantity_total), close_reason = coalesce(r.close_reason, o.close_reason), payment_no = coalesce(o.payment_no, r.payment_no),
      payment_method = coalesce(o.payment_method, r.payment_method), outside_carrier = coalesce(r.outside_carrier, o.outside_carrier),
      outside_waybill = coalesce(r.outside_waybill, o.outside_waybill), outside_told = coalesce(r.outside_told, o.outside_told), search = o.search || array_to_tsvector(string_to_array(r.tokens, ' ')), version = o.version + 1,
      updated_at = to_timestamp($2 / 1000.0)
    from jsonb_to_recordset($1::jsonb) as r(id uuid, state text, address_id uuid, goods_fen bigint, freight_fen bigint, discount_fen bigint, payable_fen bigint, paid_fen bigint,
      refunded_fen bigint, paid_at bigint, presale_paid_at bigint, shipped_at bigint, completed_at bigint, shipped_outside boolean, promised_ship_by bigint, buyer_message text, seller_remark text, flag text,
      platform_status text, after_sales_text text, stop_told boolean, platform_stop text, quantity_total int, close_reason text, payment_no text, payment_method text,
      outside_carrier text, outside_waybill text, outside_told text, tokens text)
    where o.id = r.id`, [JSON.stringify(following.map(({ c, state }) => rowOf(tx, c, state, addressOf.get(c.known.id) ?? null))), tx.now]);
  await readdress(tx, moved.filter((c) => addressOf.get(c.known.id)).map((c) => ({ orderId: c.known.id, addressId: addressOf.get(c.known.id)! })), 'leave');
  await leaveOutside(tx, following.filter(({ c, state }) => (state === 'shipped' || state === 'completed') && beforeShipping.includes(c.known.state)).map(({ c }) => c));
  for (const { c, state } of following) publish(tx, c, state, lines.get(c.known.id)!, skus);
  await cancelOrders(tx, changes.filter((c) => c.told.isClosed && becomes(c.known, c.told)).map((c) => ({ order: c.known, reason: c.incoming.head?.closeReason ?? '平台订单关闭', at: c.incoming.head?.completedAt ?? tx.now })), 'leave');
  await stopOnNews(tx, changes);
}

/** Cancelling is done by its own steps, so the state stays until then. */
function stateAfter({ known, told, fields }: Changed): OrderState {
  if (becomes(known, told) && !told.isClosed) {
    let state = known.state;
    if (told.isPaid && !told.hasLeft && can(orderLife, state, 'pay')) state = next(orderLife, state, 'pay');
    if (told.hasLeft && can(orderLife, state, 'leave')) state = next(orderLife, state, 'leave');
    if (told.isCompleted && can(orderLife, state, 'complete')) state = next(orderLife, state, 'complete');
    return state;
  }
  const relevant = fields.some((f) => ['address', 'lines', 'remark', 'stop', 'after-sales', 'refund', 'terms'].includes(f));
  return relevant && can(orderLife, known.state, 'recheck') ? 'to-review' : known.state;
}

function rowOf(tx: Tx, { known, incoming, told, amounts, fields, waybills }: Changed, state: OrderState, addressId: string | null) {
  const head = incoming.head;
  const past = (at: number | null | undefined): number | null => (at === null || at === undefined ? null : Math.min(at, tx.now));
  const advances = fields.includes('status');
  const pays = known.paid_at === null && told.isPaid;
  const priced = known.state === 'unpaid' && head !== null;
  const leavesBy = oncePaid(tx, { known, incoming, told, amounts });
  return {
    id: known.id, state, address_id: addressId, goods_fen: priced ? amounts.goods : null, freight_fen: priced ? amounts.freight : null, discount_fen: priced ? amounts.discount : null,
    payable_fen: priced ? amounts.payable : null, paid_fen: pays ? amounts.paid : null, refunded_fen: incoming.money.refund, paid_at: pays ? (past(head?.paidAt) ?? tx.now) : null, presale_paid_at: leavesBy === null ? null : (past(head?.paidAt) ?? tx.now),
    shipped_at: told.hasLeft ? past(head?.shippedAt) : null, completed_at: told.isCompleted ? (past(head?.completedAt) ?? tx.now) : null,
    shipped_outside: (state === 'shipped' || state === 'completed') && beforeShipping.includes(known.state), promised_ship_by: head?.promisedShipBy ?? leavesBy,
    buyer_message: head?.buyerMessage ?? null, seller_remark: head?.sellerRemark ?? null, flag: head?.flag ?? null, platform_status: advances ? (head?.statusText ?? null) : null,
    after_sales_text: head?.afterSalesText ?? null, stop_told: fields.includes('stop'), platform_stop: told.stop, quantity_total: head?.quantityTotal ?? null,
    close_reason: head?.closeReason ?? null, payment_no: head?.paymentNo ?? null, payment_method: head?.paymentMethod ?? null, outside_carrier: head?.carrierName ?? null,
    outside_waybill: head?.waybillNo ?? null, outside_told: waybills === null ? null : toldText(waybills),
    tokens: orderTokens({ orderNo: known.order_no, outsideNo: known.outside_no, nick: head?.buyerNick ?? null, name: head?.receiver.name ?? null, phone: head?.receiver.phone ?? null, waybill: head?.waybillNo ?? null }),
  };
}

/** By when a pre-sale leaves that was entered by hand and of which the marketplace tells that all of it is paid (clause 2.3.3); null of all others. */
const oncePaid = (tx: Tx, { known, incoming, told, amounts }: Pick<Changed, 'known' | 'incoming' | 'told' | 'amounts'>): number | null =>
  known.paid_at === null && told.isPaid && amounts.paid >= amounts.payable ? promisedOncePaid(tx, known, known.lines, Math.min(incoming.head?.paidAt ?? tx.now, tx.now)) : null;

type AnyLine = Pick<KnownLine, 'id' | 'sku_id' | 'quantity' | 'amount_fen' | 'refund_status'>;

/** New and changed lines. @returns the lines of each order as they are now */
async function changeLines(tx: Tx, changes: readonly Changed[], skus: SkusKnown): Promise<Map<string, AnyLine[]>> {
  const fresh: LineRow[] = [];
  const changed: Record<string, unknown>[] = [];
  const released: string[] = [];
  const now = new Map<string, AnyLine[]>();
  for (const c of changes) {
    const { known, incoming } = c;
    const byKey = new Map(known.lines.map((l) => [l.line_key, l]));
    const lines: AnyLine[] = known.lines.map((l) => ({ ...l }));
    const shares = lineAmounts(incoming.lines, c.amounts);
    incoming.lines.forEach((line, i) => {
      if (!lineDiffers(known, line, skus)) return;
      const before = byKey.get(line.key);
      const skuId = skus.of(known.store_id, line.outerSku)?.id ?? null;
      if (!before) {
        const row = lineRow(known.id, tx.newId(), lines.length + 1, line, skuId, shares[i]!);
        fresh.push(row);
        lines.push(row);
        return;
      }
      const goods = goodsMayChange(known) && incoming.lines.length >= known.lines.filter((l) => l.gift_by === null || l.gift_by === 'marketplace').length;
      const quantity = goods ? line.quantity : before.quantity;
      const sku = goods ? (skuId ?? (line.outerSku === null ? before.sku_id : null)) : (before.sku_id ?? skuId);
      if (before.sku_id !== null && (sku !== before.sku_id || quantity < before.quantity)) released.push(before.id);
      const after = { id: before.id, sku_id: sku, quantity, outer_sku: line.outerSku ?? before.outer_sku, amount_fen: goods ? shares[i]! : before.amount_fen,
        refunded_fen: line.refundFen !== null && line.refundFen > before.refunded_fen ? line.refundFen : before.refunded_fen, refund_status: line.refundStatus ?? before.refund_status };
      changed.push(after);
      Object.assign(lines.find((l) => l.id === before.id)!, after);
    });
    now.set(known.id, lines);
  }
  if (fresh.length > 0) await insertLines(tx, fresh);
  if (changed.length > 0)
    await tx.rows('sales.change_lines', `update sales.order_line l set sku_id = r.sku_id, quantity = r.quantity, outer_sku = r.outer_sku, amount_fen = r.amount_fen,
        refunded_fen = r.refunded_fen, refund_status = r.refund_status
      from jsonb_to_recordset($1::jsonb) as r(id uuid, sku_id uuid, quantity int, outer_sku text, amount_fen bigint, refunded_fen bigint, refund_status text) where l.id = r.id`, [JSON.stringify(changed)]);
  if (released.length > 0) await releaseReserved(tx, released);
  return now;
}

function publish(tx: Tx, c: Changed, state: OrderState, lines: readonly AnyLine[], skus: SkusKnown): void {
  const { known, told, incoming, amounts } = c;
  const head = incoming.head;
  const also = { objects: alsoOf(known) };
  tx.fact(orderChanged, known.id, { orderNo: known.order_no, fields: c.fields, source: 'import' }, also);
  if (known.paid_at === null && told.isPaid)
    publishPaid(tx, { ...known, paid_fen: amounts.paid, payable_fen: amounts.payable, freight_fen: amounts.freight, payment_no: head?.paymentNo ?? known.payment_no, promised_ship_by: head?.promisedShipBy ?? oncePaid(tx, c) ?? known.promised_ship_by }, lines, Math.min(head?.paidAt ?? tx.now, tx.now));
  if (beforeShipping.includes(known.state) && (state === 'shipped' || state === 'completed'))
    publishLeft(tx, { ...known, paid_fen: known.paid_fen > 0n ? known.paid_fen : amounts.paid }, lines, skus, Math.min(head?.shippedAt ?? head?.completedAt ?? tx.now, tx.now), Math.max(1, c.waybills?.length ?? 0));
  if (state === 'completed' && known.state !== 'completed') tx.fact(orderCompleted, known.id, refOf(known), { ...also, at: Math.min(head?.completedAt ?? tx.now, tx.now) });
  if (c.waybills !== null) {
    const shippedAt = Math.min(head?.shippedAt ?? known.shipped_at ?? head?.completedAt ?? tx.now, tx.now);
    const completedAt = state === 'completed' ? Math.min(known.completed_at ?? head?.completedAt ?? tx.now, tx.now) : null;
    tellWaybills(tx, { order: known, addressId: known.address_id, shippedAt, completedAt, waybills: c.waybills });
  }
  if (incoming.money.refund !== null && incoming.money.refund > known.refunded_fen)
    tx.fact(orderRefunded, known.id, { ...refOf(known), amountFen: Number(incoming.money.refund - known.refunded_fen), totalFen: Number(incoming.money.refund) }, also);
}

/**
 * Orders that left elsewhere are taken out of our warehouse's hands first. One of which a parcel has left here in this very moment is left as it is, just as if that had been
 * heard before: what else of it waits here stays with its goods, and only the numbers that are none of our parcels' are told.
 */
async function takeBackWhatLeft(tx: Tx, changes: readonly Changed[]): Promise<Changed[]> {
  const leaving = changes.filter((c) => c.told.hasLeft && becomes(c.known, c.told) && beforeShipping.includes(c.known.state));
  if (leaving.length === 0) return [...changes];
  const here = await withdrawOrders(tx, leaving.map((c) => c.known.id), 'left-outside', 'leave');
  if (here.size === 0) return [...changes];
  const own = await ownParcels(tx, changes.map((c) => c.incoming), changes.map((c) => c.known).filter((k) => here.has(k.id)));
  return changes.map((c) => (here.has(c.known.id) ? leftHere(c, own.get(c.known.id) ?? []) : c));
}

/** Shipped by hand in the marketplace: nothing of it remains to be done here, and what was reserved is free again. */
async function leaveOutside(tx: Tx, left: readonly Changed[]): Promise<void> {
  if (left.length === 0) return;
  const ids = left.map((c) => c.known.id);
  await voidShortages(tx, ids);
  await tx.rows('sales.close_findings', 'update sales.review_finding set decided_at = to_timestamp($2 / 1000.0) where order_id = any ($1::uuid[]) and decided_at is null', [ids, tx.now]);
  await releaseReserved(tx, left.flatMap((c) => c.known.lines.map((l) => l.id)));
  await endMergeNotes(tx, ids);
}

/**
 * Heard while the order is in the warehouse: a refund asked for or given, a new message, remark or flag. It is held at once, before it
 * leaves, and a person says how it goes on.
 */
async function stopOnNews(tx: Tx, changes: readonly Changed[]): Promise<void> {
  const inWork = changes.filter((c) => (c.known.state === 'released' || c.known.state === 'short') && !becomes(c.known, c.told) && c.fields.some((f) => news.includes(f)));
  if (inWork.length === 0) return;
  const settings = await reviewSettingsOf(tx);
  const asked = inWork.flatMap((c) => {
    const findings = newFindings(c, settingsFor(settings, c.known.store_id));
    return findings.length > 0 ? [{ order: c.known as KnownOrder, findings }] : [];
  });
  await stopInWork(tx, asked);
}

const news = ['after-sales', 'lines', 'refund', 'remark'];

/** What review would say of the news alone: what it has said before, and a person has decided, does not stop the order again. */
function newFindings({ known, incoming, fields }: Changed, settings: ReviewSettings): Finding[] {
  const head = incoming.head;
  const refund = incoming.money.refund !== null && incoming.money.refund > known.refunded_fen ? incoming.money.refund : 0n;
  const found = [
    fields.some((f) => f === 'after-sales' || f === 'lines' || f === 'refund')
      ? refundAsked({ order: { source: known.source, after_sales_text: head?.afterSalesText ?? null, refunded_fen: refund }, lines: incoming.lines.map((l) => ({ refund_status: l.refundStatus })) }, settings) : null,
    fields.includes('remark') ? remarkOrFlag({ order: {
      buyer_message: changed(head?.buyerMessage, known.buyer_message), seller_remark: changed(head?.sellerRemark, known.seller_remark), flag: changed(head?.flag, known.flag),
    } }, settings) : null,
  ];
  return found.filter((f): f is Finding => f !== null && !(settings.off as readonly string[]).includes(f.rule));
}

const changed = (said: string | null | undefined, before: string | null): string | null => (said !== null && said !== undefined && said !== before ? said : null);

import { sql } from 'kysely';
import { refundsOf } from '../../finance/index.ts';
import { returnParcelsOf } from '../../logistics/index.ts';
import { warehousesById } from '../../../registers/company/index.ts';
import { skusById } from '../../../registers/products/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import { DAY } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every } from '../../../kernel/keyset.ts';
import { scopeOn } from '../../../kernel/owed.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Words } from '../../../kernel/words.ts';
import type { Engine } from '../../../regulation/runtime/engine.ts';
import { orderLinks } from '../orders/customer-link.ts';
import { within } from '../orders/order-list.ts';
import { beforeShipping } from '../orders/states.ts';
import { dayOf } from '../../../kernel/clock.ts';
import type { ReturnRecord } from './contract-returns.ts';
import { exclusionOf } from './judge-return.ts';
import { paidOf } from './load-return.ts';
import { refundSum } from './refund-sum.ts';
import { returnColumns, returnsFrom, shownReturns, type ListedReturn } from './return-list.ts';
import { freightPayer, returnDecision } from './return-rule.ts';

/** Not begun within fifteen days counts as refusal (Measures on Penalties, art. 9). */
const REFUSAL = 15 * DAY;

interface Row extends ListedReturn {
  words: string | null; customerId: string | null; signedAt: number | null; payer: ReturnRecord['payer']; decision: (NonNullable<ReturnRecord['decision']> & { law: Words[] }) | null; decidedBy: string | null; laid_out: bigint; owed: bigint;
  repriced: boolean; gifts: bigint; needsGoods: boolean | null; carrier: string | null; sentAt: number | null; inspectedAt: number | null; inspectionNote: string | null; warehouse_id: string | null; photoIds: string[]; exchange_id: string | null;
  exchange_no: string | null; exchange_state: string | null; payment_awaited_at: number | null; order_state: ReturnRecord['platform']; paid_fen: bigint; payable_fen: bigint; paid_at: number | null; refunded_fen: bigint; freight_fen: bigint;
}
interface LineRow { orderLineId: string; skuId: string | null; title: string; spec: string | null; bought: number; quantity: number | null; amount_fen: bigint; carried_fen: bigint; unit_fen: bigint | null; restocked: number; scrapped: number; sentBack: number; gift: boolean; gift_price: bigint | null }

/** One return with everything that its page shows, and, while nobody has decided, how the rule would fall. @throws kernel.not-found */
export async function readReturn(kernel: Kernel, engine: Engine | null, actor: Actor | null, scope: Scope, id: string): Promise<ReturnRecord> {
  const tables = kernel.runner.tables<Record<string, never>>();
  const { rows: [row] } = await sql<Row>`select ${returnColumns}, r.words, r.customer_id as "customerId", r.signed_at as "signedAt", r.payer, r.decision, r.decided_name as "decidedBy", r.laid_out_fen as laid_out, r.freight_owed_fen as owed, r.repriced,
      r.gifts_kept_fen as gifts, r.needs_goods as "needsGoods", r.carrier, r.sent_at as "sentAt", r.inspected_at as "inspectedAt", r.inspection_note as "inspectionNote", r.warehouse_id, r.photos as "photoIds", e.id as exchange_id,
      e.order_no as exchange_no, e.state as exchange_state, r.payment_awaited_at, o.state as order_state, o.paid_fen, o.payable_fen, o.paid_at, o.refunded_fen, o.freight_fen
    ${returnsFrom} left join sales."order" e on e.id = r.exchange_order_id ${every([sql`r.id = ${id}`, within(actor, await scopeOn(kernel, actor, scope, { type: 'return', id }), 'r')])}`.execute(tables);
  if (!row) throw refuse(kernelNo['not-found']);
  const [[head], lines, refunds, warehouses, links, parcels] = await Promise.all([
    shownReturns(kernel, [row]),
    kernel.db.query<LineRow & Record<string, unknown>>(`select l.id as "orderLineId", l.sku_id as "skuId", l.title, l.spec, l.quantity as bought, x.quantity, l.amount_fen + l.carried_fen as amount_fen, l.carried_fen, l.unit_price_fen as unit_fen, l.gift_by is not null as gift, l.gift_price_fen as gift_price, coalesce(x.restocked, 0) as restocked,
        coalesce(x.scrapped, 0) as scrapped, coalesce(x.sent_back, 0) as "sentBack" from sales.order_line l left join sales.return_line x on x.order_line_id = l.id and x.return_id = $2 where l.order_id = $1 and l.quantity > 0 order by l.position`, [row.orderId, id], 'sales.return_lines'),
    refundsOf(kernel, 'return', [id]),
    warehousesById(kernel, row.warehouse_id === null ? [] : [row.warehouse_id]),
    orderLinks(kernel, [row.orderId], kernel.clock.now()),
    returnParcelsOf(kernel, [id]),
  ]);
  const own = lines.rows.filter((l) => l.quantity !== null);
  const [skus, exclusion] = await Promise.all([skusById(kernel, own.flatMap((l) => l.skuId ?? [])), exclusionOf(kernel, own.map((l) => l.skuId))]);
  const refund = refunds.get(id);
  const { rows: [done] } = await kernel.db.query<{ id: string | null }>("select customer_id as id from sales.return where id = $1", [id], 'sales.return_customer');
  return {
    ...head!, parcel: parcels.get(id) ?? null, words: row.words, customerId: done?.id ?? null, signedAt: row.signedAt, payer: row.payer, decision: row.decision, decidedBy: row.decidedBy, laidOutFen: Number(row.laid_out), freightOwedFen: Number(row.owed), repriced: row.repriced,
    giftsKeptFen: Number(row.gifts), needsGoods: row.needsGoods, carrier: row.carrier, sentAt: row.sentAt, inspectedAt: row.inspectedAt, inspectionNote: row.inspectionNote,
    warehouseName: row.warehouse_id === null ? null : (warehouses.get(row.warehouse_id)?.name ?? null), photoIds: row.photoIds, countsAsRefusalAt: row.requestedAt + REFUSAL,
    exchangeOrder: row.exchange_id === null ? null : { id: row.exchange_id, orderNo: row.exchange_no!, state: row.exchange_state! }, customerLink: links.get(row.orderId)!, exclusion,
    paidFen: Number(paidOf(row) + carriedIn(lines.rows)), paymentAwaitedAt: row.payment_awaited_at, refundedFen: Number(row.refunded_fen), verdict: engine && row.state === 'requested' ? verdictOf(engine, row, lines.rows, exclusion, kernel.clock.now()) : null,
    refund: refund ? { id: refund.id, refundNo: refund.refundNo, state: refund.state, amountFen: Number(refund.amountFen), extraFen: Number(refund.extraFen), cleared: refund.cleared, paidAt: refund.paidAt, paidBy: refund.paidName } : null,
    lines: own.map((l) => ({
      orderLineId: l.orderLineId, skuId: l.skuId, skuCode: l.skuId === null ? null : (skus.get(l.skuId)?.code ?? null), barcode: l.skuId === null ? null : (skus.get(l.skuId)?.barcode ?? null), title: l.title, spec: l.spec, bought: l.bought,
      quantity: l.quantity!, amountFen: Number((l.amount_fen * BigInt(l.quantity!)) / BigInt(l.bought)), restocked: l.restocked, scrapped: l.scrapped, sentBack: l.sentBack, gift: l.gift, giftPriceFen: l.gift_price === null ? null : Number(l.gift_price),
    })),
  };
}

/** What was paid elsewhere for goods that came by an exchange. */
const carriedIn = (lines: readonly Pick<LineRow, 'carried_fen'>[]): bigint => lines.reduce((all, l) => all + l.carried_fen, 0n);

/** The rules applied to the case as it stands, without keeping anything: what the agent sees before deciding. */
function verdictOf(engine: Engine, row: Row, lines: readonly LineRow[], exclusion: ReturnRecord['exclusion'], now: number): ReturnRecord['verdict'] {
  const where = { store: row.storeId, channel: row.platform };
  const value = (key: string) => engine.values.at(key, now, where).value;
  const shipped = !(beforeShipping as readonly string[]).includes(row.order_state) && row.order_state !== 'cancelled';
  const paid = paidOf(row) + carriedIn(lines);
  const sum = refundSum({
    lines: lines.map((l) => ({ quantity: l.bought, amountFen: l.amount_fen, unitFen: l.unit_fen, before: 0, now: l.quantity ?? 0, gift: l.gift })), freightFen: row.freight_fen, ourCause: row.cause !== 'no-reason' || row.type === 'before-shipping', repriced: false,
    giftsKeptFen: 0n, roomFen: paid > row.refunded_fen ? paid - row.refunded_fen : 0n,
  });
  const decision = returnDecision.decide({
    type: row.type, cause: row.cause, shipped, signedOn: row.signedAt === null ? null : dayOf(row.signedAt), askedOn: dayOf(row.requestedAt), exclusion, confirmed: false, intact: null, amountFen: Number(sum.goodsFen),
  }, Object.fromEntries(['noReasonReturnDays', 'noReasonExcluded', 'noReasonExcludedIfConfirmed', 'refundOnlyLimit'].map((k) => [k, value(k)])));
  const freight = freightPayer.decide({ cause: row.cause, shipped }, { freightOwnCause: value('freightOwnCause') });
  const money = !['exchange', 'replacement', 'repair'].includes(row.type);
  return {
    allowed: decision.outcome.allowed, needsGoods: decision.outcome.needsGoods, lastDay: decision.outcome.lastDay, instead: [...decision.outcome.instead], law: [...decision.outcome.law], because: decision.because, exception: decision.exception,
    payer: freight.outcome.payer, freightBecause: freight.because, refundFen: money && decision.outcome.allowed ? Number(sum.refundFen) : 0,
  };
}

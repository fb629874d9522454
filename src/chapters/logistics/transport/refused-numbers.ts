import { DAY } from '../../../kernel/clock.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { outsideNumberRefused } from '../facts.ts';
import { openExceptions } from './exceptions.ts';
import { lockParcels } from './parcel.ts';

/** A number that was told of an order and not taken, because it is a parcel to another address. */
export interface RefusedNumber { orderId: string; number: string; carrier: string | null; at: number }

interface Told { order: { orderId: string; orderNo: string; shippedAt: number; completedAt: number | null }; number: string; carrierName: string | null }

/** Older shippings are history: nobody asks a marketplace about them. */
const ASKED_ABOUT = 30 * DAY;

const DETAIL = '平台把这个运单号也报给了另一张收件地址不同的订单，那张订单没有采用。按运单号搜索可找到两张订单；请与平台或承运商核对归属，号码填错的在平台改正后重新导入，再在此处写明结果；用旧运单号充数的是空包，请拦下那张订单。';

/**
 * Keeps what was refused, each number of an order once: on the order's page and its timeline, and while the goods are on their way as an exception of the parcel that bears the
 * number, so that somebody asks (clause 5.2.2). Which other order it is stands nowhere: it may be another team's. Told twice changes nothing.
 */
export async function keepRefused(tx: Tx, refused: readonly Told[]): Promise<void> {
  if (refused.length === 0) return;
  const fresh = new Set((await tx.rows<{ order_id: string; number: string }>('logistics.keep_refused', `insert into logistics.refused_number (order_id, number, carrier, at)
    select distinct on (r.order_id, r.number) r.order_id, r.number, r.carrier, to_timestamp($2 / 1000.0) from jsonb_to_recordset($1::jsonb) as r(order_id uuid, number text, carrier text) order by r.order_id, r.number
    on conflict do nothing returning order_id, number`, [JSON.stringify(refused.map((w) => ({ order_id: w.order.orderId, number: w.number, carrier: w.carrierName }))), tx.now])).map((r) => `${r.order_id} ${r.number}`));
  const news = refused.filter((w) => fresh.delete(`${w.order.orderId} ${w.number}`));
  for (const w of news) tx.fact(outsideNumberRefused, w.order.orderId, { orderNo: w.order.orderNo, number: w.number, carrier: w.carrierName });
  const asked = news.filter((w) => w.order.completedAt === null && w.order.shippedAt > tx.now - ASKED_ABOUT).map((w) => w.number);
  if (asked.length === 0) return;
  const bearers = await tx.rows<{ id: string }>('logistics.bearers', "select id from logistics.parcel where waybill_no = any ($1::text[]) and state <> 'withdrawn' and delivered_at is null", [asked]);
  await openExceptions(tx, (await lockParcels(tx, bearers.map((b) => b.id))).map((parcel) => ({ parcel, kind: 'told-twice' as const, detail: DETAIL })));
}

/** What the marketplace tells no more of these orders is put right there. */
export async function forgetRefused(tx: Tx, told: readonly { orderId: string; numbers: readonly string[] }[]): Promise<void> {
  await tx.rows('logistics.forget_refused', `delete from logistics.refused_number n using jsonb_to_recordset($1::jsonb) as t(order_id uuid, numbers jsonb) where n.order_id = t.order_id and not t.numbers ? n.number`,
    [JSON.stringify(told.map((t) => ({ order_id: t.orderId, numbers: t.numbers })))]);
}

export async function refusedNumbersOf(on: { runner: Runner }, orderIds: readonly string[]): Promise<RefusedNumber[]> {
  if (orderIds.length === 0) return [];
  const { rows } = await on.runner.query<RefusedNumber & Record<string, unknown>>('select order_id as "orderId", number, carrier, at from logistics.refused_number where order_id = any ($1::uuid[]) order by at, number', [[...orderIds]], 'logistics.refused_numbers_of');
  return rows;
}

import { z } from 'zod';
import { findCarrier, guessCarrier } from '../../../gateways/couriers/carriers.ts';
import { DAY } from '../../../kernel/clock.ts';
import { can, next } from '../../../kernel/lifecycle.ts';
import { id, instant } from '../../../kernel/schemas.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { outsideParcelNoted, parcelDelivered, parcelWithdrawn } from '../facts.ts';
import { addressesById, foundedAt, storesById } from '../neighbours.ts';
import { settleOnItsOwn } from './exceptions.ts';
import { lockParcels, ordersOf, refOf, wayOf, type Parcel } from './parcel.ts';
import { parcelLife } from './parcel-life.ts';
import { forgetRefused, keepRefused } from './refused-numbers.ts';
import { promisedEnd } from './ship-parcels.ts';

/** How long after shipping the provider is asked for a parcel that left elsewhere: files bring years of history, and each question costs money. */
export const FOLLOWED = 30 * DAY;
/** Nothing new, and so old that nothing more is expected. */
export const isGivenUp = (p: Pick<Parcel, 'origin' | 'shippedAt'>, isNews: boolean, now: number): boolean => p.origin === 'outside' && !isNews && (p.shippedAt ?? now) < now - FOLLOWED;

const told = z.strictObject({
  orderId: id, orderNo: z.string(), storeId: id, addressId: id.nullable(), shippedAt: instant, completedAt: instant.nullable(),
  /** All numbers under which the order travels as far as the marketplace tells, without those of our own parcels. */
  waybills: z.array(z.object({ carrier: z.string().nullable(), number: z.string().min(6).max(40) })).max(50),
});
export type OutsideTold = z.output<typeof told>;

interface Carrier { id: string; tracking_code: string; promise_days: number }
interface Wanted { order: OutsideTold; number: string; carrierName: string | null; code: string | null }
type IsTold = (p: Parcel, orderId: string) => boolean;
interface Fresh extends Wanted { orders: OutsideTold[] }

/**
 * Parcels that left without our warehouse, from what the marketplace tells of its orders (docs/adr/0022): each number becomes one parcel that is
 * followed like the others. What is told replaces what was told: a number that is told no more is withdrawn while the carrier has not had it yet.
 * No stock moves, no inspection and no ship notice are claimed. Some ten statements for any number of orders; told twice changes nothing.
 */
export const noteOutsideParcels = verb({
  name: 'logistics.note-outside-parcels',
  title: words('登记外部发货的包裹', 'Note parcels that left elsewhere'),
  may: {},
  input: z.strictObject({ orders: z.array(told).min(1).max(500) }),
  run: async (tx, { orders }) => {
    const wanted = orders.flatMap((order) => order.waybills.map((w): Wanted => {
      const carrier = (w.carrier === null ? null : findCarrier(w.carrier)) ?? guessCarrier(w.number).find((g) => g.is === 'sure')?.carrier ?? null;
      return { order, number: w.number, carrierName: w.carrier ?? carrier?.name.zh ?? null, code: carrier?.code ?? null };
    }));
    const found = await tx.rows<{ id: string }>('logistics.parcels_told', `select id from logistics.parcel where state <> 'withdrawn' and order_ids && $1::uuid[]
      union select id from logistics.parcel where state <> 'withdrawn' and waybill_no = any ($2::text[])`, [orders.map((o) => o.orderId), wanted.map((w) => w.number)]);
    const known = (await lockParcels(tx, found.map((f) => f.id))).filter((p) => p.state !== 'withdrawn');
    const sorted = sort(wanted, known);
    const orderIds = new Set(orders.map((o) => o.orderId));
    const wantedOf = Map.groupBy(wanted, (w) => w.order.orderId);
    /** Whether the marketplace still tells of the parcel for this order; an order that it does not speak of here keeps it. */
    const isTold: IsTold = (p, orderId) => !orderIds.has(orderId) || (wantedOf.get(orderId) ?? []).some((w) => isSame(p, w));
    const withdrawn = await forget(tx, known, isTold);
    await nameCarriers(tx, wanted, known);
    await join(tx, sorted.joins);
    const made = await make(tx, sorted.fresh);
    await arrive(tx, orders, known, isTold);
    await forgetRefused(tx, orders.map((o) => ({ orderId: o.orderId, numbers: o.waybills.map((w) => w.number) })));
    await keepRefused(tx, sorted.foreign);
    if (sorted.foreign.length > 0) tx.audit({ type: 'order', id: sorted.foreign[0]!.order.orderId }, { refusedNumbersOfOtherParcels: sorted.foreign.map((w) => `${w.order.orderNo} ${w.number}`) });
    return { parcels: made, withdrawn };
  },
});

const isSame = (p: Parcel, w: Wanted): boolean => p.waybillNo === w.number && (p.trackingCode === w.code || p.trackingCode === null || w.code === null);

/** Which numbers are there already, which parcel an order joins (the same number to the same address), and which are new. */
function sort(wanted: readonly Wanted[], known: readonly Parcel[]): { fresh: Fresh[]; joins: { parcel: Parcel; order: OutsideTold }[]; foreign: Wanted[] } {
  const fresh = new Map<string, Fresh[]>();
  const joins: { parcel: Parcel; order: OutsideTold }[] = [];
  const foreign: Wanted[] = [];
  for (const w of wanted) {
    const same = known.filter((p) => isSame(p, w));
    if (same.some((p) => p.orderIds.includes(w.order.orderId))) continue;
    const other = same[0];
    if (other) {
      // Never beside another buyer's goods: the page of a parcel names all orders in it.
      if (other.origin === 'outside' && other.addressId !== null && other.addressId === w.order.addressId) joins.push({ parcel: other, order: w.order });
      else foreign.push(w);
      continue;
    }
    const alike = fresh.get(w.number) ?? [];
    const before = alike.find((f) => f.code === w.code || f.code === null || w.code === null);
    if (!before) fresh.set(w.number, [...alike, { ...w, orders: [w.order] }]);
    else if (before.orders.some((o) => o.orderId === w.order.orderId)) continue;
    else if (before.order.addressId !== null && before.order.addressId === w.order.addressId) {
      before.orders.push(w.order);
      // Whichever of them names the carrier names it for the parcel.
      if (before.code === null) Object.assign(before, { code: w.code, carrierName: w.carrierName ?? before.carrierName });
    } else foreign.push(w);
  }
  return { fresh: [...fresh.values()].flat(), joins, foreign };
}

/** Numbers that are told no more. What the carrier has had once is a parcel, whatever the marketplace says, and is followed to its end. */
async function forget(tx: Tx, known: readonly Parcel[], isTold: IsTold): Promise<number> {
  const gone = known.filter((p) => p.origin === 'outside' && p.collectedAt === null && can(parcelLife, p.state, 'renumber') && p.orderIds.some((o) => !isTold(p, o)));
  if (gone.length === 0) return 0;
  const left = gone.map((p) => ({ p, orderIds: p.orderIds.filter((o) => isTold(p, o)) }));
  const empty = left.filter((x) => x.orderIds.length === 0).map((x) => x.p);
  await tx.rows('logistics.forget_outside', `update logistics.parcel p set state = case when cardinality(x.order_ids) = 0 then $2 else p.state end, next_query_at = case when cardinality(x.order_ids) = 0 then null else p.next_query_at end,
      order_ids = case when cardinality(x.order_ids) = 0 then p.order_ids else x.order_ids end, order_nos = case when cardinality(x.order_ids) = 0 then p.order_nos
        else (select array_agg(p.order_nos[i] order by i) from generate_subscripts(p.order_ids, 1) i where p.order_ids[i] = any (x.order_ids)) end, version = p.version + 1
    from (select r.id, array(select jsonb_array_elements_text(r.order_ids)::uuid) as order_ids from jsonb_to_recordset($1::jsonb) as r(id uuid, order_ids jsonb)) x where p.id = x.id`,
    [JSON.stringify(left.map((x) => ({ id: x.p.id, order_ids: x.orderIds }))), next(parcelLife, 'shipped', 'renumber')]);
  for (const p of empty) tx.fact(parcelWithdrawn, p.id, refOf(p), { objects: ordersOf(p) });
  return empty.length;
}

/** A number whose carrier nobody could name before: now it can be asked for. */
async function nameCarriers(tx: Tx, wanted: readonly Wanted[], known: readonly Parcel[]): Promise<void> {
  const named = known.flatMap((p) => {
    const w = p.origin === 'outside' && p.trackingCode === null ? wanted.find((x) => x.code !== null && p.orderIds.includes(x.order.orderId) && isSame(p, x)) : undefined;
    return w ? [{ id: p.id, code: w.code, name: w.carrierName, is_asked: p.deliveredAt === null && (p.shippedAt ?? 0) > tx.now - FOLLOWED }] : [];
  });
  if (named.length === 0) return;
  await tx.rows('logistics.name_outside', `update logistics.parcel p set outside_code = r.code, outside_carrier = r.name, next_query_at = case when r.is_asked then to_timestamp($2 / 1000.0) else p.next_query_at end, version = p.version + 1
    from jsonb_to_recordset($1::jsonb) as r(id uuid, code text, name text, is_asked boolean) where p.id = r.id`, [JSON.stringify(named), tx.now]);
}

async function join(tx: Tx, joins: readonly { parcel: Parcel; order: OutsideTold }[]): Promise<void> {
  if (joins.length === 0) return;
  const rows = [...Map.groupBy(joins, (j) => j.parcel.id)].map(([parcelId, of]) => ({
    id: parcelId, order_ids: of.map((j) => j.order.orderId), order_nos: of.map((j) => j.order.orderNo), tokens: searchColumn({ numbers: of.map((j) => j.order.orderNo) }),
  }));
  await tx.rows('logistics.join_outside', `update logistics.parcel p set order_ids = p.order_ids || array(select jsonb_array_elements_text(r.order_ids)::uuid), order_nos = p.order_nos || array(select jsonb_array_elements_text(r.order_nos)),
      search = p.search || array_to_tsvector(string_to_array(r.tokens, ' ')), version = p.version + 1
    from jsonb_to_recordset($1::jsonb) as r(id uuid, order_ids jsonb, order_nos jsonb, tokens text) where p.id = r.id`, [JSON.stringify(rows)]);
}

async function make(tx: Tx, fresh: readonly Fresh[]): Promise<number> {
  if (fresh.length === 0) return 0;
  const [numbers, addresses, stores, carriers, founded] = await Promise.all([
    tx.numbers('PK', fresh.length), addressesById(tx, fresh.flatMap((f) => f.order.addressId ?? [])), storesById(tx, fresh.map((f) => f.order.storeId)),
    tx.rows<Carrier & Record<string, unknown>>('logistics.carriers_told', 'select id, tracking_code, promise_days from logistics.carrier where tracking_code = any ($1::text[]) order by active desc, code', [fresh.flatMap((f) => f.code ?? [])]),
    foundedAt(tx),
  ]);
  const rows = fresh.map((f, i) => {
    const address = f.order.addressId === null ? undefined : addresses.get(f.order.addressId);
    const carrier = carriers.find((c) => c.tracking_code === f.code);
    const isOver = f.orders.some((o) => o.completedAt !== null);
    const promised = carrier && !isOver ? promisedEnd(f.order.shippedAt, carrier.promise_days) : null;
    return {
      id: tx.newId(), parcel_no: numbers[i]!, order_ids: f.orders.map((o) => o.orderId), order_nos: f.orders.map((o) => o.orderNo), store_id: f.order.storeId, team_id: stores.get(f.order.storeId)?.teamId ?? null,
      address_id: f.order.addressId, province: address?.province ?? null, city: address?.city ?? null, state: next(parcelLife, parcelLife.first, 'leave-outside'), carrier_id: carrier?.id ?? null,
      outside_carrier: f.carrierName, outside_code: f.code,
      carrier_reason: words(`平台导出的发货信息：${f.carrierName ?? '未写承运商'}`, `Told by the marketplace: ${f.carrierName ?? 'no carrier named'}`), waybill_no: f.number, shipped_at: Math.min(f.order.shippedAt, tx.now),
      // A promise that ended before the company kept its book here is nobody's.
      promised_at: promised !== null && promised >= founded ? promised : null, is_asked: f.code !== null && !isOver && f.order.shippedAt > tx.now - FOLLOWED,
      tokens: searchColumn({ numbers: [numbers[i]!, f.number, ...f.orders.map((o) => o.orderNo)], names: [address?.name], phones: [address?.phone] }),
    };
  });
  // A number that one of our carriers' own parcels bears meanwhile stays with that one.
  const inserted = new Set((await tx.rows<{ id: string }>('logistics.insert_outside',
    `insert into logistics.parcel (id, parcel_no, origin, order_ids, order_nos, store_id, team_id, address_id, province, city, state, carrier_id, outside_carrier, outside_code, carrier_reason, waybill_no,
       shipped_at, promised_at, next_query_at, requested_at, search)
     select r.id, r.parcel_no, 'outside', array(select jsonb_array_elements_text(r.order_ids)::uuid), array(select jsonb_array_elements_text(r.order_nos)), r.store_id, r.team_id, r.address_id, r.province, r.city,
       r.state, r.carrier_id, r.outside_carrier, r.outside_code, r.carrier_reason, r.waybill_no, to_timestamp(r.shipped_at / 1000.0), to_timestamp(r.promised_at / 1000.0),
       case when r.is_asked then to_timestamp($2 / 1000.0) end, to_timestamp($2 / 1000.0), array_to_tsvector(string_to_array(r.tokens, ' '))
     from jsonb_to_recordset($1::jsonb) as r(id uuid, parcel_no text, order_ids jsonb, order_nos jsonb, store_id uuid, team_id uuid, address_id uuid, province text, city text, state text, carrier_id uuid,
       outside_carrier text, outside_code text, carrier_reason jsonb, waybill_no text, shipped_at bigint, promised_at bigint, is_asked boolean, tokens text)
     order by r.id on conflict do nothing returning id`, [JSON.stringify(rows), tx.now])).map((r) => r.id));
  const parcels = await lockParcels(tx, [...inserted]);
  for (const p of parcels) tx.fact(outsideParcelNoted, p.id, { ...wayOf(p), storeId: p.storeId, shippedAt: p.shippedAt!, promisedAt: p.promisedAt }, { objects: ordersOf(p) });
  await arrive(tx, fresh.flatMap((f) => f.orders), parcels, () => true);
  return parcels.length;
}

/** The marketplace counts the order as completed: the buyer has what was on its way. */
async function arrive(tx: Tx, orders: readonly OutsideTold[], parcels: readonly Parcel[], isTold: IsTold): Promise<void> {
  const at = new Map(orders.flatMap((o) => (o.completedAt === null ? [] : [[o.orderId, Math.min(o.completedAt, tx.now)] as const])));
  const there = parcels.flatMap((p) => {
    const order = p.orderIds.find((o) => at.has(o) && isTold(p, o));
    return p.origin === 'outside' && order !== undefined && p.deliveredAt === null && can(parcelLife, p.state, 'deliver') ? [{ p, at: at.get(order)! }] : [];
  });
  if (there.length === 0) return;
  await tx.rows('logistics.outside_arrived', `update logistics.parcel p set state = $2, delivered_at = to_timestamp(r.at / 1000.0), next_query_at = null, version = p.version + 1
    from jsonb_to_recordset($1::jsonb) as r(id uuid, at bigint) where p.id = r.id`, [JSON.stringify(there.map((x) => ({ id: x.p.id, at: x.at }))), next(parcelLife, 'shipped', 'deliver')]);
  await settleOnItsOwn(tx, there.map((x) => ({ parcel: x.p, state: 'delivered' as const })));
  for (const x of there) tx.fact(parcelDelivered, x.p.id, { ...wayOf(x.p), onTime: null }, { at: x.at, objects: ordersOf(x.p) });
}

import { checkWaybillNumber } from '../../../gateways/couriers/carriers.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { carrierNotified } from '../facts.ts';
import { no } from '../refusals.ts';
import type { ParcelState } from './contract.ts';
import { numbersElsewhere } from './numbers-elsewhere.ts';
import { after, ordersOf, wayOf, type Parcel } from './parcel.ts';

export interface Waybill {
  waybillNo: string;
  carrierOrderNo?: string | null;
  sortingMark?: string | null;
}

/** A number as typed or scanned, checked for its carrier: an unusual shape warns, an impossible one is refused. */
export function checkedWaybill(parcel: Pick<Parcel, 'trackingCode' | 'carrierName'>, typed: string): { number: string; warning: Words | null } {
  const check = checkWaybillNumber(parcel.trackingCode ?? '', typed);
  if (check.is === 'impossible') throw refuse(no['waybill-wrong'], check.message);
  if (check.is === 'usual') return { number: check.number, warning: null };
  return {
    number: check.number,
    warning: check.looksLike
      ? words(`运单号更像是${check.looksLike.name.zh}的单号，当前承运商为${parcel.carrierName ?? ''}，请核对。`, `The number looks like one of ${check.looksLike.name.en}, not of ${parcel.carrierName ?? 'this carrier'}.`)
      : words(`运单号与${parcel.carrierName ?? '该承运商'}的常见格式不同，请核对。`, `The number is not of the usual shape of ${parcel.carrierName ?? 'this carrier'}.`),
  };
}

/**
 * Free numbers of a carrier's pool, one for each parcel in order; fewer when the pool runs dry. Two callers never get the same. A number that a parcel bears already
 * (typed by hand, told by a marketplace, of another account) is left where it is: it would be refused, and with it whoever takes after it.
 */
export async function takeFromPool(tx: Tx, carrierId: string, parcelIds: readonly string[]): Promise<Map<string, Waybill>> {
  const rows = await tx.rows<{ parcel_id: string; waybill_no: string }>('logistics.take_waybills',
    `with free as (
       select waybill_no, row_number() over (order by waybill_no) as n from (
         select l.waybill_no from logistics.waybill_pool l where l.carrier_id = $1 and l.parcel_id is null
           and not exists (select from logistics.parcel p where p.waybill_no = l.waybill_no and (p.state <> 'withdrawn' or p.collected_at is not null))
         order by l.waybill_no limit $3 for update skip locked) f
     ), wanted as (select id, n from unnest($2::uuid[]) with ordinality as w(id, n))
     update logistics.waybill_pool b set parcel_id = w.id, taken_at = to_timestamp($4 / 1000.0)
     from free f join wanted w on w.n = f.n where b.carrier_id = $1 and b.waybill_no = f.waybill_no returning b.parcel_id, b.waybill_no`,
    [carrierId, [...parcelIds], parcelIds.length, tx.now]);
  return new Map(rows.map((r) => [r.parcel_id, { waybillNo: r.waybill_no }]));
}

/**
 * Tells one carrier of parcels and writes down how (clause 5.2.1). Parcels without a number keep waiting for it: the carrier writes it
 * into the file and sends it back. Parcels with one are announced.
 *
 * @throws logistics.waybill-taken (clause 2.3.3): another parcel bears the number
 */
export async function giveNotice(tx: Tx, parcels: readonly Parcel[], way: 'api' | 'file' | 'hand', waybills: ReadonlyMap<string, Waybill>): Promise<{ id: string; noticeNo: string; states: Map<string, ParcelState> }> {
  const first = parcels[0]!;
  if (first.carrierId === null) throw refuse(no['carrier-missing']);
  if (parcels.some((p) => p.carrierId !== first.carrierId)) throw refuse(no['notice-mixed']);
  const elsewhere = await numbersElsewhere(tx, parcels.flatMap((parcel) => { const w = waybills.get(parcel.id); return w ? [{ parcel, waybillNo: w.waybillNo }] : []; }));
  for (const said of elsewhere.values()) throw refuse(no['waybill-taken'], said);
  const states = new Map<string, ParcelState>();
  for (const p of parcels) {
    const announced = after(p, 'announce');
    states.set(p.id, waybills.has(p.id) ? announced : p.state);
  }
  const noticeId = tx.newId();
  const noticeNo = await tx.number('SN');
  const rows = parcels.map((p) => {
    const w = waybills.get(p.id);
    return { id: p.id, state: states.get(p.id)!, waybill_no: w?.waybillNo ?? null, carrier_order_no: w?.carrierOrderNo ?? null, sorting_mark: w?.sortingMark ?? null, tokens: w ? searchColumn({ numbers: [w.waybillNo] }) : '' };
  });
  await tx.rows('logistics.give_notice',
    `with notice as (insert into logistics.ship_notice (id, notice_no, carrier_id, way, parcels, team_id, given_at, given_by) values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0), $8) returning id)
     update logistics.parcel p set state = x.state, waybill_no = x.waybill_no, carrier_order_no = x.carrier_order_no, sorting_mark = x.sorting_mark, notice_id = n.id, version = p.version + 1,
       search = case when x.tokens = '' then p.search else p.search || array_to_tsvector(string_to_array(x.tokens, ' ')) end
     from jsonb_to_recordset($9::jsonb) as x(id uuid, state text, waybill_no text, carrier_order_no text, sorting_mark text, tokens text), notice n where p.id = x.id`,
    [noticeId, noticeNo, first.carrierId, way, parcels.length, first.teamId, tx.now, tx.actor.name, JSON.stringify(rows)]).catch(asTaken);
  for (const p of parcels) {
    const w = waybills.get(p.id);
    if (w) tx.fact(carrierNotified, p.id, { ...wayOf({ ...p, waybillNo: w.waybillNo }), by: way, noticeNo }, { objects: ordersOf(p) });
  }
  return { id: noticeId, noticeNo, states };
}

export function asTaken(error: unknown): never {
  if ((error as { constraint?: string }).constraint === 'waybill_once') throw refuse(no['waybill-taken']);
  throw error;
}

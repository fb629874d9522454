import type { Actor, Scope } from '../../../kernel/actor.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import type { ParcelState } from './contract.ts';
import { parcelLife } from './parcel-life.ts';

/** A parcel as verbs work on it. */
export interface Parcel {
  id: string;
  parcelNo: string;
  /** `outside`: it left without our warehouse, and the marketplace told its number. */
  origin: 'warehouse' | 'outside';
  fulfilmentId: string | null;
  orderIds: string[];
  orderNos: string[];
  storeId: string;
  warehouseId: string | null;
  teamId: string | null;
  addressId: string | null;
  province: string | null;
  state: ParcelState;
  waveId: string | null;
  waveNo: string | null;
  carrierId: string | null;
  carrierCode: string | null;
  carrierName: string | null;
  trackingCode: string | null;
  notifiedBy: 'api' | 'file' | 'hand' | null;
  product: string | null;
  payment: 'monthly' | 'sender' | 'receiver' | null;
  promiseDays: number | null;
  waybillNo: string | null;
  noticeId: string | null;
  expectedGrams: number;
  actualGrams: number | null;
  valueFen: bigint | null;
  freightFen: bigint | null;
  shippedAt: number | null;
  collectedAt: number | null;
  promisedAt: number | null;
  deliveredAt: number | null;
  lastMovedAt: number | null;
  trackState: string | null;
  trackAt: number | null;
  stuckToldAt: number | null;
  /** Its weight is odd and nobody has let it go. */
  weightHeld: boolean;
  version: number;
  /** The newest inspection was passed, and nothing was packed anew since. */
  inspectionPassed: boolean;
}

const columns = `p.id, p.parcel_no as "parcelNo", p.origin, p.fulfilment_id as "fulfilmentId", p.order_ids as "orderIds", p.order_nos as "orderNos", p.store_id as "storeId",
  p.warehouse_id as "warehouseId", p.team_id as "teamId", p.address_id as "addressId", p.province, p.state, p.wave_id as "waveId", w.wave_no as "waveNo",
  p.carrier_id as "carrierId", coalesce(c.code, p.outside_code, p.outside_carrier) as "carrierCode", coalesce(c.name, p.outside_carrier) as "carrierName", coalesce(c.tracking_code, p.outside_code) as "trackingCode", c.notified_by as "notifiedBy", c.product, c.payment,
  coalesce(p.promise_days, c.promise_days) as "promiseDays", p.waybill_no as "waybillNo", p.notice_id as "noticeId",
  coalesce(p.expected_grams, 0) as "expectedGrams", p.actual_grams as "actualGrams", p.value_fen as "valueFen", p.freight_fen as "freightFen", p.shipped_at as "shippedAt",
  p.collected_at as "collectedAt", p.promised_at as "promisedAt", p.delivered_at as "deliveredAt", p.last_moved_at as "lastMovedAt", p.track_state as "trackState",
  p.track_at as "trackAt", p.stuck_told_at as "stuckToldAt", p.weight_held as "weightHeld", p.version,
  p.state not in ('waiting', 'picking', 'picked', 'packed')
    and coalesce((select i.passed from logistics.inspection i where i.parcel_id = p.id order by i.at desc, i.passed limit 1), false) as "inspectionPassed"`;

/** As the database spells them, each once and in its order. */
export const idsOf = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.toLowerCase()))].toSorted();

/** Parcels by id, locked in one order for everybody. Those that are not there are missing from the answer. */
export async function lockParcels(tx: Tx, ids: readonly string[]): Promise<Parcel[]> {
  const found = await tx.gather('logistics.lock_parcels', idsOf(ids), async (on, all) => {
    const rows = await on.rows<Parcel & Record<string, unknown>>('logistics.lock_parcels',
      `select ${columns} from logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id left join logistics.wave w on w.id = p.wave_id
       where p.id = any ($1::uuid[]) order by p.id for no key update of p`, [all]);
    return inOrder(all, rows, (p) => p.id).map(([parcel]) => parcel);
  });
  return found.filter((p) => p !== undefined);
}

/** What a gathered statement found, for each that was asked for. */
export function inOrder<R>(asked: readonly string[], rows: readonly R[], of: (row: R) => string): R[][] {
  const by = Map.groupBy(rows, of);
  return asked.map((one) => by.get(one) ?? []);
}

export const lockParcel = async (tx: Tx, id: string): Promise<Parcel | null> => (await lockParcels(tx, [id]))[0] ?? null;

/** All of them or none: a missing one makes the whole "not there". */
export async function lockAll(tx: Tx, ids: readonly string[]): Promise<Parcel[] | null> {
  const parcels = await lockParcels(tx, ids);
  return parcels.length === idsOf(ids).length ? parcels : null;
}

/** The same for rows that each say something of their own parcel: one row a parcel. @throws logistics.parcel-twice */
export function lockEach(tx: Tx, rows: readonly { id: string }[]): Promise<Parcel[] | null> {
  if (new Set(rows.map((r) => r.id)).size < rows.length) throw refuse(no['parcel-twice']);
  return lockAll(tx, rows.map((r) => r.id));
}

/** A team sees the parcels of its warehouses; a warehouse that belongs to no team is everybody's who works in warehouses. */
export const seesParcel = (actor: Actor, scope: Scope, parcel: { teamId: string | null }): boolean =>
  scope === 'all' || (scope !== 'own' && (parcel.teamId === null || actor.teamIds.includes(parcel.teamId)));
export const seesParcels = (actor: Actor, scope: Scope, parcels: readonly { teamId: string | null }[]): boolean => parcels.every((p) => seesParcel(actor, scope, p));

/** As duties name them: whoever owes something on a parcel works on it, whatever team its warehouse belongs to. */
export const parcelRef = (parcel: { id: string }) => ({ type: 'parcel', id: parcel.id });
export const parcelRefs = (parcels: readonly { id: string }[]) => parcels.map(parcelRef);

/** Objects on whose timelines a fact about the parcel belongs. */
export const ordersOf = (parcel: { orderIds: readonly string[]; fulfilmentId: string | null }): { type: string; id: string }[] =>
  [...(parcel.fulfilmentId === null ? [] : [{ type: 'fulfilment', id: parcel.fulfilmentId }]), ...parcel.orderIds.map((id) => ({ type: 'order', id }))];

export const refOf = (p: Pick<Parcel, 'parcelNo' | 'fulfilmentId' | 'orderIds'>) => ({ parcelNo: p.parcelNo, fulfilmentId: p.fulfilmentId, orderIds: p.orderIds });

/** What facts say of a parcel that a carrier has. */
export function wayOf(p: Pick<Parcel, 'origin' | 'parcelNo' | 'fulfilmentId' | 'orderIds' | 'carrierId' | 'carrierCode' | 'waybillNo'>) {
  if (p.origin === 'warehouse' && (p.carrierId === null || p.carrierCode === null)) throw refuse(no['carrier-missing']);
  if (p.waybillNo === null) throw refuse(no['waybill-missing']);
  return { ...refOf(p), carrierId: p.carrierId, carrierCode: p.carrierCode ?? '', waybillNo: p.waybillNo };
}

type LifeEvent = Parameters<typeof next<ParcelState, never>>[2] | 'start-picking' | 'pick' | 'pack' | 'inspect' | 'fail' | 'announce' | 'ship' | 'withdraw' | 'take-back';

/** The state after an event. A withdrawn parcel says so, because goods must go back to the shelf. */
export function after(parcel: Pick<Parcel, 'state' | 'parcelNo'>, event: LifeEvent): ParcelState {
  if (parcel.state === 'withdrawn') throw refuse(no['parcel-withdrawn'], words(`包裹 ${parcel.parcelNo} 已撤回。`, `Parcel ${parcel.parcelNo} was withdrawn.`), { parcelNo: parcel.parcelNo });
  return next(parcelLife, parcel.state, event);
}

/** Writes a new state and raises the version; the row is locked already. */
export async function setState(tx: Tx, changes: readonly { id: string; state: ParcelState }[]): Promise<void> {
  await tx.rows('logistics.set_state', `update logistics.parcel p set state = x.state, version = p.version + 1
    from unnest($1::uuid[], $2::text[]) as x(id, state) where p.id = x.id`, [changes.map((c) => c.id), changes.map((c) => c.state)]);
}

/** Acts of the warehouse upon a parcel that never was in it. @throws logistics.left-outside */
export function notOutside(parcels: readonly Pick<Parcel, 'origin' | 'parcelNo'>[]): void {
  const outside = parcels.filter((p) => p.origin === 'outside').map((p) => p.parcelNo);
  if (outside.length > 0) throw refuse(no['left-outside'], words(`${outside.join('、')} 是外部发货的包裹。`, `${outside.join(', ')} left without our warehouse.`), { parcels: outside });
}

export const parcelPolicy = { warehouse: 'team', 'logistics-clerk': 'all' } as const;

import { addressesById, type Address } from '../../../registers/customers/index.ts';
import { parcelsOfOrders, type OrderParcel } from '../../logistics/index.ts';
import { storeKey, storesById, storesByName } from '../../../registers/company/index.ts';
import type { OrderStatus, Receiver } from '../../../gateways/marketplaces/order-row.ts';
import type { ImportProblem } from '../../../kernel/imports/format.ts';
import type { ImportSettings } from '../../../kernel/imports/target.ts';
import type { Runner } from '../../../kernel/query.ts';
import { words } from '../../../kernel/words.ts';
import { amountsOf, type Amounts, type Incoming, type OrderRecord } from './incoming.ts';
import { skusOfStores, type SkusKnown } from './kept-matches.ts';
import type { GiftBy, Order } from './load.ts';
import { toldText, waybillsOf, type Waybill } from './outside-waybills.ts';
import type { OrderStore } from './stores.ts';

type Problem = Omit<ImportProblem, 'line'>;
type On = { runner: Runner };

export interface KnownLine {
  id: string; order_id: string; line_key: string; position: number; sku_id: string | null; outer_sku: string | null; title: string; spec: string | null; quantity: number;
  unit_price_fen: bigint | null; amount_fen: bigint; refunded_fen: bigint; refund_status: string | null; gift_by: GiftBy | null;
}
export interface KnownOrder extends Order {
  discount_fen: bigint; payment_no: string | null; payment_method: string | null; shipped_at: number | null; completed_at: number | null;
  platform_status: string | null; close_reason: string | null; outside_address_id: string | null; outside_carrier: string | null; outside_waybill: string | null; outside_told: string | null;
  buyer_nick: string | null; shipped_outside: boolean; lines: KnownLine[];
}

/** What the file says has become of an order. */
export interface Told {
  isPaid: boolean;
  hasLeft: boolean;
  isCompleted: boolean;
  isClosed: boolean;
  stop: Order['platform_stop'];
  /** The marketplace tells that the order left, and what it tells of is (or will be) a parcel of our own warehouse. */
  isOurs: boolean;
}

export interface Fresh { incoming: Incoming; store: OrderStore; told: Told; amounts: Amounts }
export interface Changed extends Omit<Fresh, 'store'> {
  known: KnownOrder;
  /** Names of what is different, as in sales.order-changed. */
  fields: string[];
  newAddress: boolean;
  /** Numbers that are none of our parcels', where they are to be told anew (docs/adr/0022). */
  waybills: Waybill[] | null;
}
export interface Plan {
  fresh: Fresh[];
  changed: Changed[];
  same: { incoming: Incoming; known: KnownOrder }[];
  refused: { incoming: Incoming; problem: Problem }[];
  skus: SkusKnown;
}

const left: readonly (OrderStatus | null)[] = ['shipped', 'signed', 'completed'];

/** Whether the row says that its order is paid. */
export const isPaidBy = ({ status, paidAt }: Pick<OrderRecord, 'status' | 'paidAt'>): boolean =>
  status === 'paid' || status === 'in-review' || status === 'part-shipped' || left.includes(status) || paidAt !== null;

export function toldBy(incoming: Incoming): Told {
  const head = incoming.head;
  const status = head?.status ?? null;
  const isPaid = head !== null && isPaidBy(head);
  return {
    isPaid, hasLeft: left.includes(status), isCompleted: status === 'completed', isClosed: status === 'closed',
    stop: status === 'in-review' ? 'locked' : status === 'part-shipped' ? 'part-shipped' : status === null && head !== null && isPaid ? 'status-unknown' : null,
    isOurs: false,
  };
}

/** Works out what a file would change, without changing anything. With `lock` the known orders are locked, in the order of their ids. */
export async function planImport(on: On, orders: readonly Incoming[], settings: ImportSettings, lock: boolean): Promise<Plan> {
  const [byId, byName, skus, known] = await Promise.all([
    storesById(on, settings.store ? [settings.store] : []),
    storesByName(on),
    skusOfStores(on, orders.flatMap((o) => o.lines.flatMap((l) => l.outerSku ?? []))),
    knownOrders(on, orders.map((o) => o.orderNo), lock),
  ]);
  const chosen = settings.store ? byId.get(settings.store) : undefined;
  const addresses = await addressesById(on, known.flatMap((k) => k.outside_address_id ?? []));
  const own = await ownParcels(on, orders, known);
  const plan: Plan = { fresh: [], changed: [], same: [], refused: [], skus };
  const knownOf = new Map<string, KnownOrder[]>();
  for (const k of known) knownOf.set(k.outside_no!, [...(knownOf.get(k.outside_no!) ?? []), k]);
  for (const incoming of orders) {
    const named = incoming.head?.storeName ? byName.get(storeKey(incoming.head.storeName)) : undefined;
    const store = chosen ?? named;
    const candidates = knownOf.get(incoming.orderNo) ?? [];
    const before = store ? candidates.find((k) => k.store_id === store.id) : candidates.filter((k) => k.platform === incoming.platform).length === 1 ? candidates.find((k) => k.platform === incoming.platform) : undefined;
    const problem = problemOf(incoming, { chosen: chosen?.id, named: named?.id, wanted: settings.store }, before);
    if (problem) {
      plan.refused.push({ incoming, problem });
      continue;
    }
    const parcels = before ? (own.get(before.id) ?? []) : [];
    const told = before ? seenHere(before, toldBy(incoming), incoming, parcels) : toldBy(incoming);
    if (!before) {
      plan.fresh.push({ incoming, store: { id: store!.id, name: store!.name, platform: incoming.platform, teamId: store!.teamId, warehouseId: store!.defaultWarehouseId }, told, amounts: amountsOf(incoming, told.isPaid) });
      continue;
    }
    const change = compare(before, incoming, told, skus, before.outside_address_id === null ? undefined : addresses.get(before.outside_address_id), parcels);
    if (change.fields.length === 0) plan.same.push({ incoming, known: before });
    else plan.changed.push(change);
  }
  return plan;
}

function problemOf(incoming: Incoming, store: { chosen: string | undefined; named: string | undefined; wanted: string | undefined }, known: KnownOrder | undefined): Problem | null {
  if (store.wanted && !store.chosen) return { code: 'store.unknown', message: words('所选店铺不存在。', 'The chosen store does not exist.') };
  const name = incoming.head?.storeName ?? '';
  if (store.chosen && store.named && store.chosen !== store.named)
    return { code: 'store.other', column: '店铺名称', message: words(`文件中的店铺“${name}”不是所选店铺。`, `The file's store “${name}” is not the one chosen.`) };
  if (!incoming.head) return known ? null : { code: 'order.unknown', message: words(`没有订单 ${incoming.orderNo}，请同时或先导入订单报表。`, `There is no order ${incoming.orderNo}; import the file of the orders first, or together.`) };
  if (known || store.chosen || store.named) return null;
  return { code: 'store.unknown', column: '店铺名称', message: name === '' ? words('文件没有写明店铺，请选择店铺。', 'The file names no store; choose one.')
    : words(`没有名为“${name}”的店铺，请选择店铺或在店铺资料里登记别名。`, `No store is called “${name}”; choose one, or add the name to a store.`) };
}

/** Orders of these outside numbers with their lines. */
async function knownOrders(on: On, numbers: readonly string[], lock: boolean): Promise<KnownOrder[]> {
  const asked = [[...new Set(numbers)]];
  const { rows } = await on.runner.query<Omit<KnownOrder, 'lines'>>(`select id, order_no, source, platform, store_id, team_id, warehouse_id, outside_no, state, customer_id, address_id, goods_fen,
      freight_fen, payable_fen, paid_fen, refunded_fen, placed_at, paid_at, promised_ship_by, presale_from, deposit_fen, presale_agreed_by, presale_paid_at, buyer_message, seller_remark, flag, after_sales_text, platform_stop, quantity_total,
      version, discount_fen, platform_discount_fen, payment_no, payment_method, shipped_at, completed_at, platform_status, close_reason, outside_address_id, outside_carrier, outside_waybill, outside_told,
      buyer_nick, shipped_outside
    from sales."order" where outside_no = any ($1::text[]) order by id${lock ? ' for no key update' : ''}`, asked, lock ? 'sales.known_orders_locked' : 'sales.known_orders');
  if (rows.length === 0) return [];
  const { rows: lines } = await on.runner.query<KnownLine & Record<string, unknown>>(`select id, order_id, line_key, position, sku_id, outer_sku, title, spec, quantity, unit_price_fen, amount_fen,
      refunded_fen, refund_status, gift_by from sales.order_line where order_id = any ($1::uuid[]) order by order_id, position`, [rows.map((r) => r.id)], 'sales.known_lines');
  const byOrder = new Map<string, KnownLine[]>(rows.map((r) => [r.id, []]));
  for (const line of lines) byOrder.get(line.order_id)!.push(line);
  return rows.map((r) => ({ ...r, lines: byOrder.get(r.id)! }));
}

/** Our own parcels of the orders that a file tells to have left, or that have left: what travels in them did not leave elsewhere. */
export async function ownParcels(on: On, orders: readonly Incoming[], known: readonly KnownOrder[]): Promise<Map<string, OrderParcel[]>> {
  const told = new Set(orders.filter((o) => left.includes(o.head?.status ?? null) || (o.head?.waybillNo ?? null) !== null).map((o) => o.orderNo));
  const asked = known.filter((k) => told.has(k.outside_no!) && k.state !== 'unpaid' && k.state !== 'cancelled').map((k) => k.id);
  const parcels = (await parcelsOfOrders(on, asked)).filter((p) => p.origin === 'warehouse' && p.state !== 'withdrawn');
  const byOrder = new Map<string, OrderParcel[]>();
  for (const p of parcels) for (const order of p.orderIds) byOrder.set(order, [...(byOrder.get(order) ?? []), p]);
  return byOrder;
}

/**
 * Whose hands an order left by. Numbers are often entered in the marketplace when the label is printed, before the parcel is scanned out here:
 * where the number is that of a parcel of ours, or no number is told and a parcel of ours has one, the goods are still ours to ship, and stock is
 * taken when they are.
 */
function seenHere(known: KnownOrder, told: Told, incoming: Incoming, own: readonly OrderParcel[]): Told {
  if (!told.hasLeft || own.length === 0 || !['held', 'short', 'released', 'part-shipped'].includes(known.state)) return told;
  const numbers = waybillsOf(incoming.head?.waybillNo ?? null, null).map((w) => w.number);
  const isOurs = own.some((p) => p.shippedAt !== null || (p.waybillNo !== null && (numbers.length === 0 || numbers.includes(p.waybillNo))));
  return isOurs ? { ...told, isPaid: true, hasLeft: false, isCompleted: false, stop: null, isOurs } : told;
}

/** The change as it is told of an order of which a parcel has left here meanwhile. */
export function leftHere(c: Changed, own: readonly OrderParcel[]): Changed {
  const told = { ...c.told, isPaid: true, hasLeft: false, isCompleted: false, stop: null, isOurs: true };
  return { ...c, told, waybills: toTell(c.known, c.incoming, told, own) };
}

/** The numbers of an order that are none of our parcels'; null where nothing new is to be told of them. */
function toTell(known: KnownOrder, incoming: Incoming, told: Told, own: readonly OrderParcel[]): Waybill[] | null {
  const head = incoming.head;
  const isOut = told.hasLeft || told.isOurs || known.state === 'shipped' || known.state === 'completed';
  if (!head || !isOut || known.state === 'cancelled' || told.isClosed) return null;
  const numbers = waybillsOf(head.waybillNo ?? known.outside_waybill, head.carrierName ?? known.outside_carrier).filter((w) => !own.some((p) => p.waybillNo === w.number));
  const text = toldText(numbers);
  const isNew = text !== (known.outside_told ?? '') || (text !== '' && told.isCompleted && becomes(known, told));
  return isNew ? numbers : null;
}

/** Newer states only: a file from yesterday does not undo what has happened since. */
function compare(known: KnownOrder, incoming: Incoming, told: Told, skus: SkusKnown, address: Address | undefined, own: readonly OrderParcel[]): Changed {
  const head = incoming.head;
  const fields: string[] = [];
  const differs = <T>(value: T | null | undefined, before: T | null): boolean => value !== null && value !== undefined && value !== before;
  const amounts = head ? amountsOf(incoming, told.isPaid) : amountsOf({ ...incoming, money: { ...incoming.money, payable: known.payable_fen, freight: known.freight_fen } }, known.paid_at !== null);
  if (head && !regresses(known, told) && (differs(head.statusText, known.platform_status) || becomes(known, told))) fields.push('status');
  if (head && !regresses(known, told) && told.stop !== known.platform_stop && !told.hasLeft && !told.isClosed) fields.push('stop');
  const newAddress = incoming.receiver !== null && (address === undefined || !samePlace(incoming.receiver, address)) && !['shipped', 'completed', 'cancelled', 'part-shipped'].includes(known.state);
  if (newAddress) fields.push('address');
  if (head && (differs(head.sellerRemark, known.seller_remark) || differs(head.flag, known.flag) || differs(head.buyerMessage, known.buyer_message))) fields.push('remark');
  if (head && differs(head.afterSalesText, known.after_sales_text)) fields.push('after-sales');
  if (incoming.money.refund !== null && incoming.money.refund > known.refunded_fen) fields.push('refund');
  if (head && known.state === 'unpaid' && incoming.money.payable !== null && incoming.money.payable !== known.payable_fen) fields.push('amount');
  if (head && (differs(head.waybillNo, known.outside_waybill) || differs(head.carrierName, known.outside_carrier))) fields.push('waybill');
  const waybills = toTell(known, incoming, told, own);
  if (waybills && !fields.includes('waybill') && toldText(waybills) !== (known.outside_told ?? '')) fields.push('waybill');
  if (head && (differs(head.promisedShipBy, known.promised_ship_by) || differs(head.quantityTotal, known.quantity_total) || differs(head.closeReason, known.close_reason))) fields.push('terms');
  if (incoming.lines.some((l) => lineDiffers(known, l, skus))) fields.push('lines');
  return { incoming, known, told, amounts, fields, newAddress, waybills };
}

const rank = (state: KnownOrder['state']): number => (state === 'unpaid' ? 0 : state === 'completed' || state === 'cancelled' ? 3 : state === 'shipped' || state === 'part-shipped' ? 2 : 1);
const toldRank = (told: Told): number => (told.isClosed || told.isCompleted ? 3 : told.hasLeft ? 2 : told.isPaid ? 1 : 0);
const regresses = (known: KnownOrder, told: Told): boolean => toldRank(told) < rank(known.state);

/** Whether the order's state follows what the file tells. */
export const becomes = (known: KnownOrder, told: Told): boolean => toldRank(told) > rank(known.state) && !(told.isClosed && rank(known.state) >= 2);

const same = (a: string | null, b: string | null): boolean => (a ?? '') === (b ?? '');
const samePlace = (a: Receiver, b: Receiver): boolean =>
  same(a.name, b.name) && same(a.phone, b.phone) && same(a.province, b.province) && same(a.city, b.city) && same(a.district, b.district) && same(a.street, b.street) && same(a.detail, b.detail);

/** Goods change only while nobody works on them; refunds and a newly known article always count. */
export function lineDiffers(known: KnownOrder, line: Incoming['lines'][number], skus: SkusKnown): boolean {
  const before = known.lines.find((l) => l.line_key === line.key);
  if (!before) return ['unpaid', 'to-review', 'held'].includes(known.state) || known.lines.length === 0;
  if (line.refundStatus !== null && line.refundStatus !== before.refund_status) return true;
  if (line.refundFen !== null && line.refundFen > before.refunded_fen) return true;
  if (before.sku_id === null && skus.of(known.store_id, line.outerSku) !== undefined) return true;
  return goodsMayChange(known) && (line.quantity !== before.quantity || (line.outerSku !== null && line.outerSku !== before.outer_sku));
}

export const goodsMayChange = (known: KnownOrder): boolean => known.state === 'unpaid' || known.state === 'to-review' || known.state === 'held';

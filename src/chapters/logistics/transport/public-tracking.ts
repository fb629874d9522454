import type { Kernel } from '../../../kernel/kernel.ts';
import { DAY } from '../../../kernel/clock.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { linkSecret, openLink, signLink } from '../../../kernel/signed-link.ts';
import { words, type Words } from '../../../kernel/words.ts';
import type { TrackState, TrackTrouble } from '../../../gateways/couriers/track-state.ts';
import { companyName } from '../neighbours.ts';
import { parcelStates, type ParcelState, type PublicParcel } from './contract.ts';
import { withoutNames, withoutPhones } from './texts.ts';

/** Links live as long as a customer may ask about a parcel. */
const LINK_LIFE = 90 * DAY;
export const LINK_TYPE = 'parcel';

/** The token of the customer's page of a parcel: `/p/<token>`. For the notice that sales sends. */
export const parcelLink = async (on: { runner: Runner }, parcelId: string, now: number): Promise<string> =>
  signLink(await linkSecret(on), { type: LINK_TYPE, id: parcelId, expiresAt: now + LINK_LIFE });

interface Event { at: number; state: TrackState; trouble: TrackTrouble | null; text: string; place: string | null; counted: boolean }
interface Row {
  id: string; order_nos: string[]; parcel_no: string; origin: 'warehouse' | 'outside'; state: ParcelState; province: string | null; city: string | null; carrier: string | null; phone: string | null; waybill_no: string | null; requested_at: number;
  ship_by: number | null; shipped_at: number | null; collected_at: number | null; delivered_at: number | null; promised_at: number | null; expected_at: number | null; track_state: string | null;
}

const inHouse: readonly ParcelState[] = ['waiting', 'picking', 'picked', 'packed', 'inspected', 'announced'];

const headline = (p: Row): Words => {
  if (inHouse.includes(p.state)) return words('正在为您备货', 'Your parcel is being prepared');
  if (p.track_state === 'at-pickup-point' && p.state === 'out-for-delivery') return words('已到快递柜或驿站，请取件', 'Ready for you at the pickup point');
  switch (p.state) {
    case 'shipped': return words('已发出，等待快递员揽收', 'Sent, waiting for the courier');
    case 'problem': return words('派送遇到问题，我们正在跟进', 'There is a problem on the way; we are on it');
    case 'lost': return words('包裹可能遗失，我们正在处理', 'The parcel may be lost; we are dealing with it');
    case 'withdrawn': return words('该包裹已取消', 'This parcel was cancelled');
    default: return parcelStates[p.state];
  }
};

function nextStep(p: Row): PublicParcel['next'] {
  if (inHouse.includes(p.state)) return { text: words('预计发出', 'It will be sent'), by: p.ship_by };
  if (['shipped', 'collected', 'in-transit', 'out-for-delivery'].includes(p.state)) {
    const by = p.expected_at ?? p.promised_at;
    // Of what left elsewhere by a carrier that is none of ours nobody has promised a time.
    return by === null ? { text: words('送达时间以快递信息为准', 'The carrier tells when it arrives'), by } : { text: words('预计送达', 'It should arrive'), by };
  }
  return null;
}

/** What the customer can do about each trouble; for what is not named here, ask the shop. */
const helps: Partial<Record<TrackTrouble, { text: Words; help: Words }>> = {
  unreachable: { text: words('快递员联系不上您', 'The courier could not reach you'), help: words('请保持电话畅通，或直接致电快递员、快递公司约定派送时间；电话有变的，请联系店铺客服更正。', 'Keep your phone on, or call the courier and agree a time; if your number has changed, tell the shop.') },
  'phone-wrong': { text: words('收件电话有误', 'The phone number is wrong'), help: words('请联系店铺客服更正电话，更正后会再次派送。', 'Tell the shop the right number; delivery is tried again then.') },
  'address-vague': { text: words('收货地址不够详细', 'The address is not precise enough'), help: words('请联系店铺客服补充门牌号等地址信息。', 'Tell the shop the missing part of the address.') },
  'out-of-area': { text: words('地址超出派送范围', 'The address lies outside the delivery area'), help: words('请联系店铺客服改址，或到快递网点自取。', 'Ask the shop to change the address, or fetch it from the branch.') },
  'pickup-overdue': { text: words('包裹在快递柜或驿站超时未取', 'The parcel waits at the pickup point beyond its time'), help: words('请尽快取件，逾期会被退回。', 'Please fetch it soon; otherwise it goes back.') },
  refused: { text: words('包裹被拒收', 'The parcel was refused'), help: words('如果不是您本人拒收，请联系店铺客服。', 'If it was not you who refused it, tell the shop.') },
  'delivery-failed': { text: words('这次派送没有成功', 'This delivery did not succeed'), help: words('快递会再次派送；着急的话，请致电快递公司约定时间。', 'Delivery is tried again; to agree a time, call the carrier.') },
  damaged: { text: words('包裹在途中破损', 'The parcel was damaged on the way'), help: words('请先不要签收，并联系店铺客服处理。', 'Do not sign for it yet; tell the shop.') },
  held: { text: words('包裹滞留在网点', 'The parcel is held at a branch'), help: words('我们正在催促派送，您暂时不用做什么。', 'We are urging the carrier; there is nothing you need to do.') },
};

/** The newest trouble of a parcel that is in trouble: what it is, and what its receiver can do. */
function troubleOf(p: Row, newest: Event | undefined): PublicParcel['trouble'] {
  const asks = words('请联系店铺客服，我们会与快递公司一起处理。', 'Please ask the shop; we settle it with the carrier.');
  switch (p.state) {
    case 'problem': {
      const known = newest?.trouble ?? troubleIn(newest?.text ?? '');
      const help = known ? helps[known] : undefined;
      return help ?? { text: words('派送遇到问题，我们正在跟进', 'There is a problem on the way; we are on it'), help: asks };
    }
    case 'returning': case 'returned': return { text: words('包裹正在退回店铺', 'The parcel is on its way back to the shop'), help: words('如需重新寄出或退款，请联系店铺客服。', 'To have it sent again or your money back, ask the shop.') };
    case 'lost': return { text: words('包裹可能遗失，我们正在处理', 'The parcel may be lost; we are dealing with it'), help: words('店铺会为您补发或退款；请联系店铺客服。', 'The shop sends it again or pays you back; please ask.') };
    default: return null;
  }
}

/** Carriers that give no reason code say it in words. */
const said: readonly (readonly [RegExp, TrackTrouble])[] = [
  [/无法接通|无人接听|联系不上|无法联系|关机/, 'unreachable'], [/电话.{0,4}(错误|有误|空号|不正确)|空号/, 'phone-wrong'], [/地址.{0,4}(不详|不清|错误|有误)/, 'address-vague'], [/超出?.{0,4}(派送|服务)范围|超区/, 'out-of-area'],
  [/拒收/, 'refused'], [/破损/, 'damaged'], [/超时未取|逾期未取/, 'pickup-overdue'], [/滞留/, 'held'],
];
const troubleIn = (text: string): TrackTrouble | undefined => said.find(([pattern]) => pattern.test(text))?.[1];

const onTheRoad: readonly TrackState[] = ['in-transit', 'arrived-city', 'forwarded', 'customs'];
const atTheDoor: readonly TrackState[] = ['out-for-delivery', 'at-pickup-point'];

/** Stages with the time at which each was first reached; what went wrong stands where it happened. */
function stages(p: Row, events: readonly Event[]): PublicParcel['stages'] {
  const first = (states: readonly TrackState[]): number | null => events.findLast((e) => states.includes(e.state))?.at ?? null;
  const failed = ['problem', 'returning', 'returned', 'lost', 'withdrawn'].includes(p.state);
  const delivering = first(atTheDoor) !== null || ['out-for-delivery', 'delivered'].includes(p.state);
  const moving = delivering || first(onTheRoad) !== null || p.state === 'in-transit';
  const rows: { text: Words; at: number | null; done: boolean; failed?: boolean }[] = [
    // What left elsewhere was not prepared here: its way begins when it left.
    ...(p.origin === 'outside' ? [] : [{ text: words('下单备货', 'Prepared'), at: p.requested_at, done: true }]),
    { text: parcelStates.shipped, at: p.shipped_at, done: p.shipped_at !== null },
    { text: words('揽收', 'Collected'), at: p.collected_at, done: p.collected_at !== null || moving },
    { text: words('运输', 'In transit'), at: first(onTheRoad), done: moving },
    { text: words('派送', 'Out for delivery'), at: first(atTheDoor), done: delivering },
    { text: words('签收', 'Delivered'), at: p.delivered_at, done: p.state === 'delivered' },
  ];
  const wrong = { text: headline(p), at: p.state === 'withdrawn' ? null : events[0]?.at ?? null, done: false, failed: true };
  // A problem is met on the way and delivery may follow it; the other troubles end the way.
  const shown = p.state === 'problem' ? rows.flatMap((r, i) => (i === rows.findLastIndex((x) => x.done) ? [r, wrong] : [r])) : failed ? [...rows.slice(0, -1), wrong] : rows;
  const current = shown.findLastIndex((r) => r.done);
  return shown.map((r, i) => ({ text: r.text, at: r.at, is: r.failed ? 'failed' : i < current || (r.done && (p.state === 'delivered' || failed)) ? 'done' : i === current ? 'now' : 'next' }));
}

/** What the holder of a signed link may see: stages, what is next and by when. No name, no phone, no street. */
export async function publicTracking(kernel: Kernel, token: string): Promise<PublicParcel> {
  const { id } = openLink(await linkSecret(kernel), token, LINK_TYPE, kernel.clock.now());
  return publicParcel(kernel, id);
}

/** A parcel for the pages of other chapters that have checked a link of their own. */
export async function publicParcel(kernel: Kernel, id: string): Promise<PublicParcel> {
  const [parcel] = await publicParcels(kernel, [id]);
  if (!parcel) throw refuse(kernelNo['link-dead']);
  return parcel;
}

/** The same for several, in their order; those that are not there are missing. Two statements for any number. */
export async function publicParcels(kernel: Kernel, ids: readonly string[]): Promise<PublicParcel[]> {
  if (ids.length === 0) return [];
  const [found, events, company] = await Promise.all([
    kernel.db.query<Row & Record<string, unknown>>(
      `select p.id, p.parcel_no, p.origin, p.state, p.order_nos, p.province, p.city, coalesce(c.name, p.outside_carrier) as carrier, c.phone, p.waybill_no, p.requested_at, p.ship_by, p.shipped_at, p.collected_at, p.delivered_at, p.promised_at, p.expected_at, p.track_state
       from logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id where p.id = any ($1::uuid[])`, [[...ids]], 'logistics.public_parcel'),
    kernel.db.query<Event & { parcel_id: string }>(
      `select e.* from unnest($1::uuid[]) as x(id) cross join lateral
         (select parcel_id, at, state, trouble, text, place, verdict = 'advance' as counted from logistics.track_event where parcel_id = x.id and verdict in ('advance', 'stale') order by at desc, id desc limit 100) e`, [[...ids]], 'logistics.public_events'),
    companyName(kernel),
  ]);
  const rows = new Map(found.rows.map((r) => [r.id, r]));
  return ids.flatMap((id) => {
    const p = rows.get(id);
    if (!p) return [];
    const told = p.shipped_at === null ? [] : events.rows.filter((e) => e.parcel_id === id);
    const counted = told.filter((e) => e.counted);
    return [{
      company: company ?? '', number: p.parcel_no, orderNos: p.order_nos, state: p.state, title: headline(p), next: nextStep(p), trouble: troubleOf(p, counted[0]),
      carrier: p.shipped_at === null ? null : p.carrier, carrierPhone: p.shipped_at === null ? null : p.phone,
      waybillNo: p.shipped_at === null ? null : p.waybill_no, to: [p.province, p.city].filter(Boolean).join(' ') || null, stages: stages(p, counted),
      events: told.map((e) => ({ at: e.at, text: withoutNames(withoutPhones(e.text)), place: e.place })),
    }];
  });
}

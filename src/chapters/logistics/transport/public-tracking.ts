import type { Kernel } from '../../../kernel/kernel.ts';
import { DAY } from '../../../kernel/clock.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { linkSecret, openLink, signLink } from '../../../kernel/signed-link.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { companyName } from '../neighbours.ts';
import { parcelStates, type ParcelState, type PublicParcel } from './contract.ts';
import { withoutPhones } from './texts.ts';

/** Links live as long as a customer may ask about a parcel. */
const LINK_LIFE = 90 * DAY;
export const LINK_TYPE = 'parcel';

/** The token of the customer's page of a parcel: `/p/<token>`. For the notice that sales sends. */
export const parcelLink = async (on: { runner: Runner }, parcelId: string, now: number): Promise<string> =>
  signLink(await linkSecret(on), { type: LINK_TYPE, id: parcelId, expiresAt: now + LINK_LIFE });

interface Row {
  parcel_no: string; state: ParcelState; province: string | null; city: string | null; carrier: string | null; phone: string | null; waybill_no: string | null; requested_at: number;
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
  if (['shipped', 'collected', 'in-transit', 'out-for-delivery'].includes(p.state)) return { text: words('预计送达', 'It should arrive'), by: p.expected_at ?? p.promised_at };
  if (p.state === 'problem' || p.state === 'lost') return { text: words('如有疑问请联系店铺客服', 'Please ask the shop if in doubt'), by: null };
  return null;
}

function stages(p: Row): PublicParcel['stages'] {
  const failed = ['problem', 'returning', 'returned', 'lost', 'withdrawn'].includes(p.state);
  const moving = ['in-transit', 'out-for-delivery', 'delivered'].includes(p.state);
  const delivering = ['out-for-delivery', 'delivered'].includes(p.state);
  const rows: { text: Words; at: number | null; done: boolean }[] = [
    { text: words('下单备货', 'Prepared'), at: p.requested_at, done: true },
    { text: parcelStates.shipped, at: p.shipped_at, done: p.shipped_at !== null },
    { text: parcelStates.collected, at: p.collected_at, done: p.collected_at !== null },
    { text: parcelStates['in-transit'], at: null, done: moving },
    { text: parcelStates['out-for-delivery'], at: null, done: delivering },
    failed ? { text: headline(p), at: null, done: false } : { text: parcelStates.delivered, at: p.delivered_at, done: p.state === 'delivered' },
  ];
  const current = rows.findLastIndex((r) => r.done);
  return rows.map((r, i) => ({ text: r.text, at: r.at, is: failed && i === rows.length - 1 ? 'failed' : i < current || (r.done && p.state === 'delivered') ? 'done' : i === current ? 'now' : 'next' }));
}

/** What the holder of a signed link may see: stages, what is next and by when. No name, no phone, no street. */
export async function publicTracking(kernel: Kernel, token: string): Promise<PublicParcel> {
  const { id } = openLink(await linkSecret(kernel), token, LINK_TYPE, kernel.clock.now());
  return publicParcel(kernel, id);
}

/** The same for pages of other chapters that have checked a link of their own. */
export async function publicParcel(kernel: Kernel, id: string): Promise<PublicParcel> {
  const [found, events, company] = await Promise.all([
    kernel.db.query<Row & Record<string, unknown>>(
      `select p.parcel_no, p.state, p.province, p.city, c.name as carrier, c.phone, p.waybill_no, p.requested_at, p.ship_by, p.shipped_at, p.collected_at, p.delivered_at, p.promised_at, p.expected_at, p.track_state
       from logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id where p.id = $1`, [id], 'logistics.public_parcel'),
    kernel.db.query<{ at: number; text: string; place: string | null }>(
      `select at, text, place from logistics.track_event where parcel_id = $1 and verdict in ('advance', 'stale') order by at desc, id desc limit 100`, [id], 'logistics.public_events'),
    companyName(kernel),
  ]);
  const p = found.rows[0];
  if (!p) throw refuse(kernelNo['not-found']);
  return {
    company: company ?? '', number: p.parcel_no, state: p.state, title: headline(p), next: nextStep(p), carrier: p.shipped_at === null ? null : p.carrier, carrierPhone: p.shipped_at === null ? null : p.phone,
    waybillNo: p.shipped_at === null ? null : p.waybill_no, to: [p.province, p.city].filter(Boolean).join(' ') || null, stages: stages(p),
    events: p.shipped_at === null ? [] : events.rows.map((e) => ({ at: e.at, text: withoutPhones(e.text), place: e.place })),
  };
}

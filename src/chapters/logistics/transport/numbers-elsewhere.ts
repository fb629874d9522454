import { dayOf } from '../../../kernel/clock.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words, type Words } from '../../../kernel/words.ts';
import type { Parcel } from './parcel.ts';

interface Bearer { waybillNo: string; trackingCode: string | null; orderIds: string[]; shippedAt: number | null }

/**
 * Which of the numbers another parcel bears already: of ours, whatever account of the carrier it went by, or one that a marketplace told of; and of those that were
 * withdrawn, where the carrier has had it. It is the same number only at the same carrier: carriers number for themselves, most by rows of bare digits of the same length, and two
 * parcels of honest senders do bear the same digits at two of them; whoever sends with an old label sends with the carrier that printed it, or the number tells no way at all and
 * the parcel is not collected in time (5.2.1). Where a carrier is not known by its code, it may be any: then the digits alone count. A number that served another order is a sign of an empty parcel (空包, clause 2.3.3). The answer says what is the matter, by
 * parcel; which other order it is stands nowhere: it may be another team's.
 */
export async function numbersElsewhere(tx: Tx, wanted: readonly { parcel: Pick<Parcel, 'id' | 'trackingCode' | 'orderIds'>; waybillNo: string }[]): Promise<Map<string, Words>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx.rows<Bearer & Record<string, unknown>>('logistics.numbers_elsewhere', `select p.waybill_no as "waybillNo", coalesce(c.tracking_code, p.outside_code) as "trackingCode", p.order_ids as "orderIds", p.shipped_at as "shippedAt"
    from logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id
    where p.waybill_no = any ($1::text[]) and p.id <> all ($2::uuid[]) and (p.state <> 'withdrawn' or p.collected_at is not null)`, [wanted.map((w) => w.waybillNo), wanted.map((w) => w.parcel.id)]);
  return new Map(wanted.flatMap(({ parcel, waybillNo }) => {
    const found = rows.find((r) => r.waybillNo === waybillNo && (r.trackingCode === null || parcel.trackingCode === null || r.trackingCode === parcel.trackingCode));
    return found ? [[parcel.id, saidOf(found, parcel)] as const] : [];
  }));
}

function saidOf(found: Bearer, parcel: Pick<Parcel, 'orderIds'>): Words {
  const left = found.shippedAt === null ? words('', '') : words(`（${dayOf(found.shippedAt)} 发出）`, ` (it left on ${dayOf(found.shippedAt)})`);
  return found.orderIds.some((o) => parcel.orderIds.includes(o))
    ? words(`运单号 ${found.waybillNo} 已用于这张订单的另一个包裹${left.zh}。`, `Waybill ${found.waybillNo} belongs to another parcel of this order${left.en}.`)
    : words(`运单号 ${found.waybillNo} 已用于另一张订单的包裹${left.zh}：一个运单号只能发一个包裹，用旧运单号充数的是空包。`, `Waybill ${found.waybillNo} belongs to a parcel of another order${left.en}: a number is for one parcel; who sends another with it sends an empty one.`);
}

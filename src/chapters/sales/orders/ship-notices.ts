import { z } from 'zod';
import { addressesById, phoneKey } from '../../../registers/customers/index.ts';
import { localText } from '../../../kernel/clock.ts';
import { id, instant } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { shipNoticeGiven } from '../facts.ts';
import { orderLinks } from './customer-link.ts';
import type { Fulfilment } from './fulfilments.ts';
import type { Order } from './load.ts';
import { mayArrange } from './merge-fulfilments.ts';
import { scopeIn, type BulkResult } from './release-order.ts';

/** How a customer can be told, in words of the forms. `sms` is the only one that the system does by itself. */
export const noticeChannels = { sms: words('短信', 'Short message'), 'platform-chat': words('平台聊天', 'Marketplace chat'), 'platform-shipping': words('平台发货回传', 'Marketplace shipping form'), phone: words('电话', 'Telephone') } as const;
export type NoticeChannel = keyof typeof noticeChannels;

interface Left { fulfilment: Fulfilment; parcelId: string; waybillNo: string; carrierCode: string; at: number }

/**
 * The customer gets waybill number, time and tracking link (clause 2.3.3): by short message where that way is open and his telephone is
 * known. He counts as told when the message was sent, not when it was written. Everybody else waits for a person, who tells him in the
 * marketplace or by telephone (`give-ship-notices`).
 */
export async function recordNotices(tx: Tx, left: readonly Left[], orders: readonly Order[]): Promise<void> {
  const phones = tx.channels.has(SMS) ? await openPhones(tx, left) : new Map<string, string | null>();
  const queued = left.filter((l) => phones.get(l.parcelId));
  const links = await orderLinks(tx, queued.map((l) => l.fulfilment.lines[0]!.orderId), tx.now);
  for (const l of queued) {
    const first = l.fulfilment.lines[0]!.orderId;
    tx.message({
      channel: 'sms', recipient: phones.get(l.parcelId)!, dedupeKey: `ship-notice:${l.parcelId}`, subject: { type: 'parcel', id: l.parcelId },
      payload: { template: 'ship-notice', values: { order: orders.find((o) => o.id === first)?.order_no ?? '', carrier: l.carrierCode, waybill: l.waybillNo, time: localText(l.at), link: links.get(first)! } },
    });
  }
  await tx.rows('sales.record_notices', `insert into sales.ship_notice (parcel_id, fulfilment_id, waybill_no, carrier_code, store_id, team_id, shipped_at, channel, queued_at)
    select r.parcel_id, r.fulfilment_id, r.waybill_no, r.carrier_code, r.store_id, r.team_id, to_timestamp(r.at / 1000.0), r.channel, case when r.channel is not null then to_timestamp($2 / 1000.0) end
    from jsonb_to_recordset($1::jsonb) as r(parcel_id uuid, fulfilment_id uuid, waybill_no text, carrier_code text, store_id uuid, team_id uuid, at bigint, channel text)
    on conflict (parcel_id) do nothing`,
    [JSON.stringify(left.map((l) => ({ parcel_id: l.parcelId, fulfilment_id: l.fulfilment.id, waybill_no: l.waybillNo, carrier_code: l.carrierCode, store_id: l.fulfilment.store_id,
      team_id: l.fulfilment.team_id, at: l.at, channel: phones.get(l.parcelId) ? 'sms' : null }))), tx.now]);
}

/** The channel and template by which customers are told; there only where the gateway is set up. */
const SMS = 'sms/ship-notice';

async function openPhones(tx: Tx, left: readonly Left[]): Promise<Map<string, string | null>> {
  const addresses = await addressesById(tx, left.map((l) => l.fulfilment.address_id));
  return new Map(left.map((l) => {
    const address = addresses.get(l.fulfilment.address_id);
    return [l.parcelId, address && !address.masked ? phoneKey(address.phone) : null];
  }));
}

function publish(tx: Tx, parcelId: string, orderIds: readonly string[], waybillNo: string, channel: string, at = tx.now): void {
  const ids = [...new Set(orderIds)];
  tx.fact(shipNoticeGiven, parcelId, { orderIds: ids, waybillNo, channel }, { at, objects: ids.map((order) => ({ type: 'order', id: order })) });
}

/** A person has told the customers, in the marketplace or by telephone. Those who were told already are left alone. */
export const giveShipNotices = verb({
  name: 'sales.give-ship-notices',
  title: words('登记已告知物流信息', 'Record that customers were told'),
  may: { ...mayArrange, 'service-agent': 'all' },
  input: z.strictObject({ parcelIds: z.array(id).min(1).max(500), channel: z.enum(['platform-chat', 'platform-shipping', 'phone']) }),
  run: async (tx, input): Promise<BulkResult> => {
    const all = scopeIn(tx) === 'all' || tx.actor.posts.some((p) => p === 'warehouse' || p === 'logistics-clerk' || p === 'service-agent');
    const rows = await tx.rows<{ parcel_id: string; waybill_no: string; order_ids: string[] }>('sales.give_notices', `update sales.ship_notice n set channel = $2, failed_reason = null, given_at = to_timestamp($3 / 1000.0), given_by = $4
      where n.parcel_id = any ($1::uuid[]) and n.given_at is null and ($5 or n.team_id = any ($6::uuid[]))
      returning n.parcel_id, n.waybill_no, array(select distinct l.order_id::text from sales.fulfilment_line l where l.fulfilment_id = n.fulfilment_id) as order_ids`,
      [input.parcelIds, input.channel, tx.now, tx.actor.name, all, tx.actor.teamIds]);
    for (const row of rows) publish(tx, row.parcel_id, row.order_ids, row.waybill_no, input.channel);
    return { done: rows.map((r) => r.parcel_id), refused: [] };
  },
});

/** What became of short messages about parcels: sent, the customer is told; failed for good, the notice waits for a person. */
export const noteNoticesSent = verb({
  name: 'sales.note-notices-sent',
  title: words('登记发货短信结果', 'Note what became of short messages'),
  may: {},
  input: z.strictObject({ notices: z.array(z.strictObject({ parcelId: id, at: instant, failed: z.string().nullable() })).min(1).max(1_000) }),
  run: async (tx, { notices }): Promise<{ told: number }> => {
    const rows = await tx.rows<{ parcel_id: string; waybill_no: string; order_ids: string[]; given: boolean }>('sales.notices_sent', `update sales.ship_notice n set
        given_at = case when r.failed is null then to_timestamp(r.at / 1000.0) end, given_by = case when r.failed is null then $2 end, failed_reason = r.failed,
        channel = case when r.failed is null then 'sms' end
      from jsonb_to_recordset($1::jsonb) as r(parcel_id uuid, at bigint, failed text) where n.parcel_id = r.parcel_id and n.given_at is null
      returning n.parcel_id, n.waybill_no, n.given_at is not null as given, array(select distinct l.order_id::text from sales.fulfilment_line l where l.fulfilment_id = n.fulfilment_id) as order_ids`,
      [JSON.stringify(notices.map((n) => ({ parcel_id: n.parcelId, at: n.at, failed: n.failed }))), tx.actor.name]);
    const at = new Map(notices.map((n) => [n.parcelId, n.at]));
    for (const row of rows) if (row.given) publish(tx, row.parcel_id, row.order_ids, row.waybill_no, 'sms', at.get(row.parcel_id));
    return { told: rows.filter((r) => r.given).length };
  },
});

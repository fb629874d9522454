import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { runVerb, type CallOf } from '../../../kernel/verb.ts';
import { shipNoticeDocument } from '../../../gateways/couriers/ship-notice-file.ts';
import type { NoticeDocument } from '../../../gateways/couriers/carrier-gateway.ts';
import { no } from '../refusals.ts';
import { openCursor, teamsSeen } from './parcel-list.ts';
import { parcelsOfNotice } from './parcel-reads.ts';
import { logPrint } from './print-labels.ts';
import { noticesFor } from './ship-notices.ts';

/** The document that a carrier is handed, made anew from the parcels as they are now; withdrawn ones are left out. The download is logged. */
export async function noticeFile(kernel: Kernel, noticeId: string, format: 'csv' | 'xlsx', call: CallOf): Promise<NoticeDocument> {
  const { rows: [notice] } = await kernel.db.query<{ way: string }>('select way from logistics.ship_notice where id = $1', [noticeId], 'logistics.notice_way');
  if (!notice) throw refuse(kernelNo['not-found']);
  if (notice.way === 'api') throw refuse(no['not-a-document']);
  const parcels = (await parcelsOfNotice(kernel, noticeId)).filter((p) => p.state !== 'withdrawn');
  if (parcels.length === 0) throw refuse(no['parcel-withdrawn']);
  await runVerb(kernel, logPrint, { kind: 'ship-notice', ids: parcels.map((p) => p.id) }, { ...call, requestId: null });
  const notices = await noticesFor(kernel, parcels);
  return shipNoticeDocument(parcels[0]!.trackingCode ?? '', notices, { format, now: kernel.clock.now() }).catch((error: unknown) => {
    if (error instanceof GatewayFailure) throw refuse(no['address-missing'], error.words);
    throw error;
  });
}

export async function listNotices(kernel: Kernel, actor: Actor | null, scope: Scope, asked: { carrier?: string | undefined; cursor?: string | undefined; limit?: number | undefined }) {
  const seen = teamsSeen(actor, scope);
  const limit = asked.limit ?? 50;
  const at = asked.cursor ? openCursor(asked.cursor) : null;
  const { rows } = await kernel.db.query<{ id: string; notice_no: string; carrier_id: string; carrier_name: string; way: 'api' | 'file' | 'hand'; parcels: number; given_at: number; given_by: string }>(
    `select n.id, n.notice_no, n.carrier_id, c.name as carrier_name, n.way, n.parcels, n.given_at, n.given_by from logistics.ship_notice n join logistics.carrier c on c.id = n.carrier_id
     where ($1::boolean or n.team_id is null or n.team_id = any ($2::uuid[])) and ($3::uuid is null or n.carrier_id = $3) and ($4::bigint is null or (n.given_at, n.id) < (to_timestamp($4 / 1000.0), $5::uuid))
     order by n.given_at desc, n.id desc limit $6`, [seen.all, seen.teams, asked.carrier ?? null, at?.key ?? null, at?.id ?? null, limit + 1], 'logistics.list_notices');
  const last = rows.length > limit ? rows[limit - 1]! : null;
  return {
    rows: rows.slice(0, limit).map((n) => ({ id: n.id, noticeNo: n.notice_no, carrierId: n.carrier_id, carrierName: n.carrier_name, way: n.way, parcels: n.parcels, givenAt: n.given_at, givenBy: n.given_by })),
    next: last ? Buffer.from(`${last.given_at} ${last.id}`).toString('base64url') : null, total: null,
  };
}

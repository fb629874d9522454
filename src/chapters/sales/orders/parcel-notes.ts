import { ordersIn } from '../../logistics/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { listParcelNotes } from './contract.ts';

/** What was written on the orders in a parcel or in a wave, in the caller's sight. Two statements. */
export async function parcelNotes(kernel: Kernel, actor: Actor | null, scope: Scope, asked: { parcel?: string | undefined; wave?: string | undefined }): Promise<Answer<typeof listParcelNotes>> {
  const parcels = await ordersIn(kernel, asked);
  const teams = scope === 'all' ? null : [...(actor?.teamIds ?? [])];
  const { rows } = await kernel.db.query<{ id: string; order_no: string; buyer_message: string | null; seller_remark: string | null; flag: string | null }>(
    `select id, order_no, buyer_message, seller_remark, flag from sales."order" where id = any ($1::uuid[]) and coalesce(buyer_message, seller_remark, flag) is not null and ($2::uuid[] is null or team_id = any ($2))`,
    [parcels.flatMap((p) => p.orderIds), teams], 'sales.parcel_notes');
  const noted = new Map(rows.map((o) => [o.id, o]));
  return {
    rows: parcels.flatMap((p) => p.orderIds.flatMap((id) => {
      const o = noted.get(id);
      return o ? [{ parcelId: p.parcelId, orderId: id, orderNo: o.order_no, buyerMessage: o.buyer_message, sellerRemark: o.seller_remark, flag: o.flag }] : [];
    })),
  };
}

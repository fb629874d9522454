import { z } from 'zod';
import { verb } from '../../../kernel/verb.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { orderRefunded } from '../facts.ts';
import { lockOrders, type Order } from './load.ts';
import { alsoOf, refOf } from './order-facts.ts';
import { refundAsked } from './review-rules.ts';
import { reviewSettingsOf, settingsFor } from './review-settings.ts';
import { stopInWork } from './stop-in-work.ts';

/**
 * A bill tells that the marketplace has given money back for an order that we still mean to send (clauses 2.3.1, 6.1.2): the order knows of it
 * from then on, is held before it leaves, and a person says what of it is still to be sent. What the export has told, or we have paid ourselves, is
 * no news.
 */
export const noteRefundSeen = verb({
  name: 'sales.note-refund-seen',
  title: words('账单显示已退款', 'A bill tells of a refund'),
  may: {},
  input: z.strictObject({ orderNos: z.array(z.string()).min(1).max(500) }),
  run: async (tx, { orderNos }) => {
    const rows = await tx.rows<{ id: string }>('sales.unsent_by_number', `select id from sales."order" where order_no = any ($1::text[]) and source = 'import' and state in ('to-review', 'held', 'released', 'short')`, [orderNos]);
    const orders = await lockOrders(tx, rows.map((r) => r.id));
    const seen = await refundsSeen(tx, orders.map((o) => o.id));
    // Looked at again under lock: it may have left meanwhile.
    const news = orders.filter((o) => ['to-review', 'held', 'released', 'short'].includes(o.state) && (seen.get(o.id) ?? 0n) > o.refunded_fen);
    if (news.length === 0) return { stopped: 0 };
    for (const o of news) tx.fact(orderRefunded, o.id, { ...refOf(o), amountFen: Number(seen.get(o.id)! - o.refunded_fen), totalFen: Number(seen.get(o.id)!) }, { objects: alsoOf(o) });
    await tx.rows('sales.note_refunds', `update sales."order" o set refunded_fen = r.fen, version = o.version + 1, updated_at = to_timestamp($3 / 1000.0)
      from unnest($1::uuid[], $2::bigint[]) as r(id, fen) where o.id = r.id`, [news.map((o) => o.id), news.map((o) => seen.get(o.id)!.toString()), tx.now]);
    const settings = await reviewSettingsOf(tx);
    const asked = news.filter((o) => o.state === 'released' || o.state === 'short').flatMap((order) => {
      const own = settingsFor(settings, order.store_id);
      const finding = own.off.includes('refund-asked') ? null : refundAsked({ order: { ...order, after_sales_text: null, refunded_fen: seen.get(order.id)! }, lines: [] }, own);
      return finding ? [{ order: { ...order, refunded_fen: seen.get(order.id)! } satisfies Order, findings: [finding] }] : [];
    });
    await stopInWork(tx, asked);
    return { stopped: asked.length };
  },
});

/** What all bills together have told of refunds of an order, less what was taken back; a refund that names several orders is nobody's alone and not counted. */
async function refundsSeen(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  const rows = await tx.rows<{ id: string; fen: string }>('sales.refunds_seen', `select o.object_id as id, sum(case when f.type = 'finance.receipt-matched' then -(f.payload ->> 'amountFen')::bigint else (f.payload ->> 'amountFen')::bigint end)::text as fen
    from kernel.fact_object o join kernel.fact f on f.seq = o.fact_seq and f.recorded_at = o.recorded_at
    where o.object_type = 'order' and o.object_id = any ($1::text[]) and f.type in ('finance.receipt-matched', 'finance.match-undone') and (f.payload ->> 'amountFen')::bigint < 0
      and jsonb_array_length(f.payload -> 'orderNos') = 1 group by 1`, [[...ids]]);
  return new Map(rows.map((r) => [r.id, BigInt(r.fen)]));
}

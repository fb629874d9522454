import { z } from 'zod';
import { receivablesById } from '../../finance/index.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderChanged, orderRefunded } from '../facts.ts';
import { lockOrders, type Order } from './load.ts';
import { alsoOf, refOf } from './order-facts.ts';
import { refundAsked } from './review-rules.ts';
import { reviewSettingsOf, settingsFor } from './review-settings.ts';
import { orderLife } from './states.ts';
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
    // What all bills together have told, less what was taken back: of a refund that names several orders each has its share.
    const seen = new Map([...(await receivablesById(tx, orders.map((o) => o.id)))].map(([id, v]) => [id, v.refundedFen]));
    // Looked at again under lock: it may have left meanwhile.
    const news = orders.filter((o) => ['to-review', 'held', 'released', 'short'].includes(o.state) && (seen.get(o.id) ?? 0n) > o.refunded_fen);
    if (news.length === 0) return { stopped: 0 };
    const held = news.filter((o) => o.state === 'held');
    for (const o of news) tx.fact(orderRefunded, o.id, { ...refOf(o), amountFen: Number(seen.get(o.id)! - o.refunded_fen), totalFen: Number(seen.get(o.id)!) }, { objects: alsoOf(o) });
    await tx.rows('sales.note_refunds', `update sales."order" o set refunded_fen = r.fen, state = case when o.id = any ($4::uuid[]) then $5 else o.state end, version = o.version + 1, updated_at = to_timestamp($3 / 1000.0)
      from unnest($1::uuid[], $2::bigint[]) as r(id, fen) where o.id = r.id`, [news.map((o) => o.id), news.map((o) => seen.get(o.id)!.toString()), tx.now, held.map((o) => o.id), next(orderLife, 'held', 'recheck')]);
    // Held for another reason: the refund stands beside it before somebody lets the order go.
    for (const o of held) tx.fact(orderChanged, o.id, { orderNo: o.order_no, fields: ['refund'], source: 'import' }, { objects: alsoOf(o) });
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

import { z } from 'zod';
import { formatYuan } from '../../../kernel/money.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { lockOrders } from './load.ts';
import { reviewSettingsOf, settingsFor } from './review-settings.ts';
import { stopInWork } from './stop-in-work.ts';

/**
 * A bill tells that the marketplace has given money back for an order that we still mean to send (clauses 2.3.1, 6.1.2): it is held before it
 * leaves, and a person says what of it is still to be sent. What we refund ourselves is known already.
 */
export const noteRefundSeen = verb({
  name: 'sales.note-refund-seen',
  title: words('账单显示已退款', 'A bill tells of a refund'),
  may: {},
  input: z.strictObject({ seen: z.array(z.strictObject({ orderNo: z.string(), amountFen: z.int() })).min(1).max(500) }),
  run: async (tx, { seen }) => {
    const rows = await tx.rows<{ id: string; order_no: string }>('sales.orders_by_number', `select id, order_no from sales."order" where order_no = any ($1::text[]) and source = 'import' and state in ('released', 'short')`, [seen.map((s) => s.orderNo)]);
    const settings = await reviewSettingsOf(tx);
    // Looked at again under lock: it may have left or been stopped meanwhile.
    const orders = (await lockOrders(tx, rows.map((r) => r.id))).filter((o) => (o.state === 'released' || o.state === 'short') && !settingsFor(settings, o.store_id).off.includes('refund-asked'));
    await stopInWork(tx, orders.map((order) => {
      const amount = formatYuan(BigInt(seen.filter((s) => s.orderNo === order.order_no).reduce((sum, s) => sum + Math.abs(s.amountFen), 0)));
      return { order, findings: [{ rule: 'refund-asked', weight: 'hold', detail: words(`账单显示已退款 ${amount}，请核对还要发哪些商品。`, `A bill tells of ${amount} refunded: check what is still to be sent.`) }] };
    }));
    return { stopped: orders.length };
  },
});

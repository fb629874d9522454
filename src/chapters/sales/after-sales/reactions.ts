import { system } from '../../../kernel/actor.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import type { RefundSource } from '../../finance/index.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { noteExchangePayments, noteExchangesShipped } from './exchange.ts';
import { noteRefundDueAgain, noteRefundPaid } from './note-refund-paid.ts';

const robot = system('售后');

export const finishRefunded: Reaction = {
  name: 'sales.finish-refunded',
  on: ['finance.refund-paid'],
  async run(kernel, facts) {
    for (const f of facts) {
      const p = f.payload as { sourceType: RefundSource; sourceId: string; orderId: string };
      await runVerb(kernel, noteRefundPaid, { sourceType: p.sourceType, sourceId: p.sourceId, orderId: p.orderId }, { actor: robot });
    }
  },
};

export const reopenUnpaid: Reaction = {
  name: 'sales.reopen-unpaid-returns',
  on: ['finance.refund-owed'],
  async run(kernel, facts) {
    for (const f of facts) {
      const p = f.payload as { sourceType: RefundSource; sourceId: string };
      if (p.sourceType === 'return') await runVerb(kernel, noteRefundDueAgain, { returnId: p.sourceId }, { actor: robot });
    }
  },
};

export const finishExchanged: Reaction = {
  name: 'sales.finish-exchanged',
  on: ['sales.order-shipped'],
  async run(kernel, facts) {
    for (let at = 0; at < facts.length; at += 500) await runVerb(kernel, noteExchangesShipped, { orderIds: facts.slice(at, at + 500).map((f) => f.subjectId) }, { actor: robot });
  },
};

/** Facts that say that nothing of an order is left to pay; a part that was paid says nothing, whatever a fact that comes later may say. */
function paysAll(type: string, payload: Record<string, unknown>): boolean {
  switch (type) {
    case 'sales.order-paid': return payload['owedFen'] === undefined || Number(payload['amountFen']) >= Number(payload['owedFen']);
    case 'sales.order-payment-added': return payload['balanceFen'] === 0;
    default: return true;
  }
}

/** The difference of an exchange was paid, or needs not be paid any more, or the exchange was cancelled: what stood still for it runs on. */
export const followExchangePayments: Reaction = {
  name: 'sales.follow-exchange-payments',
  on: ['sales.order-paid', 'sales.order-payment-added', 'sales.order-amended', 'sales.order-cancelled'],
  async run(kernel, facts) {
    const { rows } = await kernel.db.query<{ id: string }>('select exchange_order_id as id from sales.return where exchange_order_id = any ($1::uuid[]) and payment_awaited_at is not null', [[...new Set(facts.map((f) => f.subjectId))]], 'sales.exchanges_awaited');
    const awaited = new Set(rows.map((r) => r.id));
    const told = facts.filter((f) => awaited.has(f.subjectId) && paysAll(f.type, f.payload)).map((f) => ({ orderId: f.subjectId, how: f.type === 'sales.order-cancelled' ? 'cancelled' as const : 'paid' as const, at: f.occurredAt }));
    if (told.length > 0) await runVerb(kernel, noteExchangePayments, { orders: told }, { actor: robot });
  },
};

export const afterSalesReactions: readonly Reaction[] = [finishRefunded, reopenUnpaid, finishExchanged, followExchangePayments];

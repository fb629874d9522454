import { system } from '../../../kernel/actor.ts';
import type { StoredFact } from '../../../kernel/fact.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { matchReceipts } from './match-receipts.ts';
import { noteOrders, type OrderEvent } from './note-orders.ts';

const robot = system('核对');
const AT_ONCE = 200;

/** Orders become receivables and entries; money that was waiting for them is matched at once. */
export const bookOrders: Reaction = {
  name: 'finance.book-orders',
  on: ['sales.order-paid', 'sales.order-shipped', 'sales.order-cancelled', 'sales.order-refunded', 'sales.order-amended'],
  async run(kernel, facts) {
    for (let at = 0; at < facts.length; at += AT_ONCE) {
      const events = facts.slice(at, at + AT_ONCE).map(eventOf);
      const { orders } = await runVerb(kernel, noteOrders, { events }, { actor: robot });
      if (orders.length > 0) await runVerb(kernel, matchReceipts, { orderIds: orders }, { actor: robot });
    }
  },
};

const eventOf = (f: StoredFact): OrderEvent => ({ factId: f.id, seq: Number(f.seq), type: f.type as OrderEvent['type'], orderId: f.subjectId, at: f.occurredAt, payload: f.payload });

/** Everything open of the accounts whose bills have come in, and receipts that a person entered (clause 6.1.2). */
export const matchWhatCameIn: Reaction = {
  name: 'finance.match-receipts',
  on: ['finance.bill-imported', 'finance.receipt-recorded'],
  async run(kernel, facts) {
    const byHand = facts.filter((f) => f.type === 'finance.receipt-recorded' && f.payload['byHand'] === true).map((f) => f.subjectId);
    for (let at = 0; at < byHand.length; at += AT_ONCE) await runVerb(kernel, matchReceipts, { receiptIds: byHand.slice(at, at + AT_ONCE) }, { actor: robot });
    const accounts = new Set(facts.filter((f) => f.type === 'finance.bill-imported').map((f) => String(f.payload['accountId'])));
    for (const accountId of accounts) await matchAll(kernel, accountId);
  },
};

/** Page by page through everything that is open of an account, or of all. */
export async function matchAll(kernel: Kernel, accountId?: string): Promise<number> {
  let cursor: string | null = null;
  let settled = 0;
  do {
    const page: { settled: number; next: string | null } = await runVerb(kernel, matchReceipts, { ...(accountId ? { accountId } : {}), cursor }, { actor: robot });
    settled += page.settled;
    cursor = page.next;
  } while (cursor !== null);
  return settled;
}

import { sum, type Fen } from '../../../kernel/money.ts';
import type { MatchHow, ReceiptKind, ReceiptState } from '../schema.ts';

/** An order that a receipt may belong to, as the desk weighs it. Amounts carry the sign of the receipt. */
export interface DeskOrder {
  receivableId: string;
  orderNo: string;
  /** The bill itself names it: by order number, payment number, or because the same transaction paid it. */
  named: boolean;
  /** Money for it came in before. */
  begun: boolean;
  /** Paid within a day of the receipt. */
  near: boolean;
  /** All that may be matched with it. */
  roomFen: Fen;
  /** What the books still expect of it: less than the room where part of it was given up. */
  expectedFen: Fen;
}

export interface DeskProposal {
  how: Exclude<MatchHow, 'by-hand'>;
  parts: { receivableId: string; orderNo: string; amountFen: Fen }[];
  /** What stays open afterwards. */
  restFen: Fen;
  /** The bill names the orders; otherwise only amount and time speak for it. */
  named: boolean;
}

/**
 * What the desk proposes for a receipt that the matcher left to a person (clause 6.1.2), or null when nothing is likelier than the rest:
 *
 * 1. one order named in the bill that takes the whole amount;
 * 2. all orders named in the bill, when what they expect sums to it to the cent;
 * 3. the one order named that takes a part; the rest stays open and is explained;
 * 4. without a name: the only order with that very amount, paid within a day.
 */
export function deskProposal(receipt: { state: ReceiptState; kind: ReceiptKind; openFen: Fen }, orders: readonly DeskOrder[]): DeskProposal | null {
  const open = receipt.openFen;
  if (open === 0n || receipt.kind === 'fee' || (receipt.state !== 'open' && receipt.state !== 'partly')) return null;
  const able = orders.filter((o) => o.roomFen !== 0n && o.roomFen > 0n === open > 0n);
  const named = able.filter((o) => o.named);
  const made = (how: DeskProposal['how'], parts: readonly { order: DeskOrder; amountFen: Fen }[], byName: boolean): DeskProposal => ({
    how: open < 0n ? 'refund' : how, parts: parts.map(({ order, amountFen }) => ({ receivableId: order.receivableId, orderNo: order.orderNo, amountFen })),
    restFen: open - sum(parts.map((p) => p.amountFen)), named: byName,
  });
  const whole = (list: readonly DeskOrder[]) => list.filter((o) => o.roomFen === open || o.expectedFen === open);
  const settling = (order: DeskOrder): DeskProposal['how'] => (order.begun ? 'many-to-one' : 'one-to-one');
  const [exact, second] = whole(named);
  if (exact && !second) return made(settling(exact), [{ order: exact, amountFen: open }], true);
  for (const wanted of [(o: DeskOrder) => o.roomFen, (o: DeskOrder) => o.expectedFen]) {
    const waiting = named.filter((o) => within(wanted(o), o.roomFen));
    if (waiting.length > 1 && sum(waiting.map(wanted)) === open) return made('one-to-many', waiting.map((order) => ({ order, amountFen: wanted(order) })), true);
  }
  const [only] = named;
  if (only && named.length === 1) {
    const amountFen = within(only.roomFen, open) ? only.roomFen : open;
    return made(amountFen === only.expectedFen ? settling(only) : 'partial', [{ order: only, amountFen }], true);
  }
  const alike = named.length === 0 ? whole(able).filter((o) => o.near) : [];
  return alike.length === 1 ? made(settling(alike[0]!), [{ order: alike[0]!, amountFen: open }], false) : null;
}

/** Not zero, of the same sign and no larger than `limit`. */
const within = (amount: Fen, limit: Fen): boolean => (limit > 0n ? amount > 0n && amount <= limit : amount < 0n && amount >= limit);

import { allocate, sum, type Fen } from '../../../kernel/money.ts';
import type { MatchHow, ReceiptKind } from '../schema.ts';

/** A receipt as the matcher sees it. */
export interface OpenReceipt {
  id: string;
  kind: ReceiptKind;
  /** What is not yet matched or explained, with its sign. */
  openFen: Fen;
  /** Numbers that may name an order: hints, merchant order number. */
  orderNos: readonly string[];
  /** Provider's numbers of the transaction. */
  tradeNos: readonly string[];
}

export interface OpenReceivable {
  id: string;
  orderNo: string;
  outsideNo: string | null;
  paymentNo: string | null;
  dueFen: Fen;
  reducedFen: Fen;
  paidFen: Fen;
  refundedFen: Fen;
  writtenOffFen: Fen;
}

export type OpenWhy = 'no-order' | 'amounts-differ' | 'more-than-due' | 'refund-without-payment' | 'refund-exceeds-paid' | 'needs-a-person' | 'bills-differ';

export interface Part { receivableId: string; amountFen: Fen; how: MatchHow; reason: 'order-no' | 'payment-no' | 'payment-of-refund' }
export type Proposal =
  | { receiptId: string; is: 'match'; parts: Part[]; why: OpenWhy | null }
  /** A fee is explained by itself; the orders that it belongs to carry their shares. */
  | { receiptId: string; is: 'fee'; shares: { receivableId: string | null; amountFen: Fen }[] }
  | { receiptId: string; is: 'open'; why: OpenWhy };

interface Named { rows: OpenReceivable[]; reason: Part['reason'] }

const min = (a: Fen, b: Fen): Fen => (a < b ? a : b);
/** What may still be paid in. An order that was reduced may nevertheless be paid in full and refunded afterwards. */
const payable = (v: OpenReceivable): Fen => v.dueFen - v.paidFen;
const balance = (v: OpenReceivable): Fen => v.dueFen - v.reducedFen - v.paidFen + v.refundedFen - v.writtenOffFen;
const refundable = (v: OpenReceivable): Fen => v.paidFen - v.refundedFen;

/**
 * Which receipt belongs to which order, to the cent. Pure; tolerance none. Payments first, then refunds (they lean on payments), then fees.
 *
 * - an order number in the bill: the receipt pays what is open of that order, in full (one-to-one), in part (partial), or as one of several
 *   (many-to-one); what it brings beyond that stays open;
 * - a payment number that several orders share, or several order numbers: only when the amounts agree to the cent (one-to-many);
 * - a refund: the orders that its payment paid, never more than was paid.
 *
 * `paidBy`: orders that receipts of a transaction number have paid already.
 */
export function propose(receipts: readonly OpenReceipt[], receivables: readonly OpenReceivable[], paidBy: ReadonlyMap<string, ReadonlySet<string>>): Proposal[] {
  const book = new Book(receivables, paidBy);
  const rank = { payment: 0, refund: 1, fee: 2, withdrawal: 3, transfer: 3, other: 3 } as const satisfies Record<ReceiptKind, number>;
  return receipts.toSorted((a, b) => rank[a.kind] - rank[b.kind]).map((receipt) => {
    if (receipt.kind === 'fee') return book.fee(receipt);
    if (receipt.openFen > 0n && receipt.kind === 'payment') return book.payment(receipt);
    if (receipt.openFen < 0n && receipt.kind === 'refund') return book.refund(receipt);
    return { receiptId: receipt.id, is: 'open' as const, why: 'needs-a-person' as const };
  });
}

class Book {
  readonly #rows = new Map<string, OpenReceivable>();
  readonly #byOrderNo = new Map<string, Set<string>>();
  readonly #byPaymentNo = new Map<string, Set<string>>();
  readonly #paidBy = new Map<string, Set<string>>();

  constructor(receivables: readonly OpenReceivable[], paidBy: ReadonlyMap<string, ReadonlySet<string>>) {
    for (const v of receivables) {
      this.#rows.set(v.id, { ...v });
      for (const no of [v.orderNo, v.outsideNo]) if (no) put(this.#byOrderNo, no, v.id);
      if (v.paymentNo) put(this.#byPaymentNo, v.paymentNo, v.id);
    }
    for (const [no, ids] of paidBy) for (const id of ids) put(this.#paidBy, no, id);
  }

  payment(receipt: OpenReceipt): Proposal {
    const named = this.#named(receipt);
    if (named.length === 0) return { receiptId: receipt.id, is: 'open', why: 'no-order' };
    const exact = exactParts(named, receipt.openFen);
    const parts = exact ?? this.#onePaid(named, receipt.openFen);
    if (!parts) return { receiptId: receipt.id, is: 'open', why: named.every((n) => n.rows.every((v) => payable(v) === 0n)) ? 'more-than-due' : 'amounts-differ' };
    for (const part of parts) {
      this.#rows.get(part.receivableId)!.paidFen += part.amountFen;
      for (const no of receipt.tradeNos) put(this.#paidBy, no, part.receivableId);
    }
    return { receiptId: receipt.id, is: 'match', parts, why: sum(parts.map((p) => p.amountFen)) === receipt.openFen ? null : 'more-than-due' };
  }

  /** Exactly one order is meant: it takes what it can. */
  #onePaid(named: readonly Named[], amount: Fen): Part[] | null {
    for (const { rows, reason } of named) {
      const [only] = rows;
      if (rows.length !== 1 || !only || payable(only) <= 0n) continue;
      const taken = min(amount, payable(only));
      return [{ receivableId: only.id, amountFen: taken, how: howPaid(only, taken, amount), reason }];
    }
    return null;
  }

  refund(receipt: OpenReceipt): Proposal {
    const back = -receipt.openFen;
    const paid = this.#rowsOf(receipt.tradeNos.flatMap((no) => [...(this.#paidBy.get(no) ?? [])]));
    const named: Named[] = [...(paid.length > 0 ? [{ rows: paid, reason: 'payment-of-refund' as const }] : []), ...this.#named(receipt)];
    if (named.length === 0) return { receiptId: receipt.id, is: 'open', why: 'no-order' };
    for (const { rows, reason } of named) {
      const amounts = refundParts(rows, back);
      if (!amounts) continue;
      for (const [id, amount] of amounts) this.#rows.get(id)!.refundedFen += amount;
      return {
        receiptId: receipt.id, is: 'match', parts: [...amounts].map(([receivableId, amount]) => ({ receivableId, amountFen: -amount, how: 'refund' as const, reason })),
        why: sum(amounts.values()) === back ? null : 'refund-exceeds-paid',
      };
    }
    return { receiptId: receipt.id, is: 'open', why: named.every((n) => n.rows.every((v) => refundable(v) === 0n)) ? 'refund-without-payment' : 'amounts-differ' };
  }

  fee(receipt: OpenReceipt): Proposal {
    const paid = this.#rowsOf(receipt.tradeNos.flatMap((no) => [...(this.#paidBy.get(no) ?? [])]));
    const rows = paid.length > 0 ? paid : (this.#named(receipt)[0]?.rows ?? []);
    if (rows.length === 0) return { receiptId: receipt.id, is: 'fee', shares: [{ receivableId: null, amountFen: receipt.openFen }] };
    const parts = allocate(receipt.openFen, rows.map((v) => v.dueFen));
    return { receiptId: receipt.id, is: 'fee', shares: rows.map((v, i) => ({ receivableId: v.id, amountFen: parts[i]! })).filter((s) => s.amountFen !== 0n) };
  }

  #named(receipt: OpenReceipt): Named[] {
    const byOrder = this.#rowsOf([...receipt.orderNos, ...receipt.tradeNos].flatMap((no) => [...(this.#byOrderNo.get(no) ?? [])]));
    const byPayment = this.#rowsOf([...receipt.tradeNos, ...receipt.orderNos].flatMap((no) => [...(this.#byPaymentNo.get(no) ?? [])]));
    return [...(byOrder.length > 0 ? [{ rows: byOrder, reason: 'order-no' as const }] : []), ...(byPayment.length > 0 ? [{ rows: byPayment, reason: 'payment-no' as const }] : [])];
  }

  #rowsOf(ids: readonly string[]): OpenReceivable[] {
    return [...new Set(ids)].toSorted().flatMap((id) => this.#rows.get(id) ?? []);
  }
}

function put(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}

/** First in full, then what the books expect after refunds that the marketplace kept back before it paid out. */
function exactParts(named: readonly Named[], amount: Fen): Part[] | null {
  for (const wanted of [payable, balance])
    for (const { rows, reason } of named) {
      const open = rows.filter((v) => wanted(v) > 0n && wanted(v) <= payable(v));
      if (open.length > 0 && sum(open.map(wanted)) === amount)
        return open.map((v) => ({ receivableId: v.id, amountFen: wanted(v), how: open.length > 1 ? 'one-to-many' : howPaid(v, wanted(v), amount), reason }));
      const single = rows.filter((v) => wanted(v) === amount && wanted(v) <= payable(v));
      if (single.length === 1) return [{ receivableId: single[0]!.id, amountFen: amount, how: howPaid(single[0]!, amount, amount), reason }];
    }
  return null;
}

function howPaid(v: OpenReceivable, taken: Fen, offered: Fen): MatchHow {
  if (taken < offered) return 'partial';
  const settles = taken === payable(v) || taken === balance(v);
  if (!settles) return 'partial';
  return v.paidFen > 0n ? 'many-to-one' : 'one-to-one';
}

/** Orders of a refund and their shares; null when it cannot be said to the cent whose refund it is. */
function refundParts(rows: readonly OpenReceivable[], back: Fen): Map<string, Fen> | null {
  const able = rows.filter((v) => refundable(v) > 0n);
  const [only] = able;
  if (!only) return null;
  if (able.length === 1) return new Map([[only.id, min(back, refundable(only))]]);
  const expected = (v: OpenReceivable): Fen => min(v.reducedFen - v.refundedFen, refundable(v));
  const waiting = able.filter((v) => expected(v) > 0n);
  const single = waiting.filter((v) => expected(v) === back);
  if (single.length === 1) return new Map([[single[0]!.id, back]]);
  if (waiting.length > 0 && sum(waiting.map(expected)) === back) return new Map(waiting.map((v) => [v.id, expected(v)]));
  return sum(able.map(refundable)) === back ? new Map(able.map((v) => [v.id, refundable(v)])) : null;
}

import { sum, type Fen } from '../../../kernel/money.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { differenceExplained, receiptLeftOpen, receiptMatched } from '../facts.ts';
import type { AccountKey } from '../ledger/accounts.ts';
import { postEntries, type NewEntry } from '../ledger/post.ts';
import { paidByBill } from '../refunds/paid-by-bill.ts';
import type { MatchHow, Provider, ReceiptKind, ReceiptState } from '../schema.ts';
import { reasonText } from './words.ts';

/** A receipt under lock. */
export interface LockedReceipt {
  id: string; account_id: string; provider: Provider; bill: string; movement_no: string; part: 'main' | 'fee'; kind: ReceiptKind; kind_text: string; trade_no: string; amount_fen: bigint;
  matched_fen: bigint; explained_fen: bigint; state: ReceiptState; suspect_of: string | null; open_why: string | null; occurred_at: number; version: number; account_name: string; store_ids: string[];
}
export interface LockedReceivable {
  id: string; order_no: string; outside_no: string | null; payment_no: string | null; platform: string; store_id: string; due_fen: bigint; reduced_fen: bigint; paid_fen: bigint;
  refunded_fen: bigint; written_off_fen: bigint; balance_fen: bigint; version: number;
}

export const receiptColumns = `r.id, r.account_id, r.provider, r.bill, r.movement_no, r.part, r.kind, r.kind_text, r.trade_no, r.amount_fen, r.matched_fen, r.explained_fen, r.state, r.suspect_of, r.open_why,
  r.occurred_at, r.version, a.name as account_name, a.store_ids::text[] as store_ids`;

export async function lockReceipt(tx: Tx, id: string): Promise<LockedReceipt | null> {
  const [row] = await tx.rows<LockedReceipt & Record<string, unknown>>('finance.lock_receipt', `select ${receiptColumns} from finance.receipt r join finance.payment_account a on a.id = r.account_id
    where r.id = $1 for update of r`, [id]);
  return row ?? null;
}

/** Always after the receipts and in the order of their ids: two matchers cannot wait for each other. */
export async function lockReceivables(tx: Tx, ids: readonly string[]): Promise<Map<string, LockedReceivable>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.rows<LockedReceivable & Record<string, unknown>>('finance.lock_receivables', `select id, order_no, outside_no, payment_no, platform, store_id, due_fen, reduced_fen, paid_fen, refunded_fen,
      written_off_fen, balance_fen, version from finance.receivable where id = any ($1::uuid[]) order by id for update`, [[...new Set(ids)]]);
  return new Map(rows.map((r) => [r.id, r]));
}

export const openOf = (r: Pick<LockedReceipt, 'amount_fen' | 'matched_fen' | 'explained_fen'>): Fen => r.amount_fen - r.matched_fen - r.explained_fen;

export interface Settlement {
  receipt: LockedReceipt;
  matches: readonly { receivable: LockedReceivable; amountFen: Fen; how: MatchHow; reason: string }[];
  explanations: readonly { receivable: LockedReceivable | null; amountFen: Fen; reason: string; account: AccountKey; note: string | null }[];
  /** Code of why the rest stays open. */
  why: string | null;
  byHand: boolean;
}

/**
 * Carries out what was decided, set-based: matches (Dr unexplained, Cr receivables), explanations (Dr unexplained, Cr the account of the
 * reason), the sums on both sides, entries and facts. The database holds the bounds: no receipt and no order takes more than it has.
 */
export async function settle(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
  const entries: NewEntry[] = [];
  const matches: Record<string, unknown>[] = [];
  const explanations: Record<string, unknown>[] = [];
  const sums = new Map<string, { paid: bigint; refunded: bigint; fees: bigint }>();
  const orderSum = (id: string) => sums.get(id) ?? sums.set(id, { paid: 0n, refunded: 0n, fees: 0n }).get(id)!;
  for (const { receipt: r, matches: own, explanations: said } of settlements) {
    const at = Math.min(r.occurred_at, tx.now);
    for (const m of own) {
      const id = tx.newId();
      matches.push({ id, receipt_id: r.id, receivable_id: m.receivable.id, amount_fen: m.amountFen, how: m.how, reason: m.reason, key: `match:${id}` });
      if (m.amountFen > 0n) orderSum(m.receivable.id).paid += m.amountFen;
      else orderSum(m.receivable.id).refunded -= m.amountFen;
      entries.push({
        at, kind: m.amountFen > 0n ? 'receipt' : 'refund', sourceKey: `match:${id}`, source: { type: 'match', id }, orderId: m.receivable.id, storeId: m.receivable.store_id, channel: m.receivable.platform,
        what: words(`核销 ${r.trade_no} → 订单 ${m.receivable.order_no}`, `${r.trade_no} matched with order ${m.receivable.order_no}`),
        postings: [{ account: 'unexplained', amountFen: m.amountFen }, { account: 'receivable', amountFen: -m.amountFen }],
      });
    }
    for (const x of said) {
      const id = tx.newId();
      const reason = reasonText(x.reason);
      explanations.push({ id, receipt_id: r.id, receivable_id: x.receivable?.id ?? null, amount_fen: x.amountFen, reason: x.reason, note: x.note, key: `explanation:${id}` });
      if (x.receivable) orderSum(x.receivable.id).fees += x.amountFen;
      entries.push({
        at, kind: x.reason === 'provider-fee' || x.reason === 'platform-fee' ? 'fee' : 'difference', sourceKey: `explanation:${id}`, source: { type: 'explanation', id },
        orderId: x.receivable?.id ?? null, storeId: x.receivable?.store_id ?? (r.store_ids.length === 1 ? r.store_ids[0]! : null), channel: x.receivable?.platform ?? null,
        what: words(`${reason.zh} ${r.trade_no}`, `${reason.en} ${r.trade_no}`), postings: [{ account: 'unexplained', amountFen: x.amountFen }, { account: x.account, amountFen: -x.amountFen }],
      });
    }
  }
  const booked = await postEntries(tx, entries);
  const withEntry = (rows: Record<string, unknown>[]) => JSON.stringify(rows.map((row) => ({ ...row, entry_id: booked.get(String(row['key']))?.id ?? null })));
  const changed = settlements.map((s) => outcome(s));
  await Promise.all([
    matches.length > 0 && tx.rows('finance.insert_matches', `insert into finance.match (id, receipt_id, receivable_id, amount_fen, how, reason, entry_id, by_id, by_person, by_name, at)
      select m.id, m.receipt_id, m.receivable_id, m.amount_fen, m.how, m.reason, m.entry_id, $2, $3, $4, to_timestamp($5 / 1000.0)
      from jsonb_to_recordset($1::jsonb) as m(id uuid, receipt_id uuid, receivable_id uuid, amount_fen bigint, how text, reason text, entry_id uuid)`,
      [withEntry(matches), tx.actor.id, tx.actor.personId, tx.actor.name, tx.now]),
    explanations.length > 0 && tx.rows('finance.insert_explanations', `insert into finance.explanation (id, receipt_id, receivable_id, amount_fen, reason, note, entry_id, by_id, by_name, at)
      select x.id, x.receipt_id, x.receivable_id, x.amount_fen, x.reason, x.note, x.entry_id, $2, $3, to_timestamp($4 / 1000.0)
      from jsonb_to_recordset($1::jsonb) as x(id uuid, receipt_id uuid, receivable_id uuid, amount_fen bigint, reason text, note text, entry_id uuid)`,
      [withEntry(explanations), tx.actor.id, tx.actor.name, tx.now]),
    tx.rows('finance.set_receipts', `update finance.receipt r set state = c.state, matched_fen = c.matched, explained_fen = c.explained, open_why = c.why, version = r.version + 1,
        updated_at = to_timestamp($2 / 1000.0)
      from jsonb_to_recordset($1::jsonb) as c(id uuid, state text, matched bigint, explained bigint, why text) where r.id = c.id`, [JSON.stringify(changed), tx.now]),
    sums.size > 0 && tx.rows('finance.add_to_receivables', `update finance.receivable v set paid_fen = v.paid_fen + c.paid, refunded_fen = v.refunded_fen + c.refunded, fees_fen = v.fees_fen + c.fees,
        version = v.version + 1, updated_at = to_timestamp($2 / 1000.0)
      from jsonb_to_recordset($1::jsonb) as c(id uuid, paid bigint, refunded bigint, fees bigint) where v.id = c.id`,
      [JSON.stringify([...sums].map(([id, s]) => ({ id, ...s }))), tx.now]),
  ]);
  publish(tx, settlements);
  await paidByBill(tx, settlements.flatMap(({ receipt, matches: own }) =>
    own.filter((m) => m.amountFen < 0n).map((m) => ({ orderId: m.receivable.id, amountFen: -m.amountFen, at: receipt.occurred_at, tradeNo: receipt.trade_no }))));
}

function outcome({ receipt: r, matches, explanations, why }: Settlement): { id: string; state: ReceiptState; matched: bigint; explained: bigint; why: string | null } {
  const matched = r.matched_fen + sum(matches.map((m) => m.amountFen));
  const explained = r.explained_fen + sum(explanations.map((x) => x.amountFen));
  const rest = r.amount_fen - matched - explained;
  const state: ReceiptState = rest !== 0n ? (matched + explained === 0n ? 'open' : 'partly') : matched !== 0n ? 'matched' : 'explained';
  return { id: r.id, state, matched, explained, why: rest === 0n ? null : why };
}

/** A receipt is told of once it is settled to the cent; one that stays open is told of when the reason is new. */
function publish(tx: Tx, settlements: readonly Settlement[]): void {
  for (const s of settlements) {
    const { receipt: r, matches, explanations } = s;
    if (r.kind === 'fee') continue;
    const result = outcome(s);
    const ref = { accountId: r.account_id, provider: r.provider, tradeNo: r.trade_no, amountFen: Number(r.amount_fen) };
    const objects = matches.map((m) => ({ type: 'order', id: m.receivable.id }));
    if (result.state === 'matched' && matches.length > 0) {
      const first = s.byHand ? 'by-hand' : matches[0]!.how;
      tx.fact(receiptMatched, r.id, { ...ref, orderNos: matches.map((m) => m.receivable.order_no), how: first }, { objects });
    }
    for (const x of explanations) tx.fact(differenceExplained, r.id, { ...ref, differenceFen: Number(x.amountFen), reason: x.reason });
    if (result.why !== null && result.why !== r.open_why) tx.fact(receiptLeftOpen, r.id, { ...ref, why: result.why });
  }
}

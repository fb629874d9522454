import { z } from 'zod';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { mayMatch } from '../policies.ts';
import { propose, type Proposal } from './propose.ts';
import { lockReceivables, openOf, receiptColumns, settle, type LockedReceipt, type LockedReceivable, type Settlement } from './settle.ts';

export const MATCHED_AT_ONCE = 400;

/**
 * Matches open receipts with orders, set-based (clause 6.1.2): those named, those of an account, those that the orders named concern, or all,
 * from `cursor` on. Receipts that another matcher holds are left to it. Two matchers have one effect.
 * What a person has undone is left to persons.
 *
 * @returns how many were looked at and settled, and where to go on (null = that was all)
 */
export const matchReceipts = verb({
  name: 'finance.match-receipts',
  title: words('自动核对收款', 'Match receipts'),
  may: mayMatch,
  input: z.strictObject({
    accountId: id.optional(), receiptIds: z.array(id).max(500).optional(), orderIds: z.array(id).max(500).optional(), cursor: id.nullable().optional(),
  }),
  run: async (tx, input) => {
    const receipts = await lockOpen(tx, input);
    const found = await namedBy(tx, receipts);
    const receivables = await lockReceivables(tx, found.receivableIds);
    const proposals = propose(receipts.map((r) => ({ id: r.id, kind: r.kind, openFen: openOf(r), orderNos: found.orderNos.get(r.id) ?? [], tradeNos: found.tradeNos.get(r.id) ?? [] })),
      [...receivables.values()].map((v) => ({
        id: v.id, orderNo: v.order_no, outsideNo: v.outside_no, paymentNo: v.payment_no, dueFen: v.due_fen, reducedFen: v.reduced_fen, paidFen: v.paid_fen, refundedFen: v.refunded_fen, writtenOffFen: v.written_off_fen,
      })), found.paidBy);
    const settlements = proposals.flatMap((p) => settlementOf(p, receipts.find((r) => r.id === p.receiptId)!, receivables));
    if (settlements.length > 0) await settle(tx, settlements);
    const settled = proposals.filter((p) => p.is === 'fee' || (p.is === 'match' && p.why === null)).length;
    const byCursor = input.receiptIds === undefined && input.orderIds === undefined;
    return { tried: receipts.length, settled, next: byCursor && receipts.length === MATCHED_AT_ONCE ? receipts.at(-1)!.id : null };
  },
});

async function lockOpen(tx: Tx, input: { accountId?: string | undefined; receiptIds?: string[] | undefined; orderIds?: string[] | undefined; cursor?: string | null | undefined }): Promise<LockedReceipt[]> {
  return tx.rows<LockedReceipt & Record<string, unknown>>('finance.lock_open', `select ${receiptColumns} from finance.receipt r join finance.payment_account a on a.id = r.account_id
    where r.state in ('open', 'partly') and r.open_why is distinct from 'undone' and ($1::uuid is null or r.account_id = $1) and ($2::uuid[] is null or r.id = any ($2)) and ($4::uuid is null or r.id > $4)
      and ($3::uuid[] is null or r.id in (select f.receipt_id from finance.receivable v join finance.receipt_ref f on f.role <> 'link' and f.no in (v.order_no, v.outside_no, v.payment_no) where v.id = any ($3)))
    order by r.id limit ${MATCHED_AT_ONCE} for update of r skip locked`, [input.accountId ?? null, input.receiptIds ?? null, input.orderIds ?? null, input.cursor ?? null]);
}

interface Found {
  orderNos: Map<string, string[]>;
  tradeNos: Map<string, string[]>;
  receivableIds: string[];
  paidBy: Map<string, Set<string>>;
}

/** Numbers of the receipts, the orders that they name, and the orders that their transactions have paid already. */
async function namedBy(tx: Tx, receipts: readonly LockedReceipt[]): Promise<Found> {
  const ids = receipts.map((r) => r.id);
  if (ids.length === 0) return { orderNos: new Map(), tradeNos: new Map(), receivableIds: [], paidBy: new Map() };
  const [refs, named, paid] = await Promise.all([
    tx.rows<{ receipt_id: string; role: string; no: string }>('finance.refs_of', "select receipt_id, role, no from finance.receipt_ref where receipt_id = any ($1::uuid[]) and role <> 'link' order by receipt_id, role, no", [ids]),
    tx.rows<{ id: string }>('finance.named_receivables', `with n as (select distinct no from finance.receipt_ref where receipt_id = any ($1::uuid[]) and role <> 'link')
      select v.id from n join finance.receivable v on v.order_no = n.no union select v.id from n join finance.receivable v on v.outside_no = n.no
      union select v.id from n join finance.receivable v on v.payment_no = n.no`, [ids]),
    tx.rows<{ no: string; receivable_id: string }>('finance.paid_by', `select distinct o.no, m.receivable_id from finance.receipt_ref f join finance.receipt_ref o on o.no = f.no and o.role = 'trade'
      join finance.receipt p on p.id = o.receipt_id and p.kind = 'payment' join finance.match m on m.receipt_id = p.id and m.undone_at is null
      where f.receipt_id = any ($1::uuid[]) and f.role = 'trade'`, [ids]),
  ]);
  const found: Found = { orderNos: new Map(), tradeNos: new Map(), receivableIds: [...named.map((n) => n.id), ...paid.map((p) => p.receivable_id)], paidBy: new Map() };
  for (const ref of refs) {
    const into = ref.role === 'trade' ? found.tradeNos : found.orderNos;
    into.set(ref.receipt_id, [...(into.get(ref.receipt_id) ?? []), ref.no]);
  }
  for (const { no, receivable_id: v } of paid) found.paidBy.set(no, (found.paidBy.get(no) ?? new Set<string>()).add(v));
  return found;
}

/** Nothing is written for a receipt that stays open for the same reason as before. */
function settlementOf(p: Proposal, receipt: LockedReceipt, receivables: ReadonlyMap<string, LockedReceivable>): Settlement[] {
  if (p.is === 'open') return p.why === receipt.open_why ? [] : [{ receipt, matches: [], explanations: [], why: p.why, byHand: false }];
  if (p.is === 'fee')
    return [{
      receipt, matches: [], why: null, byHand: false,
      explanations: p.shares.map((s) => ({ receivable: s.receivableId ? receivables.get(s.receivableId)! : null, amountFen: s.amountFen, reason: 'provider-fee', account: 'fees' as const, note: null })),
    }];
  return [{ receipt, explanations: [], why: p.why, byHand: false, matches: p.parts.map((part) => ({ receivable: receivables.get(part.receivableId)!, amountFen: part.amountFen, how: part.how, reason: part.reason })) }];
}

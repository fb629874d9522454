import { refuse } from '../../../kernel/refusal.ts';
import { formatYuan, type Fen } from '../../../kernel/money.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import type { RefundSource } from './contract.ts';
import { refundOwed } from './facts.ts';
import { no } from './refusals.ts';

/** What the chapters above ask to be paid back. Money in fen. */
export interface OwedRefund {
  source: { type: RefundSource; id: string; no: string };
  order: { id: string; no: string; storeId: string; channel: string; method: string | null; paymentNo: string | null };
  /** Of the price and freight that the customer paid. */
  amountFen: Fen;
  /** On top: freight of the return, or compensation. */
  extraFen: Fen;
  extraKind: 'freight' | 'compensation' | null;
  /** Paid for the order and not given back elsewhere. */
  roomFen: Fen;
  /** Why it may be paid without waiting for goods; null while the goods are awaited. */
  clearedWhy: string | null;
  /** What was paid for it before stands, and this is on top: a part of its own. */
  isBesides?: boolean;
}

const beyond = (error: unknown): boolean => (error as { constraint?: unknown } | null)?.constraint === 'refund_beyond_paid';

/** Opens the refund of a return or complaint, or sets its amount anew while it is due; one of a return that was void, since its exchange asked for nothing, is due again. @throws finance.refund-beyond-paid, finance.refund-settled */
export async function oweRefund(tx: Tx, owed: OwedRefund): Promise<{ id: string; refundNo: string }> {
  const { source, order } = owed;
  const refundNo = await tx.number('TK');
  const rows = await tx.rows<{ id: string; refund_no: string }>('finance.owe_refund', `insert into finance.refund as r (id, refund_no, source_type, source_id, source_no, order_id, order_no, store_id, channel, amount_fen, extra_fen, extra_kind,
      method, payment_no, room_fen, cleared_at, cleared_why, state, search, created_at, updated_at, part)
    select $1, $2, $3, $4, $5, $6::uuid, $7, $8, $9, $10::bigint, $11::bigint, $12, $13, $14, $15::bigint, case when $16::text is null then null else to_timestamp($17::bigint / 1000.0) end, $16, 'due',
      array_to_tsvector(string_to_array($18, ' ')), to_timestamp($17::bigint / 1000.0), to_timestamp($17::bigint / 1000.0), p.paid
    from (select count(*)::int as paid from finance.refund x where x.source_type = $3 and x.source_id = $4 and x.order_id = $6::uuid and x.state = 'paid') p where $19::boolean or p.paid = 0
    on conflict (source_type, source_id, order_id, part) do update set amount_fen = excluded.amount_fen, extra_fen = excluded.extra_fen, extra_kind = excluded.extra_kind, room_fen = excluded.room_fen,
      cleared_at = coalesce(r.cleared_at, excluded.cleared_at), cleared_why = coalesce(r.cleared_why, excluded.cleared_why), version = r.version + 1, updated_at = excluded.updated_at, state = 'due', void_why = null
      where r.state = 'due' or r.state = 'void' and r.source_type = 'return' returning id, refund_no`,
  [tx.newId(), refundNo, source.type, source.id, source.no, order.id, order.no, order.storeId, order.channel, owed.amountFen, owed.extraFen, owed.extraFen > 0n ? owed.extraKind : null, order.method,
    order.paymentNo, owed.roomFen, owed.clearedWhy, tx.now, searchColumn({ numbers: [refundNo, source.no, order.no, order.paymentNo] }), owed.isBesides ?? false]).catch((error: unknown) => {
    if (beyond(error)) throw refuse(no['refund-beyond-paid'], words(`订单 ${order.no} 最多还可退 ${formatYuan(owed.roomFen)}（含已定的退款）。`, `Order ${order.no}: at most ${formatYuan(owed.roomFen)} in all.`));
    throw error;
  });
  const row = rows[0];
  if (!row) throw refuse(no['refund-settled']);
  tx.fact(refundOwed, row.id, { refundNo: row.refund_no, sourceType: source.type, sourceId: source.id, orderNo: order.no, amountFen: Number(owed.amountFen), extraFen: Number(owed.extraFen) },
    { objects: [{ type: source.type, id: source.id }, { type: 'order', id: order.id }] });
  return { id: row.id, refundNo: row.refund_no };
}

/** What is no longer owed: withdrawn by the customer, or rejected on inspection; of one order alone where it is named. A paid one stays: false. */
export async function voidRefund(tx: Tx, source: { type: RefundSource; id: string }, why: string, orderId?: string): Promise<boolean> {
  const rows = await tx.rows('finance.void_refund', "update finance.refund set state = 'void', void_why = $3, version = version + 1, updated_at = to_timestamp($4 / 1000.0) where source_type = $1 and source_id = $2 and state = 'due' and ($5::uuid is null or order_id = $5) returning id",
    [source.type, source.id, why, tx.now, orderId ?? null]);
  return rows.length > 0;
}

/** How the refund of a return or complaint stands, for its own page: all of its parts together, due while one of them is. `paidFen`, `paidExtraFen`: what of `amountFen` and `extraFen` has gone back. */
export interface RefundState { paidFen: Fen; paidExtraFen: Fen; id: string; refundNo: string; sourceId: string; state: 'due' | 'paid' | 'void'; amountFen: Fen; extraFen: Fen; cleared: boolean; paidAt: number | null; paidName: string | null; way: 'same' | 'other' | null; method: string | null; orderId: string }

export async function refundsOf(on: { runner: Tx['runner'] }, type: RefundSource, ids: readonly string[]): Promise<Map<string, RefundState>> {
  if (ids.length === 0) return new Map();
  const { rows } = await on.runner.query<RefundState & Record<string, unknown>>(`select id, refund_no as "refundNo", source_id as "sourceId", state, amount_fen as "amountFen", extra_fen as "extraFen", cleared_at is not null as cleared,
      paid_at as "paidAt", paid_name as "paidName", way, method, order_id as "orderId", case when state = 'paid' then amount_fen else 0 end as "paidFen", case when state = 'paid' then extra_fen else 0 end as "paidExtraFen" from finance.refund where source_type = $1 and source_id = any ($2::uuid[])
    order by state = 'due' desc, state = 'paid' desc, created_at, id`, [type, [...ids]], 'finance.refunds_of');
  return new Map([...Map.groupBy(rows, (r) => r.sourceId)].map(([id, parts]) => [id, together(parts)]));
}

/** Parts as one: those that stand add up; what is due, or else what was paid last, says how it stands. */
function together(parts: readonly RefundState[]): RefundState {
  const standing = parts.filter((p) => p.state !== 'void');
  const [first] = parts as [RefundState];
  const paid = standing.filter((p) => p.state === 'paid').at(-1);
  const sum = (of: (p: RefundState) => Fen): Fen => standing.reduce((all, p) => all + of(p), 0n);
  if (standing.length === 0) return first;
  return { ...first, amountFen: sum((p) => p.amountFen), extraFen: sum((p) => p.extraFen), paidFen: sum((p) => p.paidFen), paidExtraFen: sum((p) => p.paidExtraFen), cleared: standing.every((p) => p.cleared || p.state === 'paid'), paidAt: paid?.paidAt ?? null, paidName: paid?.paidName ?? null };
}

/** All refunds of an order, the newest first, for its page. */
export async function refundsOfOrder(on: { runner: Tx['runner'] }, orderId: string): Promise<(RefundState & { sourceType: RefundSource; sourceNo: string; createdAt: number })[]> {
  const { rows } = await on.runner.query<RefundState & { sourceType: RefundSource; sourceNo: string; createdAt: number } & Record<string, unknown>>(`select id, refund_no as "refundNo", source_type as "sourceType", source_id as "sourceId",
      source_no as "sourceNo", state, amount_fen as "amountFen", extra_fen as "extraFen", cleared_at is not null as cleared, created_at as "createdAt", paid_at as "paidAt", paid_name as "paidName", way, method, order_id as "orderId", case when state = 'paid' then amount_fen else 0 end as "paidFen", case when state = 'paid' then extra_fen else 0 end as "paidExtraFen"
    from finance.refund where order_id = $1 order by created_at desc, id desc`, [orderId], 'finance.refunds_of_order');
  return rows;
}

/** Σ of an order's refunds that stand (due or paid), and of those paid. */
export async function refundedOf(on: { runner: Tx['runner'] }, orderId: string): Promise<{ standingFen: Fen; paidFen: Fen }> {
  const { rows } = await on.runner.query<{ standing: string; paid: string }>(`select coalesce(sum(amount_fen), 0)::text as standing, coalesce(sum(amount_fen) filter (where state = 'paid'), 0)::text as paid
    from finance.refund where order_id = $1 and state <> 'void'`, [orderId], 'finance.refunded_of');
  return { standingFen: BigInt(rows[0]!.standing), paidFen: BigInt(rows[0]!.paid) };
}

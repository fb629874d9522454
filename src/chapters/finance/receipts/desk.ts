import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { DAY } from '../../../kernel/clock.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { storesById } from '../../../registers/company/index.ts';
import type { ParamsOf, QueryOf } from '../asked.ts';
import { reasonCodes } from './contract.ts';
import type * as contract from './contract.ts';
import { deskProposal } from './desk-proposal.ts';
import { howWords, reasons } from './words.ts';
import type { ReceiptKind, ReceiptState } from '../schema.ts';

interface Receipt { id: string; version: number; state: ReceiptState; kind: ReceiptKind; open: bigint; occurred_at: number; nos: string[]; siblings: bigint; siblings_fen: bigint }
interface Found {
  id: string; order_no: string; outside_no: string | null; payment_no: string | null; platform: string; store_id: string; due_at: number; due: bigint; paid: bigint; refunded: bigint; reduced: bigint;
  balance: bigint; by_order: boolean; by_payment: boolean; paid_by: boolean;
}

const CANDIDATES = 20;
const NEAR = 30 * DAY;

/**
 * The matching desk: one open receipt and the orders it may belong to, best first, each with the reasons. Numbers weigh most, then the same
 * amount, then nearness in time; with `q` the orders that a person looks for.
 */
export async function desk({ kernel, params, query }: Asked<ParamsOf<typeof contract.readDesk>, QueryOf<typeof contract.readDesk>>): Promise<Answer<typeof contract.readDesk>> {
  const { rows: [receipt] } = await kernel.db.query<Receipt & Record<string, unknown>>(`select r.id, r.version, r.state, r.kind, r.amount_fen - r.matched_fen - r.explained_fen as open, r.occurred_at,
      array(select distinct f.no from finance.receipt_ref f where f.receipt_id = r.id and f.role <> 'link' order by 1) as nos, sib.n as siblings, sib.fen as siblings_fen
    from finance.receipt r,
      lateral (select count(*) as n, coalesce(sum(o.amount_fen - o.matched_fen - o.explained_fen), 0)::bigint as fen from finance.receipt o where o.state in ('open', 'partly') and o.id <> r.id and o.kind = r.kind
        and o.id in (select b.receipt_id from finance.receipt_ref a join finance.receipt_ref b on b.no = a.no and b.role in ('merchant', 'hint') where a.receipt_id = r.id and a.role in ('merchant', 'hint'))) sib
    where r.id = $1`, [params.id], 'finance.desk_receipt');
  if (!receipt) throw refuse(kernelNo['not-found']);
  const open = ['open', 'partly', 'suspect'].includes(receipt.state) ? receipt.open : 0n;
  const back = open < 0n;
  const q = searchQuery(query.q ?? '');
  const columns = `v.id, v.order_no, v.outside_no, v.payment_no, v.platform, v.store_id, v.due_at, v.due_fen as due, v.paid_fen as paid, v.refunded_fen as refunded, v.reduced_fen as reduced, v.balance_fen as balance`;
  const { rows } = await kernel.db.query<Found & Record<string, unknown>>(`with by_no as (
        select v.id from unnest($2::text[]) n join finance.receivable v on v.order_no = n union select v.id from unnest($2::text[]) n join finance.receivable v on v.outside_no = n
        union select v.id from unnest($2::text[]) n join finance.receivable v on v.payment_no = n),
      by_payment as (select m.receivable_id as id from finance.receipt_ref f join finance.receipt_ref o on o.no = f.no and o.role = 'trade' join finance.match m on m.receipt_id = o.receipt_id and m.undone_at is null
        where f.receipt_id = $1 and f.role = 'trade' and o.receipt_id <> $1),
      by_amount as (select v.id from finance.receivable v where v.balance_fen = $3 and v.balance_fen <> 0 and abs(extract(epoch from v.due_at) * 1000 - $4) < ${NEAR} order by abs(extract(epoch from v.due_at) * 1000 - $4) limit ${CANDIDATES}),
      asked as (select v.id from finance.receivable v where $5::text is not null and v.search @@ $5::tsquery order by v.due_at desc limit ${CANDIDATES})
      select ${columns}, (v.order_no = any ($2) or v.outside_no = any ($2)) is true as by_order, (v.payment_no = any ($2)) is true as by_payment, v.id in (select id from by_payment) as paid_by
      from finance.receivable v where v.id in (select id from by_no union select id from by_payment union select id from by_amount union select id from asked) limit 100`,
    [receipt.id, receipt.nos, open, receipt.occurred_at, q], 'finance.desk_candidates');
  const stores = await storesById(kernel, rows.map((r) => r.store_id));
  const roomOf = (v: Found): bigint => (back ? v.refunded - v.paid : v.due - v.paid);
  const proposed = deskProposal({ state: receipt.state, kind: receipt.kind, openFen: open }, rows.map((v) => ({
    receivableId: v.id, orderNo: v.order_no, named: v.by_order || v.by_payment || v.paid_by, begun: v.paid > 0n, near: Math.abs(v.due_at - receipt.occurred_at) <= DAY, roomFen: roomOf(v), expectedFen: v.balance,
  })));
  const candidates = rows.map((v) => {
    const takes = roomOf(v);
    const { score, why } = judge(v, open, takes, receipt.occurred_at);
    return {
      receivableId: v.id, orderNo: v.order_no, outsideNo: v.outside_no, paymentNo: v.payment_no, store: stores.get(v.store_id)?.name ?? null, platform: v.platform, dueAt: v.due_at, dueFen: Number(v.due), paidFen: Number(v.paid),
      refundedFen: Number(v.refunded), reducedFen: Number(v.reduced), balanceFen: Number(v.balance), takesFen: Number(back ? (takes > open ? takes : open) : takes < open ? takes : open), score, reasons: why,
    };
  });
  const fitting = reasonCodes.filter((code) => (receipt.state === 'suspect') === (reasons[code].account === null) && (reasons[code].side === 'both' || (reasons[code].side === 'in') === open > 0n));
  return {
    id: receipt.id, version: receipt.version, openFen: Number(open), numbers: receipt.nos, candidates: candidates.toSorted((a, b) => b.score - a.score || b.dueAt - a.dueAt).slice(0, CANDIDATES),
    reasons: fitting.map((code) => ({ code, name: reasons[code].name })), siblings: { receipts: Number(receipt.siblings), openFen: Number(receipt.siblings_fen) },
    proposal: proposed && { ...proposed, howText: howWords[proposed.how], parts: proposed.parts.map((p) => ({ ...p, amountFen: Number(p.amountFen) })), restFen: Number(proposed.restFen) },
  };
}

function judge(v: Found, open: bigint, takes: bigint, at: number): { score: number; why: Words[] } {
  const why: Words[] = [];
  let score = 0;
  const found = (points: number, zh: string, en: string): void => {
    score += points;
    why.push(words(zh, en));
  };
  if (v.by_order) found(50, '账单写明该订单号', 'the bill names the order');
  if (v.by_payment) found(45, '支付单号相同', 'same payment number');
  if (v.paid_by) found(40, '同一笔交易付过该订单', 'the same transaction paid this order');
  if (takes === open) found(30, '金额一致', 'same amount');
  else if (v.balance === open) found(25, '与未结余额一致', 'same as the open balance');
  if (Math.abs(v.due_at - at) <= DAY) found(15, '付款时间相差一天之内', 'paid within a day');
  else if (Math.abs(v.due_at - at) <= 7 * DAY) found(5, '付款时间相差七天之内', 'paid within seven days');
  if (takes === 0n) found(-30, '订单已无可核销金额', 'the order takes nothing more');
  return { score, why };
}

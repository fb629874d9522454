import { sql, type RawBuilder } from 'kysely';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { every, mentions, page } from '../../../kernel/keyset.ts';
import type { Runner } from '../../../kernel/query.ts';
import { searchQuery } from '../../../kernel/search.ts';
import type { Words } from '../../../kernel/words.ts';
import { storesById } from '../../../registers/company/index.ts';
import { uuidOf, type QueryOf } from '../asked.ts';
import type * as contract from './contract.ts';
import { openText } from './words.ts';
import type { ReceiptState } from '../schema.ts';

type Row = Answer<typeof contract.listReceipts>['rows'][number];
export type ReceiptRow = Omit<Row, 'why' | 'amountFen' | 'openFen'> & { why: Words | null; code: string | null; amountFen: bigint; openFen: bigint };

export const receiptSelect = sql`r.id, r.account_id as "accountId", a.name as account, r.provider, r.bill, r.kind, r.kind_text as "kindText", r.trade_no as "tradeNo", r.movement_no as "movementNo",
  r.merchant_order_no as "merchantOrderNo", r.method, r.amount_fen as "amountFen", case when r.state in ('open', 'partly', 'suspect') then r.amount_fen - r.matched_fen - r.explained_fen else 0 end as "openFen",
  r.occurred_at as "occurredAt", r.counterparty, r.subject, r.state, case when r.state in ('open', 'partly') then r.open_why when r.state = 'suspect' then 'bills-differ' end as code,
  r.recorded_by_name as "recordedBy", r.bill = 'hand' as "byHand", r.version,
  array(select v.order_no from finance.match m join finance.receivable v on v.id = m.receivable_id where m.receipt_id = r.id and m.undone_at is null order by v.order_no) as orders`;

type Filters = Omit<QueryOf<typeof contract.listReceipts>, 'cursor' | 'limit' | 'sort'>;

export function receiptsFrom(query: Filters): RawBuilder<unknown> {
  const q = searchQuery(query.q ?? '');
  const [account, bill] = [uuidOf(query.account, 'account'), uuidOf(query.bill, 'bill')];
  return sql`from finance.receipt r join finance.payment_account a on a.id = r.account_id ${every([
    q !== null && sql`r.search @@ ${q}::tsquery`,
    account !== null && sql`r.account_id = ${account}`,
    bill !== null && sql`r.bill_id = ${bill}`,
    query.provider && sql`r.provider = any (${query.provider}::text[])`,
    query.kind && sql`r.kind = any (${query.kind}::text[])`,
    query.state && stateFilter(query.state),
    query.from !== undefined && sql`r.occurred_at >= to_timestamp(${query.from} / 1000.0)`,
    query.to !== undefined && sql`r.occurred_at < to_timestamp(${query.to} / 1000.0)`,
  ])}`;
}

/** Open items have an index of their own, which the planner sees only when the states are written out. */
function stateFilter(states: readonly ReceiptState[]): RawBuilder<unknown> {
  const open = states.every((s) => s === 'open' || s === 'partly' || s === 'suspect');
  return open ? sql`r.state in ('open', 'partly', 'suspect') and r.state = any (${states}::text[])` : sql`r.state = any (${states}::text[])`;
}

export const receiptOrders = { occurred: { by: sql`r.occurred_at`, type: 'timestamptz' }, amount: { by: sql`r.amount_fen`, type: 'bigint' } } as const;
export const worded = ({ code, ...row }: ReceiptRow) => ({ ...row, amountFen: Number(row.amountFen), openFen: Number(row.openFen), why: code === null ? null : openText(code) });

export async function receipts({ kernel, query }: Asked<undefined, QueryOf<typeof contract.listReceipts>>): Promise<Answer<typeof contract.listReceipts>> {
  const { sort, cursor, limit, ...filters } = query;
  const found = await page<ReceiptRow, 'occurred' | 'amount'>(kernel, { select: receiptSelect, from: receiptsFrom(filters), id: sql`r.id`, orders: receiptOrders, sort: sort ?? '-occurred', cursor, limit });
  return { ...found, rows: found.rows.map(worded) };
}

interface BillRow extends Omit<Answer<typeof contract.listBills>['rows'][number], 'inFen' | 'outFen' | 'feeFen'> { inFen: bigint; outFen: bigint; feeFen: bigint }

/** Bills with the totals of their files checked; open: receipts still neither matched nor explained; linked: rows that the other bill had first. */
export async function bills({ kernel, query }: Pick<Asked<undefined, QueryOf<typeof contract.listBills>>, 'kernel' | 'query'>): Promise<Answer<typeof contract.listBills>> {
  const [account, one] = [uuidOf(query.account, 'account'), uuidOf(query.id, 'id')];
  const found = await page<BillRow, 'created'>(kernel, {
    select: sql`b.id, b.run_id as "runId", b.provider, b.bill, b.account_id as "accountId", a.name as account, b.rows, b.first_at as "firstAt", b.last_at as "lastAt", b.in_fen as "inFen", b.out_fen as "outFen",
      b.fee_fen as "feeFen", b.reconciled, b.reconciliation, b.imported_by_name as "importedBy", b.created_at as "createdAt",
      (select count(*)::int from finance.receipt r where r.bill_id = b.id and r.state in ('open', 'partly', 'suspect')) as open,
      (select count(*)::int from finance.receipt r where r.bill_id = b.id and r.state = 'linked') as linked`,
    from: sql`from finance.bill b join finance.payment_account a on a.id = b.account_id ${every([
      one !== null && sql`b.id = ${one}`, account !== null && sql`b.account_id = ${account}`, query.provider && sql`b.provider = any (${query.provider}::text[])`, query.reconciled !== undefined && sql`b.reconciled = ${query.reconciled}`, mentions(query.q, sql`a.name, b.imported_by_name`),
    ])}`,
    id: sql`b.id`, orders: { created: { by: sql`b.created_at`, type: 'timestamptz' } }, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map((b) => ({ ...b, inFen: Number(b.inFen), outFen: Number(b.outFen), feeFen: Number(b.feeFen) })) };
}

const fenNames = ['dueFen', 'reducedFen', 'paidFen', 'refundedFen', 'writtenOffFen', 'feesFen', 'balanceFen'] as const;
type Receivable = Answer<typeof contract.listReceivables>['rows'][number];
type ReceivableRow = Omit<Receivable, (typeof fenNames)[number] | 'store'> & Record<(typeof fenNames)[number], bigint>;

export async function receivables({ kernel, query }: Pick<Asked<undefined, QueryOf<typeof contract.listReceivables>>, 'kernel' | 'query'>): Promise<Answer<typeof contract.listReceivables>> {
  const q = searchQuery(query.q ?? '');
  const [store, one] = [uuidOf(query.store, 'store'), uuidOf(query.id, 'id')];
  const states = { open: sql`(v.balance_fen <> 0 and v.paid_fen = 0)`, partly: sql`(v.balance_fen <> 0 and v.paid_fen <> 0)`, settled: sql`v.balance_fen = 0` };
  const found = await page<ReceivableRow, 'due'>(kernel, {
    select: sql`v.id, v.order_no as "orderNo", v.outside_no as "outsideNo", v.payment_no as "paymentNo", v.platform, v.store_id as "storeId", v.due_at as "dueAt", v.shipped_at as "shippedAt",
      v.cancelled_at as "cancelledAt", v.due_fen as "dueFen", v.reduced_fen as "reducedFen", v.paid_fen as "paidFen", v.refunded_fen as "refundedFen", v.written_off_fen as "writtenOffFen",
      v.fees_fen as "feesFen", v.balance_fen as "balanceFen", v.version`,
    from: sql`from finance.receivable v ${every([
      q !== null && sql`v.search @@ ${q}::tsquery`, store !== null && sql`v.store_id = ${store}`, one !== null && sql`v.id = ${one}`,
      query.state && sql`(${sql.join(query.state.map((s) => states[s]), sql` or `)})`,
    ])}`,
    id: sql`v.id`, orders: { due: { by: sql`v.due_at`, type: 'timestamptz' } }, sort: query.sort ?? '-due', cursor: query.cursor, limit: query.limit,
  });
  const stores = await storesById(kernel, found.rows.map((v) => v.storeId));
  return {
    ...found,
    rows: found.rows.map((v) => ({ ...v, ...(Object.fromEntries(fenNames.map((n) => [n, Number(v[n])])) as Record<(typeof fenNames)[number], number>), store: stores.get(v.storeId)?.name ?? null })),
  };
}

const AGES = [1, 3, 7, 30] as const;
interface Bucket { age: number; code: string | null; n: bigint; fen: bigint; ins: bigint; outs: bigint; oldest: number }

/** What is open, by age and by reason: read from the index of open items alone. */
export async function openItems({ kernel }: { kernel: { runner: Runner; clock: { now(): number } } }): Promise<Answer<typeof contract.readOpenItems>> {
  const [{ rows }, { rows: [orders] }] = await Promise.all([
    kernel.runner.query<Bucket & Record<string, unknown>>(`select width_bucket(extract(epoch from to_timestamp($1 / 1000.0) - occurred_at)::float8 / 86400, $2::float8[]) as age,
        case when state = 'suspect' then 'bills-differ' else coalesce(open_why, 'needs-a-person') end as code, count(*) as n, sum(amount_fen - matched_fen - explained_fen)::bigint as fen,
        sum(greatest(amount_fen - matched_fen - explained_fen, 0))::bigint as ins, sum(least(amount_fen - matched_fen - explained_fen, 0))::bigint as outs, min(occurred_at) as oldest
      from finance.receipt where state in ('open', 'partly', 'suspect') group by 1, 2`, [kernel.clock.now(), [...AGES]], 'finance.open_items'),
    kernel.runner.query<{ n: bigint; fen: bigint }>("select count(*) as n, coalesce(sum(balance_fen), 0)::bigint as fen from finance.receivable where balance_fen <> 0 and paid_fen <> 0", [], 'finance.open_orders'),
  ]);
  const sum = (of: (b: Bucket) => bigint, list: readonly Bucket[] = rows): number => Number(list.reduce((a, b) => a + of(b), 0n));
  const codes = [...new Set(rows.map((r) => r.code!))].toSorted();
  return {
    receipts: sum((b) => b.n), amountFen: sum((b) => b.fen), inFen: sum((b) => b.ins), outFen: sum((b) => b.outs), oldestAt: rows.length === 0 ? null : Math.min(...rows.map((r) => r.oldest)),
    ages: [...AGES, null].map((upToDays, at) => ({ upToDays, receipts: sum((b) => b.n, rows.filter((r) => r.age === at)), amountFen: sum((b) => b.fen, rows.filter((r) => r.age === at)) })),
    why: codes.map((code) => ({ code, text: openText(code), receipts: sum((b) => b.n, rows.filter((r) => r.code === code)), amountFen: sum((b) => b.fen, rows.filter((r) => r.code === code)) })),
    orders: Number(orders!.n), ordersFen: Number(orders!.fen),
  };
}

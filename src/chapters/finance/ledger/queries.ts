import { sql, type RawBuilder } from 'kysely';
import { dayOf } from '../../../kernel/clock.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { every, page } from '../../../kernel/keyset.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Words } from '../../../kernel/words.ts';
import { storesById } from '../../../registers/company/index.ts';
import { skusById } from '../../../registers/products/index.ts';
import { uuidOf, type ParamsOf, type QueryOf } from '../asked.ts';
import { factsOf, sentenceOf } from '../record-facts.ts';
import { accountKeyOf, accounts, accountOf } from './accounts.ts';
import type * as contract from './contract.ts';

/** `2026-03` of an instant. */
export const monthOf = (instant: number): string => dayOf(instant).slice(0, 7);

export function months(query: { from?: string | undefined; to?: string | undefined }, now: number): { from: string; to: string } {
  const to = query.to ?? query.from ?? monthOf(now);
  const from = query.from ?? to;
  return from <= to ? { from, to } : { from: to, to: from };
}

export async function trialBalance({ kernel, query }: Pick<Asked<undefined, QueryOf<typeof contract.readTrialBalance>>, 'kernel' | 'query'>): Promise<Answer<typeof contract.readTrialBalance>> {
  const { from, to } = months(query, kernel.clock.now());
  const { rows } = await kernel.db.query<{ account: string; opening: bigint; debit: bigint; credit: bigint }>(`select account,
      coalesce(sum(debit_fen - credit_fen) filter (where period < $1), 0)::bigint as opening, coalesce(sum(debit_fen) filter (where period >= $1), 0)::bigint as debit,
      coalesce(sum(credit_fen) filter (where period >= $1), 0)::bigint as credit
    from finance.turnover where period <= $2 group by account`, [from, to], 'finance.trial_balance');
  const found = new Map(rows.map((r) => [r.account, r]));
  const lines = Object.values(accounts).toSorted((a, b) => (a.number < b.number ? -1 : 1)).map((a) => {
    const { opening = 0n, debit = 0n, credit = 0n } = found.get(a.number) ?? {};
    return { key: accountKeyOf(a.number), number: a.number, name: a.name, side: a.side, statement: a.statement, openingFen: opening, debitFen: debit, creditFen: credit, closingFen: opening + debit - credit };
  });
  const sum = (of: (l: (typeof lines)[number]) => bigint): bigint => lines.reduce((a, l) => a + of(l), 0n);
  const totals = { debitFen: sum((l) => l.debitFen), creditFen: sum((l) => l.creditFen), openingFen: sum((l) => l.openingFen), closingFen: sum((l) => l.closingFen) };
  return {
    from, to, rows: lines.map((l) => ({ ...l, openingFen: Number(l.openingFen), debitFen: Number(l.debitFen), creditFen: Number(l.creditFen), closingFen: Number(l.closingFen) })),
    debitFen: Number(totals.debitFen), creditFen: Number(totals.creditFen), openingFen: Number(totals.openingFen), closingFen: Number(totals.closingFen),
    even: totals.debitFen === totals.creditFen && totals.openingFen === 0n && totals.closingFen === 0n,
  };
}

type Filters = Omit<QueryOf<typeof contract.listEntries>, 'cursor' | 'limit' | 'sort'>;

/** Entries that have a posting with all of the dimensions asked for: what a figure of a statement opens to. */
export function entriesFrom(query: Filters): RawBuilder<unknown> {
  const [store, sku, order] = [uuidOf(query.store, 'store'), uuidOf(query.sku, 'sku'), uuidOf(query.order, 'order')];
  const onPostings = every([
    sql`p.entry_id = e.id`, Boolean(query.account) && sql`p.account = ${query.account}`, store !== null && sql`p.store_id = ${store}`, Boolean(query.channel) && sql`p.channel = ${query.channel}`, sku !== null && sql`p.sku_id = ${sku}`,
  ]);
  const narrowed = Boolean(query.account ?? query.channel) || store !== null || sku !== null;
  return sql`from finance.entry e ${every([
    Boolean(query.q) && sql`e.entry_no ilike ${`${(query.q ?? '').replace(/[%_\\]/g, '')}%`}`, Boolean(query.from) && sql`e.period >= ${query.from}`, Boolean(query.to) && sql`e.period <= ${query.to}`,
    Boolean(query.kind) && sql`e.kind = ${query.kind}`, order !== null && sql`e.order_id = ${order}`, narrowed && sql`exists (select from finance.posting p ${onPostings})`,
  ])}`;
}

type Row = Answer<typeof contract.listEntries>['rows'][number];
export type EntryRow = Omit<Row, 'amountFen' | 'onAccountFen'> & { amountFen: bigint; onAccountFen: bigint | null };

export const entrySelect = (account: string | null): RawBuilder<unknown> => sql`e.id, e.entry_no as "entryNo", e.booked_at as "bookedAt", e.period, e.moved_from as "movedFrom", e.kind, e.what, e.order_id as "orderId",
  e.booked_by_name as "bookedBy", e.reverses, exists (select from finance.entry r where r.reverses = e.id) as reversed,
  (select coalesce(sum(greatest(p.amount_fen, 0)), 0)::bigint from finance.posting p where p.entry_id = e.id) as "amountFen",
  ${account === null ? sql`null::bigint` : sql`(select coalesce(sum(p.amount_fen), 0)::bigint from finance.posting p where p.entry_id = e.id and p.account = ${account})`} as "onAccountFen"`;

export async function entries({ kernel, query }: Asked<undefined, QueryOf<typeof contract.listEntries>>): Promise<Answer<typeof contract.listEntries>> {
  const { sort, cursor, limit, ...filters } = query;
  const found = await page<EntryRow, 'booked'>(kernel, {
    select: entrySelect(query.account ?? null), from: entriesFrom(filters), id: sql`e.id`, orders: { booked: { by: sql`e.booked_at`, type: 'timestamptz' } }, sort: sort ?? '-booked', cursor, limit,
  });
  return { ...found, rows: found.rows.map((e) => ({ ...e, amountFen: Number(e.amountFen), onAccountFen: e.onAccountFen === null ? null : Number(e.onAccountFen) })) };
}

interface Head extends Omit<EntryRow, 'onAccountFen'> {
  createdAt: number; sourceType: string; sourceId: string; reversesNo: string | null; reversedById: string | null; reversedByNo: string | null; orderNo: string | null; orderBalance: bigint | null;
}
interface Line { line: number; account: string; amount_fen: bigint; store_id: string | null; channel: string | null; sku_id: string | null; order_id: string | null }

/** An entry with its postings and what is behind it: the fact, the receipt, the order. */
export async function entryRecord({ kernel, params, actor }: Asked<ParamsOf<typeof contract.readEntry>, undefined>): Promise<Answer<typeof contract.readEntry>> {
  const [{ rows: [head] }, { rows: lines }] = await Promise.all([
    sql<Head>`select ${entrySelect(null)}, e.created_at as "createdAt", e.source_type as "sourceType", e.source_id as "sourceId", o.entry_no as "reversesNo", b.id as "reversedById", b.entry_no as "reversedByNo",
        v.order_no as "orderNo", v.balance_fen as "orderBalance"
      from finance.entry e left join finance.entry o on o.id = e.reverses left join finance.entry b on b.reverses = e.id left join finance.receivable v on v.id = e.order_id where e.id = ${params.id}`.execute(kernel.db.tables()),
    kernel.db.query<Line & Record<string, unknown>>('select line, account, amount_fen, store_id, channel, sku_id, order_id from finance.posting where entry_id = $1 order by line', [params.id], 'finance.lines_of'),
  ]);
  if (!head) throw refuse(kernelNo['not-found']);
  const [stores, skus, source] = await Promise.all([
    storesById(kernel, lines.flatMap((l) => l.store_id ?? [])), skusById(kernel, lines.flatMap((l) => l.sku_id ?? [])), sourceOf(kernel, head),
  ]);
  return {
    id: head.id, entryNo: head.entryNo, bookedAt: head.bookedAt, period: head.period, movedFrom: head.movedFrom, kind: head.kind, what: head.what, orderId: head.orderId, bookedBy: head.bookedBy, reversed: head.reversed,
    reverses: head.reverses, amountFen: Number(head.amountFen), createdAt: head.createdAt, reversesNo: head.reversesNo, reversedBy: head.reversedById === null ? null : { id: head.reversedById, entryNo: head.reversedByNo! }, source,
    postings: lines.map((l) => ({
      line: l.line, account: l.account, name: accountOf(l.account).name, debitFen: l.amount_fen > 0n ? Number(l.amount_fen) : 0, creditFen: l.amount_fen < 0n ? Number(-l.amount_fen) : 0,
      store: l.store_id ? (stores.get(l.store_id)?.name ?? null) : null, channel: l.channel, sku: l.sku_id ? (skus.get(l.sku_id)?.code ?? null) : null, orderId: l.order_id,
    })),
    order: head.orderId && head.orderNo !== null ? { id: head.orderId, orderNo: head.orderNo, balanceFen: Number(head.orderBalance) } : null,
    mayReverse: head.kind === 'manual' && !head.reversed && (actor?.posts.includes('accountant') ?? false),
  };
}

async function sourceOf(on: { runner: Runner }, head: Head): Promise<Answer<typeof contract.readEntry>['source']> {
  const base = { type: head.sourceType, id: head.sourceId, text: null as Words | null, receiptId: null as string | null, at: null as number | null, by: null as string | null };
  if (head.sourceType === 'fact') {
    // Facts are found by the object that they belong to: the order.
    const { rows } = await on.runner.query<{ type: string; payload: unknown; occurred_at: number; actor_name: string }>(`select f.type, f.payload, f.occurred_at, f.actor_name from kernel.fact_object o
      join kernel.fact f on f.seq = o.fact_seq and f.recorded_at = o.recorded_at where o.object_type = 'order' and o.object_id = $1 and f.id = $2`, [head.orderId, head.sourceId], 'finance.fact_behind');
    const [fact] = rows;
    return fact ? { ...base, text: sentenceOf(fact.type, fact.payload), at: fact.occurred_at, by: fact.actor_name } : base;
  }
  if (head.sourceType === 'receipt') {
    const [first] = await factsOf(on, 'receipt', head.sourceId);
    return { ...base, receiptId: head.sourceId, text: first?.sentence ?? null, at: first?.at ?? null, by: first?.by ?? null };
  }
  if (head.sourceType === 'match' || head.sourceType === 'explanation') {
    const table = head.sourceType === 'match' ? 'match' : 'explanation';
    const { rows } = await on.runner.query<{ receipt_id: string | null; at: number; by_name: string }>(`select receipt_id, at, by_name from finance.${table} where id = $1`, [head.sourceId], `finance.${table}_behind`);
    return { ...base, receiptId: rows[0]?.receipt_id ?? null, at: rows[0]?.at ?? null, by: rows[0]?.by_name ?? null };
  }
  return base;
}

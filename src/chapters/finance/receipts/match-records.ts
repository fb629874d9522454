import { sql } from 'kysely';
import { every, page } from '../../../kernel/keyset.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import type { MatchedRecords, OpenItem } from '../../../regulation/runtime/brought.ts';
import { openText } from './words.ts';

/** Agreements are counted up to here: a board needs no more. */
const COUNTED = 1_000;

interface Row { id: string; side: 'left' | 'right'; number: string; href: string; since: number; amount: bigint; code: string | null }

const receipts = (q: string | null) => sql`select r.id, 'left' as side, r.trade_no as number, '/finance/receipts/' || r.id as href, r.occurred_at as since, r.amount_fen - r.matched_fen - r.explained_fen as amount,
  case when r.state = 'suspect' then 'bills-differ' else r.open_why end as code
  from finance.receipt r ${every([sql`r.state in ('open', 'partly', 'suspect')`, q !== null && sql`r.search @@ ${q}::tsquery`])}`;
/** Orders that were paid otherwise than owed: what nobody has paid yet is no disagreement. */
const orders = (q: string | null) => sql`select v.id, 'right' as side, v.order_no as number, '/finance/receivables?q=' || v.order_no as href, v.due_at as since, v.balance_fen as amount, 'amount-differs' as code
  from finance.receivable v ${every([sql`v.balance_fen <> 0 and v.paid_fen <> 0`, q !== null && sql`v.search @@ ${q}::tsquery`])}`;

/** Receipts against what orders owe (clause 6.1.2): agreed by order number and amount; the rest are open items with a reason. */
export const receiptsAgainstOrders: MatchedRecords = {
  left: 'finance.receipt', right: 'sales.order-payment', version: 1,
  stand: async (on, { from, to }) => {
    const { rows: [found] } = await on.runner.query<{ matched: bigint; open: bigint; oldest: number | null }>(
      `select (select count(*) from (select 1 from finance.match where undone_at is null and at >= to_timestamp($1 / 1000.0) and at < to_timestamp($2 / 1000.0) limit ${COUNTED}) m) as matched,
         (select count(*) from finance.receipt where state in ('open', 'partly', 'suspect')) + (select count(*) from finance.receivable where balance_fen <> 0 and paid_fen <> 0) as open,
         (select min(occurred_at) from finance.receipt where state in ('open', 'partly', 'suspect')) as oldest`, [from, to], 'finance.match_stand');
    return { matched: Number(found!.matched), open: Number(found!.open), oldest: found!.oldest };
  },
  items: async (on, asked) => {
    const q = searchQuery(asked.q ?? '');
    const sides = [asked.side !== 'right' ? receipts(q) : null, asked.side !== 'left' ? orders(q) : null].filter((s) => s !== null);
    const found = await page<Row, 'since'>(on, {
      select: sql`x.id, x.side, x.number, x.href, x.since, x.amount, x.code`, from: sql`from (${sql.join(sides, sql` union all `)}) x where true`, id: sql`x.id`,
      orders: { since: { by: sql`x.since`, type: 'timestamptz' } }, sort: asked.sort === 'newest' ? '-since' : 'since', cursor: asked.cursor, limit: asked.limit,
    });
    return {
      rows: found.rows.map((r): OpenItem => ({
        id: r.id, side: r.side, number: r.number, href: r.href, since: r.since, amountFen: Number(r.amount),
        why: r.side === 'right' ? words('收款与应收不符', 'paid otherwise than owed') : openText(r.code ?? 'needs-a-person'),
      })), next: found.next,
    };
  },
};

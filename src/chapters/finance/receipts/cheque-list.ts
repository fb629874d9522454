import { sql } from 'kysely';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, page, type Page } from '../../../kernel/keyset.ts';
import { searchQuery } from '../../../kernel/search.ts';
import type { QueryOf } from '../asked.ts';
import type { ChequeRow, listCheques as listEnd } from './contract-cheques.ts';

type Row = Omit<ChequeRow, 'amountFen'> & { amountFen: bigint };

/** The register of cheques, the latest first. */
export async function listCheques({ kernel, query }: { kernel: Kernel; query: QueryOf<typeof listEnd> }): Promise<Page<ChequeRow>> {
  const q = searchQuery(query.q ?? '');
  const found = await page<Row, 'received'>(kernel, {
    select: sql`c.id, c.cheque_no as "chequeNo", c.state, r.amount_fen as "amountFen", a.name as account, r.counterparty, c.received_at as "receivedAt", c.banked_at as "bankedAt", c.ended_at as "endedAt", c.ended_why as "endedWhy",
      c.changed_by_name as by, c.version, array(select v.order_no from finance.match m join finance.receivable v on v.id = m.receivable_id where m.receipt_id = c.id and m.undone_at is null order by v.order_no) as orders`,
    from: sql`from finance.cheque c join finance.receipt r on r.id = c.id join finance.payment_account a on a.id = r.account_id ${every([
      q !== null && sql`r.search @@ ${q}::tsquery`, query.state && sql`c.state = any (${query.state}::text[])`,
    ])}`,
    id: sql`c.id`, orders: { received: { by: sql`c.received_at`, type: 'timestamptz' } }, sort: query.sort ?? '-received', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map((c) => ({ ...c, amountFen: Number(c.amountFen) })) };
}

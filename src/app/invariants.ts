import { transaction, type Db } from '../kernel/db/index.ts';
import { words, type Words } from '../kernel/words.ts';

export interface Check { ok: boolean; says: Words; detail: string | null }

/**
 * What must be true of the whole database at any moment. Run by the doctor, after the demo story, after each bench that writes and
 * after every test that touches money or stock. Read by the composition root only: no chapter may look across these tables.
 */
const invariants: readonly { says: Words; sql: string }[] = [
  { says: words('库存 = 库存流水之和，占用 = 未结占用之和，且都不为负', 'stock is the sum of its movements, reserved that of its reservations, neither is negative'),
    sql: 'select to_jsonb(f)::text as detail from products.stock_faults f limit 1' },
  { says: words('按批次管理的商品，各批次之和 = 库存，各批次 = 其流水之和', 'of articles kept by batches the batches are together what is on hand, each the sum of its movements'),
    sql: 'select to_jsonb(f)::text as detail from products.batch_faults f limit 1' },
  { says: words('每张凭证借贷平衡', 'every entry balances'),
    sql: 'select entry_id::text as detail from finance.posting group by entry_id having sum(amount_fen) <> 0 limit 1' },
  { says: words('试算平衡', 'the trial balance is zero'),
    sql: "select sum(amount_fen)::text as detail from finance.posting having coalesce(sum(amount_fen), 0) <> 0" },
  { says: words('发货单各行来自订单行，件数不超过订单', 'fulfilments never hold more than was ordered'),
    sql: `select l.order_line_id::text as detail from sales.fulfilment_line l join sales.fulfilment f on f.id = l.fulfilment_id and f.state in ('waiting', 'shipped', 'delivered')
          join sales.order_line o on o.id = l.order_line_id group by l.order_line_id, o.quantity having sum(l.quantity) > o.quantity limit 1` },
];

/** So long may one of them take: of a company with millions of orders they read whole tables. */
const PATIENCE = 30 * 60_000;

/** @throws DatabaseBusy when the database has no time for it */
export const checkInvariants = (db: Db): Promise<Check[]> => transaction(db, async (tx) => {
  // Whole tables are compared, so that row by row is never the way. Right after a large import the database, which has not looked at the tables yet, would choose it, and not come to an end.
  await tx.query('set local enable_nestloop = off');
  const checks: Check[] = [];
  for (const { says, sql } of invariants) {
    const { rows } = await tx.query<{ detail: string | null }>(sql);
    checks.push({ ok: rows.length === 0, says, detail: rows[0]?.detail ?? null });
  }
  return checks;
}, { readOnly: true, statementTimeoutMs: PATIENCE });

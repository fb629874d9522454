import type { Queryable } from '../kernel/db/index.ts';
import { words, type Words } from '../kernel/words.ts';

export interface Check { ok: boolean; says: Words; detail: string | null }

/**
 * What must be true of the whole database at any moment. Run by the doctor, after the demo story, after each bench that writes and
 * after every test that touches money or stock. Read by the composition root only: no chapter may look across these tables.
 */
const invariants: readonly { says: Words; sql: string }[] = [
  { says: words('库存 = 库存流水之和', 'stock on hand is the sum of its movements'),
    sql: `select coalesce(s.sku_id, m.sku_id)::text as detail from products.stock_item s
          full join (select sku_id, warehouse_id, sum(quantity) as n from products.movement group by 1, 2) m using (sku_id, warehouse_id)
          where coalesce(s.on_hand, 0) <> coalesce(m.n, 0) limit 1` },
  { says: words('占用 = 未结占用之和，且不超过库存', 'reserved is the sum of open reservations and not above stock'),
    sql: `select coalesce(s.sku_id, r.sku_id)::text as detail from products.stock_item s
          full join (select sku_id, warehouse_id, sum(quantity) as n from products.reservation group by 1, 2) r using (sku_id, warehouse_id)
          where coalesce(s.reserved, 0) <> coalesce(r.n, 0) or s.reserved > s.on_hand or s.on_hand < 0 limit 1` },
  { says: words('每张凭证借贷平衡', 'every entry balances'),
    sql: 'select entry_id::text as detail from finance.posting group by entry_id having sum(amount_fen) <> 0 limit 1' },
  { says: words('试算平衡', 'the trial balance is zero'),
    sql: "select sum(amount_fen)::text as detail from finance.posting having coalesce(sum(amount_fen), 0) <> 0" },
  { says: words('订单金额 = 各行之和', 'orders sum to their lines'),
    sql: `select o.order_no as detail from sales."order" o join (select order_id, sum(amount_fen) as n from sales.order_line group by 1) l on l.order_id = o.id
          where o.goods_fen - o.discount_fen <> l.n and o.source <> 'import' limit 1` },
];

export async function checkInvariants(on: Queryable): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { says, sql } of invariants) {
    const { rows } = await on.query<{ detail: string | null }>(sql);
    checks.push({ ok: rows.length === 0, says, detail: rows[0]?.detail ?? null });
  }
  return checks;
}

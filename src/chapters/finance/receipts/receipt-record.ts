import { sql } from 'kysely';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { ParamsOf } from '../asked.ts';
import { factsOf } from '../record-facts.ts';
import type * as contract from './contract.ts';
import { receiptSelect, worded, type ReceiptRow } from './queries.ts';
import { howWords, reasonText } from './words.ts';

interface More {
  remark: string | null; status: string; customerId: string | null; sameAs: string | null; suspectId: string | null; entryId: string | null; numbers: string[];
}
interface MatchRow { id: string; receivableId: string; orderNo: string; amountFen: bigint; how: keyof typeof howWords; by: string; at: number; entryId: string | null; undoneAt: number | null; undoneBy: string | null; undoneReason: string | null }
interface SaidRow { id: string; amountFen: bigint; reason: string; note: string | null; orderNo: string | null; by: string; at: number; entryId: string | null; undone: boolean }
interface Twin { id: string; bill: string; amountFen: bigint; movementNo: string; suspect: boolean }

export async function receiptRecord({ kernel, params }: Asked<ParamsOf<typeof contract.readReceipt>, undefined>): Promise<Answer<typeof contract.readReceipt>> {
  const { rows: [row] } = await sql<ReceiptRow & More>`select ${receiptSelect}, r.remark, r.status, r.customer_id as "customerId", r.same_as as "sameAs", r.suspect_of as "suspectId",
      (select e.id from finance.entry e where e.source_key = 'receipt:' || r.id) as "entryId", array(select distinct f.no from finance.receipt_ref f where f.receipt_id = r.id order by 1) as numbers
    from finance.receipt r join finance.payment_account a on a.id = r.account_id where r.id = ${params.id}`.execute(kernel.db.tables());
  if (!row) throw refuse(kernelNo['not-found']);
  const [matches, said, twins, timeline] = await Promise.all([
    kernel.db.query<MatchRow & Record<string, unknown>>(`select m.id, m.receivable_id as "receivableId", v.order_no as "orderNo", m.amount_fen as "amountFen", m.how, m.by_name as by, m.at, m.entry_id as "entryId",
        m.undone_at as "undoneAt", m.undone_by_name as "undoneBy", m.undone_reason as "undoneReason" from finance.match m join finance.receivable v on v.id = m.receivable_id where m.receipt_id = $1 order by m.at, m.id`, [row.id], 'finance.matches_of'),
    kernel.db.query<SaidRow & Record<string, unknown>>(`select x.id, x.amount_fen as "amountFen", x.reason, x.note, v.order_no as "orderNo", x.by_name as by, x.at, x.entry_id as "entryId", x.undone_at is not null as undone
        from finance.explanation x left join finance.receivable v on v.id = x.receivable_id where x.receipt_id = $1 order by x.at, x.id`, [row.id], 'finance.explanations_of'),
    kernel.db.query<Twin & Record<string, unknown>>(`select r.id, r.bill, r.amount_fen as "amountFen", r.movement_no as "movementNo", r.id = $2 as suspect from finance.receipt r where r.same_as = $1 or r.id = $2 or r.id = $3`,
      [row.id, row.suspectId, row.sameAs], 'finance.twins_of'),
    factsOf(kernel, 'receipt', row.id),
  ]);
  const { suspectId, ...rest } = row;
  const suspect = suspectId === null ? undefined : twins.rows.find((t) => t.suspect);
  const plain = ({ id, bill, amountFen, movementNo }: Twin) => ({ id, bill, amountFen: Number(amountFen), movementNo });
  return {
    ...worded(rest), remark: row.remark, status: row.status, customerId: row.customerId, sameAs: row.sameAs, suspectOf: suspect ? plain(suspect) : null, twins: twins.rows.filter((t) => !t.suspect).map(plain),
    numbers: row.numbers, entryId: row.entryId, timeline,
    matches: matches.rows.map((m) => ({ ...m, amountFen: Number(m.amountFen), howText: howWords[m.how] })),
    explanations: said.rows.map((x) => ({ ...x, amountFen: Number(x.amountFen), reason: reasonText(x.reason) })),
  };
}


import type { Tx } from '../../../kernel/tx.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { accountKeyOf } from './accounts.ts';
import { postEntries, type NewPosting } from './post.ts';

interface Line { entry_id: string; entry_no: string; what: Words; order_id: string | null; account: string; amount_fen: bigint; store_id: string | null; channel: string | null; sku_id: string | null; line_order: string | null }

/**
 * Counter-entries, dated now: each posting with its sign turned. An entry is reversed once; the ones that were reversed before are left out.
 * @returns ids of the reversed entries with their counter-entries
 */
export async function reverseEntries(tx: Tx, entryIds: readonly string[], why: Words): Promise<Map<string, { id: string; entryNo: string }>> {
  if (entryIds.length === 0) return new Map();
  const lines = await tx.rows<Line & Record<string, unknown>>('finance.lines_to_reverse', `select e.id as entry_id, e.entry_no, e.what, e.order_id, p.account, p.amount_fen, p.store_id, p.channel, p.sku_id,
      p.order_id as line_order from finance.entry e join finance.posting p on p.entry_id = e.id
    where e.id = any ($1::uuid[]) and not exists (select from finance.entry r where r.reverses = e.id) order by e.id, p.line`, [entryIds]);
  const grouped = Map.groupBy(lines, (l) => l.entry_id);
  const booked = await postEntries(tx, [...grouped].map(([id, own]) => ({
    at: tx.now, kind: 'reversal' as const, sourceKey: `reversal:${id}`, source: { type: 'entry', id }, reverses: id, orderId: own[0]!.order_id,
    what: words(`冲销 ${own[0]!.entry_no}（${own[0]!.what.zh}）：${why.zh}`, `Reverses ${own[0]!.entry_no} (${own[0]!.what.en}): ${why.en}`),
    postings: own.map((l): NewPosting => ({ account: accountKeyOf(l.account), amountFen: -l.amount_fen, skuId: l.sku_id, orderId: l.line_order, storeId: l.store_id, channel: l.channel })),
  })));
  return new Map([...grouped.keys()].flatMap((id) => {
    const made = booked.get(`reversal:${id}`);
    return made ? [[id, made] as const] : [];
  }));
}

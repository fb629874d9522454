import { dayOf } from '../../../kernel/clock.ts';
import { sum, type Fen } from '../../../kernel/money.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { Words } from '../../../kernel/words.ts';
import { accounts, type AccountKey } from './accounts.ts';

export interface NewPosting {
  account: AccountKey;
  /** Debit positive, credit negative; zero is left out. */
  amountFen: Fen;
  skuId?: string | null;
  /** Where it differs from the entry's. */
  orderId?: string | null;
  storeId?: string | null;
  channel?: string | null;
}

export interface NewEntry {
  /** When the business event happened: its day in the company's zone decides the period. */
  at: number;
  kind: 'prepayment' | 'sale' | 'cost' | 'receipt' | 'fee' | 'refund' | 'withdrawal' | 'cancellation' | 'difference' | 'stock' | 'reversal' | 'manual';
  what: Words;
  /** The same key is booked once, whoever asks. */
  sourceKey: string;
  source: { type: string; id: string };
  orderId?: string | null;
  storeId?: string | null;
  channel?: string | null;
  reverses?: string | null;
  postings: readonly NewPosting[];
}

/**
 * Books entries, set-based, in the verb's transaction; an entry whose source key was booked before is left out. Entries without any
 * amount are left out too. The database refuses what does not balance; here it is refused with the name of the entry. An event of a closed
 * month is booked into the next open one, which the entry notes (`moved_from`).
 * @returns source keys of the entries that were new, with their ids and numbers
 */
export async function postEntries(tx: Tx, entries: readonly NewEntry[]): Promise<Map<string, { id: string; entryNo: string }>> {
  const real = entries.map((e) => ({ ...e, postings: e.postings.filter((p) => p.amountFen !== 0n) })).filter((e) => e.postings.length > 0);
  const booked = new Map<string, { id: string; entryNo: string }>();
  if (real.length === 0) return booked;
  for (const entry of real) {
    const rest = sum(entry.postings.map((p) => p.amountFen));
    if (rest !== 0n) throw new Error(`entry ${entry.sourceKey} does not balance: ${rest} fen are left over`);
  }
  const known = new Set((await tx.rows<{ source_key: string }>('finance.known_sources', 'select source_key from finance.entry where source_key = any($1)', [real.map((e) => e.sourceKey)])).map((r) => r.source_key));
  const fresh = real.filter((e) => !known.has(e.sourceKey));
  if (fresh.length === 0) return booked;
  const numbers = await tx.numbers('JV', fresh.length);
  const rows = fresh.map((e, i) => ({
    id: tx.newId(), entry_no: numbers[i]!, booked_at: e.at, period: dayOf(e.at).slice(0, 7), kind: e.kind, what: e.what, source_key: e.sourceKey, source_type: e.source.type,
    source_id: e.source.id, order_id: e.orderId ?? null, reverses: e.reverses ?? null, booked_by: tx.actor.id, booked_by_name: tx.actor.name, created_at: tx.now,
    postings: e.postings.map((p, line) => ({
      line: line + 1, account: accounts[p.account].number, amount_fen: Number(p.amountFen), store_id: p.storeId ?? e.storeId ?? null,
      channel: p.channel ?? e.channel ?? null, sku_id: p.skuId ?? null, order_id: p.orderId ?? e.orderId ?? null,
    })),
  }));
  const ids = new Set((await tx.rows<{ id: string }>('finance.post_entries', 'select finance.post_entries($1::jsonb) as id', [JSON.stringify(rows)])).map((r) => r.id));
  for (const row of rows) if (ids.has(row.id)) booked.set(row.source_key, { id: row.id, entryNo: row.entry_no });
  return booked;
}

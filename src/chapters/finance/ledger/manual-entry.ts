import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { sum } from '../../../kernel/money.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { entryPosted } from '../facts.ts';
import { mayBook } from '../policies.ts';
import { no } from '../refusals.ts';
import * as contract from './contract.ts';
import { postEntries } from './post.ts';
import { reverseEntries } from './reverse.ts';

/** An entry by hand (rent, opening balances): debit positive, credit negative, summing to zero. Receivables and receipts are not booked by hand. */
export const postManual = verb({
  name: 'finance.post-entry',
  title: words('录入凭证', 'Post an entry'),
  may: mayBook,
  input: contract.postEntry.body!,
  run: async (tx, input) => {
    if (sum(input.lines.map((l) => BigInt(l.amountFen))) !== 0n) throw refuse(no['does-not-balance']);
    const own = tx.newId();
    const booked = await postEntries(tx, [{
      at: Math.min(input.bookedAt, tx.now), kind: 'manual', sourceKey: `manual:${own}`, source: { type: 'manual', id: own }, what: words(input.what, input.what),
      postings: input.lines.map((l) => ({ account: l.account, amountFen: BigInt(l.amountFen), storeId: l.storeId ?? null, skuId: null })),
    }]);
    const entry = [...booked.values()][0]!;
    tx.fact(entryPosted, entry.id, { entryNo: entry.entryNo, amountFen: input.lines.reduce((a, l) => a + Math.max(l.amountFen, 0), 0), what: input.what });
    tx.audit({ type: 'entry', id: entry.id }, { entryNo: entry.entryNo });
    return { id: entry.id };
  },
});

interface EntryRow { id: string; entry_no: string; kind: string; what: Words; reversed: boolean; amount: bigint }

/** Counter-entry of an entry made by hand. Entries of the business are reversed by undoing what is behind them. @throws finance.not-by-hand, finance.already-reversed */
export const reverseManual = verb({
  name: 'finance.reverse-entry',
  title: words('冲销凭证', 'Reverse the entry'),
  may: mayBook,
  input: contract.reverseEntry.body!.extend({ id }),
  subject: async (tx, input) => (await tx.rows<EntryRow & Record<string, unknown>>('finance.entry_to_reverse', `select e.id, e.entry_no, e.kind, e.what, exists (select from finance.entry r where r.reverses = e.id) as reversed,
      (select sum(greatest(p.amount_fen, 0))::bigint from finance.posting p where p.entry_id = e.id) as amount from finance.entry e where e.id = $1 for share`, [input.id]))[0] ?? null,
  run: async (tx, input, entry) => {
    if (entry.kind !== 'manual') throw refuse(no['not-by-hand']);
    if (entry.reversed) throw refuse(no['already-reversed']);
    const made = (await reverseEntries(tx, [entry.id], words(input.reason, input.reason))).get(entry.id);
    if (!made) throw refuse(kernelNo['changed-meanwhile']);
    tx.fact(entryPosted, made.id, { entryNo: made.entryNo, amountFen: Number(entry.amount), what: `冲销 ${entry.entry_no}` }, { objects: [{ type: 'entry', id: entry.id }] });
    tx.audit({ type: 'entry', id: made.id }, { reverses: entry.entry_no }, input.reason);
    return { id: made.id };
  },
});

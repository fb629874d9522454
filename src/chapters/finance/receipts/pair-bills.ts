import type { BillName, ReceiptKind } from '../schema.ts';

/**
 * One movement, two bills. The trade bill says what was sold, refunded and charged; the fund bill says every movement of the account.
 * **Whichever row of a movement comes first counts; the row of the other bill is linked to it and never counted.** Two rows are the same
 * movement when they are of the same account and kind, share a number (`Landing.linkNos`), and
 *
 * 1. have the same amount: linked, each row once;
 * 2. or several rows that count already sum to the amount of the new one: linked to the first of them;
 * 3. otherwise the new row is a *suspect*: it is not counted until the rest of the bill, or a person, says what it is.
 *
 * After the last row, suspects are judged again: those that together make the amount of the row that they may repeat are linked to it; those
 * whose counterpart has meanwhile found its own row are movements of their own.
 */
export interface PairRow {
  id: string;
  bill: BillName;
  kind: ReceiptKind;
  amountFen: bigint;
  linkNos: readonly string[];
  /** Not yet decided whether it counts. */
  suspect: boolean;
  /** A row of another bill is linked to it already. */
  twinned: boolean;
}

export type Verdict = { is: 'counts' } | { is: 'linked'; to: string } | { is: 'suspect'; of: string };

export interface Paired {
  verdicts: Map<string, Verdict>;
  /** Rows known before that were suspects and are now linked to a new row. */
  cleared: Map<string, string>;
}

const shares = (a: PairRow, b: PairRow): boolean => a.linkNos.some((no) => b.linkNos.includes(no));

/** Judges new rows in their order against `known` rows of the account that share a number with any of them. */
export function pairBills(fresh: readonly PairRow[], known: readonly PairRow[]): Paired {
  const verdicts = new Map<string, Verdict>();
  const cleared = new Map<string, string>();
  const byNo = new Map<string, PairRow[]>();
  const add = (row: PairRow): void => {
    for (const no of row.linkNos) byNo.set(no, [...(byNo.get(no) ?? []), row]);
  };
  for (const row of known) add({ ...row });
  for (const given of fresh) {
    const row = { ...given };
    const others = [...new Set(row.linkNos.flatMap((no) => byNo.get(no) ?? []))].filter((o) => o.bill !== row.bill && o.kind === row.kind && !o.twinned);
    const verdict = judge(row, others);
    if (verdict.is === 'linked') {
      const to = others.find((o) => o.id === verdict.to)!;
      to.twinned = true;
      if (to.suspect) {
        // The suspect repeats this row, not the one that it was taken for: the new one counts.
        cleared.set(to.id, row.id);
        verdicts.set(row.id, { is: 'counts' });
        add({ ...row, twinned: true });
      } else verdicts.set(row.id, verdict);
      continue;
    }
    verdicts.set(row.id, verdict);
    add({ ...row, suspect: verdict.is === 'suspect' });
  }
  return { verdicts, cleared };
}

function judge(row: PairRow, others: readonly PairRow[]): Verdict {
  const same = others.find((o) => o.amountFen === row.amountFen && !o.suspect) ?? others.find((o) => o.amountFen === row.amountFen);
  if (same) return { is: 'linked', to: same.id };
  const counting = others.filter((o) => !o.suspect && shares(o, row));
  if (counting.length === 0) return { is: 'counts' };
  if (counting.length > 1 && counting.reduce((a, o) => a + o.amountFen, 0n) === row.amountFen) return { is: 'linked', to: counting[0]!.id };
  return { is: 'suspect', of: counting[0]!.id };
}

export interface Suspicion {
  of: { id: string; amountFen: bigint; twinned: boolean };
  rows: readonly { id: string; amountFen: bigint }[];
}

/** The second judgement, for all suspects of one row. Null: a person decides. */
export function judgeAgain({ of, rows }: Suspicion): 'linked' | 'counts' | null {
  if (of.twinned) return 'counts';
  return rows.reduce((a, r) => a + r.amountFen, 0n) === of.amountFen ? 'linked' : null;
}

import { allocate, type Fen } from '../../../kernel/money.ts';
import type { NewPosting } from '../ledger/post.ts';

export interface OrderLine { skuId: string | null; quantity: number; amountFen: Fen }

/** Sales by line and freight charged, as credits that sum to what is recognised, to the fen. Freight is never more than that. */
export function saleOf(sold: Fen, freight: Fen, lines: readonly OrderLine[]): NewPosting[] {
  const carried = freight > sold ? sold : freight;
  const goods = sold - carried;
  const shares = lines.length === 0 ? [goods] : allocate(goods, lines.map((l) => (l.amountFen > 0n ? l.amountFen : 0n)));
  return [
    ...shares.map((share, i): NewPosting => ({ account: 'sales', amountFen: -share, skuId: lines[i]?.skuId ?? null })),
    { account: 'freightIncome', amountFen: -carried },
  ];
}

/** Cost by line, shared by what the articles cost, or by value where nobody knows: out of what our parcels took, or owed to whoever delivered in our place. */
export function costOf(cost: Fen, lines: readonly OrderLine[], unitCost: ReadonlyMap<string, Fen>, from: 'shipped' | 'payable'): NewPosting[] {
  const known = lines.map((l) => (l.skuId === null ? 0n : (unitCost.get(l.skuId) ?? 0n)) * BigInt(l.quantity));
  const weights = known.some((w) => w > 0n) ? known : lines.map((l) => (l.amountFen > 0n ? l.amountFen : 0n));
  const shares = lines.length === 0 ? [cost] : allocate(cost, weights);
  return shares.flatMap((share, i): NewPosting[] => {
    const skuId = lines[i]?.skuId ?? null;
    return [{ account: 'cost', amountFen: share, skuId }, { account: from, amountFen: -share, skuId }];
  });
}

import type { ParcelRecord } from '../../../../src/chapters/logistics/transport/contract.ts';

type Line = ParcelRecord['lines'][number];

/** What the inspector has scanned or looked at so far; goes to the server as it is and is counted there again (clause 2.3.3). */
export interface Counting { parcelId: string; scans: readonly { code: string; quantity: number }[]; seen: readonly { orderLineId: string; quantity: number }[]; counts: Readonly<Record<string, number>>; last: string | null }

export const nothingCounted = (parcelId: string): Counting => ({ parcelId, scans: [], seen: [], counts: {}, last: null });
export const countedOf = (c: Counting, line: Line): number => c.counts[line.orderLineId] ?? 0;
export const allCounted = (c: Counting, lines: readonly Line[]): boolean => lines.every((l) => countedOf(c, l) >= l.quantity);

/** Articles of the parcel that bear a code; those of the whole house are known to the server only. */
export const skusOf = (lines: readonly Line[], code: string): string[] => lines.filter((l) => l.barcode === code || l.code === code).map((l) => l.skuId);

/** Counts a scan against the lines: the parcel may hold one article in several. */
export function countScan(c: Counting, lines: readonly Line[], code: string, skuIds: readonly string[], quantity: number): Counting | 'not-in-parcel' | 'too-many' {
  const fitting = lines.filter((l) => skuIds.includes(l.skuId));
  if (fitting.length === 0) return 'not-in-parcel';
  const counts = { ...c.counts };
  let rest = quantity;
  for (const line of fitting) {
    const taken = Math.min(rest, line.quantity - (counts[line.orderLineId] ?? 0));
    counts[line.orderLineId] = (counts[line.orderLineId] ?? 0) + taken;
    rest -= taken;
  }
  return rest > 0 ? 'too-many' : { ...c, scans: [...c.scans, { code, quantity }], counts, last: code };
}

/** One more of a line that bears no barcode, confirmed by eye on purpose. */
export function countLook(c: Counting, line: Line | undefined): Counting | 'not-in-parcel' | 'bears-barcode' | 'too-many' {
  if (!line) return 'not-in-parcel';
  if (line.barcode) return 'bears-barcode';
  const before = countedOf(c, line);
  return before >= line.quantity ? 'too-many' : { ...c, seen: [...c.seen.filter((s) => s.orderLineId !== line.orderLineId), { orderLineId: line.orderLineId, quantity: 1 + (c.seen.find((s) => s.orderLineId === line.orderLineId)?.quantity ?? 0) }], counts: { ...c.counts, [line.orderLineId]: before + 1 } };
}

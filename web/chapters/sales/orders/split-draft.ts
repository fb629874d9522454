/** How many of which order line go into which parcel; parcels beyond these take what is left over. */
export type SplitDraft = readonly (Readonly<Record<string, number>>)[];
export interface SplitLine { readonly orderLineId: string; readonly quantity: number }

/** As many parcels as one act can make, the one with the rest among them. */
export const mostParcels = 20;

const taken = (draft: SplitDraft, line: string, but = -1): number => draft.reduce((n, parcel, i) => (i === but ? n : n + (parcel[line] ?? 0)), 0);

/** What stays together in a parcel of its own. */
export const restOf = (lines: readonly SplitLine[], draft: SplitDraft): Record<string, number> =>
  Object.fromEntries(lines.map((l) => [l.orderLineId, l.quantity - taken(draft, l.orderLineId)]));

/** How many of a line the parcel may hold at most: what no other parcel takes. */
export const roomFor = (line: SplitLine, draft: SplitDraft, parcel: number): number => line.quantity - taken(draft, line.orderLineId, parcel);

export const put = (draft: SplitDraft, parcel: number, line: SplitLine, quantity: number): SplitDraft =>
  draft.map((p, i) => (i === parcel ? { ...p, [line.orderLineId]: Math.max(0, Math.min(quantity, roomFor(line, draft, parcel))) } : p));

/** Every line by itself; the last one is the rest. */
export const lineByLine = (lines: readonly SplitLine[]): SplitDraft => lines.slice(0, -1).slice(0, mostParcels - 1).map((l) => ({ [l.orderLineId]: l.quantity }));

/** What is asked of the server: parcels with something in them, lines with more than none. */
export const partsOf = (draft: SplitDraft): SplitLine[][] =>
  draft.map((p) => Object.entries(p).flatMap(([orderLineId, quantity]) => (quantity > 0 ? [{ orderLineId, quantity }] : []))).filter((p) => p.length > 0);

/** Parcels that come of it, the rest counted where there is one: fewer than two are no split. */
export const parcelCount = (lines: readonly SplitLine[], draft: SplitDraft): number =>
  partsOf(draft).length + (Object.values(restOf(lines, draft)).some((n) => n > 0) ? 1 : 0);

import type { MapFigures } from '../../../src/regulation/mining/live/contract.ts';

type Edge = MapFigures['edges'][number];

/** The paths to show: the most used ones, and of each step its most used way in and out, so that nothing hangs in the air. */
export function pathsShown(edges: readonly Edge[], most: number): Edge[] {
  const ranked = edges.toSorted((a, b) => b.count - a.count);
  return ranked.slice(0, most);
}

/** Line width in pixels: 1 for the rarest, 9 for the most used, by the square root so that middling ones are told apart. */
export const widthOf = (count: number, most: number): number => 1 + 8 * Math.sqrt(count / Math.max(1, most));

/** How much of the slow colour a path gets, 0–100: its rank among the waits, so that one very slow path does not make all others pale. */
export function slownessOf(waits: readonly (number | null)[]): (wait: number | null) => number {
  const sorted = waits.filter((w): w is number => w !== null).toSorted((a, b) => a - b);
  return (wait) => (wait === null || sorted.length < 2 ? 0 : Math.round((100 * sorted.findIndex((w) => w >= wait)) / (sorted.length - 1)));
}

/** Helpers for figures: medians and rounded ratios. Every time is in ms. */
export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Runs the sides in turn, so many rounds: noise of the machine hits all of them alike. */
export async function interleaved<K extends string, T>(rounds: number, sides: Record<K, () => Promise<T>>): Promise<Record<K, T[]>> {
  const got = Object.fromEntries(Object.keys(sides).map((name) => [name, []])) as unknown as Record<K, T[]>;
  for (let i = 0; i < rounds; i += 1) for (const name of Object.keys(sides) as K[]) got[name].push(await sides[name]());
  return got;
}

/** Times of single runs in ms after a few that warm up: p50 and p99. */
export async function timed(times: number, work: (i: number) => Promise<unknown>, warm = 5): Promise<{ p50: number; p99: number }> {
  for (let i = 0; i < warm; i += 1) await work(i);
  const took: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const before = performance.now();
    await work(i);
    took.push(performance.now() - before);
  }
  return { p50: round(median(took)), p99: round(quantile(took, 0.99)) };
}

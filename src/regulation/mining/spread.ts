/** Middle, mean and slow end of a set of durations (ms). Null where none is known. */
export interface Spread {
  readonly n: number;
  readonly median: number | null;
  readonly mean: number | null;
  readonly p90: number | null;
}

/** Sorts `values` in place; NaN is left out. The median of an even number is the mean of the two in the middle. */
export function spreadOf(values: Float64Array): Spread {
  values.sort();
  // A typed array sorts NaN to its end.
  let n = values.length;
  while (n > 0 && Number.isNaN(values[n - 1]!)) n--;
  if (n === 0) return { n: 0, median: null, mean: null, p90: null };
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const middle = (values[(n - 1) >> 1]! + values[n >> 1]!) / 2;
  return { n, median: Math.round(middle), mean: Math.round(sum / n), p90: values[Math.min(n - 1, Math.ceil(n * 0.9) - 1)]! };
}

/** Values in groups without an object for each: numbers of the groups and values side by side. */
export function spreadsBy(groups: number, group: Uint32Array, value: Float64Array): Spread[] {
  const first = new Uint32Array(groups + 1);
  for (let i = 0; i < group.length; i++) first[group[i]! + 1]!++;
  for (let g = 1; g <= groups; g++) first[g]! += first[g - 1]!;
  const next = first.slice();
  const sorted = new Float64Array(group.length);
  for (let i = 0; i < group.length; i++) sorted[next[group[i]!]!++] = value[i]!;
  return Array.from({ length: groups }, (_, g) => spreadOf(sorted.subarray(first[g], first[g + 1])));
}

import type { BacktestCurve } from '../../../../src/regulation/backtest/contract.ts';

/** Counts under an amount, from the curve at hand: no request while the value is dragged. Below the first step its counts hold. */
export function at(steps: BacktestCurve['steps'], amount: number): { breached: number; censored: number } {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (steps[mid]![0] <= amount) low = mid + 1;
    else high = mid;
  }
  const [, breached, censored] = steps[Math.max(0, low - 1)] ?? [0, 0, 0];
  return { breached, censored };
}

/** `store:…`, `channel:…` or `all`: what of the company's history is judged anew. */
export function narrowedTo(scope: string | undefined): { store?: string; channel?: string } {
  const [kind, ...rest] = (scope ?? 'all').split(':');
  return kind === 'store' ? { store: rest.join(':') } : kind === 'channel' ? { channel: rest.join(':') } : {};
}

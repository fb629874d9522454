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

/** Scopes that the company's history is told apart by, and what the back-test calls them. */
const parts = { store: 'store', channel: 'channel', 'customer-class': 'customerClass', customer: 'customer', article: 'article', carrier: 'carrier' } as const;
type Part = (typeof parts)[keyof typeof parts];
const partOf = (kind: string): Part | undefined => (Object.hasOwn(parts, kind) ? parts[kind as keyof typeof parts] : undefined);

/** `store <id>` as the form has it → `store:<id>` as the address of the page has it; undefined where history is not told apart by it. */
export function placeOf(scope: string | undefined): string | undefined {
  const [kind = '', ...rest] = (scope ?? '').split(' ');
  return partOf(kind) && rest.length > 0 ? `${kind}:${rest.join(' ')}` : undefined;
}

/** `store:…`, `customer:…` or `all`: what of the company's history is judged anew. */
export function narrowedTo(place: string | undefined): Partial<Record<Part, string>> {
  const [kind = 'all', ...rest] = (place ?? 'all').split(':');
  const part = partOf(kind);
  return part ? { [part]: rest.join(':') } : {};
}

import type { Judged } from './curve.ts';

export type StoredState = 'pending' | 'paused' | 'met' | 'breached' | 'cancelled' | 'waived' | 'unknown';

/** What the same case under its own limit comes to. Open cases are over as soon as the limit is exceeded, whenever it was noticed. */
export function verdictOf({ elapsed, ending }: Judged, limit: number): 'met' | 'breached' | 'cancelled' | 'open' | null {
  if (ending === 'excluded') return null;
  if (elapsed > limit) return 'breached';
  return ending === 'done' ? 'met' : ending;
}

/** Whether the back-test says of a case what was stored of it. An open verdict that no tick has noticed yet is none. */
export function reproduces(judged: Judged, limit: number, stored: StoredState): boolean {
  const verdict = verdictOf(judged, limit);
  if (verdict === null) return true;
  if (stored === 'pending' || stored === 'paused') return verdict === 'open' || (verdict === 'breached' && judged.ending === 'open');
  return verdict === stored;
}

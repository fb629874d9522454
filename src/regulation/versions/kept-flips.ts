import type { Runner } from '../../kernel/query.ts';
import type { ChangeContent } from '../parameters/propose-change.ts';
import type { Parts } from '../parts.ts';
import type { Engine } from '../runtime/engine.ts';
import type { ApprovalTable } from '../schema.ts';
import { flipsOf, type Flips } from './flips.ts';

type On = { runner: Runner };

/** So long what was found is shown to whoever opens a correction, ms: its page asks for it several times over. */
const FRESH = 30_000;
/** So long whoever turns pages goes on in the list that he began, ms: no case comes twice or is left out between two pages. */
const TURNING = 600_000;
/** Corrections whose findings are kept at once: each may name every case of years. */
const KEPT = 4;

interface Found { readonly flips: Flips; /** When it was judged, ms. */ readonly at: number }
interface Kept { readonly at: number; readonly under: string; readonly found: Promise<Found> }
const keptBy = new WeakMap<Engine, Map<string, Kept>>();

/**
 * What a correction would flip, judged once and kept for a while: the second page, a filter and the approval's own page cost no second judging of years. Another content, other
 * values or another calendar are judged anew at once.
 *
 * @param turning the asker goes on in a list that he has begun
 */
export async function keptFlips(parts: Parts, on: On, correction: Pick<ApprovalTable, 'id' | 'version' | 'content'>, now: number, turning = false): Promise<Found> {
  const { engine } = parts;
  const kept = keptBy.get(engine) ?? new Map<string, Kept>();
  keptBy.set(engine, kept);
  const under = `${correction.version} ${engine.values.version} ${engine.calendars.version}`;
  const before = kept.get(correction.id);
  if (before?.under === under && now - before.at < (turning ? TURNING : FRESH)) return before.found;
  const found = flipsOf(parts, on, correction.content as ChangeContent, now).then((flips) => ({ flips, at: now }));
  const mine = { at: now, under, found };
  kept.delete(correction.id);
  kept.set(correction.id, mine);
  for (const id of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) kept.delete(id);
  // What failed is asked again by the next one.
  found.catch(() => { if (kept.get(correction.id) === mine) kept.delete(correction.id); });
  return found;
}

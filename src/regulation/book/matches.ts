import { DAY, startOfDay } from '../../kernel/clock.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Clause, Match } from '../clause.ts';
import type { Parts } from '../parts.ts';
import type { MatchedRecords } from '../runtime/brought.ts';
import { keyOf } from '../runtime/compile.ts';
import type { MatchStands, Period } from './figures.ts';

export interface PlacedMatch { readonly clause: Clause; readonly control: Match; readonly records: MatchedRecords }

/** The matches of the rulebook whose records a chapter brings. */
export function matchesOf(parts: Parts): PlacedMatch[] {
  return parts.rulebook.flatMap((clause) => clause.controls.flatMap((control): PlacedMatch[] => {
    if (control.kind !== 'match') return [];
    const records = parts.engine.brought.matches.find((m) => m.left === control.left.records && m.right === control.right.records);
    return records ? [{ clause, control, records }] : [];
  }));
}

/** What agreed in the period and what stands open now. */
export async function matchStands(parts: Parts, on: { runner: Runner }, period: Period): Promise<MatchStands> {
  const window = { from: startOfDay(period.from), to: startOfDay(period.to) + DAY };
  return new Map(await Promise.all(matchesOf(parts).map(async ({ clause, control, records }) => [keyOf(clause.id, control.id), await records.stand(on, window)] as const)));
}

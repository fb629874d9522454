import type { Actor, Scope } from './actor.ts';
import type { Controls } from './kernel.ts';
import type { Runner } from './query.ts';

/** A record by the kind that obligations name it by. */
export interface RecordRef {
  readonly type: string;
  readonly id: string;
}

/** A kernel for reads, a transaction inside verbs. */
type On = { runner: Runner; controls: Controls };

/**
 * How far somebody sees one record: as his post does, and the whole of it while he or his team has an open duty on it, or on one of the records that belong
 * to it, or he a sample of it to check. A duty that was handed over may be about a row of another person or team; without the row nobody could discharge it.
 */
export async function scopeOn(on: On, actor: Actor | null, scope: Scope, ...records: readonly RecordRef[]): Promise<Scope> {
  if (scope === 'all' || actor === null) return scope;
  for (const record of records) if (await has(on, actor, 'see', [record])) return 'all';
  return scope;
}

/** Whether somebody has an open duty on each of the records: one that asks for more than it must is refused as a whole. */
export const owesOn = (on: On, actor: Actor, records: readonly RecordRef[]): Promise<boolean> => has(on, actor, 'work', records);

async function has(on: On, actor: Actor, to: 'see' | 'work', records: readonly RecordRef[]): Promise<boolean> {
  if (actor.kind !== 'person' || records.length === 0 || !on.controls.owedOn) return false;
  for (const [type, group] of Map.groupBy(records, (r) => r.type)) {
    const ids = group.map((r) => r.id);
    const owed = await on.controls.owedOn(on, actor, to, type, ids);
    if (!ids.every((id) => owed.has(id))) return false;
  }
  return true;
}

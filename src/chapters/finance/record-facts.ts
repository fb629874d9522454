import { factKind } from '../../kernel/fact.ts';
import type { Runner } from '../../kernel/query.ts';
import { words, type Words } from '../../kernel/words.ts';

interface FactRow { id: string; type: string; occurred_at: number; actor_name: string; payload: unknown }

/** Facts about a record, newest first, as sentences. */
export async function factsOf(on: { runner: Runner }, type: string, id: string): Promise<{ id: string; type: string; at: number; by: string; sentence: Words }[]> {
  const { rows } = await on.runner.query<FactRow & Record<string, unknown>>(`select f.id, f.type, f.occurred_at, f.actor_name, f.payload from kernel.fact_object o join kernel.fact f on f.seq = o.fact_seq and f.recorded_at = o.recorded_at
    where o.object_type = $1 and o.object_id = $2 order by f.seq desc limit 100`, [type, id], 'finance.facts_of');
  return rows.map((f) => ({ id: f.id, type: f.type, at: f.occurred_at, by: f.actor_name, sentence: sentenceOf(f.type, f.payload) }));
}

export function sentenceOf(type: string, payload: unknown): Words {
  const kind = factKind(type);
  return kind ? kind.sentence(kind.payload.parse(payload) as never) : words(type, type);
}

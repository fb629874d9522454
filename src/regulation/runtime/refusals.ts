import type { Queryable } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { Tried } from '../../kernel/kernel.ts';

/** What one control refused. `record.type` is null where the act named only an id. */
export interface Refused { readonly clause: string; readonly control: string; readonly missing: readonly string[]; readonly record: { readonly type: string | null; readonly id: string } | null }

/** Counts refusals for the figures and keeps each of them, in one statement: what the figure says can be opened (engine.md §7). */
export async function keepRefusals(on: Queryable, tried: Omit<Tried, 'recordId'>, refused: readonly Refused[]): Promise<void> {
  const { actor } = tried;
  // A customer is not named: what he tried says nothing that has to outlive his erasure.
  const rows = refused.map((r) => ({
    id: newId(tried.now), clause: r.clause, control: r.control, verb: tried.verb, actor_id: actor.id, actor_name: actor.kind === 'customer' ? '客户' : actor.name, on_behalf_of: actor.onBehalfOf ?? null,
    record_type: r.record?.type ?? null, record_id: r.record?.id ?? null, missing: r.missing,
  }));
  await on.query(
    `with kept as (
       insert into regulation.refusal (id, clause, control, at, verb, actor_id, actor_name, on_behalf_of, record_type, record_id, missing)
       select id, clause, control, to_timestamp($2::bigint / 1000.0), verb, actor_id, actor_name, on_behalf_of, record_type, record_id, array(select jsonb_array_elements_text(missing))
       from jsonb_to_recordset($1::jsonb) as r(id uuid, clause text, control text, verb text, actor_id uuid, actor_name text, on_behalf_of uuid, record_type text, record_id text, missing jsonb)
       returning clause, control, at)
     select regulation.count_refusal(clause, control, at) from kept`,
    [JSON.stringify(rows), tried.now], 'regulation.keep_refusals');
}

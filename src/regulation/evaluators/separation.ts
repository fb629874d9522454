import { refuse } from '../../kernel/refusal.ts';
import type { NewFact } from '../../kernel/fact.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { FactRef, Separation } from '../clause.ts';
import { holds, keyOf, type Placed } from '../runtime/compile.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Judgement } from '../runtime/judgement.ts';
import { subjectsOf } from '../runtime/subjects-of.ts';
import { regulationNo } from '../refusals.ts';
import { separationBroken } from '../facts.ts';

export const separationVersion = 1;

interface Act { placed: Placed<Separation>; act: 0 | 1; subjectId: string; fact: NewFact }
interface Earlier { type: string; subject_id: string; id: string; actor_id: string | null; on_behalf_of: string | null; actor_name: string; occurred_at: number; payload: Record<string, unknown> }

/**
 * Acts A and B on one subject are done by different natural persons: whatever accounts they use, for whomever they stand in. Judged in
 * the transaction of the second act, whichever of the two it is. `block` refuses it; `monitor` lets it pass, as a breach and a fact.
 */
export async function separationsOf(tx: Tx, engine: Engine): Promise<Judgement[]> {
  const acts = tx.facts.flatMap((fact): Act[] => (engine.compiled.byFact.get(fact.type)?.acts ?? [])
    .filter(({ ref }) => holds(ref.where, fact.payload))
    .flatMap(({ placed, act }) => subjectsOf(fact, placed.control.subject).map((subjectId) => ({ placed, act, subjectId, fact }))));
  if (acts.length === 0) return [];
  const others = await earlierActs(tx, acts);
  const persons = await personsBehind(tx, engine, others);
  const mine = new Set([tx.actor.personId ?? tx.actor.id, tx.actor.onBehalfOf ? persons.get(tx.actor.onBehalfOf) ?? tx.actor.onBehalfOf : null].filter((p) => p !== null));
  return acts.flatMap((own): Judgement[] => {
    const { placed: { clause, control }, act, subjectId, fact } = own;
    const other: FactRef = control.acts[act === 0 ? 1 : 0];
    const told = others.filter((o) => o.type === other.fact && o.subject_id === subjectId && holds(other.where, o.payload));
    const here = tx.facts.filter((f) => f.type === other.fact && subjectsOf(f, control.subject).includes(subjectId) && holds(other.where, f.payload));
    // Both acts in one verb are one person's; it is counted once, at the second.
    const together = here.length > 0 && act === 1;
    if (told.length === 0 && !together) return [];
    const same = told.find((o) => [o.actor_id, o.on_behalf_of].some((staff) => staff !== null && mine.has(persons.get(staff) ?? staff)));
    const broken = same !== undefined || (together && mine.size > 0);
    if (broken && control.enforce === 'block')
      throw refuse({ ...regulationNo['same-person'], clause }, {
        zh: `第 ${clause} 条「${control.title.zh}」：${control.within.zh}的「${control.acts[0].as.zh}」和「${control.acts[1].as.zh}」须由不同的人办理。`,
        en: `Clause ${clause}, ${control.title.en}: in ${control.within.en}, ${control.acts[0].as.en} and ${control.acts[1].as.en} take two persons.`,
      }, { clause, control: control.id });
    const counterpart = same ?? told.at(-1);
    if (broken) tx.fact(separationBroken, subjectId, { clause, control: control.id, subjectType: control.subject, subjectId }, { objects: [{ type: control.subject, id: subjectId }] });
    return [{
      id: tx.newId(), clause, control: control.id, kind: 'separation', subject_type: control.subject, subject_id: subjectId, subject_no: null,
      store_id: typeof fact.payload['storeId'] === 'string' ? fact.payload['storeId'] : null, at: fact.occurredAt, outcome: broken ? 'broken' : 'kept', fact: fact.id,
      evidence: {
        act, second: { fact: fact.id, at: fact.occurredAt, by: tx.actor.name, staff: tx.actor.id, onBehalfOf: tx.actor.onBehalfOf ?? null },
        first: counterpart ? { fact: counterpart.id, at: counterpart.occurred_at, by: counterpart.actor_name, staff: counterpart.actor_id, onBehalfOf: counterpart.on_behalf_of }
          : { fact: here[0]!.id, at: here[0]!.occurredAt, by: tx.actor.name, staff: tx.actor.id, onBehalfOf: tx.actor.onBehalfOf ?? null },
      },
      versions: { evaluator: separationVersion },
    }];
  });
}

/** What the log tells of the other acts on these subjects: one read for the whole verb, by the index on the objects of facts. */
async function earlierActs(tx: Tx, acts: readonly Act[]): Promise<Earlier[]> {
  const wanted = new Map(acts.map((a) => [`${a.subjectId} ${keyOf(a.placed.clause, a.placed.control.id)} ${a.act}`, a] as const));
  const list = [...wanted.values()];
  return tx.rows<Earlier & Record<string, unknown>>('regulation.earlier_acts',
    `select f.type, w.subject_id, f.id, f.actor_id, f.on_behalf_of, f.actor_name, f.occurred_at, f.payload
     from (select distinct * from unnest($1::text[], $2::text[], $3::text[]) x(subject_type, subject_id, type)) w
     join kernel.fact_object fo on fo.object_type = w.subject_type and fo.object_id = w.subject_id
     join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at and f.type = w.type order by f.seq`,
    [list.map((a) => a.placed.control.subject), list.map((a) => a.subjectId), list.map((a) => a.placed.control.acts[a.act === 0 ? 1 : 0].fact)]);
}

async function personsBehind(tx: Tx, engine: Engine, others: readonly Earlier[]): Promise<ReadonlyMap<string, string>> {
  const staff = [...others.flatMap((o) => [o.actor_id, o.on_behalf_of]), tx.actor.onBehalfOf ?? null].filter((x): x is string => x !== null);
  return staff.length === 0 ? new Map() : engine.brought.personsOf(tx, [...new Set(staff)]);
}

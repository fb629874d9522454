import { createHash } from 'node:crypto';
import type { Tx } from '../../kernel/tx.ts';
import type { Attest } from '../clause.ts';
import { sampleDrawn } from '../facts.ts';
import { holds, type Placed } from '../runtime/compile.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Window } from './periods.ts';

/** Of a sample, every fifth is looked at by a second person too, and whatever is disputed. */
export const SECOND_LOOK_EVERY = 5;

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Nobody can choose a favourable seed: it follows from the control and the window, and is known only when the facts stand. */
export const seedOf = (clause: string, control: string, window: Window, populationHash: string): string => sha(`${clause}/${control}/${window.from}/${window.to}/${populationHash}`);
export const populationHash = (ids: readonly string[]): string => sha(ids.toSorted().join('\n'));

/** How many of n: a share (basis points) rounded up, at least one where there is any; or a count, at most all. */
export const wantedOf = (sample: { kind: 'percent' | 'count'; value: number }, n: number): number =>
  n === 0 ? 0 : Math.min(n, sample.kind === 'count' ? sample.value : Math.max(sample.value > 0 ? 1 : 0, Math.ceil((n * sample.value) / 10_000)));

/**
 * Draws without bias: every fact has the same chance, whoever did it and whenever it came in. The ids are ordered by the hash of seed
 * and id, the first are taken: whoever has the facts can draw again and must get the same.
 */
export const draw = (ids: readonly string[], seed: string, wanted: number): string[] =>
  ids.map((id) => ({ id, rank: sha(`${seed}/${id}`) })).sort((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, wanted).map((x) => x.id);

interface Candidate { id: string; subject_type: string; subject_id: string; occurred_at: number; actor_id: string | null; payload: Record<string, unknown> }

/** The facts of a window that a sample is drawn from, in the order of the log. */
export const populationOf = async (tx: Pick<Tx, 'runner'>, control: Attest, window: Window): Promise<Candidate[]> =>
  (await tx.runner.query<Candidate & Record<string, unknown>>(
    `select id, subject_type, subject_id, occurred_at, actor_id, payload from kernel.fact
     where type = $1 and occurred_at >= to_timestamp($2 / 1000.0) and occurred_at < to_timestamp($3 / 1000.0) order by seq`,
    [control.of.fact, window.from, window.to], 'regulation.population')).rows.filter((f) => holds(control.of.where, f.payload));

/** When a window closes: the sample of its facts, recorded so that it can be drawn again, and a check for each. Returns how many wait. */
export async function drawSample(tx: Tx, engine: Engine, { clause, control }: Placed<Attest>, window: Window): Promise<number> {
  const parameter = engine.values.declared(control.sample.parameter);
  const value = Number(engine.values.at(control.sample.parameter, window.to - 1).value);
  const facts = await populationOf(tx, control, window);
  const ids = facts.map((f) => f.id);
  const hash = populationHash(ids);
  const seed = seedOf(clause, control.id, window, hash);
  const chosen = draw(ids, seed, wantedOf({ kind: parameter.kind === 'percent' ? 'percent' : 'count', value }, ids.length));
  const id = tx.newId();
  const drawn = await tx.rows('regulation.draw',
    `insert into regulation.sample_draw (id, clause, control, from_at, to_at, seed, population, population_hash, wanted, drawn_at)
     values ($1, $2, $3, to_timestamp($4 / 1000.0), to_timestamp($5 / 1000.0), $6, $7, $8, $9, to_timestamp($10 / 1000.0)) on conflict do nothing returning id`,
    [id, clause, control.id, window.from, window.to, seed, ids.length, hash, chosen.length, tx.now]);
  if (drawn.length === 0 || chosen.length === 0) return 0;
  const byId = new Map(facts.map((f) => [f.id, f]));
  await tx.rows('regulation.sample_checks',
    `with added as (
       insert into regulation.sample_check (id, draw_id, clause, control, fact, subject_type, subject_id, store_id, occurred_at, done_by, by_post, second_look, state)
       select c.id, $2, $3, $4, c.fact, c.subject_type, c.subject_id, c.store_id, to_timestamp(c.occurred_at / 1000.0), c.done_by, $5, c.second_look, 'waiting'
       from jsonb_to_recordset($1::jsonb) as c(id uuid, fact uuid, subject_type text, subject_id text, store_id uuid, occurred_at bigint, done_by uuid, second_look boolean) returning store_id
     )
     insert into regulation.figure_delta (clause, control, day, store_id, awaiting) select $3, $4, regulation.day_of(to_timestamp($6 / 1000.0)), store_id, count(*) from added group by store_id`,
    [JSON.stringify(chosen.map((fact, i) => {
      const f = byId.get(fact)!;
      return {
        id: tx.newId(), fact, subject_type: f.subject_type, subject_id: f.subject_id, store_id: typeof f.payload['storeId'] === 'string' ? f.payload['storeId'] : null,
        occurred_at: f.occurred_at, done_by: f.actor_id, second_look: i % SECOND_LOOK_EVERY === 0,
      };
    })), id, clause, control.id, control.by, window.to - 1]);
  tx.fact(sampleDrawn, id, { clause, control: control.id, population: ids.length, drawn: chosen.length, seed });
  return chosen.length;
}

import type { Runner } from '../../kernel/query.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Target } from '../clause.ts';
import { reaches, targetVersion } from '../evaluators/target.ts';
import type { Placed } from '../runtime/compile.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Judgement } from '../runtime/judgement.ts';
import type { ParameterStore } from '../runtime/values.ts';

type On = { runner: Runner };
type Kept = Judgement & { evidence: { numerator?: number; denominator?: number; bound?: number }; versions: { value?: string | null } };

/** Targets whose bound a parameter sets. */
export const targetsBoundBy = (engine: Engine, key: string): Placed<Target>[] =>
  [...engine.compiled.periodic.values()].flatMap(({ clause, control }) => (control.kind === 'target' && control.bound.parameter === key ? [{ clause, control }] : []));

/** Verdicts of windows that ended in [from, until), by the bound that other values set for them: the old one beside the new one. Windows are few. */
export async function targetsAnew(on: On, values: ParameterStore, placed: Placed<Target>, from: number, until: number | null): Promise<{ old: Kept; outcome: Judgement['outcome']; bound: number; value: string | null }[]> {
  const { clause, control } = placed;
  const { rows } = await on.runner.query<Kept & Record<string, unknown>>(
    `select id, clause, control, kind, subject_type, subject_id, subject_no, store_id, at, outcome, evidence, versions, fact from regulation.judgement
     where clause = $1 and control = $2 and superseded_at is null and outcome in ('kept', 'broken') and at >= to_timestamp($3::bigint / 1000.0) and ($4::bigint is null or at < to_timestamp($4::bigint / 1000.0)) order by at, id`,
    [clause, control.id, from, until], 'regulation.targets_to_judge');
  const { kind } = values.declared(control.bound.parameter);
  return rows.flatMap((old) => {
    const valued = values.at(control.bound.parameter, old.at);
    const { numerator, denominator } = old.evidence;
    if ((old.versions.value ?? null) === valued.id || numerator === undefined || denominator === undefined) return [];
    const reached = reaches(control.side, { kind, value: Number(valued.value) }, { numerator, denominator });
    return reached === null ? [] : [{ old, outcome: reached ? 'kept' as const : 'broken' as const, bound: Number(valued.value), value: valued.id }];
  });
}

/** The new verdicts beside the old ones, which stay readable and count no more. Returns how many flipped. */
export async function supersedeTargets(tx: Tx, engine: Engine, placed: Placed<Target>, from: number, until: number | null): Promise<{ changed: number; flipped: number }> {
  const anew = await targetsAnew(tx, engine.values, placed, from, until);
  if (anew.length === 0) return { changed: 0, flipped: 0 };
  await tx.rows('regulation.supersede_targets', `update regulation.judgement set superseded_at = to_timestamp($2::bigint / 1000.0), superseded_reason = 'correction' where id = any($1::uuid[])`, [anew.map((a) => a.old.id), tx.now]);
  await tx.rows('regulation.take_back_targets', `insert into regulation.figure_delta (clause, control, day, store_id, opened, met, breached)
    select clause, control, regulation.day_of(at), store_id, -1, -(outcome = 'kept')::int, -(outcome = 'broken')::int from regulation.judgement where id = any($1::uuid[])`, [anew.map((a) => a.old.id)]);
  const judgements = anew.map(({ old, outcome, bound, value }): Judgement => ({
    ...old, id: tx.newId(), outcome, evidence: { ...old.evidence, bound }, versions: { ...old.versions, clause: engine.clauseVersions.get(placed.clause) ?? null, evaluator: targetVersion, value, supersedes: old.id },
  }));
  await tx.rows('regulation.judge_targets_anew', 'select regulation.apply($1::jsonb)', [JSON.stringify({ now: tx.now, judgements })]);
  return { changed: anew.length, flipped: anew.filter((a) => a.outcome !== a.old.outcome).length };
}

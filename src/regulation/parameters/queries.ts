import { scopeOf } from '../../kernel/actor.ts';
import type { Asked } from '../../kernel/http/route.ts';
import type { Runner } from '../../kernel/query.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { words, type Words } from '../../kernel/words.ts';
import { parametersOf } from '../declare-check.ts';
import { unitsOf, type Parameter, type ParameterValue, type Scope } from '../declare-parameter.ts';
import { sayValue, unitWords } from '../declare-say.ts';
import type { ConnectedClause } from '../declare-needs.ts';
import type { Parts } from '../parts.ts';
import type { StoredValue } from '../runtime/values.ts';
import { changeCards } from './changes.ts';
import { mayPropose } from './policies.ts';
import { declaredOf } from './propose-change.ts';
import { scopeNames } from './scopes.ts';
import { unitOf } from './value.ts';

type On = { runner: Runner };

interface Waiting { id: string; key: string; scopeType: string | null }

async function waitingChanges(on: On): Promise<Waiting[]> {
  const { rows } = await on.runner.query<{ id: string; key: string; scope_type: string | null }>(
    "select id, content ->> 'key' as key, content ->> 'scopeType' as scope_type from regulation.approval where state in ('waiting', 'returned', 'blocked') and subject_type = 'parameter' order by requested_at", [], 'regulation.waiting_changes');
  return rows.map((r) => ({ id: r.id, key: r.key, scopeType: r.scope_type }));
}

function rowOf(parts: Parts, clause: ConnectedClause, parameter: Parameter, now: number, waiting: readonly Waiting[]) {
  const { values } = parts.engine;
  const valued = values.at(parameter.key, now);
  const known = values.history(parameter.key).filter((v) => v.knownTo === null);
  const planned = known.filter((v) => v.scopeType === null && v.from > now).sort((a, b) => a.from - b.from)[0];
  const holds = known.find((v) => v.id === valued.id);
  return {
    key: parameter.key, clause: clause.id, clauseTitle: clause.title, label: parameter.label, kind: parameter.kind, value: sayValue(parameter, valued.value), decided: valued.decided,
    since: holds && Number.isFinite(holds.from) ? holds.from : null, source: parameter.source, law: parameter.statutory?.law ?? null,
    narrower: new Set(known.filter((v) => v.scopeType !== null && v.from <= now && (v.to === null || now < v.to)).map((v) => `${v.scopeType} ${v.scopeId}`)).size,
    planned: planned ? { value: sayValue(parameter, planned.value), from: planned.from } : null,
    waiting: waiting.find((w) => w.key === parameter.key)?.id ?? null,
    live: clause.controls.some((c) => clause.connectedControls.includes(c.id) && parametersOf(c).includes(parameter.key)),
  };
}

/** All parameters in the order of the rulebook. Their number is that of the declarations. */
export const parameters = (parts: Parts) => async ({ kernel, actor, query }: Asked<undefined, { clause?: string | undefined; q?: string | undefined; undecided?: boolean | undefined }>) => {
  const waiting = await waitingChanges(kernel);
  const now = kernel.clock.now();
  const asked = query.q?.toLowerCase();
  const rows = parts.rulebook.filter((c) => !query.clause || c.id === query.clause).flatMap((clause) => clause.parameters.map((p) => rowOf(parts, clause, p, now, waiting)))
    .filter((r) => !query.undecided || !r.decided)
    .filter((r) => !asked || [r.key, r.label.zh, r.label.en, r.clauseTitle.zh, r.clauseTitle.en, r.clause].some((x) => x.toLowerCase().includes(asked)));
  return { rows, mayPropose: scopeOf(actor, mayPropose) !== null };
};

export const parameter = (parts: Parts) => async ({ kernel, actor, params }: Asked<{ key: string }, undefined>) => {
  const declared = declaredOf(parts, params.key);
  if (!declared) throw refuse(kernelNo['not-found']);
  const { parameter: p } = declared;
  const clause = parts.rulebook.find((c) => c.id === declared.clause.id)!;
  const now = kernel.clock.now();
  const [waiting, names, changes, notes] = await Promise.all([waitingChanges(kernel), scopeNames(parts, kernel, p), changeCards(parts, kernel, actor!, { key: p.key }), versionNotes(kernel, p.key)]);
  const bounds = 'bounds' in p ? p.bounds : null;
  const { statutory } = p;
  const legal = (bound: number | bigint | undefined): Words | null => (bound === undefined ? null : sayValue(p, bound as ParameterValue));
  return {
    ...rowOf(parts, clause, p, now, waiting), unit: unitOf(p), units: p.kind === 'duration' ? unitsOf(p).map((u) => ({ ...u, words: unitWords(u.unit) })) : [], json: parts.engine.values.at(p.key, now).value as unknown,
    min: bounds ? Number(bounds.min) : null, max: bounds ? Number(bounds.max) : null,
    legal: statutory ? { min: legal(statutory.min), max: legal(statutory.max), law: statutory.law } : null,
    options: 'options' in p ? [...(p.options ?? [])] : [], scopes: [...p.scopes], binds: p.binds,
    bands: p.kind === 'bands' ? { over: p.over, unit: p.unit, result: p.result } : null,
    history: parts.engine.values.history(p.key).toSorted((a, b) => b.knownFrom - a.knownFrom || b.from - a.from).map((v) => versionOf(p, v, now, names, notes)),
    changes,
  };
};

function versionOf(p: Parameter, v: StoredValue, now: number, names: ReadonlyMap<string, Words>, notes: ReadonlyMap<string, VersionNote>) {
  const state: 'replaced' | 'planned' | 'past' | 'in-force' = v.knownTo !== null ? 'replaced' : v.from > now ? 'planned' : v.to !== null && v.to <= now ? 'past' : 'in-force';
  const note = notes.get(v.id);
  return {
    id: v.id, scopeType: v.scopeType as Scope | null, scope: v.scopeId ? (names.get(`${v.scopeType} ${v.scopeId}`) ?? words(v.scopeId, v.scopeId)) : null,
    value: sayValue(p, v.value), json: v.value as unknown, from: Number.isFinite(v.from) ? v.from : null, to: v.to, knownFrom: v.knownFrom, knownTo: v.knownTo,
    reason: note?.reason ?? '', proposedBy: note?.proposed_by_name ?? '', approvedBy: note?.approved_by_name ?? null, state,
  };
}

interface VersionNote { id: string; reason: string; proposed_by_name: string; approved_by_name: string | null }

async function versionNotes(on: On, key: string): Promise<Map<string, VersionNote>> {
  const { rows } = await on.runner.query<VersionNote & Record<string, unknown>>('select id, reason, proposed_by_name, approved_by_name from regulation.parameter_value where key = $1', [key], 'regulation.value_notes');
  return new Map(rows.map((r) => [r.id, r]));
}

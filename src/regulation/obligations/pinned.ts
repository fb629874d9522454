import type { Runner } from '../../kernel/query.ts';
import { words, type Words } from '../../kernel/words.ts';
import { sayValue } from '../declare-say.ts';
import type { Parts } from '../parts.ts';

type On = { runner: Runner };

/** What a verdict was made with: columns of regulation.obligation and regulation.superseded_verdict. */
export interface PinnedRow { clause_version: string | null; evaluator_version: number | null; parameter_value: string | null; calendar_version: string | null }

export interface Pinned {
  readonly clause: string | null; readonly clauseSince: number | null; readonly evaluator: number | null; readonly calendar: string | null;
  /** The value that set the limit; null: the suggested value of the declaration, or a promise. */
  readonly value: { readonly id: string; readonly words: Words; readonly from: number | null; readonly approvedBy: string | null } | null;
}

/** The versions that verdicts are pinned to (engine.md §2), with what they are versions of: two reads for any number of verdicts. */
export async function pinnedOf(parts: Parts, on: On, clause: string, rows: readonly PinnedRow[]): Promise<Pinned[]> {
  const ids = [...new Set(rows.flatMap((r) => r.parameter_value ?? []))];
  const [{ rows: declared }, { rows: notes }] = await Promise.all([
    on.runner.query<{ version: string; since: number }>('select version, since from regulation.clause_version where clause = $1', [clause], 'regulation.clause_versions'),
    on.runner.query<{ id: string; key: string; approved_by_name: string | null }>('select id, key, approved_by_name from regulation.parameter_value where id = any($1::uuid[])', [ids], 'regulation.values_pinned'),
  ]);
  const since = new Map(declared.map((d) => [d.version, d.since]));
  const values = new Map(notes.flatMap((n) => {
    const parameter = parts.rulebook.find((c) => c.id === clause)?.parameters.find((p) => p.key === n.key);
    const stored = parameter && parts.engine.values.history(n.key).find((v) => v.id === n.id);
    return stored ? [[n.id, { id: n.id, words: sayValue(parameter, stored.value), from: Number.isFinite(stored.from) ? stored.from : null, approvedBy: n.approved_by_name }] as const] : [];
  }));
  return rows.map((r) => ({
    clause: r.clause_version, clauseSince: since.get(r.clause_version ?? '') ?? null, evaluator: r.evaluator_version, calendar: r.calendar_version,
    value: r.parameter_value === null ? null : (values.get(r.parameter_value) ?? { id: r.parameter_value, words: words('已不在章程中的参数', 'a parameter that the rulebook no longer has'), from: null, approvedBy: null }),
  }));
}

import { createHash } from 'node:crypto';
import type { Queryable } from '../../kernel/db/index.ts';
import { canonical } from '../../kernel/json.ts';
import type { Clause } from '../clause.ts';

/** Grows whenever the evaluator of deadlines and cadences may judge the same facts otherwise: verdicts say by which they were made (engine.md §2). */
export const deadlineVersion = 1;

/** What of a clause its verdicts depend on: its wording, what may be set, and how it is judged. */
const declarationOf = ({ id, wording, parameters, controls }: Clause) => ({ id, wording, parameters, controls });

/** The hash of a declaration: another wording, default or control is another version. */
export const clauseVersion = (clause: Clause): string => createHash('sha256').update(canonical(declarationOf(clause))).digest('hex').slice(0, 16);

/** Declarations of this release become readable under their version; since when each is in use stands beside it. Once a start. */
export async function keepClauseVersions(on: Queryable, rulebook: readonly Clause[], now: number): Promise<void> {
  await on.query(
    `insert into regulation.clause_version (clause, version, declared, since) select clause, version, declared, to_timestamp($2::bigint / 1000.0)
     from jsonb_to_recordset($1::jsonb) as c(clause text, version text, declared jsonb) on conflict do nothing`,
    [JSON.stringify(rulebook.map((clause) => ({ clause: clause.id, version: clauseVersion(clause), declared: declarationOf(clause) }))), now], 'regulation.keep_clause_versions');
}

import type { Runner } from '../../kernel/query.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Parts } from '../parts.ts';
import { chainHomes } from './chains.ts';
import { submitApproval, type Submission } from './submit.ts';

/** For acts that ask by themselves: lays a request before those whom the one control of that verb names. The verb later runs only with this content. */
export async function submitForVerb(tx: Tx, parts: Parts, verb: string, asked: Omit<Submission, 'home' | 'chain'>): Promise<{ id: string }> {
  const home = chainHomes(parts.engine, parts.rulebook, tx.now).find((h) => h.control && h.verb === verb);
  if (!home) throw new Error(`no clause wants an approval for ${verb}`);
  return submitApproval(tx, { engine: parts.engine, directory: parts.directory }, { ...asked, home });
}

/** Where requests stand, for lists of the registers: waiting, returned, blocked, approved, rejected, withdrawn, expired, executed. */
export async function approvalStates(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await on.runner.query<{ id: string; state: string }>('select id, state from regulation.approval where id = any ($1::uuid[])', [ids], 'regulation.approval_states');
  return new Map(rows.map((row) => [row.id, row.state]));
}

/** What requests were about, for those who act when one is decided. */
export async function approvalSubjects(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, { type: string; id: string }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await on.runner.query<{ id: string; type: string; subject: string }>('select id, subject_type as type, subject_id as subject from regulation.approval where id = any ($1::uuid[])', [ids], 'regulation.approval_subjects');
  return new Map(rows.map((row) => [row.id, { type: row.type, id: row.subject }]));
}

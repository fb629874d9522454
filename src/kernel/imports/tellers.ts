import type { Runner } from '../query.ts';
import type { RunRef } from './target.ts';

/**
 * Which of the runs `asked` bear witness beside `run`, with their numbers: those that stand, and whose files are not the very files of `run`. The same bytes again
 * say nothing new, and an import that was taken back says nothing any more (ADR 0023).
 */
export async function tellersBeside(on: { runner: Runner }, run: RunRef, asked: readonly string[]): Promise<Map<string, string>> {
  if (asked.length === 0) return new Map();
  const { rows } = await on.runner.query<{ id: string; run_no: string }>(
    `select r.id, r.run_no from kernel.import_run r where r.id = any ($2::uuid[]) and r.id <> $1 and r.state <> 'undone' and exists (
       select from kernel.import_file f join kernel.file k on k.id = f.file_id where f.run_id = r.id and f.kind is not null and not exists (
         select from kernel.import_file g join kernel.file h on h.id = g.file_id where g.run_id = $1 and h.sha256 = k.sha256))`, [run.id, [...new Set(asked)]], 'imports.tellers_beside');
  return new Map(rows.map((r) => [r.id, r.run_no]));
}

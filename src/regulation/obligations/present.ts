import type { z } from 'zod';
import type { Actor } from '../../kernel/actor.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Parts } from '../parts.ts';
import type { obligationRow } from './contract.ts';
import { postWords, remainingOf, subjectShape, titleOf, type ObligationRow } from './row.ts';

type On = { runner: Runner };

/** Rows as people see them: with the subject's number and the owner's name, two reads for the whole page. */
export async function present(parts: Parts, on: On, actor: Actor, rows: readonly ObligationRow[]): Promise<z.input<typeof obligationRow>[]> {
  const owners = rows.flatMap((r) => (r.owner_staff ? [r.owner_staff] : []));
  const [cards, names] = await Promise.all([
    parts.subjects.load(on, rows.map((r) => ({ type: r.subject_type, id: r.subject_id })), actor),
    parts.directory.staffNames(on, [...new Set(owners)]),
  ]);
  return rows.map((row) => {
    const card = cards.get(`${row.subject_type} ${row.subject_id}`);
    return {
      id: row.id, clause: row.clause, control: row.control, title: titleOf(parts.engine, row), subject: subjectShape(row, card), whom: card?.whom ?? null,
      ownerPost: postWords(row.owner_post), owner: row.owner_staff ? { id: row.owner_staff, name: names.get(row.owner_staff) ?? '' } : null, state: row.state, open: row.open,
      openedAt: row.opened_at, dueAt: row.due_at, breachAt: row.breach_at, stoppedAt: row.stopped_at, remainingMs: remainingOf(parts.engine, row), provisional: row.provisional,
    };
  });
}

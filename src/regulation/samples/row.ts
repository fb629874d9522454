import type { Actor } from '../../kernel/actor.ts';
import type { Post } from '../../kernel/posts.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Attest } from '../clause.ts';
import type { Parts } from '../parts.ts';
import type { sampleStates } from './contract.ts';

/** A row of regulation.sample_check: instants in ms. */
export interface CheckRow {
  id: string; draw_id: string; clause: string; control: string; fact: string; subject_type: string; subject_id: string; store_id: string | null; occurred_at: number; done_by: string | null;
  by_post: Post; second_look: boolean; state: (typeof sampleStates)[number]; answers: boolean[] | null; note: string | null; checked_by: string | null; checked_person: string | null;
  checked_by_name: string | null; checked_at: number | null; second_answers: boolean[] | null; second_note: string | null; second_by: string | null; second_by_name: string | null; second_at: number | null;
  disputed_by: string | null; dispute_reason: string | null; version: number;
}

type Named = Pick<CheckRow, 'clause' | 'control'>;

const controlOf = (parts: Pick<Parts, 'rulebook'>, row: Named) => parts.rulebook.find((c) => c.id === row.clause)?.controls.find((c) => c.id === row.control);

/** Whether the rulebook has a sampled check of that name. */
export const isSampled = (parts: Pick<Parts, 'rulebook'>, row: Named): boolean => controlOf(parts, row)?.kind === 'attest';

/** The declaration that the sample was drawn for. */
export function attestOf(parts: Pick<Parts, 'rulebook'>, row: Named): Attest {
  const control = controlOf(parts, row);
  if (control?.kind !== 'attest') throw new Error(`${row.clause}/${row.control} is no sampled check any more`);
  return control;
}

/** Nobody checks his own work, and the second look is another person's. */
export function refusedBecause(row: CheckRow, actor: Actor): Words | null {
  if (row.done_by !== null && (row.done_by === actor.id || row.done_by === actor.onBehalfOf)) return words('不能检查自己办理的事项。', 'Nobody checks his own work.');
  const first = row.checked_person;
  if (row.state === 'second-look' && first !== null && (first === (actor.personId ?? actor.id) || row.checked_by === actor.onBehalfOf)) return words('复核须由另一人进行。', 'The second look takes another person.');
  return null;
}

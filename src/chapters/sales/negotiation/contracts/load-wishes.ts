import type { Runner } from '../../../../kernel/query.ts';
import type { WishState } from '../states.ts';
import type { Revision } from './load.ts';

/** A wish of the customer about a wording. `line`: its paragraph, counted from 0; null for the whole. */
export interface Wish { id: string; revision: number; line: number | null; body: string; by_name: string; at: number; state: WishState; answer: string | null; answered_by: string | null; answered_at: number | null; taken_revision: number | null }

type On = { runner: Runner };
export const wishesOf = async (on: On, contractId: string): Promise<Wish[]> =>
  (await on.runner.query<Wish & Record<string, unknown>>('select id, revision, line, body, by_name, at, state, answer, answered_by, answered_at, taken_revision from sales.contract_wish where contract_id = $1 order by at, line nulls last, id', [contractId], 'sales.wishes_of')).rows;
export const openWishes = async (on: On, contractId: string): Promise<number> =>
  (await on.runner.query<{ n: number }>("select count(*)::int as n from sales.contract_wish where contract_id = $1 and state = 'open'", [contractId], 'sales.open_wishes')).rows[0]!.n;

/** The paragraph as the customer read it; empty for the whole and where the wording was erased. */
export const saidOf = (wish: Pick<Wish, 'revision' | 'line'>, revisions: readonly Pick<Revision, 'revision' | 'body'>[]): string =>
  wish.line === null ? '' : (revisions.find((r) => r.revision === wish.revision)?.body.split('\n')[wish.line] ?? '');

/** Where the paragraph stands in the wording of today: other changes move it. Null for the whole, and where it is no longer there as it was read. */
export function placeOf(wish: Pick<Wish, 'line'>, said: string, body: string): number | null {
  if (wish.line === null || said === '') return null;
  const lines = body.split('\n');
  if (lines[wish.line] === said) return wish.line;
  const at = lines.indexOf(said);
  return at === -1 ? null : at;
}

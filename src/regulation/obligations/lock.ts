import type { Actor } from '../../kernel/actor.ts';
import type { Tx } from '../../kernel/tx.ts';
import { keyOf } from '../runtime/compile.ts';
import type { Engine } from '../runtime/engine.ts';
import type { ObligationRow } from './row.ts';
import { sightOf, type Sight } from './sight.ts';

export async function lockObligation(tx: Tx, id: string): Promise<ObligationRow | null> {
  const [row] = await tx.rows<ObligationRow & Record<string, unknown>>('regulation.lock_obligation', 'select * from regulation.obligation where id = $1 for update', [id]);
  return row ?? null;
}

const mine = (sight: Sight, row: ObligationRow): boolean =>
  row.owner_staff !== null ? sight.staff.includes(row.owner_staff) : sight.posts.includes(row.owner_post) && (row.owner_team === null || sight.teams.includes(row.owner_team));

/** Whoever owes it, and whoever is told when it is late, may hand it over or ask for a waiver: nobody else has a say in it. */
export function maySettle(engine: Engine, actor: Actor, row: ObligationRow): boolean {
  const sight = sightOf(engine, actor);
  return mine(sight, row) || (sight.supervised.includes(keyOf(row.clause, row.control)) && (row.owner_team === null || sight.teams.includes(row.owner_team)))
    || actor.posts.includes('department-head') || actor.posts.includes('general-manager');
}

import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { no } from '../refusals.ts';

/** Names of places that are in use are taken once; the table's index is the last word under races. */
const taken = {
  team: 'select 1 from company.team where name = $1 and id <> $2 and active',
  shift: 'select 1 from company.shift where name = $1 and id <> $2 and active',
  warehouse: 'select 1 from company.warehouse where name = $1 and id <> $2 and active',
  store: 'select 1 from company.store where name = $1 and id <> $2',
} as const;

const LOCK = { team: 7_240_002_011, shift: 7_240_002_012, warehouse: 7_240_002_013, store: 7_240_002_014 } as const;

/** @throws company.name-taken */
export async function nameFree(tx: Tx, kind: keyof typeof taken, name: string, id: string): Promise<void> {
  await tx.rows('company.lock_names', 'select pg_advisory_xact_lock($1)', [LOCK[kind]]);
  const found = await tx.rows(`company.${kind}_name_taken`, taken[kind], [name, id]);
  if (found.length > 0) throw refuse(no['name-taken']);
}

/** @throws company.unknown-place when the team or warehouse is not in use. */
export async function placesInUse(tx: Tx, given: { teamId?: string | null; warehouseId?: string | null }): Promise<void> {
  const [found] = await tx.rows<{ team: boolean; warehouse: boolean }>('company.places_in_use',
    `select $1::uuid is null or exists (select from company.team where id = $1 and active) as team,
       $2::uuid is null or exists (select from company.warehouse where id = $2 and active) as warehouse`, [given.teamId ?? null, given.warehouseId ?? null]);
  if (!found!.team || !found!.warehouse) throw refuse(no['unknown-place']);
}

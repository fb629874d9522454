import type { Queryable } from '../db/index.ts';

/** That a node works on a run, for 30 seconds after it last said so: kept by whoever comes back in time. */
export interface Lease { name: string; holder: string }

/** Another node has the run by now. What this one has read is the other's to write. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
  constructor() {
    super('another node works on the import by now');
  }
}

/** The clause that lets a statement write only while the lease is held; whoever wants it waits until the statement has ended. `$1` name, `$2` holder. */
export const whileHeld = 'held as materialized (select from kernel.lease where name = $1 and holder = $2 and until > clock_timestamp() for share)';

/** @throws LeaseLost */
export async function stillHeld(on: Queryable, { name, holder }: Lease): Promise<void> {
  const { rows } = await on.query<{ held: number }>(`with ${whileHeld} select count(*)::int as held from held`, [name, holder], 'imports.still_held');
  if (rows[0]!.held !== 1) throw new LeaseLost();
}

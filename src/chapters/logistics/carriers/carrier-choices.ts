import type { Runner } from '../../../kernel/query.ts';

/** Carriers by name, also those that are no longer used: history has them. */
export async function carrierChoices(on: { runner: Runner }): Promise<{ id: string; name: string }[]> {
  const { rows } = await on.runner.query<{ id: string; name: string }>('select id, name from logistics.carrier order by active desc, name, id', [], 'logistics.carrier_choices');
  return rows;
}

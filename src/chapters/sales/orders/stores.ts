import { storesById } from '../../../registers/company/index.ts';
import type { Runner } from '../../../kernel/query.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { no } from '../refusals.ts';

/** A store as orders need it. */
export interface OrderStore {
  id: string;
  name: string;
  platform: string;
  teamId: string | null;
  warehouseId: string | null;
}

export async function storesFor(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, OrderStore>> {
  const stores = await storesById(on, [...new Set(ids)]);
  return new Map([...stores.values()].map((s) => [s.id, { id: s.id, name: s.name, platform: s.platform, teamId: s.teamId, warehouseId: s.defaultWarehouseId }]));
}

export async function storeFor(on: { runner: Runner }, id: string): Promise<OrderStore> {
  const store = (await storesFor(on, [id])).get(id);
  if (!store) throw refuse(no['store-unknown']);
  return store;
}

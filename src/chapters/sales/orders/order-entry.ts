import { missingParts } from '../../../gateways/marketplaces/address.ts';
import { parsePastedReceiver } from '../../../gateways/marketplaces/pasted-receiver.ts';
import { storesById, warehousesById } from '../../../registers/company/index.ts';
import type { Actor, Policy, Scope } from '../../../kernel/actor.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { readOrderEntry, readReceiver } from './contract.ts';
import { mayEnter } from './place-order.ts';

/** Whoever enters orders or corrects addresses. */
export const mayReceive = { ...mayEnter, 'service-agent': 'all', 'service-lead': 'all' } satisfies Policy;

/** Open stores for which the caller may enter orders, by name. */
export async function entryStores(kernel: Kernel, actor: Actor | null, scope: Scope): Promise<Answer<typeof readOrderEntry>> {
  const [stores, warehouses] = await Promise.all([storesById(kernel), warehousesById(kernel)]);
  const mine = [...stores.values()].filter((s) => s.state === 'open' && (scope === 'all' || (s.teamId !== null && (actor?.teamIds.includes(s.teamId) ?? false))));
  return {
    stores: mine.toSorted((a, b) => a.name.localeCompare(b.name, 'zh')).map((s) => ({
      id: s.id, name: s.name, platform: s.platform, warehouseId: s.defaultWarehouseId, warehouse: s.defaultWarehouseId === null ? null : (warehouses.get(s.defaultWarehouseId)?.name ?? null),
    })),
  };
}

export function receiverRead(text: string): Promise<Answer<typeof readReceiver>> {
  const { code: _, ...parts } = parsePastedReceiver(text);
  return Promise.resolve({ ...parts, missing: missingParts({ ...parts, street: null, masked: false }) });
}

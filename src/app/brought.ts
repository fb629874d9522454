import * as finance from '../chapters/finance/index.ts';
import * as logistics from '../chapters/logistics/index.ts';
import * as sales from '../chapters/sales/index.ts';
import { staffById, storesById, teamsOf, warehousesById } from '../registers/company/index.ts';
import type { Brought } from '../regulation/runtime/brought.ts';

/** What the chapters and registers bring to the engine by name: objects of scopes, figures, sets of records, the persons behind accounts. */
export const brought: Brought = {
  scopes: {
    store: async (on) => [...(await storesById(on)).values()].filter((s) => s.state === 'open').map((s) => ({ id: s.id, no: s.name, storeId: s.id, teamId: s.teamId, fields: { platform: s.platform } })),
    warehouse: async (on) => [...(await warehousesById(on)).values()].filter((w) => w.active).map((w) => ({ id: w.id, no: w.name, teamId: w.teamId })),
    team: async (on) => (await teamsOf(on)).map((t) => ({ id: t.id, no: t.name })),
    person: async (on) => [...(await staffById(on)).values()].filter((s) => s.active).map((s) => ({ id: s.id, no: s.name })),
    account: async (on) => (await finance.activeAccounts(on)).map((a) => ({ id: a.id, no: a.name })),
  },
  figures: [finance.grossMargin, finance.netMargin, logistics.onTimeRate, sales.promisesKept],
  matches: [finance.receiptsAgainstOrders],
  personsOf: async (on, ids) => new Map([...(await staffById(on, ids))].map(([id, staff]) => [id, staff.personId])),
};

/** Rules that chapters decide by. */
export const ruleNames: readonly string[] = [logistics.carrierRule.name, sales.returnDecision.name, sales.freightPayer.name, sales.repeatComplaintAlarm.name, sales.sellerRule.name, sales.floorRule.name];

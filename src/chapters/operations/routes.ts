import type { Policy } from '../../kernel/actor.ts';
import { act, read, type Route } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { listStores } from '../../registers/company/index.ts';
import * as contract from './contract.ts';
import { acknowledgeOrder, mayReadPlan, orderPlan } from './stores/acknowledge-order.ts';
import { changeStore } from './stores/change-store.ts';
import { closeStore } from './stores/close-store.ts';
import { openStore } from './stores/open-store.ts';
import { reopenStore } from './stores/reopen-store.ts';

/** Everyone chooses stores by name in filters and imports; what is sold there is guarded where it stands. */
const everyone: Policy = { signedIn: 'all' };

export const routes: Route[] = [
  read(contract.listStores, everyone, ({ kernel, actor, scope, query: { platform, ...rest } }) => listStores(kernel, actor!, scope, { ...rest, ...(platform ? { platforms: platform } : {}) })),
  read(contract.readStore, everyone, async ({ kernel, actor, scope, params }) => {
    const store = (await listStores(kernel, actor!, scope, { id: params.id })).rows[0];
    if (!store) throw refuse(kernelNo['not-found']);
    return store;
  }),
  read(contract.readOrderPlan, mayReadPlan, ({ kernel, actor, scope, params }) => orderPlan(kernel, actor, scope, params.id)),
  act(contract.acknowledgeOrderAct, acknowledgeOrder),
  act(contract.openStore, openStore),
  act(contract.changeStore, changeStore),
  act(contract.closeStore, closeStore),
  act(contract.reopenStore, reopenStore),
];

import { read, type Route } from '../../../kernel/http/route.ts';
import { mayReadCustomers } from '../../../registers/customers/index.ts';
import type { Engine } from '../../../regulation/runtime/engine.ts';
import * as contract from './contract.ts';
import { dealingsOfKind, dealingsWith, historyOf } from './whole.ts';

/** Everything about one customer on one page (clause 1.3.2). What is in it keeps the rights of its own lists. */
export const customerRoutes = (engine: Engine): Route[] => [
  read(contract.readDealings, mayReadCustomers, ({ kernel, actor, params }) => dealingsWith(engine, kernel, actor!, params.id)),
  read(contract.listDealings, mayReadCustomers, ({ kernel, actor, params, query }) => dealingsOfKind(kernel, actor!, params.id, params.kind, query)),
  read(contract.readHistory, mayReadCustomers, ({ kernel, actor, params, query, language }) => historyOf(kernel, actor!, params.id, query, language)),
];

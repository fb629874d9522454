import { act, read, type Route } from '../../../kernel/http/route.ts';
import * as contract from '../contract.ts';
import type { PapersOf } from '../movement-papers.ts';
import { mayRead } from '../policies.ts';
import { batch, batches } from './batch-queries.ts';
import { correctBatchVerb, decideBatchVerb, moveToBatchVerb } from './batch-verbs.ts';

/** `warnDaysAt`: how many days before its expiry a batch counts as expiring, at an instant (clause 4.1.2, parameter expiryWarning). */
export const batchRoutes = (warnDaysAt: (now: number) => number, papersOf: PapersOf): Route[] => [
  read(contract.listBatches, mayRead, batches(warnDaysAt)),
  read(contract.readBatch, mayRead, batch(papersOf)),
  act(contract.moveToBatch, moveToBatchVerb),
  act(contract.correctBatch, correctBatchVerb),
  act(contract.decideBatch, decideBatchVerb),
];

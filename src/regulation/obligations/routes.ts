import { act, read, type Route } from '../../kernel/http/route.ts';
import type { Parts } from '../parts.ts';
import * as careContract from './care/contract.ts';
import { care } from './care.ts';
import * as contract from './contract.ts';
import { sampleRoutes } from '../samples/routes.ts';
import { explainBreachVerb } from './explain.ts';
import { handOverVerb } from './hand-over.ts';
import { obligation, obligations } from './queries.ts';
import { timeline } from './timeline.ts';
import { askWaiverVerb } from './waive.ts';

/** Open to everybody signed in; which rows they see is in the queries (sight.ts). */
export const obligationRoutes = (parts: Parts): Route[] => [
  read(contract.listObligations, { signedIn: 'own' }, obligations(parts)),
  read(contract.readObligation, { signedIn: 'own' }, obligation(parts)),
  read(contract.readTimeline, { signedIn: 'own' }, timeline(parts)),
  read(careContract.readCare, { signedIn: 'own' }, care(parts)),
  act(careContract.handOver, handOverVerb(parts)),
  act(careContract.askWaiver, askWaiverVerb(parts)),
  act(careContract.explainBreach, explainBreachVerb(parts)),
  ...sampleRoutes(parts),
];

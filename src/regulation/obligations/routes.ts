import { read, type Route } from '../../kernel/http/route.ts';
import type { Parts } from '../parts.ts';
import * as contract from './contract.ts';
import { obligation, obligations } from './queries.ts';
import { timeline } from './timeline.ts';

/** Open to everybody signed in; which rows they see is in the queries (sight.ts). */
export const obligationRoutes = (parts: Parts): Route[] => [
  read(contract.listObligations, { signedIn: 'own' }, obligations(parts)),
  read(contract.readObligation, { signedIn: 'own' }, obligation(parts)),
  read(contract.readTimeline, { signedIn: 'own' }, timeline(parts)),
];

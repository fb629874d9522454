import { act, read, type Route } from '../../kernel/http/route.ts';
import type { Parts } from '../parts.ts';
import { acknowledgeChangeVerb, remindOfChangeVerb } from './acknowledge.ts';
import * as contract from './contract.ts';
import { publication, publications } from './queries.ts';

/** Changes of the rulebook and who knows them. What changed is open to everybody; names to those who answer for it. */
export const publicationRoutes = (parts: Parts): Route[] => [
  read(contract.listPublications, { signedIn: 'all' }, publications),
  read(contract.readPublication, { signedIn: 'all' }, publication(parts)),
  act(contract.acknowledgeChange, acknowledgeChangeVerb),
  act(contract.remindOfChange, remindOfChangeVerb),
];

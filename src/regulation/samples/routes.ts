import { act, read, type Route } from '../../kernel/http/route.ts';
import type { Parts } from '../parts.ts';
import { checkSampleVerb, disputeSampleVerb } from './check.ts';
import * as contract from './contract.ts';
import { draws, samples } from './queries.ts';

/** Which samples somebody sees is in the query; how they were drawn is open to everybody whom the rulebook binds. */
export const sampleRoutes = (parts: Parts): Route[] => [
  read(contract.listSamples, { signedIn: 'own' }, samples(parts)),
  read(contract.readDraws, { signedIn: 'all' }, draws(parts)),
  act(contract.checkSample, checkSampleVerb(parts)),
  act(contract.disputeSample, disputeSampleVerb()),
];

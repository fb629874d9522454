import { act, read, type Route } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { refreshing, type Parts } from '../parts.ts';
import { changeCards } from './changes.ts';
import * as contract from './contract.ts';
import { approveChangeVerb, rejectChangeVerb, withdrawChangeVerb } from './decide-change.ts';
import { proposeChangeVerb } from './propose-change.ts';
import { parameter, parameters } from './queries.ts';
import { scopeChoices } from './scopes.ts';

export const parameterRoutes = (parts: Parts): Route[] => [
  read(contract.listParameters, { signedIn: 'all' }, parameters(parts)),
  read(contract.readParameter, { signedIn: 'all' }, parameter(parts)),
  read(contract.listScopeOptions, { signedIn: 'all' }, async ({ kernel, params }) => ({ rows: [...(await scopeChoices(parts, kernel, params.scope))] })),
  read(contract.readChange, { signedIn: 'all' }, async ({ kernel, actor, params }) => {
    const [card] = await changeCards(parts, kernel, actor!, { id: params.id });
    if (!card) throw refuse(kernelNo['not-found']);
    return card;
  }),
  act(contract.proposeChange, proposeChangeVerb(parts)),
  refreshing(parts, act(contract.approveChange, approveChangeVerb(parts))),
  act(contract.rejectChange, rejectChangeVerb(parts)),
  act(contract.withdrawChange, withdrawChangeVerb()),
];

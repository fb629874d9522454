import { act, read, type Route } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { refreshing, type Parts } from '../parts.ts';
import { changeCards } from './changes.ts';
import * as contract from './contract.ts';
import { signVerb } from '../approvals/acts.ts';
import { current } from '../approvals/state.ts';
import { readApprovalRow } from '../approvals/store.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { runVerb } from '../../kernel/verb.ts';
import { settingParameter, withdrawChangeVerb } from './decide-change.ts';
import { mayDecide } from './policies.ts';
import { changeVerb, deskOf, proposeChangeVerb } from './propose-change.ts';
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
  refreshing(parts, decision(parts, contract.approveChange, true)),
  refreshing(parts, decision(parts, contract.rejectChange, false)),
  act(contract.withdrawChange, withdrawChangeVerb(parts)),
];

/** A signature on whatever step waits: for callers that know a change, not its chain. The posts that decide at first are the policy. */
function decision(parts: Parts, endpoint: typeof contract.approveChange, yes: boolean): Route {
  const sign = { ...signVerb(deskOf(parts), settingParameter(parts)), may: mayDecide };
  const step = async (kernel: Kernel, id: string) => {
    const row = await readApprovalRow(kernel, id);
    if (!row || row.verb !== changeVerb) throw refuse(kernelNo['not-found']);
    return current(row.life)?.id ?? '-';
  };
  return {
    ...act(endpoint, sign, ({ params, body }) => ({ ...params, ...body, step: '-', yes })),
    answer: async ({ kernel, actor, params, body, meta }) => {
      const { id } = params as { id: string };
      const { hash, note } = body as { hash: string; note: string | null };
      const done = await runVerb(kernel, sign, { id, hash, note, yes, step: await step(kernel, id) }, { actor, requestId: meta.requestId, ip: meta.ip, override: meta.override });
      return { id: done.id };
    },
  };
}

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
import { correctingParameter } from './correct-change.ts';
import { settingParameter, withdrawChangeVerb } from './decide-change.ts';
import { mayCorrect, mayDecide, mayPropose } from './policies.ts';
import { changeVerbs, correctVerb, deskOf, proposeChangeVerb } from './propose-change.ts';
import { parameter, parameters } from './queries.ts';
import { scopeChoices } from './scopes.ts';

export const parameterRoutes = (parts: Parts): Route[] => [
  read(contract.listParameters, { signedIn: 'all' }, parameters(parts)),
  read(contract.readParameter, { signedIn: 'all' }, parameter(parts)),
  read(contract.listScopeOptions, mayPropose, async ({ kernel, params, query }) => ({ rows: [...(await scopeChoices(parts, kernel, params.scope, { q: query.q }))] })),
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
  const correct = { ...signVerb(deskOf(parts), correctingParameter(parts)), may: mayCorrect };
  const step = async (kernel: Kernel, id: string) => {
    const row = await readApprovalRow(kernel, id);
    if (!row || !changeVerbs.includes(row.verb)) throw refuse(kernelNo['not-found']);
    return { id: current(row.life)?.id ?? '-', verb: row.verb === correctVerb ? correct : sign };
  };
  return {
    ...act(endpoint, correct, ({ params, body }) => ({ ...params, ...body, step: '-', yes })),
    answer: async ({ kernel, actor, params, body, meta }) => {
      const { id } = params as { id: string };
      const { hash, note } = body as { hash: string; note: string | null };
      const at = await step(kernel, id);
      const done = await runVerb(kernel, at.verb, { id, hash, note, yes, step: at.id }, { actor, requestId: meta.requestId, ip: meta.ip, override: meta.override });
      return { id: done.id };
    },
  };
}

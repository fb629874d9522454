import { act, read, type Route } from '../../kernel/http/route.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { kernelNo, Refusal, refuse } from '../../kernel/refusal.ts';
import { runVerb, type CallOf } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { waivingObligation } from '../obligations/waive.ts';
import { correctingParameter } from '../parameters/correct-change.ts';
import { settingParameter } from '../parameters/decide-change.ts';
import { changeVerbs, checkChange } from '../parameters/propose-change.ts';
import { refreshing, type Parts } from '../parts.ts';
import { addSignVerb, commentVerb, copyVerb, nudgeVerb, returnVerb, signVerb, transferVerb, withdrawVerb, type CarriedOut } from './acts.ts';
import { submitVerb } from './ask.ts';
import * as contract from './contract.ts';
import { checkChainChange, publishingChain } from './publish-chain.ts';
import { chainRoutes } from './chain-routes.ts';
import { delegateVerb, endDelegationVerb } from './delegations.ts';
import { approval, approvalLink, approvals, delegations, signatories } from './queries.ts';
import { fileRoutes } from './files.ts';
import { readApprovalRow } from './store.ts';
import { reviseVerb } from './revise.ts';
import type { Desk } from './submit.ts';

/** Acts of the engine itself, carried out with the last signature. */
const carriedOut = (parts: Parts): CarriedOut[] => [
  { ...settingParameter(parts), may: { signedIn: 'own' } }, correctingParameter(parts), publishingChain(), waivingObligation(),
  { name: 'regulation.accept-override', title: words('认可例外放行', 'Accept an override'), effect: async () => {} },
];

export const approvalRoutes = (parts: Parts): Route[] => {
  const desk: Desk = parts;
  const plain = signVerb(desk, null);
  const own = new Map(carriedOut(parts).map((o) => [o.name as string, signVerb(desk, o)]));
  type Signature = Parameters<typeof plain.run>[1];
  const sign = async (kernel: Kernel, input: Signature, call: CallOf) => {
    const row = await readApprovalRow(kernel, input.id);
    if (!row) throw refuse(kernelNo['not-found']);
    return runVerb(kernel, own.get(row.verb) ?? plain, input, call);
  };
  const signature: Route = {
    ...act(contract.signApproval, plain, ({ params, body }) => ({ ...params, ...body })),
    answer: ({ kernel, actor, params, body, meta }) => sign(kernel, { ...(params as { id: string }), ...(body as Omit<Signature, 'id' | 'batch'>), batch: false }, { actor, requestId: meta.requestId, ip: meta.ip, override: meta.override }),
  };
  return [
    read(contract.listApprovals, { signedIn: 'own' }, approvals(parts)),
    read(contract.readApproval, { signedIn: 'own' }, approval(parts)),
    read(contract.listSignatories, { signedIn: 'own' }, signatories(parts)),
    read(contract.openApprovalLink, { signedIn: 'own' }, approvalLink(parts)),
    read(contract.listDelegations, { signedIn: 'own' }, delegations(parts)),
    act(contract.submitApprovalAct, submitVerb(parts)),
    refreshing(parts, signature),
    refreshing(parts, batch(sign)),
    act(contract.returnApproval, returnVerb(desk)),
    act(contract.withdrawApprovalAct, withdrawVerb(desk)),
    act(contract.reviseApproval, reviseVerb(desk, (tx, row, content) => (changeVerbs.includes(row.verb) ? checkChange(tx, parts, row.subject_id, content) : row.verb === 'regulation.publish-chain' ? checkChainChange(parts, row.subject_id, content) : undefined))),
    act(contract.addSign, addSignVerb(desk)),
    act(contract.transferApproval, transferVerb(desk)),
    act(contract.copyApproval, copyVerb(desk)),
    act(contract.nudgeApproval, nudgeVerb(desk)),
    act(contract.commentApproval, commentVerb()),
    act(contract.delegateApprovals, delegateVerb(desk)),
    act(contract.endDelegation, endDelegationVerb()),
    ...chainRoutes(parts),
    ...(parts.files ? fileRoutes(parts, parts.files) : []),
  ];
};

/** Several signatures in one press: each is an act of its own, recorded as part of a batch; what is refused is named. */
const batch = (sign: (kernel: Kernel, input: { id: string; hash: string; step: string; for: string | null; note: string | null; yes: boolean; batch: boolean }, call: CallOf) => Promise<unknown>): Route => ({
  endpoint: contract.signMany, may: { signedIn: 'own' }, kind: 'act', verb: 'regulation.sign-approval',
  answer: async ({ kernel, actor, body, meta }) => {
    const { yes, note, items } = body as { yes: boolean; note: string | null; items: { id: string; hash: string; step: string; for: string | null }[] };
    const refused: { id: string; title: { zh: string; en: string }; next: { zh: string; en: string } }[] = [];
    let done = 0;
    for (const item of items) {
      try {
        await sign(kernel, { ...item, yes, note, batch: true }, { actor, ip: meta.ip, override: null });
        done += 1;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused.push({ id: item.id, title: error.detail, next: error.kind.next });
      }
    }
    return { done, refused };
  },
});

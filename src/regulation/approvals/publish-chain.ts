import { startOfDay, dayOf } from '../../kernel/clock.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { text } from '../../kernel/schemas.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import type { Policy } from '../../kernel/actor.ts';
import { chainPublished } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { regulationNo } from '../refusals.ts';
import type { CarriedOut } from './acts.ts';
import { chainFaults, type Chain } from './chain.ts';
import { chainHomes, ownHomes } from './chains.ts';
import { chainShape, proposeChain } from './contract.ts';
import { submitApproval } from './submit.ts';
import type { Status } from './state.ts';

export const mayProposeChains: Policy = { administrator: 'all', 'department-head': 'all', 'general-manager': 'all', accountant: 'all', hr: 'all' };

function faultless(chain: Chain): void {
  const faults = chainFaults(chain);
  if (faults.length > 0) throw refuse(regulationNo['chain-wrong'], words(faults.map((f) => f.zh).join(' '), faults.map((f) => f.en).join(' ')));
}

/** A changed request is judged like a new one. */
export function checkChainChange(parts: Parts, key: string, content: Record<string, unknown>): void {
  const read = chainShape.safeParse(content['chain']);
  if (!read.success || content['key'] !== key || !chainHomes(parts.engine, parts.rulebook, 0).some((h) => h.key === key)) throw refuse(kernelNo['invalid-input'], words('修改后须仍是同一条审批流。', 'It must stay the same chain.'));
  faultless(read.data as Chain);
}

/** A chain is changed as everything else: another person approves it, and it holds from its day. */
export const proposeChainVerb = (parts: Parts) =>
  verb({
    name: 'regulation.propose-chain', title: words('提出修改审批流', 'Propose a change of an approval chain'), may: mayProposeChains, input: proposeChain.body!.extend({ key: text(120, 3) }),
    subject: async (tx, { key }) => chainHomes(parts.engine, parts.rulebook, tx.now).find((h) => h.key === key) ?? null,
    run: async (tx, input, home): Promise<{ id: string; state: Status }> => {
      faultless(input.chain as Chain);
      if (input.from !== null && input.from < dayOf(tx.now)) throw refuse(regulationNo['in-the-past']);
      await tx.rows('regulation.lock_version', 'select 1 from regulation.version for update', []);
      const waiting = await tx.rows('regulation.waiting_chain', "select 1 from regulation.approval where subject_type = 'approval-chain' and subject_id = $1 and state in ('waiting', 'returned', 'blocked')", [home.key]);
      if (waiting.length > 0) throw refuse(regulationNo['asked-already'], words('这条审批流已有待审批的修改。', 'A change of this chain is waiting already.'));
      const publish = ownHomes.find((h) => h.key === 'regulation.publish-chain')!;
      const { id, blocked } = await submitApproval(tx, parts, {
        home: { ...publish, clause: home.clause }, subject: { type: 'approval-chain', id: home.key }, title: words(`修改审批流：${home.title.zh}`, `Change of a chain: ${home.title.en}`),
        href: `/settings/approval-chains/${encodeURIComponent(home.key)}`, content: { key: home.key, from: input.from, chain: input.chain }, reason: input.reason, purpose: null,
      });
      return { id, state: blocked.length > 0 ? 'blocked' : 'waiting' };
    },
  });

export const publishingChain = (): CarriedOut => ({
  name: 'regulation.publish-chain', title: words('批准审批流修改', 'Approve a change of a chain'),
  async effect(tx, row) {
    const { key, from, chain } = row.content as { key: string; from: string | null; chain: Chain };
    // Never before its approval.
    const at = from === null || from <= dayOf(tx.now) ? tx.now : startOfDay(from);
    await tx.rows('regulation.publish_chain',
      'insert into regulation.approval_chain (id, chain_key, valid_from, chain, reason, approval_id, published_at, published_by) values ($1, $2, to_timestamp($3::bigint / 1000.0), $4::jsonb, $5, $6, to_timestamp($7::bigint / 1000.0), $8)',
      [tx.newId(), key, at, JSON.stringify(chain), row.reason, row.id, tx.now, row.decided_by_name ?? tx.actor.name]);
    tx.fact(chainPublished, key, { key, from: at, reason: row.reason });
  },
});

import { scopeOf } from '../../kernel/actor.ts';
import type { Answer } from '../../kernel/http/contract.ts';
import { act, read, type Asked, type Route } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id, text } from '../../kernel/schemas.ts';
import { verb } from '../../kernel/verb.ts';
import { posts } from '../../kernel/posts.ts';
import { words } from '../../kernel/words.ts';
import type { Parts } from '../parts.ts';
import { db } from '../schema.ts';
import { chainFaults, choose, type Chain } from './chain.ts';
import { chainAt, chainHomes, type ChainHome } from './chains.ts';
import * as contract from './contract.ts';
import { mayProposeChains, proposeChainVerb } from './publish-chain.ts';
import { labelOf } from './fields.ts';
import { sayChainSteps } from './say.ts';
import { seatSteps } from './seats.ts';
import { needed, type Step } from './state.ts';

type On = Parameters<typeof chainAt>[0];

async function rowOf(on: On, home: ChainHome, now: number): Promise<Answer<typeof contract.listChains>['rows'][number]> {
  const [chain, published, [waiting]] = await Promise.all([
    chainAt(on, home, now),
    db(on).selectFrom('regulation.approval_chain').select('valid_from').where('chain_key', '=', home.key).orderBy('valid_from').execute(),
    db(on).selectFrom('regulation.approval').select('id').where('subject_type', '=', 'approval-chain').where('subject_id', '=', home.key).where('state', 'in', ['waiting', 'returned', 'blocked']).execute(),
  ]);
  const since = published.filter((p) => p.valid_from <= now).at(-1)?.valid_from ?? null;
  return { key: home.key, title: home.title, clause: home.clause, verb: home.verb, own: since !== null, since, steps: sayChainSteps(chain), waiting: waiting?.id ?? null, planned: published.find((p) => p.valid_from > now)?.valid_from ?? null };
}

const seatsOf = (step: Step) => step.seats.map((s) => ({ label: s.post ? posts[s.post] : words('指定', 'named'), names: s.who.map((w) => w.name), from: s.from, vote: null, by: null, forName: null, at: null }));

/** Who would sign: the draft on the designer's desk, tried on a case. Changes nothing. */
const trial = (parts: Parts) =>
  verb({
    name: 'regulation.try-chain', title: words('试算审批流', 'Try a chain'), may: { signedIn: 'all' }, input: contract.tryChain.body!.extend({ key: text(120, 3), by: id }),
    run: async (tx, input): Promise<Answer<typeof contract.tryChain>> => {
      const faults = chainFaults(input.chain as Chain);
      if (faults.length > 0) return { faults, route: 0, band: 0, steps: [], findings: [] };
      const by = (await parts.directory.people(tx, [input.by])).get(input.by);
      if (!by) throw refuse(kernelNo['not-found'], words('找不到该同事，或其已离职。', 'That colleague is not there, or has left.'));
      const chosen = choose(input.chain as Chain, input.content);
      const { steps, findings } = await seatSteps(tx, parts.directory, by, chosen.steps);
      return { faults: [], route: chosen.route, band: chosen.band, findings: [...findings], steps: steps.map((s) => ({ mode: s.mode, needed: s.mode === 'any' ? 1 : s.mode === 'share' ? needed(s.share, s.seats.length) : s.seats.length, seats: seatsOf(s) })) };
    },
  });

export const chainRoutes = (parts: Parts): Route[] => [
  read(contract.listChains, { signedIn: 'all' }, async ({ kernel, actor }) => {
    const now = kernel.clock.now();
    return { rows: await Promise.all(chainHomes(parts.engine, parts.rulebook, now).map((h) => rowOf(kernel, h, now))), mayPropose: scopeOf(actor, mayProposeChains) !== null };
  }),
  read(contract.readChain, { signedIn: 'all' }, async ({ kernel, actor, params }: Asked<{ key: string }, undefined>) => {
    const now = kernel.clock.now();
    const home = chainHomes(parts.engine, parts.rulebook, now).find((h) => h.key === params.key);
    if (!home) throw refuse(kernelNo['not-found']);
    const [row, chain, history] = await Promise.all([
      rowOf(kernel, home, now), chainAt(kernel, home, now), db(kernel).selectFrom('regulation.approval_chain').selectAll().where('chain_key', '=', home.key).orderBy('published_at', 'desc').limit(50).execute(),
    ]);
    const fields = [...new Set([chain.field, home.control?.matrix?.field, ...chain.routes.flatMap((r) => r.when.map((c) => c.field))].filter((f): f is string => Boolean(f)))];
    return { ...row, chain: plain(chain), fields: fields.map((field) => ({ key: field, label: labelOf(field) })), mayPropose: scopeOf(actor, mayProposeChains) !== null, history: history.map((h) => ({ id: h.id, from: h.valid_from, reason: h.reason, by: h.published_by, at: h.published_at, chain: plain(h.chain) })) };
  }),
  act(contract.tryChain, trial(parts)),
  act(contract.proposeChain, proposeChainVerb(parts)),
];

/** The shape that the designer edits: every optional field said. */
const plain = (chain: Chain): contract.ChainDraft => ({
  field: chain.field, unit: chain.unit, copyTo: [...chain.copyTo], validHours: chain.validHours,
  routes: chain.routes.map((r) => ({
    when: r.when.map((c) => ({ ...c })) as contract.ChainDraft['routes'][number]['when'],
    bands: r.bands.map((b) => ({ above: b.above, upTo: b.upTo, steps: b.steps.map((s) => ({ mode: s.mode, posts: [...s.posts], share: s.share ?? null, timeoutHours: s.timeoutHours ?? null, autoReject: s.autoReject ?? false, alternate: s.alternate ?? null })) })),
  })),
});

import { posts } from '../../kernel/posts.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Evidence, Laid } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Approval, Gate } from '../clause.ts';
import { gateOverridden } from '../facts.ts';
import { regulationNo } from '../refusals.ts';
import type { Placed } from '../runtime/compile.ts';
import type { GateOutcome } from '../runtime/engine.ts';
import { guardVerb, overridable } from '../runtime/gates.ts';
import type { ApprovalTable } from '../schema.ts';
import { choose, VALID_HOURS, type Chain } from './chain.ts';
import { chainAt, chainHomes, type ChainHome } from './chains.ts';
import { higherThan } from './higher.ts';
import { perform } from './perform.ts';
import { contentHash } from './store.ts';
import { submitApproval, type Desk } from './submit.ts';

/**
 * The control kind `approval`: the verb runs only if exactly this was approved, has not expired and has not been used (it is used up
 * here, in the verb's own transaction), or if the actor's own post decides the band and the clause says that this is enough.
 */
export async function guardApprovals(tx: Tx, desk: Desk, controls: readonly Placed<Approval>[], given: { laid: Laid | null; evidence: Evidence; override: string | null }): Promise<GateOutcome[]> {
  const outcomes: GateOutcome[] = [];
  for (const placed of controls)
    // A chapter that keeps signatures of its own (the month's, on its figures) answers by the control's name.
    if (given.laid === null && placed.control.id in given.evidence) outcomes.push(guardVerb(tx, [asGate(placed)], given.evidence, given.override)[0]!);
    else outcomes.push(await guardOne(tx, desk, placed, given.laid, given.override));
  return outcomes;
}

/** Its own signatures as one requirement of a gate. */
const asGate = ({ clause, control }: Placed<Approval>): Placed<Gate> => ({ clause, control: { kind: 'gate', id: control.id, title: control.title, enforce: control.enforce, proof: control.proof, verb: control.verb, act: control.act, requires: [{ name: control.id, words: control.title }], ...(control.override ? { override: control.override } : {}) } });

async function guardOne(tx: Tx, desk: Desk, { clause, control }: Placed<Approval>, laid: Laid | null, override: string | null): Promise<GateOutcome> {
  if (laid === null) throw new Error(`${tx.verb} is guarded by clause ${clause}/${control.id} but does not say what it lays before those who approve (lays)`);
  const home = chainHomes(desk.engine, desk.engine.rulebook, tx.now).find((h) => h.clause === clause && h.control?.id === control.id)!;
  const chain = await chainAt(tx, home, tx.now);
  if (control.ownAuthority && hasAuthority(tx, chain, laid)) return { clause, control: control.id, outcome: 'passed' };
  const hash = contentHash(laid.content);
  const rows = await tx.rows<ApprovalTable & Record<string, unknown>>('regulation.usable_approvals',
    `select * from regulation.approval where chain_key = $1 and subject_type = $2 and subject_id = $3 and state in ('waiting', 'returned', 'blocked', 'approved') order by requested_at for update`,
    [home.key, laid.subject.type, laid.subject.id]);
  const usable = rows.find((r) => r.state === 'approved' && r.content_hash === hash && (r.expires_at === null || r.expires_at > tx.now));
  if (usable) {
    await perform(tx, desk, usable, { is: 'execute', hash, at: tx.now }, { what: 'execute' });
    return { clause, control: control.id, outcome: 'passed' };
  }
  const mayOverride = control.override?.posts.some((post) => tx.actor.posts.includes(post)) ?? false;
  const overrides = mayOverride && override !== null && override.trim() !== '';
  if (control.enforce === 'monitor' || overrides) {
    tx.fact(gateOverridden, tx.newId(), { clause, control: control.id, verb: tx.verb, missing: ['approval'], reason: override, enforce: control.enforce });
    if (overrides) await approveAfterwards(tx, desk, { clause, control, laid, reason: override, about: laid.subject });
    return { clause, control: control.id, outcome: 'overridden' };
  }
  throw missing({ clause, control }, chain, laid, rows, hash, { now: tx.now, mayOverride });
}

/** One whose own post (or one below it) decides this band acts by himself. */
function hasAuthority(tx: Tx, chain: Chain, laid: Laid): boolean {
  const deciding = choose(chain, laid.content).steps.flatMap((s) => s.posts);
  return deciding.length > 0 && deciding.every((post) => tx.actor.posts.includes(post) || higherThan(post).some((p) => tx.actor.posts.includes(p)));
}

function missing({ clause, control }: Placed<Approval>, chain: Chain, laid: Laid, rows: readonly ApprovalTable[], hash: string, { now, mayOverride }: { now: number; mayOverride: boolean }): Error {
  const names = [...new Set(choose(chain, laid.content).steps.flatMap((s) => s.posts))].map((p) => posts[p]);
  const by = words(names.map((n) => n.zh).join('、'), names.map((n) => n.en).join(', '));
  const known = rows.at(-1);
  const why: Words = known === undefined ? words('尚未提交审批', 'it has not been submitted')
    : known.state === 'approved' && known.content_hash === hash && (known.expires_at ?? Infinity) <= now ? words('批准已过期', 'the approval has expired')
      : known.state === 'approved' ? words('内容与批准的不一致', 'it is not what was approved') : words('审批尚未完成', 'the approval is not complete');
  const kind = known?.state === 'approved' ? (known.content_hash === hash ? regulationNo['approval-expired'] : regulationNo['not-what-was-approved']) : regulationNo['not-approved'];
  return refuse({ ...kind, clause }, words(`第 ${clause} 条「${control.title.zh}」：${control.act.zh}须经${by.zh}审批；${why.zh}。`, `Clause ${clause}, ${control.title.en}: ${control.act.en} needs the approval of ${by.en}; ${why.en}.`),
    { clause, control: control.id, verb: control.verb, subject: laid.subject, content: laid.content, ...(known ? { approval: known.id } : {}), ...overridable(control, mayOverride) });
}

/** A block that somebody overrode with a reason. */
export interface Overridden { readonly clause: string; readonly control: Approval | Gate; readonly laid: Laid | null; readonly reason: string | null }

/** What was done in an emergency is approved afterwards by the posts that the clause names. `about`: the record on which it was done, which whoever approves it has to see. */
export async function approveAfterwards(tx: Tx, desk: Desk, given: Overridden & { readonly about: { type: string; id: string } | null }): Promise<void> {
  if (tx.actor.id === null || !given.control.override) return;
  const { control, clause } = given;
  const subject = given.laid?.subject ?? given.about ?? { type: 'override', id: tx.newId() };
  const chain: Chain = { field: null, unit: 'fen', copyTo: ['auditor'], validHours: VALID_HOURS, routes: [{ when: [], bands: [{ above: null, upTo: null, steps: [{ mode: 'any', posts: control.override!.approval }] }] }] };
  const home: ChainHome = { key: `override/${clause}/${control.id}`, clause, control: null, verb: 'regulation.accept-override', title: control.title, chain };
  await submitApproval(tx, desk, {
    home, chain, subject, title: words(`事后审批例外放行：${control.act.zh}`, `Approve an override afterwards: ${control.act.en}`), href: null, reason: given.reason ?? '', purpose: null,
    content: { ...given.laid?.content, verb: tx.verb, clause, control: control.id, reason: given.reason, at: tx.now },
  });
}

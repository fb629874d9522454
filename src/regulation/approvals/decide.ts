import { kernelNo } from '../../kernel/refusal.ts';
import type { Words } from '../../kernel/words.ts';
import { regulationNo as no } from '../refusals.ts';
import { rearrange, type ChainAct } from './rearrange.ts';
import { advance, plain, refused, seatFor, type Refused } from './signing.ts';
import { effective, type Life, type Principal, type Step, type Vote, type Voter, type Who } from './state.ts';

/** What a person, the clock or the executing verb does to an approval. Acts on a step name it, and the content that was read. */
export type Act =
  | { readonly is: 'vote'; readonly by: Voter; readonly for: Principal | null; readonly step: string; readonly hash: string; readonly yes: boolean; readonly batch: boolean; readonly at: number }
  /** 退回 to an earlier step, or (null) to the one who asked. */
  | { readonly is: 'return'; readonly by: Voter; readonly for: Principal | null; readonly step: string; readonly hash: string; readonly to: string | null; readonly at: number }
  | { readonly is: 'withdraw'; readonly by: Who; readonly at: number }
  /**
   * The one who asked changes it: another hash is a material change, the same one is not. `seated`: who signs, and whether nobody can, where the new content belongs to
   * another band of the chain than the old one.
   */
  | { readonly is: 'revise'; readonly by: Who; readonly rev: number; readonly hash: string; readonly seated?: { readonly steps: readonly Step[]; readonly findings: readonly Words[] } | null; readonly at: number }
  | ChainAct
  | { readonly is: 'nudge'; readonly by: Who; readonly at: number }
  | { readonly is: 'expire'; readonly at: number }
  /** The verb that was approved runs. */
  | { readonly is: 'execute'; readonly hash: string; readonly at: number };

export const NUDGE_EVERY = 3_600_000;

/** The whole of an approval's life as one pure function (engine.md §4): the state after an act, or why it is refused. */
export function decide(life: Life, act: Act): Life | Refused {
  switch (act.is) {
    case 'vote': return vote(life, act);
    case 'return': return giveBack(life, act);
    case 'withdraw': return withdraw(life, act.by);
    case 'revise': return revise(life, act);
    case 'nudge': return nudge(life, act);
    case 'expire': return life.status === 'approved' && life.expiresAt !== null && act.at >= life.expiresAt ? { ...life, status: 'expired' } : refused(no['already-decided']);
    case 'execute': return execute(life, act);
    default: return rearrange(life, act);
  }
}

function vote(life: Life, act: Extract<Act, { is: 'vote' }>): Life | Refused {
  const seat = seatFor(life, act);
  if ('refused' in seat) return seat;
  if (act.hash !== life.hash) return refused(kernelNo['changed-meanwhile']);
  const cast: Vote = {
    step: act.step, seat: seat.seat, by: plain(act.by), for: act.for ? plain(act.for) : null, yes: act.yes, hash: act.hash, at: act.at, batch: act.batch, void: null,
  };
  return advance({ ...life, votes: [...life.votes, cast] }, act.at);
}

function giveBack(life: Life, act: Extract<Act, { is: 'return' }>): Life | Refused {
  const seat = seatFor(life, act);
  if ('refused' in seat) return seat;
  if (act.hash !== life.hash) return refused(kernelNo['changed-meanwhile']);
  const to = act.to === null ? -1 : life.steps.findIndex((s) => s.id === act.to);
  if (act.to !== null && (to < 0 || to >= life.at)) return refused(no['no-such-step']);
  const later = new Set(life.steps.slice(Math.max(to, 0)).map((s) => s.id));
  const votes = life.votes.map((v): Vote => (v.void === null && later.has(v.step) ? { ...v, void: 'returned' } : v));
  return { ...life, votes, rev: life.rev + 1, at: Math.max(to, 0), enteredAt: act.at, alarm: 0, status: to < 0 ? 'returned' : 'waiting' };
}

function withdraw(life: Life, by: Who): Life | Refused {
  if (by.staff !== life.requester.staff) return refused(no['not-the-requester']);
  if (life.status !== 'waiting' && life.status !== 'returned' && life.status !== 'blocked') return refused(no['already-decided']);
  return effective(life).length > 0 ? refused(no['voted-on']) : { ...life, status: 'withdrawn' };
}

function revise(life: Life, act: Extract<Act, { is: 'revise' }>): Life | Refused {
  if (act.by.staff !== life.requester.staff) return refused(no['not-the-requester']);
  if (!['waiting', 'returned', 'blocked', 'approved'].includes(life.status)) return refused(no['already-decided']);
  if (act.rev !== life.rev) return refused(kernelNo['changed-meanwhile']);
  const next = { ...life, version: life.version + 1, rev: life.rev + 1 };
  const isSeatedNow = life.status === 'blocked' && act.seated;
  if (act.hash === life.hash && life.status !== 'returned' && !isSeatedNow) return next;
  // Another content, one that was sent back, or one for which somebody can sign now: everybody signs anew.
  const votes = life.votes.map((v): Vote => (v.void === null ? { ...v, void: 'changed' } : v));
  return { ...next, hash: act.hash, votes, ...(act.seated ? { steps: act.seated.steps, blockedBy: act.seated.findings } : {}), at: 0, enteredAt: act.at, alarm: 0, status: (act.seated ? act.seated.findings.length > 0 : life.status === 'blocked') ? 'blocked' : 'waiting', expiresAt: null };
}

function nudge(life: Life, act: Extract<Act, { is: 'nudge' }>): Life | Refused {
  if (act.by.staff !== life.requester.staff) return refused(no['not-the-requester']);
  if (life.status !== 'waiting') return refused(no['already-decided']);
  return life.nudgedAt !== null && act.at - life.nudgedAt < NUDGE_EVERY ? refused(no['nudged-already']) : { ...life, nudgedAt: act.at };
}

/** Approved, the same content, not expired, once. Who may carry it out is the policy of the verb that does. */
function execute(life: Life, act: Extract<Act, { is: 'execute' }>): Life | Refused {
  if (life.status !== 'approved') return refused(no['not-approved']);
  if (act.hash !== life.hash) return refused(no['not-what-was-approved']);
  if (life.expiresAt !== null && act.at >= life.expiresAt) return refused(no['approval-expired']);
  return { ...life, status: 'executed' };
}

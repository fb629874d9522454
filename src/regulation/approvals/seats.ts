import type { Post } from '../../kernel/posts.ts';
import { posts } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Directory } from '../directory.ts';
import type { ChainStep } from './chain.ts';
import { higherThan } from './higher.ts';
import { plain } from './signing.ts';
import type { Seat, Step, Voter, Who } from './state.ts';

type On = { runner: Runner };

/** The steps of a request with the people who may sign; `findings` says why it is blocked, if it is. */
export interface Seated { readonly steps: readonly Step[]; readonly findings: readonly Words[] }

/** Leads answer for their own team: of these posts the holder in the team of the one who asks signs, where there is one. */
const ofTeam: readonly Post[] = ['team-lead', 'service-lead'];

/**
 * Finds who signs (engine.md §4): never the natural person who asks. If the holder is the one who asks: the next higher post, or the
 * alternate named in the chain; if nobody holds the post: the alternate, or the next higher post; else the request is blocked.
 */
export async function seatSteps(on: On, directory: Directory, requester: Voter, steps: readonly ChainStep[]): Promise<Seated> {
  const holders = holdersFor(on, directory, requester);
  const findings: Words[] = [];
  const seated: Step[] = [];
  for (const [i, step] of steps.entries()) {
    const seats: Seat[] = [];
    for (const post of new Set(step.posts)) {
      const found = await seatOf(holders, requester, post, step.alternate ?? null);
      if (!found) {
        findings.push(words(`第 ${i + 1} 步：${posts[post].zh}无人可签（没有在岗的其他人，也没有候补）`, `Step ${i + 1}: nobody can sign as ${posts[post].en} (no other holder, no alternate)`));
        continue;
      }
      seats.push(...(step.mode === 'share' ? found.who.map((who) => ({ ...found, named: true, who: [who] })) : [found]));
    }
    const own = distinct(seats).map((seat, n): Seat => ({ ...seat, id: `${i + 1}.${n + 1}` }));
    findings.push(...sameHand(step, own, i));
    seated.push({ id: String(i + 1), mode: step.mode, share: step.share ?? 10_000, seats: own, timeoutHours: step.timeoutHours ?? null, autoReject: step.autoReject ?? false });
  }
  return { steps: seated, findings };
}

type Holders = (post: Post) => Promise<{ team: string | null; who: readonly Voter[] }>;

function holdersFor(on: On, directory: Directory, requester: Voter): Holders {
  const load = async (post: Post, teamId: string | null) => {
    const [held] = await directory.holdersOf(on, [{ post, teamId }]);
    const people = await directory.people(on, held!.map((h) => h.staffId));
    return held!.flatMap((h) => people.get(h.staffId) ?? []);
  };
  return async (post) => {
    if (ofTeam.includes(post)) for (const team of requester.teams) {
      const who = await load(post, team);
      if (who.length > 0) return { team, who };
    }
    return { team: null, who: await load(post, null) };
  };
}

async function seatOf(holders: Holders, requester: Voter, post: Post, alternate: Post | null): Promise<Seat | null> {
  const seat = (at: Post, team: string | null, who: readonly Who[], from: Seat['from']): Seat => ({ id: '', post: at, team, who: who.map(plain), named: false, extra: [], required: false, from });
  const others = async (at: Post) => {
    const { team, who } = await holders(at);
    return { team, who: who.filter((w) => w.person !== requester.person), held: who.length > 0 };
  };
  const own = await others(post);
  if (own.who.length > 0) return seat(post, own.team, own.who, 'chain');
  const higher = higherThan(post).map((p) => ({ post: p, from: 'higher' as const }));
  const named = alternate ? [{ post: alternate, from: 'alternate' as const }] : [];
  for (const next of own.held ? [...higher, ...named] : [...named, ...higher]) {
    const found = await others(next.post);
    if (found.who.length > 0) return seat(next.post, found.team, found.who, next.from);
  }
  return null;
}

/** A post that already signs this step does not sign it twice. */
const distinct = (seats: readonly Seat[]): Seat[] => [...new Map(seats.map((s) => [s.named ? `person ${s.who[0]!.person}` : `post ${s.post} ${s.team}`, s])).values()];

/** Several signatures of a step that only one natural person could give: four eyes would be two. */
function sameHand(step: ChainStep, seats: readonly Seat[], i: number): Words[] {
  if (step.mode === 'any' || step.mode === 'share') return [];
  const alone = seats.filter((s) => s.who.length === 1).map((s) => s.who[0]!);
  const twice = alone.find((w, n) => alone.some((other, m) => m < n && other.person === w.person));
  return twice ? [words(`第 ${i + 1} 步：${twice.name}一人兼任须分别签字的岗位`, `Step ${i + 1}: ${twice.name} alone holds posts that must sign separately`)] : [];
}

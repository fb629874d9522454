import type { Actor } from '../../kernel/actor.ts';
import { posts } from '../../kernel/posts.ts';
import { words, type Words } from '../../kernel/words.ts';
import { regulationNo } from '../refusals.ts';
import type { ApprovalTable } from '../schema.ts';
import { current, openSeats, type Principal, type Seat, type Voter } from './state.ts';
import { seatFor } from './signing.ts';

/** Whether this person may sign now, and if not, why: told before he presses. The verb judges again. */
export function signingRight(actor: Actor, row: ApprovalTable, principal: Principal | null): { maySign: boolean; refused: Words | null } {
  const step = current(row.life);
  if (!step || actor.id === null) return { maySign: false, refused: null };
  const by: Voter = { staff: actor.id, person: actor.personId ?? actor.id, name: actor.name, posts: actor.posts, teams: actor.teamIds };
  const away: Principal | null = actor.onBehalfOf ? { staff: actor.onBehalfOf, person: actor.onBehalfOf, name: '', posts: actor.posts, teams: actor.teamIds, standing: true } : null;
  const seat = seatFor(row.life, { by, for: principal ?? away, step: step.id });
  if (!('refused' in seat)) return { maySign: true, refused: null };
  if (seat.refused.code !== regulationNo['not-yours-to-decide'].code) return { maySign: false, refused: seat.refused.title };
  const names = openSeats(row.life).map(seatWords);
  return { maySign: false, refused: words(`须由${names.map((n) => n.zh).join('或')}审批`, `To be decided by the ${names.map((n) => n.en).join(' or ')}`) };
}

export const seatWords = (seat: Seat): Words => {
  const names = (seat.named ? seat.who : []).map((w) => w.name).join('、');
  return seat.named || seat.post === null ? words(names, names) : posts[seat.post];
};

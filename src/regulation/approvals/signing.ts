import type { RefusalKind } from '../../kernel/refusal.ts';
import { regulationNo as no } from '../refusals.ts';
import { current, effective, fits, openSeats, outcome, type Life, type Principal, type Voter, type Who } from './state.ts';

export interface Refused { readonly refused: RefusalKind }
export const isRefused = (result: Life | Refused): result is Refused => 'refused' in result;
export const refused = (kind: RefusalKind): Refused => ({ refused: kind });

const HOUR = 3_600_000;

/** Only who it is, without the posts of the moment. */
export const plain = ({ staff, person, name }: Who): Who => ({ staff, person, name });

/** Whether this person is the one who asked, in whatever account, or acts for him. Checked at the moment of the act. */
export const isOwn = (life: Life, by: Who, principal: Who | null): boolean =>
  [by, principal].some((who) => who !== null && (who.person === life.requester.person || who.staff === life.requester.staff));

/** What every act of a signatory must satisfy; gives the seat that he fills. */
export function seatFor(life: Life, act: { by: Voter; for: Principal | null; step: string }): { seat: string } | Refused {
  if (life.status !== 'waiting') return refused(no['already-decided']);
  if (isOwn(life, act.by, act.for)) return refused(no['not-your-own']);
  const step = current(life);
  if (!step || step.id !== act.step) return refused(no['step-passed']);
  if (act.for && !act.for.standing) return refused(no['no-standing']);
  const person = (act.for ?? act.by).person;
  if (effective(life, life.apart ? undefined : step.id).some((v) => v.by.person === act.by.person || (v.for ?? v.by).person === person || v.by.person === person || v.for?.person === act.by.person)) return refused(no['voted-already']);
  const seat = openSeats(life).find((s) => fits(s, act.for ?? act.by));
  if (seat) return { seat: seat.id };
  return refused(step.mode === 'sequence' && step.seats.some((s) => fits(s, act.for ?? act.by)) ? no['not-your-turn'] : no['not-yours-to-decide']);
}

/** Goes on as far as the votes carry. */
export function advance(life: Life, at: number): Life {
  const step = current(life);
  if (!step) return life;
  const result = outcome(step, effective(life, step.id));
  if (result === 'open') return life;
  if (result === 'rejected') return { ...life, status: 'rejected' };
  const next: Life = { ...life, at: life.at + 1, enteredAt: at, alarm: 0 };
  return next.at < life.steps.length ? advance(next, at) : { ...next, status: 'approved', expiresAt: at + life.validHours * HOUR };
}

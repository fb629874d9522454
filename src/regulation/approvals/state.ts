import type { Post } from '../../kernel/posts.ts';
import type { Words } from '../../kernel/words.ts';

/** One of several 或签, all 会签, in sequence 依次, a share of them 票签. */
export const modes = ['any', 'all', 'sequence', 'share'] as const;
export type Mode = (typeof modes)[number];

export const statuses = ['waiting', 'returned', 'blocked', 'approved', 'executed', 'rejected', 'withdrawn', 'expired'] as const;
export type Status = (typeof statuses)[number];

/** A member of staff and the natural person behind the account: separations are checked on the person. */
export interface Who { readonly staff: string; readonly person: string; readonly name: string }

/** Somebody as he stands at the moment of an act. */
export interface Voter extends Who { readonly posts: readonly Post[]; readonly teams: readonly string[] }

/** In whose name somebody votes: `standing` says that he may at this moment (delegation in force and in scope, or substitute). */
export interface Principal extends Voter { readonly standing: boolean }

/** One signature that a step asks for. */
export interface Seat {
  readonly id: string;
  /** Whoever holds this post (in the team, where one is named) may sign; null: only the persons named. */
  readonly post: Post | null;
  readonly team: string | null;
  /** Whom it fell to at submission; of a named seat the only ones who may sign. */
  readonly who: readonly Who[];
  readonly named: boolean;
  /** Superiors who were added because time ran out. */
  readonly extra: readonly Who[];
  /** Added 加签: signs whatever the mode of the step. */
  readonly required: boolean;
  readonly from: 'chain' | 'higher' | 'alternate' | 'added' | 'transferred';
}

export interface Step {
  readonly id: string;
  readonly mode: Mode;
  /** Basis points of the seats that must agree; only for `share`. */
  readonly share: number;
  readonly seats: readonly Seat[];
  /** Hours after which it is reminded; after twice as many the superior is added; after three times it is rejected where declared. */
  readonly timeoutHours: number | null;
  readonly autoReject: boolean;
}

export interface Vote {
  readonly step: string;
  readonly seat: string;
  readonly by: Who;
  readonly for: Who | null;
  readonly yes: boolean;
  /** The content that was signed. */
  readonly hash: string;
  readonly at: number;
  readonly batch: boolean;
  readonly void: 'changed' | 'returned' | null;
}

/** Everything that decides an approval; what people read about it stands beside it. */
export interface Life {
  readonly status: Status;
  readonly requester: Who;
  readonly hash: string;
  readonly version: number;
  /** Grows with every act on the chain itself, so that two such acts at once are never both carried out. */
  readonly rev: number;
  readonly steps: readonly Step[];
  /** Index of the step that waits; the number of steps when all are done. */
  readonly at: number;
  readonly enteredAt: number;
  /** Timeouts of this step that have fired: 0–3. */
  readonly alarm: number;
  readonly votes: readonly Vote[];
  readonly copied: readonly Who[];
  readonly nudgedAt: number | null;
  /** How long it may be used once approved, in hours. */
  readonly validHours: number;
  readonly expiresAt: number | null;
  /** Why nobody can sign, while it is blocked. */
  readonly blockedBy?: readonly Words[];
  /** Whoever signed a step does not sign another one. */
  readonly apart?: true;
}

export const current = (life: Life): Step | null => (life.status === 'waiting' ? (life.steps[life.at] ?? null) : null);

/** Votes that count: not void, and on the content as it stands. */
export const effective = (life: Life, step?: string): Vote[] => life.votes.filter((v) => v.void === null && v.hash === life.hash && (step === undefined || v.step === step));

/** How many of n seats a share needs: ceil(x·n), at least one. */
export const needed = (share: number, n: number): number => Math.max(1, Math.ceil((share * n) / 10_000));

/** Where a step stands with the votes given. */
export function outcome(step: Step, votes: readonly Vote[]): 'open' | 'passed' | 'rejected' {
  const vote = (seat: Seat) => votes.find((v) => v.seat === seat.id);
  const added = step.seats.filter((s) => s.required);
  const own = step.seats.filter((s) => !s.required);
  if (added.some((s) => vote(s)?.yes === false)) return 'rejected';
  const yes = own.filter((s) => vote(s)?.yes === true).length;
  const no = own.filter((s) => vote(s)?.yes === false).length;
  const target = step.mode === 'any' ? Math.min(1, own.length) : step.mode === 'share' ? needed(step.share, own.length) : own.length;
  if (step.mode === 'share' ? no > own.length - target : no > 0) return 'rejected';
  return yes >= target && added.every((s) => vote(s)?.yes) ? 'passed' : 'open';
}

const named = (seat: Seat, who: Who): boolean => [...(seat.named ? seat.who : []), ...seat.extra].some((w) => w.staff === who.staff);

/** Whether somebody may sign a seat by himself at this moment. */
export const fits = (seat: Seat, who: Voter): boolean =>
  named(seat, who) || (!seat.named && seat.post !== null && who.posts.includes(seat.post) && (seat.team === null || who.teams.includes(seat.team)));

/** Seats of the step that wait for a signature now: of a sequence only the first. */
export function openSeats(life: Life): Seat[] {
  const step = current(life);
  if (!step) return [];
  const votes = effective(life, step.id);
  const open = step.seats.filter((s) => !votes.some((v) => v.seat === s.id));
  return step.mode === 'sequence' ? open.filter((s, i) => i === 0 || s.required) : open;
}

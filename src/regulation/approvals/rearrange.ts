import { kernelNo } from '../../kernel/refusal.ts';
import { higherThan } from './higher.ts';
import { regulationNo as no } from '../refusals.ts';
import { isOwn, plain, refused, seatFor, type Refused } from './signing.ts';
import { current, openSeats, type Life, type Principal, type Seat, type Step, type Voter, type Who } from './state.ts';

/** Acts that change the chain itself: each names the chain as it was seen, so that of two at once one is refused. */
export type ChainAct =
  /** 加签: before, after or beside the step that waits. */
  | { readonly is: 'add-sign'; readonly by: Voter; readonly for: Principal | null; readonly step: string; readonly rev: number; readonly where: 'before' | 'after' | 'parallel'; readonly who: Who; readonly id: string; readonly at: number }
  /** 转交: only to somebody who could decide it himself. */
  | { readonly is: 'transfer'; readonly by: Voter; readonly for: Principal | null; readonly step: string; readonly rev: number; readonly to: Voter; readonly at: number }
  | { readonly is: 'copy'; readonly by: Who; readonly who: Who; readonly at: number }
  /** The clock: 1 reminder, 2 the superior is added, 3 rejection, where the chain declares it. */
  | { readonly is: 'timeout'; readonly step: string; readonly level: number; readonly superior: Who | null; /** When this level is reached, in working time: the caller knows the calendar. */ readonly due: number; readonly at: number };

export function rearrange(life: Life, act: ChainAct): Life | Refused {
  switch (act.is) {
    case 'add-sign': return addSign(life, act);
    case 'transfer': return transfer(life, act);
    case 'copy': return copy(life, act);
    case 'timeout': return timeout(life, act);
  }
}

function addSign(life: Life, act: Extract<ChainAct, { is: 'add-sign' }>): Life | Refused {
  const mine = seatFor(life, act);
  if ('refused' in mine) return mine;
  if (act.rev !== life.rev) return refused(kernelNo['changed-meanwhile']);
  if (isOwn(life, act.who, null)) return refused(no['not-your-own']);
  const step = current(life)!;
  const around = act.where === 'parallel' ? [step] : [];
  if (around.some((s) => s.seats.some((seat) => seat.named && seat.who.some((w) => w.person === act.who.person)))) return refused(no['signs-already']);
  const seat: Seat = { id: act.id, post: null, team: null, who: [plain(act.who)], named: true, extra: [], required: true, from: 'added' };
  const steps = [...life.steps];
  if (act.where === 'parallel') steps[life.at] = { ...step, seats: [...step.seats, seat] };
  else {
    const own: Step = { id: act.id, mode: 'all', share: 10_000, seats: [{ ...seat, required: false }], timeoutHours: step.timeoutHours, autoReject: false };
    steps.splice(act.where === 'before' ? life.at : life.at + 1, 0, own);
  }
  return { ...life, steps, rev: life.rev + 1, ...(act.where === 'before' ? { enteredAt: act.at, alarm: 0 } : {}) };
}

/** Posts that may decide somewhere in this chain, and those above them. */
export function eligible(life: Life, to: Voter, seat: Seat): boolean {
  const posts = seat.post ? [seat.post] : life.steps.flatMap((s) => s.seats.flatMap((x) => x.post ?? []));
  return posts.some((post) => to.posts.includes(post) || higherThan(post).some((p) => to.posts.includes(p)));
}

function transfer(life: Life, act: Extract<ChainAct, { is: 'transfer' }>): Life | Refused {
  const mine = seatFor(life, act);
  if ('refused' in mine) return mine;
  if (act.rev !== life.rev) return refused(kernelNo['changed-meanwhile']);
  if (isOwn(life, act.to, null)) return refused(no['not-your-own']);
  const step = current(life)!;
  const seat = step.seats.find((s) => s.id === mine.seat)!;
  if (act.to.person === act.by.person || !eligible(life, act.to, seat)) return refused(no['not-eligible']);
  if (step.seats.some((s) => s.named && s.who.some((w) => w.person === act.to.person))) return refused(no['signs-already']);
  const moved: Seat = { ...seat, named: true, who: [plain(act.to)], extra: [], from: 'transferred' };
  const steps = life.steps.map((s) => (s.id === step.id ? { ...s, seats: s.seats.map((x) => (x.id === seat.id ? moved : x)) } : s));
  return { ...life, steps, rev: life.rev + 1 };
}

function copy(life: Life, act: Extract<ChainAct, { is: 'copy' }>): Life | Refused {
  if (life.copied.some((w) => w.staff === act.who.staff)) return refused(no['copied-already']);
  // In the order of the ids: two copies at once give the same, whichever came first.
  return { ...life, copied: [...life.copied, plain(act.who)].toSorted((a, b) => (a.staff < b.staff ? -1 : 1)) };
}

function timeout(life: Life, act: Extract<ChainAct, { is: 'timeout' }>): Life | Refused {
  const step = current(life);
  if (!step || step.id !== act.step || act.level !== life.alarm + 1 || step.timeoutHours === null) return refused(no['step-passed']);
  if (act.at < act.due) return refused(no['step-passed']);
  const next = { ...life, alarm: act.level };
  if (act.level === 1) return next;
  if (act.level === 3) return step.autoReject ? { ...next, status: 'rejected' } : next;
  const { superior } = act;
  if (!superior || isOwn(life, superior, null)) return next;
  const open = new Set(openSeats(life).map((s) => s.id));
  const seats = step.seats.map((s) => (open.has(s.id) && !s.extra.some((w) => w.staff === superior.staff) ? { ...s, extra: [...s.extra, plain(superior)] } : s));
  return { ...next, rev: life.rev + 1, steps: life.steps.map((s) => (s.id === step.id ? { ...s, seats } : s)) };
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Post } from '../../kernel/posts.ts';
import { decide, type Act } from './decide.ts';
import { effective, needed, openSeats, outcome, type Life, type Principal, type Seat, type Step, type Voter } from './state.ts';

/** engine.md §4, as laws over random chains and random acts of a small company; two accounts belong to the natural person who asks. */
const T0 = 1_773_000_000_000;
const posts: readonly Post[] = ['seller', 'team-lead', 'accountant', 'department-head', 'general-manager'];
const people: readonly Voter[] = [
  { staff: 'asker', person: 'p0', name: '申请人', posts: ['seller', 'department-head'], teams: [] },
  { staff: 'asker-2', person: 'p0', name: '申请人的第二个账号', posts: ['accountant', 'general-manager'], teams: [] },
  { staff: 'lead', person: 'p1', name: '主管', posts: ['team-lead'], teams: [] },
  { staff: 'books', person: 'p2', name: '会计', posts: ['accountant'], teams: [] },
  { staff: 'head', person: 'p3', name: '经理', posts: ['department-head'], teams: [] },
  { staff: 'boss', person: 'p4', name: '总经理', posts: ['general-manager', 'department-head'], teams: [] },
];
const hashes = ['h1', 'h1', 'h1', 'h2'];

const who = fc.constantFrom(...people);
const principal = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.record({ of: who, standing: fc.boolean() }).map(({ of, standing }): Principal => ({ ...of, standing })));
const seat = (id: string) => fc.record({ post: fc.constantFrom(...posts), named: fc.boolean(), of: who, required: fc.boolean() }).map(({ post, named, of, required }): Seat => ({
  id, post: named ? null : post, team: null, who: [of], named, extra: [], required: required && named, from: 'chain',
}));
const step = (id: string): fc.Arbitrary<Step> => fc.record({
  id: fc.constant(id), mode: fc.constantFrom('any', 'all', 'sequence', 'share'), share: fc.integer({ min: 1, max: 10_000 }),
  seats: fc.tuple(seat(`${id}a`), seat(`${id}b`), seat(`${id}c`)).chain((all) => fc.integer({ min: 1, max: 3 }).map((n) => all.slice(0, n))), timeoutHours: fc.constantFrom(null, 24), autoReject: fc.boolean(),
});
const born = fc.tuple(step('1'), step('2')).chain((all) => fc.integer({ min: 1, max: 2 }).map((n): Life => ({
  status: 'waiting', requester: { staff: 'asker', person: 'p0', name: '申请人' }, hash: 'h1', version: 1, rev: 0, steps: all.slice(0, n), at: 0, enteredAt: T0, alarm: 0, votes: [], copied: [], nudgedAt: null, validHours: 24, expiresAt: null,
})));
const at = fc.constant(T0 + 30 * 3_600_000);
const stepId = fc.constantFrom('1', '1', '2', 'x');
const rev = fc.integer({ min: 0, max: 3 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ is: fc.constant('vote' as const), by: who, for: principal, step: stepId, hash: fc.constantFrom(...hashes), yes: fc.constant(true), batch: fc.boolean(), at }) },
  fc.record({ is: fc.constant('vote' as const), by: who, for: principal, step: stepId, hash: fc.constantFrom(...hashes), yes: fc.constant(false), batch: fc.boolean(), at }),
  fc.record({ is: fc.constant('return' as const), by: who, for: principal, step: stepId, hash: fc.constantFrom(...hashes), to: fc.constantFrom(null, '1'), at }),
  fc.record({ is: fc.constant('withdraw' as const), by: who, at }),
  fc.record({ is: fc.constant('revise' as const), by: who, rev, hash: fc.constantFrom(...hashes), seated: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.record({ steps: fc.tuple(step('1'), step('2')), findings: fc.constantFrom([], [{ zh: '无人可签', en: 'nobody can sign' }]) })), at }),
  fc.record({ is: fc.constant('add-sign' as const), by: who, for: principal, step: stepId, rev, where: fc.constantFrom('before', 'after', 'parallel'), who, id: fc.constant('x'), at }),
  fc.record({ is: fc.constant('transfer' as const), by: who, for: principal, step: stepId, rev, to: who, at }),
  fc.record({ is: fc.constant('copy' as const), by: who, who, at }),
  fc.record({ is: fc.constant('nudge' as const), by: who, at }),
  fc.record({ is: fc.constant('timeout' as const), step: stepId, level: fc.integer({ min: 1, max: 3 }), superior: fc.oneof(fc.constant(null), who), due: at, at }),
  fc.record({ is: fc.constant('expire' as const), at }),
  fc.record({ is: fc.constant('execute' as const), hash: fc.constantFrom(...hashes), at }),
);
/** Every state on the way, in order. */
function walk(first: Life, acts: readonly Act[]): Life[] {
  const states = [first];
  for (const next of acts) {
    const result = decide(states.at(-1)!, next);
    if (!('refused' in result)) states.push(result);
  }
  return states;
}
const life = fc.tuple(born, fc.array(act, { maxLength: 25 }));
const runs = { numRuns: 3_000 };
const isDone = (l: Life) => l.status === 'approved' || l.status === 'executed';

describe('laws of every approval (engine.md §4)', () => {
  test('nothing ever approves itself: the natural person who asks is never among the effective voters, in whatever account or name', () => {
    fc.assert(fc.property(life, ([first, acts]) => {
      for (const state of walk(first, acts)) for (const vote of effective(state)) expect([vote.by.person, vote.for?.person]).not.toContain('p0');
    }), runs);
  });
  test('approved means that every step of the chain as it then stands was passed by votes on this very content', () => {
    let reached = 0;
    fc.assert(fc.property(life, ([first, acts]) => {
      for (const state of walk(first, acts)) {
        if (!isDone(state)) continue;
        reached += 1;
        for (const s of state.steps) {
          const votes = effective(state, s.id);
          expect(outcome(s, votes)).toBe('passed');
          expect(votes.every((v) => v.hash === state.hash && v.void === null)).toBe(true);
        }
      }
    }), runs);
    // The law is not empty: random acts do get there.
    expect(reached).toBeGreaterThan(50);
  });
  test('a changed hash never carries votes: after a material change none counts, and an immaterial one leaves them as they were', () => {
    fc.assert(fc.property(life, fc.constantFrom(...hashes), ([first, acts], hash) => {
      for (const state of walk(first, acts)) {
        const next = decide(state, { is: 'revise', by: state.requester, rev: state.rev, hash, at: T0 });
        if ('refused' in next) continue;
        if (hash !== state.hash) expect([effective(next).length, next.at, next.status]).toEqual([0, 0, state.status === 'blocked' ? 'blocked' : 'waiting']);
        else if (state.status !== 'returned') expect([next.votes, next.at, next.status]).toEqual([state.votes, state.at, state.status]);
      }
    }), runs);
  });
  test('a hash that comes back does not revive the votes that were given on it before', () => {
    fc.assert(fc.property(life, ([first, acts]) => {
      const state = walk(first, acts).at(-1)!;
      const other = decide(state, { is: 'revise', by: state.requester, rev: state.rev, hash: state.hash === 'h1' ? 'h2' : 'h1', at: T0 });
      if ('refused' in other) return;
      const back = decide(other, { is: 'revise', by: state.requester, rev: other.rev, hash: state.hash, at: T0 });
      expect('refused' in back ? null : effective(back)).toEqual([]);
    }), runs);
  });
  test('acts commute or are refused: two at once give the same in both orders, or one of them is refused', () => {
    let both = 0;
    fc.assert(fc.property(life, act, act, ([first, acts], a, b) => {
      const state = walk(first, acts).at(-1)!;
      const inOrder = (x: Act, y: Act): Life | null => {
        const one = decide(state, x);
        if ('refused' in one) return null;
        const two = decide(one, y);
        return 'refused' in two ? null : two;
      };
      const [ab, ba] = [inOrder(a, b), inOrder(b, a)];
      if (!ab || !ba) return;
      both += 1;
      const seen = (l: Life) => ({ ...l, votes: l.votes.map((v) => `${v.step} ${v.by.staff} ${v.for?.staff} ${v.yes} ${v.void}`).toSorted() });
      expect(seen(ab)).toEqual(seen(ba));
    }), { numRuns: 8_000 });
    // The law is not empty: about thirty pairs of random acts are both taken, in either order.
    expect(both).toBeGreaterThan(0);
  });
  test('two clicks at once have one effect: the same vote a second time is refused', () => {
    fc.assert(fc.property(life, act, ([first, acts], click) => {
      if (click.is === 'copy' || click.is === 'vote' || click.is === 'execute' || click.is === 'nudge' || click.is === 'withdraw' || click.is === 'transfer') {
        const state = walk(first, acts).at(-1)!;
        const once = decide(state, click);
        if (!('refused' in once)) expect(decide(once, click)).toHaveProperty('refused');
      }
    }), runs);
  });
  test('one natural person signs a step at most once, in whoever’s name', () => {
    fc.assert(fc.property(life, ([first, acts]) => {
      for (const state of walk(first, acts)) for (const s of state.steps) {
        const votes = effective(state, s.id);
        expect(new Set(votes.map((v) => v.by.person)).size).toBe(votes.length);
        expect(new Set(votes.map((v) => (v.for ?? v.by).person)).size).toBe(votes.length);
      }
    }), runs);
  });
  test('what is over stays over, but for a change by the one who asked; executed is for ever', () => {
    fc.assert(fc.property(life, act, ([first, acts], next) => {
      const state = walk(first, acts).at(-1)!;
      const result = decide(state, next);
      if ('refused' in result || next.is === 'copy') return;
      if (['rejected', 'withdrawn', 'executed', 'expired'].includes(state.status)) expect.unreachable();
    }), runs);
  });
  test('票签: a share of n is ceil(x·n), and is rejected as soon as it cannot be reached any more', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 12 }), (share, n) => {
      const k = needed(share, n);
      expect(k * 10_000 >= share * n && (k - 1) * 10_000 < share * n).toBe(true);
      const seats = Array.from({ length: n }, (_, i): Seat => ({ id: String(i), post: null, team: null, who: [], named: true, extra: [], required: false, from: 'chain' }));
      const s: Step = { id: '1', mode: 'share', share, seats, timeoutHours: null, autoReject: false };
      const votes = (yes: number, no: number) => seats.slice(0, yes + no).map((x, i) => ({ step: '1', seat: x.id, by: people[2]!, for: null, yes: i < yes, hash: 'h', at: 0, batch: false, void: null }));
      expect([outcome(s, votes(k, 0)), outcome(s, votes(k - 1, 0))]).toEqual(['passed', 'open']);
      expect([outcome(s, votes(0, n - k + 1)), outcome(s, votes(0, n - k))]).toEqual(['rejected', n - k === n ? 'rejected' : 'open']);
    }));
  });
  test('依次: only the first of a sequence is open', () => {
    fc.assert(fc.property(life, ([first, acts]) => {
      for (const state of walk(first, acts)) {
        const s = state.status === 'waiting' ? state.steps[state.at]! : null;
        if (s?.mode === 'sequence') expect(openSeats(state).filter((x) => !x.required).length).toBeLessThanOrEqual(1);
      }
    }), runs);
  });
});

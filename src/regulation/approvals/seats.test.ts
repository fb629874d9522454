import { describe, expect, test } from 'vitest';
import type { Runner } from '../../kernel/query.ts';
import type { Post } from '../../kernel/posts.ts';
import { directoryOf } from '../testing.ts';
import type { ChainStep } from './chain.ts';
import { seatSteps } from './seats.ts';
import type { Voter } from './state.ts';

/** The directory of these tests answers from a list: nothing is asked of a database. */
const on = {} as { runner: Runner };
const someone = (id: string, posts: readonly Post[], personId: string | null = null) => ({ id, personId, name: id, posts });
const asks = (who: ReturnType<typeof someone>): Voter => ({ staff: who.id, person: who.personId ?? who.id, name: who.name, posts: who.posts, teams: [] });
const signedBy = (posts: readonly Post[], alternate: Post | null = null, mode: ChainStep['mode'] = 'any'): ChainStep[] => [{ mode, posts, alternate }];
async function seated(people: ReturnType<typeof someone>[], requester: Voter, steps: readonly ChainStep[]) {
  const { steps: [step], findings } = await seatSteps(on, directoryOf(people), requester, steps);
  return { seats: step!.seats.map((s) => ({ post: s.post, from: s.from, who: s.who.map((w) => w.staff) })), findings: findings.length };
}

const seller = someone('seller', ['seller']);
const cashier = someone('cashier', ['cashier']);
const head = someone('head', ['department-head']);
const boss = someone('boss', ['general-manager']);
const auditor = someone('auditor', ['auditor']);

describe('engine.md §4: who signs', () => {
  test('nobody holds the post: the named alternate, else the next higher post, else it is blocked with a finding', async () => {
    expect(await seated([seller, auditor, head, boss], asks(seller), signedBy(['cashier'], 'auditor'))).toEqual({ seats: [{ post: 'auditor', from: 'alternate', who: ['auditor'] }], findings: 0 });
    expect(await seated([seller, auditor, head, boss], asks(seller), signedBy(['cashier']))).toEqual({ seats: [{ post: 'department-head', from: 'higher', who: ['head'] }], findings: 0 });
    expect(await seated([seller, auditor, boss], asks(seller), signedBy(['cashier']))).toEqual({ seats: [{ post: 'general-manager', from: 'higher', who: ['boss'] }], findings: 0 });
    expect(await seated([seller, auditor], asks(seller), signedBy(['cashier']))).toEqual({ seats: [], findings: 1 });
  });
  test('the holder is the one who asks: the next higher post before the alternate; with neither it is blocked', async () => {
    expect(await seated([cashier, auditor, head], asks(cashier), signedBy(['cashier'], 'auditor'))).toEqual({ seats: [{ post: 'department-head', from: 'higher', who: ['head'] }], findings: 0 });
    expect(await seated([cashier, auditor], asks(cashier), signedBy(['cashier'], 'auditor'))).toEqual({ seats: [{ post: 'auditor', from: 'alternate', who: ['auditor'] }], findings: 0 });
    expect(await seated([boss], asks(boss), signedBy(['general-manager']))).toEqual({ seats: [], findings: 1 });
  });
  test('another account of the natural person who asks is no other holder', async () => {
    const twin = someone('twin', ['department-head'], 'one-person');
    const own = { ...seller, personId: 'one-person' };
    expect(await seated([own, twin, boss], asks(own), signedBy(['department-head']))).toEqual({ seats: [{ post: 'general-manager', from: 'higher', who: ['boss'] }], findings: 0 });
    expect((await seated([own, twin], asks(own), signedBy(['department-head']))).findings).toBe(1);
  });
  test('two posts that must sign apart in one natural person’s hands are a finding; where one of them is enough they are not', async () => {
    const both = someone('both', ['accountant', 'cashier']);
    expect((await seated([seller, both], asks(seller), signedBy(['accountant', 'cashier'], null, 'all'))).findings).toBe(1);
    expect((await seated([seller, both], asks(seller), signedBy(['accountant', 'cashier']))).findings).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align } from './align.ts';
import { lifeOf, readLifeCycle, type DeclaredLife } from './life-cycle.ts';

const order = lifeOf({ first: 'new', final: ['done', 'closed'], moves: { new: { pay: 'paid', cancel: 'closed' }, paid: { check: 'checked' }, checked: { ship: 'sent', check: 'checked' }, sent: { sign: 'done' } } });

describe('engine.md §6: log move 1, model move 1, synchronous 0; fitness = 1 − cost/(trace length + shortest run)', () => {
  test('the shortest run of an order is its cancellation: one step', () => expect(order.shortest).toBe(1));

  test.each([
    // trace, cost, why
    [['pay', 'check', 'ship', 'sign'], 0, 'as declared'],
    [['cancel'], 0, 'the short way'],
    [['pay', 'check', 'check', 'check', 'ship', 'sign'], 0, 'a declared loop costs nothing'],
    [['pay', 'ship', 'sign'], 1, 'the check is missing: one model move'],
    [['pay', 'check', 'ship', 'call', 'sign'], 1, 'a call that the life does not know: one log move'],
    [['check', 'pay', 'ship', 'sign'], 2, 'in the wrong order: one log move for the early check, one model move for the check after payment'],
    [['pay'], 2, 'paid and left: skipping the payment and cancelling (1 + 1) is cheaper than check, ship, sign (3)'],
    [[], 1, 'nothing happened: the shortest run is missing'],
    [['pay', 'check', 'ship'], 1, 'never signed for'],
    [['sing', 'song'], 3, 'both steps unknown (2) and the shortest run missing (1)'],
  ])('%j costs %i: %s', (trace, cost) => {
    const found = align(trace, order);
    expect(found.cost).toBe(cost);
    expect(found.fitness).toBe(1 - cost / (trace.length + 1));
  });

  test('the moves say what was wrong and where', () => {
    const { moves } = align(['pay', 'ship', 'call', 'sign'], order);
    expect(moves.filter((m) => m.kind !== 'synchronous').map((m) => [m.kind, m.activity, order.states[m.from]])).toEqual([['model', 'check', 'paid'], ['log', 'call', 'sent']]);
  });

  test('a life that may end where it begins is kept by doing nothing', () => {
    const idle = lifeOf({ first: 'idle', final: ['idle'], moves: { idle: { work: 'idle' } } });
    expect(align([], idle)).toMatchObject({ cost: 0, fitness: 1 });
    expect(align(['work', 'work', 'rest'], idle)).toMatchObject({ cost: 1, fitness: 1 - 1 / 3 });
  });
});

const states = ['a', 'b', 'c', 'd'];
const acts = ['x', 'y', 'z'];
const anyLife = fc.record({
  moves: fc.array(fc.record({ from: fc.constantFrom(...states), activity: fc.constantFrom(...acts), to: fc.constantFrom(...states) }), { maxLength: 9 }),
  final: fc.uniqueArray(fc.constantFrom(...states), { minLength: 1 }),
});

/** Every life that can be lived; null where the declaration cannot reach an end. */
function made(given: { moves: { from: string; activity: string; to: string }[]; final: string[] }): DeclaredLife | null {
  const reached = new Set(['a', ...given.moves.map((m) => m.to)]);
  const final = given.final.filter((f) => reached.has(f));
  if (final.length === 0) return null;
  try {
    return readLifeCycle(JSON.stringify({ first: 'a', final, moves: given.moves }));
  } catch (error) {
    if (/no final state can be reached/.test((error as Error).message)) return null;
    throw error;
  }
}

/** The definition, without any cleverness: try every move, deeper only while cheaper than what is known. */
function bruteForce(trace: readonly string[], life: DeclaredLife): number {
  let best = trace.length + life.shortest;
  const go = (i: number, s: number, cost: number, silent: number): void => {
    if (cost > best || silent > life.states.length) return;
    if (i === trace.length && life.finals.has(s)) best = Math.min(best, cost);
    if (i < trace.length) go(i + 1, s, cost + 1, 0);
    for (const m of life.moves[s]!) {
      if (m.activity === trace[i]) go(i + 1, m.to, cost, 0);
      go(i, m.to, cost + 1, silent + 1);
    }
  };
  go(0, life.first, 0, 0);
  return best;
}

describe('laws of alignments', () => {
  test('the cost is the least there is, and the moves add up to it', () => {
    fc.assert(fc.property(anyLife, fc.array(fc.constantFrom(...acts, 'unknown'), { maxLength: 5 }), (given, trace) => {
      const life = made(given);
      fc.pre(life !== null);
      const { cost, moves, fitness } = align(trace, life!);
      expect(cost).toBe(bruteForce(trace, life!));
      expect(moves.filter((m) => m.kind !== 'synchronous').length).toBe(cost);
      expect(moves.filter((m) => m.kind !== 'model').map((m) => m.activity)).toEqual(trace);
      expect(fitness).toBeGreaterThanOrEqual(0);
      expect(fitness).toBeLessThanOrEqual(1);
      // The moves are a run of the life from its first state to a final one.
      let at = life!.first;
      for (const m of moves) {
        expect(m.from).toBe(at);
        if (m.kind === 'log') expect(m.to).toBe(at);
        else expect(life!.moves[at]!.some((x) => x.activity === m.activity && x.to === m.to)).toBe(true);
        at = m.to;
      }
      expect(life!.finals.has(at)).toBe(true);
    }), { numRuns: 400 });
  });

  test('a run of the life itself always fits', () => {
    fc.assert(fc.property(anyLife, fc.array(fc.nat(100), { maxLength: 12 }), (given, choices) => {
      const life = made(given);
      fc.pre(life !== null);
      const trace: string[] = [];
      let at = life!.first;
      for (const choice of choices) {
        const out = life!.moves[at]!;
        if (out.length === 0) break;
        const m = out[choice % out.length]!;
        trace.push(m.activity);
        at = m.to;
      }
      fc.pre(life!.finals.has(at));
      expect(align(trace, life!)).toMatchObject({ cost: 0, fitness: 1 });
    }));
  });
});

describe('the life-cycle file', () => {
  test('states that nothing leaves are final where none is named', () => {
    const life = readLifeCycle('{"first": "new", "moves": {"new": {"pay": "paid"}, "paid": {"ship": ["sent", "held"]}, "held": {"ship": "sent"}}}');
    expect([...life.finals].map((f) => life.states[f])).toEqual(['sent']);
    expect(life.shortest).toBe(2);
  });

  test.each([
    ['{', /JSON/], ['[]', /object/], ['{"moves": {}}', /first/], ['{"first": "a"}', /moves/], ['{"first": "a", "moves": {"a": "b"}}', /moves of "a"/],
    ['{"first": "a", "moves": {"a": {"x": "a"}}}', /final/], ['{"first": "a", "final": ["z"], "moves": {"a": {"x": "b"}}}', /"z"/],
    ['{"first": "a", "final": ["c"], "moves": {"a": {"x": "b"}, "d": {"x": "c"}}}', /can be reached/], ['{"first": "a", "moves": [{"from": "a", "to": "b"}]}', /number 1 lacks "activity"/],
  ])('%s is refused and says why', (text, why) => expect(() => readLifeCycle(text)).toThrow(why));
});

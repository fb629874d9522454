import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, type TestKernel } from '../../../tests/support/kernel.ts';
import { HOUR, MINUTE } from '../../kernel/clock.ts';
import { seedCalendars } from '../calendars/seed.ts';
import { dueOf, judge } from '../clock/clock.ts';
import { figuresAgainstRecount, say, someId, testRulebook, type Told } from '../testing.ts';
import { Engine } from './engine.ts';
import { Ticker } from './ticker.ts';

let kernel: TestKernel;
let engine: Engine;
let ticker: Ticker;
beforeAll(async () => {
  engine = new Engine(testRulebook);
  kernel = await freshKernel({ controls: engine });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  ticker = new Ticker(kernel, engine, async () => {});
});
afterAll(() => kernel.close());

const whats = ['paid', 'shipped', 'dropped', 'held', 'released', 'opened', 'waited', 'resumed', 'answered', 'closed', 'moved', 'delivered', 'asked', 'sent'] as const;
/** A step of a history: facts told in one verb (each so many minutes ago), or time that passes. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ facts: fc.array(fc.tuple(fc.constantFrom(...whats), fc.nat(2), fc.nat(3_000)), { minLength: 1, maxLength: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 60 * 70 }) }) },
);

describe('engine.md §3 rules 10 and 11: whatever happens, in whatever order it is told', () => {
  test('the figures are what a recount gives, and no clock is judged otherwise than from its own start, pauses and stop', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (history) => {
        const subjects = Array.from({ length: 4 }, someId);
        for (const moment of history) {
          if ('wait' in moment) {
            kernel.clock.advance(moment.wait * MINUTE);
            await ticker.beat();
          } else await say(kernel, ...moment.facts.map(([what, who, ago]): Told => [what, subjects[who]!, kernel.clock.now() - ago * MINUTE]));
        }
        expect(await figuresAgainstRecount(kernel)).toEqual([]);
        await everyVerdict(subjects);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);
});

interface Row { control: string; state: string; open: boolean; opened_at: number; stopped_at: number | null; breach_at: number | null; pauses: { from: number; to: number | null }[]; limits: { unit: 'hours'; amount: number }; calendar: string; wake_at: number | null; levels: bigint[]; level: number }

/** Each stored verdict against the clock's own judgement. */
async function everyVerdict(subjects: readonly string[]): Promise<void> {
  const { rows } = await kernel.db.query<Row & Record<string, unknown>>('select * from regulation.obligation where subject_id = any($1)', [subjects]);
  for (const row of rows) {
    const timing = { start: row.opened_at, limit: row.limits, calendar: engine.calendars.named(row.calendar), pauses: row.pauses };
    if (!row.open) {
      const over = judge({ ...timing, stop: row.stopped_at, asOf: row.stopped_at!, pauses: row.pauses.filter((p) => p.from < row.stopped_at!) }).state === 'breached';
      expect(row.state === 'breached', `${row.control} ${JSON.stringify(row)}`).toBe(over);
    } else {
      expect(row.breach_at, row.control).toBe(dueOf(timing).breachAt);
      // Nothing sleeps through its next level or its breach.
      if (row.state === 'pending') expect(row.wake_at).toBe(Math.min(Number(row.levels[row.level] ?? Infinity), row.breach_at! + 1));
      if (row.state === 'breached') expect(row.breach_at).toBeLessThan(kernel.clock.now());
    }
  }
  const { rows: twice } = await kernel.db.query('select 1 from regulation.obligation where open group by clause, control, subject_id having count(*) > 1');
  expect(twice).toEqual([]);
}

test('the property test has something to say', async () => {
  const { rows: [n] } = await kernel.db.query<{ states: string[]; old: number }>("select array_agg(distinct state) as states, (select count(*)::int from regulation.superseded_verdict) as old from regulation.obligation");
  // What stands paused at the end is left to chance; verdicts of every kind must have come about.
  expect(n!.states).toEqual(expect.arrayContaining(['breached', 'cancelled', 'met']));
  expect(n!.old).toBeGreaterThan(0);
  expect(HOUR).toBe(60 * MINUTE);
});

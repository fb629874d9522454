import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import { HOUR } from '../../kernel/clock.ts';
import { runVerb } from '../../kernel/verb.ts';
import { publishYearVerb, saveWeekVerb } from '../calendars/change-calendar.ts';
import { dueOf } from '../clock/clock.ts';
import { Engine, seedCalendars } from '../index.ts';
import { Ticker } from '../runtime/ticker.ts';
import { figuresAgainstRecount, say, someId, testRulebook } from '../testing.ts';

/** engine.md §2: calendars are facts. Open obligations follow the newest known one; closed verdicts keep theirs. */
let kernel: TestKernel;
let engine: Engine;
let ticker: Ticker;
const hr = person(['hr'], { name: '人事甲' });
const at = (local: string): number => Date.parse(`${local}+08:00`);
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;
const duty = async (subject: string) => (await kernel.db.query<Json>("select * from regulation.obligation where subject_id = $1 and control in ('answered-in-time', 'sample-sent')", [subject])).rows[0];
const toNow = async (local: string) => {
  kernel.clock.advance(at(local) - kernel.clock.now());
  await ticker.beat();
};
const publish = (year: number, festivals: { name: string; from: string; to: string; makeUpDays: string[] }[], correction: boolean) =>
  runVerb(kernel, publishYearVerb, { year, source: '国务院办公厅通知', correction, festivals }, { actor: hr });
/** Spring Festival 2020 as announced first; on 27 January it was prolonged to 2 February. */
const festival2020 = (to: string, makeUpDays: string[]) => [{ name: '春节', from: '2020-01-24', to, makeUpDays }];
const done = someId();

beforeAll(async () => {
  engine = new Engine(testRulebook);
  kernel = await freshKernel({ controls: engine, at: at('2020-01-15T10:00') });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  ticker = new Ticker(kernel, engine, async () => {});
  await ticker.beat();
  const week = { ...Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '18:00']]])), sat: [], sun: [] };
  const { rows: [office] } = await kernel.db.query<{ revision: number }>("select revision from regulation.calendar where name = 'office'");
  await runVerb(kernel, saveWeekVerb, { name: 'office', week, revision: office!.revision, reason: '试行' } as never, { actor: hr });
  await publish(2020, festival2020('2020-01-30', ['2020-01-19', '2020-02-01']), true);
  await ticker.beat();
});
afterAll(() => kernel.close());

test('engine.md §2 and vector: 2020-01-23 17:00 + 8 workHours is due 2020-01-31 16:00 as known then; what is open follows the notice of 27 January, what is closed does not', async () => {
  await toNow('2020-01-23T17:00');
  const open = someId();
  await say(kernel, ['opened', open, kernel.clock.now()], ['opened', done, kernel.clock.now()]);
  await say(kernel, ['answered', done, kernel.clock.now()]);
  const before = await duty(open);
  expect(before).toMatchObject({ due_at: at('2020-01-31T16:00'), open: true });
  await toNow('2020-01-27T10:00');
  await publish(2020, festival2020('2020-02-02', ['2020-01-19']), true);
  await ticker.beat();
  expect(await duty(open)).toMatchObject({ due_at: at('2020-02-03T16:00'), open: true });
  expect((await duty(open)).calendar_version).not.toBe(before.calendar_version);
  expect(await duty(done)).toMatchObject({ due_at: at('2020-01-31T16:00'), state: 'met', calendar_version: before.calendar_version });
  // Both calendars stay readable, and give their own answer again.
  const given = { start: at('2020-01-23T17:00'), limit: { unit: 'workHours' as const, amount: 8 } };
  expect(dueOf({ ...given, calendar: engine.calendars.pinned('office', before.calendar_version)! }).due).toBe(at('2020-01-31T16:00'));
  expect(dueOf({ ...given, calendar: engine.calendars.asKnown('office', at('2020-01-26T23:59'))! }).due).toBe(at('2020-01-31T16:00'));
  expect(dueOf({ ...given, calendar: engine.calendars.asKnown('office', at('2020-01-27T10:00'))! }).due).toBe(at('2020-02-03T16:00'));
  expect(engine.calendars.asKnown('office', at('2019-01-01T00:00'))).toBeNull();
});

test('engine.md §3 rule 3: a due time in 2027 is provisional and is recomputed when 2027 is published; a verdict that was closed before keeps its own', async () => {
  await toNow('2026-12-31T16:00');
  const [open, closed] = [someId(), someId()];
  await say(kernel, ['asked', open, kernel.clock.now()], ['asked', closed, kernel.clock.now()]);
  await say(kernel, ['sent', closed, kernel.clock.now()]);
  expect(await duty(open)).toMatchObject({ due_at: at('2027-01-05T18:00'), provisional: true });
  kernel.clock.advance(HOUR);
  await publish(2027, [{ name: '元旦', from: '2027-01-01', to: '2027-01-05', makeUpDays: [] }], false);
  await ticker.beat();
  expect(await duty(open)).toMatchObject({ due_at: at('2027-01-08T18:00'), provisional: false });
  expect(await duty(closed)).toMatchObject({ due_at: at('2027-01-05T18:00'), state: 'met', provisional: true });
  const { rows } = await kernel.db.query<Json>("select 1 from kernel.fact where type = 'regulation.obligations-retimed' and payload ->> 'name' = 'office'");
  expect(rows.length).toBeGreaterThan(0);
  expect(await figuresAgainstRecount(kernel)).toEqual([]);
});

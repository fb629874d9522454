import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import { DAY, dayOf, HOUR } from '../../kernel/clock.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { Engine, notifier, regulationRoutes, seedCalendars, Subjects, Ticker, type Parts } from '../index.ts';
import { directoryOf, say, someId, testRulebook } from '../testing.ts';

let kernel: TestKernel;
let app: FastifyInstance;
const head = person(['department-head'], { name: '部门经理甲' });
const [kept, late, lateTold] = [someId(), someId(), someId()];
let monday = '';
let ticker: Ticker;

/** Day 0: three orders paid. Day 1: one shipped. Day 3: two are overdue. Day 5: it is told late that one of them was shipped on day 1; the other ships; the limit becomes 24 hours. */
beforeAll(async () => {
  const engine = new Engine(testRulebook);
  kernel = await freshKernel({ controls: engine });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  const directory = directoryOf([{ id: head.id!, name: head.name, posts: head.posts }]);
  engine.directory = directory;
  const parts: Parts = { engine, rulebook: testRulebook, subjects: new Subjects(), directory };
  app = await buildServer({ kernel, routes: regulationRoutes(parts), authenticate: async () => head, checkAnswers: true });
  ticker = new Ticker(kernel, engine, notifier(engine, directory));
  monday = dayOf(kernel.clock.now());
  const start = kernel.clock.now();
  await say(kernel, ['paid', kept, start], ['paid', late, start], ['paid', lateTold, start]);
  kernel.clock.advance(DAY);
  await say(kernel, ['shipped', kept, start + DAY]);
  kernel.clock.advance(2 * DAY);
  await ticker.beat();
  kernel.clock.advance(2 * DAY);
  await say(kernel, ['shipped', lateTold, start + DAY + HOUR], ['shipped', late, start + 5 * DAY]);
  const row = { id: someId(), key: 'shipWithin', scope_type: null, scope_id: null, value: 24, reason: '提速', proposed_by_name: '甲', approved_by_name: '乙' };
  await kernel.db.query('select regulation.set_value($1::jsonb)', [JSON.stringify({ from: kernel.clock.now(), now: kernel.clock.now(), row })]);
  await engine.refresh(kernel.db);
  kernel.clock.advance(DAY);
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

const onDay = (n: number): string => dayOf(Date.parse(`${monday}T12:00:00+08:00`) + n * DAY);
// oxlint-disable-next-line typescript/no-explicit-any
const ask = async (path: string): Promise<{ status: number; body: any }> => {
  const answer = await app.inject({ method: 'GET', url: `/api${path}` });
  return { status: answer.statusCode, body: answer.json() };
};
const figure = async (query: string) => {
  const { body } = await ask(`/rulebook/clauses?ids=2.3.3&days=30${query}`);
  const { met, breached, open, overdue, opened } = body.rows[0].figure;
  return { opened, met, breached, open, overdue };
};

describe('engine.md §2: reports can be read as of a day, and as known on a day', () => {
  test('now: the late news has made good what was called late', async () => expect(await figure('')).toEqual({ opened: 3, met: 2, breached: 1, open: 0, overdue: 0 }));
  test('as of today, counted from the records, agrees with the maintained sums', async () => {
    expect(await figure(`&asOf=${onDay(5)}`)).toEqual({ opened: 3, met: 2, breached: 1, open: 0, overdue: 0 });
  });
  test('as of the first day everything was open; as of the third, as it is known today, one was overdue', async () => {
    expect(await figure(`&asOf=${onDay(0)}`)).toEqual({ opened: 3, met: 0, breached: 0, open: 3, overdue: 0 });
    expect(await figure(`&asOf=${onDay(3)}`)).toEqual({ opened: 3, met: 2, breached: 1, open: 1, overdue: 1 });
  });
  test('as of the third day with what was known on it: nobody had heard that the second was shipped', async () => {
    expect(await figure(`&asOf=${onDay(3)}&knownOn=${onDay(3)}`)).toEqual({ opened: 3, met: 1, breached: 2, open: 2, overdue: 2 });
    expect(await figure(`&asOf=${onDay(3)}&knownOn=${onDay(5)}`)).toEqual({ opened: 3, met: 2, breached: 1, open: 1, overdue: 1 });
  });
  test('the wording has the values of that day, and the board its risks', async () => {
    expect((await ask(`/rulebook/clauses/2.3.3?asOf=${onDay(3)}`)).body).toMatchObject({ wording: { zh: expect.stringContaining('48 小时') }, period: { asOf: onDay(3), knownOn: null } });
    const now = (await ask('/rulebook/clauses/2.3.3')).body;
    expect(now).toMatchObject({ wording: { zh: expect.stringContaining('24 小时') }, period: { asOf: null } });
    expect(now.parameters.find((p: { key: string }) => p.key === 'shipWithin')).toMatchObject({ decided: true, next: null, since: expect.any(Number) });
    const board = (await ask(`/board?asOf=${onDay(3)}&knownOn=${onDay(3)}`)).body;
    expect(board.total).toMatchObject({ open: 2, overdue: 2 });
    expect(board.exceptions[0]).toMatchObject({ line: { id: '2.3.3' }, oldest: expect.any(Number) });
    expect((await ask(`/board?asOf=${onDay(1)}`)).body).toMatchObject({ exceptions: [], total: { open: 1, overdue: 0 } });
    expect((await ask(`/rulebook?asOf=${onDay(2)}`)).body.period.to).toBe(onDay(2));
  });
  test('a day to come, or one on which it could not be known, is refused with what to do', async () => {
    expect((await ask(`/board?asOf=${onDay(9)}`)).status).toBe(422);
    expect((await ask(`/board?asOf=${onDay(3)}&knownOn=${onDay(2)}`)).body.detail).toContain('不能早于');
  });
  test('the trend goes back eight weeks', async () => expect((await ask('/rulebook/clauses/2.3.3')).body.trend).toHaveLength(8));
});

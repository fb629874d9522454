import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor } from '../../kernel/actor.ts';
import { HOUR } from '../../kernel/clock.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { Engine, notifier, regulationRoutes, seedCalendars, Subjects, Ticker, type Parts } from '../index.ts';
import { directoryOf, say, someId, testRulebook } from '../testing.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let actor: Actor | null = null;
const head = person(['department-head'], { name: '部门经理甲' });
const agent = person(['service-agent'], { name: '客服丁' });
const at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`);
const [sample, case1] = [someId(), someId()];

beforeAll(async () => {
  const engine = new Engine(testRulebook);
  kernel = await freshKernel({ controls: engine });
  kernel.clock.advance(at('2026-03-12 10:00') - kernel.clock.now());
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  const directory = directoryOf([head, agent].map((p) => ({ id: p.id!, name: p.name, posts: p.posts })));
  engine.directory = directory;
  const parts: Parts = { engine, rulebook: testRulebook, subjects: new Subjects(), directory };
  app = await buildServer({ kernel, routes: regulationRoutes(parts), authenticate: async () => actor, checkAnswers: true });
  // Thursday 10:00: three working days end on Tuesday the 17th; eight working hours end on Friday morning.
  await say(kernel, ['asked', sample, at('2026-03-12 10:00')], ['opened', case1, at('2026-03-12 10:00')]);
  await new Ticker(kernel, engine, notifier(engine, directory)).beat();
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

// oxlint-disable-next-line typescript/no-explicit-any
async function send(who: Actor, method: 'POST' | 'PUT', path: string, body: object): Promise<{ status: number; body: any }> {
  actor = who;
  const answer = await app.inject({ method, url: `/api${path}`, payload: body });
  return { status: answer.statusCode, body: answer.json() };
}
const due = async (id: string) => (await kernel.db.query<{ due_at: number }>('select due_at from regulation.obligation where subject_id = $1', [id])).rows[0]!.due_at;
const week = (hours: [string, string][]) => ({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: [], sun: [] });

describe('what a change of calendars would move is shown before it is made', () => {
  test('a day off: later due times, from when to when; nothing is changed by asking', async () => {
    const before = await due(sample);
    expect(before).toBe(at('2026-03-17 18:00'));
    const { body } = await send(head, 'POST', '/calendar-trials', { what: 'day', name: 'office', day: '2026-03-16', shifts: [] });
    expect(body).toMatchObject({ open: 2, earlier: 0, later: 1, overdue: 0, notOverdue: 0, cut: false });
    expect(body.rows).toMatchObject([{ clause: '2.3.2', subject: { id: sample }, from: before, to: at('2026-03-18 18:00'), turns: null }]);
    expect(await due(sample)).toBe(before);
  });
  test('what was tried is what happens', async () => {
    await send(head, 'PUT', '/calendars/office/days/2026-03-16', { shifts: [], reason: '停电检修' });
    expect(await due(sample)).toBe(at('2026-03-18 18:00'));
    const back = await send(head, 'POST', '/calendar-trials', { what: 'day', name: 'office', day: '2026-03-16', shifts: null });
    expect(back.body).toMatchObject({ earlier: 1, later: 0 });
  });
  test('longer hours bring working hours forward, and may make something overdue at once', async () => {
    kernel.clock.advance(9 * HOUR);
    const { body } = await send(head, 'POST', '/calendar-trials', { what: 'week', name: 'office', week: week([['09:00', '21:00']]) });
    const answer = body.rows.find((r: { subject: { id: string } }) => r.subject.id === case1);
    expect(answer).toMatchObject({ to: at('2026-03-12 18:00'), turns: 'overdue' });
    expect(body.overdue).toBe(1);
  });
  test('the holidays of a year, corrected', async () => {
    const { body } = await send(head, 'POST', '/calendar-trials', { what: 'year', year: 2026, festivals: [{ name: '特别假', from: '2026-03-13', to: '2026-03-17', makeUpDays: [] }] });
    expect(body.later).toBe(2);
  });
  test('nonsense is refused in the words of the clock; whoever may not change calendars may not try them', async () => {
    expect((await send(head, 'POST', '/calendar-trials', { what: 'week', name: 'office', week: week([['09:00', '12:00'], ['11:00', '18:00']]) })).body.code).toBe('regulation.calendar-wrong');
    expect((await send(head, 'POST', '/calendar-trials', { what: 'day', name: 'nothing', day: '2026-03-16', shifts: [] })).status).toBe(404);
    expect((await send(agent, 'POST', '/calendar-trials', { what: 'day', name: 'office', day: '2026-03-16', shifts: [] })).status).toBe(403);
  });
});

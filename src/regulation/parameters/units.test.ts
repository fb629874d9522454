import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import { HOUR } from '../../kernel/clock.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { Engine, regulationRoutes, seedCalendars, Subjects, type Parts } from '../index.ts';
import { directoryOf, say, someId, testRulebook } from '../testing.ts';

let kernel: TestKernel;
let engine: Engine;
let app: FastifyInstance;
const head = person(['department-head'], { name: '部门经理甲' });
/** Tuesday 10:00, so that four working hours end before the day does. */
const ten = Date.parse('2026-03-10T10:00+08:00');
const [running, later] = [someId(), someId()];

beforeAll(async () => {
  engine = new Engine(testRulebook);
  kernel = await freshKernel({ controls: engine });
  kernel.clock.advance(ten - kernel.clock.now());
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  const parts: Parts = { engine, rulebook: testRulebook, subjects: new Subjects(), directory: directoryOf([{ id: head.id!, name: head.name, posts: head.posts }]) };
  app = await buildServer({ kernel, routes: regulationRoutes(parts), authenticate: async () => head, checkAnswers: true });
  await say(kernel, ['asked', running, ten]);
  const row = { id: someId(), key: 'sampleWithin', scope_type: null, scope_id: null, value: { amount: 4, unit: 'workHours' }, reason: '试行', proposed_by_name: '甲', approved_by_name: '乙' };
  await kernel.db.query('select regulation.set_value($1::jsonb)', [JSON.stringify({ from: ten + HOUR, now: ten + HOUR, row })]);
  await engine.refresh(kernel.db);
  kernel.clock.advance(2 * HOUR);
  await say(kernel, ['asked', later, ten + 1.5 * HOUR]);
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

const duty = async (id: string) => (await kernel.db.query<{ limits: unknown; due_at: number }>("select limits, due_at from regulation.obligation where subject_id = $1 and control = 'sample-sent'", [id])).rows[0]!;
// oxlint-disable-next-line typescript/no-explicit-any
const ask = async (path: string): Promise<any> => (await app.inject({ method: 'GET', url: `/api${path}` })).json();

describe('engine.md §2: the value changes its unit, from 3 working days to 4 working hours', () => {
  test('a running case keeps what held when its clock started', async () => {
    expect(await duty(running)).toMatchObject({ limits: { unit: 'workDays', amount: 3 }, due_at: Date.parse('2026-03-13T18:00+08:00') });
  });
  test('a new case runs by the hours of the office, over the lunch break', async () => {
    expect(await duty(later)).toMatchObject({ limits: { unit: 'workHours', amount: 4 }, due_at: Date.parse('2026-03-10T17:00+08:00') });
  });
  test('the form knows both units with their bounds, and what holds', async () => {
    const p = await ask('/parameters/sampleWithin');
    expect(p.units.map((u: { unit: string; min: number; max: number }) => [u.unit, u.min, u.max])).toEqual([['workDays', 1, 10], ['workHours', 1, 40]]);
    expect(p.json).toEqual({ amount: 4, unit: 'workHours' });
    expect(p.value).toEqual({ zh: '4 小时', en: '4 working hours' });
  });
  test('the back-test draws the curve in either unit; each stored verdict is checked in its own', async () => {
    const [hours] = (await ask('/parameters/sampleWithin/backtest')).curves;
    expect(hours).toMatchObject({ from: 1, actual: { n: 2, censored: 2, excluded: 0 }, differingCount: 0, unit: { en: 'working hours' } });
    // Two hours have passed on the first, by the clock of the office; half an hour on the second.
    expect(hours.steps).toEqual([[1, 1, 1], [2, 0, 2]]);
    const days = await ask('/parameters/sampleWithin/backtest?unit=workDays');
    expect([days.now, days.curves[0].unit.en, days.curves[0].steps]).toEqual([null, 'working days', [[1, 0, 2]]]);
    expect((await app.inject({ method: 'GET', url: '/api/parameters/sampleWithin/backtest?unit=hours' })).statusCode).toBe(422);
  });
});

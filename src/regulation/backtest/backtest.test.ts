import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor } from '../../kernel/actor.ts';
import { HOUR } from '../../kernel/clock.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { Engine, notifier, regulationRoutes, seedCalendars, Subjects, Ticker, type Parts } from '../index.ts';
import { directoryOf, say as tellTo, someId, testRulebook, type Told } from '../testing.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let ticker: Ticker;
let engine: Engine;
let actor: Actor | null = null;
const store = someId();
const head = person(['department-head'], { name: '部门经理甲' });
const agent = person(['service-agent'], { name: '客服丁' });

beforeAll(async () => {
  engine = new Engine(testRulebook);
  kernel = await freshKernel({ controls: engine });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  const directory = directoryOf([head, agent].map((p) => ({ id: p.id!, name: p.name, posts: p.posts })), [store], { tmall: [store] });
  const parts: Parts = { engine, rulebook: testRulebook, subjects: new Subjects(), directory };
  ticker = new Ticker(kernel, engine, notifier(engine, directory));
  app = await buildServer({ kernel, routes: regulationRoutes(parts), authenticate: async () => actor, checkAnswers: true });
  // Shipped after 10, 30 and 60 hours; one cancelled after 20 and one after 70 (over by then); one open for 40; the limit was 48 hours.
  const now = kernel.clock.now();
  const paidAt = now - 100 * HOUR;
  for (const [hours, how] of [[10, 'shipped'], [30, 'shipped'], [60, 'shipped'], [20, 'dropped'], [70, 'dropped']] as const) {
    const order = someId();
    await say(['paid', order, paidAt, hours === 30 ? { storeId: store } : {}], [how, order, paidAt + hours * HOUR]);
  }
  await say(['paid', someId(), now - 40 * HOUR]);
  await ticker.beat();
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

const say = (...facts: Told[]) => tellTo(kernel, ...facts);
// The answers are what the contract says: the server checks them in this test.
// oxlint-disable-next-line typescript/no-explicit-any
async function ask(who: Actor | null, path: string): Promise<{ status: number; body: any }> {
  actor = who;
  const answer = await app.inject({ method: 'GET', url: `/api${path}` });
  return { status: answer.statusCode, body: answer.json() };
}
const curveOf = async (query = '') => (await ask(head, `/parameters/shipWithin/backtest${query}`)).body.curves[0];
const at = (curve: { steps: [number, number, number][] }, amount: number) => curve.steps.findLast(([from]) => from <= amount)!.slice(1);

describe('engine.md §5: what another value would have meant on the company’s own history', () => {
  test('the same parameters reproduce every stored verdict', async () => {
    const curve = await curveOf();
    expect(curve).toMatchObject({ clause: '2.3.3', control: 'shipped-in-time', actual: { n: 6, met: 2, breached: 2, censored: 2, excluded: 0 }, differing: [], differingCount: 0, otherCalendar: 0 });
    expect(at(curve, 48)).toEqual([2, 2]);
  });
  test('n′ of N would have been breached; open and cancelled cases make it an interval', async () => {
    const curve = await curveOf();
    expect(at(curve, 9)).toEqual([6, 0]);
    expect(at(curve, 10)).toEqual([5, 0]);
    // Just 40 hours have passed on the open one: not over at 40, over at 39.
    expect(at(curve, 39)).toEqual([3, 1]);
    expect(at(curve, 40)).toEqual([2, 2]);
    expect(at(curve, 60)).toEqual([1, 2]);
    // Nothing but what was cancelled or is open is undecided any more.
    expect(at(curve, 70)).toEqual([0, 3]);
  });
  test('of one store alone', async () => expect((await curveOf(`?store=${store}`)).actual).toEqual({ n: 1, met: 1, breached: 0, censored: 0, excluded: 0 }));
  test('of one channel: its stores together, but not those that decided a value of their own', async () => {
    expect((await curveOf('?channel=tmall')).actual).toEqual({ n: 1, met: 1, breached: 0, censored: 0, excluded: 0 });
    expect((await curveOf('?channel=jd')).actual.n).toBe(0);
    const own = someId();
    await kernel.db.query(`insert into regulation.parameter_value (id, key, scope_type, scope_id, valid, known, value, kind, reason, proposed_by_name, created_at)
      values ($1, 'shipWithin', 'store', $2, tstzrange(null, null), tstzrange(now() - interval '1 day', null), '24', 'set', '本店另定', '测试', now())`, [own, store]);
    await engine.load(kernel.db);
    expect((await curveOf('?channel=tmall')).actual.n).toBe(0);
    expect((await curveOf()).actual.n).toBe(5);
    await kernel.db.query('delete from regulation.parameter_value where id = $1', [own]);
    await engine.load(kernel.db);
  });
  test('a working-time limit is measured on the calendar, pauses taken off', async () => {
    const opened = kernel.clock.now() - 3 * 24 * HOUR;
    const id = someId();
    await say(['opened', id, opened], ['waited', id, opened + HOUR], ['resumed', id, opened + 5 * HOUR], ['answered', id, opened + 6 * HOUR]);
    const { body } = await ask(head, '/parameters/answerWithin/backtest');
    expect(body.curves[0]).toMatchObject({ actual: { n: 1, met: 1 }, differingCount: 0 });
  });
  test('of one class of customers, one customer, one article, one carrier: as the facts tell that opened the cases', async () => {
    const [customer, other, article, carrier] = [someId(), someId(), someId(), someId()];
    const begun = kernel.clock.now() - 26 * HOUR;
    const lines = (...skuIds: string[]) => ({ lines: skuIds.map((skuId) => ({ skuId })) });
    for (const payload of [
      { customerId: customer, customerClass: 'key', ...lines(article, article) }, { customerId: customer, customerClass: 'key', carrierId: carrier, ...lines(article, other) },
      { customerId: other, customerClass: 'normal', skuId: article }, { customerId: other, customerClass: 'normal', carrierId: carrier, ...lines() },
    ]) {
      const id = someId();
      await say(['opened', id, begun, payload], ['answered', id, begun + 6 * HOUR]);
    }
    const n = async (query: string) => (await ask(head, `/parameters/answerWithin/backtest${query}`)).body.curves[0].actual.n;
    expect([await n(''), await n('?customerClass=key'), await n('?customerClass=normal'), await n(`?customer=${customer}`), await n(`?carrier=${carrier}`)]).toEqual([5, 2, 2, 2, 2]);
    // An order of several articles stands for none of them, one without any for none at all.
    expect([await n(`?article=${article}`), await n(`?article=${other}`)]).toEqual([2, 0]);
    // The cases that would flip are those of the same customer.
    const flips = async (query: string) => (await ask(head, `/parameters/answerWithin/backtest/cases?clause=2.4.1&control=answered-in-time&value=1${query}`)).body.total;
    expect([await flips(''), await flips(`&customer=${customer}`)]).toEqual([4, 2]);
    // A customer with a value of his own keeps it when that of his class changes; when his own does, it is all his.
    const own = someId();
    await kernel.db.query(`insert into regulation.parameter_value (id, key, scope_type, scope_id, valid, known, value, kind, reason, proposed_by_name, created_at)
      values ($1, 'answerWithin', 'customer', $2, tstzrange(null, null), tstzrange(now() - interval '1 day', null), '30', 'set', '该客户另定', '测试', now())`, [own, customer]);
    await kernel.db.query("update regulation.obligation set parameter_value = $1 where control = 'answered-in-time' and opened_by in (select id from kernel.fact where payload ->> 'customerId' = $2)", [own, customer]);
    await engine.load(kernel.db);
    expect([await n('?customerClass=key'), await n(''), await n(`?customer=${customer}`)]).toEqual([0, 3, 2]);
    await kernel.db.query('update regulation.obligation set parameter_value = null where parameter_value = $1', [own]);
    await kernel.db.query('delete from regulation.parameter_value where id = $1', [own]);
    await engine.load(kernel.db);
  });
  test('the cases that would flip are named, to those who may see them', async () => {
    const path = '/parameters/shipWithin/backtest/cases?clause=2.3.3&control=shipped-in-time&value=24';
    const { body } = await ask(head, path);
    expect(body.rows.map((r: { state: string; would: string }) => [r.state, r.would])).toEqual([['met', 'breached'], ['pending', 'breached']]);
    expect(body.total).toBe(2);
    expect((await ask(agent, path)).body).toMatchObject({ rows: [], total: 0 });
    expect((await ask(head, `${path}&would=met`)).body.total).toBe(0);
    expect((await ask(head, `${path}&q=SO-NOBODY`)).body.total).toBe(0);
    expect((await ask(head, `${path}&cursor=x`)).status).toBe(422);
    const first = (await ask(head, `${path}&limit=1`)).body;
    expect((await ask(head, `${path}&limit=1&cursor=${first.next}`)).body.rows[0].id).not.toBe(first.rows[0].id);
  });
  test('a value that limits no clock says so, one that there is not is not found', async () => {
    expect((await ask(head, '/parameters/authority/backtest')).body).toMatchObject({ curves: [], why: { zh: expect.stringContaining('不限定任何计时') } });
    expect((await ask(head, '/parameters/nothing/backtest')).status).toBe(404);
  });
  test('a stored verdict that does not come out again: the tool refuses and names it', async () => {
    const { rows: [wrong] } = await kernel.db.query<{ id: string }>("update regulation.obligation set state = 'met' where id = (select id from regulation.obligation where clause = '2.3.3' and state = 'breached' order by opened_at, id limit 1) returning id");
    expect(await curveOf()).toMatchObject({ steps: [], differing: [wrong!.id], differingCount: 1 });
    // Judged by a calendar that no longer holds it is left out instead.
    await kernel.db.query("update regulation.obligation set calendar_version = 'natural@0' where id = $1", [wrong!.id]);
    expect(await curveOf()).toMatchObject({ differingCount: 0, otherCalendar: 1, actual: { n: 6, excluded: 1 } });
  });
});

import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { HOUR } from '../../../kernel/clock.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { words } from '../../../kernel/words.ts';
import { Engine, seedCalendars, Subjects, type Parts } from '../../index.ts';
import { directoryOf, say as tellTo, someId, testRulebook, type Told } from '../../testing.ts';
import { lifeByFacts } from '../life-by-facts.ts';
import { MiningRoom } from './mining-room.ts';
import { miningRoutes } from './routes.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let actor: Actor | null = null;
const room = new MiningRoom();
const store = someId();
const head = person(['department-head'], { name: '部门经理甲' });
const other = person(['general-manager'], { name: '总经理乙' });
const packer = person(['warehouse'], { name: '仓小满' });

const life = lifeCycle({
  noun: words('订单', 'order'), first: 'new',
  states: { new: words('新', 'New'), paid: words('已付', 'Paid'), checked: words('已查', 'Checked'), shipped: words('已发', 'Shipped'), dropped: words('已取消', 'Dropped') },
  // Nobody publishes the check: it happens unseen.
  moves: { new: { pay: 'paid' }, paid: { check: 'checked', drop: 'dropped' }, checked: { ship: 'shipped' }, shipped: {}, dropped: {} },
});

beforeAll(async () => {
  const engine = new Engine(testRulebook);
  kernel = await freshKernel({ controls: engine });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  const subjects = new Subjects();
  subjects.register('order', {
    words: words('订单', 'Orders'), load: async (_, ids) => ids.map((id) => ({ id, number: `SO-${id.slice(-4)}`, title: null, whom: null, href: `/sales/orders/${id}` })),
    process: { steps: { 'test.order-paid': words('付款', 'Paid') }, states: life.states, life: lifeByFacts(life, { pay: ['test.order-paid'], ship: ['test.order-shipped'], drop: ['test.order-dropped'] }) },
  });
  const parts: Parts = { engine, rulebook: testRulebook, subjects, directory: directoryOf([], [store]) };
  app = await buildServer({ kernel, routes: miningRoutes(parts, room), authenticate: async () => actor, checkAnswers: true });
  const now = kernel.clock.now();
  const [a, b, c] = [someId(), someId(), someId()];
  await say(['paid', a, now - 30 * HOUR, { storeId: store }], ['shipped', a, now - 6 * HOUR], ['paid', b, now - 20 * HOUR], ['dropped', b, now - 10 * HOUR], ['shipped', c, now - HOUR]);
});
afterAll(async () => {
  await app.close();
  await room.close();
  await kernel.close();
});

const say = (...facts: Told[]) => tellTo(kernel, ...facts);
// The answers are what the contract says: the server checks them in this test.
// oxlint-disable-next-line typescript/no-explicit-any
async function ask(who: Actor | null, path: string, form?: { payload: Buffer; boundary: string }): Promise<{ status: number; body: any }> {
  actor = who;
  const answer = await app.inject(form
    ? { method: 'POST', url: `/api${path}`, payload: form.payload, headers: { 'content-type': `multipart/form-data; boundary=${form.boundary}`, 'idempotency-key': someId() } }
    : { method: 'GET', url: `/api${path}` });
  return { status: answer.statusCode, body: answer.headers['content-type']?.includes('json') ? answer.json() : answer.rawPayload };
}
/** Asks until the thread has it. */
// oxlint-disable-next-line typescript/no-explicit-any
async function ready(who: Actor, path: string): Promise<any> {
  for (;;) {
    const { status, body } = await ask(who, path);
    if (status !== 200 || body.state === 'ready') return status === 200 ? body.map : body;
  }
}
function form(parts: readonly { name: string; file?: string; content: string }[]): { payload: Buffer; boundary: string } {
  const boundary = 'x-boundary-x';
  const body = parts.map((p) => `--${boundary}\r\ncontent-disposition: form-data; name="${p.name}"${p.file ? `; filename="${p.file}"\r\ncontent-type: application/octet-stream` : ''}\r\n\r\n${p.content}\r\n`);
  return { payload: Buffer.from(`${body.join('')}--${boundary}--\r\n`), boundary };
}

describe('engine.md §6, from the same facts', () => {
  test('a map of orders with its counts, names and waiting in working time', async () => {
    const map = await ready(head, '/process-maps?type=order');
    expect(map).toMatchObject({ events: 5, cases: 3, edgeCount: 2, variantCount: 3 });
    const paid = map.activities.findIndex((a: { key: string }) => a.key === 'test.order-paid');
    expect(map.activities[paid].words.zh).toBe('付款');
    const edge = map.edges.find((e: { from: number; to: number }) => e.from === paid && map.activities[e.to].key === 'test.order-shipped');
    expect(edge.waiting).toMatchObject({ n: 1, median: 24 * HOUR });
    expect(edge.waitingWork.median).toBeLessThan(24 * HOUR);
  });
  test('what happens unseen costs nothing; a shipment without payment does; what is under way may still come', async () => {
    const { conformance } = await ready(head, '/process-maps?type=order');
    expect(conformance).toMatchObject({ cases: 3, running: 0, fitting: 2, totalCost: 1 });
    expect(conformance.deviations).toEqual([expect.objectContaining({ kind: 'model', activity: 'test.order-paid', activityWords: words('付款', 'Paid'), stateWords: words('新', 'New'), cost: 1, cases: 1 })]);
  });
  test('an edge leads to its cases, and they to their timelines', async () => {
    const map = await ready(head, '/process-maps?type=order');
    const { from, to } = map.edges[0];
    const { body } = await ask(head, `/process-maps/cases?type=order&of=edge&a=${from}&b=${to}`);
    expect(body).toMatchObject({ total: 1, next: null, rows: [{ events: 2, number: expect.stringMatching(/^SO-/), href: expect.stringMatching(/^\/cases\/order\//) }] });
    expect((await ask(head, '/process-maps/cases?type=order&of=deviation&a=0')).body.total).toBe(1);
    const first = (await ask(head, '/process-maps/cases?type=order&limit=2')).body;
    expect((await ask(head, `/process-maps/cases?type=order&limit=2&cursor=${first.next}`)).body.rows).toHaveLength(1);
    expect((await ask(head, '/process-maps/cases?type=order&cursor=x')).status).toBe(422);
  });
  test('of one store alone; a new fact is in the next map', async () => {
    expect(await ready(head, `/process-maps?type=order&store=${store}`)).toMatchObject({ cases: 1, events: 2 });
    await say(['paid', someId(), kernel.clock.now()]);
    const map = await ready(head, '/process-maps?type=order');
    expect([map.cases, map.conformance.cases, map.conformance.running]).toEqual([4, 3, 1]);
  });
  test('of records that began before the period only the end would be seen: they are left out and counted', async () => {
    const map = await ready(head, '/process-maps?type=order&days=1');
    expect(map.remarks).toEqual([{ zh: expect.stringMatching(/之前已开始/), en: expect.stringMatching(/began before this period/) }]);
    expect(map.cases).toBeLessThan(4);
  });
  test('as a workbook; not for everybody; of no kind that there is not', async () => {
    await ready(head, '/process-maps?type=order');
    expect((await ask(head, '/process-maps.xlsx?type=order')).body.subarray(0, 2).toString()).toBe('PK');
    expect((await ask(packer, '/process-maps?type=order')).status).toBe(403);
    expect((await ask(head, '/process-maps?type=whale')).status).toBe(422);
    expect((await ask(head, '/process-maps?type=order&calendar=moon')).status).toBe(422);
  });
});

describe('engine.md §6, import of outside logs', () => {
  const csv = '单号,环节,时间\n1,付款,2026-03-02 10:00\n1,发货,2026-03-02 12:00\n2,付款,2026-03-03 10:00\n';
  const json = JSON.stringify({ first: '新', moves: { 新: { 付款: '已付' }, 已付: { 发货: '已发' } } });
  test('an uploaded log is read in the same way, with a life cycle beside it, by whoever brought it', async () => {
    const { body: log } = await ask(head, '/process-maps/logs', form([{ name: 'files', file: 'log.csv', content: csv }, { name: 'files', file: 'life.json', content: json }]));
    expect(log).toMatchObject({ name: 'log.csv', life: true });
    expect(await ready(head, `/process-maps?log=${log.id}`)).toMatchObject({ events: 3, cases: 2, conformance: { fitting: 1, totalCost: 1 }, remarks: [{ zh: expect.stringContaining('单号'), en: expect.stringContaining('单号') }] });
    expect((await ask(head, `/process-maps/cases?log=${log.id}&q=2`)).body.rows).toMatchObject([{ number: '2', href: null, events: 1 }]);
    expect((await ask(other, `/process-maps?log=${log.id}`)).status).toBe(404);
  });
  test('a column that cannot be told is asked for, and then named', async () => {
    const odd = csv.replace('环节', '干了啥');
    const first = (await ask(head, '/process-maps/logs', form([{ name: 'files', file: 'log.csv', content: odd }]))).body;
    expect((await ask(head, `/process-maps?log=${first.id}`)).body).toMatchObject({ code: 'regulation.log-refused', detail: expect.stringContaining('干了啥') });
    const second = (await ask(head, '/process-maps/logs', form([{ name: 'activity', content: '干了啥' }, { name: 'files', file: 'log.csv', content: odd }]))).body;
    expect((await ready(head, `/process-maps?log=${second.id}`)).events).toBe(3);
  });
  test('a wrong life cycle and an upload of nothing are refused at once', async () => {
    expect((await ask(head, '/process-maps/logs', form([{ name: 'files', file: 'log.csv', content: csv }, { name: 'files', file: 'life.json', content: '{}' }]))).status).toBe(422);
    expect((await ask(head, '/process-maps/logs', form([{ name: 'case', content: 'x' }]))).status).toBe(422);
  });
});

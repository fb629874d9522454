import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { HOUR } from '../../../kernel/clock.ts';
import { FileStore } from '../../../kernel/file-store.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { posts } from '../../../kernel/posts.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { z } from 'zod';
import { Engine, seedCalendars, Subjects, type Parts } from '../../index.ts';
import { directoryOf, say as tellTo, someId, testRulebook, told, type Told } from '../../testing.ts';
import { lifeByFacts } from '../life-by-facts.ts';
import { forgetLog, LOGS_KEPT } from './event-logs.ts';
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
const seller = person(['seller'], { name: '销小北' });
/** Until then the packer was a seller. */
let movedAt = 0;
const folder = mkdtempSync(path.join(tmpdir(), 'dianzhang-logs-'));
let another: () => Promise<FastifyInstance>;
const second = new MiningRoom();

const tellAs = verb({
  name: 'test.tell-as', title: words('说', 'Tell'), may: { signedIn: 'all' }, input: z.strictObject({ what: z.enum(['held', 'paid', 'shipped']), id: z.string(), at: z.int() }),
  run: async (tx, { what, id, at }) => {
    tx.fact(told[what], id, {}, { at });
    return {};
  },
});

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
  movedAt = kernel.clock.now() - 10 * HOUR;
  const subjects = new Subjects();
  subjects.register('order', {
    words: words('订单', 'Orders'), load: async (_, ids) => ids.map((id) => ({ id, number: `SO-${id.slice(-4)}`, title: null, whom: null, href: `/sales/orders/${id}` })),
    process: { steps: { 'test.order-paid': words('付款', 'Paid') }, states: life.states, life: lifeByFacts(life, { pay: ['test.order-paid'], ship: ['test.order-shipped'], drop: ['test.order-dropped'] }) },
  });
  const parts: Parts = { engine, rulebook: testRulebook, subjects, directory: directoryOf([{ id: packer.id!, name: packer.name, posts: packer.posts, held: [{ post: 'seller', from: -Infinity, to: movedAt }, { post: 'warehouse', from: movedAt, to: null }] }, { id: seller.id!, name: seller.name, posts: seller.posts }], [store]), files: new FileStore(folder) };
  another = () => buildServer({ kernel, routes: miningRoutes({ ...parts, files: new FileStore(folder) }, second), authenticate: async () => actor, checkAnswers: true });
  app = await buildServer({ kernel, routes: miningRoutes(parts, room), authenticate: async () => actor, checkAnswers: true });
  const now = kernel.clock.now();
  const [a, b, c] = [someId(), someId(), someId()];
  await say(['paid', a, now - 30 * HOUR, { storeId: store }], ['shipped', a, now - 6 * HOUR], ['paid', b, now - 20 * HOUR], ['dropped', b, now - 10 * HOUR], ['shipped', c, now - HOUR]);
});
afterAll(async () => {
  await app.close();
  await room.close();
  await second.close();
  rmSync(folder, { recursive: true, force: true });
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
  test('time in the states of the declared life: from the step that brought it there to the next one of that life', async () => {
    const { states } = await ready(head, '/process-maps?type=order&days=30');
    const named = (zh: string) => states.names.findIndex((s: { words: { zh: string } }) => s.words.zh === zh);
    const paid = states.dwell.find((d: { state: number }) => d.state === named('已付'));
    // One was shipped after 24 hours, one dropped after 10; one is paid still and has no length yet.
    expect(paid).toMatchObject({ entered: 3, cases: 3, starts: 3, ends: 1, natural: { n: 2, median: 17 * HOUR } });
    expect(states.moves).toContainEqual(expect.objectContaining({ from: named('已付'), to: named('已取消'), count: 1, waiting: expect.objectContaining({ median: 10 * HOUR }) }));
    expect((await ask(head, `/process-maps/cases?type=order&of=state&a=${named('已取消')}`)).body.total).toBe(1);
  });
  test('hand-overs between posts: what a seller did and a packer went on with; within a post nothing is handed over', async () => {
    const order = someId();
    for (const [who, what] of [[seller, 'held'], [seller, 'paid'], [packer, 'shipped']] as const)
      await runVerb(kernel, tellAs, { what, id: order, at: kernel.clock.now() - HOUR + (what === 'shipped' ? 1_800_000 : 0) }, { actor: who });
    const map = await ready(head, '/process-maps?type=order');
    const post = (key: string) => map.posts.findIndex((p: { key: string }) => p.key === key);
    expect(map.postHandOvers).toMatchObject([{ from: post('seller'), to: post('warehouse'), count: 1, cases: 1, waiting: { median: 1_800_000 } }]);
    expect(map.posts[post('seller')].words).toEqual(posts.seller);
    expect((await ask(head, `/process-maps/cases?type=order&of=post-hand-over&a=${post('seller')}&b=${post('warehouse')}`)).body.total).toBe(1);
  });
  test('who changed his post handed over as what he was then: seller to seller is no hand-over, a moment after the change it is one', async () => {
    const postHandOvers = async (at: number): Promise<number> => {
      const order = someId();
      await runVerb(kernel, tellAs, { what: 'held', id: order, at: at - HOUR }, { actor: seller });
      await runVerb(kernel, tellAs, { what: 'paid', id: order, at }, { actor: packer });
      const map = await ready(head, '/process-maps?type=order');
      return map.postHandOvers.reduce((sum: number, h: { count: number }) => sum + h.count, 0);
    };
    const before = await postHandOvers(movedAt - 1);
    expect(await postHandOvers(movedAt - 60_000)).toBe(before);
    expect(await postHandOvers(movedAt)).toBe(before + 1);
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
  test('it is kept: a server that is started later reads it, too, its owner lists it and throws it away', async () => {
    kernel.clock.advance(1_000);
    const { body: log } = await ask(head, '/process-maps/logs', form([{ name: 'files', file: 'kept.csv', content: csv }]));
    const later = await another();
    const there = async (path: string) => (await later.inject({ method: 'GET', url: `/api${path}` })).json() as { state: string; map: { events: number } };
    actor = head;
    let read = await there(`/process-maps?log=${log.id}`);
    while (read.state === 'working') read = await there(`/process-maps?log=${log.id}`);
    expect(read.map.events).toBe(3);
    await later.close();
    expect((await ask(head, '/process-maps/logs')).body.rows[0]).toMatchObject({ id: log.id, name: 'kept.csv', life: false });
    expect((await ask(other, '/process-maps/logs')).body.rows).toEqual([]);
    await expect(runVerb(kernel, forgetLog, { id: log.id }, { actor: other })).rejects.toMatchObject({ kind: { code: 'regulation.log-gone' } });
    await runVerb(kernel, forgetLog, { id: log.id }, { actor: head });
    expect((await ask(head, `/process-maps?log=${log.id}`)).status).toBe(404);
  });
  test('of one person the newest are kept, and the contents of the oldest leave the disk with the sweep', async () => {
    const keep = (n: number) => ask(head, '/process-maps/logs', form([{ name: 'files', file: `log-${n}.csv`, content: `${csv}9,付款,2026-03-0${1 + (n % 9)} 10:0${n % 7}\n${n}` }]));
    const { body: oldest } = await keep(99);
    const { rows: [stored] } = await kernel.db.query<{ sha256: string }>('select sha256 from regulation.event_log where id = $1', [oldest.id]);
    kernel.clock.advance(1_000);
    for (let n = 0; n < LOGS_KEPT; n++) await keep(n);
    expect((await ask(head, '/process-maps/logs')).body.rows).toHaveLength(LOGS_KEPT);
    expect((await ask(head, `/process-maps?log=${oldest.id}`)).status).toBe(404);
    const { rows: [file] } = await kernel.db.query<{ erased: boolean }>('select erased_at is not null as erased from kernel.file where sha256 = $1', [stored!.sha256]);
    expect(file).toEqual({ erased: true });
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

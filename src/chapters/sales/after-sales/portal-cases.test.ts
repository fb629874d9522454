import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../tests/support/ruled.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { FileStore } from '../../../kernel/file-store.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { HOUR } from '../../../kernel/clock.ts';
import { runVerb } from '../../../kernel/verb.ts';
import type { Engine } from '../../../regulation/index.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as logisticsFacts from '../../logistics/facts.ts';
import * as salesFacts from '../facts.ts';
import { orderLinks } from '../orders/customer-link.ts';
import { givenGoods, givenStore, place } from '../orders/testing.ts';
import { acceptComplaint, closeComplaint, confirmResult, noteComplaint, receiveComplaint, tellResult } from './complaint-verbs.ts';
import { readComplaint } from './complaint-reads.ts';
import { answerFeedback, markSpam, mergeFeedback, receiveFeedback } from './feedback-verbs.ts';
import { portalPageOf } from './portal-page.ts';
import { requestReturn } from './request-return.ts';
import { afterSalesRoutes } from './routes.ts';
import { sayMoreOnComplaint, sayMoreOnFeedback } from './say-more.ts';

let kernel: TestKernel;
let engine: Engine;
const agent = person(['service-agent']);
const orders: string[] = [];
const customer = (orderId: string): Actor => ({ kind: 'customer', id: null, personId: null, name: '客户', posts: [], teamIds: [], link: { type: 'order', id: orderId } });

beforeAll(async () => {
  ({ kernel, engine } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts] }));
  const store = await givenStore(kernel);
  const goods = await givenGoods(kernel, store, 50);
  for (let i = 0; i < 4; i++) orders.push((await place(kernel, person(['department-head']), store, { lines: [goods.code] })).id);
});
afterAll(() => kernel.close());

const page = async (orderId: string) => portalPageOf(kernel, engine, (await orderLinks(kernel, [orderId], kernel.clock.now())).get(orderId)!.split('/').at(-1)!);
const duties = async (id: string, control: string) => (await kernel.db.query<{ state: string }>('select state from regulation.obligation where subject_id = $1 and control = $2 order by opened_at, id', [id, control])).rows.map((r) => r.state);
const say = async (orderId: string, text = '包装太大了', channel: 'page' | 'review' | 'mail' = 'page') =>
  (await runVerb(kernel, receiveFeedback, { channel, orderId, author: null, words: text, rating: 3 }, { actor: channel === 'page' ? customer(orderId) : agent })).id;

describe('feedback on the customer’s page (clause 2.4.1)', () => {
  test('by when the answer is owed, the answer itself, and no inside note', async () => {
    const [orderId] = orders as [string];
    const said = kernel.clock.now();
    const id = await say(orderId);
    expect((await page(orderId)).feedback).toMatchObject([{ id, title: { zh: '已收到，等待回应' }, words: '包装太大了', rating: 3, next: { text: { zh: '我们最迟回应您' }, by: said + 4 * HOUR }, messages: [], canSay: true }]);
    await runVerb(kernel, answerFeedback, { id, words: '仓库说没有小箱', public: false }, { actor: agent });
    await runVerb(kernel, answerFeedback, { id, words: '谢谢，下月换小箱', public: true }, { actor: agent });
    expect((await page(orderId)).feedback).toMatchObject([{ title: { zh: '已回应' }, next: null, messages: [{ words: '谢谢，下月换小箱', ours: true }] }]);
  });
  test('a word more opens the case again, with its time', async () => {
    const orderId = orders[1]!;
    const id = await say(orderId);
    await runVerb(kernel, answerFeedback, { id, words: '谢谢', public: true }, { actor: agent });
    kernel.clock.advance(HOUR);
    await runVerb(kernel, sayMoreOnFeedback, { id, words: '那这次能补一个袋子吗' }, { actor: customer(orderId) });
    expect(await duties(id, 'feedback-answered-in-time')).toEqual(['met', 'pending']);
    expect((await page(orderId)).feedback).toMatchObject([{ title: { zh: '已收到，等待回应' }, next: { by: kernel.clock.now() + 4 * HOUR }, messages: [{ ours: true }, { words: '那这次能补一个袋子吗', ours: false }] }]);
  });
  test('another order’s holder neither sees nor continues it; spam and mails are not shown, what was merged is over', async () => {
    const [, , mine, other] = orders as [string, string, string, string];
    const [first, second, third] = [await say(mine), await say(mine, '又说一次'), await say(mine, '加微信领券')];
    await say(mine, '邮件里写的', 'mail');
    await expect(runVerb(kernel, sayMoreOnFeedback, { id: first, words: '我也要' }, { actor: customer(other) })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    const { rows: [target] } = await kernel.db.query<{ feedback_no: string }>('select feedback_no from sales.feedback where id = $1', [first]);
    await runVerb(kernel, mergeFeedback, { id: second, version: 1, into: target!.feedback_no }, { actor: agent });
    await runVerb(kernel, markSpam, { id: third, version: 1 }, { actor: agent });
    await expect(runVerb(kernel, sayMoreOnFeedback, { id: second, words: '在吗' }, { actor: customer(mine) })).rejects.toMatchObject({ kind: { code: 'sales.feedback-settled' } });
    expect((await page(mine)).feedback.map((f) => [f.words, f.canSay]).toSorted()).toEqual([['包装太大了', true], ['又说一次', false]]);
    expect((await page(other)).feedback).toEqual([]);
  });
});

describe('a complaint on the customer’s page (clause 2.4.3)', () => {
  test('by when it is taken in hand and the next word is owed; what is added stands with it and on the timeline, until it is over', async () => {
    const orderId = orders[3]!;
    const { id } = await runVerb(kernel, receiveComplaint, { orderId, channel: 'page', about: '杯子漏水' }, { actor: customer(orderId) });
    const shown = async () => (await page(orderId)).complaints[0]!;
    const version = async () => (await readComplaint(kernel, person(['service-lead']), 'all', id)).version;
    expect(await shown()).toMatchObject({ canSay: true, next: { by: kernel.clock.now() + HOUR } });
    await runVerb(kernel, acceptComplaint, { id, version: await version() }, { actor: agent });
    const { rows: [owed] } = await kernel.db.query<{ due_at: number }>("select due_at from regulation.obligation where subject_id = $1 and control = 'progress-told' and open", [id]);
    expect((await shown()).next).toMatchObject({ text: { zh: expect.stringContaining('通报进展') }, by: owed!.due_at });
    await runVerb(kernel, sayMoreOnComplaint, { id, words: '杯盖也裂了' }, { actor: customer(orderId) });
    await runVerb(kernel, noteComplaint, { id, words: '供应商确认中', toCustomer: false }, { actor: agent });
    expect((await shown()).notes.map((n) => [n.words, n.ours])).toEqual([['杯子漏水', false], ['杯盖也裂了', false]]);
    expect((await kernel.db.query("select 1 from kernel.fact where type = 'sales.complaint-continued' and subject_id = $1", [id])).rows).toHaveLength(1);
    await expect(runVerb(kernel, sayMoreOnComplaint, { id, words: '不是我的' }, { actor: customer(orders[0]!) })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    await runVerb(kernel, tellResult, { id, version: await version(), result: '换新', compensationFen: 0 }, { actor: agent });
    await runVerb(kernel, confirmResult, { id, satisfied: true, how: '', rating: 5 }, { actor: customer(orderId) });
    await runVerb(kernel, closeComplaint, { id, version: await version() }, { actor: agent });
    expect((await shown()).canSay).toBe(false);
    await expect(runVerb(kernel, sayMoreOnComplaint, { id, words: '又坏了' }, { actor: customer(orderId) })).rejects.toMatchObject({ kind: { code: 'sales.complaint-over' } });
  });
});

describe('a link acts on the cases of its own order only (survival B4)', () => {
  /** A body that each act takes for a case of its own; a new act of the page joins this list, or fails here. */
  const bodies: Readonly<Record<string, object>> = {
    parcel: { carrier: '顺丰', waybillNo: 'SF0001' }, withdrawal: {}, confirmation: { satisfied: true, words: '好', rating: 5 }, messages: { words: '再说一句' },
  };
  const routes = afterSalesRoutes({ get engine() { return engine; }, files: {} as FileStore });
  const acts = routes.filter((r) => r.endpoint.path.startsWith('/portal/:token/') && r.endpoint.path.includes('/:id'));
  test('every act of the page, with the case of another order: 404, and nothing is changed', async () => {
    const [mine, others] = [orders[0]!, orders[3]!];
    const { rows: [line] } = await kernel.db.query<{ id: string }>('select id from sales.order_line where order_id = $1', [others]);
    const actor = customer(others);
    const ids: Record<string, string> = {
      feedback: await say(others), complaints: (await runVerb(kernel, receiveComplaint, { orderId: others, channel: 'page', about: '又漏水' }, { actor })).id,
      returns: (await runVerb(kernel, requestReturn, { id: others, type: 'before-shipping', reason: 'not-wanted', words: '', lines: [{ orderLineId: line!.id, quantity: 1 }], photos: [] }, { actor })).id,
    };
    const app = await buildServer({ kernel, routes, authenticate: async () => null });
    await app.ready();
    const token = (await orderLinks(kernel, [mine], kernel.clock.now())).get(mine)!.split('/').at(-1)!;
    const all = async () => (await kernel.db.query(['feedback', 'feedback_message', 'complaint', 'complaint_note', 'return', 'return_line'].map((t) => `select '${t}' as name, md5(coalesce(string_agg(x::text, '' order by x::text), '')) as sum from sales.${t} x`).join(' union all '))).rows;
    const before = await all();
    expect(acts.length).toBeGreaterThanOrEqual(6);
    for (const { endpoint } of acts) {
      const [kind, act] = [endpoint.path.split('/')[3]!, endpoint.path.split('/').at(-1)!];
      const answer = await app.inject({ method: endpoint.method, url: `/api${endpoint.path.replace(':token', token).replace(':id', ids[kind]!)}`, headers: { 'content-type': 'application/json' }, payload: JSON.stringify(bodies[act]) });
      expect([endpoint.path, answer.statusCode]).toEqual([endpoint.path, 404]);
    }
    expect(await all()).toEqual(before);
    await app.close();
  });
});

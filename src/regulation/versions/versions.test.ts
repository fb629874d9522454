import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor } from '../../kernel/actor.ts';
import { HOUR, MINUTE } from '../../kernel/clock.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { words } from '../../kernel/words.ts';
import { Engine, regulationRoutes, seedCalendars, Subjects, type Parts } from '../index.ts';
import { whereOf } from '../runtime/engine.ts';
import { clauseVersion, deadlineVersion } from '../runtime/versions.ts';
import { Ticker } from '../runtime/ticker.ts';
import { directoryOf, figuresAgainstRecount, say, someId } from '../testing.ts';
import { rejudge } from './rejudging.ts';
import { happy, versionsBrought, versionsRulebook } from './testing.ts';

let kernel: TestKernel;
let engine: Engine;
let ticker: Ticker;
let app: FastifyInstance;
const [lead, head, general, auditor] = [
  person(['team-lead'], { name: '组长甲' }), person(['department-head'], { name: '部门经理乙' }), person(['general-manager'], { name: '总经理丙' }), person(['auditor'], { name: '审计丁' }),
];
/** The head of the department in another account: one natural person. */
const headAgain = person(['auditor'], { name: '部门经理乙（审计账号）', personId: head!.id! });
let actor: Actor = lead!;
const at = (local: string): number => Date.parse(`${local}+08:00`);
const stores = [someId(), someId()] as const;

beforeAll(async () => {
  engine = new Engine(versionsRulebook, versionsBrought);
  kernel = await freshKernel({ controls: engine, at: at('2026-03-02T09:00') });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  ticker = new Ticker(kernel, engine, async () => {});
  const staff = [lead, head, general, auditor, headAgain].map((p) => ({ id: p!.id!, personId: p!.personId!, name: p!.name, posts: p!.posts }));
  const known = directoryOf(staff, stores);
  const directory: Parts['directory'] = { ...known, scopeOptions: async (on, scope) => {
    const own = await known.scopeOptions(on, scope);
    return own.length > 0 ? own : [{ id: 'a', words: words(`${scope} 甲`, `${scope} A`) }, { id: 'b', words: words(`${scope} 乙`, `${scope} B`) }];
  } };
  engine.directory = directory;
  app = await buildServer({ kernel, routes: regulationRoutes({ engine, rulebook: versionsRulebook, subjects: new Subjects(), directory }), authenticate: async () => actor, checkAnswers: true });
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;
const as = async (who: Actor, method: 'GET' | 'POST', path: string, payload?: unknown): Promise<{ status: number; body: Json }> => {
  actor = who;
  const answer = await app.inject({ method, url: `/api${path}`, ...(payload === undefined ? {} : { payload: payload as object }) });
  return { status: answer.statusCode, body: answer.json() };
};
const propose = (key: string, value: unknown, more: Record<string, unknown> = {}) =>
  as(lead!, 'POST', `/parameters/${key}/changes`, { value, scopeType: null, scopeId: null, from: null, reason: '按实际情况调整', ...more });
const sign = async (who: Actor, id: string) => {
  const { body } = await as(who, 'GET', `/parameter-changes/${id}`);
  return as(who, 'POST', `/parameter-changes/${id}/approval`, { hash: body.hash, note: null });
};
const approved = async (key: string, value: unknown, more: Record<string, unknown> = {}): Promise<string> => {
  const { body: { id } } = await propose(key, value, more);
  expect((await sign(head!, id)).status).toBe(200);
  return id;
};
const duty = async (subject: string, control = 'shipped-in-time') => (await kernel.db.query<Json>('select * from regulation.obligation where subject_id = $1 and control = $2', [subject, control])).rows[0];
const replaced = async (id: string) => (await kernel.db.query<Json>('select * from regulation.superseded_verdict where obligation_id = $1 order by superseded_at', [id])).rows;
const toNow = async (local: string) => {
  kernel.clock.advance(at(local) - kernel.clock.now());
  await ticker.beat();
};

test('engine.md §2: overlapping values of one key and scope are refused by the database, whatever the program does; apart in one of the two times they may stand', async () => {
  const put = (valid: string, known: string) => kernel.db.query(`insert into regulation.parameter_value (id, key, scope_type, scope_id, valid, known, value, kind, reason, proposed_by_name, created_at)
    values ($1, 'goodwill', 'channel', 'overlap-test', $2::tstzrange, $3::tstzrange, '500', 'correction', '重叠', '测试', now())`, [someId(), valid, known]);
  await put('[2020-01-01,2020-02-01)', '[2020-01-01,2020-06-01)');
  await expect(put('[2020-01-31 23:59:59,2020-03-01)', '[2020-05-31 23:59:59,)')).rejects.toMatchObject({ code: '23P01' });
  await put('[2020-02-01,2020-03-01)', '[2020-05-31 23:59:59,)');
  await put('[2020-01-31 23:59:59,2020-02-01)', '[2020-06-01,)');
  await kernel.db.query("delete from regulation.parameter_value where scope_id = 'overlap-test'");
});

describe('engine.md §2: binding', () => {
  test('start (default): the running case keeps what held when its clock started; the next one follows the new value', async () => {
    const [running, later] = [someId(), someId()];
    await say(kernel, ['paid', running, kernel.clock.now()]);
    await toNow('2026-03-02T10:00');
    await approved('shipWithin', 24, { scopeType: 'store', scopeId: stores[0] });
    await say(kernel, ['paid', later, kernel.clock.now(), { storeId: stores[0] }], ['paid', running, kernel.clock.now(), { storeId: stores[0] }]);
    await ticker.beat();
    expect((await duty(running)).due_at).toBe(at('2026-03-04T09:00'));
    expect(await duty(later)).toMatchObject({ due_at: at('2026-03-03T10:00'), parameter_value: expect.any(String) });
  });

  test('now: open obligations are timed anew when the value comes into force, and a fact says so on each case', async () => {
    const [open, done] = [someId(), someId()];
    await say(kernel, ['paid', open, kernel.clock.now()], ['paid', done, kernel.clock.now()]);
    await say(kernel, ['shipped', done, kernel.clock.now()]);
    expect((await duty(open, 'handled-in-time')).due_at).toBe(at('2026-03-04T10:00'));
    // Planned for tomorrow: until then nothing moves.
    await approved('returnWithin', 72, { from: '2026-03-03' });
    await ticker.beat();
    expect((await duty(open, 'handled-in-time')).due_at).toBe(at('2026-03-04T10:00'));
    await toNow('2026-03-03T00:00');
    expect(await duty(open, 'handled-in-time')).toMatchObject({ due_at: at('2026-03-05T10:00'), limits: { unit: 'hours', amount: 72 }, parameter_value: expect.any(String), state: 'pending' });
    expect((await duty(done, 'handled-in-time')).due_at).toBe(at('2026-03-04T10:00'));
    const { rows } = await kernel.db.query<Json>("select f.payload from kernel.fact f join kernel.fact_object o on o.fact_seq = f.seq where f.type = 'regulation.cases-retimed' and o.object_id = $1", [open]);
    expect(rows).toEqual([{ payload: expect.objectContaining({ key: 'returnWithin', clause: '2.4.2', control: 'handled-in-time' }) }]);
  });

  test('now: what was overdue and by the new value is not is taken back, and the old verdict stays readable', async () => {
    const late = someId();
    await say(kernel, ['paid', late, at('2026-02-27T20:00')]);
    await ticker.beat();
    expect((await duty(late, 'handled-in-time')).state).toBe('breached');
    const id = await approved('returnWithin', 240);
    await ticker.beat();
    expect(await duty(late, 'handled-in-time')).toMatchObject({ state: 'pending', due_at: at('2026-03-09T20:00') });
    expect(await replaced((await duty(late, 'handled-in-time')).id)).toMatchObject([{ reason: 'value', state: 'breached' }]);
    expect((await as(lead!, 'GET', `/parameter-changes/${id}/rejudging`)).body.job).toMatchObject({ kind: 'now', finishedAt: expect.any(Number) });
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
  });
});

describe('engine.md §2: a set never reaches back before its approval', () => {
  test('a day before today is refused; today means from the approval on, and the minute before keeps the old value', async () => {
    await toNow('2026-03-03T10:00');
    expect(await propose('answerWithin', 4, { from: '2026-03-02' })).toMatchObject({ status: 422, body: { code: 'regulation.in-the-past' } });
    const [before, after] = [someId(), someId()];
    await approved('answerWithin', 4, { from: '2026-03-03' });
    await say(kernel, ['opened', before, at('2026-03-03T09:59')], ['opened', after, at('2026-03-03T10:00')]);
    expect((await duty(before, 'answered-in-time')).limits).toEqual({ unit: 'workHours', amount: 8 });
    expect((await duty(after, 'answered-in-time')).limits).toEqual({ unit: 'workHours', amount: 4 });
  });
  test('the database refuses it whatever the program says; a correction it takes', async () => {
    const row = (kind: string) => JSON.stringify({ from: at('2026-01-05T00:00'), now: kernel.clock.now(), row: { id: someId(), key: 'moveWithin', scope_type: null, scope_id: null, value: 24, kind, reason: '补记', proposed_by_name: '甲', approved_by_name: '乙' } });
    await expect(kernel.db.query('select regulation.set_value($1::jsonb)', [row('set')])).rejects.toThrow(/never reaches back/);
    await expect(kernel.db.query('select regulation.set_value($1::jsonb)', [row('correction')])).resolves.toBeDefined();
  });
});

describe('engine.md §2: a correction reaches back', () => {
  const [kept, late, dropped, open, other] = [someId(), someId(), someId(), someId(), someId()];
  let change = '';
  beforeAll(async () => {
    await toNow('2026-03-09T12:00');
    const start = at('2026-03-05T08:00');
    for (const id of [kept, late, dropped]) await say(kernel, ['paid', id, start]);
    await say(kernel, ['paid', open, at('2026-03-08T20:00')], ['paid', other, start, { storeId: stores[0] }]);
    await say(kernel, ['shipped', kept, start + 20 * HOUR], ['shipped', late, start + 60 * HOUR], ['dropped', dropped, start + 50 * HOUR], ['shipped', other, start + 60 * HOUR]);
    await ticker.beat();
  });
  test('before it is approved: both sides of 48 hours are as the old value says', async () => {
    expect([(await duty(kept)).state, (await duty(late)).state, (await duty(dropped)).state, (await duty(open)).state]).toEqual(['met', 'breached', 'breached', 'pending']);
  });
  test('it names a day in the past, and the law bounds it as any value', async () => {
    expect(await propose('shipWithin', 72, { kind: 'correction' })).toMatchObject({ status: 422, body: { code: 'regulation.correction-of-the-past' } });
    expect(await propose('shipWithin', 72, { kind: 'correction', from: '2026-03-09' })).toMatchObject({ status: 422, body: { code: 'regulation.correction-of-the-past' } });
    const unlawful = await propose('shipWithin', 481, { kind: 'correction', from: '2026-03-04' });
    expect(unlawful).toMatchObject({ status: 422, body: { code: 'regulation.below-law' } });
    expect(unlawful.body.detail).toContain('示例法规第一条');
  });
  test('it shows beforehand which verdicts would flip: counted, listed, by page', async () => {
    const proposed = await propose('shipWithin', 60, { kind: 'correction', from: '2026-03-05' });
    expect(proposed.status).toBe(200);
    change = proposed.body.id;
    const { body } = await as(head!, 'GET', `/parameter-changes/${change}/flips`);
    expect(body).toMatchObject({ judged: 4, flipped: 2, toMet: 1, toBreached: 0, total: 2, next: null });
    const by = Object.fromEntries(body.rows.map((r: Json) => [r.subject.id, [r.state, r.would]]));
    // Just 60 hours is kept; dropped after 50 hours it is no longer over. A store with its own value is untouched.
    expect(by).toEqual({ [late]: ['breached', 'met'], [dropped]: ['breached', 'cancelled'] });
    const first = (await as(head!, 'GET', `/parameter-changes/${change}/flips?limit=1&sort=opened`)).body;
    const second = (await as(head!, 'GET', `/parameter-changes/${change}/flips?limit=1&sort=opened&cursor=${first.next}`)).body;
    expect([first.rows.length, second.rows.length, second.next]).toEqual([1, 1, null]);
    expect(new Set([first.rows[0].id, second.rows[0].id]).size).toBe(2);
    expect((await as(head!, 'GET', `/parameter-changes/${change}/flips?would=met`)).body.total).toBe(1);
    expect(body.controls).toEqual([expect.objectContaining({ clause: '2.3.3', control: 'shipped-in-time', flipped: 2 })]);
    expect((await as(head!, 'GET', `/parameter-changes/${change}/flips?control=shipped-in-time`)).body.total).toBe(2);
    expect((await as(head!, 'GET', `/parameter-changes/${change}/flips?q=SO-NOBODY`)).body).toMatchObject({ rows: [], total: 0, flipped: 2 });
    // The page after a case that no longer flips goes on at its place in the order.
    const gone = `${first.rows[0].openedAt}~${first.rows[0].id < second.rows[0].id ? first.rows[0].id : '00000000-0000-0000-0000-000000000000'}`;
    expect((await as(head!, 'GET', `/parameter-changes/${change}/flips?sort=opened&cursor=${gone}`)).body.rows.length).toBeGreaterThan(0);
    expect((await as(head!, 'GET', `/parameter-changes/${change}/flips?cursor=nonsense`)).status).toBe(422);
    const card = (await as(head!, 'GET', `/approvals/${change}`)).body;
    expect(card.fields.find((f: Json) => f.key === 'flips').now.zh).toBe('重判 4 项，其中 2 项结论改变');
  });
  test('whoever turns pages goes on in the list that he began; opened again a while later it is judged anew', async () => {
    const flips = async (query: string) => (await as(head!, 'GET', `/parameter-changes/${change}/flips?limit=1&sort=opened${query}`)).body;
    kernel.clock.advance(MINUTE);
    const first = await flips('');
    const added = someId();
    await say(kernel, ['paid', added, at('2026-03-05T09:00')], ['shipped', added, at('2026-03-05T09:00') + 55 * HOUR]);
    await ticker.beat();
    kernel.clock.advance(MINUTE);
    expect(await flips(`&cursor=${first.next}`)).toMatchObject({ asOf: first.asOf, judged: first.judged, total: 2 });
    expect(await flips('')).toMatchObject({ asOf: first.asOf + MINUTE, judged: first.judged + 1, total: 3 });
    // Another page of the new list, and no other judging of years meanwhile.
    expect(await flips('&would=met')).toMatchObject({ asOf: first.asOf + MINUTE, total: 2 });
  });
  test('it needs a second approver: one signature changes nothing, and the same person in another account does not give the second', async () => {
    expect((await sign(lead!, change)).status).not.toBe(200);
    expect((await sign(head!, change)).status).toBe(200);
    await ticker.beat();
    expect((await duty(late)).state).toBe('breached');
    expect((await sign(head!, change)).body.code).toBe('regulation.voted-already');
    expect((await sign(headAgain, change)).body.code).toBe('regulation.voted-already');
    expect((await sign(auditor!, change)).status).toBe(200);
  });
  test('after approval the verdicts are judged anew in batches, as superseding rows; the figures stay right', async () => {
    expect((await as(head!, 'GET', `/parameter-changes/${change}/rejudging`)).body.job).toMatchObject({ kind: 'correction', total: 6, done: 0, finishedAt: null });
    // One batch, then the node is killed: another goes on where it stood.
    await rejudge(kernel, engine, 1);
    await ticker.beat();
    expect([(await duty(kept)).state, (await duty(late)).state, (await duty(dropped)).state, (await duty(open)).state, (await duty(other)).state]).toEqual(['met', 'met', 'cancelled', 'pending', 'breached']);
    expect((await duty(open)).due_at).toBe(at('2026-03-11T08:00'));
    const [old] = await replaced((await duty(late)).id);
    expect(old).toMatchObject({ reason: 'correction', state: 'breached', due_at: at('2026-03-07T08:00'), parameter_value: null, calendar_version: 'natural', evaluator_version: deadlineVersion });
    const job = (await as(head!, 'GET', `/parameter-changes/${change}/rejudging`)).body.job;
    expect(job).toMatchObject({ total: 6, done: 6, changed: 5, flipped: 3, finishedAt: expect.any(Number) });
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
  });
  test('judging again changes nothing: every case is pinned to the value already', async () => {
    await kernel.db.query('update regulation.rejudging set step = 0, after_at = null, after_id = null, finished_at = null where approval_id = $1', [change]);
    kernel.clock.advance(MINUTE);
    await ticker.beat();
    expect(await replaced((await duty(late)).id)).toHaveLength(1);
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
  });
  test('what was known before stays readable: the old value as known then, the corrected one as known now', async () => {
    const day = at('2026-03-06T00:00');
    expect(engine.values.at('shipWithin', day).value).toBe(60);
    expect(engine.values.at('shipWithin', day, {}, at('2026-03-08T00:00')).value).toBe(48);
    expect(engine.values.at('shipWithin', at('2026-03-04T23:59')).value).toBe(48);
  });
  test('a bound of a target, too: the month comes out otherwise, the first judgement is superseded', async () => {
    happy.measured = { numerator: 85, denominator: 100 };
    await toNow('2026-04-02T09:00');
    const verdicts = async () => (await kernel.db.query<Json>("select outcome, superseded_reason from regulation.judgement where control = 'satisfied-enough' order by judged_at, superseded_at nulls last")).rows;
    expect(await verdicts()).toEqual([{ outcome: 'broken', superseded_reason: null }]);
    const { body: { id } } = await propose('csat', 8_500, { kind: 'correction', from: '2026-03-01' });
    expect((await as(head!, 'GET', `/parameter-changes/${id}/flips`)).body).toMatchObject({ flipped: 1, targets: [{ was: 'broken', would: 'kept' }] });
    await sign(head!, id);
    await sign(general!, id);
    await ticker.beat();
    expect((await verdicts()).toSorted((a: Json, b: Json) => (a.outcome < b.outcome ? -1 : 1))).toEqual([{ outcome: 'broken', superseded_reason: 'correction' }, { outcome: 'kept', superseded_reason: null }]);
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
  });
});

describe('engine.md §2: the most specific scope holds; two equally specific ones are refused when published', () => {
  test('store before customer class before channel, each against the whole company', async () => {
    const line = await propose('goodwill', 900, { scopeType: 'product-line', scopeId: 'a' });
    expect(line.status).toBe(200);
    for (const [scopeType, scopeId, value] of [['channel', 'a', 600], ['customer-class', 'a', 700], ['store', stores[0], 800]] as const) await approved('goodwill', value, { scopeType, scopeId });
    const now = kernel.clock.now() + MINUTE;
    const of = (where: object) => engine.values.at('goodwill', now, where).value;
    expect([of({}), of({ channel: 'a' }), of({ channel: 'a', 'customer-class': 'a' }), of({ channel: 'a', 'customer-class': 'a', store: stores[0] }), of({ store: stores[1], channel: 'a' }), of({ channel: 'b' })])
      .toEqual([500, 600, 700, 800, 600, 500]);
    // It was asked for while no channel had a value: refused when it is to be published.
    expect(await sign(head!, line.body.id)).toMatchObject({ status: 409, body: { code: 'regulation.equally-specific' } });
  });
  test('a product line beside a channel: neither is narrower; refused with the list of both', async () => {
    const { status, body } = await propose('goodwill', 900, { scopeType: 'product-line', scopeId: 'b' });
    expect([status, body.code]).toEqual([409, 'regulation.equally-specific']);
    expect(body.detail).toContain('product-line 乙');
    expect(body.detail).toContain('channel 甲（6%）');
    expect(body.facts.against).toMatchObject([{ scopeType: 'channel', scopeId: 'a' }]);
  });
  test('one customer before one article before one carrier before the store, each against what is wider', async () => {
    for (const [scopeType, value] of [['carrier', 850], ['article', 860], ['customer', 870]] as const) await approved('goodwill', value, { scopeType, scopeId: 'a' });
    const now = kernel.clock.now() + MINUTE;
    const of = (where: object) => engine.values.at('goodwill', now, where).value;
    const in1 = { store: stores[0], channel: 'a' };
    expect([of(in1), of({ ...in1, carrier: 'a' }), of({ ...in1, carrier: 'a', article: 'a' }), of({ ...in1, carrier: 'a', article: 'a', customer: 'a' })]).toEqual([800, 850, 860, 870]);
    expect([of({ ...in1, customer: 'b' }), of({ carrier: 'b' }), of({ customer: 'a' })]).toEqual([800, 500, 870]);
    const { body } = await as(lead!, 'GET', '/parameters/goodwill');
    expect(body.history.map((v: Json) => v.scope?.zh)).toContain('customer 甲');
    expect((await as(lead!, 'GET', '/parameter-scopes/customer?q=x')).status).toBe(200);
    expect((await as(person(['warehouse']), 'GET', '/parameter-scopes/customer')).status).toBe(403);
  });
  test('a fact says where its case stands: customer, carrier, and the one article; several articles stand for none', () => {
    const [c, k, a, b] = [someId(), someId(), someId(), someId()];
    expect(whereOf({ storeId: stores[0], customerId: c, carrierId: k, skuId: a })).toEqual({ store: stores[0], customer: c, carrier: k, article: a });
    expect(whereOf({ customerId: null, lines: [{ skuId: a }, { skuId: a }] })).toEqual({ article: a });
    expect(whereOf({ lines: [{ skuId: a }, { skuId: b }] })).toEqual({});
    expect(whereOf({ lines: [{ skuId: null }] })).toEqual({});
  });
  test('another channel is of the same kind: no case stands in both', async () => {
    await approved('goodwill', 900, { scopeType: 'channel', scopeId: 'b' });
    expect(engine.values.at('goodwill', kernel.clock.now() + MINUTE, { channel: 'b' }).value).toBe(900);
  });
  test('a value beyond the law is refused with its reference; just the bound is taken', async () => {
    const beyond = await propose('goodwill', 3_001);
    expect([beyond.status, beyond.body.code]).toEqual([422, 'regulation.below-law']);
    expect(beyond.body.detail).toContain('示例法规第二条');
    expect((await propose('goodwill', 3_000)).status).toBe(200);
  });
});

describe('engine.md §2: verdicts are pinned to clause, value, calendar and evaluator', () => {
  test('shown in the obligation’s detail, for the verdict and for those that it replaced', async () => {
    const [{ id }] = (await kernel.db.query<Json>("select o.id from regulation.obligation o join regulation.superseded_verdict s on s.obligation_id = o.id where s.reason = 'correction' and o.state = 'met' and s.state = 'breached' limit 1")).rows;
    const { body } = await as(head!, 'GET', `/obligations/${id}`);
    const clause = versionsRulebook.find((c) => c.id === '2.3.3')!;
    expect(body.versions).toEqual({ clause: clauseVersion(clause), clauseSince: expect.any(Number), evaluator: deadlineVersion, calendar: 'natural', value: { id: expect.any(String), words: { zh: '60 小时', en: '60 hours' }, from: at('2026-03-05T00:00'), approvedBy: expect.any(String) } });
    expect(body.superseded).toMatchObject([{ reason: 'correction', state: 'breached', versions: { value: null, calendar: 'natural' } }]);
  });
  test('another wording or default is another version of the clause, and the declaration stays readable under its hash', async () => {
    const clause = versionsRulebook.find((c) => c.id === '2.3.3')!;
    expect(clauseVersion({ ...clause, wording: words('另一种写法', 'another wording') })).not.toBe(clauseVersion(clause));
    expect(clauseVersion({ ...clause, title: clause.title })).toBe(clauseVersion(clause));
    const { rows } = await kernel.db.query<Json>('select declared from regulation.clause_version where clause = $1', ['2.3.3']);
    expect(rows.map((r: Json) => r.declared.wording.zh)).toEqual([clause.wording.zh]);
  });
});

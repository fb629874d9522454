import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshProduct, type Caller, type WholeProduct } from '../../../tests/support/product.ts';
import { DAY, dayOf, movingClock } from '../../kernel/clock.ts';
import { unreachable } from '../../kernel/lifecycle.ts';
import { correctiveLife } from './action.ts';
import { checkDue, isEffective, windows } from './effect.ts';

const clock = movingClock(Date.parse('2026-03-10T02:00:00Z'));
let whole: WholeProduct;
let head: Caller;
beforeAll(async () => {
  whole = await freshProduct({ clock, orders: 0 });
  head = await whole.as('department-head');
}, 120_000);
afterAll(() => whole?.close());

const control = { clause: '2.3.3', control: 'shipped-in-time' };
/** Days go by; sessions end meanwhile. */
async function pass(days: number): Promise<void> {
  clock.advance(days * DAY);
  head = await whole.as('department-head');
}
/** As the engine counts: so many kept and broken on a day. */
const figures = (day: string, met: number, breached: number, of = control) => whole.product.kernel.db.query('insert into regulation.figure_delta (clause, control, day, met, breached) values ($1, $2, $3, $4, $5)', [of.clause, of.control, day, met, breached]);
const scan = () => whole.product.jobs.runOne('corrective.scan');
type Row = { id: string; actionNo: string; clause: string; trigger: string; state: string; round: number; version: number; effective: boolean | null; before: { broken: number } | null; after: { broken: number } | null };
const list = async (query = ''): Promise<Row[]> => (await head.send('GET', `/api/corrective-actions${query}`)).json<{ rows: Row[] }>().rows;
const read = async (id: string): Promise<Row> => (await head.send('GET', `/api/corrective-actions/${id}`)).json<Row>();
async function step(id: string, noun: string, body: Record<string, unknown>, status = 200): Promise<void> {
  const answer = await head.send('POST', `/api/corrective-actions/${id}/${noun}`, { ...body, version: (await read(id)).version });
  expect(answer.statusCode, answer.body).toBe(status);
}
async function work(id: string): Promise<void> {
  await step(id, 'containment', { containment: '当天加派一人打包' });
  await step(id, 'cause', { whys: ['打包台不够', '班次没有随大促调整', '没有人看预测'], category: 'method' });
  await step(id, 'plan', { plan: '大促前一周按预测排班', planDue: dayOf(clock.now() + DAY) });
  await step(id, 'completion', { doneNote: '已排班' });
}

describe('engine.md §7: corrective actions', () => {
  test('by hand, for what no rule counted: one a control at a time; a control that there is not is refused', async () => {
    const opened = await head.send('POST', '/api/corrective-actions', { clause: '5.2.1', control: whole.product.engine.rulebook.find((c) => c.id === '5.2.1')!.controls[0]!.id, reason: '面单贴错两次，没有记录' });
    expect(opened.statusCode, opened.body).toBe(200);
    const { id } = opened.json<{ id: string }>();
    expect(await read(id)).toMatchObject({ trigger: 'manual', state: 'open', clause: '5.2.1' });
    // Its evidence is called by its number, as everybody calls it.
    const auditor = await whole.as('auditor');
    const asked = await auditor.send('POST', '/api/evidence/packets', { kind: 'case', type: 'corrective-action', subject: id, reason: '年度审计' });
    expect(asked.statusCode, asked.body).toBe(200);
    const { rows: [packet] } = await whole.product.kernel.db.query<{ title: { zh: string } }>('select title from kernel.evidence_packet where id = $1', [asked.json<{ id: string }>().id]);
    expect(packet!.title.zh).toBe(`纠正措施 ${(await read(id)).actionNo}`);
    expect((await head.send('POST', '/api/corrective-actions', { clause: '5.2.1', control: 'none-such', reason: '没有这个控制' })).statusCode).toBe(404);
    await whole.product.kernel.db.query("update regulation.corrective_action set state = 'closed', closed_at = opened_at where id = $1", [id]);
  });
  test('every state can be reached, and the effect is judged by shares, not by counts', () => {
    expect(unreachable(correctiveLife)).toEqual([]);
    expect(isEffective({ kept: 7, broken: 3 }, { kept: 8, broken: 2 })).toBe(true);
    expect(isEffective({ kept: 7, broken: 3 }, { kept: 7, broken: 3 })).toBe(false);
    expect(isEffective({ kept: 70, broken: 30 }, { kept: 4, broken: 2 })).toBe(false); // fewer, and a larger share
    expect(isEffective({ kept: 0, broken: 3 }, { kept: 0, broken: 0 })).toBeNull();
    const done = Date.parse('2026-03-20T02:00:00Z');
    expect(windows(clock.now(), done, 14)).toEqual({ before: { from: '2026-02-25', to: '2026-03-10' }, after: { from: '2026-03-21', to: '2026-04-03' } });
    expect(dayOf(checkDue(done, 14))).toBe('2026-04-04');
  });
  test('two breaches in a week open nothing, the third does, and only once', async () => {
    await figures('2026-03-08', 5, 2);
    await scan();
    expect(await list('?trigger=breaches')).toEqual([]);
    await figures('2026-03-10', 0, 1);
    await scan();
    await scan();
    expect(await list('?trigger=breaches')).toMatchObject([{ clause: '2.3.3', trigger: 'breaches', state: 'open', round: 1 }]);
  });
  test('it stands in the work list of its owner, who is asked for every step in its order', async () => {
    const [action] = await list('?trigger=breaches');
    const owner = (await head.send('GET', `/api/corrective-actions/${action!.id}`)).json<{ owner: { post: { zh: string } } }>().owner;
    expect(owner.post.zh).not.toBe('');
    await step(action!.id, 'plan', { plan: '先做再说', planDue: dayOf(clock.now()) }, 409);
    await step(action!.id, 'owner', { staffId: whole.company.actors.admin.id });
    const admin = whole.company.actors.admin.id;
    const { rows } = await whole.product.kernel.db.query('select owner_staff from regulation.corrective_action where id = $1', [action!.id]);
    expect(rows).toEqual([{ owner_staff: admin }]);
    // The one who was named finds the next step among his work, due and with its way in; nobody else does.
    const work = async (who: Caller) => (await who.send('GET', '/api/work')).json<{ groups: { items: { id: string; subject: { href: string }; dueAt: number | null }[] }[] }>();
    const holder = (await head.send('GET', '/api/colleagues?q=only-service-lead')).json<{ rows: { id: string }[] }>().rows[0]!.id;
    await step(action!.id, 'owner', { staffId: holder });
    expect(JSON.stringify(await work(await whole.as('service-lead')))).toContain(`/corrective/${action!.id}`);
    expect(JSON.stringify(await work(await whole.as('seller')))).not.toContain(action!.id);
    const seller = await whole.as('seller');
    expect((await seller.send('POST', `/api/corrective-actions/${action!.id}/containment`, { containment: '不是我的', version: (await read(action!.id)).version })).statusCode).toBe(404);
    expect((await seller.send('GET', '/api/corrective-actions')).json<{ rows: unknown[] }>().rows).toEqual([]);
  });
  test('not better after the deed: opened again for another round; better: closed, by the figures of the same control', async () => {
    const [action] = await list('?trigger=breaches');
    await work(action!.id);
    await pass(5);
    await figures(dayOf(clock.now()), 2, 4);
    await scan();
    expect(await read(action!.id)).toMatchObject({ state: 'done' });
    await pass(10);
    await scan();
    expect(await read(action!.id)).toMatchObject({ state: 'open', round: 2, effective: false, before: { broken: 3 }, after: { broken: 4 } });
    await work(action!.id);
    await pass(3);
    await figures(dayOf(clock.now()), 20, 0);
    await pass(12);
    await scan();
    expect(await read(action!.id)).toMatchObject({ state: 'closed', effective: true, after: { broken: 0 } });
    expect((await list('?state=closed&q=2.3.3')).length).toBe(1);
  });
  test('one breach of a blocking control is enough; the same cause twice opens one about the cause', async () => {
    const parts = whole.product.engine.rulebook.flatMap((c) => c.controls.filter((k) => k.enforce === 'block').map((k) => ({ clause: c.id, control: k.id })));
    await figures(dayOf(clock.now()), 0, 1, parts[0]!);
    await scan();
    const [blocking] = await list('?trigger=blocking');
    expect(blocking).toMatchObject({ clause: parts[0]!.clause, state: 'open' });
    await work(blocking!.id);
    await scan();
    await scan();
    expect(await list('?trigger=repeated-cause')).toHaveLength(1);
  });
  test('where nothing was done since that could be judged, the check waits as many days more, and says so', async () => {
    const [blocking] = await list('?trigger=blocking');
    const days = (await head.send('GET', `/api/corrective-actions/${blocking!.id}`)).json<{ checkDays: number }>().checkDays;
    await pass(days + 1);
    await scan();
    const now = (await head.send('GET', `/api/corrective-actions/${blocking!.id}`)).json<{ state: string; effective: boolean | null; checkDays: number; facts: { text: { zh: string } }[] }>();
    expect(now).toMatchObject({ state: 'done', effective: null, checkDays: days * 2 });
    expect(now.facts.map((f) => f.text.zh)).toContain(`效果验证顺延 ${days} 天：前后两段没有可比的判定`);
  });
  test('what opens an action is a rule of the company, changed with a reason and never over somebody else’s change', async () => {
    const rule = (await head.send('GET', '/api/corrective-rule')).json<Record<string, number | boolean>>();
    const { decided: _, ...values } = rule;
    expect((await head.send('PUT', '/api/corrective-rule', { ...values, breaches: 5, reason: '淡季' })).statusCode).toBe(200);
    expect((await head.send('PUT', '/api/corrective-rule', { ...values, breaches: 6, reason: '再改' })).statusCode).toBe(409);
    // A figure that no column holds is refused in words, not answered with a fault of ours.
    const beyond = await head.send('PUT', '/api/corrective-rule', { ...values, version: Number.MIN_SAFE_INTEGER, reason: '试试' });
    expect([beyond.statusCode, beyond.json<{ code: string }>().code]).toEqual([422, 'kernel.invalid-input']);
    expect((await (await whole.as('seller')).send('PUT', '/api/corrective-rule', { ...values, reason: '不可以' })).statusCode).toBe(403);
  });
});

import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor } from '../../kernel/actor.ts';
import { DAY } from '../../kernel/clock.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { newId } from '../../kernel/ids.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { runVerb } from '../../kernel/verb.ts';
import { onHold } from './index.ts';
import { routes } from './routes.ts';
import { unmaskers } from './unmask.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let actor: Actor;
const agent = person(['service-agent']);
const lead = person(['service-lead']);

beforeAll(async () => {
  kernel = await freshKernel();
  app = await buildServer({ kernel, routes, authenticate: async () => actor, checkAnswers: true });
});
afterAll(async () => {
  await app?.close();
  await kernel?.close();
});

// The answers are what the contract says: the server checks them in this test.
// oxlint-disable-next-line typescript/no-explicit-any
async function ask(who: Actor, method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<{ status: number; body: any }> {
  actor = who;
  const answer = await app.inject({ method, url: `/api${path}`, ...(body === undefined ? {} : { payload: body as object }) });
  return { status: answer.statusCode, body: answer.json() };
}
const given = async (more: object = {}): Promise<string> =>
  (await ask(agent, 'POST', '/customers', { name: '沈青禾', kind: 'person', class: 'normal', phone: '139 0000 4321', note: null, consentMarketing: null, ...more })).body.id;
const look = (who: Actor, id: string, field = 'phone'): Promise<string | number> =>
  runVerb(kernel, unmaskers.customer, { id, field, reason: '电话核对收货地址' }, { actor: who }).then((done) => done.value, (error: unknown) => {
    if (error instanceof Refusal) return error.kind.status;
    throw error;
  });

describe('a customer', () => {
  test('is shown masked, everywhere, and found by the real name', async () => {
    const id = await given();
    const [list, record] = [await ask(agent, 'GET', '/customers?q=%E9%9D%92%E7%A6%BE'), await ask(agent, 'GET', `/customers/${id}`)];
    expect(list.body.rows).toMatchObject([{ id, name: '沈**', phone: '139****4321' }]);
    expect(JSON.stringify([list.body, record.body])).not.toMatch(/青禾|13900004321/);
  });
  test('a company keeps its name', async () => expect((await ask(agent, 'GET', `/customers/${await given({ name: '示例贸易', kind: 'company' })}`)).body.name).toBe('示例贸易'));
  test('changes only what is sent; the second editor is told', async () => {
    const id = await given();
    expect((await ask(agent, 'PATCH', `/customers/${id}`, { version: 1, class: 'key' })).status).toBe(200);
    expect((await ask(agent, 'GET', `/customers/${id}`)).body).toMatchObject({ class: 'key', phone: '139****4321', version: 2 });
    expect((await ask(agent, 'PATCH', `/customers/${id}`, { version: 1, note: '改' })).body.code).toBe('kernel.changed-meanwhile');
  });
  test('on hold with a reason, by a lead; released it is free again', async () => {
    const id = await given();
    expect((await ask(agent, 'POST', `/customers/${id}/hold`, { version: 1, reason: '多次恶意退货' })).status).toBe(403);
    expect((await ask(lead, 'POST', `/customers/${id}/hold`, { version: 1, reason: '多次恶意退货' })).status).toBe(200);
    expect([...(await onHold(kernel, [id, newId(1)]))]).toEqual([[id, '多次恶意退货']]);
    expect((await ask(lead, 'POST', `/customers/${id}/hold`, { version: 2, reason: '再次' })).body.code).toBe('customers.already-on-hold');
    expect((await ask(agent, 'GET', '/customers?held=true')).body.rows).toMatchObject([{ id, holdReason: '多次恶意退货' }]);
    expect((await ask(lead, 'POST', `/customers/${id}/release`, { version: 2, reason: '已沟通' })).status).toBe(200);
    expect((await ask(lead, 'POST', `/customers/${id}/release`, { version: 3, reason: '已沟通' })).body.code).toBe('customers.not-on-hold');
    expect((await onHold(kernel, [id])).size).toBe(0);
  });
});

describe('looking behind the stars', () => {
  test('gives the value, and leaves who, what and why, but never the value', async () => {
    const id = await given({ phone: '13700006789' });
    expect(await look(agent, id)).toBe('13700006789');
    const { rows } = await kernel.db.query("select actor_id, reason, changes from kernel.audit where verb = 'customers.unmask-customer' and subject_id = $1", [id]);
    expect(rows).toEqual([{ actor_id: agent.id, reason: '电话核对收货地址', changes: { unmasked: 'phone' } }]);
    for (const table of ['kernel.audit', 'kernel.request', 'kernel.fact', 'customers.unmasking'])
      expect([table, (await kernel.db.query(`select 1 from ${table} t where t::text like '%13700006789%'`)).rows]).toEqual([table, []]);
  });
  test.each<[string, Actor, string, number]>([
    ['a post that does not need it', person(['store-operator']), 'phone', 403], ['the auditor', person(['auditor']), 'phone', 403],
    ['a field that is not personal data', agent, 'search', 404], ['a column by its name', agent, 'phone, name', 404], ['a name of every object', agent, 'constructor', 404],
  ])('%s: refused', async (_, who, field, status) => expect(await look(who, await given(), field)).toBe(status));

  test('the last look of the day raises an alarm, the next is refused, tomorrow it goes on', async () => {
    await kernel.db.query("insert into kernel.setting (key, value) values ('privacy.unmaskings-per-day', '3')");
    const [id, curious] = [await given(), person(['seller'])];
    const alarms = async () => (await kernel.db.query("select 1 from kernel.fact where type = 'customers.unmasking-limit-reached' and subject_id = $1", [curious.id])).rows.length;
    expect([await look(curious, id), await look(curious, id), await alarms()]).toEqual(['13900004321', '13900004321', 0]);
    const rest = await Promise.all([look(curious, id), look(curious, id), look(curious, id)]);
    expect([rest.filter((r) => r === 429).length, await alarms()]).toEqual([2, 1]);
    kernel.clock.advance(DAY);
    expect(await look(curious, id)).toBe('13900004321');
  });
});

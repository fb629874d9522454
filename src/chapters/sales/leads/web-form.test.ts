import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { leadRoutes } from './routes.ts';
import { createLeadSource, listSources, switchLeadSource } from './sources.ts';

let kernel: TestKernel;
let app: FastifyInstance;
const head = person(['department-head']);
const actor: Actor | null = null;
let address = '';
let sourceId = '';

beforeAll(async () => {
  kernel = await freshKernel({});
  await kernel.db.query("insert into company.company (name, created_at) values ('示例公司', now())");
  ({ id: sourceId } = await runVerb(kernel, createLeadSource, { name: '秋季展会', channel: 'fair' }, { actor: head }));
  address = (await listSources(kernel)).rows[0]!.formLink!;
  app = await buildServer({ kernel, routes: leadRoutes, authenticate: async () => actor, checkAnswers: true });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

const url = (link: string): string => `/api/portal/lead-forms/${link.split('/').at(-1)!}`;
const send = (body: object, ip = '203.0.113.9', link = address) => app.inject({ method: 'POST', url: url(link), remoteAddress: ip, headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) });
const wish = { name: '示例来宾', phone: '139 1234 5678', need: '茶礼盒 50 份', agreed: true };

describe('a form that people fill in (clause 2.1.2)', () => {
  test('says whose it is, and nothing of the source', async () => {
    const page = await app.inject({ method: 'GET', url: url(address) });
    expect([page.statusCode, page.json()]).toEqual([200, { company: '示例公司' }]);
  });
  test('what was left is a lead of the source’s channel, with its clock and the consent', async () => {
    const answer = await send(wish);
    expect([answer.statusCode, answer.json()]).toEqual([200, { received: true }]);
    const { rows: [lead] } = await kernel.db.query<{ id: string }>("select id, how, channel, source_detail, source_id, name, need, state from sales.lead where phone_key = '13912345678'");
    expect(lead).toMatchObject({ how: 'web-form', channel: 'fair', source_detail: '秋季展会', source_id: sourceId, name: '示例来宾', need: '茶礼盒 50 份', state: 'new' });
    expect((await kernel.db.query("select 1 from kernel.fact where type = 'sales.lead-captured' and subject_id = $1", [lead!.id])).rows).toHaveLength(1);
    expect((await kernel.db.query("select 1 from kernel.audit where subject_id = $1 and changes::text like '%agreed%'", [lead!.id])).rows).toHaveLength(1);
  });
  test.each([
    ['without consent', { ...wish, agreed: false }, 'agreed'], ['without any way to answer', { name: '示例', need: '一些杯子', agreed: true }, 'phone'], ['with a telephone that is none', { ...wish, phone: '12' }, 'phone'],
    ['with the owner said by the sender', { ...wish, ownerId: head.id }, 'ownerId'],
  ])('%s it is refused, with the field', async (_, body, field) => {
    const before = (await kernel.db.query('select count(*)::int as n from sales.lead')).rows;
    const answer = await send(body, '203.0.113.10');
    expect(answer.statusCode).toBe(422);
    expect(JSON.stringify(answer.json())).toContain(field);
    expect((await kernel.db.query('select count(*)::int as n from sales.lead')).rows).toEqual(before);
  });
  test('from one address twenty in a quarter of an hour, then no more', async () => {
    const all: number[] = [];
    for (let i = 0; i < 21; i++) all.push((await send({ ...wish, phone: `1380000${String(1000 + i)}` }, '203.0.113.77')).statusCode);
    expect([all.slice(0, 20).every((s) => s === 200), all[20]]).toEqual([true, 429]);
  });
  test('dead with another signature, after its time, and as soon as the source is off', async () => {
    expect((await send(wish, '203.0.113.11', `${address.slice(0, -2)}xx`)).statusCode).toBe(404);
    await runVerb(kernel, switchLeadSource, { id: sourceId, active: false }, { actor: head });
    expect((await listSources(kernel)).rows[0]!.formLink).toBeNull();
    expect((await send(wish, '203.0.113.12')).statusCode).toBe(404);
  });
});

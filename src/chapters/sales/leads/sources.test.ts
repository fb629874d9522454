import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { MINUTE } from '../../../kernel/clock.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { leadRoutes } from './routes.ts';
import { createLeadSource, signatureOf, switchLeadSource } from './sources.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let source: { id: string; secret: string };
const head = person(['department-head']);

beforeAll(async () => {
  kernel = await freshKernel({});
  source = await runVerb(kernel, createLeadSource, { name: '落地页', channel: 'website' }, { actor: head });
  app = await buildServer({ kernel, routes: leadRoutes, authenticate: async () => null });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

const wish = { name: '示例来宾', phone: '13700001111', need: '企业礼品' };
const push = (delivery: string, body: object, more: { secret?: string; ageMs?: number; sent?: string } = {}) => {
  const seconds = String(Math.floor((kernel.clock.now() - (more.ageMs ?? 0)) / 1000));
  const text = JSON.stringify(body);
  return app.inject({ method: 'POST', url: `/hooks/leads/${source.id}`, headers: { 'content-type': 'application/json', 'webhook-id': delivery, 'webhook-timestamp': seconds, 'webhook-signature': signatureOf(more.secret ?? source.secret, delivery, seconds, text) }, payload: more.sent ?? text });
};
const leads = async () => (await kernel.db.query<{ n: number }>('select count(*)::int as n from sales.lead where source_id = $1', [source.id])).rows[0]!.n;

describe('leads that a page or an advertiser sends (clause 2.1.2)', () => {
  test('signed it is a lead of the source’s channel; the same delivery again is the same lead, also ten times at once', async () => {
    const first = await push('d-1', wish);
    expect([first.statusCode, await leads()]).toEqual([201, 1]);
    const again = await Promise.all(Array.from({ length: 10 }, () => push('d-1', wish)));
    expect(again.map((a) => [a.statusCode, a.json()])).toEqual(again.map(() => [200, first.json()]));
    expect(await leads()).toBe(1);
    expect((await kernel.db.query("select 1 from sales.lead where how = 'webhook' and channel = 'website'")).rows).toHaveLength(1);
  });
  test.each([
    ['another secret', () => push('d-2', wish, { secret: `whsec_${Buffer.from('another').toString('base64')}` })], ['another body than was signed', () => push('d-3', wish, { sent: JSON.stringify({ ...wish, phone: '13700002222' }) })],
    ['older than five minutes', () => push('d-4', wish, { ageMs: 6 * MINUTE })], ['from the future', () => push('d-5', wish, { ageMs: -6 * MINUTE })],
  ])('%s: refused, and nothing is kept', async (_, send) => {
    const before = await leads();
    expect((await send()).statusCode).toBeGreaterThanOrEqual(400);
    expect(await leads()).toBe(before);
  });
  test('who may say the class, the store or the channel is the company, not the sender', async () => {
    for (const more of [{ class: 'A' }, { channel: 'referral' }, { storeId: source.id }]) expect((await push(`d-${Object.keys(more)[0]!}`, { ...wish, ...more })).statusCode).toBe(422);
  });
  test('a source that is switched off looks like a wrong signature', async () => {
    await runVerb(kernel, switchLeadSource, { id: source.id, active: false }, { actor: head });
    const off = await push('d-9', wish);
    const wrong = await push('d-10', wish, { secret: `whsec_${Buffer.from('another').toString('base64')}` });
    expect([off.statusCode, off.json<{ code: string }>().code]).toEqual([wrong.statusCode, wrong.json<{ code: string }>().code]);
  });
});

/// <reference types="node" />
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endpoint } from '../../src/kernel/http/contract.ts';
import { words } from '../../src/kernel/words.ts';
import { addressOf, ApiProblem, call, onSignedOut, speak } from './api.ts';

const ship = endpoint({
  method: 'POST', path: '/orders/:id/shipment', summary: words('发货', 'Ship'), params: z.strictObject({ id: z.string() }),
  body: z.strictObject({ carrier: z.string() }), response: z.object({ id: z.string() }),
});
const list = endpoint({
  method: 'GET', path: '/orders', summary: words('订单', 'Orders'), query: z.strictObject({ state: z.string().optional(), q: z.string().optional() }),
  response: z.object({ rows: z.array(z.string()) }),
});

interface Seen { method: string; url: string; headers: IncomingMessage['headers']; body: string }
let server: Server;
let seen: Seen[] = [];
let answer: { status: number; type: string; body: string };
const outside = globalThis.fetch;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    response.writeHead(answer.status, { 'content-type': answer.type, 'x-request-id': 'r-1' }).end(answer.body);
  });
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // A browser knows its own origin; here relative addresses are given one.
  globalThis.fetch = (input, init) => outside(new URL(String(input), base), init);
});
afterAll(() => {
  globalThis.fetch = outside;
  server.close();
});
beforeEach(() => {
  seen = [];
  answer = { status: 200, type: 'application/json', body: '{"id":"o-1"}' };
  speak('zh');
});

describe('addresses', () => {
  test('parameters are escaped, empty values left out, lists comma-separated, order stable', () => {
    expect(addressOf(ship, { params: { id: 'a/b' } })).toBe('/api/orders/a%2Fb/shipment');
    expect(addressOf(list, { query: { state: ['held', 'paid'], q: '', cursor: undefined } })).toBe('/api/orders?state=held%2Cpaid');
  });
  test('a missing parameter is an error of ours, not a call to a wrong address', () => {
    expect(() => addressOf(ship, { params: {} })).toThrow('parameter id');
  });
});

describe('engine.md §1: a block that this person may override', () => {
  const refusal = (facts: object) => ({ status: 409, type: 'application/problem+json', body: JSON.stringify({ type: 't', title: '不允许', status: 409, code: 'regulation.gate', detail: '缺检验', facts }) });
  const refused = () => call(ship, { params: { id: 'o-1' }, body: { carrier: 'yto' } }).catch((error: unknown) => error as ApiProblem) as Promise<ApiProblem>;
  test('is tried once more with the reason: the same act, a key of its own, the reason escaped', async () => {
    answer = refusal({ mayOverride: true, approvedAfterwards: [words('总经理', 'General manager')] });
    const problem = await refused();
    answer = { status: 200, type: 'application/json', body: '{"id":"o-1"}' };
    expect(await problem.overrideWith!('客户急用')).toEqual({ id: 'o-1' });
    const [first, second] = seen;
    expect(second).toMatchObject({ method: 'POST', url: '/api/orders/o-1/shipment', body: first!.body });
    expect(decodeURIComponent(String(second!.headers['x-override-reason']))).toBe('客户急用');
    expect(first!.headers['x-override-reason']).toBeUndefined();
    expect(second!.headers['idempotency-key']).not.toBe(first!.headers['idempotency-key']);
  });
  test('others get no such way', async () => {
    answer = refusal({ mayOverride: false });
    expect((await refused()).overrideWith).toBeUndefined();
  });
});

describe('a state change', () => {
  test('is JSON with an Idempotency-Key, the same when sent again with the same key', async () => {
    await call(ship, { params: { id: 'o-1' }, body: { carrier: 'yto' } }, { idempotencyKey: 'k-1' });
    await call(ship, { params: { id: 'o-1' }, body: { carrier: 'yto' } }, { idempotencyKey: 'k-1' });
    expect(seen.map((s) => s.headers['idempotency-key'])).toEqual(['k-1', 'k-1']);
    expect(seen[0]?.headers['content-type']).toBe('application/json');
    expect(seen[0]?.body).toBe('{"carrier":"yto"}');
  });
  test('two different presses carry two keys', async () => {
    await call(ship, { params: { id: 'o-1' }, body: { carrier: 'yto' } });
    await call(ship, { params: { id: 'o-1' }, body: { carrier: 'yto' } });
    expect(new Set(seen.map((s) => s.headers['idempotency-key'])).size).toBe(2);
  });
});

describe('what the server refuses', () => {
  test('a read carries no key and asks in the person’s language', async () => {
    answer.body = '{"rows":[]}';
    speak('en');
    await call(list, { query: { q: 'lin' } });
    expect(seen[0]?.headers['idempotency-key']).toBeUndefined();
    expect(seen[0]?.headers['accept-language']).toBe('en');
  });
  test('a problem arrives whole, with its clause', async () => {
    answer = { status: 409, type: 'application/problem+json', body: JSON.stringify({ type: 'x', title: '不能发货', status: 409, code: 'logistics.inspection-missing', detail: '没有检验', clause: '2.3.3' }) };
    const error = await call(ship, { params: { id: 'o-1' }, body: { carrier: 'yto' } }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiProblem);
    expect((error as ApiProblem).problem.clause).toBe('2.3.3');
    expect((error as ApiProblem).passing).toBe(false);
  });
  test('nobody signed in is told to those who listen, and only then', async () => {
    let told = 0;
    const stop = onSignedOut(() => { told += 1; });
    answer = { status: 403, type: 'application/problem+json', body: '{"code":"kernel.not-allowed","title":"x"}' };
    await call(list, {}).catch(() => undefined);
    expect(told).toBe(0);
    answer.status = 401;
    await call(list, {}).catch(() => undefined);
    expect(told).toBe(1);
    stop();
  });
  test('a proxy’s HTML page becomes a problem with the request id, worth another try', async () => {
    answer = { status: 502, type: 'text/html', body: '<h1>Bad gateway</h1>' };
    const error = (await call(list, {}).catch((e: unknown) => e)) as ApiProblem;
    expect(error.problem).toMatchObject({ code: 'web.unexpected-answer', status: 502, requestId: 'r-1' });
    expect(error.passing).toBe(true);
  });
  test('a server that cannot be reached is a problem too', async () => {
    const kept = globalThis.fetch;
    globalThis.fetch = () => outside('http://127.0.0.1:1/');
    const error = (await call(list, {}).catch((e: unknown) => e)) as ApiProblem;
    globalThis.fetch = kept;
    expect(error.problem.code).toBe('web.unreachable');
    expect(error.passing).toBe(true);
  });
});

/**
 * The load: so many clients in a closed loop for so many seconds, from a process of its own. Ends by itself.
 * node bench/load.ts URL CLIENTS SECONDS BODY.json [TOKEN] → one JSON line {count, failed, perSecond, p50, p99} (ms)
 * With 0 seconds each body is sent once. A body `{ path, body }` under `at` goes to a path of its own.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';

const [url = '', clients = '1', seconds = '5', bodyFile = '', token = ''] = process.argv.slice(2);
const target = new URL(url);
if (!['127.0.0.1', 'localhost'].includes(target.hostname)) throw new Error('load goes to this machine only');
const bodies = JSON.parse(readFileSync(bodyFile, 'utf8')) as { at?: { path: string; body: unknown } }[];
const isOnce = seconds === '0';
const pool = new Pool(target.origin, { connections: Number(clients), pipelining: 1 });
const until = performance.now() + Number(seconds) * 1_000;
const times: number[] = [];
let failed = 0;
let next = 0;

async function client(): Promise<void> {
  while (isOnce ? next < bodies.length : performance.now() < until) {
    const given = bodies[(next += 1) % bodies.length]!;
    const body = JSON.stringify(given.at?.body ?? given).replaceAll('{n}', String(next)).replaceAll('{run}', String(process.pid)).replaceAll('{phone}', `19${String((process.pid * 99_991 + next) % 1_000_000_000).padStart(9, '0')}`);
    const started = performance.now();
    const answer = await pool.request({
      path: given.at?.path ?? target.pathname, method: 'POST', body,
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...(token ? { authorization: `Bearer ${token}` } : {}) },
    });
    await answer.body.dump();
    times.push(performance.now() - started);
    if (answer.statusCode >= 300) failed += 1;
  }
}
const started = performance.now();
await Promise.all(Array.from({ length: Number(clients) }, client));
const took = (performance.now() - started) / 1_000;
times.sort((a, b) => a - b);
const at = (share: number): number => Number((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(2));
process.stdout.write(`${JSON.stringify({ count: times.length, failed, perSecond: Math.round((times.length - failed) / took), p50: at(0.5), p99: at(0.99) })}\n`);
await pool.close();

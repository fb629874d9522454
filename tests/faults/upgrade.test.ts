import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../src/app/demo/company.ts';
import type { Db } from '../../src/kernel/db/index.ts';
import { TestInstallation } from './installation.ts';

/**
 * A demo company of four days, backed up by the program as it was after 58 changes of structure: 135 orders, of which some wait for the
 * warehouse. Whoever changes the structure must take such a company along, with its data, and nobody may have to know.
 */
const backup = path.join(import.meta.dirname, 'upgrade/company-of-58-changes.dz');

let home: TestInstallation;
beforeAll(async () => {
  home = await TestInstallation.fresh();
});
afterAll(async () => home?.remove());

interface Parcel { id: string; state: string; orderIds: string[]; expectedGrams: number; carrier: { code: string } | null }

test('a company of an earlier version goes on in this one: evidence, stock and books stand, and an order from before leaves the warehouse', async () => {
  const restored = await home.run(['restore', backup]);
  expect(restored, restored.err).toMatchObject({ code: 0 });
  const before = await home.look(contents);
  expect(before).toMatchObject({ changes: 58, orders: 135, parcels: 140, entries: 821, facts: 2_709, positions: 2_709 });

  const running = await home.start();
  try {
    const send = await signedIn(running.url, 'logistics');
    const pack = await signedIn(running.url, 'warehouse1');
    const { rows: parcels } = await send<{ rows: Parcel[] }>('GET', '/api/parcels?state=waiting&limit=100');
    const waiting = parcels.find((p) => p.carrier?.code === 'zhongtong' && p.orderIds.length === 1)!;
    const { lines } = await pack<{ lines: { code: string; quantity: number }[] }>('GET', `/api/parcels/${waiting.id}`);
    for (const { code, quantity } of lines) await pack('POST', `/api/parcels/${waiting.id}/items`, { code, quantity });
    await pack('POST', `/api/parcels/${waiting.id}/packing`, { weightGrams: waiting.expectedGrams });
    await pack('POST', `/api/parcels/${waiting.id}/inspections`, { passed: true, defect: null, scans: lines.map(({ code, quantity }) => ({ code, quantity })) });
    await send('POST', `/api/parcels/${waiting.id}/notice`, { waybillNo: '78300000990001' });
    await send('POST', `/api/parcels/${waiting.id}/shipment`, {});
    expect(await send('GET', `/api/parcels/${waiting.id}`)).toMatchObject({ state: 'shipped' });
    const operate = await signedIn(running.url, 'operator');
    await expect.poll(async () => (await operate<{ fulfilments: { state: string }[] }>('GET', `/api/orders/${waiting.orderIds[0]}`)).fulfilments.map((f) => f.state), { timeout: 20_000 }).toContain('shipped');
  } finally {
    expect(await running.stop()).toBe(0);
  }

  // The chain of evidence, stock, batches, books and fulfilments, each by its own check.
  const doctor = await home.run(['doctor']);
  expect(doctor, doctor.out + doctor.err).toMatchObject({ code: 0 });
  expect(doctor.out).toContain('证据链完好');
  const after = await home.look(contents);
  expect(after).toMatchObject({ orders: before.orders, parcels: before.parcels });
  expect(after.changes).toBeGreaterThan(before.changes);
  expect(after.facts).toBeGreaterThan(before.facts);
}, 180_000);

interface Contents { changes: number; orders: number; parcels: number; entries: number; facts: number; positions: number }

async function contents(db: Db): Promise<Contents> {
  const { rows } = await db.query<Contents>(`select (select count(*)::int from kernel.migration) as changes, (select count(*)::int from sales."order") as orders,
    (select count(*)::int from logistics.parcel) as parcels, (select count(*)::int from finance.entry) as entries, (select count(*)::int from kernel.fact) as facts, (select count(*)::int from kernel.seal) as positions`);
  return rows[0]!;
}

type Send = <T>(method: string, url: string, body?: unknown) => Promise<T>;

async function signedIn(base: string, login: string): Promise<Send> {
  const json = { 'content-type': 'application/json' };
  const answer = await fetch(`${base}/api/session`, { method: 'POST', headers: json, body: JSON.stringify({ login, password: DEMO_PASSWORD }) });
  expect(answer.status).toBe(200);
  const cookie = answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
  return async <T>(method: string, url: string, body?: unknown): Promise<T> => {
    const given = await fetch(`${base}${url}`, { method, headers: { ...(body ? json : {}), cookie }, ...(body ? { body: JSON.stringify(body) } : {}) });
    expect(given.ok, `${method} ${url}: ${given.status} ${given.ok ? '' : await given.clone().text()}`).toBe(true);
    return (await given.json()) as T;
  };
}

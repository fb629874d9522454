import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkInvariants } from '../../src/app/invariants.ts';
import { ready, TestInstallation, type Running } from './installation.ts';

const KILLS = 20;
const WRITERS = 4;

interface Sent { key: string; outsideNo: string; id: string | null }

let home: TestInstallation;
let order: (outsideNo: string) => unknown;
let token: string;
beforeAll(async () => {
  home = await TestInstallation.fresh();
  const { company, goods } = await home.found(100_000);
  order = (outsideNo) => ({
    storeId: company.stores[0]!.id, outsideNo, lines: [{ skuCode: goods[0]!.code, quantity: 1 }, { skuCode: goods[1]!.code, quantity: 2 }], payment: {},
    buyer: { nick: `买家${outsideNo}`, receiver: { name: '示例收货人', phone: '13800000000', province: '浙江省', city: '杭州市', district: '西湖区', detail: `示例路${outsideNo}号` } },
  });
  const made = await home.run(['token', '写入', '--as', 'seller1']);
  expect(made.code, made.err).toBe(0);
  token = made.out.trim();
}, 120_000);
afterAll(() => home?.remove());

/** Sends an order under its key; null when nobody knows whether it was taken. */
async function send(url: string, sent: Sent): Promise<string | null> {
  const answer = await fetch(`${url}/api/orders`, {
    method: 'POST', body: JSON.stringify(order(sent.outsideNo)), signal: AbortSignal.timeout(10_000),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': sent.key },
  }).catch(() => null);
  if (!answer) return null;
  const body = await answer.text().catch(() => null);
  if (body === null) return null;
  if (answer.status >= 500) return null;
  if (answer.status !== 200) throw new Error(`an order was refused: ${answer.status} ${body}`);
  return (JSON.parse(body) as { id: string }).id;
}

describe('server and database are killed while orders come in', () => {
  test(`${KILLS} times: every acknowledged order is there, whole, once`, { timeout: 600_000 }, async () => {
    const all: Sent[] = [];
    let running: Running | null = await home.start();
    const url = running.url;
    let over = false;
    const failures: unknown[] = [];
    const writers = Array.from({ length: WRITERS }, async () => {
      while (!over) {
        const sent: Sent = { key: randomUUID(), outsideNo: `T${all.length + 1}-${randomUUID().slice(0, 8)}`, id: null };
        all.push(sent);
        sent.id = await send(url, sent);
        if (sent.id === null) await pause(40);
      }
    }).map((writer) => writer.catch((error: unknown) => void failures.push(error)));
    const acknowledged = (): number => all.filter((s) => s.id !== null).length;
    for (let n = 0; n < KILLS; n += 1) {
      const before = acknowledged();
      // Some orders are taken between two kills, so that each kill hits work under way.
      while (acknowledged() < before + 8 && failures.length === 0) await pause(10);
      if (n % 2 === 0) {
        await running!.killServer();
        running = await home.start();
      } else {
        await home.killDatabase();
        await ready(url);
      }
    }
    over = true;
    await Promise.all(writers);
    expect(failures).toEqual([]);

    // What was in doubt is asked again under its key: it is carried out now, or answered as it was.
    const doubtful = all.filter((s) => s.id === null);
    for (const sent of doubtful) for (let tries = 0; sent.id === null && tries < 50; tries += 1) sent.id = (await send(url, sent)) ?? (await pause(100), null);
    expect(all.filter((s) => s.id === null)).toEqual([]);
    // And so is what was acknowledged: the same answer, no second order.
    for (const sent of all.slice(0, 20)) expect(await send(url, sent)).toBe(sent.id);
    expect(await running!.stop()).toBe(0);

    await home.look(async (db) => {
      const { rows } = await db.reports.query<{ id: string; outside_no: string; lines: number; reserved: number; short: number; facts: number; audits: number; obligations: number; requests: number }>(
        `with lines as (select order_id as id, count(*)::int as n from sales.order_line group by 1),
           reserved as (select l.order_id as id, sum(r.quantity)::int as n from products.reservation r join sales.order_line l on l.id::text = r.holder group by 1),
           facts as (select subject_id as id, count(*)::int as n from kernel.fact where type = 'sales.order-entered' group by 1),
           audits as (select subject_id as id, count(*)::int as n from kernel.audit where verb = 'sales.place-order' and outcome = 'done' group by 1),
           obligations as (select subject_id as id, count(*)::int as n from regulation.obligation where subject_type = 'order' group by 1),
           requests as (select result ->> 'id' as id, count(*)::int as n from kernel.request where verb = 'sales.place-order' group by 1)
         select o.id, o.outside_no, coalesce(lines.n, 0) as lines, coalesce(reserved.n, 0) as reserved, coalesce(facts.n, 0) as facts, coalesce(audits.n, 0) as audits, coalesce(obligations.n, 0) as obligations, coalesce(requests.n, 0) as requests
         from sales."order" o left join lines on lines.id = o.id left join reserved on reserved.id = o.id left join facts on facts.id = o.id::text left join audits on audits.id = o.id::text
           left join obligations on obligations.id = o.id::text left join requests on requests.id = o.id::text`);
      const there = new Map(rows.map((r) => [r.outside_no, r]));
      expect(all.filter((s) => there.get(s.outsideNo)?.id !== s.id)).toEqual([]);
      expect(rows.length).toBe(all.length);
      expect(rows.filter((r) => r.lines !== 2 || r.reserved !== 3 || r.facts !== 1 || r.audits !== 1 || r.requests !== 1 || r.obligations < 1)).toEqual([]);
      expect((await checkInvariants(db)).filter((c) => !c.ok)).toEqual([]);
      expect(all.length).toBeGreaterThan(KILLS * 8);
    });
  });
});

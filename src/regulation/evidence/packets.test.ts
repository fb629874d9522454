import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshProduct, type Caller, type WholeProduct } from '../../../tests/support/product.ts';
import { dayOf } from '../../kernel/clock.ts';
import { verifyFile } from '../../kernel/evidence/offline/verify-file.ts';
import { verifyInstallation } from '../../kernel/evidence/verify-installation.ts';

let whole: WholeProduct;
let auditor: Caller;
let folder: string;
beforeAll(async () => {
  whole = await freshProduct();
  auditor = await whole.as('auditor');
  folder = await mkdtemp(path.join(tmpdir(), 'dz-packet-'));
}, 120_000);
afterAll(async () => {
  await whole?.close();
  await rm(folder, { recursive: true });
});

type Packet = { records: { position: number; fact: Record<string, unknown> }[]; annexes: { name: string; rows: Record<string, unknown>[] }[]; contents: { positions: number[] }; anchors: unknown[]; digest: string };
async function take(about: Record<string, unknown>): Promise<{ id: string; file: string; packet: Packet }> {
  const asked = await auditor.send('POST', '/api/evidence/packets', { reason: '年度审计', ...about });
  expect(asked.statusCode, asked.body).toBe(200);
  await whole.product.evidence.drain();
  const { id } = asked.json<{ id: string }>();
  const answer = await auditor.send('GET', `/api/evidence/packets/${id}/json`);
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200);
  const file = path.join(folder, `${id}.json`);
  await writeFile(file, answer.rawPayload);
  return { id, file, packet: JSON.parse(answer.body) as Packet };
}
const orderId = async (): Promise<string> => (await whole.product.kernel.db.query<{ id: string }>('select id from sales."order" order by id limit 1')).rows[0]!.id;
const today = (): string => dayOf(whole.product.kernel.clock.now());
async function spoil(file: string, change: (packet: Packet) => void) {
  const packet = JSON.parse(await readFile(file, 'utf8')) as Packet;
  change(packet);
  const spoiled = path.join(folder, 'spoiled.json');
  await writeFile(spoiled, JSON.stringify(packet));
  return verifyFile(spoiled, null);
}

describe('engine.md §7: an evidence packet for one case', () => {
  let file: string;
  let packet: Packet;
  beforeAll(async () => {
    ({ file, packet } = await take({ kind: 'case', type: 'order', subject: await orderId() }));
  });
  test('holds the whole timeline of the case with duties, verdict versions and calendars, and verifies offline beside the anchors', async () => {
    const { rows: [n] } = await whole.product.kernel.db.query<{ n: number }>("select count(*)::int as n from kernel.fact_object where object_type = 'order' and object_id = $1", [await orderId()]);
    expect(packet.records).toHaveLength(n!.n);
    expect(packet.records.length).toBeGreaterThan(0);
    const annex = (name: string) => packet.annexes.find((a) => a.name === name)!.rows;
    expect(annex('obligations').length).toBeGreaterThan(0);
    expect(annex('obligations')[0]).toMatchObject({ calendar_version: expect.any(String), state: expect.any(String) });
    expect(annex('calendars').length).toBeGreaterThan(0);
    expect(annex('clauses')[0]).toMatchObject({ wording: { zh: expect.any(String) } });
    const anchors = whole.product.anchoring.folder;
    expect((await readdir(anchors)).length).toBeGreaterThan(0);
    expect(await verifyFile(file, anchors)).toMatchObject({ ok: true, records: packet.records.length, findings: [] });
  });
  test('a fact altered, missing, put in or out of its order is named with its position', async () => {
    const [first, second] = [packet.records[0]!.position, packet.records[1]!.position];
    expect((await spoil(file, (p) => void (p.records[1]!.fact['payload'] = {}))).findings[0]).toMatchObject({ kind: 'altered', position: second });
    expect((await spoil(file, (p) => void (p.records[1]!.fact['occurredAt'] = 1))).findings[0]).toMatchObject({ kind: 'altered', position: second });
    expect((await spoil(file, (p) => void p.records.splice(1, 1))).findings[0]).toMatchObject({ kind: 'missing', position: second });
    expect((await spoil(file, (p) => void p.records.reverse())).findings[0]).toMatchObject({ kind: 'reordered' });
    expect((await spoil(file, (p) => void p.contents.positions.splice(0, 1))).findings[0]).toMatchObject({ kind: 'inserted', position: first });
    expect((await spoil(file, (p) => void (p.annexes.find((a) => a.name === 'obligations')!.rows[0]!['state'] = 'waived'))).findings[0]).toMatchObject({ kind: 'altered', zh: expect.stringContaining('obligations') });
  });
  test('a packet made again from a record that was changed in the database as well still does not verify', async () => {
    const verdict = await spoil(file, (p) => {
      p.records.splice(0, 1);
      p.contents.positions.splice(0, 1);
    });
    expect(verdict.ok).toBe(false);
    expect(verdict.findings[0]!.zh).toContain('签名');
  });
  test('dianzhang verify ends with 0 for a sound packet and with 1 and the position for a spoiled one', async () => {
    const bin = path.join(import.meta.dirname, '../../app/cli.ts');
    const run = promisify(execFile);
    expect((await run(process.execPath, [bin, 'verify', file, '--anchors', whole.product.anchoring.folder])).stdout).toContain('完好');
    await spoil(file, (p) => void (p.records[0]!.fact['payload'] = {}));
    await expect(run(process.execPath, [bin, 'verify', path.join(folder, 'spoiled.json')])).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining(`第 ${packet.records[0]!.position} 位`) });
  });
});

describe('packets for a clause and for a person', () => {
  test('a clause: its duties of the period with the facts that opened and closed them', async () => {
    const { packet, file } = await take({ kind: 'clause', clause: '2.3.3', from: today(), to: today() });
    const duties = packet.annexes.find((a) => a.name === 'obligations')!.rows;
    expect(duties.every((o) => o['clause'] === '2.3.3')).toBe(true);
    const ids = new Set(packet.records.map((r) => r.fact['id']));
    for (const duty of duties) expect(ids.has(duty['opened_by'])).toBe(true);
    expect(await verifyFile(file, null)).toMatchObject({ ok: true });
  });
  test('a person: what he did, as a PDF too', async () => {
    const { rows: [actor] } = await whole.product.kernel.db.query<{ id: string }>("select actor_id as id from kernel.fact where actor_kind = 'person' and type like 'sales.%' limit 1");
    const { packet, id } = await take({ kind: 'person', staff: actor!.id, from: today(), to: today() });
    expect(packet.records.some((r) => r.fact['actorId'] === actor!.id)).toBe(true);
    const pdf = await auditor.send('GET', `/api/evidence/packets/${id}/pdf`);
    expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  });
  test('what was asked wrongly is refused with the way out', async () => {
    for (const about of [{ kind: 'clause', clause: '9.9.9', from: today(), to: today() }, { kind: 'case', type: 'order', subject: 'nothing' }]) expect((await auditor.send('POST', '/api/evidence/packets', { reason: '审计', ...about })).statusCode).toBe(404);
    for (const about of [{ from: '2026-03-10', to: '2026-03-09' }, { from: '2024-01-01', to: '2026-03-09' }]) expect((await auditor.send('POST', '/api/evidence/packets', { reason: '审计', kind: 'clause', clause: '2.3.3', ...about })).statusCode).toBe(422);
  });
});

describe('who takes evidence', () => {
  test.each(['seller', 'warehouse', 'accountant'] as const)('%s may not', async (post) => {
    const caller = await whole.as(post);
    for (const url of ['/api/evidence/chain', '/api/evidence/packets', '/api/evidence/anchors']) expect((await caller.send('GET', url)).statusCode).toBe(403);
    expect((await caller.send('POST', '/api/evidence/packets', { kind: 'case', type: 'order', subject: await orderId(), reason: '看看' })).statusCode).toBe(403);
  });
  test('asking and downloading are audited with the reason', async () => {
    const { rows } = await whole.product.kernel.db.query("select distinct verb, outcome from kernel.audit where verb like 'evidence.%' and actor_kind = 'person' and outcome = 'done' order by 1");
    expect(rows).toEqual([{ verb: 'evidence.request-packet', outcome: 'done' }, { verb: 'evidence.take-packet', outcome: 'done' }]);
    expect((await whole.product.kernel.db.query("select from kernel.audit where verb = 'evidence.request-packet' and reason = '年度审计'")).rowCount).toBeGreaterThan(2);
  });
});

describe('the page of the chain', () => {
  test('a verification that was asked for runs in the background and says that the chain is sound', async () => {
    const first = await auditor.send('POST', '/api/evidence/checks', {});
    expect((await auditor.send('POST', '/api/evidence/checks', {})).json()).toEqual(first.json());
    await whole.product.evidence.drain();
    const chain = (await auditor.send('GET', '/api/evidence/chain')).json<{ position: number; checks: { state: string; sound: boolean; checked: number }[]; lastAnchor: { number: number } }>();
    expect(chain.checks[0]).toMatchObject({ state: 'done', sound: true });
    expect(chain.checks[0]!.checked).toBeGreaterThan(0);
    expect(chain.lastAnchor.number).toBeGreaterThan(0);
    expect((await auditor.send('GET', '/api/evidence/anchors?q=2026-03')).json<{ rows: unknown[] }>().rows.length).toBeGreaterThan(0);
    expect((await auditor.send('GET', `/api/evidence/packets?kind=person&q=${encodeURIComponent('审计')}`)).json<{ rows: unknown[] }>().rows).toHaveLength(1);
  });
  test('an anchor whose row was changed is found against its file', async () => {
    const { kernel } = whole.product;
    expect((await verifyInstallation(kernel.db.reports, whole.product.anchoring.folder)).sound).toBe(true);
    const [name] = await readdir(whole.product.anchoring.folder);
    const file = path.join(whole.product.anchoring.folder, name!);
    const before = await readFile(file, 'utf8');
    await writeFile(file, before.replace(/"head": "[0-9a-f]{8}/, '"head": "00000000'));
    expect((await verifyInstallation(kernel.db.reports, whole.product.anchoring.folder)).problems[0]).toMatchObject({ kind: 'rewritten' });
    await writeFile(file, before);
  });
});

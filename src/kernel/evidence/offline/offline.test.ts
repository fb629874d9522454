import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { DAY, dayOf } from '../../clock.ts';
import { runVerb } from '../../verb.ts';
import { anchorKey, type AnchorKey } from '../anchor-key.ts';
import { anchorsInFiles, allAnchors, makeAnchors } from '../anchors.ts';
import { anchorDay } from '../daily-anchor.ts';
import { exportLog } from '../export-log.ts';
import { Sealer } from '../sealer.ts';
import { countStock } from '../testing.ts';
import { verifyChain } from '../verify-chain.ts';
import { verifyFile } from './verify-file.ts';

let kernel: TestKernel;
let folder: string;
let file: string;
let key: AnchorKey;
let lines: string[];
const clerk = person(['warehouse']);
const anchors = (): string => path.join(folder, 'anchors');

beforeAll(async () => {
  kernel = await freshKernel();
  folder = await mkdtemp(path.join(tmpdir(), 'dz-offline-'));
  key = await anchorKey(folder);
  const sealer = new Sealer(kernel);
  const given = { key, folder: anchors(), sealer, mailTo: ['audit@example.com'] };
  for (let d = 0; d < 3; d += 1) {
    for (let i = 0; i < 7; i += 1) await runVerb(kernel, countStock, { shelf: `A-${d}`, pieces: i, note: `第 ${d} 天`, twice: i === 3 }, { actor: clerk });
    kernel.clock.advance(DAY);
    await anchorDay(kernel, given);
    expect(await anchorDay(kernel, given)).toBeNull();
  }
  kernel.clock.advance(DAY);
  await anchorDay(kernel, given);
  file = path.join(folder, 'all.jsonl');
  await exportLog(kernel.db.reports, file);
  lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
}, 60_000);
afterAll(async () => {
  await kernel.close();
  await rm(folder, { recursive: true });
});

const check = async (changed: readonly string[], outside: string | null = null) => {
  const spoiled = path.join(folder, 'spoiled.jsonl');
  await writeFile(spoiled, `${changed.join('\n')}\n`);
  return verifyFile(spoiled, outside);
};

describe('engine.md §7: the head is anchored daily', () => {
  test('one anchor a day, also of a day on which nothing happened; a file each, and a mail to the auditor', async () => {
    const all = await allAnchors(kernel.db);
    expect(all.map((a) => [a.day, a.from, a.to, a.root === null])).toEqual([
      [dayOf(kernel.clock.now() - 4 * DAY), 1, 8, false], [dayOf(kernel.clock.now() - 3 * DAY), 9, 16, false], [dayOf(kernel.clock.now() - 2 * DAY), 17, 24, false], [dayOf(kernel.clock.now() - DAY), 25, 24, true],
    ]);
    expect(await anchorsInFiles(anchors())).toEqual(all);
    const { rows } = await kernel.db.query("select recipient, payload ->> 'text' as text from kernel.message where channel = 'mail' order by created_at");
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({ recipient: 'audit@example.com', text: expect.stringContaining(all[0]!.head) });
  });
  test('the chain verifies against the files', async () =>
    expect(await verifyChain(kernel.db.reports, (await anchorsInFiles(anchors())).map((a) => ({ number: a.number, toPosition: a.to, head: a.head })))).toMatchObject({ sound: true, positions: 24 }));
  test('an anchor asked for when nothing is new is none', async () => expect(await makeAnchors(kernel, { key, folder: anchors(), reason: 'asked', day: '2026-03-14' })).toEqual([]));
});

describe('engine.md §7: a whole export is checked offline', () => {
  test('an untouched one is in order, also beside the anchors kept elsewhere', async () => {
    expect(await check(lines)).toMatchObject({ ok: true, records: 24, anchors: 4, findings: [], head: { position: 24 } });
    expect(await check(lines, anchors())).toMatchObject({ ok: true });
  });
  const edit = (at: number, change: (row: { record: { fact: Record<string, unknown>; hash: string } }) => void): string[] => lines.map((line, i) => {
    if (i !== at) return line;
    const row = JSON.parse(line) as Parameters<typeof change>[0];
    change(row);
    return JSON.stringify(row);
  });
  test.each([
    ['a payload', (r: { record: { fact: Record<string, unknown> } }) => void (r.record.fact['payload'] = { pieces: 99, note: '' })],
    ['a time', (r: { record: { fact: Record<string, unknown> } }) => void (r.record.fact['occurredAt'] = (r.record.fact['occurredAt'] as number) + 1)],
    ['an actor', (r: { record: { fact: Record<string, unknown> } }) => void (r.record.fact['actorId'] = null)],
    ["an actor's name", (r: { record: { fact: Record<string, unknown> } }) => void (r.record.fact['actorName'] = '别人')],
  ])('%s altered is named with its position', async (_, change) => {
    const verdict = await check(edit(5, change));
    expect(verdict.ok).toBe(false);
    expect(verdict.findings[0]).toMatchObject({ kind: 'altered', position: 5 });
  });
  test('a record left out is named', async () => expect((await check(lines.toSpliced(5, 1))).findings[0]).toMatchObject({ kind: 'missing', position: 5 }));
  test('two records that changed places are named', async () => {
    const turned = lines.with(5, lines[6]!).with(6, lines[5]!);
    const { findings } = await check(turned);
    expect(findings[0]!.position).toBe(5);
    expect(findings.map((f) => [f.kind, f.position])).toEqual([['reordered', 5]]);
    const moved = lines.toSpliced(5, 1).toSpliced(9, 0, lines[5]!);
    expect((await check(moved)).findings.map((f) => [f.kind, f.position])).toEqual([['reordered', 5]]);
  });
  test('a record that stands there twice, or behind the end that the file states, was put in', async () => {
    expect((await check(lines.toSpliced(5, 0, lines[5]!))).findings.map((f) => [f.kind, f.position])).toEqual([['inserted', 5]]);
    const row = JSON.parse(lines[24]!) as { record: { position: number; prev: string; hash: string } };
    const more = JSON.stringify({ record: { ...row.record, position: 25, prev: row.record.hash } });
    expect((await check(lines.toSpliced(25, 0, more))).findings.map((f) => f.kind)).toContain('inserted');
  });
  test('a record without its fact is no record, and is said to be none', async () => {
    const row = JSON.parse(lines[5]!) as { record: { fact?: unknown } };
    delete row.record.fact;
    const { findings } = await check(lines.with(5, JSON.stringify(row)));
    expect(findings.map((f) => [f.kind, f.position])).toEqual(expect.arrayContaining([['unreadable', 5], ['missing', 5]]));
    for (const rubbish of ['{"record":null}', '{"record":{"position":"5"}}', '{"record":[]}']) expect((await check(lines.with(5, rubbish))).ok).toBe(false);
  });
  test('an anchor, an end or an erasure that is none is said to be none', async () => {
    const at = lines.findIndex((l) => l.startsWith('{"anchor"'));
    const anchor = JSON.parse(lines[at]!) as { anchor: object };
    for (const rubbish of ['{"anchor":null}', '{"anchor":{}}', JSON.stringify({ anchor: { ...anchor.anchor, to: 1.5 } }), JSON.stringify({ anchor: { ...anchor.anchor, publicKey: null } })])
      expect((await check(lines.with(at, rubbish))).findings.map((f) => f.kind), rubbish).toContain('unreadable');
    for (const rubbish of ['{"end":7}', '{"end":{"records":24,"position":"24"}}']) expect((await check(lines.with(-1, rubbish))).findings.map((f) => f.kind), rubbish).toEqual(expect.arrayContaining(['unreadable', 'cut']));
    const erasing = edit(5, (r) => { r.record.fact = { ...r.record.fact, type: 'evidence.data-erased', payload: { erased: [null, 3] } }; });
    expect((await check(erasing)).findings[0]).toMatchObject({ kind: 'altered', position: 5 });
  });
  test('a file cut anywhere is found: without its end, and with an end forged for it', async () => {
    expect((await check(lines.slice(0, 20))).findings[0]).toMatchObject({ kind: 'cut', position: 20 });
    const record = (JSON.parse(lines[19]!) as { record: { hash: string } }).record;
    const forged = [...lines.slice(0, 20), JSON.stringify({ end: { records: 19, position: 19, hash: record.hash } })];
    expect((await check(forged)).ok).toBe(true); // Nothing inside can tell: this is what the anchor by mail is for.
    expect((await check(forged, anchors())).findings[0]).toMatchObject({ kind: 'cut', position: 20 });
  });
  test('an anchor that is altered, or signed with another key, is found', async () => {
    const at = lines.findIndex((l) => l.startsWith('{"anchor"'));
    const altered = lines.with(at, lines[at]!.replace('"reason":"daily"', '"reason":"asked"'));
    expect((await check(altered)).findings[0]).toMatchObject({ kind: 'anchor' });
    const foreign = await anchorKey(path.join(folder, 'other'));
    const row = JSON.parse(lines[at]!) as { anchor: { hash: string; publicKey: string; signature: string } };
    const signed = lines.with(at, JSON.stringify({ anchor: { ...row.anchor, publicKey: foreign.publicKey, signature: foreign.sign(Buffer.from(row.anchor.hash, 'hex')) } }));
    expect((await check(signed)).ok).toBe(true);
    expect((await check(signed, anchors())).findings[0]).toMatchObject({ kind: 'anchor' });
  });
  test('what is no packet is said to be none', async () => {
    expect(await check(['hello'])).toMatchObject({ ok: false, findings: [{ kind: 'unreadable' }] });
    expect(await check(['{"format":"dianzhang-evidence"}'])).toMatchObject({ ok: false, findings: [{ kind: 'unreadable' }] });
    expect(await check([lines[0]!, lines[1]!, 'rubbish', ...lines.slice(2)])).toMatchObject({ ok: false });
  });
  test('the verifier stands alone: Node and its own small files, no database, no package', async () => {
    const main = path.join(import.meta.dirname, 'main.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [main, file, anchors()], { cwd: folder, env: {} });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, records: 24 });
    for (const name of ['hashes', 'findings', 'verify-record', 'verify-packet', 'verify-log', 'verify-file', 'main']) {
      const imports = [...(await readFile(path.join(import.meta.dirname, `${name}.ts`), 'utf8')).matchAll(/from '([^']+)'/g)].map((m) => m[1]!);
      expect(imports.filter((from) => !from.startsWith('node:') && !/^\.\/[a-z-]+\.ts$/.test(from))).toEqual([]);
    }
    await expect(promisify(execFile)(process.execPath, [main, main], { env: {} })).rejects.toMatchObject({ code: 1 });
  });
});

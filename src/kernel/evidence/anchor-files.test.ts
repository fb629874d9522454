import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { type Anchor, anchorsInFiles, DRAFT_STALE, writeMissing } from './anchors.ts';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'dz-anchors-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

const hex = (digit: string): string => digit.repeat(64);
const anchor = (number: number): Anchor => ({
  number, day: '2026-03-02', madeAt: Date.parse('2026-03-02T15:00:00Z'), reason: 'daily', from: number, to: number, head: hex('a'), root: hex('b'), prev: hex('0'), hash: hex('c'),
  publicKey: 'key', signature: hex('d'),
});

describe('the files of the anchors', () => {
  test('the server and the command line write the same missing anchors at the same moment: every file is whole, none is left half', async () => {
    const anchors = Array.from({ length: 12 }, (_, i) => anchor(i + 1));
    await Promise.all(Array.from({ length: 6 }, () => writeMissing(folder, anchors)));
    expect((await anchorsInFiles(folder)).map((a) => a.number)).toEqual(anchors.map((a) => a.number));
    expect((await readdir(folder)).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });
  test('what a killed process left half is cleared with the next look, what another one may be writing now and what is not ours stays', async () => {
    const draft = async (name: string, ageMs: number) => {
      const file = path.join(folder, name);
      const seconds = (systemClock.now() - ageMs) / 1_000;
      await writeFile(file, '{"format":');
      await utimes(file, seconds, seconds);
    };
    await draft('2026-03-02-000013.json.3f0e.part', DRAFT_STALE + 60_000);
    await draft('2026-03-02-000014.json.77aa.part', DRAFT_STALE - 60_000);
    await draft('backup.part', DRAFT_STALE + 60_000);
    await writeMissing(folder, Array.from({ length: 12 }, (_, i) => anchor(i + 1)));
    expect((await readdir(folder)).filter((name) => !name.endsWith('.json')).sort()).toEqual(['2026-03-02-000014.json.77aa.part', 'backup.part']);
    // A folder that is not there yet has no drafts.
    await writeMissing(path.join(folder, 'new'), [anchor(1)]);
    expect(await readdir(path.join(folder, 'new'))).toEqual(['2026-03-02-000001.json']);
  });
});

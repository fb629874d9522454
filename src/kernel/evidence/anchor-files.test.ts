import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Anchor, anchorsInFiles, writeMissing } from './anchors.ts';

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
});

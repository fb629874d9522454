import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileHolds } from './erase-files.ts';

const rows = (phone: string, more: number): Buffer => Buffer.from(`case,activity,note\n1,called,${phone}\n${Array.from({ length: more }, (_, n) => `${n},closed,${(n * 2_654_435_761) >>> 0}\n`).join('')}`);

describe('whether an upload names a person', () => {
  test.each([['as it is', (b: Buffer) => b], ['packed with gzip', (b: Buffer) => gzipSync(b)]])('found at the beginning of a long log, not read on: %s', async (_, pack) => {
    expect(await fileHolds(pack(rows('13977776655', 200_000)), ['13977776655'])).toBe(true);
    expect(await fileHolds(pack(rows('13611112222', 2_000)), ['13977776655'])).toBe(false);
  });

  test('a packed log that is cut off is said to be so: somebody must look at it', async () => {
    const packed = gzipSync(rows('13611112222', 20_000));
    await expect(fileHolds(packed.subarray(0, packed.length / 2), ['13977776655'])).rejects.toMatchObject({ code: 'file.truncated' });
  });
});

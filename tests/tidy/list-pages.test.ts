import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { importedBy } from './web-endpoints.ts';

/** Every list page has a box for searching: what its endpoint does not take is an error that the user meets while typing. */

interface Listed { page: string; endpoint: string; query: z.ZodObject | undefined }

async function listed(): Promise<Listed[]> {
  const found: Listed[] = [];
  for await (const page of glob('web/**/*.tsx')) {
    const source = readFileSync(page, 'utf8');
    for (const [, written] of source.matchAll(/<ListPage\b[\s\S]*?endpoint=\{([\w.]+)\}/g)) {
      const endpoint = (await importedBy(page, source, written!)) as { query?: z.ZodObject } | undefined;
      found.push({ page, endpoint: written!, query: endpoint?.query });
    }
  }
  return found;
}

test('the endpoint of every list page takes what is typed into its search box', async () => {
  const lists = await listed();
  expect(lists.length).toBeGreaterThan(40);
  expect(lists.filter((l) => l.query === undefined).map((l) => `${l.page}: ${l.endpoint} was not found`)).toEqual([]);
  expect(lists.filter((l) => !('q' in l.query!.shape)).map((l) => `${l.page}: ${l.endpoint} takes no q`)).toEqual([]);
});

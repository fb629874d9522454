import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { z } from 'zod';

/** Every list page has a box for searching: what its endpoint does not take is an error that the user meets while typing. */

interface Listed { page: string; endpoint: string; query: z.ZodObject | undefined }

async function listed(): Promise<Listed[]> {
  const found: Listed[] = [];
  for await (const page of glob('web/**/*.tsx')) {
    const source = readFileSync(page, 'utf8');
    for (const [, written] of source.matchAll(/<ListPage\b[\s\S]*?endpoint=\{([\w.]+)\}/g)) {
      const [first, member] = written!.split('.') as [string, string | undefined];
      const imported = [...source.matchAll(/import (\{[^}]*\}|\* as \w+) from '([^']+)'/g)].find(([, names]) => (member ? names === `* as ${first}` : new RegExp(`\\b${first}\\b`).test(names!)));
      const real = member ?? new RegExp(`(\\w+) as ${first}\\b`).exec(imported?.[1] ?? '')?.[1] ?? first;
      const module = imported ? await import(path.resolve(path.dirname(page), imported[2]!)) as Record<string, { query?: z.ZodObject }> : {};
      found.push({ page, endpoint: written!, query: module[real]?.query });
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

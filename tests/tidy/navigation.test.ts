import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { KnownPage } from '../support/pages-walk.ts';
import { importedBy } from './web-endpoints.ts';

/** The navigation hides what a person may not read: so every page that stands in it says what it reads, and says it truly. */

interface NavigationPage extends KnownPage { readonly nav?: number; readonly reads?: readonly string[] }
interface InNavigation { readonly path: string; readonly reads: readonly string[]; readonly asks: readonly string[] }

async function inNavigation(): Promise<InNavigation[]> {
  const found: InNavigation[] = [];
  for await (const file of glob('web/**/pages.ts')) {
    const { pages } = (await import(path.resolve(file))) as { pages: readonly NavigationPage[] };
    const written = readFileSync(file, 'utf8');
    for (const page of pages.filter((p) => p.nav !== undefined)) {
      const named = new RegExp(`path: '${page.path.replaceAll('$', '\\$')}'[^]*?import\\('([^']+)'\\)`).exec(written)![1]!;
      const module = path.join(path.dirname(file), named);
      const source = readFileSync(module, 'utf8');
      const asks: string[] = [];
      for (const [, read, list] of source.matchAll(/(?:useRead|useList)\(([\w.]+)|endpoint=\{([\w.]+)\}/g)) {
        const endpoint = (await importedBy(module, source, read ?? list!)) as { method: string; path: string } | undefined;
        if (endpoint) asks.push(`${endpoint.method} ${endpoint.path}`);
      }
      found.push({ path: page.path, reads: page.reads ?? [], asks });
    }
  }
  return found;
}

test('every page of the navigation says what it cannot be shown without, and asks just that of the server', async () => {
  const pages = await inNavigation();
  expect(pages.length).toBeGreaterThan(70);
  expect(pages.filter((p) => p.reads.length === 0).map((p) => `${p.path}: says nothing; add reads: ['${p.asks[0] ?? 'GET /…'}']`)).toEqual([]);
  expect(pages.flatMap((p) => p.reads.filter((read) => !p.asks.includes(read)).map((read) => `${p.path}: does not ask ${read}`))).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshProduct, type WholeProduct } from '../support/product.ts';
import { importedBy } from '../tidy/web-endpoints.ts';

/**
 * Whoever may not do something reads so before he presses (web/ui/rights.ts): every page that calls a write route asks for the right of it,
 * in its own file or, for a form, in a file that opens it. Found by reading the pages, so that a new button cannot leave it out.
 */

interface Source { readonly file: string; readonly text: string }
interface Write { readonly file: string; readonly endpoint: string; readonly asked: boolean }

let whole: WholeProduct;
let sources: Source[];
beforeAll(async () => {
  whole = await freshProduct({ orders: 0 });
  sources = [];
  for await (const file of glob('web/**/*.{ts,tsx}')) if (!/\.test\.|^web\/(?:kit|portal)\//.test(file)) sources.push({ file, text: readFileSync(file, 'utf8') });
}, 120_000);
afterAll(() => whole?.close());

/** Endpoints that a file asks for by themselves: `useRefused(E)`, or a button or a note that leads to it. */
const askedIn = (text: string): string[] => [...text.matchAll(/useRefused\((\w+)\)|leadsTo=\{([^}]+)\}/g)].flatMap(([, used, led]) => (used ? [used] : led!.match(/\w+/g)!));

/** What the result of `useAct(E)` is called: alone, in a row of several, or in a table of them. */
function namesOf(text: string, name: string): string[] {
  const names = [...text.matchAll(new RegExp(`const (\\w+) = useAct\\(${name}\\)`, 'g'))].map(([, v]) => v!);
  for (const [, left, right] of text.matchAll(/const \[([^\]]+)\] = \[((?:useAct\(\w+\)(?:, )?)+)\]/g)) {
    const at = right!.split(', ').indexOf(`useAct(${name})`);
    if (at >= 0) names.push(left!.split(', ')[at]!);
  }
  for (const [, table, members] of text.matchAll(/const (\w+) = \{([^}]*useAct\([^}]*)\}/g)) {
    for (const [, member] of members!.matchAll(new RegExp(`(\\w+): useAct\\(${name}\\)`, 'g'))) names.push(`${table}.${member}`);
  }
  return names;
}
const asksBy = (text: string, variable: string): boolean => new RegExp(`act=\\{[^}]*\\b${variable.replace('.', '\\.')}\\b[^}]*\\}|\\b${variable.replace('.', '\\.')}\\.refused\\b`).test(text);

const routeOf = (endpoint: { readonly method?: string; readonly path?: string }): string => `${endpoint.method} ${endpoint.path}`;

async function writes(): Promise<Write[]> {
  const open = new Map(whole.product.routes.map((r) => [routeOf(r.endpoint), r.kind === 'read' || r.may.public === true || r.may.signedIn !== undefined]));
  const mayOf = new Map(whole.product.routes.map((r) => [routeOf(r.endpoint), JSON.stringify(Object.entries(r.may).toSorted())]));
  const found: Write[] = [];
  for (const { file, text } of sources) {
    for (const name of new Set([...text.matchAll(/\b(?:useAct|call)\((\w+)\b/g)].map(([, n]) => n!))) {
      const endpoint = (await importedBy(file, text, name)) as { method?: string; path?: string } | undefined;
      if (!endpoint?.method || endpoint.method === 'GET') continue;
      const route = routeOf(endpoint);
      // What everybody who is signed in may do is not asked.
      if (open.get(route) !== false) continue;
      const openers = sources.filter((s) => new RegExp(`from '[^']*/${path.basename(file).replace('.', '\\.')}'`).test(s.text));
      const variables = namesOf(text, name);
      // Reached only by taking back what was allowed; or asked for by another step of the same work, which is the same right.
      const takesBack = variables.some((v) => new RegExp(`undo=\\{[^\\n]*\\b${v}\\.run\\(`).test(text));
      let asked = takesBack || variables.some((v) => asksBy(text, v));
      for (const s of [{ file, text }, ...openers]) for (const other of asked ? [] : askedIn(s.text)) {
        const led = (await importedBy(s.file, s.text, other)) as { method?: string; path?: string } | undefined;
        asked ||= led?.method !== undefined && mayOf.get(routeOf(led)) === mayOf.get(route);
      }
      found.push({ file, endpoint: `${name} (${route})`, asked });
    }
  }
  return found;
}

test('no page calls a write route without asking beforehand whether its reader may', async () => {
  const all = await writes();
  expect(all.length).toBeGreaterThan(200);
  const unasked = all.filter((w) => !w.asked).map((w) => `${w.file}: ${w.endpoint}`).join('\n');
  expect(unasked, unasked).toBe('');
}, 60_000);

test('an act button or a form that runs something is told by whose right', () => {
  // A list of acts is chosen from at run time: it says by itself which one.
  const untold = sources.flatMap(({ file, text }) => [...text.matchAll(/<ActButton\b(?:[^>]|(?<==)>)*?(?<!=)>/g)].filter(([tag]) => !/\b(?:act|refused)=/.test(tag)).map(([tag]) => `${file}: ${tag.replace(/\s+/g, ' ').slice(0, 120)}`)).join('\n');
  expect(untold, untold).toBe('');
});

import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyTokens, dark, light, type Tokens } from './tokens.ts';

/** Relative luminance of WCAG 2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const schemes: [string, Tokens][] = [['light', light], ['dark', dark]];
describe.each(schemes)('%s scheme', (_, t) => {
  const grounds = ['ground', 'surface', 'hover', 'chosen'] as const;
  test.each(['ink', 'ink2', 'link', 'breach', 'soonText', 'keptText'] as const)('words in %s are readable on every ground', (name) => {
    for (const ground of grounds) expect(contrast(t[name], t[ground]), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
  test('white words on the primary button are readable', () => {
    expect(contrast('#FFFFFF', t.primary)).toBeGreaterThanOrEqual(4.5);
  });
  test('words in the due band are readable', () => {
    expect(contrast(t.ink, t.soonWash)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(t.soonText, t.soonWash)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(t.breach, t.soonWash)).toBeGreaterThanOrEqual(4.5);
  });
});

test('style sheets ask for no colour that nobody gives', () => {
  const given = new Set<string>();
  applyTokens('light', { dataset: {}, style: { setProperty: (name: string) => given.add(name) } } as never);
  const web = path.resolve(import.meta.dirname, '..');
  const sheets = globSync('**/*.css', { cwd: web }).map((name) => [name, readFileSync(path.join(web, name), 'utf8')] as const);
  for (const [, text] of sheets) for (const [, own] of text.matchAll(/(--[\w-]+)\s*:/g)) given.add(own!);
  expect(sheets.flatMap(([name, text]) => [...text.matchAll(/var\((--[\w-]+)/g)].filter(([, asked]) => !given.has(asked!)).map(([, asked]) => `${name}: ${asked}`))).toEqual([]);
});

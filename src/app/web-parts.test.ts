import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { OLD_PARTS_MS, putInPlace } from './web-parts.ts';

const place = mkdtempSync(path.join(os.tmpdir(), 'dz-parts-'));
afterAll(() => rmSync(place, { recursive: true }));
const web = path.join(place, 'web');
const DAY = 86_400_000;

/** A build with that part, put in place at that time. */
function build(part: string, at: number): void {
  const made = path.join(place, 'making');
  mkdirSync(path.join(made, 'assets'), { recursive: true });
  for (const file of ['index.html', `assets/${part}`]) {
    writeFileSync(path.join(made, file), part);
    utimesSync(path.join(made, file), at / 1000, at / 1000);
  }
  putInPlace(made, web, at);
  rmSync(made, { recursive: true });
}
const isThere = (part: string): boolean => existsSync(path.join(web, 'assets', part));

test('a page that is open finds its parts for a week after a newer build, also when its own build was a month old', () => {
  const start = Date.UTC(2026, 2, 1);
  build('a.js', start);
  build('b.js', start + 30 * DAY);
  expect([isThere('a.js'), isThere('b.js')]).toEqual([true, true]);
  build('c.js', start + 33 * DAY);
  expect([isThere('a.js'), isThere('b.js'), isThere('c.js')]).toEqual([true, true, true]);
  build('d.js', start + 30 * DAY + OLD_PARTS_MS + DAY);
  expect([isThere('a.js'), isThere('b.js'), isThere('c.js'), isThere('d.js')]).toEqual([false, true, true, true]);
});

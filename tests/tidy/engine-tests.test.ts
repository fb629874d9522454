import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const table = readFileSync(path.join(root, 'docs/engine-tests.md'), 'utf8');
/** `| what is said | file | name of the test |`, the two last in code marks. */
const row = /^\| (.+?) \| `([^`]+)` \| `(.+)` \|$/;
const lines = table.split('\n');
const rows = lines.flatMap((line) => {
  const found = row.exec(line);
  return found ? [{ said: found[1]!, file: found[2]!, name: found[3]! }] : [];
});

/** Names stand in the source as they are written, with quotes escaped; rows of tables of cases (`test.each`) count by their own names. */
function names(file: string, name: string): boolean {
  if (!existsSync(path.join(root, file))) return false;
  const source = readFileSync(path.join(root, file), 'utf8');
  return [`'${name.replaceAll("'", String.raw`\'`)}'`, `"${name}"`, `\`${name}\``].some((written) => source.includes(written));
}

describe('docs/engine-tests.md: every sentence of the engine’s semantics names the test that shows it', () => {
  test('every line of its tables is read, and every section is there', () => {
    const tabled = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| what') && !line.startsWith('|---'));
    expect(tabled.filter((line) => !row.test(line))).toEqual([]);
    expect(lines.filter((line) => /^## §\d/.test(line)).map((line) => line.slice(3, 5))).toEqual(['§1', '§2', '§3', '§4', '§5', '§6', '§7']);
  });
  test('every test that it names is there', () => expect(rows.filter((r) => !names(r.file, r.name)).map((r) => `${r.file}: ${r.name}`)).toEqual([]));
  test('a name that no test has is found', () => expect(names('tests/tidy/engine-tests.test.ts', ['a name', 'nobody gave'].join(' that '))).toBe(false));
  test('the fourteen rules of the clock and its vectors are all there', () => {
    const clocks = table.slice(table.indexOf('## §3'), table.indexOf('## §4'));
    for (let rule = 1; rule <= 14; rule++) expect(clocks).toMatch(new RegExp(`^\\| ${rule} `, 'm'));
    expect(rows.filter((r) => r.file.endsWith('vectors.test.ts')).length).toBeGreaterThan(15);
  });
});

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 1e8 }).split('\n').filter(Boolean);

interface Rule {
  name: string;
  remedy: string;
  on: (file: string) => boolean;
  /** Lines (1-based) that break the rule. */
  find: (text: string, file: string) => number[];
  /** What must be found and what must not: the rule itself is tested. */
  bad: string;
  good: string;
}

const code = (file: string): boolean => /^(src|web|bin|bench|scripts)\/.*\.(ts|tsx|mjs)$/.test(file) && !/\.test\.tsx?$/.test(file);
const server = (file: string): boolean => code(file) && file.startsWith('src/');
const matching = (pattern: RegExp) => (text: string): number[] => text.split('\n').flatMap((line, i) => (pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line) ? [i + 1] : []));

const rules: Rule[] = [
  {
    name: 'files stay small enough to read whole', remedy: 'two files with better names read easier (350 lines at most)',
    on: (file) => code(file) && !/(declarations|clauses|divisions|icons)/.test(file),
    find: (text) => (text.split('\n').length > 351 ? [351] : []), bad: 'x\n'.repeat(352), good: 'x\n'.repeat(350),
  },
  {
    name: 'time comes from the injected clock', remedy: 'use tx.now or kernel.clock.now()',
    on: (file) => server(file) && file !== 'src/kernel/clock.ts' && !file.startsWith('src/app/commands/'),
    find: matching(/\bDate\.now\(\)|new Date\(\)/), bad: 'const now = Date.now();', good: 'const now = tx.now; new Date(now)',
  },
  {
    name: 'money is never a float', remedy: 'parseYuan and bigint fen (src/kernel/money.ts)',
    on: server, find: matching(/parseFloat\(|[fF]en\s*\/\s*100(?!n)|toFixed\(2\)\s*\)?\s*\*\s*100/), bad: 'const yuan = fen / 100;', good: 'yuanText(fen)',
  },
  {
    name: 'no list pages by OFFSET', remedy: 'page by key', on: server, find: matching(/\boffset\s+\$|\.offset\(/i), bad: 'q.offset(20)', good: 'where (at, id) < ($1, $2)',
  },
  {
    name: 'errors are not swallowed', remedy: 'handle it, or let it go up; say why in the handler',
    on: code, find: matching(/catch\s*(\([^)]*\))?\s*\{\s*\}/), bad: 'try { a() } catch {}', good: 'catch (error) { log(error) }',
  },
  {
    name: 'nothing is left for later in code', remedy: 'do it, or write an issue', on: code,
    find: matching(/\b(TODO|FIXME|XXX)\b/), bad: 'a() // TODO', good: 'a()',
  },
  {
    name: 'no SQL is put together from texts of users', remedy: 'parameters ($1) or kysely; identifiers from a closed map',
    on: server, find: matching(/query\([^)]*\$\{(?:input|params|query|body)\./), bad: 'db.query(`select ${input.x}`)', good: 'db.query(text, [input.x])',
  },
  {
    name: 'a form of input that is refused says what is wanted', remedy: 'shaped(pattern, words) or .regex(pattern, said(words(…))): what it looks like, with an example, in both languages',
    // Settings are told in a table of their own; backups and anchors are files of ours, which nobody types.
    on: (file) => server(file) && !/^src\/(app\/settings|kernel\/db\/backup\/format|kernel\/evidence\/anchors|kernel\/schemas)\.ts$/.test(file),
    find: matching(/(?:z\.string\(\)|text\(\d+(?:, \d+)?\)|\.(?:trim|max|min|toLowerCase)\([^)]*\))\.regex\((?!.*said\()/), bad: 'z.string().regex(/^a$/)', good: "z.string().regex(/^a$/, said(words('写 a', 'Write a')))",
  },
  {
    name: 'no address of a registry stands in a file', remedy: 'npm config omit-lockfile-registry-resolved',
    on: (file) => /(^|\/)(package-lock\.json|\.npmrc|.*\.(ts|mjs|yml|sh))$/.test(file) && !file.startsWith('tests/tidy/'),
    find: matching(/registry\.(npmjs|npmmirror|yarnpkg)\.|"resolved":/), bad: '"resolved": "x"', good: '"version": "1"',
  },
];

describe('the house is tidy', () => {
  test('files were really read', () => expect(files.filter(code).length).toBeGreaterThan(100));
  test.each(rules)('$name', (rule) => {
    const found = files.filter(rule.on).flatMap((file) => {
      let text: string;
      try {
        text = readFileSync(path.join(root, file), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
      return rule.find(text, file).map((line) => `${file}:${line}`);
    });
    expect(found, `remedy: ${rule.remedy}`).toEqual([]);
  });
  test.each(rules)('the rule "$name" can fail', (rule) => {
    expect(rule.find(rule.bad, 'src/x.ts').length).toBeGreaterThan(0);
    expect(rule.find(rule.good, 'src/x.ts')).toEqual([]);
  });
});

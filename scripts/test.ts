/**
 * `npm test`: the whole suite, or the files that the arguments name (`npm test -- src/kernel`). Brings a browser for the tests that
 * need one where it may, and ends with one plain line of counts. Exits 1 when anything failed.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { startVitest, type TestModule, type Vitest } from 'vitest/node';
import { findChromium } from '../tests/support/chromium.ts';
import { findDovecot } from '../tests/support/dovecot.ts';

const browserTests = 'tests/journeys';
const mailTests = ['src/gateways/messages/mailbox', 'src/chapters/sales/mail-intake'];
const filters = process.argv.slice(2);

if (filters.length === 0 || filters.some((filter) => filter.includes('journeys'))) await ensureBrowser();
if (filters.length === 0 || filters.some((filter) => mailTests.some((folder) => folder.includes(filter) || filter.includes(folder)))) await ensureMailServer();
let run = await runFiles(filters);
// Files that failed have a second chance by themselves, where machines are shared and busy; what needed it is named, twice red is red.
if (run.counts.failed > 0 && process.env['CI'] && run.failedFiles.length > 0 && run.failedFiles.length <= 8) {
  tell(`\nsecond try of:\n${run.failures.map((line) => `  ${line}`).join('\n')}\n`);
  const again = await runFiles(run.failedFiles.map((file) => file.path));
  const kept = run.counts.passed - run.failedFiles.reduce((sum, file) => sum + file.passed, 0);
  run = { ...again, counts: { passed: kept + again.counts.passed, failed: again.counts.failed, skipped: run.counts.skipped } };
}
const { counts } = run;
if (counts.failed > 0) tell(`\nfailed:\n${run.failures.map((line) => `  ${line}`).join('\n')}\n`);
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}\n`);
// A run without a single test that passed has shown nothing.
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);

/** Finds a browser, or installs one where this process may install packages. */
async function ensureBrowser(): Promise<void> {
  const found = (await findChromium()) ?? (installBrowser() ? await findChromium() : undefined);
  if (found !== undefined) {
    process.env['CHROMIUM_PATH'] = found;
    return;
  }
  process.stderr.write(
    `未找到 Chromium,${browserTests} 中的浏览器测试无法运行。请安装:Debian/Ubuntu 执行 sudo apt-get install -y chromium fonts-noto-cjk;其他系统安装 Chrome 后设置 CHROMIUM_PATH。\n`
    + `No Chromium: the browser tests in ${browserTests} cannot run. Debian/Ubuntu: sudo apt-get install -y chromium fonts-noto-cjk; elsewhere install Chrome and set CHROMIUM_PATH.\n`,
  );
}

/** Finds a mail server, or installs one where this process may install packages. */
async function ensureMailServer(): Promise<void> {
  const found = (await findDovecot()) ?? (installMailServer() ? await findDovecot() : undefined);
  if (found !== undefined) {
    process.env['DOVECOT_PATH'] = found;
    return;
  }
  process.stderr.write(
    '未找到 Dovecot,收件邮箱的测试无法运行。请安装:Debian/Ubuntu 执行 sudo apt-get install -y dovecot-imapd openssl;其他系统安装后设置 DOVECOT_PATH。\n'
    + 'No Dovecot: the tests of mailboxes cannot run. Debian/Ubuntu: sudo apt-get install -y dovecot-imapd openssl; elsewhere install it and set DOVECOT_PATH.\n',
  );
}

const installBrowser = (): boolean => install('chromium and Chinese fonts for the browser tests', 'chromium', 'fonts-noto-cjk');
const installMailServer = (): boolean => install('a mail server for the tests of mailboxes', 'dovecot-imapd', 'openssl');

function install(what: string, ...packages: string[]): boolean {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return false;
  process.stderr.write(`installing ${what}\n`);
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
  return apt('update') && apt('install', '-y', '--no-install-recommends', ...packages);
}

/** Said on the screen, and kept in the file that TEST_REPORT names, where somebody wants to repeat it at the end of much else. */
function tell(text: string): void {
  process.stdout.write(text);
  if (process.env['TEST_REPORT']) appendFileSync(process.env['TEST_REPORT'], text);
}

interface Counts { passed: number; failed: number; skipped: number }
interface FailedFile { path: string; passed: number }

async function runFiles(files: readonly string[]): Promise<{ counts: Counts; failedFiles: FailedFile[]; failures: string[] }> {
  const vitest = await startVitest('test', [...files], { watch: false });
  const modules = vitest.state.getTestModules() as TestModule[];
  const answer = {
    counts: countsOf(vitest),
    failedFiles: modules.filter((m) => !m.ok()).map((m) => ({ path: m.moduleId, passed: [...m.children.allTests('passed')].length })),
    failures: [
      ...vitest.state.getUnhandledErrors().map((error) => `outside of any test: ${messageOf(error)}`),
      ...modules.flatMap((m) => [
        ...[...m.errors(), ...[...m.children.allSuites()].flatMap((suite) => suite.errors())].map((error) => `${m.relativeModuleId}: ${messageOf(error)}`),
        ...[...m.children.allTests('failed')].map((test) => `${m.relativeModuleId} > ${test.fullName}: ${messageOf(test.result().errors?.[0])}`),
      ]),
    ],
  };
  await vitest.close();
  return answer;
}

function messageOf(error: unknown): string {
  return String((error as { message?: string } | undefined)?.message ?? error).split('\n').slice(0, 4).join(' ').slice(0, 400);
}

/** A file that could not be loaded, or an error outside of any test, is a failure too. */
function countsOf(run: Vitest): Counts {
  const counts: Counts = { passed: 0, failed: run.state.getUnhandledErrors().length, skipped: 0 };
  for (const module of run.state.getTestModules() as TestModule[]) {
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed += 1;
      else if (state === 'failed') counts.failed += 1;
      // A test that never ran in a file that failed to load has no result: the file counts as the failure.
      else counts.skipped += 1;
    }
  }
  return counts;
}

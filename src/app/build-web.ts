import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../kernel/clock.ts';
import { repositoryRoot } from './installation.ts';

export const webFolder = path.join(repositoryRoot, 'dist', 'web');
const stamp = path.join(webFolder, '.built');

/** Newest change of what the web is built from: its own files, the contracts that it imports, and the libraries' versions. */
function newestSource(): string {
  let newest = 0;
  let files = 0;
  const walk = (folder: string, wanted: (name: string) => boolean): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(full, wanted);
      else if (wanted(entry.name)) {
        files += 1;
        newest = Math.max(newest, statSync(full).mtimeMs);
      }
    }
  };
  walk(path.join(repositoryRoot, 'web'), () => true);
  walk(path.join(repositoryRoot, 'src'), (name) => name === 'contract.ts' || name === 'words.ts' || name === 'schemas.ts' || name === 'posts.ts' || name === 'money.ts');
  for (const name of ['package-lock.json', 'vite.config.ts']) newest = Math.max(newest, statSync(path.join(repositoryRoot, name)).mtimeMs);
  return `${files} ${Math.trunc(newest)}`;
}

/** Parts of an older build that a page still open may ask for stay this long. */
const OLD_PARTS_MS = 7 * 86_400_000;

/**
 * Puts a build in the place of the one before while a server hands that out: parts carry their hash in the name and come first, the pages that
 * name them last. Pages that are open find their old parts for a week.
 */
function putInPlace(made: string): void {
  const files = readdirSync(made, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => path.relative(made, path.join(f.parentPath, f.name)));
  for (const file of files.toSorted((a, b) => Number(a.endsWith('.html')) - Number(b.endsWith('.html')))) {
    mkdirSync(path.dirname(path.join(webFolder, file)), { recursive: true });
    renameSync(path.join(made, file), path.join(webFolder, file));
  }
  const now = systemClock.now();
  for (const entry of readdirSync(webFolder, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && full !== stamp && !files.includes(path.relative(webFolder, full)) && statSync(full).mtimeMs < now - OLD_PARTS_MS) rmSync(full);
  }
}

/** Builds the web application when it is missing or older than its sources; a server that runs from here meanwhile is not disturbed. */
export async function ensureWebBuilt(say: (line: string) => void): Promise<void> {
  if (!existsSync(path.join(repositoryRoot, 'web', 'index.html'))) return;
  const source = newestSource();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === source) return;
  say('正在构建网页（首次约需半分钟）… · building the web application…');
  const vite = path.join(repositoryRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) throw new Error(`vite is missing: run npm ci in ${repositoryRoot}`);
  const output: string[] = [];
  const made = path.join(path.dirname(webFolder), `web-making-${process.pid}`);
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', made], { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: 'production' } });
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.on('error', reject);
    child.on('exit', resolve);
  });
  try {
    if (code !== 0) throw new Error(`网页构建失败 · building the web failed:\n${output.join('')}`);
    putInPlace(made);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  writeFileSync(stamp, source);
}

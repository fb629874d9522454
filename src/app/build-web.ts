import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../kernel/clock.ts';
import { repositoryRoot } from './installation.ts';
import { putInPlace } from './web-parts.ts';

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
    putInPlace(made, webFolder, systemClock.now());
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  writeFileSync(stamp, source);
}

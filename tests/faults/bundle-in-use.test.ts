import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

const { markInUse, isInUse } = createRequire(import.meta.url)('../../bin/program.cjs') as { markInUse(folder: string, pid: number): () => void; isInUse(folder: string): boolean };

test('a bundle from which a process runs is known as long as that process lives, also when it was killed', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-bundle-'));
  try {
    expect(isInUse(folder)).toBe(false);
    const server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    markInUse(folder, server.pid!);
    const leave = markInUse(folder, process.pid);
    leave();
    expect(isInUse(folder)).toBe(true);
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    expect(isInUse(folder)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

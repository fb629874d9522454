import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ready, TestInstallation } from './installation.ts';

/** `npm start` puts a shell between npm and the program; a service manager that ends npm ends that shell, and nobody tells the program. */

let home: TestInstallation;
beforeAll(async () => {
  home = await TestInstallation.fresh();
}, 120_000);
afterAll(() => home?.remove());

test('whoever ends npm start ends the server, gracefully', async () => {
  const program = path.resolve(import.meta.dirname, '../../bin/dianzhang');
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${program}" start; true`], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], npm_lifecycle_event: 'start', ...home.env, LOG_LEVEL: 'info' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // Its pipes close when the last of those behind it has ended, too.
  const closed = new Promise<void>((resolve) => shell.on('close', () => resolve()));
  await ready(`http://127.0.0.1:${home.port}`, shell, () => said);
  shell.kill('SIGTERM');
  await Promise.race([closed, pause(30_000).then(() => { throw new Error(`the server goes on: ${said.slice(-2_000)}`); })]);
  await expect(fetch(`http://127.0.0.1:${home.port}/readyz`)).rejects.toThrow();
}, 120_000);

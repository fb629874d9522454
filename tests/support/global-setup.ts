import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { provideServer } from './server.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = randomBytes(4).toString('hex');
  const server = await provideServer(run);
  project.provide('testServerFile', server.file);
  project.provide('testRun', run);
  return async () => server.end();
}

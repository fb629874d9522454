import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { prepare } from './company.ts';
import { median, round } from './figures.ts';
import { coldStart, onGround, root } from './ground.ts';
import { manyObligations } from './many-obligations.ts';
import { cpuSeconds, rssMb } from './process.ts';
import type { Part } from './run.ts';

const CLOCKS = 10_000;
const IDLE_S = 20;

/** Cold start to the first answer, memory and processor at rest with 10,000 open clocks, memory after the load of orders. */
export const start: Part = async (tell, { seconds, rounds }) => {
  await onGround(async (ground) => {
    const bodies = await prepare(ground.product.kernel);
    await ground.product.settle();
    await manyObligations(ground.product, CLOCKS);
    const server = await ground.server();
    await pause(15_000); // jobs of the start are done
    const before = cpuSeconds(server.pid);
    await pause(IDLE_S * 1_000);
    tell(`node at rest with ${CLOCKS} open clocks, share of one core`, round((cpuSeconds(server.pid) - before) / IDLE_S, 4), '≤ 0.02');
    tell('node at rest, RSS in MB', rssMb(server.pid), '≤ 150');
    await ground.load(`${server.url}/api/orders`, { clients: 8, seconds: seconds * rounds, bodies: bodies.spread, token: ground.token });
    await ground.quiet();
    tell('node as the load ends, RSS in MB', rssMb(server.pid));
    await pause(15_000); // as at rest
    tell('node after the load, RSS in MB', rssMb(server.pid), '≤ 250');
    await server.stop();
    await ground.holds();
  });
  const took = await coldStart(Math.max(3, rounds));
  tell('cold start to the first answer, embedded database included, ms', Math.round(median(took)), '≤ 1500');
};

/** What a browser loads before the first page shows: scripts and styles that the page names, gzipped, and the customers' page in full. */
export const web: Part = async (tell) => {
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', `const { ensureWebBuilt } = await import(${JSON.stringify(path.join(root, 'src/app/build-web.ts'))}); await ensureWebBuilt(() => {});`], { cwd: root });
  const folder = path.join(root, 'dist', 'web');
  const sizes = async (page: string): Promise<{ script: number; all: number }> => {
    const html = await readFile(path.join(folder, page), 'utf8');
    const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((m) => m[1]!);
    const files = await Promise.all(named.map(async (name) => ({ name, size: gzipSync(await readFile(path.join(folder, name))).length })));
    const sum = (ending: string): number => files.filter((f) => f.name.endsWith(ending)).reduce((n, f) => n + f.size, 0);
    return { script: sum('.js'), all: sum('.js') + sum('.css') + gzipSync(html).length };
  };
  const [first, portal] = [await sizes('index.html'), await sizes('portal.html')];
  tell('script of the first load, kB gzip', round(first.script / 1_000, 1), '≤ 450');
  tell("the customer's page with everything it names, kB gzip", round(portal.all / 1_000, 1), '< 100');
  tell('files of the whole web application', (await readdir(path.join(folder, 'assets'))).length);
};

import type { Actor } from '../../actor.ts';
import { movingClock } from '../../clock.ts';
import { createKernel } from '../../create.ts';
import { openDatabase } from '../../db/index.ts';
import { silentLog } from '../../log.ts';
import { smallCompany } from './small-company.ts';

/** A server in a process of its own, to be killed or kept short of memory: works on one run and says how many chunks it has begun. */
const [url, folder, runId, staff] = process.argv.slice(2) as [string, string, string, string];
const db = openDatabase({ url, onLostConnection: () => {} });
const kernel = createKernel({ db, clock: movingClock(Date.parse('2026-03-10T02:00:00Z')), log: silentLog });
const operator: Actor = { kind: 'person', id: staff, personId: staff, name: '运营', posts: ['store-operator'], teamIds: [] };
let chunks = 0;
const { imports } = await smallCompany(kernel, new Map([[staff, operator]]), {
  onChunk: () => {
    chunks += 1;
    process.stdout.write(`${chunks}\n`);
  },
}, folder);
imports.start();
const run = await imports.settled(runId);
process.stdout.write(`${run.state}\n`);
await imports.stop();
await db.close();

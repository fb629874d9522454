import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Queryable } from '../db/pool.ts';
import { allAnchors } from './anchors.ts';
import { recordsAfter } from './packet-records.ts';

const BATCH = 2_000;

/** The whole chain with its facts and anchors into one file, line by line; it bears its name when it is complete. @returns how much there is */
export async function exportLog(on: Queryable, file: string, told: (records: number) => void = () => {}): Promise<{ records: number; anchors: number; head: string }> {
  const part = `${file}.part`;
  const out = createWriteStream(part, { flags: 'wx', mode: 0o600 });
  const write = async (row: unknown): Promise<void> => {
    if (!out.write(`${JSON.stringify(row)}\n`)) await once(out, 'drain');
  };
  try {
    await once(out, 'open');
    const { rows: [head] } = await on.query<{ position: bigint; hash: Buffer }>('select position, hash from kernel.seal_head');
    const anchors = (await allAnchors(on)).filter((a) => a.to <= Number(head!.position));
    await write({ format: 'dianzhang-evidence-log', version: 1 });
    const end = Number(head!.position);
    let records = 0;
    for (let position = 0; position < end; position += BATCH) {
      for (const record of await recordsAfter(on, position, Math.min(BATCH, end - position))) {
        await write({ record });
        records += 1;
      }
      told(records);
    }
    for (const anchor of anchors) await write({ anchor });
    await write({ end: { records, position: end, hash: head!.hash.toString('hex') } });
    out.end();
    await once(out, 'close');
    await rename(part, file);
    return { records, anchors: anchors.length, head: head!.hash.toString('hex') };
  } catch (error) {
    out.destroy();
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(part, { force: true });
    throw error;
  }
}

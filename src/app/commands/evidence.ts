import { existsSync } from 'node:fs';
import { openDatabase } from '../../kernel/db/index.ts';
import { exportLog } from '../../kernel/evidence/export-log.ts';
import { readSettings } from '../settings.ts';
import { UsageError } from '../usage.ts';
import { withDatabase } from './backup.ts';

/** `dianzhang evidence export FILE`: every sealed fact with its place in the chain, and all anchors; checked by `dianzhang verify FILE`. */
export async function evidence(args: readonly string[]): Promise<number> {
  const [what, file, ...rest] = args;
  if (what !== 'export' || !file || rest.length > 0 || file.startsWith('--')) throw new UsageError('用法 evidence export 文件 · use: evidence export FILE');
  if (existsSync(file)) throw new UsageError(`${file} 已存在，不会覆盖 · ${file} exists and is not replaced`);
  const settings = readSettings(process.env);
  const done = await withDatabase(settings, async (url) => {
    const db = openDatabase({ url, applicationName: 'dianzhang evidence' });
    try {
      return await exportLog(db.reports, file);
    } finally {
      await db.close();
    }
  });
  process.stdout.write(`已导出 · exported: ${done.records} 条记录 records, ${done.anchors} 个锚点 anchors\n链首 · head: ${done.head}\n`);
  return 0;
}

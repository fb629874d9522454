import { statfs } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readMigrations } from '../../kernel/db/migration-files.ts';
import { migrationSource, openInstallation } from '../installation.ts';
import { createLog } from '../../kernel/log.ts';
import { readSettings, version } from '../settings.ts';
import { UsageError } from '../usage.ts';
import { webFolder } from '../build-web.ts';
import { demoMark } from '../demo/mark.ts';
import { checkInvariants } from '../invariants.ts';
import { verifyInstallation } from '../../kernel/evidence/verify-installation.ts';

/** `dianzhang doctor`: looks at the installation and says what is well and what is not; exit status 1 when something is not. */
export async function doctor(args: readonly string[]): Promise<number> {
  if (args.length > 0) throw new UsageError('doctor 不带参数 · doctor takes no arguments');
  let wrong = 0;
  const tell = (ok: boolean, zh: string, en: string): void => {
    if (!ok) wrong += 1;
    process.stdout.write(`${ok ? '✓' : '✗'} ${zh} · ${en}\n`);
  };
  tell(true, `店章 ${version}，Node ${process.versions.node}`, `Dianzhang ${version}, Node ${process.versions.node}`);
  const settings = readSettings(process.env);
  tell(true, '设置无误', 'settings are valid');
  tell(existsSync(path.join(webFolder, 'index.html')), '网页已构建', 'web application is built');
  const installation = await openInstallation(settings, createLog('warn'), { migrate: false, applicationName: 'dianzhang doctor' });
  try {
    const { rows: [server] } = await installation.db.query<{ version: string; size: bigint }>('select current_setting(\'server_version\') as version, pg_database_size(current_database()) as size');
    const major = Number(server!.version.split('.')[0]);
    tell(major >= 15 && major <= 18, `PostgreSQL ${server!.version}（${installation.kind}），库大小 ${(Number(server!.size) / 1e6).toFixed(0)} MB`, `PostgreSQL ${server!.version} (${installation.kind})`);
    const wanted = await readMigrations(await migrationSource());
    const { rows: known } = await installation.db.query<{ there: string | null }>("select to_regclass('kernel.migration')::text as there");
    const applied = known[0]?.there ? Number((await installation.db.query<{ n: bigint }>('select count(*) as n from kernel.migration')).rows[0]!.n) : 0;
    tell(applied === wanted.length, `数据库结构 ${applied}/${wanted.length}${applied < wanted.length ? '（下次启动时升级）' : ''}`, `migrations ${applied}/${wanted.length}`);
    const disk = await statfs(settings.DATA_DIR).catch(() => null);
    if (disk) {
      const free = (disk.bavail * disk.bsize) / 1e9;
      tell(free > 1, `磁盘剩余 ${free.toFixed(1)} GB`, `${free.toFixed(1)} GB of disk free`);
    }
    if (applied === wanted.length) {
      const chain = await verifyInstallation(installation.db.reports, path.join(settings.DATA_DIR, 'anchors'));
      const first = chain.problems[0];
      tell(chain.sound, first ? `证据链有 ${chain.count} 处不符，第一处：${first.says.zh}` : `证据链完好（${chain.positions} 位${chain.erased > 0 ? `，依法删除 ${chain.erased}` : ''}）`,
        first ? `the chain of evidence has ${chain.count} faults, the first: ${first.says.en}` : `the chain of evidence verifies (${chain.positions} positions)`);
    }
    const demo = applied === wanted.length ? await demoMark(installation.db) : null;
    if (demo && 'loading' in demo)
      tell(false, '演示公司没有载完（中途停止），请换一个空的 DATA_DIR 重新载入', 'the demo company was not loaded to its end: load it again into an empty DATA_DIR');
    if (applied === wanted.length)
      for (const check of await checkInvariants(installation.db)) tell(check.ok, `${check.says.zh}${check.detail ? `：${check.detail}` : ''}`, check.says.en);
  } finally {
    await installation.close();
  }
  return wrong === 0 ? 0 : 1;
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MigrationSource } from '../../src/kernel/db/migration-files.ts';

/** Writes migrations as files below `root`: `{ 'kernel/0001-base': 'create table …' }`. */
export async function writeMigrations(root: string, files: Readonly<Record<string, string>>, owners?: readonly string[]): Promise<MigrationSource> {
  const seen = new Set<string>();
  for (const [name, sql] of Object.entries(files)) {
    const owner = path.posix.dirname(name);
    seen.add(owner);
    await mkdir(path.join(root, owner, 'migrations'), { recursive: true });
    await writeFile(path.join(root, owner, 'migrations', `${path.posix.basename(name)}.sql`), sql);
  }
  return { root, owners: owners ?? [...seen] };
}

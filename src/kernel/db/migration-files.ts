import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { words } from '../words.ts';
import { DatabaseProblem } from './errors.ts';
import { schemaOf } from './owners.ts';

/** One file `NNNN-name.sql` of one owner. Once released it never changes. */
export interface Migration {
  readonly owner: string;
  readonly schema: string;
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** Over the text with line ends as LF, so that a checkout on another system is the same migration. */
  readonly sha256: string;
}

export interface MigrationSource {
  /** The folder that the owners are relative to: the src folder. */
  readonly root: string;
  /** Owners in the order in which they are built: `ownersInOrder(architecture)`. */
  readonly owners: readonly string[];
}

const fileName = /^(\d{4})-([a-z0-9]+(?:-[a-z0-9]+)*)\.sql$/;

/**
 * All migrations in the order in which a new database applies them.
 *
 * @throws DatabaseProblem when a file is misnamed, two share a number, a number is left out, or a folder has migrations but no place
 *   in the order of owners (its tables would silently be missing).
 */
export async function readMigrations(source: MigrationSource): Promise<Migration[]> {
  const found = new Map<string, string[]>();
  for await (const file of glob('**/migrations/*', { cwd: source.root })) {
    const owner = path.dirname(path.dirname(file)).split(path.sep).join('/');
    found.set(owner, [...(found.get(owner) ?? []), path.basename(file)]);
  }
  for (const owner of found.keys()) {
    if (!source.owners.includes(owner)) {
      throw problem(words(`目录 ${owner} 有迁移文件,但不在模块顺序中。`, `The folder ${owner} has migrations but no place in the order of owners.`));
    }
  }
  const perOwner = await Promise.all(source.owners.map(async (owner) => ofOwner(source.root, owner, found.get(owner) ?? [])));
  return perOwner.flat();
}

async function ofOwner(root: string, owner: string, files: readonly string[]): Promise<Migration[]> {
  const migrations = await Promise.all(files.toSorted().map(async (file) => {
    const match = fileName.exec(file);
    if (match === null) {
      throw problem(words(`迁移文件名不合规范:${owner}/migrations/${file}`, `Not a migration name (NNNN-name.sql): ${owner}/migrations/${file}`));
    }
    const sql = (await readFile(path.join(root, owner, 'migrations', file), 'utf8')).replaceAll('\r\n', '\n');
    return {
      owner, schema: schemaOf(owner), number: Number(match[1]), name: match[2] as string, sql,
      sha256: createHash('sha256').update(sql).digest('hex'),
    };
  }));
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1) {
      throw problem(words(
        `${owner} 的迁移编号应连续:第 ${index + 1} 个文件的编号是 ${migration.number}。`,
        `Migrations of ${owner} must be numbered without gaps: file ${index + 1} has number ${migration.number}.`,
      ));
    }
  });
  return migrations;
}

const problem = (text: ReturnType<typeof words>): DatabaseProblem => new DatabaseProblem('migration.files', text);

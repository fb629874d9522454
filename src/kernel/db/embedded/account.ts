import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { words } from '../../words.ts';
import { codeOf, DatabaseProblem } from '../errors.ts';

/** As whom PostgreSQL runs. It refuses to run as root, so root lends it an account without rights. */
export interface Account {
  /** Undefined when it simply runs as the user of this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** The command line and the spawn options that start a program as that account. */
  command(program: string, args: readonly string[]): { file: string; args: string[]; uid?: number; gid?: number };
}

/** Capabilities that let a process pass folders closed to it; the first that this machine grants is lent. Numbers of linux/capability.h. */
const passes = [{ name: 'dac_read_search', bit: 2 }, { name: 'dac_override', bit: 1 }] as const;

const preferred = ['postgres', 'nobody'];

/**
 * Chooses the account for a data directory: the one that owns it already, else `postgres`, else `nobody`. When a folder above the
 * data or the programs is closed to it (a checkout below /root), the account is lent the one right to pass, by `setpriv`.
 *
 * @throws DatabaseProblem when there is no account or no way through, naming the folder.
 */
export async function chooseAccount(dataDir: string, programs: string, log: (line: string) => void): Promise<Account> {
  if (process.getuid?.() !== 0) return { owner: undefined, command: (file, args) => ({ file, args: [...args] }) };
  const owner = await accountFor(dataDir);
  const closed = (await firstClosed(dataDir, owner)) ?? (await firstClosed(programs, owner));
  if (closed === undefined) return { owner, command: (file, args) => ({ file, args: [...args], ...owner }) };
  const pass = await passThrough();
  if (pass === undefined) {
    throw new DatabaseProblem('embedded.closed-folder', words(
      `以 root 运行时,数据库使用无特权账号(uid ${owner.uid}),但它进不了目录 ${closed}。请把程序和数据放到该账号可进入的位置(例如 /srv),或执行 chmod o+x ${closed}。`,
      `Run by root, the database uses an account without rights (uid ${owner.uid}), which may not enter ${closed}. Put the program and its data where it may (for example /srv), or run chmod o+x ${closed}.`,
    ));
  }
  log(`the database account (uid ${owner.uid}) may not enter ${closed}: it is lent the right to pass (${pass.name})`);
  return {
    owner,
    command: (file, args) => ({
      file: pass.setpriv,
      args: [
        `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', `--inh-caps=-all,+${pass.name}`, `--ambient-caps=-all,+${pass.name}`,
        // access(2) ignores lent rights of a user other than root without this bit, and PostgreSQL looks for its own files with it.
        `--bounding-set=-all,+${pass.name}`, '--securebits=+no_setuid_fixup', '--', file, ...args,
      ],
    }),
  };
}

/** Makes a folder that belongs to the account and to nobody else. */
export async function ownedFolder(folder: string, account: Account): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (account.owner !== undefined) await chown(folder, account.owner.uid, account.owner.gid);
}

async function accountFor(dataDir: string): Promise<{ uid: number; gid: number }> {
  try {
    const { uid, gid } = await stat(path.join(dataDir, 'cluster'));
    if (uid !== 0) return { uid, gid };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of preferred) {
    const found = accounts.find((fields) => fields[0] === name);
    if (found !== undefined) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new DatabaseProblem('embedded.no-account', words(
    '以 root 运行时,数据库需要一个无特权账号,但系统中没有 postgres 或 nobody 账号。请先创建账号(useradd --system postgres),或改用普通用户运行。',
    'Run by root, the database needs an account without rights, and this system has neither postgres nor nobody. Create one (useradd --system postgres) or run as an ordinary user.',
  ));
}

/** The outermost existing folder on the way to `target`, itself included, that the account may not enter. */
async function firstClosed(target: string, owner: { uid: number; gid: number }): Promise<string | undefined> {
  const steps = path.resolve(target).split(path.sep);
  for (let depth = 1; depth <= steps.length; depth += 1) {
    const folder = steps.slice(0, depth).join(path.sep) || path.sep;
    try {
      const { uid, gid, mode } = await stat(folder);
      const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return folder;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
  return undefined;
}

async function passThrough(): Promise<{ name: string; setpriv: string } | undefined> {
  if (process.platform !== 'linux') return undefined;
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const pass = passes.find(({ bit }) => (BigInt(`0x${bounding}`) >> BigInt(bit)) % 2n === 1n);
  if (pass === undefined) return undefined;
  for (const setpriv of ['/usr/bin/setpriv', '/bin/setpriv']) {
    try {
      await promisify(execFile)(setpriv, ['--version']);
      return { name: pass.name, setpriv };
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

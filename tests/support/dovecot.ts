import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chown, constants, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ImapFlow } from 'imapflow';
import { freePort } from '../../src/kernel/net/free-port.ts';

/** The mail server named by DOVECOT_PATH, else an installed one, else undefined. */
export async function findDovecot(): Promise<string | undefined> {
  const given = process.env['DOVECOT_PATH'];
  if (given !== undefined && given !== '') return given;
  const candidates = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'].map((folder) => path.join(folder, 'dovecot'));
  for (const candidate of candidates) if (await access(candidate, constants.X_OK).then(() => true, () => false)) return candidate;
  return undefined;
}

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** `host:port`, as NET_ALLOW lists it. */
  readonly allow: string;
  /** The certificate that it made for itself, as PEM. */
  readonly certificate: string;
  /** Puts a message into the folder as if it had arrived then. @returns its UID */
  deliver(message: string | Buffer, at: number, folder?: string): Promise<number>;
  /** A new folder of the same name: its messages are gone and its UIDs mean others now. */
  renewFolder(folder: string): Promise<void>;
  /** How many messages count as read by somebody. */
  seen(): Promise<number>;
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const user = 'service@dianzhang.example';
const password = 'app-password-1';

/** Whoever runs the tests; root lends the account `nobody`. */
async function account(): Promise<{ name: string; group: string; uid: number; gid: number }> {
  const wanted = process.getuid?.() === 0 ? 'nobody' : os.userInfo().username;
  const fields = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':')).find((f) => f[0] === wanted);
  const [uid, gid] = fields ? [Number(fields[2]), Number(fields[3])] : [os.userInfo().uid, os.userInfo().gid];
  const group = (await readFile('/etc/group', 'utf8')).split('\n').map((line) => line.split(':')).find((f) => Number(f[2]) === gid)?.[0] ?? wanted;
  return { name: wanted, group, uid, gid };
}

/** A real IMAP server over TLS on 127.0.0.1 with one mailbox, as a child of the test, in a folder of its own. */
export async function startDovecot(): Promise<MailServer> {
  const program = await findDovecot();
  if (program === undefined) throw new Error('tests of mailboxes need Dovecot: apt-get install -y dovecot-imapd, or set DOVECOT_PATH');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-dovecot-'));
  const as = await account();
  const port = await freePort();
  const at = (name: string): string => path.join(folder, name);
  await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650', '-subj', '/CN=mail.dianzhang.example/O=Dianzhang', '-keyout', at('key.pem'), '-out', at('cert.pem')]);
  for (const name of ['run', 'state', 'mail']) await mkdir(at(name));
  await writeFile(at('users'), `${user}:{PLAIN}${password}\n`);
  await writeFile(at('dovecot.conf'), `
base_dir = ${at('run')}
state_dir = ${at('state')}
log_path = ${at('log')}
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <${at('cert.pem')}
ssl_key = <${at('key.pem')}
default_internal_user = ${as.name}
default_internal_group = ${as.group}
default_login_user = ${as.name}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${at('mail')}
mail_fsync = never
auth_failure_delay = 0
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
passdb {
  driver = passwd-file
  args = ${at('users')}
}
userdb {
  driver = static
  args = uid=${as.uid} gid=${as.gid} home=${at('mail')}
}
`);
  if (process.getuid?.() === 0) await Promise.all(['', 'run', 'state', 'mail', 'key.pem', 'cert.pem', 'users', 'dovecot.conf'].map((name) => chown(at(name), as.uid, as.gid)));
  const certificate = await readFile(at('cert.pem'), 'utf8');

  const start = async () => {
    const child = spawn(program, ['-F', '-c', at('dovecot.conf')], { stdio: ['ignore', 'ignore', 'pipe'], ...(process.getuid?.() === 0 ? { uid: as.uid, gid: as.gid } : {}) });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    for (let tries = 0; ; tries += 1) {
      const works = await withClient(async () => true).catch(() => false);
      if (works) return child;
      if (tries > 100 || child.exitCode !== null) throw new Error(`dovecot did not start: ${said}${await readFile(at('log'), 'utf8').catch(() => '')}`);
      await pause(50);
    }
  };
  const withClient = async <T>(what: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const client = new ImapFlow({ host: '127.0.0.1', port, secure: true, tls: { rejectUnauthorized: false }, auth: { user, pass: password }, logger: false, disableAutoIdle: true });
    client.on('error', () => {});
    await client.connect();
    try {
      return await what(client);
    } finally {
      await client.logout();
    }
  };
  let child = await start();
  const down = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return {
    host: '127.0.0.1', port, user, password, certificate, allow: `127.0.0.1:${port}`,
    deliver: (message, when, to = 'INBOX') => withClient(async (client) => {
      const bytes = typeof message === 'string' ? Buffer.from(message.replaceAll(/\r?\n/g, '\r\n')) : message;
      const kept = await client.append(to, bytes, [], new Date(when));
      if (!kept || kept.uid === undefined) throw new Error('the message was not kept');
      return kept.uid;
    }),
    renewFolder: (name) => withClient(async (client) => {
      if ((await client.list()).some((f) => f.path === name)) await client.mailboxDelete(name);
      // UIDVALIDITY is the second at which a folder was made.
      await pause(1_100);
      await client.mailboxCreate(name);
    }),
    seen: () => withClient(async (client) => {
      await client.mailboxOpen('INBOX', { readOnly: true });
      const found = await client.search({ seen: true });
      return (found || []).length;
    }),
    down,
    up: async () => { child = await start(); },
    stop: async () => {
      await down();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

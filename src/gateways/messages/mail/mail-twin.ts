import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import type { Clock } from '../../../kernel/clock.ts';
import { requireSecret, sameSecret } from '../../../kernel/net/secrets.ts';

export interface MailTwinOptions {
  /** Where mails are kept as .eml, one file each; made when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  readonly user: string;
  readonly password: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly maxBytes?: number;
  readonly onError?: (error: unknown) => void;
}

export interface MailTwin {
  readonly host: string;
  readonly port: number;
  /** File names, oldest first. */
  list(): Promise<string[]>;
  read(fileName: string): Promise<string>;
  stop(): Promise<void>;
}

/** Addresses of these domains are refused with 550, or 451 for «try later», so that failures can be shown. */
export const refusingDomain = 'refused.example';
export const busyDomain = 'busy.example';

const reply = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

/** A real SMTP server on 127.0.0.1 that delivers nothing and keeps everything as .eml. */
export async function startMailTwin(options: MailTwinOptions): Promise<MailTwin> {
  const user = requireSecret('twin user', options.user);
  const password = requireSecret('twin password', options.password);
  const limit = options.maxBytes ?? 20 * 1024 * 1024;
  await mkdir(options.directory, { recursive: true });
  const files = async () => (await readdir(options.directory)).filter((name) => name.endsWith('.eml')).toSorted();
  let count = (await files()).length;

  const server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    // Loopback only: there is no certificate worth checking.
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    size: limit,
    logger: false,
    onAuth(auth, _session, done) {
      if (sameSecret(auth.username ?? '', user) && sameSecret(auth.password ?? '', password)) done(null, { user });
      else done(reply(535, 'authentication failed'));
    },
    onRcptTo(to, _session, done) {
      if (to.address.endsWith(`@${refusingDomain}`)) done(reply(550, 'no such mailbox'));
      else if (to.address.endsWith(`@${busyDomain}`)) done(reply(451, 'try again later'));
      else done();
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => { if (!stream.sizeExceeded) chunks.push(chunk); });
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(reply(552, 'message too large'));
        count += 1;
        const name = `${new Date(options.clock.now()).toISOString().replaceAll(/[:.]/g, '-')}-${String(count).padStart(6, '0')}.eml`;
        return writeFile(join(options.directory, name), Buffer.concat(chunks)).then(() => done(), (error: Error) => {
          options.onError?.(error);
          done(reply(451, 'cannot store'));
        });
      });
    },
  });
  // A client that hangs up is its own business; what matters is told by the replies.
  server.on('error', (error) => options.onError?.(error));
  await new Promise<void>((ready, failed) => {
    server.server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', () => ready());
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    list: files,
    read: (fileName) => readFile(join(options.directory, fileName.replaceAll(/[/\\]/g, '_')), 'utf8'),
    stop: () => new Promise((stopped) => { server.close(() => stopped()); }),
  };
}

import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import type { FetchMessageObject, ImapFlow, ImapFlowOptions } from 'imapflow';
import { literalAddress, refusedRange, type Trust } from '../../../kernel/net/address-rules.ts';
import { addressRefused, checkedLookup, systemNames } from '../../../kernel/net/checked-lookup.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import { requireSecret } from '../../../kernel/net/secrets.ts';
import { words } from '../../../kernel/words.ts';

/** A mailbox on a server that speaks IMAP. Only over TLS: the password and customers' words cross the net. */
export interface MailboxSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly folder: string;
  /** The one certificate that is believed although no authority vouches for it, as PEM; null: authorities decide. */
  readonly pinned: string | null;
  /** Whether the operator listed this host and port as a system inside the company (NET_ALLOW). */
  readonly trust: Trust;
  readonly timeoutMs?: number;
}

/** What a server shows of itself before anybody logs in. */
export interface ServerCertificate { readonly pem: string; readonly sha256: string; readonly subject: string; readonly issuer: string; readonly validTo: string }

/** What is known of a message without its content. Instants in ms. */
export interface Waiting { readonly uid: number; readonly receivedAt: number; readonly size: number; readonly messageId: string | null; readonly subject: string; readonly from: { readonly name: string; readonly address: string } | null }

export interface OpenMailbox {
  /** As long as it stays the same, a UID means the same message. */
  readonly uidValidity: number;
  readonly messages: number;
  /** UIDs above `after` of messages that came on the day before `since` or later, ascending. */
  newer(after: number, since: number): Promise<number[]>;
  /** Null: the message is gone. */
  look(uid: number): Promise<Waiting | null>;
  /** The message as it came. Null: gone. @throws GatewayFailure mailbox.message-too-large */
  source(uid: number, limit: number): Promise<Buffer | null>;
  /** Headers and the first readable text of a message whose whole is too large, in the form of a small message. Null: gone. */
  sourceWithoutFiles(uid: number, limit: number): Promise<Buffer | null>;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT = 20_000;

const checkAddress = (settings: Pick<MailboxSettings, 'host' | 'trust'>): void => {
  const literal = literalAddress(settings.host);
  const range = literal === null ? null : refusedRange(literal, settings.trust);
  if (range !== null) throw addressRefused(settings.host, range);
};
const named = (host: string): { servername?: string } => (isIP(host) === 0 ? { servername: host } : {});

/** The certificate that the server shows, believed or not: for a person to look at before pinning it. Nothing is sent. @throws GatewayFailure */
export async function certificateOf(settings: Pick<MailboxSettings, 'host' | 'port' | 'trust' | 'timeoutMs'>): Promise<ServerCertificate> {
  checkAddress(settings);
  return new Promise<ServerCertificate>((resolve, reject) => {
    const socket = connect({ host: settings.host, port: settings.port, ...named(settings.host), rejectUnauthorized: false, lookup: checkedLookup(systemNames, settings.trust), timeout: settings.timeoutMs ?? DEFAULT_TIMEOUT });
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(failed(error, settings.host));
    };
    socket.once('secureConnect', () => {
      const shown = socket.getPeerCertificate();
      socket.destroy();
      resolve({ pem: pemOf(shown.raw), sha256: shown.fingerprint256, subject: nameOf(shown.subject), issuer: nameOf(shown.issuer), validTo: new Date(shown.valid_to).toISOString() });
    });
    socket.once('timeout', () => fail(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    socket.once('error', fail);
  });
}

const pemOf = (raw: Buffer): string => `-----BEGIN CERTIFICATE-----\n${raw.toString('base64').replaceAll(/(.{64})/g, '$1\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
const nameOf = (name: PeerCertificate['subject'] | undefined): string => [name?.CN, name?.O].flat().filter(Boolean).join(', ').slice(0, 200) || '—';

/** Logs in and opens the folder for reading only: nothing on the server changes, not even what counts as seen. @throws GatewayFailure mailbox.… */
export async function openMailbox(settings: MailboxSettings): Promise<OpenMailbox> {
  checkAddress(settings);
  const timeout = settings.timeoutMs ?? DEFAULT_TIMEOUT;
  const tls: NonNullable<ImapFlowOptions['tls']> = {
    lookup: checkedLookup(systemNames, settings.trust), minVersion: 'TLSv1.2',
    ...(settings.pinned === null ? {} : onlyThis(settings.pinned)),
  };
  // Loaded with the first mailbox: many companies let the program read none.
  const imapflow = await import('imapflow');
  const client = new imapflow.ImapFlow({
    host: settings.host, port: settings.port, secure: true, tls, logger: false,
    auth: { user: requireSecret('邮箱登录名', settings.user), pass: requireSecret('邮箱授权码', settings.password) },
    connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout * 3, disableAutoIdle: true,
    // Some providers turn away programs that do not say their name.
    clientInfo: { name: 'dianzhang', version: '1' },
    maxLiteralSize: 64 * 1024 * 1024,
  });
  let broken: unknown = null;
  client.on('error', (error: unknown) => { broken = error; });
  const asked = async <T>(what: () => Promise<T>): Promise<T> => {
    try {
      return await what();
    } catch (error) {
      throw failed(broken ?? error, settings.host, settings.folder);
    }
  };
  await asked(() => client.connect());
  const open = await asked(() => client.mailboxOpen(settings.folder, { readOnly: true })).catch((error: unknown) => {
    client.close();
    throw error instanceof GatewayFailure && error.code === 'mailbox.unreachable' && broken === null ? folderMissing(settings.folder, error.cause) : error;
  });
  const one = async (uid: number, query: Parameters<ImapFlow['fetchOne']>[1]): Promise<FetchMessageObject | null> => asked(async () => (await client.fetchOne(String(uid), { ...query, uid: true }, { uid: true })) || null);
  return {
    uidValidity: Number(open.uidValidity),
    messages: open.exists,
    newer: async (after, since) => {
      const found = await asked(() => client.search({ uid: `${after + 1}:*`, since: new Date(since - 86_400_000) }, { uid: true }));
      // `n:*` names the last message even where its number is smaller.
      return (found || []).filter((uid) => uid > after).toSorted((a, b) => a - b);
    },
    look: async (uid) => {
      const m = await one(uid, { internalDate: true, size: true, envelope: true });
      if (!m) return null;
      const sender = m.envelope?.from?.[0];
      return {
        uid, size: m.size ?? 0, receivedAt: new Date(m.internalDate ?? 0).getTime(), messageId: m.envelope?.messageId ?? null, subject: m.envelope?.subject ?? '',
        from: sender?.address ? { name: sender.name ?? '', address: sender.address } : null,
      };
    },
    source: async (uid, limit) => {
      const m = await one(uid, { size: true, source: { maxLength: limit + 1 } });
      if (!m?.source) return null;
      if (m.source.length > limit) throw new GatewayFailure('mailbox.message-too-large', words(`邮件超过 ${Math.floor(limit / 1_000_000)} MB。`, `The mail is larger than ${Math.floor(limit / 1_000_000)} MB.`), { facts: { size: m.size ?? null } });
      return m.source;
    },
    sourceWithoutFiles: async (uid, limit) => {
      const m = await one(uid, { headers: true, bodyStructure: true });
      if (!m?.headers) return null;
      const part = textPart(m.bodyStructure);
      const head = m.headers.toString('latin1').replaceAll(/^(content-[\w-]+|mime-version):.*(\r?\n[ \t].*)*\r?\n/gim, '').trimEnd();
      const body = part === null ? Buffer.alloc(0) : ((await one(uid, { bodyParts: [{ key: part.key, start: 0, maxLength: limit }] }))?.bodyParts?.get(part.key.toLowerCase()) ?? Buffer.alloc(0));
      const type = part === null ? '' : `\r\nMIME-Version: 1.0\r\nContent-Type: ${part.type}${part.charset ? `; charset="${part.charset}"` : ''}\r\nContent-Transfer-Encoding: ${part.encoding}`;
      return Buffer.concat([Buffer.from(`${head}${type}\r\n\r\n`, 'latin1'), body]);
    },
    close: async () => {
      await client.logout().catch(() => client.close());
    },
  };
}

/** The pinned certificate itself is the trust, whatever name it bears; one that it has signed is another. */
const onlyThis = (pem: string): NonNullable<ImapFlowOptions['tls']> => ({
  ca: [pem], allowPartialTrustChain: true,
  checkServerIdentity: (_host, shown) => (shown.fingerprint256 === new X509Certificate(pem).fingerprint256 ? undefined : Object.assign(new Error('another certificate than the pinned one'), { code: 'CERT_UNTRUSTED' })),
});

interface Part { key: string; type: string; charset: string | null; encoding: string }

/** The first plain text, or the first web page where there is none. */
function textPart(structure: FetchMessageObject['bodyStructure']): Part | null {
  const found: Part[] = [];
  const walk = (node: NonNullable<FetchMessageObject['bodyStructure']>): void => {
    const charset = node.parameters?.['charset'];
    if (/^text\/(plain|html)$/i.test(node.type) && node.disposition !== 'attachment')
      found.push({ key: node.part ?? '1', type: node.type.toLowerCase(), charset: charset && /^[\w.:-]{1,40}$/.test(charset) ? charset : null, encoding: /^(base64|quoted-printable|7bit|8bit|binary)$/i.test(node.encoding ?? '') ? node.encoding! : '8bit' });
    for (const child of node.childNodes ?? []) walk(child);
  };
  if (structure) walk(structure);
  return found.find((p) => p.type === 'text/plain') ?? found[0] ?? null;
}

const folderMissing = (folder: string, cause: unknown): GatewayFailure =>
  new GatewayFailure('mailbox.folder-missing', words(`邮箱里没有文件夹“${folder}”，或不允许读取；收件箱写 INBOX。`, `The mailbox has no folder “${folder}”, or it may not be read; the inbox is INBOX.`), { cause });

const untrusted = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_UNTRUSTED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_SIGNATURE_FAILURE']);

/** What stopped us, in words that say what to do. */
function failed(error: unknown, host: string, folder?: string): GatewayFailure {
  if (error instanceof GatewayFailure) return error;
  const e = (error instanceof Error ? error : {}) as Partial<Error> & { code?: string; authenticationFailed?: boolean; serverResponseCode?: string; mailboxMissing?: boolean; cause?: unknown };
  if (e.cause instanceof GatewayFailure) return e.cause;
  const code = e.code ?? null;
  const more = { facts: { host, code }, cause: error };
  if (e.authenticationFailed) return new GatewayFailure('mailbox.login-refused', words('邮箱服务器拒绝登录：请核对登录名和授权码（多数企业邮箱不是登录密码），并在邮箱设置里开启 IMAP。', 'The mail server refused the log-in: check the login and the app password (mostly not the password of the web page), and switch IMAP on in the mailbox’s settings.'), more);
  if (e.mailboxMissing || e.serverResponseCode === 'NONEXISTENT') return folderMissing(folder ?? '', error);
  if (code !== null && untrusted.has(code)) return new GatewayFailure('mailbox.certificate-unknown', words('服务器的证书不被信任，没有登录。确认是自己的服务器后，可在“测试连接”里固定这张证书。', 'The server’s certificate is not trusted, so nobody logged in. If the server is yours, pin this certificate under “test the connection”.'), more);
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return new GatewayFailure('mailbox.certificate-expired', words('服务器的证书已过期或尚未生效，没有登录；请联系邮箱管理员更换证书。', 'The server’s certificate has expired or is not valid yet, so nobody logged in; ask whoever runs the server to replace it.'), more);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new GatewayFailure('mailbox.host-unknown', words(`找不到服务器“${host}”：请核对地址。`, `There is no server “${host}”: check the address.`), { ...more, retry: true });
  return new GatewayFailure('mailbox.unreachable', words(`连接不上邮箱服务器 ${host}（${code ?? e.message ?? '—'}），下一分钟再试；请核对地址、端口（TLS 一般为 993）和网络。`, `The mail server ${host} cannot be reached (${code ?? e.message ?? '—'}); it is tried again in a minute. Check address, port (993 for TLS) and network.`), { ...more, retry: true });
}

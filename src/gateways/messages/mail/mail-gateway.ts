import type { SentMessageInfo } from 'nodemailer';
import { words } from '../../../kernel/words.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import { requireSecret } from '../../../kernel/net/secrets.ts';

export interface MailSettings {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte (465), `starttls` required (587), `none` only to this very machine. */
  readonly security: 'tls' | 'starttls' | 'none';
  /** Empty together with the password: a relay on this machine that asks nobody. */
  readonly user: string;
  readonly password: string;
  /** Address that mails come from. */
  readonly from: string;
  readonly fromName?: string;
  readonly timeoutMs?: number;
}

export interface Mail {
  /** Ours, of the outbox: becomes the Message-ID, so that a mail sent twice is shown once by most readers. */
  readonly key: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly replyTo?: string;
  /** Message-ID of the mail that this one answers. */
  readonly inReplyTo?: string;
  /** Written by a person to a person; everything else says that a machine wrote it, so that no machine answers (RFC 3834). */
  readonly byPerson?: boolean;
  readonly attachments?: readonly { readonly fileName: string; readonly mediaType: string; readonly bytes: Uint8Array }[];
}

export interface MailReceipt {
  readonly messageId: string;
  readonly accepted: readonly string[];
  /** Refused by the server while others were taken. */
  readonly rejected: readonly string[];
}

export interface MailGateway {
  /** Throws `messages.mail-address-wrong`, `messages.mail-refused` (retry false), `messages.mail-unreachable` (retry true). */
  send(mail: Mail): Promise<MailReceipt>;
  close(): void;
}

const address = /^[^\s<>()[\],;:"@\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/;
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

const checkAddress = (text: string): string => {
  if (!address.test(text)) throw new GatewayFailure('messages.mail-address-wrong', words('邮箱地址格式不正确。', 'This is not a mail address.'));
  return text;
};

/** 4xx replies and broken connections pass; 5xx replies and a refused log-in do not. */
function failed(error: unknown): GatewayFailure {
  const { responseCode, code, command } = (error instanceof Error ? error : {}) as { responseCode?: number; code?: string; command?: string };
  const facts = { reply: responseCode ?? null, code: code ?? null, command: command ?? null };
  if (code === 'EAUTH') return new GatewayFailure('messages.mail-refused', words('邮件服务器拒绝登录，请核对用户名和授权码。', 'The mail server refused the log-in.'), { facts, cause: error });
  if (responseCode !== undefined && responseCode >= 500) return new GatewayFailure('messages.mail-refused', words(`邮件服务器拒收（${responseCode}）。`, `The mail server refused the mail (${responseCode}).`), { facts, cause: error });
  return new GatewayFailure('messages.mail-unreachable', words('邮件暂时发不出去，稍后会重试。', 'The mail cannot be sent now and will be tried again.'), { retry: true, facts, cause: error });
}

/** Sends over SMTP. Refuses to be built without TLS to another machine, or without user and password; only a relay on this very machine may be without both. */
export function createMailGateway(settings: MailSettings): MailGateway {
  const open = settings.security === 'none' && settings.user === '' && settings.password === '';
  const auth = open ? {} : { auth: { user: requireSecret('SMTP 用户名', settings.user), pass: requireSecret('SMTP 授权码', settings.password) } };
  const from = checkAddress(settings.from);
  if (settings.security === 'none' && !loopback.has(settings.host)) {
    throw new GatewayFailure('messages.mail-unencrypted', words('连接外部邮件服务器必须加密（TLS 或 STARTTLS）。', 'Mail leaves this machine only over TLS or STARTTLS.'), { facts: { host: settings.host } });
  }
  const timeout = settings.timeoutMs ?? 10_000;
  const openTransport = async () => (await import('nodemailer')).createTransport({
    host: settings.host, port: settings.port,
    secure: settings.security === 'tls', requireTLS: settings.security === 'starttls', ignoreTLS: settings.security === 'none',
    ...auth,
    connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout, dnsTimeout: timeout,
    pool: true, maxConnections: 2, maxMessages: 100,
    // A body or attachment is bytes that we hold, never a path or URL to be read on the way.
    disableFileAccess: true, disableUrlAccess: true,
  });
  /** Loaded with the first mail. */
  let transport: ReturnType<typeof openTransport> | null = null;
  const domain = from.slice(from.indexOf('@') + 1);

  return {
    async send(mail) {
      if (mail.to.length === 0) throw new GatewayFailure('messages.mail-address-wrong', words('邮件没有收件人。', 'The mail has no receiver.'));
      if (!/^[\w.-]{1,120}$/.test(mail.key)) throw new GatewayFailure('messages.mail-key-wrong', words('邮件编号不合法。', 'The key of the mail is not valid.'));
      const to = mail.to.map(checkAddress);
      let info: SentMessageInfo;
      try {
        info = await (await (transport ??= openTransport())).sendMail({
          from: { name: settings.fromName ?? '', address: from }, to: to.map((one) => ({ name: '', address: one })),
          ...(mail.replyTo === undefined ? {} : { replyTo: { name: '', address: checkAddress(mail.replyTo) } }),
          subject: mail.subject, text: mail.text, ...(mail.html === undefined ? {} : { html: mail.html }),
          messageId: `<${mail.key}@${domain}>`,
          ...(mail.inReplyTo !== undefined && /^<[^<>\s]{1,300}>$/.test(mail.inReplyTo) ? { inReplyTo: mail.inReplyTo, references: [mail.inReplyTo] } : {}),
          ...(mail.byPerson === true ? {} : { headers: { 'Auto-Submitted': 'auto-generated' } }),
          attachments: (mail.attachments ?? []).map((file) => ({ filename: file.fileName, contentType: file.mediaType, content: Buffer.from(file.bytes) })),
        });
      } catch (error) {
        throw error instanceof GatewayFailure ? error : failed(error);
      }
      const plain = (list: readonly (string | { address: string })[] | undefined) => (list ?? []).map((one) => (typeof one === 'string' ? one : one.address));
      return { messageId: info.messageId, accepted: plain(info.accepted), rejected: plain(info.rejected) };
    },
    close: () => void transport?.then((open) => open.close()),
  };
}

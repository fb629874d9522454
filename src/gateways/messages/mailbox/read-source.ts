import { simpleParser, type EmailAddress, type ParsedMail } from 'mailparser';
import { automaticReason } from './automatic.ts';
import { mailLimits, type MailFile, type ReadMail } from './read-mail.ts';

/** Reads the bytes of a mail. Runs in the mail thread. @throws Error for what is no mail */
export async function readMail(source: Buffer): Promise<ReadMail> {
  const mail = await simpleParser(declared(source), {
    keepCidLinks: true, skipTextToHtml: true, skipTextLinks: true, checksumAlgo: false, maxHtmlLengthToParse: mailLimits.htmlChars, maxChildNodes: mailLimits.parts, maxHeadSize: 256 * 1024, ignoreEmbedded: true,
  });
  const from = senderOf(mail);
  const subject = clean(mail.subject ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, 500);
  const text = clean(textOf(mail)).replaceAll('\r', '').replaceAll(/[ \t\u00a0]+\n/g, '\n').replaceAll(/\n{3,}/g, '\n\n').trim();
  if (from === null && subject === '' && text === '' && mail.attachments.length === 0) throw new Error('nothing in it');
  return {
    messageId: ids(header(mail, 'message-id') ?? '')[0] ?? null,
    answers: [...new Set([...ids(header(mail, 'in-reply-to') ?? ''), ...ids(header(mail, 'references') ?? '').toReversed()])].slice(0, 30),
    from, subject, text: [...text].slice(0, mailLimits.textChars).join(''), cut: text.length > mailLimits.textChars && [...text].length > mailLimits.textChars,
    automatic: automaticReason((name) => header(mail, name), from?.address ?? null, subject),
    files: mail.attachments.slice(0, mailLimits.files).map((a): MailFile => ({ name: clean(a.filename ?? '').replaceAll(/[/\\\n]/g, '_').slice(0, 120) || '附件', bytes: Uint8Array.from(a.content), inline: a.related === true })),
  };
}

/** The raw value, unfolded: how programs speak to programs. */
function header(mail: ParsedMail, name: string): string | null {
  const line = mail.headerLines.find((l) => l.key === name)?.line;
  return line === undefined ? null : line.slice(line.indexOf(':') + 1).replaceAll(/\r?\n/g, ' ').trim();
}

const ids = (text: string): string[] => [...text.matchAll(/<[^<>\s]{1,300}>/g)].map((m) => m[0]);

function senderOf(mail: ParsedMail): ReadMail['from'] {
  const all = mail.from?.value.flatMap((one: EmailAddress) => one.group ?? [one]) ?? [];
  const first = all.find((one) => one.address);
  const address = first?.address?.trim().toLowerCase() ?? '';
  return /^[^\s@<>]{1,64}@[^\s@<>]{1,190}$/.test(address) ? { name: clean(first?.name ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, 60), address } : null;
}

/** Plain text as it came, or what a web page says; never its code. */
function textOf(mail: ParsedMail): string {
  if (mail.text !== undefined && mail.text.trim() !== '') return mail.text;
  return mail.textConversionError ? '（网页格式的正文过大或过于复杂，请在邮箱里查看。）' : '';
}

/** Without what no database takes and no reader sees. */
// oxlint-disable-next-line no-control-regex
const clean = (text: string): string => text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');

/**
 * Older Chinese programs write GB18030 without saying so, in headers too. Bytes that are no UTF-8, in a head or in a mail that names no character
 * set at all, are read as that.
 */
function declared(source: Buffer): Buffer {
  const end = source.indexOf('\r\n\r\n') >= 0 ? source.indexOf('\r\n\r\n') : source.indexOf('\n\n');
  const head = end < 0 ? source : source.subarray(0, end);
  if (!isUtf8(source) && !/charset\s*=/i.test(source.toString('latin1'))) return recoded(source);
  if (!isUtf8(head)) return Buffer.concat([recoded(head), source.subarray(head.length)]);
  return source;
}
const recoded = (bytes: Buffer): Buffer => Buffer.from(new TextDecoder('gb18030').decode(bytes), 'utf8');
function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

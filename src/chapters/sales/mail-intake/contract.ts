import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, id, instant, listOf, page, query, said, text, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { leadChannelWords, type LeadChannel } from '../leads/contract-words.ts';
import { fileOfMail } from '../mails/contract.ts';

/** What the mails of a mailbox become. */
export const mailFeeds = { feedback: words('客户反馈', 'Feedback'), complaint: words('投诉', 'Complaints'), lead: words('线索', 'Leads') } as const;
export type MailFeeds = keyof typeof mailFeeds;
const feeds = z.enum(Object.keys(mailFeeds) as [MailFeeds, ...MailFeeds[]]);
const leadChannel = z.enum(Object.keys(leadChannelWords) as [LeadChannel, ...LeadChannel[]]);

export const mailStates = { taken: words('已受理', 'Taken in'), waiting: words('待处理', 'Waiting'), ignored: words('已忽略', 'Ignored'), dismissed: words('已作废', 'Dismissed') } as const;
export type MailState = keyof typeof mailStates;
const mailState = z.enum(Object.keys(mailStates) as [MailState, ...MailState[]]);

/** Why a mail opened no case. */
export const mailReasons = {
  'auto-reply': words('自动回复', 'An automatic reply'), bounce: words('退信或系统投递通知', 'A failed delivery or notice of a mail server'), list: words('群发邮件或邮件列表', 'Bulk mail or a mailing list'), own: words('本系统或公司邮箱自己发出的', 'Sent by this system or a mailbox of the company'),
  duplicate: words('重复投递，同一封邮件已收过', 'Delivered twice: the same mail is here'), spam: words('所回复的反馈已判为垃圾信息', 'Answers feedback that was marked as spam'),
  'too-large': words('邮件过大，附件留在邮箱；重试时只收正文', 'Too large: its files stay in the mailbox, a retry takes its text'), unreadable: words('格式损坏，读不出来', 'Broken, cannot be read'), 'no-sender': words('没有发件人地址', 'Has no sender'),
  'too-many': words('同一发件人一小时内来信过多，疑似循环', 'Too many mails of one sender in an hour: perhaps a loop'), gone: words('邮件已不在邮箱里', 'No longer in the mailbox'), failed: words('受理出错', 'Taking it in failed'),
} as const;
export type MailReason = keyof typeof mailReasons;
const reason = z.enum(Object.keys(mailReasons) as [MailReason, ...MailReason[]]);

const one = z.strictObject({ id });
const version = z.int();
const address = text(120, 5).refine((a) => /^[^\s@<>,;:"()]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,100}[A-Za-z0-9])?$/.test(a), said(words('邮箱地址格式不对，应如 service@example.com', 'A mail address looks like service@example.com')));
const host = text(200, 1).refine((h) => /^[A-Za-z0-9.-]+$|^[0-9A-Fa-f:]+$/.test(h), said(words('服务器地址只写主机名，如 imap.exmail.qq.com', 'Only the name of the server, like imap.exmail.qq.com')));
const connection = { host, port: z.int().min(1).max(65_535), login: text(120, 1), folder: text(120, 1) };
/** Never given back. */
const password = z.string().min(1).max(200);
const certificate = z.string().max(10_000).regex(/^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n$/, said(words('要粘贴一份 PEM 证书，以 -----BEGIN CERTIFICATE----- 开头、-----END CERTIFICATE----- 加换行结尾', 'One certificate in PEM: from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE----- and a line break'))).nullable();
const uses = { name: text(60, 1), address, feeds, storeId: id.nullable(), /** Of leads: by which channel they count as having come. */ leadChannel: leadChannel.nullable() };

const mailbox = z.object({
  id, name: z.string(), address: z.string(), host: z.string(), port: z.int(), login: z.string(), folder: z.string(), feeds, storeId: id.nullable(), storeName: z.string().nullable(), leadChannel: leadChannel.nullable(), active: z.boolean(),
  since: instant, /** SHA-256 of the pinned certificate. */ certificate: z.string().nullable(), fetchedAt: instant.nullable(), error: wordsSchema.nullable(), failingSince: instant.nullable(),
  taken: z.int(), waiting: z.int(), version, createdAt: instant,
});
export type MailboxRow = z.output<typeof mailbox>;
export const listMailboxes = endpoint({
  method: 'GET', path: '/mailboxes', summary: words('收件邮箱', 'Mailboxes'), response: listOf(mailbox),
  query: z.strictObject({ ...page, q: query.text(100), sort: z.enum(['created', '-created', 'name', '-name']).optional(), feeds: query.anyOf(['feedback', 'complaint', 'lead']), active: query.bool }),
});
export const createMailboxAct = endpoint({
  method: 'POST', path: '/mailboxes', summary: words('添加收件邮箱', 'Add a mailbox'), response: done,
  body: z.strictObject({ ...uses, ...connection, password, certificate: certificate.default(null), /** Mails that came before stay where they are; left out: from now on. */ since: instant.optional() }),
});
export const changeMailboxAct = endpoint({
  method: 'PATCH', path: '/mailboxes/:id', summary: words('修改收件邮箱', 'Change a mailbox'), params: one, response: done,
  body: z.strictObject({ version, ...uses, ...connection, /** Left out: stays as it is; wanted where server or login change. */ password: password.optional(), /** Left out: stays. */ certificate: certificate.optional() }),
});
export const switchMailboxAct = endpoint({ method: 'POST', path: '/mailboxes/:id/switching', summary: words('启用或停用收件邮箱', 'Switch a mailbox on or off'), params: one, body: z.strictObject({ active: z.boolean() }), response: done });
/** Logs in and looks, without taking anything. Without a password the kept one is used, and only for the server and login that it is kept for. */
export const testMailboxAsk = endpoint({
  method: 'POST', path: '/mailbox-tests', summary: words('测试收件邮箱的连接', 'Test the connection to a mailbox'),
  body: z.strictObject({ id: id.nullable(), ...connection, password: password.optional(), certificate: certificate.optional() }),
  response: z.object({
    ok: z.boolean(), /** In the folder. */ messages: z.int().nullable(), error: wordsSchema.nullable(),
    /** What the server shows, where nobody vouches for it: to be compared and pinned. */
    certificate: z.object({ pem: z.string(), sha256: z.string(), subject: z.string(), issuer: z.string(), validTo: z.string() }).nullable(),
  }),
});

const mail = z.object({
  id, mailboxId: id, mailboxName: z.string(), /** Masked. */ from: z.string().nullable(), subject: z.string(), receivedAt: instant, size: z.int(), state: mailState, reason: reason.nullable(), isReply: z.boolean(),
  case: z.object({ type: feeds, id, no: z.string() }).nullable(), files: z.int(), againAt: instant.nullable(),
  /** An order that the mail names; its sender is not known as the buyer, so that a person says whether it is about that order. */ namesOrder: z.string().nullable(), version,
});
export type MailRow = z.output<typeof mail>;
export const listMails = endpoint({
  method: 'GET', path: '/mails', summary: words('收到的邮件', 'Received mails'), response: listOf(mail),
  query: z.strictObject({ ...page, q: query.text(100), state: query.anyOf(['taken', 'waiting', 'ignored', 'dismissed']), mailbox: query.text(40), received: query.text(30), sort: query.oneOf(['received', '-received']) }),
});
export const readMailEnd = endpoint({
  method: 'GET', path: '/mails/:id', summary: words('一封收到的邮件', 'One received mail'), params: one,
  response: mail.extend({ words: z.string(), fileList: z.array(fileOfMail), settled: z.object({ by: z.string(), why: z.string(), at: instant }).nullable() }),
});
export type MailRecord = z.output<typeof readMailEnd.response>;
export const retryMailAct = endpoint({ method: 'POST', path: '/mails/:id/retry', summary: words('重新收取并受理', 'Fetch again and take in'), params: one, body: z.strictObject({ version }), response: done });
export const dismissMailAct = endpoint({ method: 'POST', path: '/mails/:id/dismissal', summary: words('作废', 'Dismiss'), params: one, body: z.strictObject({ version, why: text(300, 2) }), response: done });
export const confirmMailOrderAct = endpoint({
  method: 'POST', path: '/mails/:id/order', summary: words('确认来信提到的订单', 'Confirm the order that a mail names'), params: one,
  body: z.strictObject({ version, /** False: the mail is not about that order. */ belongs: z.boolean() }), response: done,
});
export const mailFile = endpoint({ method: 'GET', path: '/mail-files/:id', summary: words('邮件附件', 'File of a mail'), params: one, response: z.unknown() });

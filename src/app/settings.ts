import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { issueWords } from '../kernel/issue-words.ts';

/** The version that package.json says. */
export const version: string = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

/** A secret is absent or long enough; the empty text is a mistake, never "no check". */
const secret = (min: number) => z.string().min(min, `至少 ${min} 个字符；不用这个接口就不要设置 · at least ${min} characters; leave the variable out to switch the gateway off`).optional();

/** One row of the settings table: printed by `dianzhang help settings` and by docs/operations.md. */
const rows = {
  PORT: { schema: z.coerce.number('应为 0 到 65535 的整数，如 7300 · a whole number from 0 to 65535, such as 7300').int('应为整数，如 7300 · a whole number, such as 7300').min(0, '应为 0 到 65535 · from 0 to 65535').max(65_535, '应为 0 到 65535 · from 0 to 65535').default(7_300), says: '端口 · port' },
  HOST: { schema: z.string().min(1).default('127.0.0.1'), says: '监听地址 · address to listen on' },
  DATA_DIR: { schema: z.string().min(1).default('./data'), says: '数据目录 · data directory (embedded database, files)' },
  DATABASE_URL: {
    schema: z.string().regex(/^postgres(ql)?:\/\//, '须以 postgres:// 开头，如 postgres://用户:密码@主机:5432/库 · must begin with postgres://, such as postgres://user:password@host:5432/name').optional(),
    says: '外部 PostgreSQL 15–18 · a PostgreSQL server instead of the embedded one',
  },
  DATABASE_OWNER_URL: {
    schema: z.string().regex(/^postgres(ql)?:\/\//, '须以 postgres:// 开头，如 postgres://用户:密码@主机:5432/库 · must begin with postgres://, such as postgres://user:password@host:5432/name').optional(),
    says: '表属主的连接，仅用于升级结构；程序以 DATABASE_URL 的角色运行，无权改动证据 · role that owns the tables, for changes of structure only',
  },
  PUBLIC_URL: { schema: z.url({ protocol: /^https?$/ }).optional(), says: '对外网址 · address that customers and colleagues use, for links in messages' },
  LOG_LEVEL: { schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'), says: '日志级别 · log level' },
  TRUST_PROXY: { schema: z.string().optional(), says: '可信代理地址，逗号分隔 · addresses of proxies whose X-Forwarded-For is believed' },
  SMTP_URL: { schema: z.string().regex(/^smtps?:\/\//, '须以 smtp:// 或 smtps:// 开头 · must begin with smtp:// or smtps://').optional(), says: '发信服务器 · mail server' },
  MAIL_FROM: { schema: z.string().min(3).optional(), says: '发件人 · sender of mails' },
  SMS_KEY_ID: { schema: secret(4), says: '阿里云短信 AccessKeyId · Alibaba Cloud SMS access key' },
  SMS_KEY_SECRET: { schema: secret(8), says: '阿里云短信 AccessKeySecret · its secret' },
  SMS_SIGN: { schema: z.string().min(2).max(40).optional(), says: '短信签名 · signature registered with the provider' },
  SMS_TEMPLATES: { schema: z.string().optional(), says: '短信模板对应，如 ship-notice=SMS_123,shortage-notice=SMS_124 · our templates and the provider’s' },
  SMS_URL: { schema: z.url({ protocol: /^https?$/ }).optional(), says: '短信接口地址 · address of the SMS interface (Alibaba Cloud’s by default)' },
  NET_ALLOW: { schema: z.string().optional(), says: '允许访问的内网“主机:端口”，逗号分隔 · host:port of systems inside the company that may be called' },
  AUDITOR_MAIL: { schema: z.string().min(3).optional(), says: '收证据链每日锚点的邮箱，逗号分隔 · addresses that get the daily anchor of the evidence chain' },
  KUAIDI100_URL: { schema: z.url().optional(), says: '快递100 地址 · address of kuaidi100 (its own by default)' },
  KUAIDI100_CUSTOMER: { schema: secret(4), says: '快递100 customer' },
  KUAIDI100_KEY: { schema: secret(8), says: '快递100 授权 key' },
  KUAIDI100_SECRET: { schema: secret(8), says: '快递100 电子面单 secret' },
  KUAIDI100_SALT: { schema: secret(6), says: '快递100 推送签名 salt · salt of signed pushes' },
} as const;

export type Settings = { readonly [K in keyof typeof rows]: z.output<(typeof rows)[K]['schema']> };

export class WrongSettings extends Error {
  override name = 'WrongSettings';
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`设置有误 · wrong settings:\n${faults.map((f) => `  ${f}`).join('\n')}`);
    this.faults = faults;
  }
}

/** What is wrong with a value, in both languages; the names of a list of values are the same in both. */
function saysOf(error: z.ZodError): string {
  const { zh, en } = issueWords(error.issues[0]!);
  return `${zh} · ${en}`;
}

/** Reads the environment. All faults are told together, with the name of each variable and what it takes. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const faults: string[] = [];
  const found: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(rows)) {
    const read = row.schema.safeParse(env[name]);
    if (read.success) found[name] = read.data;
    else faults.push(`${name}="${name.includes('KEY') || name.includes('SECRET') || name.includes('SALT') || name.includes('URL') ? '…' : env[name]}": ${saysOf(read.error)} (${row.says})`);
  }
  const settings = found as Settings;
  if (faults.length === 0) {
    const kuaidi = ['KUAIDI100_CUSTOMER', 'KUAIDI100_KEY', 'KUAIDI100_SALT'] as const;
    const given = kuaidi.filter((k) => settings[k] !== undefined);
    if (given.length > 0 && given.length < kuaidi.length) faults.push(`${kuaidi.filter((k) => !given.includes(k)).join(', ')}: missing; 快递100 的 customer、key、salt 须一起设置 · set all three or none`);
    if (settings.DATABASE_OWNER_URL && !settings.DATABASE_URL) faults.push('DATABASE_OWNER_URL: 须与 DATABASE_URL 一起设置 · only together with DATABASE_URL');
    if (settings.DATABASE_OWNER_URL && settings.DATABASE_URL && roleOf(settings.DATABASE_OWNER_URL) === roleOf(settings.DATABASE_URL))
      faults.push('DATABASE_OWNER_URL: 与 DATABASE_URL 是同一角色；程序的角色必须不是属主 · is the same role as in DATABASE_URL: the program must not own the tables');
    faults.push(...mailFaults(settings));
    faults.push(...smsFaults(settings));
    for (const host of allowedHosts(settings)) if (!/^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}$/.test(host) || Number(host.split(':').at(-1)) > 65_535) faults.push(`NET_ALLOW="${host}": 应为“主机:端口” · must be host:port`);
    for (const address of auditors(settings)) if (!/^[^\s@]+@[^\s@]+$/.test(address)) faults.push(`AUDITOR_MAIL="${address}": 不是邮箱 · not a mail address`);
    for (const proxy of proxies(settings)) if (isIP(proxy.split('/')[0]!) === 0) faults.push(`TRUST_PROXY="${proxy}": 不是 IP 地址或网段 · not an IP address or range`);
  }
  if (faults.length > 0) throw new WrongSettings(faults);
  return { ...settings, DATA_DIR: path.resolve(settings.DATA_DIR) };
}

export const auditors = (settings: Settings): string[] => (settings.AUDITOR_MAIL ?? '').split(',').map((s) => s.trim()).filter(Boolean);

/** Role that an address signs in as. */
export const roleOf = (url: string): string => decodeURIComponent(new URL(url).username);

export const proxies = (settings: Settings): string[] => listOf(settings.TRUST_PROXY);

export const settingsTable = (): string => Object.entries(rows).map(([name, row]) => {
  const given = row.schema.safeParse(undefined);
  return `  ${name.padEnd(20)} ${row.says}${given.success && given.data !== undefined ? ` [${given.data}]` : ''}`;
}).join('\n');

const listOf = (text: string | undefined): string[] => (text ?? '').split(',').map((s) => s.trim()).filter(Boolean);

/** `host:port` of systems inside the company that the product may call: everything else must be a public https address. */
export const allowedHosts = (settings: Settings): string[] => listOf(settings.NET_ALLOW);

/** Our templates of short messages and the provider's codes for them. */
export const smsTemplates = (settings: Settings): ReadonlyMap<string, string> => new Map(listOf(settings.SMS_TEMPLATES).map((pair) => {
  const [ours = '', theirs = ''] = pair.split('=').map((s) => s.trim());
  return [ours, theirs];
}));

function mailFaults({ SMTP_URL: server, MAIL_FROM: from }: Settings): string[] {
  if (server === undefined) return [];
  const faults: string[] = [];
  if (!from) faults.push('MAIL_FROM: missing; 设置了 SMTP_URL 就须设置发件人 · needed with SMTP_URL');
  else if (!/^[^\s<>]+@[^\s@<>]+$/.test(from)) faults.push(`MAIL_FROM="${from}": 不是邮箱，只写地址本身 · not a mail address; only the address itself`);
  if (!URL.canParse(server) || new URL(server).hostname === '' || !isPercentEncoded(new URL(server).username + new URL(server).password)) return [...faults, 'SMTP_URL="…": 无法识别，应为 smtps://用户名:授权码@主机:465，其中的特殊字符用 %XX 写 · cannot be read; it is smtps://user:password@host:465, special characters as %XX'];
  const url = new URL(server);
  if (!(isLoopback(url.hostname) && url.username === '' && url.password === '') && (url.username === '' || url.password === ''))
    faults.push('SMTP_URL="…": 缺少用户名或授权码，应为 smtps://用户名:授权码@主机:465；只有本机的转发服务可以不填 · user or password is missing; only a relay on this machine goes without');
  return faults;
}

/** Whether a part of an address can be read back: a bare `%` in a password cannot. */
function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** This very machine, as addresses of servers name it. */
export const isLoopback = (hostname: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

function smsFaults(settings: Settings): string[] {
  const wanted = ['SMS_KEY_ID', 'SMS_KEY_SECRET', 'SMS_SIGN', 'SMS_TEMPLATES'] as const;
  const given = wanted.filter((k) => settings[k] !== undefined);
  if (given.length > 0 && given.length < wanted.length) return [`${wanted.filter((k) => !given.includes(k)).join(', ')}: missing; 短信的 AccessKey、签名和模板须一起设置 · set all four or none`];
  return listOf(settings.SMS_TEMPLATES).filter((pair) => !/^[a-z-]+\s*=\s*[A-Za-z0-9_]+$/.test(pair)).map((pair) => `SMS_TEMPLATES="${pair}": 应为 模板=编号 · must be template=code`);
}

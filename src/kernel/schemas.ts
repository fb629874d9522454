import { z } from 'zod';
import { phoneOf } from './phone.ts';
import type { Words } from './words.ts';

/** What a refinement says to the person who fills in the form, in both languages; programs read it in the message. */
export const said = (what: Words): { message: string; params: { words: Words } } => ({ message: `${what.zh} · ${what.en}`, params: { words: what } });

const newText = (max: number, min: number) =>
  z.string().trim().min(min).max(max).refine((s) => s.isWellFormed() && !s.includes('\u0000'), said({ zh: '含有无法保存的字符', en: 'Characters that cannot be kept' }));
const texts = new Map<string, ReturnType<typeof newText>>();

/** Text as people type it: trimmed, without NUL and lone surrogates, bounded. One schema for each pair of bounds: schemas never change, and a thousand fields would keep 9 kB each. */
export const text = (max: number, min = 0) => {
  const kept = texts.get(`${min} ${max}`) ?? newText(max, min);
  texts.set(`${min} ${max}`, kept);
  return kept;
};

/** Text of a given form; `wanted` says what it must look like, with an example, to whoever sent another. */
export const shaped = (form: RegExp, wanted: Words) => z.string().regex(form, said(wanted));

/** UUIDv7 of a record. */
export const id = z.uuid();

/** Integer fen, sent as a JSON integer (exact up to 90 trillion yuan). */
export const fen = z.int();

/** Instant: integer milliseconds since 1970-01-01 UTC. */
export const instant = z.int().min(0).max(8_640_000_000_000_000);

/** Calendar day `2026-11-24` in the company's zone. */
export const day = z.iso.date();

/** Month `2026-11`. */
export const month = shaped(/^\d{4}-(0[1-9]|1[0-2])$/, { zh: '月份要写成 2026-11', en: 'A month is written 2026-11' });

/** Time of day on the 24-hour clock, `24:00` for the end of a day. */
export const timeOfDay = shaped(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, { zh: '时间要写成 09:30，一天的结束写 24:00', en: 'A time is written 09:30, the end of a day 24:00' });

/** Hash of a content. */
export const sha256 = shaped(/^[0-9a-f]{64}$/, { zh: '要填内容的 SHA-256：64 位小写十六进制', en: 'The SHA-256 of the content: 64 small hexadecimal digits' });

/** Code of an authenticator or of a message. */
export const sixDigits = shaped(/^\d{6}$/, { zh: '验证码是 6 位数字，如 042917', en: 'The code is six digits, such as 042917' });

/** Address of a page or an interface. */
export const webAddress = z.url({ protocol: /^https?$/, error: said({ zh: '网址要以 http:// 或 https:// 开头，如 https://example.com/hook', en: 'An address begins with http:// or https://, such as https://example.com/hook' }).message }).max(500);

/** Code of an article or a product as people type it: a formula is none, as in imports (cell.formula). */
export const goodsCode = (max: number) => text(max, 1).refine((s) => !/^[=＝]/.test(s), said({ zh: '编码不能以 = 开头（那是公式）；请直接写编码，如 CUP-350', en: 'A code does not begin with = (that is a formula); write the code itself, such as CUP-350' }));

export const words = z.object({ zh: z.string(), en: z.string() });

/** Values of a query string: they arrive as text. */
export const query = {
  text: (max: number) => text(max).optional(),
  int: (min: number, max: number) =>
    shaped(/^-?\d{1,15}$/, { zh: `要填整数，如 ${Math.max(min, 1)}`, en: `A whole number, such as ${Math.max(min, 1)}` }).transform(Number).pipe(z.int().min(min).max(max)).optional(),
  bool: z.enum(['true', 'false']).transform((v) => v === 'true').optional(),
  instant: shaped(/^\d{1,15}$/, { zh: '要填 1970 年以来的毫秒数，如 1790000000000', en: 'Milliseconds since 1970, such as 1790000000000' }).transform(Number).optional(),
  /** Two days with a comma between, both included. */
  days: shaped(/^\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d$/, { zh: '要写起止两天，如 2026-11-01,2026-11-30', en: 'The first and the last day, such as 2026-11-01,2026-11-30' }).transform((s) => s.split(',')).pipe(z.tuple([day, day])).optional(),
  oneOf: <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values).optional(),
  /** Comma-separated list of closed values: `status=held,released`. */
  anyOf: <const T extends readonly [string, ...string[]]>(values: T) =>
    z.string().max(500).transform((v) => v.split(',')).pipe(z.array(z.enum(values)).max(40)).optional(),
};

/** Every list pages by key: `cursor` is opaque, made by the server; `limit` at most 200. */
export const page = {
  cursor: text(400).optional(),
  limit: query.int(1, 200),
};

/** The shape of every list answer. `total` is exact up to 10,000 and null above (counts never scan history). */
export const listOf = <T extends z.ZodType>(row: T) =>
  z.object({ rows: z.array(row), next: z.string().nullable(), total: z.int().nullable() });

/** The answer of a state change that returns nothing but the record's id. */
export const done = z.object({ id });


/** As it is kept (`phoneOf`): a mainland mobile, a land line with its area, or one abroad with + and its country. */
export const phone = text(30)
  .refine((s) => phoneOf(s) !== null, said({ zh: '请填写 11 位手机号、带区号的固定电话（如 0571-88880001），或以 + 和国家代码开头的境外号码', en: 'Enter a mainland mobile of 11 digits, a land line with its area (0571-88880001), or + and the country code for one abroad' }))
  .transform((s) => phoneOf(s)!);

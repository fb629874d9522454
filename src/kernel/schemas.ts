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

/** UUIDv7 of a record. */
export const id = z.uuid();

/** Integer fen, sent as a JSON integer (exact up to 90 trillion yuan). */
export const fen = z.int();

/** Instant: integer milliseconds since 1970-01-01 UTC. */
export const instant = z.int().min(0).max(8_640_000_000_000_000);

/** Calendar day `2026-11-24` in the company's zone. */
export const day = z.iso.date();

export const words = z.object({ zh: z.string(), en: z.string() });

/** Values of a query string: they arrive as text. */
export const query = {
  text: (max: number) => text(max).optional(),
  int: (min: number, max: number) =>
    z.string().regex(/^-?\d{1,15}$/).transform(Number).pipe(z.int().min(min).max(max)).optional(),
  bool: z.enum(['true', 'false']).transform((v) => v === 'true').optional(),
  instant: z.string().regex(/^\d{1,15}$/).transform(Number).optional(),
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

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Runner } from './query.ts';
import { kernelNo, refuse } from './refusal.ts';

/**
 * Links for customers without an account: `type.id.expiry.signature`. The link opens one object and nothing else, and ends by itself.
 * The secret is made once per installation and kept in the database, so that every node knows it.
 */
export interface SignedLink {
  type: string;
  id: string;
  /** Instant after which the link is dead. */
  expiresAt: number;
}

const SECRET = 'signed-link-secret';

/** The installation's secret; made at the first call. */
export async function linkSecret(on: { runner: Runner }): Promise<Buffer> {
  await on.runner.query("insert into kernel.setting (key, value) values ($1, to_jsonb($2::text)) on conflict (key) do nothing", [SECRET, randomBytes(32).toString('hex')]);
  const { rows } = await on.runner.query<{ value: string }>('select value from kernel.setting where key = $1', [SECRET]);
  return Buffer.from(rows[0]!.value, 'hex');
}

const sign = (secret: Buffer, text: string): string => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 27);

export function signLink(secret: Buffer, link: SignedLink): string {
  const text = `${link.type}.${Buffer.from(link.id.replaceAll('-', ''), 'hex').toString('base64url')}.${Math.floor(link.expiresAt / 1000).toString(36)}`;
  return `${text}.${sign(secret, text)}`;
}

/** The object that a link opens. A wrong and a dead link are told in the same way: nobody learns what exists. */
export function openLink(secret: Buffer, token: string, type: string, now: number): SignedLink {
  const [kind, packed, expiry, signature, ...rest] = token.split('.');
  if (kind !== type || !packed || !expiry || !signature || rest.length > 0) throw refuse(kernelNo['link-dead']);
  const expected = Buffer.from(sign(secret, `${kind}.${packed}.${expiry}`));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) throw refuse(kernelNo['link-dead']);
  const expiresAt = Number.parseInt(expiry, 36) * 1000;
  if (!Number.isSafeInteger(expiresAt) || now >= expiresAt)
    throw refuse(kernelNo['link-dead'], { zh: '这个链接已过期。', en: 'This link has passed its day.' });
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  if (hex.length !== 32) throw refuse(kernelNo['link-dead']);
  return { type, id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`, expiresAt };
}

import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Runner } from '../../../kernel/query.ts';

/**
 * The installation's key: made once, kept in the database so that every node and a restored backup know it. It encrypts what must be
 * read again (secrets of authenticators) and signs what browsers carry (known devices).
 */
const KEY = 'installation-key';
const known = new WeakMap<object, Promise<Buffer>>();

export function installationKey(on: { runner: Runner }): Promise<Buffer> {
  const cached = known.get(on.runner);
  if (cached) return cached;
  const reading = (async () => {
    await on.runner.query('insert into kernel.setting (key, value) values ($1, to_jsonb($2::text)) on conflict (key) do nothing', [KEY, randomBytes(32).toString('hex')]);
    const { rows } = await on.runner.query<{ value: string }>('select value from kernel.setting where key = $1', [KEY]);
    return Buffer.from(rows[0]!.value, 'hex');
  })();
  known.set(on.runner, reading);
  reading.catch(() => known.delete(on.runner));
  return reading;
}

const keyFor = (key: Buffer, purpose: string): Buffer => createHmac('sha256', key).update(purpose).digest();

/** AES-256-GCM: nonce, tag, ciphertext. `about` is bound in, so that a row copied to another account does not open. */
export function seal(key: Buffer, text: string, about: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFor(key, 'seal'), nonce).setAAD(Buffer.from(about));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

export function open(key: Buffer, sealed: Buffer, about: string): string {
  const decipher = createDecipheriv('aes-256-gcm', keyFor(key, 'seal'), sealed.subarray(0, 12)).setAAD(Buffer.from(about));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
}

/** Only the hash of a token is stored: who reads the database cannot sign in with it. */
export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * A secret that is shown once. With an Idempotency-Key it comes from that key and the actor, so that a repeated request shows the
 * same secret without its ever being stored; without one it is random.
 */
export function secretOf(key: Buffer, requestId: string | null, actorId: string | null, purpose: string): Buffer {
  if (requestId === null) return randomBytes(32);
  return createHmac('sha256', keyFor(key, 'once')).update(`${purpose}\u001f${actorId}\u001f${requestId}`).digest();
}

/** Mark of a device on which this account signed in before: `id.signature`. It cannot be made up. */
export function deviceMark(key: Buffer, login: string, deviceId = randomBytes(12).toString('base64url')): string {
  return `${deviceId}.${createHmac('sha256', keyFor(key, 'device')).update(`${login}\u001f${deviceId}`).digest('base64url')}`;
}

export function knownDevice(key: Buffer, login: string, mark: string | undefined): string | null {
  const deviceId = mark?.split('.')[0];
  if (!mark || !deviceId || mark.length > 200) return null;
  const [given, made] = [Buffer.from(mark), Buffer.from(deviceMark(key, login, deviceId))];
  return given.length === made.length && timingSafeEqual(given, made) ? deviceId : null;
}

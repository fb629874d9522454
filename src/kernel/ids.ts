import { createHash, randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const ID_BYTES = 16;
/** Randomness for some hundreds of ids at once: asking the system costs the same for sixteen bytes as for thousands. Each part is used once. */
const pool = new Uint8Array(512 * ID_BYTES);
let used = pool.length;
function rng(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += ID_BYTES;
  return pool.subarray(used - ID_BYTES, used);
}

/** UUIDv7 of the given instant: sorts by time, so that indexes grow at their end. */
export const newId = (now: number): string => v7({ msecs: now, rng });

const written = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Whether a text from outside is written as an id is: what is not names no record, and the database would not read it. */
export const isId = (text: string): boolean => written.test(text);

/** The same texts give the same UUID: how a reaction to a fact names its request, so that a second delivery changes nothing. */
export function derivedId(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\u001f')).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.subarray(0, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

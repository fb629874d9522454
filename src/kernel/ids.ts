import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/** UUIDv7 of the given instant: sorts by time, so that indexes grow at their end. */
export const newId = (now: number): string => v7({ msecs: now });

/** The same texts give the same UUID: how a reaction to a fact names its request, so that a second delivery changes nothing. */
export function derivedId(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\u001f')).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.subarray(0, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

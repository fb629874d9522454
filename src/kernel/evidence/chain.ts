import { createHash } from 'node:crypto';
import { canonical } from '../json.ts';

/**
 * A fact as the chain covers it. Instants are integer microseconds since 1970 UTC, exactly as stored: no rounding can make an untouched
 * row look altered, and no change is too small to be found.
 */
export interface ChainedFact {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly onBehalfOf: string | null;
  readonly verb: string;
  /** `type id` of every object on whose timeline it stands, in order. */
  readonly objects: readonly string[];
  readonly payload: unknown;
}

/** What stands before the first position. */
export const GENESIS = Buffer.alloc(32);

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Payload and actor's name, salted: what may have to be erased is in the chain by this hash alone. */
export const payloadHash = (salt: Buffer, fact: Pick<ChainedFact, 'payload' | 'actorName'>): Buffer => sha256(salt, canonical([fact.actorName, fact.payload]));

/** One link: everything else of the fact, its place, the payload's hash and the link before. */
export function linkHash(position: number, prev: Buffer, hashed: Buffer, fact: Omit<ChainedFact, 'payload' | 'actorName'>): Buffer {
  const record = canonical([
    position, fact.seq, fact.id, fact.type, fact.subjectType, fact.subjectId, fact.occurredAt, fact.recordedAt, fact.actorKind, fact.actorId, fact.onBehalfOf, fact.verb,
    fact.objects, hashed.toString('hex'),
  ]);
  return sha256(prev, record);
}

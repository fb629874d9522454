// The checks of an evidence packet, alone: nothing here is shared with the program that wrote it, and nothing but Node itself is needed.
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';

export const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** JSON with the keys of objects in order of their code units, without blanks. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const object = value as Record<string, unknown>;
  return `{${Object.keys(object).filter((key) => object[key] !== undefined).sort((a, b) => (a < b ? -1 : 1)).map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`).join(',')}}`;
}

export const hex = (text: unknown): Buffer => Buffer.from(typeof text === 'string' && /^([0-9a-f]{2})*$/.test(text) ? text : '', 'hex');

/** The fact of a record as files carry it. Instants are integer microseconds. */
export interface PacketFact {
  seq: number; id: string; type: string; subjectType: string; subjectId: string; occurredAt: number; recordedAt: number; actorKind: string; actorId: string | null;
  actorName?: string; onBehalfOf: string | null; verb: string; objects: string[]; payload?: unknown;
}

/** full: everything is there; erased: emptied by law, the chain knows only the hash of what it was. */
export interface PacketRecord {
  position: number; prev: string; payloadHash: string; hash: string; salt: string | null; state: 'full' | 'erased'; fact: PacketFact;
  proof?: { anchor: number; steps: { side: 'left' | 'right'; hash: string }[] };
}

export interface PacketAnchor {
  number: number; day: string; madeAt: number; reason: string; from: number; to: number; head: string; root: string | null; prev: string; hash: string; publicKey: string; signature: string;
}

export const payloadHashOf = (salt: Buffer, fact: PacketFact): Buffer => sha256(salt, canonical([fact.actorName ?? null, fact.payload ?? null]));

export const linkOf = (r: PacketRecord): Buffer => sha256(hex(r.prev), canonical([
  r.position, r.fact.seq, r.fact.id, r.fact.type, r.fact.subjectType, r.fact.subjectId, r.fact.occurredAt, r.fact.recordedAt, r.fact.actorKind, r.fact.actorId, r.fact.onBehalfOf, r.fact.verb,
  r.fact.objects, r.payloadHash,
]));

const leafOf = (hash: Buffer): Buffer => sha256(Buffer.of(0), hash);
const nodeOf = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.of(1), left, right);

export function rootOfProof(hash: Buffer, steps: readonly { side: string; hash: string }[]): Buffer {
  return steps.reduce((at, step) => (step.side === 'left' ? nodeOf(hex(step.hash), at) : nodeOf(at, hex(step.hash))), leafOf(hash));
}

export function rootOf(links: readonly Buffer[]): Buffer | null {
  if (links.length === 0) return null;
  let level = links.map(leafOf);
  while (level.length > 1) level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => (i * 2 + 1 < level.length ? nodeOf(level[i * 2]!, level[i * 2 + 1]!) : level[i * 2]!));
  return level[0]!;
}

export const anchorHash = (a: PacketAnchor): Buffer => sha256(canonical([a.number, a.day, a.madeAt, a.reason, a.from, a.to, a.head, a.root, a.prev]));

/** Short name of a signing key, to compare by eye with the one in a mail. */
export const fingerprint = (publicKey: string): string => sha256(publicKey.trim()).toString('hex').slice(0, 32);

export function signedBy(publicKey: unknown, content: Buffer, signature: unknown): boolean {
  try {
    return typeof publicKey === 'string' && verifySignature(null, content, createPublicKey(publicKey), hex(signature));
  } catch (error) {
    // A text that is no key signs nothing; anything else that goes wrong here is not about the packet.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

import type { z } from 'zod';
import type { Words } from './words.ts';

/**
 * A kind of fact: something that happened, past tense, `chapter.noun-verbed`. Published inside a verb, kept for ever, read by the
 * regulation engine, reactions, timelines and reports. The payload is plain JSON: money as integer fen, instants as ms UTC, and no
 * personal data beyond ids (the log is never edited, so what must be erasable does not stand in it).
 */
export interface FactKind<P = unknown> {
  readonly type: string;
  /** The kind of object that the fact is about: `order`, `parcel`, … */
  readonly subject: string;
  readonly payload: z.ZodType<P>;
  /** The fact as a sentence of a timeline. */
  readonly sentence: (payload: P) => Words;
  /**
   * Who did it, where that is nobody of the company: the buyer pays, the marketplace closes. A person who records or imports such a fact has
   * not done it. Null where the one who recorded it did it.
   */
  readonly doer?: (payload: P, how: { imported: boolean }) => Words | null;
}

type Declared<P extends z.ZodType> = { subject: string; payload: P; sentence: (payload: z.output<P>) => Words; doer?: (payload: z.output<P>, how: { imported: boolean }) => Words | null };

/** Declares one fact of an owner: `orderPaid = fact('sales.order-paid', {subject: 'order', payload, sentence})`. */
export function fact<P extends z.ZodType>(type: `${string}.${string}`, kind: Declared<P>): FactKind<z.output<P>> {
  return { type, subject: kind.subject, payload: kind.payload as unknown as z.ZodType<z.output<P>>, sentence: kind.sentence, ...(kind.doer ? { doer: kind.doer } : {}) };
}

/** A fact as it is published. */
export interface NewFact {
  id: string;
  type: string;
  subjectType: string;
  subjectId: string;
  occurredAt: number;
  payload: Record<string, unknown>;
  objects: readonly { type: string; id: string }[];
}

/** A fact as it is read back by reactions. */
export interface StoredFact extends NewFact {
  seq: bigint;
  recordedAt: number;
  actorKind: 'person' | 'system' | 'bot' | 'customer';
  actorId: string | null;
  actorName: string;
}

const kinds = new Map<string, FactKind<never>>();

/** Makes the facts of an owner known (once, at start): needed to print them and to check that clauses name facts that exist. */
export function registerFacts(declared: Record<string, unknown>): void {
  for (const kind of Object.values(declared)) {
    if (!kind || typeof kind !== 'object' || !('sentence' in kind) || !('type' in kind)) continue;
    const known = kind as FactKind<never>;
    kinds.set(known.type, known);
  }
}

export const factKind = (type: string): FactKind<never> | undefined => kinds.get(type);
export const knownFacts = (): ReadonlySet<string> => new Set(kinds.keys());

/** The fact that says which facts were emptied, and what each of them hashes to since (salted anew). */
export const ERASED_FACT = 'evidence.data-erased';

/** Hash of what is left, by the number of the fact; where one was emptied twice the later erasure counts. */
export function erasuresIn(payloads: readonly unknown[]): Map<number, string> {
  const left = new Map<number, string>();
  for (const payload of payloads) {
    const { erased } = payload as { erased?: readonly { seq: number; hash: string }[] };
    for (const one of Array.isArray(erased) ? erased : []) left.set(one.seq, one.hash);
  }
  return left;
}

import { anchorHash, fingerprint, signedBy, type PacketAnchor } from './hashes.ts';

export type FindingKind = 'altered' | 'missing' | 'inserted' | 'reordered' | 'cut' | 'anchor' | 'unreadable';

/** One thing that is wrong, at which position of the chain (null where it has none). */
export interface Finding { kind: FindingKind; position: number | null; zh: string; en: string }

export interface Verdict {
  /** Nothing is wrong. */
  ok: boolean;
  kind: string;
  records: number;
  erased: number;
  anchors: number;
  /** The last position and hash that the file vouches for, to compare with an anchor by mail or on paper. */
  head: { position: number; hash: string } | null;
  keys: string[];
  /** In the order in which they were met; the first one is what a person is told first. */
  findings: Finding[];
}

export const found = (kind: FindingKind, position: number | null, zh: string, en: string): Finding => ({ kind, position, zh, en });

/** Anchors by themselves: hash, signature, the chain among them, and agreement with copies from elsewhere (mail, paper, file). */
export function checkAnchors(anchors: readonly PacketAnchor[], outside: readonly PacketAnchor[]): Finding[] {
  const findings: Finding[] = [];
  for (const a of [...anchors, ...outside]) {
    const hash = anchorHash(a);
    if (hash.toString('hex') !== a.hash) findings.push(found('anchor', a.to, `第 ${a.number} 号锚点的内容被改`, `anchor ${a.number} was altered`));
    else if (!signedBy(a.publicKey, hash, a.signature)) findings.push(found('anchor', a.to, `第 ${a.number} 号锚点的签名不对`, `the signature of anchor ${a.number} does not fit`));
  }
  const sorted = anchors.toSorted((a, b) => a.number - b.number);
  sorted.forEach((a, i) => {
    const before = sorted[i - 1];
    if (before && before.number === a.number - 1 && (a.prev !== before.hash || a.from !== before.to + 1)) findings.push(found('anchor', a.from, `第 ${a.number} 号锚点与前一号接不上`, `anchor ${a.number} does not follow from the one before`));
  });
  for (const copy of outside) {
    const same = anchors.find((a) => a.number === copy.number);
    if (same && same.hash !== copy.hash) findings.push(found('anchor', copy.to, `第 ${copy.number} 号锚点与另存的副本不符：记录被整体改写`, `anchor ${copy.number} differs from the copy kept elsewhere: the records were rewritten`));
  }
  const known = new Set(outside.map((a) => fingerprint(a.publicKey)));
  if (known.size > 0) {
    for (const a of anchors) if (!known.has(fingerprint(a.publicKey))) findings.push(found('anchor', a.to, `第 ${a.number} 号锚点由另一把密钥签署（${fingerprint(a.publicKey)}）`, `anchor ${a.number} is signed with another key (${fingerprint(a.publicKey)})`));
  }
  return findings;
}

import { found, type Finding } from './findings.ts';
import { hex, linkOf, payloadHashOf, rootOfProof, type PacketAnchor, type PacketRecord } from './hashes.ts';

/** Whether something has the shape of a record: a place in the chain, and the fact that stands there. */
export const isRecord = (value: unknown): value is PacketRecord => {
  if (typeof value !== 'object' || value === null) return false;
  const { position, fact } = value as { position?: unknown; fact?: unknown };
  return Number.isSafeInteger(position) && (position as number) > 0 && typeof fact === 'object' && fact !== null && !Array.isArray(fact) && Number.isSafeInteger((fact as { seq?: unknown }).seq);
};

/** Whether something has the shape of an anchor: what it covers, and who signed it. */
export const isAnchor = (value: unknown): value is PacketAnchor => {
  if (typeof value !== 'object' || value === null) return false;
  const a = value as Record<string, unknown>;
  return ['number', 'from', 'to'].every((name) => Number.isSafeInteger(a[name])) && ['head', 'prev', 'hash', 'publicKey', 'signature'].every((name) => typeof a[name] === 'string');
};

/** Hashes of what erasures left, by the number of the fact: from the facts of erasure that the file itself brings. */
export function erasuresAmong(records: Iterable<PacketRecord>): Map<number, string> {
  const left = new Map<number, string>();
  for (const r of records) {
    if (r.fact.type !== 'evidence.data-erased') continue;
    const { erased } = (r.fact.payload ?? {}) as { erased?: ({ seq: number; hash: string } | null)[] };
    for (const one of Array.isArray(erased) ? erased : []) if (one) left.set(one.seq, one.hash);
  }
  return left;
}

/** One record against itself, the erasures, and its anchor where it names one. */
export function checkRecord(r: PacketRecord, erasures: ReadonlyMap<number, string>, anchors: ReadonlyMap<number, PacketAnchor> | null): Finding | null {
  const at = r.position;
  const what = `${r.fact.type} ${r.fact.id}`;
  const link = linkOf(r);
  if (link.toString('hex') !== r.hash) return found('altered', at, `第 ${at} 位的记录被改：${what}（时间、行为人、种类、对象或封印）`, `the record at position ${at} was altered: ${what} (time, actor, kind, objects or seal)`);
  const salt = hex(r.salt);
  if (salt.length !== 16) return found('altered', at, `第 ${at} 位的记录没有盐值：${what}`, `the record at position ${at} has no salt: ${what}`);
  const content = payloadHashOf(salt, r.fact).toString('hex');
  if (content !== r.payloadHash && erasures.get(r.fact.seq) !== content)
    return found('altered', at, `第 ${at} 位的记录被改：${what} 的内容或行为人姓名`, `the record at position ${at} was altered: content or actor's name of ${what}`);
  if (anchors === null) return null;
  const anchor = r.proof && anchors.get(r.proof.anchor);
  if (!r.proof || !anchor) return found('anchor', at, `第 ${at} 位的记录没有锚点作证`, `no anchor vouches for the record at position ${at}`);
  if (at < anchor.from || at > anchor.to || rootOfProof(link, r.proof.steps).toString('hex') !== anchor.root)
    return found('altered', at, `第 ${at} 位的记录不在第 ${anchor.number} 号锚点的树里`, `the record at position ${at} is not in the tree of anchor ${anchor.number}`);
  return null;
}

/** Emptied by law: the chain vouches for what is left by the fact of the erasure. */
export const isErased = (r: PacketRecord): boolean => payloadHashOf(hex(r.salt), r.fact).toString('hex') !== r.payloadHash;

import { checkAnchors, found, type Finding, type Verdict } from './findings.ts';
import { fingerprint, hex, payloadHashOf, rootOf, type PacketAnchor, type PacketRecord } from './hashes.ts';
import { checkRecord, erasuresAmong, isAnchor, isRecord } from './verify-record.ts';

const MOST_FINDINGS = 1_000;

/** A whole export: one line a record, in the order of the chain, then the anchors, then how much there is. Read line by line. */
export async function verifyLog(lines: AsyncIterable<string>, outside: readonly PacketAnchor[] = []): Promise<Verdict> {
  const findings: Finding[] = [];
  const note = (finding: Finding): void => void (findings.length < MOST_FINDINGS && findings.push(finding));
  const anchors: PacketAnchor[] = [];
  const links: Buffer[] = [];
  // What is not as it was when sealed: emptied by law if a later record says so.
  const emptied = new Map<number, { record: PacketRecord; hash: string }>();
  const erasures = new Map<number, string>();
  let prev = '0'.repeat(64);
  let position = 0;
  const places = new Places();
  let records = 0;
  let end: { records: number; position: number; hash: string } | null = null;
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (line === 1 || text === '') continue;
    const row = readLine(text);
    if (row === null) {
      note(found('unreadable', position + 1, `第 ${line} 行不是一条记录`, `line ${line} is not a record`));
      continue;
    }
    if ('end' in row) end = row.end;
    else if ('anchor' in row) anchors.push(row.anchor);
    else {
      const r = row.record;
      records += 1;
      const place = places.take(r.position);
      if (place === 'late') note(found('reordered', r.position, `第 ${r.position} 位的记录排在第 ${position} 位之后`, `the record at position ${r.position} stands after ${position}`));
      else if (place === 'again') note(found('inserted', r.position, `第 ${r.position} 位的记录不止一条：是后来放进去的`, `there is more than one record at position ${r.position}: it was put in later`));
      else if (place === 'next' && r.prev !== prev) note(found('reordered', r.position, `第 ${r.position} 位的记录与前一位接不上`, `the record at position ${r.position} does not follow from the one before`));
      for (const [seq, hash] of erasuresAmong([r])) erasures.set(seq, hash);
      const content = payloadHashOf(hex(r.salt), r.fact).toString('hex');
      if (content !== r.payloadHash) emptied.set(r.fact.seq, { record: r, hash: content });
      const wrong = checkRecord(r, new Map([[r.fact.seq, content]]), null);
      if (wrong) note(wrong);
      if (place === 'again') continue;
      links[r.position - 1] = hex(r.hash);
      if (place === 'late') continue;
      position = r.position;
      prev = r.hash;
    }
  }
  for (const [from, to] of places.gaps) note(found('missing', from, `第 ${from === to ? from : `${from}–${to}`} 位的记录不见了`, `records ${from}–${to} are missing`));
  let erased = 0;
  for (const [seq, { record, hash }] of emptied) {
    if (erasures.get(seq) === hash) erased += 1;
    else note(checkRecord(record, erasures, null) ?? found('altered', record.position, `第 ${record.position} 位的记录被改`, `the record at position ${record.position} was altered`));
  }
  if (!end) note(found('cut', position + 1, `文件在第 ${position} 位之后被截断：没有结尾`, `the file is cut after position ${position}: it has no end`));
  else if (end.position < position) note(found('inserted', end.position + 1, `结尾说到第 ${end.position} 位，文件却到第 ${position} 位：多出的是后来放进去的`, `the end says ${end.position}, the file goes to ${position}: what is more was put in later`));
  else if (end.position === position && end.hash !== prev) note(found('altered', position, `第 ${position} 位的记录与结尾不符`, `the record at position ${position} is not the one that the end names`));
  else if (end.position > position) note(found('cut', position + 1, `文件只到第 ${position} 位，结尾说有 ${end.position} 位`, `the file ends at position ${position}, its end says ${end.position}`));
  for (const a of [...anchors, ...outside]) {
    if (a.to > position) note(found('cut', position + 1, `第 ${a.number} 号锚点证明链曾到第 ${a.to} 位，文件只到第 ${position} 位`, `anchor ${a.number} proves that the chain went to ${a.to}; the file ends at ${position}`));
    else if (places.gaps.length === 0 && a.to > 0 && (links[a.to - 1]!.toString('hex') !== a.head || (a.root !== null && rootOf(links.slice(a.from - 1, a.to))?.toString('hex') !== a.root)))
      note(found('anchor', a.to, `第 ${a.number} 号锚点与第 ${a.from}–${a.to} 位的记录不符`, `anchor ${a.number} does not agree with the records ${a.from}–${a.to}`));
  }
  for (const finding of checkAnchors(anchors, outside)) note(finding);
  const sorted = findings.toSorted((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity));
  return { ok: findings.length === 0, kind: 'log', records, erased, anchors: anchors.length, findings: sorted, head: records > 0 ? { position, hash: prev } : null, keys: [...new Set(anchors.map((a) => fingerprint(a.publicKey)))] };
}

/** Which positions have been seen: one after the other, and where not, what lies between. */
class Places {
  readonly gaps: [from: number, to: number][] = [];
  #last = 0;

  take(position: number): 'next' | 'ahead' | 'late' | 'again' {
    if (position === this.#last + 1) return this.#to(position, 'next');
    if (position > this.#last) {
      this.gaps.push([this.#last + 1, position - 1]);
      return this.#to(position, 'ahead');
    }
    const at = this.gaps.findIndex(([from, to]) => position >= from && position <= to);
    if (at < 0) return 'again';
    const [from, to] = this.gaps[at]!;
    this.gaps.splice(at, 1, ...([[from, position - 1], [position + 1, to]] as [number, number][]).filter(([a, b]) => a <= b));
    return 'late';
  }

  #to<T>(position: number, is: T): T {
    this.#last = position;
    return is;
  }
}

const isEnd = (value: unknown): boolean => {
  const { position, hash } = (value ?? {}) as { position?: unknown; hash?: unknown };
  return Number.isSafeInteger(position) && typeof hash === 'string';
};

type Line = { record: PacketRecord } | { anchor: PacketAnchor } | { end: { records: number; position: number; hash: string } };
function readLine(text: string): Line | null {
  try {
    const row = JSON.parse(text) as Partial<Record<'record' | 'anchor' | 'end', unknown>>;
    if (typeof row !== 'object' || row === null) return null;
    if ('record' in row) return isRecord(row.record) ? (row as Line) : null;
    if ('anchor' in row) return isAnchor(row.anchor) ? (row as Line) : null;
    return isEnd(row.end) ? (row as Line) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

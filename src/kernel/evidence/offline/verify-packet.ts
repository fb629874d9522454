import { checkAnchors, found, type Finding, type Verdict } from './findings.ts';
import { canonical, fingerprint, sha256, signedBy, type PacketAnchor, type PacketRecord } from './hashes.ts';
import { checkRecord, erasuresAmong, isErased } from './verify-record.ts';

interface Annex { name: string; rows: unknown[] }
interface Packet {
  format: string; version: number; kind: string; records: PacketRecord[]; anchors: PacketAnchor[]; annexes: Annex[];
  contents: { positions: number[]; annexes: { name: string; hashes: string[] }[]; head: string }; header: unknown; digest: string; publicKey: string; signature: string;
}

/** A packet about one clause, case or person: every record, the annexes, the list of contents and its signature. */
export function verifyPacket(packet: Packet, outside: readonly PacketAnchor[] = []): Verdict {
  const findings: Finding[] = [];
  const { positions, annexes } = packet.contents;
  const records = packet.records;
  const erasures = erasuresAmong(records);
  const anchors = new Map(packet.anchors.map((a) => [a.number, a]));
  let erased = 0;
  // In the order of the contents: the first record that is not what it should be is named first.
  const listed = new Set(positions);
  const present = new Map(records.map((r) => [r.position, r]));
  for (const position of positions) {
    const record = present.get(position);
    if (!record) findings.push(found('missing', position, `第 ${position} 位的记录不见了`, `the record at position ${position} is missing`));
    else {
      const wrong = checkRecord(record, erasures, anchors);
      if (wrong) findings.push(wrong);
      else if (isErased(record)) erased += 1;
    }
  }
  for (const r of records) if (!listed.has(r.position)) findings.push(found('inserted', r.position, `第 ${r.position} 位的记录不在目录里：是后来放进去的`, `the record at position ${r.position} is not in the contents: it was put in later`));
  const order = records.map((r) => r.position);
  const turned = order.findIndex((p, i) => i > 0 && p <= order[i - 1]!);
  if (turned > 0) findings.push(found('reordered', order[turned]!, `第 ${order[turned]} 位的记录不在它的次序上`, `the record at position ${order[turned]} is not in its order`));
  for (const { name, hashes } of annexes) {
    const rows = packet.annexes.find((a) => a.name === name)?.rows ?? [];
    hashes.forEach((hash, i) => {
      if (rows[i] === undefined) findings.push(found('missing', null, `附表 ${name} 第 ${i + 1} 行不见了`, `row ${i + 1} of the annex ${name} is missing`));
      else if (sha256(canonical(rows[i])).toString('hex') !== hash) findings.push(found('altered', null, `附表 ${name} 第 ${i + 1} 行被改`, `row ${i + 1} of the annex ${name} was altered`));
    });
    if (rows.length > hashes.length) findings.push(found('inserted', null, `附表 ${name} 多出 ${rows.length - hashes.length} 行`, `the annex ${name} has ${rows.length - hashes.length} rows too many`));
  }
  findings.push(...checkAnchors(packet.anchors, outside));
  const digest = sha256(canonical([packet.format, packet.version, packet.kind, packet.header, packet.contents]));
  if (digest.toString('hex') !== packet.digest || !signedBy(packet.publicKey, digest, packet.signature)) findings.push(found('altered', null, '目录或抬头被改：签名不对', 'the contents or the header were altered: the signature does not fit'));
  const last = packet.anchors.toSorted((a, b) => b.to - a.to)[0];
  return {
    ok: findings.length === 0, kind: packet.kind, records: records.length, erased, anchors: packet.anchors.length, findings,
    head: last ? { position: last.to, hash: last.head } : null, keys: [...new Set([packet.publicKey, ...packet.anchors.map((a) => a.publicKey)])].map(fingerprint),
  };
}

import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { found, type Verdict } from './findings.ts';
import type { PacketAnchor } from './hashes.ts';
import { verifyLog } from './verify-log.ts';
import { verifyPacket } from './verify-packet.ts';

const unreadable = (zh: string, en: string): Verdict => ({ ok: false, kind: 'unknown', records: 0, erased: 0, anchors: 0, head: null, keys: [], findings: [found('unreadable', null, zh, en)] });

/** Reads a packet or a whole export and checks it. `anchors`: a file or folder of anchors that were kept elsewhere. @throws when a file cannot be read */
export async function verifyFile(file: string, anchors: string | null): Promise<Verdict> {
  const outside = anchors === null ? [] : await readAnchors(anchors);
  const start = await firstBytes(file);
  if (start.includes('"dianzhang-evidence-log"')) return verifyLog(createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity }), outside);
  if (!start.trimStart().startsWith('{')) return unreadable('这不是证据包或证据导出（JSON）', 'this is neither an evidence packet nor an export (JSON)');
  try {
    const packet = JSON.parse(await readFile(file, 'utf8')) as { format?: unknown; records?: unknown; contents?: { positions?: unknown; annexes?: unknown }; anchors?: unknown; annexes?: unknown };
    if (packet.format !== 'dianzhang-evidence' || ![packet.records, packet.contents?.positions, packet.contents?.annexes, packet.anchors, packet.annexes].every(Array.isArray))
      return unreadable('这不是证据包：缺少抬头、目录、记录或锚点', 'this is no evidence packet: header, contents, records or anchors are not there');
    return verifyPacket(packet as never, outside);
  } catch (error) {
    if (error instanceof SyntaxError) return unreadable(`文件不是完整的 JSON：${error.message}`, `the file is not complete JSON: ${error.message}`);
    if (error instanceof TypeError) return unreadable(`记录的形状不对：${error.message}`, `a record has not the shape of one: ${error.message}`);
    throw error;
  }
}

async function firstBytes(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(400), 0, 400, 0);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}

async function readAnchors(place: string): Promise<PacketAnchor[]> {
  const files = (await stat(place)).isDirectory() ? (await readdir(place)).filter((name) => name.endsWith('.json')).sort().map((name) => path.join(place, name)) : [place];
  const read: PacketAnchor[] = [];
  for (const file of files) {
    const one = JSON.parse(await readFile(file, 'utf8')) as { format?: string; anchor?: PacketAnchor };
    if (one.format !== 'dianzhang-anchor' || !one.anchor) throw new Error(`${file}: 不是锚点文件 · not an anchor`);
    read.push(one.anchor);
  }
  return read;
}

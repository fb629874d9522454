import type { Queryable } from '../db/pool.ts';
import { anchorsBetween, linksBetween, type Anchor } from './anchors.ts';
import { payloadHash } from './chain.ts';
import { factColumns, withObjects, type FactRow } from './chained-facts.ts';
import { ERASED_FACT } from './erasure-record.ts';
import { MerkleTree } from './merkle.ts';
import type { PacketRecord } from './offline/hashes.ts';

interface SealedRow extends FactRow { position: bigint; prev: Buffer; hash: Buffer; payload_hash: Buffer; salt: Buffer }

/** Sealed facts as files carry them, in the order of the chain. What is not sealed yet is left out. */
export async function recordsOf(on: Queryable, seqs: readonly bigint[]): Promise<PacketRecord[]> {
  return readRecords(on, 's.fact_seq = any($1::bigint[])', [seqs]);
}

export async function recordsAfter(on: Queryable, position: number, limit: number): Promise<PacketRecord[]> {
  return readRecords(on, `s.position > $1 and s.position <= $1 + ${Math.trunc(limit)}`, [position]);
}

async function readRecords(on: Queryable, where: string, values: unknown[]): Promise<PacketRecord[]> {
  const { rows } = await on.query<SealedRow>(`select ${factColumns}, s.position, s.prev, s.hash, s.payload_hash, t.salt
    from kernel.seal s join kernel.fact f on f.seq = s.fact_seq and f.recorded_at = s.recorded_at join kernel.seal_salt t on t.fact_seq = s.fact_seq where ${where} order by s.position`, values);
  const facts = await withObjects(on, rows);
  return rows.map((row, i): PacketRecord => {
    const fact = facts[i]!;
    return {
      position: Number(row.position), prev: row.prev.toString('hex'), payloadHash: row.payload_hash.toString('hex'), hash: row.hash.toString('hex'), salt: row.salt.toString('hex'),
      state: payloadHash(row.salt, fact).equals(row.payload_hash) ? 'full' : 'erased', fact: { ...fact, objects: [...fact.objects] },
    };
  });
}

/** The facts that say what was erased of these records: they go into the packet with them, so that it can be checked alone. */
export async function erasuresOf(on: Queryable, records: readonly PacketRecord[]): Promise<bigint[]> {
  const erased = new Set(records.filter((r) => r.state === 'erased').map((r) => r.fact.seq));
  if (erased.size === 0) return [];
  const { rows } = await on.query<{ seq: bigint; payload: { erased: { seq: number }[] } }>('select seq, payload from kernel.fact where type = $1', [ERASED_FACT]);
  return rows.filter((r) => r.payload.erased.some((e) => erased.has(e.seq))).map((r) => r.seq);
}

/** The way from each record to the root of its anchor; anchors of nothing in the packet are left out. */
export async function withProofs(on: Queryable, records: readonly PacketRecord[]): Promise<{ records: PacketRecord[]; anchors: Anchor[] }> {
  if (records.length === 0) return { records: [], anchors: [] };
  const around = await anchorsBetween(on, records[0]!.position, records.at(-1)!.position);
  const anchors: Anchor[] = [];
  const proven: PacketRecord[] = [];
  for (const anchor of around) {
    const mine = records.filter((r) => r.position >= anchor.from && r.position <= anchor.to);
    if (mine.length === 0) continue;
    const tree = new MerkleTree(await linksBetween(on, anchor.from, anchor.to));
    for (const r of mine) proven.push({ ...r, proof: { anchor: anchor.number, steps: tree.proof(r.position - anchor.from) } });
    anchors.push(anchor);
  }
  return { records: proven, anchors };
}

import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { canonical } from '../json.ts';
import type { Queryable } from '../db/pool.ts';
import type { Kernel } from '../kernel.ts';
import type { AnchorKey } from './anchor-key.ts';
import { MerkleTree } from './merkle.ts';

export type AnchorReason = 'daily' | 'packet' | 'asked';

const hash64 = z.string().regex(/^[0-9a-f]{64}$/);
export const anchorShape = z.strictObject({
  number: z.int(), day: z.iso.date(), madeAt: z.int(), reason: z.enum(['daily', 'packet', 'asked']), from: z.int(), to: z.int(), head: hash64, root: hash64.nullable(), prev: hash64, hash: hash64,
  publicKey: z.string(), signature: z.string(),
});
export type Anchor = z.output<typeof anchorShape>;

interface Row extends Record<string, unknown> {
  number: bigint; day: string; made_at: number; reason: AnchorReason; from_position: bigint; to_position: bigint; head: Buffer; root: Buffer | null; prev: Buffer; hash: Buffer;
  public_key: string; signature: Buffer;
}
const anchorOf = (r: Row): Anchor => ({
  number: Number(r.number), day: r.day, madeAt: r.made_at, reason: r.reason, from: Number(r.from_position), to: Number(r.to_position), head: r.head.toString('hex'), root: r.root?.toString('hex') ?? null,
  prev: r.prev.toString('hex'), hash: r.hash.toString('hex'), publicKey: r.public_key, signature: r.signature.toString('hex'),
});

/** As many links as one tree takes: an anchor made after a long time, or after an import, comes in several. */
const MOST = 100_000;
const ZERO = '0'.repeat(64);

export async function anchorsBetween(on: Queryable, from: number, to: number): Promise<Anchor[]> {
  const { rows } = await on.query<Row>('select * from kernel.seal_anchor where to_position >= $1 and from_position <= $2 and root is not null order by number', [from, to]);
  return rows.map(anchorOf);
}

export async function allAnchors(on: Queryable): Promise<Anchor[]> {
  const { rows } = await on.query<Row>('select * from kernel.seal_anchor order by number');
  return rows.map(anchorOf);
}

export async function lastAnchor(on: Queryable): Promise<Anchor | null> {
  const { rows: [row] } = await on.query<Row>('select * from kernel.seal_anchor order by number desc limit 1');
  return row ? anchorOf(row) : null;
}

export async function linksBetween(on: Queryable, from: number, to: number): Promise<Buffer[]> {
  const { rows } = await on.query<{ hash: Buffer }>('select hash from kernel.seal where position between $1 and $2 order by position', [from, to]);
  return rows.map((r) => r.hash);
}

/**
 * Anchors everything sealed since the last anchor: head, Merkle root, signature; a row, and a file that outlives the database. A daily
 * anchor is made even when nothing happened; one for a packet only when there is something new. @returns the anchors made
 */
export async function makeAnchors(kernel: Pick<Kernel, 'db' | 'clock'>, given: { key: AnchorKey; folder: string; reason: AnchorReason; day: string }): Promise<Anchor[]> {
  const made: Anchor[] = [];
  const { rows: [head] } = await kernel.db.query<{ position: bigint }>('select position from kernel.seal_head');
  const end = Number(head!.position);
  for (let tries = 0; tries < 5;) {
    const last = await lastAnchor(kernel.db);
    const from = (last?.to ?? 0) + 1;
    const to = Math.min(end, from + MOST - 1);
    const final = to >= end;
    if (to < from && (given.reason !== 'daily' || made.some((a) => a.reason === 'daily') || end === 0)) return made;
    const links = to < from ? [] : await linksBetween(kernel.db, from, to);
    if (links.length !== to - from + 1) throw new Error(`the chain has ${links.length} links between ${from} and ${to}: it must be verified before it is anchored`);
    const body = {
      number: (last?.number ?? 0) + 1, day: given.day, madeAt: kernel.clock.now(), reason: final ? given.reason : ('asked' as const), from, to,
      head: links.at(-1)?.toString('hex') ?? last?.head ?? ZERO, root: links.length > 0 ? new MerkleTree(links).root.toString('hex') : null, prev: last?.hash ?? ZERO,
    };
    const hash = createHash('sha256').update(canonical([body.number, body.day, body.madeAt, body.reason, body.from, body.to, body.head, body.root, body.prev])).digest();
    const anchor: Anchor = { ...body, hash: hash.toString('hex'), publicKey: given.key.publicKey, signature: given.key.sign(hash) };
    if (!(await insert(kernel.db, anchor))) {
      tries += 1; // Another node was quicker: read again what is left to do.
      continue;
    }
    await writeAnchor(given.folder, anchor);
    made.push(anchor);
    if (final) return made;
  }
  return made;
}

async function insert(on: Queryable, a: Anchor): Promise<boolean> {
  const { rowCount } = await on.query(
    `insert into kernel.seal_anchor (number, day, made_at, reason, from_position, to_position, head, root, prev, hash, public_key, signature)
     values ($1, $2, to_timestamp($3::bigint / 1000.0), $4, $5, $6, decode($7, 'hex'), decode($8, 'hex'), decode($9, 'hex'), decode($10, 'hex'), $11, decode($12, 'hex')) on conflict do nothing`,
    [a.number, a.day, a.madeAt, a.reason, a.from, a.to, a.head, a.root, a.prev, a.hash, a.publicKey, a.signature]);
  return rowCount === 1;
}

const nameOf = (a: Anchor): string => `${a.day}-${String(a.number).padStart(6, '0')}.json`;
export const anchorFile = (anchor: Anchor): string => `${JSON.stringify({ format: 'dianzhang-anchor', version: 1, anchor }, null, 2)}\n`;

/** Whole or not at all; a name of its own until then, because the command line and the server may write the same anchor at the same moment. */
async function writeAnchor(folder: string, anchor: Anchor): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const target = path.join(folder, nameOf(anchor));
  const draft = `${target}.${randomUUID()}.part`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(anchorFile(anchor));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Anchors as the files say, which nobody who only reaches the database can change. A file that is no anchor is named in the error. */
export async function anchorsInFiles(folder: string): Promise<Anchor[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return Promise.all(names.map(async (name) => {
    const read = z.object({ format: z.literal('dianzhang-anchor'), anchor: anchorShape }).safeParse(JSON.parse(await readFile(path.join(folder, name), 'utf8')));
    if (!read.success) throw new Error(`${path.join(folder, name)} is not an anchor`);
    return read.data.anchor;
  }));
}

/** An anchor is written in a moment: a draft that is older than this many milliseconds is of a process that was killed. */
export const DRAFT_STALE = 600_000;

/** Takes away what killed processes left half; drafts that are being written, and files of others, stay. */
async function clearDrafts(folder: string): Promise<void> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => /\.json\.[0-9a-f-]+\.part$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  for (const name of names) {
    const file = path.join(folder, name);
    // Another process may have finished or cleared it meanwhile.
    const written = await stat(file).then((s) => s.mtimeMs, (error: unknown) => { if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; throw error; });
    if (written !== null && systemClock.now() - written > DRAFT_STALE) await rm(file, { force: true });
  }
}

/** Writes files that are missing: of anchors that another node made, or that were lost. Runs with the start and every hour, and clears what was left half. */
export async function writeMissing(folder: string, anchors: readonly Anchor[]): Promise<void> {
  await clearDrafts(folder);
  const there = new Set((await anchorsInFiles(folder)).map((a) => a.number));
  for (const anchor of anchors) if (!there.has(anchor.number)) await writeAnchor(folder, anchor);
}

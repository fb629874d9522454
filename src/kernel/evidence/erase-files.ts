import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FileStore } from '../file-store.ts';
import { byteChunks, firstBytes, type FileSource } from '../files/source.ts';
import { decodeText, detectEncoding } from '../files/encoding.ts';
import { ERASED } from './erase.ts';
import { FileRefused } from '../files/refused.ts';
import { newBudget, openZip } from '../files/zip.ts';
import type { Kernel } from '../kernel.ts';
import type { Tx } from '../tx.ts';

/** An upload that names the person. `kept`: the law demands that this content stays. */
export interface NamingFile { id: string; sha256: string; name: string; kind: string | null; createdAt: number; kept: boolean }
export interface FilesFound { naming: NamingFile[]; /** Uploads behind a password or broken: nobody can tell what they hold. */ unreadable: string[] }

const OVERLAP = 200;
const MEMBER_BYTES = 200_000_000;
/** Of a packed log; the largest that is taken holds half a gigabyte packed. */
const UNPACKED_BYTES = 10_000_000_000;

async function textHolds(bytes: () => AsyncGenerator<Buffer, void, undefined>, wanted: readonly string[]): Promise<boolean> {
  const encoding = await detectEncoding(bytes);
  let tail = '';
  for await (const piece of decodeText(bytes(), encoding)) {
    const text = tail + piece;
    if (wanted.some((word) => text.includes(word))) return true;
    tail = text.slice(-OVERLAP);
  }
  return false;
}

async function* unpacked(source: FileSource): AsyncGenerator<Buffer, void, undefined> {
  const packed = Readable.from(byteChunks(source));
  const gunzip = createGunzip();
  packed.once('error', (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  let size = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > UNPACKED_BYTES) throw new FileRefused('file.bomb');
      yield chunk;
    }
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw new FileRefused('file.truncated', null, error);
    throw error;
  } finally {
    // Whoever has found the word reads no further: both ends are let go, and neither complains of it.
    packed.unpipe(gunzip);
    packed.destroy();
    gunzip.destroy();
  }
}

/** Whether a table, a workbook, an archive or a packed log holds one of the words. @throws FileRefused where it cannot be read */
export async function fileHolds(source: FileSource, wanted: readonly string[]): Promise<boolean> {
  const first = await firstBytes(source, 4);
  if (first[0] === 0x1f && first[1] === 0x8b) return textHolds(() => unpacked(source), wanted);
  if (!first.equals(Buffer.from('PK\u0003\u0004'))) return textHolds(() => byteChunks(source), wanted);
  const zip = await openZip(source, newBudget());
  try {
    for (const member of zip.members) if (await fileHolds(await zip.bytes(member, MEMBER_BYTES), wanted)) return true;
    return false;
  } finally {
    zip.close();
  }
}

/** Uploads besides those of imports, told by whoever keeps them. */
export interface OtherUpload { readonly id: string; readonly sha256: string; readonly name: string; readonly createdAt: number }

/**
 * Looks through the uploads of imports, and through `others`, for words that name nobody else (telephone, house). Reads files, so it runs before the verb that
 * erases them; `keptKinds` are kinds of imports whose files the law demands (bills of payments).
 */
export async function filesNaming(kernel: Kernel, store: FileStore, given: { strong: readonly string[]; keptKinds: readonly string[]; others: readonly OtherUpload[] }): Promise<FilesFound> {
  const { rows } = await kernel.db.query<{ id: string; sha256: string; name: string; kinds: (string | null)[]; created_at: number }>(
    `select k.id, k.sha256, k.name, array_agg(distinct f.kind) as kinds, k.created_at from kernel.import_file f join kernel.file k on k.id = f.file_id
     join kernel.import_run r on r.id = f.run_id where k.erased_at is null and r.state in ('done', 'cancelled', 'unreadable') group by k.id order by k.created_at`);
  const known = new Map<string, boolean | null>();
  const found: FilesFound = { naming: [], unreadable: [] };
  if (given.strong.length === 0) return found;
  for (const file of [...rows, ...given.others.map((o) => ({ id: o.id, sha256: o.sha256, name: o.name, kinds: [null], created_at: o.createdAt }))]) {
    if (!known.has(file.sha256)) known.set(file.sha256, (await store.has(file.sha256)) ? await holdsOrNull(store.pathOf(file.sha256), given.strong) : false);
    const holds = known.get(file.sha256)!;
    if (holds === null) found.unreadable.push(file.name);
    else if (holds) found.naming.push({ id: file.id, sha256: file.sha256, name: file.name, kind: file.kinds[0] ?? null, createdAt: file.created_at, kept: file.kinds.some((kind) => kind !== null && given.keptKinds.includes(kind)) });
  }
  return found;
}

/** Null: it cannot be read (a password, cut off), which the caller reports by name. */
const holdsOrNull = (path: string, wanted: readonly string[]): Promise<boolean | null> => fileHolds(path, wanted).catch((error: unknown) => {
  if (error instanceof FileRefused) return error.code === 'file.empty' ? false : null;
  throw error;
});

/** Marks the contents as erased, under every name that they have; the sweep takes them off the disk. Pictures lose their names: people name them after themselves. @returns how many files */
export async function eraseFiles(tx: Tx, hashes: readonly string[]): Promise<number> {
  if (hashes.length === 0) return 0;
  return (await tx.rows('kernel.erase_files', `update kernel.file set erased_at = to_timestamp($2::bigint / 1000.0), name = case when media_type like 'image/%' then $3 else name end where sha256 = any ($1) and erased_at is null returning id`, [hashes, tx.now, ERASED])).length;
}

/** Files of a person lose the names that the person gave them, also where the same content stays because others have it, too. */
export async function eraseFileNames(tx: Tx, files: readonly { sha256: string; name: string }[]): Promise<void> {
  if (files.length === 0) return;
  await tx.rows('kernel.erase_file_names', 'update kernel.file f set name = $2 from jsonb_to_recordset($1::jsonb) as r(sha256 text, name text) where f.sha256 = r.sha256 and f.name = r.name', [JSON.stringify(files), ERASED]);
}

/** Packets about a record whose facts were emptied are taken back: what they quote must not lie on. @returns how many */
export async function erasePackets(tx: Tx, subjectIds: readonly string[]): Promise<number> {
  const rows = await tx.rows<{ json_sha256: string | null; pdf_sha256: string | null }>('evidence.erase_packets',
    `with old as (select id, json_sha256, pdf_sha256 from kernel.evidence_packet where kind = 'case' and about->>'subject' = any ($1) and json_sha256 is not null for update)
     update kernel.evidence_packet p set json_sha256 = null, pdf_sha256 = null from old where old.id = p.id returning old.json_sha256, old.pdf_sha256`, [subjectIds]);
  await eraseFiles(tx, rows.flatMap((row) => [row.json_sha256, row.pdf_sha256]).filter((sha): sha is string => sha !== null));
  return rows.length;
}

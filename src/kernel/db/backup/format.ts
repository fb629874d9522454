import { z } from 'zod';
import { words, type Words } from '../../words.ts';
import { DatabaseProblem } from '../errors.ts';

/**
 * The file: a first line, then one zstd stream of frames (one byte of kind, four of length, the content), then a last line of fixed
 * length with the hash and the number of all bytes before it. Frames: a header; for each table its name, blocks of rows in COPY's
 * text format and its end with counts and hashes; for each stored file likewise; at last a manifest. A file without its last line
 * is cut off; one whose hash differs is damaged.
 */
export const formatVersion = 1;
export const firstLine = Buffer.from(`DIANZHANG-BACKUP ${formatVersion} zstd\n`);
const lastLine = /^\nCOMPLETE ([0-9a-f]{64}) (\d{16})\n$/;
export const lastLineBytes = 1 + 'COMPLETE '.length + 64 + 1 + 16 + 1;

export const frame = { header: 0x48, table: 0x54, data: 0x44, tableEnd: 0x45, file: 0x46, fileEnd: 0x47, manifest: 0x4d } as const;
export const largestFrame = 16 * 1024 * 1024;

const tableName = { schema: z.string().min(1), name: z.string().min(1) };
const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const migrationShape = z.strictObject({ owner: z.string(), number: z.int().min(1), name: z.string(), sha256 });
const partitionShape = z.strictObject({ ...tableName, parentSchema: z.string(), parent: z.string(), bound: z.string(), partitionedBy: z.string().nullable() });
const sequenceShape = z.strictObject({ ...tableName, lastValue: z.string().regex(/^-?\d+$/), isCalled: z.boolean() });

export const headerShape = z.strictObject({
  format: z.literal(formatVersion),
  appVersion: z.string(),
  /** By the clock of the database server, in milliseconds. */
  takenAt: z.int(),
  /** As `server_version_num`: 180004. */
  server: z.int(),
  migrations: z.array(migrationShape),
  /** Partitions, parents before children: many are made at run time and known to no migration. */
  partitions: z.array(partitionShape),
  sequences: z.array(sequenceShape),
  /** Schemas with tables that are not ours and were not asked for. */
  leftOut: z.array(z.string()),
  /** Transaction numbers that the rows may mention lie below `ceiling`; what every reader of the fact log has passed, below `floor`. */
  transactionIds: z.strictObject({ floor: z.string().regex(/^\d+$/), ceiling: z.string().regex(/^\d+$/) }),
});
export const tableShape = z.strictObject({ ...tableName, columns: z.array(z.string()).min(1), transactionColumns: z.array(z.int().min(0)) });
export const tableEndShape = z.strictObject({ ...tableName, rows: count, bytes: count, sha256, rowDigest: sha256 });
export const fileShape = z.strictObject({ store: z.string(), path: z.string().min(1), bytes: count });
export const fileEndShape = z.strictObject({ store: z.string(), path: z.string().min(1), bytes: count, sha256 });
export const manifestShape = z.strictObject({
  tables: z.array(tableEndShape),
  files: z.strictObject({ count, bytes: count, sha256 }),
  rows: count,
});

export type BackupHeader = z.infer<typeof headerShape>;
export type BackupTable = z.infer<typeof tableShape>;
export type TableEnd = z.infer<typeof tableEndShape>;
export type StoredFile = z.infer<typeof fileShape>;
export type FileEnd = z.infer<typeof fileEndShape>;
export type BackupManifest = z.infer<typeof manifestShape>;

export function encodeFrame(kind: number, content: Buffer | object): Buffer {
  const body = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const head = Buffer.alloc(5);
  head.writeUInt8(kind, 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

export const encodeLastLine = (hash: string, bytes: number): Buffer =>
  Buffer.from(`\nCOMPLETE ${hash} ${String(bytes).padStart(16, '0')}\n`);

/** @returns undefined when these bytes are no last line: the file is cut off. */
export function decodeLastLine(bytes: Buffer): { sha256: string; bytes: number } | undefined {
  const match = lastLine.exec(bytes.toString('latin1'));
  return match === null ? undefined : { sha256: match[1] as string, bytes: Number(match[2]) };
}

export function decodeJson<T>(shape: z.ZodType<T>, content: Buffer): T {
  let read: unknown;
  try {
    read = JSON.parse(content.toString('utf8'));
  } catch (error) {
    // A flipped bit may make what was JSON into something else: that is damage too.
    throw damagedBackup('content that is no JSON', error);
  }
  const result = shape.safeParse(read);
  if (!result.success) throw damagedBackup(result.error.issues[0]?.message ?? 'unknown content', result.error);
  return result.data;
}

export const damagedBackup = (detail: string, cause?: unknown): DatabaseProblem => new DatabaseProblem('backup.damaged', words(
  `备份文件已损坏,没有恢复任何数据(${detail})。请改用另一份备份。`,
  `The backup file is damaged; nothing was restored (${detail}). Use another backup.`,
), { cause });

export const backupProblem = (code: string, text: Words, cause?: unknown): DatabaseProblem => new DatabaseProblem(code, text, { cause });

import { createHash } from 'node:crypto';
import {
  damagedBackup, decodeJson, fileEndShape, fileShape, frame, headerShape, manifestShape, tableEndShape, tableShape, type BackupHeader,
  type BackupManifest, type BackupTable, type FileEnd, type StoredFile, type TableEnd,
} from './format.ts';
import { readFrames } from './reader.ts';
import { RowDigest, RowSplitter } from './row-digest.ts';
import { FilesDigest } from './stores.ts';

/** Who is told what a backup holds, while it is read. Everything told has been checked up to that point. */
export interface BackupVisitor {
  header?(header: BackupHeader): Promise<void>;
  table?(table: BackupTable): Promise<void>;
  rows?(rows: Buffer): Promise<void>;
  tableEnd?(end: TableEnd): Promise<void>;
  file?(file: StoredFile): Promise<void>;
  fileData?(block: Buffer): Promise<void>;
  fileEnd?(end: FileEnd): Promise<void>;
}

export interface VerifiedBackup {
  readonly header: BackupHeader;
  readonly manifest: BackupManifest;
}

/**
 * Reads a backup to its end and compares every count and hash in it. Touches no database.
 *
 * @throws DatabaseProblem `backup.truncated`, `backup.damaged`, `backup.not-a-backup` or `backup.not-found`.
 */
export async function verifyBackup(file: string, visitor: BackupVisitor = {}): Promise<VerifiedBackup> {
  const check = new Check(visitor);
  for await (const { kind, content } of readFrames(file)) await check.frame(kind, content);
  return check.result();
}

type Open = { rows: RowDigest; splitter: RowSplitter; hash: ReturnType<typeof createHash>; bytes: number };

class Check {
  readonly #visitor: BackupVisitor;
  readonly #ends: TableEnd[] = [];
  readonly #files = new FilesDigest();
  #header: BackupHeader | undefined;
  #manifest: BackupManifest | undefined;
  #table: (Open & { of: BackupTable }) | undefined;
  #file: (Open & { of: StoredFile }) | undefined;

  constructor(visitor: BackupVisitor) {
    this.#visitor = visitor;
  }

  async frame(kind: number, content: Buffer): Promise<void> {
    if (this.#manifest !== undefined) throw damagedBackup('content after the manifest');
    if (this.#header === undefined && kind !== frame.header) throw damagedBackup('no header');
    const open = this.#table ?? this.#file;
    if (kind === frame.data && open !== undefined) return this.#data(open, content);
    if (kind === frame.tableEnd && this.#table !== undefined) return this.#endTable(this.#table, decodeJson(tableEndShape, content));
    if (kind === frame.fileEnd && this.#file !== undefined) return this.#endFile(this.#file, decodeJson(fileEndShape, content));
    if (open !== undefined) throw damagedBackup('a table or file without its end');
    if (kind === frame.header && this.#header === undefined) {
      this.#header = decodeJson(headerShape, content);
      return this.#visitor.header?.(this.#header);
    }
    if (kind === frame.table) {
      this.#table = { ...fresh(), of: decodeJson(tableShape, content) };
      return this.#visitor.table?.(this.#table.of);
    }
    if (kind === frame.file) {
      this.#file = { ...fresh(), of: decodeJson(fileShape, content) };
      return this.#visitor.file?.(this.#file.of);
    }
    if (kind !== frame.manifest) throw damagedBackup(`frame ${kind}`);
    this.#manifest = decodeJson(manifestShape, content);
  }

  result(): VerifiedBackup {
    const manifest = this.#manifest;
    if (this.#header === undefined || manifest === undefined) throw damagedBackup('no manifest');
    const rows = this.#ends.reduce((sum, end) => sum + end.rows, 0);
    const seen = JSON.stringify({ tables: this.#ends, files: this.#files.summary, rows });
    if (seen !== JSON.stringify({ tables: manifest.tables, files: manifest.files, rows: manifest.rows })) throw damagedBackup('manifest');
    return { header: this.#header, manifest };
  }

  async #data(open: Open, content: Buffer): Promise<void> {
    open.hash.update(content);
    open.bytes += content.length;
    if (open === this.#file) return this.#visitor.fileData?.(content);
    for (const row of open.splitter.push(content)) open.rows.add(row);
    return this.#visitor.rows?.(content);
  }

  async #endTable(open: Open & { of: BackupTable }, end: TableEnd): Promise<void> {
    const same = end.schema === open.of.schema && end.name === open.of.name && end.rows === open.rows.rows && end.bytes === open.bytes
      && end.rowDigest === open.rows.hex && end.sha256 === open.hash.digest('hex') && open.splitter.pending === 0;
    if (!same) throw damagedBackup(`${open.of.schema}.${open.of.name}`);
    this.#ends.push(end);
    this.#table = undefined;
    return this.#visitor.tableEnd?.(end);
  }

  async #endFile(open: Open & { of: StoredFile }, end: FileEnd): Promise<void> {
    const same = end.store === open.of.store && end.path === open.of.path && end.bytes === open.bytes && end.sha256 === open.hash.digest('hex');
    if (!same) throw damagedBackup(open.of.path);
    this.#files.add(end);
    this.#file = undefined;
    return this.#visitor.fileEnd?.(end);
  }
}

const fresh = (): Open => ({ rows: new RowDigest(), splitter: new RowSplitter(), hash: createHash('sha256'), bytes: 0 });

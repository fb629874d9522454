import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { words } from '../../words.ts';
import { codeOf } from '../errors.ts';
import { backupProblem, damagedBackup, frame, type BackupManifest, type FileEnd, type StoredFile } from './format.ts';
import type { BackupWriter } from './writer.ts';

/** A folder of files whose names follow from their contents: they are added and removed, never changed. */
export interface FileStore {
  /** How backup and restore name it, so that it may lie elsewhere on another machine. */
  readonly name: string;
  readonly dir: string;
}

const blockBytes = 256 * 1024;

/** Identifies all files by names and contents, in the order of the backup. */
export class FilesDigest {
  readonly #hash = createHash('sha256');
  #count = 0;
  #bytes = 0;

  add(end: FileEnd): void {
    this.#hash.update(`${JSON.stringify([end.store, end.path, end.bytes, end.sha256])}\n`);
    this.#count += 1;
    this.#bytes += end.bytes;
  }

  get summary(): BackupManifest['files'] {
    return { count: this.#count, bytes: this.#bytes, sha256: this.#hash.copy().digest('hex') };
  }
}

export async function writeStores(writer: BackupWriter, stores: readonly FileStore[]): Promise<BackupManifest['files']> {
  const digest = new FilesDigest();
  for (const store of stores) {
    for (const file of await filesBelow(store.dir)) {
      const end = await writeFile(writer, store, file);
      if (end !== undefined) digest.add(end);
    }
  }
  return digest.summary;
}

async function writeFile(writer: BackupWriter, store: FileStore, file: string): Promise<FileEnd | undefined> {
  const absolute = path.join(store.dir, file);
  let handle: FileHandle;
  try {
    handle = await open(absolute, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined; // Removed since: no row of the snapshot's future names it.
    throw error;
  }
  const portable = file.split(path.sep).join('/');
  const hash = createHash('sha256');
  let bytes = 0;
  await writer.frame(frame.file, { store: store.name, path: portable, bytes: (await handle.stat()).size } satisfies StoredFile);
  // The stream closes the handle, also after an error.
  for await (const block of createReadStream(absolute, { fd: handle, highWaterMark: blockBytes }) as AsyncIterable<Buffer>) {
    hash.update(block);
    bytes += block.length;
    await writer.frame(frame.data, block);
  }
  const end: FileEnd = { store: store.name, path: portable, bytes, sha256: hash.digest('hex') };
  await writer.frame(frame.fileEnd, end);
  return end;
}

async function filesBelow(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name))).toSorted();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Puts restored files beside their folders first; `publish` moves them in at the end, `discard` takes everything back. */
export class StoreRestorer {
  readonly #stores: ReadonlyMap<string, FileStore>;
  #current: { handle: FileHandle; end: StoredFile } | undefined;
  readonly #published: FileStore[] = [];

  constructor(stores: readonly FileStore[]) {
    this.#stores = new Map(stores.map((store) => [store.name, store]));
  }

  /** @throws DatabaseProblem when a folder holds anything already. */
  async assertEmpty(): Promise<void> {
    for (const { dir } of this.#stores.values()) {
      if ((await filesBelow(dir)).length > 0) {
        throw backupProblem('restore.not-empty', words(`目录 ${dir} 不是空的,恢复不会覆盖已有文件。`, `The folder ${dir} is not empty; a restore never replaces files.`));
      }
    }
  }

  async begin(file: StoredFile): Promise<void> {
    const target = path.join(staging(this.#storeOf(file.store)), ...segmentsOf(file.path));
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    this.#current = { handle: await open(target, 'wx', 0o600), end: file };
  }

  async write(block: Buffer): Promise<void> {
    if (this.#current === undefined) throw damagedBackup('data without a file');
    await this.#current.handle.writeFile(block);
  }

  async end(): Promise<void> {
    await this.#current?.handle.sync();
    await this.#current?.handle.close();
    this.#current = undefined;
  }

  async publish(): Promise<void> {
    for (const store of this.#stores.values()) {
      const from = staging(store);
      if (!(await stat(from).then(() => true, () => false))) continue;
      await rm(store.dir, { recursive: true, force: true }); // Without a file in it, as was checked.
      await rename(from, store.dir);
      this.#published.push(store);
    }
  }

  async discard(): Promise<void> {
    await this.#current?.handle.close();
    for (const store of this.#stores.values()) await rm(staging(store), { recursive: true, force: true });
    // Moved in by this restore into folders that were empty; the rows that would name them were not saved.
    for (const store of this.#published) await rm(store.dir, { recursive: true, force: true });
  }

  #storeOf(name: string): FileStore {
    const store = this.#stores.get(name);
    if (store !== undefined) return store;
    throw backupProblem('restore.no-store', words(
      `备份中含有文件(${name}),但没有指定恢复到哪个目录。`, `The backup holds files (${name}), and no folder was named for them.`,
    ));
  }
}

const staging = (store: FileStore): string => `${path.resolve(store.dir)}.restoring`;

/** A damaged or foreign backup must not write outside of its folder. */
function segmentsOf(file: string): string[] {
  const segments = file.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..' || segment.includes('\\') || segment.includes('\0'))) {
    throw damagedBackup(`path ${file}`);
  }
  return segments;
}

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import { Transform, type Readable } from 'node:stream';
import type { Kernel } from './kernel.ts';
import { kernelNo, refuse } from './refusal.ts';
import { words } from './words.ts';

/** What was stored: its content's hash names it. */
export interface StoredFile {
  sha256: string;
  size: number;
  path: string;
}

/**
 * Files by their content: `ab/abcdef…`. Written to a temporary name, flushed, then renamed: there is never half a file. The same
 * content is stored once. Rows of kernel.file say what a content is called and whose it is.
 */
export class FileStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError('not a hash of a stored file');
    return path.join(this.#folder, sha256.slice(0, 2), sha256);
  }

  /** Takes at most `limit` bytes. @throws Refusal kernel.too-large, and nothing stays */
  async put(content: Readable, limit: number): Promise<StoredFile> {
    const incoming = path.join(this.#folder, 'incoming');
    await mkdir(incoming, { recursive: true });
    const temporary = path.join(incoming, randomUUID());
    const hash = createHash('sha256');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        if (size > limit) {
          done(refuse(kernelNo['too-large'], words(`文件超过 ${Math.floor(limit / 1_000_000)} MB，请拆分后上传。`, `The file is larger than ${Math.floor(limit / 1_000_000)} MB; split it.`)));
          return;
        }
        hash.update(chunk);
        done(null, chunk);
      },
    });
    try {
      await pipeline(content, measure, createWriteStream(temporary, { flags: 'wx', mode: 0o600 }));
      const handle = await open(temporary, 'r');
      await handle.sync();
      await handle.close();
      const sha256 = hash.digest('hex');
      const target = this.pathOf(sha256);
      await mkdir(path.dirname(target), { recursive: true });
      await rename(temporary, target);
      await flushFolder(path.dirname(target));
      return { sha256, size, path: target };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async has(sha256: string): Promise<boolean> {
    return stat(this.pathOf(sha256)).then(() => true, (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    });
  }

  read(sha256: string): Readable {
    return createReadStream(this.pathOf(sha256));
  }

  /** Contents that lie here since before `before` (ms UTC of the file's own time), with what was left half way under a temporary name. */
  async *older(before: number): AsyncGenerator<{ sha256: string | null; path: string }, void, undefined> {
    for (const folder of await namesIn(this.#folder))
      for (const name of await namesIn(path.join(this.#folder, folder))) {
        const file = path.join(this.#folder, folder, name);
        const is = folder === 'incoming' ? null : name;
        if (is !== null && !/^[0-9a-f]{64}$/.test(is)) continue;
        const { mtimeMs } = await stat(file);
        if (mtimeMs < before) yield { sha256: is, path: file };
      }
  }
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
});

/** A rename survives a power cut once its folder is flushed. Windows has no handle on folders. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a content is by its first bytes; text where they say nothing. */
export async function mediaTypeOf(file: string): Promise<string> {
  const { fileTypeFromFile } = await import('file-type');
  return (await fileTypeFromFile(file))?.mime ?? 'text/plain';
}

const DAY = 86_400_000;

/** Clears away what no row of kernel.file names after a day: refused uploads, halves of broken ones, contents that were erased. */
export async function sweepFiles(kernel: Kernel, store: FileStore): Promise<number> {
  let cleared = 0;
  for await (const found of store.older(kernel.clock.now() - DAY)) {
    if (found.sha256 !== null && (await kernel.db.query('select 1 from kernel.file where sha256 = $1 and erased_at is null limit 1', [found.sha256])).rowCount === 1) continue;
    await rm(found.path, { force: true });
    cleared += 1;
  }
  return cleared;
}

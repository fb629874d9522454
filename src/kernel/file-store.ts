import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Transform, type Readable } from 'node:stream';
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
}

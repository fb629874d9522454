import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { constants, createZstdCompress, type ZstdCompress } from 'node:zlib';
import { encodeFrame, encodeLastLine, firstLine } from './format.ts';

/** Quick enough to keep up with the database on one processor, and a third smaller than no compression at all for short rows. */
const compressionLevel = 3;

/** Writes a backup file. It bears its name only when it is complete and on the disk; until then it is `name.part`. */
export class BackupWriter {
  readonly #target: string;
  readonly #part: string;
  readonly #handle: FileHandle;
  readonly #zstd: ZstdCompress;
  readonly #hash = createHash('sha256');
  readonly #drained: Promise<void>;
  #bytes = 0;
  #error: unknown;

  private constructor(target: string, part: string, handle: FileHandle) {
    this.#target = target;
    this.#part = part;
    this.#handle = handle;
    this.#zstd = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: compressionLevel, [constants.ZSTD_c_checksumFlag]: 1 } });
    this.#drained = this.#drain();
    this.#drained.catch((error: unknown) => {
      this.#error = error; // Reported by the next write or by finish.
    });
  }

  /** @throws when the target exists: a backup never replaces another. */
  static async create(target: string): Promise<BackupWriter> {
    const claim = await open(target, 'wx', 0o600);
    await claim.close();
    const part = `${target}.part`;
    try {
      const writer = new BackupWriter(target, part, await open(part, 'w', 0o600));
      await writer.#append(firstLine);
      return writer;
    } catch (error) {
      await rm(target, { force: true });
      throw error;
    }
  }

  async frame(kind: number, content: Buffer | object): Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    if (!this.#zstd.write(encodeFrame(kind, content))) {
      await Promise.race([once(this.#zstd, 'drain'), this.#drained]);
      if (this.#error !== undefined) throw this.#error;
    }
  }

  /** @returns the hash and the size of the file. */
  async finish(): Promise<{ sha256: string; bytes: number }> {
    this.#zstd.end();
    await this.#drained;
    const sha256 = this.#hash.copy().digest('hex');
    await this.#append(encodeLastLine(sha256, this.#bytes));
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#part, this.#target);
    await syncFolder(path.dirname(this.#target));
    return { sha256, bytes: this.#bytes };
  }

  /** Removes what was written so far. */
  async discard(): Promise<void> {
    this.#zstd.destroy();
    await this.#drained.catch(() => undefined); // The caller already has the error that led here.
    await this.#handle.close();
    await rm(this.#part, { force: true });
    await rm(this.#target, { force: true });
  }

  async #drain(): Promise<void> {
    // The first line is written before any frame, so the order of appends is the order of the file.
    for await (const block of this.#zstd) await this.#append(block as Buffer);
  }

  async #append(block: Buffer): Promise<void> {
    this.#hash.update(block);
    let offset = 0;
    while (offset < block.length) {
      const { bytesWritten } = await this.#handle.write(block, offset);
      offset += bytesWritten;
    }
    this.#bytes += block.length;
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Windows cannot open a folder.
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

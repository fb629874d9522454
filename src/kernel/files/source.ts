import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { words } from '../words.ts';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';

/** An uploaded file: its bytes, or the path where the upload was stored. */
export type FileSource = Uint8Array | string;

const step = 64 * 1024;

/** Size in bytes. Refuses `file.empty` and `file.too-large`. */
export async function sizeOf(source: FileSource): Promise<number> {
  const size = typeof source === 'string' ? (await stat(source)).size : source.byteLength;
  if (size === 0) throw new FileRefused('file.empty');
  if (size > fileLimits.uploadBytes) {
    const mb = Math.ceil(size / 1024 / 1024);
    const most = fileLimits.uploadBytes / 1024 / 1024;
    throw new FileRefused('file.too-large', words(`${mb} MB，上限 ${most} MB`, `${mb} MB of at most ${most} MB`));
  }
  return size;
}

export async function firstBytes(source: FileSource, count: number): Promise<Buffer> {
  if (typeof source !== 'string') return asBuffer(source).subarray(0, count);
  const handle = await open(source, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

export async function* byteChunks(source: FileSource): AsyncGenerator<Buffer, void, undefined> {
  if (typeof source === 'string') {
    yield* createReadStream(source, { highWaterMark: step }) as AsyncIterable<Buffer>;
    return;
  }
  const bytes = asBuffer(source);
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

/** The same memory seen as a Buffer, without a copy. */
export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

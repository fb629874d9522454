import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createZstdDecompress } from 'node:zlib';
import { words } from '../../words.ts';
import { codeOf, DatabaseProblem, messageOf } from '../errors.ts';
import { backupProblem, damagedBackup, decodeLastLine, firstLine, largestFrame, lastLineBytes } from './format.ts';

export interface Frame {
  readonly kind: number;
  readonly content: Buffer;
}

/**
 * The frames of a backup, one after the other, never more than one in memory. The last step compares the hash of the whole file, so
 * a caller that has read to the end without an error has read what was written.
 *
 * @throws DatabaseProblem `backup.truncated`, `backup.damaged` or `backup.not-a-backup`.
 */
export async function* readFrames(file: string): AsyncGenerator<Frame, void, undefined> {
  const end = await checkEnds(file);
  const hash = createHash('sha256').update(firstLine);
  const source = createReadStream(file, { start: firstLine.length, end: end.bytes - 1 });
  const zstd = createZstdDecompress();
  source.on('data', (block) => hash.update(block));
  source.once('error', (error) => zstd.destroy(error));
  source.pipe(zstd);
  try {
    yield* frames(zstd as AsyncIterable<Buffer>);
  } catch (error) {
    throw error instanceof DatabaseProblem ? error : damagedBackup(messageOf(error), error);
  } finally {
    source.destroy();
    zstd.destroy();
  }
  if (source.bytesRead !== end.bytes - firstLine.length) throw damagedBackup('bytes after the end');
  if (hash.digest('hex') !== end.sha256) throw damagedBackup('SHA-256');
}

async function* frames(blocks: AsyncIterable<Buffer>): AsyncGenerator<Frame, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const block of blocks) {
    rest = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let offset = 0;
    while (rest.length - offset >= 5) {
      const length = rest.readUInt32BE(offset + 1);
      if (length > largestFrame) throw damagedBackup('length of a frame');
      if (rest.length - offset < 5 + length) break;
      yield { kind: rest.readUInt8(offset), content: rest.subarray(offset + 5, offset + 5 + length) };
      offset += 5 + length;
    }
    rest = rest.subarray(offset);
  }
  if (rest.length > 0) throw damagedBackup('a frame that does not end');
}

async function checkEnds(file: string): Promise<{ sha256: string; bytes: number }> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw backupProblem('backup.not-found', words(`找不到备份文件 ${file}。`, `There is no backup file ${file}.`), error);
  });
  try {
    const { size } = await handle.stat();
    const first = Buffer.alloc(firstLine.length);
    await handle.read(first, 0, first.length, 0);
    if (!first.equals(firstLine)) {
      throw backupProblem('backup.not-a-backup', words(
        `${file} 不是店章的备份文件,或由不兼容的版本生成。`, `${file} is no backup of Dianzhang, or one of a version that this one cannot read.`,
      ));
    }
    const last = Buffer.alloc(lastLineBytes);
    await handle.read(last, 0, last.length, Math.max(size - lastLineBytes, 0));
    const end = decodeLastLine(last);
    if (end === undefined || end.bytes !== size - lastLineBytes) {
      throw backupProblem('backup.truncated', words(
        `备份文件不完整(${file}):缺少结尾标记,没有恢复任何数据。请改用另一份备份。`,
        `The backup file is incomplete (${file}): its completion mark is missing; nothing was restored. Use another backup.`,
      ));
    }
    return end;
  } finally {
    await handle.close();
  }
}

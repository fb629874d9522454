import { words } from '../words.ts';
import { FileRefused } from './refused.ts';
import type { Encoding } from './table.ts';

/** Opens the bytes from the start again: detection may need a second look. */
export type ReopenableBytes = () => AsyncIterable<Uint8Array>;

/**
 * Tells the encoding of a text file: byte order mark, then strict UTF-8, then GB18030 (which contains GBK and GB2312).
 * The whole file is tried, because a long export may hold its first Chinese character very late.
 * Refuses `file.encoding`, `file.truncated` (cut inside a character), `file.not-a-table` (binary).
 */
export async function detectEncoding(bytes: ReopenableBytes): Promise<Encoding> {
  const mark = await byteOrderMark(bytes);
  if (mark === 'utf-16le' || mark === 'utf-16be') return mark;
  const asUtf8 = await tryDecode(bytes, 'utf-8');
  if (asUtf8 === 'fits') return 'utf-8';
  if (asUtf8 === 'cut') throw new FileRefused('file.truncated');
  if (mark === 'utf-8') throw new FileRefused('file.encoding', words('文件声明为 UTF-8，但含有其他编码的内容', 'it says UTF-8 but holds other bytes'));
  const asGb = await tryDecode(bytes, 'gb18030');
  if (asGb === 'fits') return 'gb18030';
  throw new FileRefused(asGb === 'cut' ? 'file.truncated' : 'file.encoding');
}

async function byteOrderMark(bytes: ReopenableBytes): Promise<Encoding | null> {
  for await (const chunk of bytes()) {
    if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
    if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
    if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) return 'utf-8';
    return null;
  }
  throw new FileRefused('file.empty');
}

/** `cut`: everything fits but the last character lacks bytes. */
async function tryDecode(bytes: ReopenableBytes, encoding: 'utf-8' | 'gb18030'): Promise<'fits' | 'cut' | 'no'> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let sawText = false;
  for await (const chunk of bytes()) {
    if (chunk.includes(0)) throw new FileRefused('file.not-a-table', words('文件是二进制内容', 'the file is binary'));
    try {
      sawText = decoder.decode(chunk, { stream: true }).trim() !== '' || sawText;
    } catch {
      // Not a swallowed error: the decoder's only way to say that these bytes are not of this encoding.
      return 'no';
    }
  }
  try {
    sawText = decoder.decode().trim() !== '' || sawText;
  } catch {
    return 'cut';
  }
  if (!sawText) throw new FileRefused('file.empty');
  return 'fits';
}

/** The text of the file in pieces, without its byte order mark. */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of bytes) {
      const text = decoder.decode(chunk, { stream: true });
      if (text !== '') yield text;
    }
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch (error) {
    if (error instanceof TypeError) throw new FileRefused('file.encoding', null, error);
    throw error;
  }
}

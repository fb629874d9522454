import { fromBufferPromise, getFileNameLowLevel, openPromise, validateFileName, type Entry, type ZipFile } from 'yauzl';
import { words } from '../words.ts';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';
import { asBuffer, type FileSource } from './source.ts';

export interface ZipMember {
  name: string;
  entry: Entry;
}

/** Bytes that may still be unpacked in this reading; shared between an outer zip and the tables in it. */
export interface UnpackBudget {
  left: number;
}

export const newBudget = (): UnpackBudget => ({ left: fileLimits.unpackedBytes });

/** A zip whose directory was checked. Streams count what they give out, because declared sizes lie. */
export class CheckedZip {
  readonly members: readonly ZipMember[];
  readonly #zip: ZipFile;
  readonly #budget: UnpackBudget;

  constructor(zip: ZipFile, members: readonly ZipMember[], budget: UnpackBudget) {
    this.#zip = zip;
    this.members = members;
    this.#budget = budget;
  }

  member(name: string): ZipMember | undefined {
    return this.members.find((m) => m.name === name);
  }

  /**
   * Unpacks piece by piece. Refuses `file.bomb`, `file.too-large`, `file.truncated`. `beside`: a look through a member that is also read for what it
   * holds, and counted there as far as it is read: of a workbook that is only recognised, the first rows of each sheet.
   */
  async *stream(member: ZipMember, beside = false): AsyncGenerator<Buffer, void, undefined> {
    let given = 0;
    try {
      for await (const chunk of (await this.#zip.openReadStreamPromise(member.entry)) as AsyncIterable<Buffer>) {
        given += chunk.length;
        if (!beside) this.#budget.left -= chunk.length;
        if (this.#budget.left < 0 || given > fileLimits.unpackedBytes) throw new FileRefused('file.bomb', inMember(member.name));
        if (given > fileLimits.ratioFromBytes && given > member.entry.compressedSize * fileLimits.ratio) throw new FileRefused('file.bomb', inMember(member.name));
        yield chunk;
      }
    } catch (error) {
      throw asRefusal(error, member.name);
    }
  }

  /** The whole member; `most` bytes at the utmost. */
  async bytes(member: ZipMember, most: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.stream(member)) {
      size += chunk.length;
      if (size > most) throw new FileRefused('file.too-large', inMember(member.name));
      parts.push(chunk);
    }
    return Buffer.concat(parts, size);
  }

  close(): void {
    this.#zip.close();
  }
}

/**
 * Opens a zip (or the package of an xlsx) and checks its directory before anything is unpacked: number of members, declared
 * sizes, names that would leave the folder, links, passwords. GBK names without the UTF-8 flag are decoded.
 */
export async function openZip(source: FileSource, budget: UnpackBudget): Promise<CheckedZip> {
  let zip: ZipFile;
  try {
    const options = { decodeStrings: false, autoClose: false, lazyEntries: true };
    zip = typeof source === 'string' ? await openPromise(source, options) : await fromBufferPromise(asBuffer(source), options);
  } catch (error) {
    throw new FileRefused('file.truncated', null, error);
  }
  try {
    return new CheckedZip(zip, await checkedMembers(zip, budget), budget);
  } catch (error) {
    zip.close();
    throw asRefusal(error, '');
  }
}

async function checkedMembers(zip: ZipFile, budget: UnpackBudget): Promise<ZipMember[]> {
  if (zip.entryCount > fileLimits.zipEntries) throw new FileRefused('file.bomb', words(`压缩包内有 ${zip.entryCount} 个文件`, `${zip.entryCount} members`));
  const members: ZipMember[] = [];
  const names = new Set<string>();
  let seen = 0;
  let declared = 0;
  for await (const entry of zip.eachEntry()) {
    if (++seen > fileLimits.zipEntries) throw new FileRefused('file.bomb', words(`压缩包内文件超过 ${fileLimits.zipEntries} 个`, `more than ${fileLimits.zipEntries} members`));
    const name = memberName(entry);
    const wrong = validateFileName(name);
    if (wrong !== null || name.includes('\u0000')) throw new FileRefused('file.unsafe', words(`压缩包内文件名越界：${shown(name)}`, `a member's name leaves the folder: ${shown(name)}`));
    if (isLink(entry)) throw new FileRefused('file.unsafe', words(`压缩包内有链接：${shown(name)}`, `the archive holds a link: ${shown(name)}`));
    if (name.endsWith('/')) continue;
    if (entry.isEncrypted()) throw new FileRefused('file.encrypted', inMember(name));
    declared += entry.uncompressedSize;
    if (declared > budget.left) throw new FileRefused('file.bomb', words(`解压后超过 ${fileLimits.unpackedBytes / 1024 / 1024} MB`, `more than ${fileLimits.unpackedBytes / 1024 / 1024} MB unpacked`));
    if (names.has(name)) throw new FileRefused('file.unsafe', words(`压缩包内有重名文件：${shown(name)}`, `two members have the same name: ${shown(name)}`));
    names.add(name);
    members.push({ name, entry });
  }
  return members;
}

/** The name as its maker meant it: UTF-8 by flag or Unicode field, else strict UTF-8 (macOS), else GBK (Windows in Chinese). */
function memberName(entry: Entry): string {
  const raw = asBuffer(entry.fileNameRaw);
  const flagged = (entry.generalPurposeBitFlag & 0x800) !== 0 || entry.extraFields.some((field) => field.id === 0x7075);
  if (flagged) return getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, false);
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(raw).replaceAll('\\', '/');
    } catch {
      continue; // not this encoding: the decoder's only way to say so
    }
  }
  throw new FileRefused('file.encoding', words('压缩包内的文件名无法识别', "a member's name cannot be decoded"));
}

/** Unix mode in the upper half of the attributes: 0o120000 is a symbolic link. */
const isLink = (entry: Entry): boolean => entry.versionMadeBy >>> 8 === 3 && ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;

const shown = (name: string): string => name.slice(0, 80);

const inMember = (name: string) => words(`压缩包内：${shown(name)}`, `in the archive: ${shown(name)}`);

/** yauzl speaks in plain errors; the only ones it gives on an opened zip are about a malformed or a lying archive. */
function asRefusal(error: unknown, member: string): Error {
  if (error instanceof FileRefused) return error;
  const message = error instanceof Error ? error.message : String(error);
  const where = member === '' ? null : inMember(member);
  if (/too many bytes/i.test(message)) return new FileRefused('file.bomb', where, error);
  if (/encrypted/i.test(message)) return new FileRefused('file.encrypted', where, error);
  if (isSystemError(error)) return error;
  return new FileRefused('file.truncated', where, error);
}

/** Disk trouble is ours, not the file's: it goes up as it is. zlib's codes begin with Z_. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';

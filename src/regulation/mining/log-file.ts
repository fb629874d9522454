import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { words } from '../../kernel/words.ts';
import { zoneNamed } from '../clock/zone.ts';
import { Collector, type ReadingNotes } from './collect.ts';
import { MiningError } from './errors.ts';
import type { EventLog } from './event-log.ts';
import { readCsvLog } from './csv-log.ts';
import { timeReader, type DateOrder } from './times.ts';
import { readXesLog } from './xes-log.ts';

/** How a log is to be read; what is left out is recognised. Columns of a csv, or keys of the attributes of an XES log. */
export interface LogReading {
  readonly case?: string | undefined;
  readonly activity?: string | undefined;
  readonly time?: string | undefined;
  readonly start?: string | undefined;
  readonly resource?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
  /** Zone of times without offset. */
  readonly zone?: string | undefined;
  readonly dateOrder?: DateOrder | undefined;
  /** Joins start and complete of one step into one event with a beginning. */
  readonly pairs?: boolean | undefined;
}

/** Reads bytes from the start each time it is called. */
export type Bytes = () => AsyncIterable<Uint8Array>;

export interface ReadLog {
  readonly log: EventLog;
  readonly notes: ReadingNotes;
  readonly format: 'csv' | 'xes';
  /** Columns or keys that were taken for what. */
  readonly taken: Readonly<Record<'case' | 'activity' | 'time', string>>;
}

export const COMPANY_ZONE = 'Asia/Shanghai';

/**
 * Reads an event log: csv with any delimiter or XES, either packed with gzip. The bytes decide what it is, never the name; it is read
 * as a stream, and only the columns that matter are kept.
 * @throws MiningError, FileRefused
 */
export async function readLogFile(path: string, reading: LogReading, onBytes?: (bytes: number) => void): Promise<ReadLog> {
  const head = await firstBytes(path);
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  const bytes: Bytes = () => (packed ? unpacked(path, onBytes) : plain(path, onBytes));
  const collector = new Collector(timeReader(zoneNamed(reading.zone ?? COMPANY_ZONE)), { order: reading.dateOrder, pairs: reading.pairs });
  const format = await isXml(bytes) ? 'xes' : 'csv';
  const taken = format === 'xes' ? await readXesLog(bytes, reading, collector) : await readCsvLog(bytes, reading, collector);
  return { log: collector.finish(), notes: collector.notes, format, taken };
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead === 0) throw new MiningError(words('文件是空的', 'the file is empty'));
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function* plain(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    onBytes?.(chunk.length);
    yield chunk;
  }
}

async function* unpacked(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<Uint8Array, void, undefined> {
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  source.on('data', (chunk) => onBytes?.(chunk.length));
  const gunzip = createGunzip();
  source.once('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    throw new MiningError(words(`压缩文件不完整或已损坏：${(error as Error).message}`, `the gzip file is cut off or damaged: ${(error as Error).message}`));
  } finally {
    source.destroy();
  }
}

async function isXml(bytes: Bytes): Promise<boolean> {
  for await (const chunk of bytes()) {
    // A byte order mark and UTF-16 leave the sign "<" as the first that is neither mark nor blank.
    const start = Buffer.from(chunk.subarray(0, 256).filter((b) => b !== 0 && b < 0x80)).toString('latin1').trimStart();
    return start.startsWith('<');
  }
  throw new MiningError(words('文件是空的', 'the file is empty'));
}

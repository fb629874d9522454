import { SaxesParser } from 'saxes';
import { words } from '../../kernel/words.ts';
import type { Collector } from './collect.ts';
import { decoded } from './csv-log.ts';
import { MiningError } from './errors.ts';
import type { Bytes, LogReading } from './log-file.ts';

const attributes = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);

/** What ends the reading of XML that never closes a tag. */
const longestName = 4_000_000;

/**
 * Reads XES (IEEE 1849) as a stream: the attributes of traces and events by their keys, nested ones left aside. Every trace is a case of
 * its own; traces that share a name are numbered.
 * @throws MiningError for broken XML, and for XML that is no log
 */
export async function readXesLog(bytes: Bytes, reading: LogReading, into: Collector): Promise<Record<'case' | 'activity' | 'time', string>> {
  const keys = { case: reading.case ?? 'concept:name', activity: reading.activity ?? 'concept:name', time: reading.time ?? 'time:timestamp', resource: reading.resource ?? 'org:resource', start: reading.start ?? 'start_timestamp' };
  const caseKey = keys.case.replace(/^case:(?=.+:)/, '');
  const parser = new SaxesParser({ xmlns: false });
  const path: string[] = [];
  const used = new Map<string, number>();
  let trace = new Map<string, string>();
  let events: Map<string, string>[] = [];
  let event: Map<string, string> | null = null;
  let traces = 0;
  let count = 0;
  let root = '';

  const endTrace = (): void => {
    traces += 1;
    const name = trace.get(caseKey) ?? trace.get(keys.case) ?? `#${traces}`;
    const before = used.get(name) ?? 0;
    used.set(name, before + 1);
    const caseName = before === 0 ? name : `${name} (${before + 1})`;
    for (const e of events) {
      count += 1;
      into.take({
        caseName, activity: (e.get(keys.activity) ?? '').trim(), time: e.get(keys.time) ?? '', start: e.get(keys.start) ?? '',
        resource: e.get(keys.resource) ?? e.get('org:group') ?? '', transition: e.get('lifecycle:transition') ?? '', place: count,
      });
    }
  };

  parser.on('opentag', ({ name: full, attributes: given }) => {
    const name = full.slice(full.indexOf(':') + 1).toLowerCase();
    const parent = path.at(-1);
    path.push(name);
    if (path.length === 1) root = name;
    if (name === 'trace' && parent === 'log') {
      trace = new Map();
      events = [];
    } else if (name === 'event' && parent === 'trace') events.push((event = new Map()));
    else if (attributes.has(name) && typeof given['key'] === 'string' && typeof given['value'] === 'string') {
      if (parent === 'event' && event) event.set(given['key'], given['value']);
      else if (parent === 'trace') trace.set(given['key'], given['value']);
    }
  });
  parser.on('closetag', () => {
    const name = path.pop();
    if (name === 'event') event = null;
    else if (name === 'trace' && path.at(-1) === 'log') endTrace();
  });
  let broken: Error | null = null;
  parser.on('error', (error) => {
    broken ??= error;
  });
  let since = 0;
  for await (const text of decoded(bytes, reading.encoding ?? (await declaredEncoding(bytes)))) {
    parser.write(text);
    if (broken) break;
    since = path.length > 0 || count > 0 ? 0 : since + text.length;
    if (since > longestName) throw notXes(root);
  }
  if (!broken) parser.close();
  if (broken) throw new MiningError(words(`XES 文件不是完整的 XML：${(broken as Error).message}`, `the XES file is broken XML: ${(broken as Error).message}`));
  if (root !== 'log') throw notXes(root);
  if (traces === 0) throw new MiningError(words('XES 文件里没有任何 trace', 'the XES file holds no trace'));
  return { case: keys.case, activity: keys.activity, time: keys.time };
}

const notXes = (root: string): MiningError =>
  new MiningError(words(`这是 XML，但不是 XES 事件日志（最外层是“${root}”，应为 log）`, `this is XML but not an XES log (its outermost element is "${root}", not "log")`));

async function declaredEncoding(bytes: Bytes): Promise<string> {
  for await (const chunk of bytes()) {
    if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
    if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
    const head = Buffer.from(chunk.subarray(0, 200)).toString('latin1');
    return /^[^<]{0,3}<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1] ?? 'utf-8';
  }
  return 'utf-8';
}

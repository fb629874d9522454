import { csvRows, sniffCsv } from '../../kernel/files/csv.ts';
import { detectEncoding } from '../../kernel/files/encoding.ts';
import { FileRefused } from '../../kernel/files/refused.ts';
import { words } from '../../kernel/words.ts';
import type { Collector } from './collect.ts';
import { MiningError } from './errors.ts';
import type { Bytes, LogReading } from './log-file.ts';

type Role = 'case' | 'activity' | 'time' | 'start' | 'resource' | 'transition';

/** Headings that logs use, best first, as `plain` writes them. */
const usual: Record<Role, readonly string[]> = {
  case: ['case concept name', 'case id', 'caseid', 'case', 'case name', 'case number', 'trace id', 'traceid', 'trace', 'process id', 'process instance', 'instance id', 'order id', 'ticket id',
    '案例', '案例号', '案例编号', '案例id', '流程实例', '流程编号', '单号', '订单号', '订单编号'],
  activity: ['concept name', 'activity', 'activity name', 'activityname', 'task', 'task name', 'event', 'event name', 'eventname', 'event type', 'action', 'operation', 'step', 'status',
    '活动', '活动名称', '事件', '事件名称', '操作', '步骤', '环节', '任务', '节点'],
  time: ['time timestamp', 'timestamp', 'complete timestamp', 'completetimestamp', 'end timestamp', 'completion time', 'complete time', 'end time', 'endtime', 'event time', 'eventtime', 'time', 'datetime', 'date time', 'date',
    'start timestamp', 'starttimestamp', 'start time', '时间', '时间戳', '发生时间', '操作时间', '完成时间', '结束时间', '日期'],
  start: ['start timestamp', 'starttimestamp', 'start time', 'starttime', 'time start', '开始时间'],
  resource: ['org resource', 'resource', 'user', 'performer', 'originator', 'employee', 'agent', 'org group', 'org role', '人员', '操作人', '处理人', '负责人', '执行人', '资源'],
  transition: ['lifecycle transition', 'transition', 'lifecycle', 'eventtype lifecycle'],
};

const plain = (heading: string): string => heading.trim().toLowerCase().replace(/[\s_:.\-/]+/g, ' ').trim();

/** @throws MiningError when a column is not there or cannot be told, FileRefused when it is no table */
export async function readCsvLog(bytes: Bytes, reading: LogReading, into: Collector): Promise<Record<'case' | 'activity' | 'time', string>> {
  const encoding = reading.encoding ?? (await encodingOf(bytes));
  let head = '';
  for await (const text of decoded(bytes, encoding)) {
    head += text;
    if (head.length >= 128 * 1024) break;
  }
  const sniffed = sniffCsv(head);
  const delimiter = reading.delimiter ?? (bars(head) ? '|' : sniffed.delimiter);
  let columns: Record<Role, number> | null = null;
  let names: string[] = [];
  for await (const { line, cells } of csvRows(decoded(bytes, encoding), { ...sniffed, delimiter })) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (columns === null) {
      names = cells.map((cell) => cell.trim());
      columns = columnsOf(names, reading);
      continue;
    }
    const cell = (at: number): string => (at < 0 ? '' : (cells[at] ?? '').trim());
    into.take({
      caseName: cell(columns.case), activity: cell(columns.activity), time: cell(columns.time), start: cell(columns.start), resource: cell(columns.resource),
      transition: cell(columns.transition), place: line,
    });
  }
  if (columns === null) throw new MiningError(words('文件里没有表头', 'the file has no heading row'));
  return { case: names[columns.case]!, activity: names[columns.activity]!, time: names[columns.time] ?? '' };
}

function columnsOf(names: readonly string[], reading: LogReading): Record<Role, number> {
  const plainNames = names.map(plain);
  const asked = (role: Exclude<Role, 'transition'>): number | null => {
    const wanted = reading[role];
    if (wanted === undefined) return null;
    const exact = names.indexOf(wanted);
    const at = exact >= 0 ? exact : plainNames.indexOf(plain(wanted));
    if (at < 0) throw new MiningError(words(`没有“${wanted}”这一列，文件里有：${names.join('、')}`, `there is no column "${wanted}"; the file has: ${names.join(', ')}`));
    return at;
  };
  const found = (role: Role, taken: readonly number[]): number => {
    for (const name of usual[role]) {
      const at = plainNames.findIndex((p, i) => p === name && !taken.includes(i));
      if (at >= 0) return at;
    }
    return -1;
  };
  const given = { case: asked('case'), activity: asked('activity'), time: asked('time') };
  const fixed = Object.values(given).filter((at) => at !== null);
  const ofCase = given.case ?? found('case', fixed);
  const activity = given.activity ?? found('activity', [...fixed, ofCase]);
  const time = given.time ?? found('time', [...fixed, ofCase, activity]);
  for (const [at, option, zh, en] of [[ofCase, '--case', '案例', 'cases'], [activity, '--activity', '活动', 'activities'], [time, '--time', '时间', 'times']] as const)
    if (at < 0) throw new MiningError(words(`认不出哪一列是${zh}，请用 ${option} 指定；文件里有：${names.join('、')}`, `cannot tell which column holds the ${en}; name it with ${option}. The file has: ${names.join(', ')}`));
  const main = [ofCase, activity, time];
  const start = asked('start') ?? found('start', main);
  return { case: ofCase, activity, time, start: start === time ? -1 : start, resource: asked('resource') ?? found('resource', main), transition: found('transition', main) };
}

/** A heading of a|b|c without the usual separators. */
const bars = (head: string): boolean => {
  const [first = ''] = head.split(/\r?\n/, 1);
  return (first.match(/\|/g)?.length ?? 0) >= 2 && !/[,;\t]/.test(first);
};

/** Western single-byte logs are neither UTF-8 nor GB18030: they read as windows-1252 rather than not at all. */
async function encodingOf(bytes: Bytes): Promise<string> {
  try {
    return await detectEncoding(bytes);
  } catch (error) {
    if (error instanceof FileRefused && error.code === 'file.encoding' && error.detail === null) return 'windows-1252';
    throw error;
  }
}

/** @throws MiningError for a name of an encoding that does not exist and for bytes that are not of it */
export async function* decoded(bytes: Bytes, encoding: string): AsyncGenerator<string, void, undefined> {
  const decoder = decoderOf(encoding);
  try {
    for await (const chunk of bytes()) {
      const text = decoder.decode(chunk, { stream: true });
      if (text !== '') yield text;
    }
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new MiningError(words(`文件内容不是 ${encoding} 编码，请用 --encoding 指定`, `the file is not written in ${encoding}; give --encoding`));
  }
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new MiningError(words(`没有“${encoding}”这种编码，例如 utf-8、gb18030、windows-1252`, `there is no encoding "${encoding}"; try utf-8, gb18030 or windows-1252`));
  }
}

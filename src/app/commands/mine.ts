import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { FileRefused } from '../../kernel/files/refused.ts';
import { ClockError } from '../../regulation/clock/errors.ts';
import { figuresText, mineFigures, remarksOf } from '../../regulation/mining/command.ts';
import { MiningError } from '../../regulation/mining/errors.ts';
import { readLifeCycle, type DeclaredLife } from '../../regulation/mining/life-cycle.ts';
import { readLogFile } from '../../regulation/mining/log-file.ts';
import { parseArguments, UsageError } from '../usage.ts';

/** `dianzhang mine LOG`: the figures of a log of events, and how far it fits a declared life (docs/mining.md). */
export async function mine(args: readonly string[]): Promise<number> {
  const { words, flags, values } = parseArguments(args, {
    flags: ['json', 'pairs'], values: ['case', 'activity', 'time', 'start', 'resource', 'lifecycle', 'delimiter', 'encoding', 'zone', 'date-order'],
  });
  const [file, ...rest] = words;
  if (!file || rest.length > 0) throw new UsageError('mine 需要一个事件日志文件（csv、xes 或其 gz） · mine takes one log of events (csv, xes, or either as gz)');
  const order = values.get('date-order');
  if (order !== undefined && order !== 'dmy' && order !== 'mdy') throw new UsageError('--date-order 只能是 dmy 或 mdy · --date-order is dmy or mdy');
  const delimiter = values.get('delimiter');
  try {
    const lifeFile = values.get('lifecycle');
    const life: DeclaredLife | null = lifeFile === undefined ? null : readLifeCycle(await readable(lifeFile, readFile(lifeFile, 'utf8')));
    const read = await readable(file, readLogFile(file, {
      case: values.get('case'), activity: values.get('activity'), time: values.get('time'), start: values.get('start'), resource: values.get('resource'),
      delimiter: delimiter === '\\t' || delimiter === 'tab' ? '\t' : delimiter, encoding: values.get('encoding'), zone: values.get('zone'), dateOrder: order, pairs: flags.has('pairs'),
    }));
    for (const line of remarksOf(read)) process.stderr.write(`${line.zh} · ${line.en}\n`);
    const figures = mineFigures(read, life);
    process.stdout.write(flags.has('json') ? `${JSON.stringify(figures)}\n` : figuresText(figures));
    return 0;
  } catch (error) {
    if (!(error instanceof MiningError || error instanceof FileRefused || error instanceof ClockError)) throw error;
    const said = error instanceof FileRefused ? `${error.words.zh} · ${error.words.en}` : error.message;
    process.stderr.write(`dianzhang mine: ${said}\n`);
    return 2;
  }
}

/** A file that is not there is a wrong call, not a fault of the program. */
async function readable<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES' && code !== 'ENOTDIR') throw error;
    throw new UsageError(`无法读取 ${file} · cannot read ${file}: ${(error as Error).message}`);
  }
}

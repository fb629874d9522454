import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { runClock } from '../../regulation/clock/command.ts';
import { ClockError } from '../../regulation/clock/errors.ts';
import { UsageError } from '../usage.ts';

/** `dianzhang clock FILE.json` (`-` = standard input): one JSON line per case. */
export async function clock(args: readonly string[]): Promise<number> {
  const [file, ...rest] = args;
  if (!file || rest.length > 0) throw new UsageError('clock 需要一个文件，或 - 表示标准输入 · clock takes one file, or - for standard input');
  let input: string;
  try {
    input = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`无法读取 ${file} · cannot read ${file}: ${(error as Error).message}`);
  }
  try {
    process.stdout.write(runClock(input).lines.map((line) => `${line}\n`).join(''));
    return 0;
  } catch (error) {
    if (!(error instanceof ClockError)) throw error;
    process.stderr.write(`dianzhang clock: ${error.message}\n`);
    return 2;
  }
}

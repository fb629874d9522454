import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { words } from '../words.ts';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';

type UsualDelimiter = ',' | '\t' | ';';

export interface CsvShape {
  /** One character or several; `sniffCsv` finds the usual ones. */
  delimiter: string;
  recordDelimiters: string[];
}

/**
 * Tells the separator and the line ends from the head of a text. A separator gives the same count on many lines; TABs that
 * stand beside a comma are padding of the values (Pinduoduo, Alipay), never separators. A text of one column reads as comma.
 */
export function sniffCsv(head: string): { delimiter: UsualDelimiter; recordDelimiters: string[] } {
  const recordDelimiters = head.includes('\n') ? ['\r\n', '\n'] : ['\r'];
  const counts = countPerLine(head);
  let best: { delimiter: UsualDelimiter; score: number } | null = null;
  for (const delimiter of [',', '\t', ';'] as const) {
    const score = agreement(counts.map((line) => line[delimiter]));
    if (score > 0 && (best === null || score > best.score)) best = { delimiter, score };
  }
  return { delimiter: best?.delimiter ?? ',', recordDelimiters };
}

type Counts = Record<UsualDelimiter, number>;

function countPerLine(head: string): Counts[] {
  const lines: Counts[] = [];
  let line: Counts = { ',': 0, '\t': 0, ';': 0 };
  let quoted = false;
  for (let i = 0; i < head.length && lines.length < 200; i++) {
    const c = head[i];
    if (c === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (c === '\n' || c === '\r') {
      lines.push(line);
      line = { ',': 0, '\t': 0, ';': 0 };
    } else if (c === '\t') {
      // Padding may also stand behind a closed quote at the end of a line; between two values it separates.
      const ends = head[i + 1] === undefined || head[i + 1] === '\n' || head[i + 1] === '\r';
      if (head[i + 1] !== ',' && head[i - 1] !== ',' && !(ends && head[i - 1] === '"')) line['\t']++;
    } else if (c === ',' || c === ';') line[c]++;
  }
  lines.push(line);
  return lines;
}

/** How far lines agree on one count above zero: agreement counts more than many separators on a single line. */
function agreement(counts: number[]): number {
  const tally = new Map<number, number>();
  for (const n of counts) if (n > 0) tally.set(n, (tally.get(n) ?? 0) + 1);
  let best = 0;
  for (const [n, lines] of tally) best = Math.max(best, n * lines * lines);
  return best;
}

/**
 * Reads the rows of a csv. Tolerates what real exports do: ragged rows, quotes inside values, `="…"`, line breaks inside
 * quotes. `line` is where the row begins in the source; `open`: the last row, which no line end closes. Refuses `file.not-a-table` on a quote that is never closed.
 */
export async function* csvRows(text: AsyncIterable<string>, shape: CsvShape): AsyncGenerator<{ line: number; cells: string[]; open?: true }, void, undefined> {
  const parser = parse({
    delimiter: shape.delimiter,
    record_delimiter: shape.recordDelimiters,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: fileLimits.recordChars,
    info: true,
  });
  let end = '';
  async function* heard(): AsyncGenerator<string, void, undefined> {
    for await (const piece of text) {
      if (piece !== '') end = piece.at(-1)!;
      yield piece;
    }
  }
  const source = Readable.from(heard(), { objectMode: false, highWaterMark: 64 * 1024 });
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let before = 0;
  try {
    let last: { line: number; cells: string[] } | null = null;
    for await (const row of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (last) yield last;
      last = { line: before + 1, cells: row.record };
      before = row.info.lines;
    }
    if (last) yield end === '\n' || end === '\r' ? last : { ...last, open: true };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = before + 1;
    throw new FileRefused('file.not-a-table', words(`第 ${line} 行起引号不成对或内容过长`, `from line ${line} on a quote is not closed or a record is too long`), error);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

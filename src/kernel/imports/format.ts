import { words, type Words } from '../words.ts';

/** What a file can be imported as; also the word after `dianzhang import`. */
export type ImportKind =
  | 'taobao-orders' | 'taobao-items' | 'douyin-orders' | 'pdd-orders' | 'jd-orders' | 'generic-orders'
  | 'alipay-trade' | 'alipay-fund' | 'wechat-trade' | 'wechat-fund'
  | 'products' | 'stock-count' | 'stock-keeping' | 'store-safety' | 'count-sheets' | 'gift-rules' | 'tracking' | 'leads' | 'lead-messages' | 'reviews' | 'price-lists' | 'product-sheets';

/** Why a row (or a whole file) could not be taken. `code` is stable, `message` tells a person what to mend. */
export interface ImportProblem {
  /** 1-based line (csv) or row (xlsx) of the source file; 0 when the file as a whole is meant. */
  line: number;
  code: string;
  column?: string;
  message: Words;
  /** What stands in that cell; personal data masked. */
  value?: string;
}

/** A moment that a row says to have been, and the column that says so. ms UTC. */
export interface Happened { column: string; at: number }

/** What became of one row of a file. Nothing is ever dropped without one of these. */
export type RowRead<R> =
  /** `happened`: moments that cannot lie ahead; a format knows no clock, whoever stages the row does. */
  | { is: 'record'; key: string; record: R; warnings?: Omit<ImportProblem, 'line'>[]; happened?: readonly Happened[] }
  | { is: 'problem'; problems: Omit<ImportProblem, 'line'>[] }
  /** A total, trailer or legend row: kept out of the data and reconciled at the end. */
  | { is: 'total' }
  /** Preamble, separator or empty row. */
  | { is: 'ignored' };

/** One total of the source file beside what the rows add up to. `unit` says how to print both. */
export interface Reconciliation {
  name: Words;
  unit: 'fen' | 'count';
  /** What the file itself says; null where it states none. */
  file: bigint | null;
  rows: bigint;
  ok: boolean;
}

/** How a heading row was understood. Columns are addressed by position because names repeat. */
export interface Recognition {
  format: string;
  kind: ImportKind;
  title: Words;
  sheet: string;
  /** 0-based index of the heading row inside the sheet; data starts after it. */
  headingRow: number;
  /** Normalised heading name → positions in the row. */
  columns: ReadonlyMap<string, readonly number[]>;
  /** Key columns that are missing: the file cannot be imported until they are mapped. */
  missing: readonly string[];
  /** Headings that no known version of this format has: shown as an alarm, never silently dropped. */
  unknown: readonly string[];
  /** Share of the format's known columns that were found, 0..1: the best format wins. */
  score: number;
}

/** Code of a problem: the cell is merged with those of other rows. */
export const MERGED = 'cell.merged';

/** Why a row with a merged cell is not taken: nobody knows which part of it is this row's. */
export const mergedCell = (column: string | null): Omit<ImportProblem, 'line'> => ({
  code: MERGED, ...(column === null ? {} : { column }),
  message: column === null ? words('这一行有跨行合并的单元格，无法知道各行各是多少。请在待处理的行里逐列填上本行的，或上传平台导出的原文件。', 'The row has cells merged with other rows, and what belongs to each is not known. Fill in what is this row’s among the rows to mend, or upload the file as exported.')
    : words(`“${column}”是跨行合并的单元格，无法知道各行各是多少。请在待处理的行里填上本行的，或上传平台导出的原文件。`, `"${column}" is merged with other rows, and what belongs to each is not known. Fill in what is this row’s among the rows to mend, or upload the file as exported.`),
});

export interface RowReader<R> {
  /** `cells` as they stand in the file (untrimmed); `line` as in ImportProblem. */
  read(cells: readonly string[], line: number): RowRead<R>;
  /** Which of these columns, merged with other rows, a row must have of its own; absent where a format takes no merged cells at all. */
  notToMerge?(at: readonly number[]): readonly number[];
  /** Columns that were read by their place, and what each was read as; absent where a format cannot say. */
  columns?(): { at: number; as: string }[];
  /** After the last row: totals of the file against the rows, and problems of the file as a whole. */
  end(): { reconciliation: Reconciliation[]; problems: ImportProblem[] };
}

/**
 * A known layout of an export. Pure: it reads cells and gives records, it knows neither database nor clock.
 * Formats live with their gateway (marketplaces, payments) or their chapter (own templates).
 */
export interface ImportFormat<R> {
  readonly id: string;
  readonly kind: ImportKind;
  readonly title: Words;
  /** Columns without which no record can be made, as the platform writes them; absent where a format cannot say. */
  readonly needed?: readonly string[];
  /** Finds its heading among the first rows of a sheet by the cells, never by a fixed number. Null: not this format. */
  recognise(sheet: string, firstRows: readonly (readonly string[])[], fileName: string): Recognition | null;
  /** `mapping`: heading name the person chose for a missing key column. */
  open(recognition: Recognition, mapping?: Readonly<Record<string, string>>): RowReader<R>;
}

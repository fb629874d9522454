import { words, type Words } from '../words.ts';
import { normaliseHeading } from '../files/headings.ts';
import type { TableFile } from '../files/table.ts';
import type { ImportFormat, ImportProblem, Recognition } from './format.ts';

/** What one sheet of an upload was taken for. */
export interface SheetRecognition {
  /** Name of the table file (the upload, or the member of a zip). */
  file: string;
  sheet: string;
  best: Recognition | null;
  /** Other formats that the sheet could be, best first. */
  alternatives: readonly Recognition[];
  /** What a person should look at before importing. */
  alarms: readonly ImportProblem[];
}

// The record type does not matter for finding a format, and is invariant in ImportFormat.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyFormat = ImportFormat<any>;

/** Recognises every sheet of an upload. `only` restricts to the kind that a person chose. */
export function recogniseTables(formats: readonly AnyFormat[], files: readonly TableFile[], only?: string): SheetRecognition[] {
  const candidates = only === undefined ? formats : formats.filter((format) => format.kind === only || format.id === only);
  return files.flatMap((file) =>
    file.sheets.map((sheet): SheetRecognition => {
      const found = candidates
        .map((format) => format.recognise(sheet.name, sheet.firstRows, file.name))
        .filter((recognition) => recognition !== null)
        .sort((a, b) => Number(a.missing.length > 0) - Number(b.missing.length > 0) || b.score - a.score);
      const [best = null, ...alternatives] = found;
      return { file: file.name, sheet: sheet.name, best, alternatives, alarms: best === null ? [unknownLayout(sheet.firstRows)] : alarmsOf(best, formats) };
    }),
  );
}

/** The sheets worth offering: those that were recognised, best first; a workbook's notes and summaries fall away. */
export const importable = (sheets: readonly SheetRecognition[]): SheetRecognition[] =>
  sheets.filter((sheet) => sheet.best !== null).sort((a, b) => b.best!.score - a.best!.score);

function unknownLayout(firstRows: readonly (readonly string[])[]): ImportProblem {
  const widest = firstRows.reduce<readonly string[]>((best, row) => (filled(row) > filled(best) ? row : best), []);
  const seen = widest.map((cell) => cell.trim()).filter((cell) => cell !== '').slice(0, 12).join('、');
  // Read by another character set and saved so: the words are gone, whatever the file once was.
  if (isGarbled(seen)) return problem('import.garbled', words(
    `表头是乱码：${seen.slice(0, 60)}。文件被别的程序用错误的编码打开并另存过。请从平台重新下载原文件，不要打开另存，直接上传。`,
    `The heading is garbled: ${seen.slice(0, 60)}. Some program opened the file with another encoding and saved it. Download it from the marketplace again and upload it without opening it.`,
  ));
  return problem('import.unknown-layout', words(
    `不认识这种表头：${seen || '（空）'}。请确认是平台导出的原文件，或改用本系统的模板。`,
    `This heading is not known: ${seen || '(empty)'}. Check that it is the exported file, or use our template.`,
  ));
}

/** Letters of Western Europe where Chinese ones stood, or signs that stand for what could not be read. */
function isGarbled(heading: string): boolean {
  const signs = [...heading.replace(/[\s、,;:()（）A-Za-z0-9_-]/g, '')];
  const wrong = signs.filter((sign) => /[\u0080-\u00ff\u0152-\u02dc\u2013-\u203a\u20ac\u2122\ufffd?]/.test(sign)).length;
  return signs.length >= 4 && wrong * 2 > signs.length;
}

function filled(row: readonly string[]): number {
  return row.filter((cell) => cell.trim() !== '').length;
}

function alarmsOf(found: Recognition, formats: readonly AnyFormat[]): ImportProblem[] {
  const alarms: ImportProblem[] = found.missing.map((heading) => {
    const like = found.unknown.find((other) => differByOne(heading, other));
    return problem('import.key-column-missing', like === undefined
      ? words(`缺少“${heading}”列，指定对应的列后才能导入。`, `The column "${heading}" is missing; choose which column it is before importing.`)
      : words(`缺少“${heading}”列，是否就是“${like}”？指定后才能导入。`, `The column "${heading}" is missing; is it "${like}"? Choose before importing.`), heading);
  });
  const absent = headingsOf(formats.find((format) => format.id === found.format)).filter((heading) => !found.columns.has(normaliseHeading(heading)));
  for (const heading of found.unknown) {
    const like = absent.find((known) => differByOne(known, heading));
    if (like !== undefined && !found.missing.includes(like)) alarms.push(problem('import.heading-misspelt', words(`表头“${heading}”与已知的“${like}”只差一个字，这一列将不会被读取。`, `The heading "${heading}" is one character off the known "${like}"; the column will not be read.`), heading));
  }
  if (found.unknown.length > 0) {
    const list = found.unknown.slice(0, 20).join('、');
    alarms.push(problem('import.unknown-headings', words(`有 ${found.unknown.length} 个没见过的列，不会被读取：${list}`, `${found.unknown.length} columns are not known and will not be read: ${list}`)));
  }
  for (const [heading, positions] of found.columns) {
    if (positions.length > 1) alarms.push(problem('import.heading-repeated', words(`表头“${heading}”出现 ${positions.length} 次，读取第一个。`, `The heading "${heading}" occurs ${positions.length} times; the first is read.`), heading));
  }
  return alarms;
}

const headingsOf = (format: AnyFormat | undefined): readonly string[] => (format && 'headings' in format ? (format.headings as readonly string[]) : []);

/** One character put in, left out or changed: the slip that once lost all costs of a month. */
export function differByOne(a: string, b: string): boolean {
  const [short, long] = [normaliseHeading(a), normaliseHeading(b)].sort((x, y) => x.length - y.length) as [string, string];
  if (short === long || long.length - short.length > 1 || short.length < 3) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1);
}

function problem(code: string, message: Words, column?: string): ImportProblem {
  return column === undefined ? { line: 0, code, message } : { line: 0, code, column, message };
}

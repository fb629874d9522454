import { posix } from 'node:path';
import { words } from '../words.ts';
import { decodeText } from './encoding.ts';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';
import { attribute, scanXml, type XmlHandlers } from './xml-scan.ts';
import { isDateFormat, unescapeXlsx } from './xlsx-values.ts';
import type { CheckedZip } from './zip.ts';

export interface XlsxPackage {
  sheets: { name: string; part: string; hidden: boolean }[];
  since1904: boolean;
  /** Whether the cell style of that index shows a date. */
  dateStyles: boolean[];
  strings: string[];
}

/** Whether the members of a zip make an xlsx. */
export const looksLikeXlsx = (zip: CheckedZip): boolean => zip.member('[Content_Types].xml') !== undefined && zip.members.some((m) => m.name.startsWith('xl/'));

/**
 * Reads what the sheets of an xlsx need: their names, the shared strings, which styles are dates.
 * Refuses `file.unsafe` (an archive inside the workbook), `file.unknown-format` (xlsb, or no sheets).
 */
export async function readPackage(zip: CheckedZip, withStrings: boolean): Promise<XlsxPackage> {
  const nested = zip.members.find((m) => /\.(zip|rar|7z|gz|xlsx|xlsm|xlsb|docx|pptx)$/i.test(m.name));
  if (nested) throw new FileRefused('file.unsafe', words(`工作簿内嵌有其他文件：${nested.name.slice(0, 80)}`, `a file is embedded in the workbook: ${nested.name.slice(0, 80)}`));
  const workbookPart = (await relations(zip, '')).find((r) => r.type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml';
  if (zip.member(workbookPart) === undefined || workbookPart.endsWith('.bin')) throw new FileRefused('file.unknown-format', words('不是标准的 xlsx 工作簿', 'not a standard xlsx workbook'));
  const related = await relations(zip, workbookPart);
  const sheets: XlsxPackage['sheets'] = [];
  let since1904 = false;
  await scanPart(zip, workbookPart, {
    open(name, attributes) {
      if (name === 'workbookPr') since1904 = /^(1|true)$/.test(attribute(attributes, 'date1904') ?? '');
      if (name !== 'sheet') return;
      const id = attribute(attributes, 'r:id') ?? attribute(attributes, '\\w+:id');
      const target = related.find((r) => r.id === id && r.type.endsWith('/worksheet'))?.target;
      if (target !== undefined && zip.member(target) !== undefined) sheets.push({ name: attribute(attributes, 'name') ?? target, part: target, hidden: /^(very)?hidden$/i.test(attribute(attributes, 'state') ?? '') });
    },
  });
  if (sheets.length === 0) throw new FileRefused('file.not-a-table', words('工作簿里没有工作表', 'the workbook has no sheet'));
  if (sheets.length > fileLimits.sheets) throw new FileRefused('file.too-large', words(`有 ${sheets.length} 个工作表`, `${sheets.length} sheets`));
  const part = (kind: string): string | undefined => related.find((r) => r.type.endsWith(`/${kind}`))?.target;
  return { sheets, since1904, dateStyles: await dateStyles(zip, part('styles')), strings: withStrings ? await sharedStrings(zip, part('sharedStrings')) : [] };
}

async function relations(zip: CheckedZip, part: string): Promise<{ id: string; type: string; target: string }[]> {
  const folder = part === '' ? '' : posix.dirname(part);
  const found: { id: string; type: string; target: string }[] = [];
  await scanPart(zip, posix.join(folder, '_rels', `${posix.basename(part)}.rels`), {
    open(name, attributes) {
      if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return;
      const target = attribute(attributes, 'Target') ?? '';
      found.push({
        id: attribute(attributes, 'Id') ?? '',
        type: attribute(attributes, 'Type') ?? '',
        target: target.startsWith('/') ? target.slice(1) : posix.join(folder, target),
      });
    },
  });
  return found;
}

async function dateStyles(zip: CheckedZip, part: string | undefined): Promise<boolean[]> {
  const codes = new Map<number, string>();
  const dates: boolean[] = [];
  let inCellFormats = false;
  if (part === undefined) return dates;
  await scanPart(zip, part, {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '');
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        const id = Number(attribute(attributes, 'numFmtId') ?? '0');
        dates.push(isDateFormat(id, codes.get(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return dates;
}

async function sharedStrings(zip: CheckedZip, part: string | undefined): Promise<string[]> {
  const strings: string[] = [];
  const member = part === undefined ? undefined : zip.member(part);
  if (!member) return strings;
  let current = '';
  let reading = false;
  let phonetic = false;
  await scanXml(decodeText(zip.stream(member), 'utf-8'), {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic = true;
      else if (name === 't') reading = !phonetic;
    },
    close(name) {
      if (name === 't') reading = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'si') {
        if (strings.push(unescapeXlsx(current)) > fileLimits.sharedStrings) throw new FileRefused('file.too-large', words('不同的文字过多', 'too many different texts'));
      }
    },
    text(text) {
      if (reading) current += text;
    },
  });
  return strings;
}

/** A small part, read whole; an absent part has nothing to say. */
async function scanPart(zip: CheckedZip, part: string, on: Partial<XmlHandlers>): Promise<void> {
  const member = zip.member(part);
  if (!member) return;
  const bytes = await zip.bytes(member, fileLimits.partBytes);
  const nothing = (): void => undefined;
  await scanXml(decodeText(once(bytes), 'utf-8'), { open: on.open ?? nothing, close: on.close ?? nothing, text: on.text ?? nothing });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

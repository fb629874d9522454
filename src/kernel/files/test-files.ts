import { crc32, deflateRawSync } from 'node:zlib';

/** Files as customers send them, made in memory for tests: GBK text, zips (also lying ones), workbooks from raw xml. */

let gbkCodes: Map<string, number> | null = null;

/** The platform decodes GBK but does not encode it: the table is turned round once. */
function gbkTable(): Map<string, number> {
  const decoder = new TextDecoder('gb18030');
  const codes = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const char = decoder.decode(Uint8Array.of(lead, trail));
      if ([...char].length === 1 && char !== '\ufffd' && !codes.has(char)) codes.set(char, (lead << 8) | trail);
    }
  }
  return codes;
}

export function gbk(text: string): Uint8Array {
  gbkCodes ??= gbkTable();
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0)! < 0x80 ? char.codePointAt(0)! : gbkCodes.get(char);
    if (code === undefined) throw new Error(`GBK has no ${char}`);
    if (code < 0x80) bytes.push(code);
    else bytes.push(code >> 8, code & 0xff);
  }
  return Uint8Array.from(bytes);
}

export const utf8 = (text: string, mark = false): Uint8Array => new TextEncoder().encode(mark ? `\ufeff${text}` : text);

export const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));

const letter = (column: number): string => (column < 26 ? '' : letter(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

/** A workbook of texts as Excel saves it, with merges like `A2:A4`: merged cells but the first are empty. */
export const workbookOf = (rows: readonly (readonly string[])[], merges: readonly string[] = []): Uint8Array => xlsxOf(
  rows.map((cells, r) => `<row r="${r + 1}">${cells.map((text, c) => (text === '' ? `<c r="${letter(c)}${r + 1}"/>` : `<c r="${letter(c)}${r + 1}" t="inlineStr"><is><t>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`)).join('')}</row>`).join(''),
  [], '', merges.length === 0 ? '' : `<mergeCells count="${merges.length}">${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`,
);

/** As some accounting programs and Macs save it: big end first. */
export const utf16be = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le').swap16());

export interface TestMember {
  name: string | Uint8Array;
  data: Uint8Array;
  /** What the directory claims; the truth when left out. */
  claims?: number;
  /** General purpose flags: 1 is encrypted, 0x800 says that the name is UTF-8. */
  flags?: number;
  /** Unix mode, to make a link. */
  mode?: number;
}

export function zipOf(members: readonly TestMember[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = typeof member.name === 'string' ? Buffer.from(member.name) : Buffer.from(member.name);
    const packed = deflateRawSync(member.data);
    const size = member.claims ?? member.data.byteLength;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(member.flags ?? 0, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(0x5a21_0000, 6);
    common.writeUInt32LE(crc32(member.data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([20, 3]), common, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return new Uint8Array(Buffer.concat([...parts, central, Buffer.from('PK\u0005\u0006', 'latin1'), end]));
}

/** A workbook with one sheet from the raw xml of its rows; `after`: what stands behind them. */
export function xlsxOf(sheetRows: string, extra: readonly TestMember[] = [], prologue = '', after = ''): Uint8Array {
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const part = (name: string, xml: string): TestMember => ({ name, data: utf8(`<?xml version="1.0" encoding="UTF-8"?>${xml}`) });
  return zipOf([
    part('[Content_Types].xml', '<Types/>'),
    part('_rels/.rels', `<Relationships><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
    part('xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet name="订单" sheetId="1" r:id="rId1"/></sheets></workbook>'),
    part('xl/_rels/workbook.xml.rels', `<Relationships><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`),
    part('xl/styles.xml', '<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs></styleSheet>'),
    part('xl/worksheets/sheet1.xml', `${prologue}<worksheet><sheetData>${sheetRows}</sheetData>${after}</worksheet>`),
    ...extra,
  ]);
}

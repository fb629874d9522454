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

const u16 = (...values: number[]): Buffer => Buffer.from(new Uint16Array(values).buffer);
const u32 = (...values: number[]): Buffer => Buffer.from(new Uint32Array(values).buffer);

/** A workbook of Excel 97 with sheets of texts: in a stream of its own, or (`small`) inside that of the container's root, as very small ones lie. */
export function oldWorkbookOf(sheets: readonly { name: string; rows: readonly (readonly string[])[]; hidden?: 1 | 2 }[], small = false): Uint8Array {
  const record = (id: number, ...parts: Buffer[]): Buffer => Buffer.concat([u16(id, Buffer.concat(parts).length), ...parts]);
  const text = (value: string): Buffer => Buffer.concat([u16(value.length), Buffer.from([1]), Buffer.from(value, 'utf16le')]);
  const begin = (kind: number): Buffer => record(0x0809, u16(0x0600, kind, 0, 0), u32(0, 0));
  const bodies = sheets.map((sheet) => Buffer.concat([begin(0x0010), ...sheet.rows.flatMap((row, r) => row.map((cell, c) => record(0x0204, u16(r, c, 0), text(cell)))), record(0x0a)]));
  const head = (places: readonly number[]): Buffer => Buffer.concat([begin(0x0005),
    ...sheets.map((sheet, i) => record(0x85, u32(places[i] ?? 0), Buffer.from([sheet.hidden ?? 0, 0, sheet.name.length, 1]), Buffer.from(sheet.name, 'utf16le'))), record(0x0a)]);
  let at = head([]).length;
  const book = Buffer.concat([head(bodies.map((body) => (at += body.length) - body.length)), ...bodies]);
  const stream = small ? book : Buffer.concat([book, Buffer.alloc(Math.max(0, 4096 - book.length))]);
  const padded = Buffer.concat([stream, Buffer.alloc((512 - (stream.length % 512)) % 512)]);
  const sectors = padded.length / 512;
  const END = 0xffff_fffe;
  // Sector 0: chains; 1: directory; 2: chains of small streams; then the stream itself.
  const chains = [0xffff_fffd, END, END, ...Array.from({ length: sectors }, (_, i) => (i === sectors - 1 ? END : 4 + i))];
  const filled = (values: readonly number[]): Buffer => u32(...values, ...Array.from({ length: 128 - values.length }, () => 0xffff_ffff));
  const entry = (name: string, kind: number, first: number, size: number): Buffer => {
    const made = Buffer.alloc(128);
    made.write(name, 0, 'utf16le');
    made.writeUInt16LE(name === '' ? 0 : name.length * 2 + 2, 64);
    made.writeUInt8(kind, 66);
    made.writeUInt32LE(first, 116);
    made.writeUInt32LE(size, 120);
    return made;
  };
  const pieces = Math.ceil(book.length / 64);
  const directory = Buffer.concat([entry('Root Entry', 5, small ? 3 : END, small ? padded.length : 0), entry('Workbook', 2, small ? 0 : 3, stream.length), entry('', 0, 0, 0), entry('', 0, 0, 0)]);
  const container = Buffer.alloc(512);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(container);
  u16(0x3e, 3, 0xfffe, 9, 6).copy(container, 24);
  u32(0, 1, 1, 0, 4096, small ? 2 : END, small ? 1 : 0, END, 0, 0, ...Array.from({ length: 108 }, () => 0xffff_ffff)).copy(container, 40);
  return new Uint8Array(Buffer.concat([container, filled(chains), directory, filled(small ? Array.from({ length: pieces }, (_, i) => (i === pieces - 1 ? END : i + 1)) : []), padded]));
}

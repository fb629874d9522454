import { describe, expect, test } from 'vitest';
import { openTables, readRows } from './table-reader.ts';
import { gbk, utf8, xlsxOf, zipOf } from './test-files.ts';

const MB = 1024 * 1024;
const csv = utf8('a,b\n1,2\n');

async function refusal(bytes: Uint8Array, name = 'upload'): Promise<string> {
  const outcome = await openTables(bytes, name).then(() => 'read', (error: { code?: string; words?: { zh: string; en: string } }) => {
    expect(error.words?.zh.length).toBeGreaterThan(10);
    expect(error.words?.en.length).toBeGreaterThan(10);
    return error.code;
  });
  return outcome ?? 'an error without code';
}

describe('archives that are traps', () => {
  test('a bomb that claims to be small is stopped when more comes out than it said', async () => {
    expect(await refusal(zipOf([{ name: 'a.csv', data: Buffer.alloc(64 * MB, '1,2\n'), claims: 1000 }]))).toBe('file.bomb');
    expect(await refusal(xlsxOf('', [{ name: 'xl/sharedStrings.xml', data: Buffer.alloc(8), claims: 250 * MB }]))).toBe('file.bomb');
  });

  test('a bomb that says its size is stopped by its ratio; the same bytes packed less tightly are read', async () => {
    expect(await refusal(zipOf([{ name: 'a.csv', data: Buffer.alloc(20 * MB, '1,2\n') }]))).toBe('file.bomb');
    expect(await refusal(zipOf([{ name: 'a.csv', data: Buffer.alloc(15 * MB, '1,2\n') }]))).toBe('read');
  });

  test('more than 2,000 members are refused, 2,000 are looked at', async () => {
    const members = (count: number) => Array.from({ length: count }, (_v, i) => ({ name: i === 0 ? 'a.csv' : `note${i}.md`, data: csv }));
    expect(await refusal(zipOf(members(2_001)))).toBe('file.bomb');
    expect(await refusal(zipOf(members(2_000)))).toBe('read');
  });

  test.each([
    ['a name that leaves the folder', [{ name: '../a.csv', data: csv }], 'file.unsafe'],
    ['an absolute name', [{ name: '/etc/a.csv', data: csv }], 'file.unsafe'],
    ['a backslash path that leaves', [{ name: '..\\a.csv', data: csv }], 'file.unsafe'],
    ['a link', [{ name: 'a.csv', data: utf8('/etc/passwd'), mode: 0o120777 }], 'file.unsafe'],
    ['an archive in the archive', [{ name: 'a.csv', data: csv }, { name: 'b.zip', data: zipOf([{ name: 'c.csv', data: csv }]) }], 'file.unsafe'],
    ['two members of one name', [{ name: 'a.csv', data: csv }, { name: 'a.csv', data: csv }], 'file.unsafe'],
    ['a password', [{ name: 'a.csv', data: csv, flags: 1 }], 'file.encrypted'],
    ['no table', [{ name: 'readme.md', data: csv }], 'file.not-a-table'],
    ['nothing', [], 'file.empty'],
  ] as const)('%s', async (_name, members, code) => expect(await refusal(zipOf([...members]))).toBe(code));

  test('a zip or workbook cut off', async () => {
    const zip = zipOf([{ name: 'a.csv', data: csv }]);
    expect(await refusal(zip.subarray(0, zip.length - 10))).toBe('file.truncated');
    const book = xlsxOf('<row r="1"><c r="A1"><v>1</v></c></row>');
    expect(await refusal(book.subarray(0, Math.floor(book.length / 2)), 'x.xlsx')).toBe('file.truncated');
  });
});

describe('workbooks that are traps', () => {
  const row = '<row r="1"><c r="A1"><v>1</v></c></row>';
  test('a document type with entities', async () => {
    expect(await refusal(xlsxOf(row, [], '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'))).toBe('file.unsafe');
  });

  test('a file embedded in the workbook', async () => {
    expect(await refusal(xlsxOf(row, [{ name: 'xl/embeddings/inner.xlsx', data: csv }]))).toBe('file.unsafe');
  });

  test('a value in the last cell of the sheet is refused, an empty one costs nothing', async () => {
    expect(await refusal(xlsxOf(`${row}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`))).toBe('file.not-a-table');
    expect(await refusal(xlsxOf(`${row}<row r="1048576"><c r="XFD1048576" s="1"/></row>`))).toBe('read');
  });

  test('xml that ends in the middle of a tag', async () => {
    expect(await refusal(xlsxOf('<row r="1"><c r="A1"><v>1</v></c></row><row r="2'))).toBe('file.truncated');
  });

  test('a workbook without rows, and a workbook with a password', async () => {
    expect(await refusal(xlsxOf(''))).toBe('file.empty');
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000), Buffer.from('EncryptedPackage', 'utf16le')]);
    expect(await refusal(ole, 'x.xlsx')).toBe('file.encrypted');
  });
});

describe('files that are something else', () => {
  test.each([
    ['nothing', new Uint8Array(), 'file.empty'],
    ['a byte order mark only', utf8('', true), 'file.empty'],
    ['blank lines', utf8('\r\n \r\n'), 'file.empty'],
    ['a picture named csv', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(50)]), 'file.unknown-format'],
    ['a pdf', utf8('%PDF-1.7 …'), 'file.unknown-format'],
    ['a web page without a table', utf8('<html><body>请登录后再导出</body></html>'), 'file.unknown-format'],
    ['an xml that is no workbook', utf8('<?xml version="1.0"?><orders><order/></orders>'), 'file.unknown-format'],
    ['a damaged old workbook', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4000)]), 'file.unknown-format'],
    ['binary', Uint8Array.of(97, 44, 98, 10, 0, 1, 2), 'file.not-a-table'],
    ['a letter', utf8('您好\n请查收\n'), 'file.not-a-table'],
    ['neither UTF-8 nor GB18030', Uint8Array.of(97, 44, 0xff, 0x20, 10, 98, 44, 99), 'file.encoding'],
    ['UTF-8 by its mark, GBK by its bytes', Buffer.concat([utf8('', true), gbk('订单,金额\n')]), 'file.encoding'],
    ['cut inside a character', utf8('订单,金额\n1,元').slice(0, -1), 'file.truncated'],
  ] as const)('%s', async (_name, bytes, code) => expect(await refusal(bytes)).toBe(code));

  test('a quote that is never closed names the place', async () => {
    const rows: number[] = [];
    const reading = readRows(utf8('a,b\n1,2\n3,"4\n5,6\n'), 'x.csv', {}, (batch) => void rows.push(batch.rows.length));
    await expect(reading).rejects.toMatchObject({ code: 'file.not-a-table' });
  });
});

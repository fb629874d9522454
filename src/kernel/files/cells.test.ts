import { describe, expect, test } from 'vitest';
import { codeCell, idCell, integerCell, moneyCell, textCell } from './cells.ts';
import { normaliseHeading } from './headings.ts';
import { RowCells } from './row-cells.ts';
import { safeText } from './safe-text.ts';
import { timeCell } from './time-cell.ts';
import { isDateFormat, numberText, serialText } from './xlsx-values.ts';

const valueOf = (cell: { ok: boolean; value?: unknown; trouble?: { code: string } }): unknown => (cell.ok ? cell.value : cell.trouble!.code);

describe('what a cell says', () => {
  test.each(['', ' ', '-', '/', '=""', '" "', '\t', '\u00a0', '="-"', '#N/A'])('%j is nothing', (cell) => {
    expect(textCell(cell)).toBeNull();
    expect(valueOf(idCell(cell))).toBeNull();
    expect(valueOf(moneyCell(cell))).toBeNull();
    expect(valueOf(timeCell(cell))).toBeNull();
  });

  test.each([
    ['\t6917926768823643751', '6917926768823643751'],
    ["'6930162745589588881", '6930162745589588881'],
    ['`4200000920202101197964319284', '4200000920202101197964319284'],
    ['="351598765432101234"', '351598765432101234'],
    ['260922-123456789012345\t', '260922-123456789012345'],
    ['17850.0', '17850'],
    ['４５０２００００００００００００４７', '450200000000000047'],
    ['"123"\t', '123'],
    ['T200P351598765432101234', 'T200P351598765432101234'],
  ])('the id in %j is %s', (cell, id) => expect(valueOf(idCell(cell))).toBe(id));

  test('digits that Excel has thrown away are refused, not guessed', () => {
    expect(valueOf(idCell('6.91793E+18'))).toBe('id.digits-lost');
    expect(valueOf(idCell('6.91792676882364E+18'))).toBe('id.digits-lost');
  });

  test('a long id that ends in zeros is taken with a note; fifteen digits need none', () => {
    const rounded = idCell('691792676882364000');
    expect(rounded).toMatchObject({ ok: true, value: '691792676882364000', note: { code: 'id.maybe-rounded' } });
    expect(idCell('691792676882000')).toEqual({ ok: true, value: '691792676882000' });
  });

  test('a phone keeps its leading zero and loses the apostrophe', () => expect(codeCell("'0571-88888888")).toBe('0571-88888888'));
});

describe('money is exact fen', () => {
  test.each([
    ['28.90', 2890n], ['0', 0n], ['-0.01', -1n], ['1,234.50', 123450n], ['¥28.16', 2816n], ['￥ 8', 800n], ['8元', 800n], ['.5', 50n], ['１２３．４５', 12345n],
    ['(12.00)', -1200n], ['28.900000000000002', 2890n], ['28.8999999999999', 2890n], ['0.04000', 4n], ['90000000000000', 9000000000000000n],
  ] as const)('%s is %s fen', (cell, fen) => expect(valueOf(moneyCell(cell))).toBe(fen));

  test('JD writes a remark behind its figure: the figure is taken, the remark is kept', () => {
    expect(moneyCell('499.00（系统计算中，该值仅供参考）')).toMatchObject({ ok: true, value: 49900n, note: { code: 'money.remark' } });
  });

  test('below one fen, and what is no amount, is refused', () => {
    expect(valueOf(moneyCell('0.005'))).toBe('money.finer-than-fen');
    expect(valueOf(moneyCell('无退款申请'))).toBe('money.not-an-amount');
    expect(valueOf(moneyCell('1.2.3'))).toBe('money.not-an-amount');
    expect(valueOf(moneyCell('90000000000000.01'))).toBe('money.not-an-amount');
  });

  test('a comma that does not part thousands is not guessed away', () => {
    for (const cell of ['12,5', '1,23', '1,234,56', '1,2345', ',5', '12,345.6.7']) expect(valueOf(moneyCell(cell))).toBe('money.not-an-amount');
    expect(valueOf(moneyCell('1,234,567.80'))).toBe(123456780n);
    expect(valueOf(moneyCell('(1,234.50)'))).toBe(-123450n);
    expect(valueOf(integerCell('1,23'))).toBe('count.not-a-number');
  });

  test('a count that no shop has is a number from another column', () => expect(valueOf(integerCell('99999999999'))).toBe('count.too-large'));

  test('counts are whole', () => {
    expect(valueOf(integerCell('20.0'))).toBe(20);
    expect(valueOf(integerCell('1,000件'))).toBe(1000);
    expect(valueOf(integerCell('1.5'))).toBe('count.not-a-number');
  });
});

describe('times are wall-clock in Shanghai', () => {
  const noon = Date.UTC(2026, 8, 22, 4, 5, 6);
  test.each(['2026-09-22 12:05:06', '2026/9/22 12:05:06', '2026.09.22 12:05:06', '2026年9月22日 12时05分06秒', '20260922120506', '2026-09-22  12:05:06\t', '2026-09-22 12：05：06', '2026-09-22T12:05:06', '2026-09-22T04:05:06Z', '2026-09-22 12:05:06.123'])(
    '%s', (cell) => expect(valueOf(timeCell(cell))).toBe(noon));

  test('a day alone is its first moment in Shanghai', () => {
    const midnight = Date.UTC(2026, 8, 21, 16);
    for (const cell of ['2026-09-22', '20260922', '2026/9/22', '46287', '2026年9月22日']) expect(valueOf(timeCell(cell))).toBe(midnight);
    expect(valueOf(timeCell('2026/9/22 0:00'))).toBe(midnight);
  });

  test('the last second of a day is taken, the 24th hour and days that do not exist are not', () => {
    expect(valueOf(timeCell('2026-02-28 23:59:59'))).toBe(Date.UTC(2026, 1, 28, 15, 59, 59));
    for (const cell of ['2026-02-28 24:00:00', '2026-02-29', '2026-13-01', '1989-12-31', '待定']) expect(valueOf(timeCell(cell))).toBe('time.not-a-time');
    expect(valueOf(timeCell('2028-02-29'))).toBe(Date.UTC(2028, 1, 28, 16));
  });

  test('all zeros is how databases write no time', () => expect(valueOf(timeCell('0000-00-00 00:00:00'))).toBeNull());
});

describe('what Excel makes of numbers and days', () => {
  test('float noise goes, lost digits are marked, exact digits of other programs stay', () => {
    expect(numberText('28.900000000000002')).toBe('28.9');
    expect(numberText('123')).toBe('123');
    expect(numberText('6.9179267688236441E+18')).toBe('6.91792676882364E+18');
    expect(numberText('6917926768823644000')).toBe('6.91792676882364E+18');
    expect(numberText('6917926768823643751')).toBe('6917926768823643751');
    expect(numberText('1E-5')).toBe('0.00001');
  });

  test('serials', () => {
    expect(serialText(46287, false)).toBe('2026-09-22');
    expect(serialText(46287.5, false)).toBe('2026-09-22 12:00:00');
    expect(serialText(0.25, false)).toBe('06:00:00');
    expect(serialText(44825, true)).toBe('2026-09-22');
    expect(serialText(59, false)).toBe('1900-02-28');
    expect(serialText(61, false)).toBe('1900-03-01');
  });

  test('which formats show dates', () => {
    expect(isDateFormat(14, undefined)).toBe(true);
    expect(isDateFormat(13, undefined)).toBe(false);
    expect(isDateFormat(200, 'yyyy"年"m"月"d"日"')).toBe(true);
    expect(isDateFormat(201, '"md"#,##0.00')).toBe(false);
    expect(isDateFormat(202, '[Red]0.00')).toBe(false);
    expect(isDateFormat(203, '[h]:mm')).toBe(true);
  });
});

test('headings are compared without padding, width of brackets and the two spellings of 账', () => {
  expect(normaliseHeading('收货地址 ')).toBe('收货地址');
  expect(normaliseHeading('\ufeff收入金额（元）\t')).toBe(normaliseHeading('收入金额(元)'));
  expect(normaliseHeading('动帐流水号')).toBe(normaliseHeading('动账流水号'));
  expect(normaliseHeading('商品ID')).not.toBe(normaliseHeading('商品'));
});

describe('codes and formulas', () => {
  const row = (cell: string): RowCells => new RowCells([cell], new Map([['商家编码', 0]]));
  test.each(['=1+1', '=A1', '=123', '=SUM(A1:A9)', '="a"&"b"'])('%s is no article code', (cell) => {
    const cells = row(cell);
    expect([cells.code('商家编码'), cells.codeNeeded('商家编码'), cells.id('商家编码')]).toEqual([null, '', null]);
    expect(cells.problems.map((p) => p.code)).toEqual(['cell.formula', 'cell.formula', 'cell.formula']);
    expect(cells.problems[0]!.message.zh).toContain('公式');
  });
  test.each([['="123"', '123'], ['="00123"', '00123'], ["'123", '123'], ['A=1', 'A=1']])('%s is the code %s', (cell, code) => {
    const cells = row(cell);
    expect([cells.code('商家编码'), cells.problems]).toEqual([code, []]);
  });
  test('a phone that Excel turned into an exponent has lost its digits', () => {
    const cells = row('1.38E+10');
    expect([cells.code('商家编码'), cells.problems[0]!.code]).toEqual([null, 'id.digits-lost']);
    expect(row('2E10').code('商家编码')).toBe('2E10');
  });
  test('a decimal comma is told with how it is written', () => {
    const cell = moneyCell('59,00');
    expect(cell.ok ? '' : cell.trouble.message.zh).toContain('59.00');
  });
  test('what we keep from running comes back as it was', () => {
    for (const text of ['=1+1', '+86', '-5 元', '@某人', ' =1', '＝1', '普通', "it's", '']) expect(textCell(safeText(text))).toBe(text.trim() === '' ? null : text.trim());
  });
});

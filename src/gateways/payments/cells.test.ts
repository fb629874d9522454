import { describe, expect, it } from 'vitest';
import { cleanText, readCount, readFen, readId, readMilliFen, readTime, roundToFen } from './cells.ts';

describe('an amount in a bill', () => {
  it.each([
    ['0.01', 1n], ['-0.01', -1n], ['+12.30', 1230n], ['1,234.50', 123450n], ['￥8', 800n], ['¥-8.5', -850n], ['－8.50', -850n],
    ['0.10000', 10n], ['28.900000000000002', 2890n], ['90000000000000.00', 9_000_000_000_000_000n],
  ])('%s is read to the fen', (text, fen) => expect(readFen(text)).toBe(fen));

  it.each(['', '0.001', '12,34.00', '1.2.3', '12a', '--1', '-¥-1', '1e3', '１２'])('%s is no amount', (text) => expect(readFen(text)).toBeNull());

  it('has five decimals where fees are stated, and not six', () => {
    expect(readMilliFen('0.04000')).toBe(4000n);
    expect(readMilliFen('7.79001')).toBe(779001n);
    expect(readMilliFen('0.000001')).toBeNull();
  });

  it('is rounded half away from zero on both sides of half a fen', () => {
    expect([499n, 500n, 1499n, 1500n].map(roundToFen)).toEqual([0n, 1n, 1n, 2n]);
    expect([-499n, -500n, -1499n, -1500n].map(roundToFen)).toEqual([0n, -1n, -1n, -2n]);
  });
});

describe('a time in a bill', () => {
  it('is the clock on the wall in China', () => {
    expect(readTime('2026-11-20 08:00:00')).toBe(Date.UTC(2026, 10, 20));
    expect(readTime('2026/11/20 8:00')).toBe(Date.UTC(2026, 10, 20));
    expect(readTime('2026年11月20日 08:00:00')).toBe(Date.UTC(2026, 10, 20));
  });

  it('may be of 2014: full-width colons, and no blank after the day', () => {
    expect(readTime('2014-11-10 16：33：45')).toBe(Date.UTC(2014, 10, 10, 8, 33, 45));
    expect(readTime('2014-11-1016：33：45')).toBe(Date.UTC(2014, 10, 10, 8, 33, 45));
  });

  it('must exist', () => {
    expect(readTime('2028-02-29 23:59:59')).not.toBeNull();
    expect(readTime('2026-02-29 23:59:59')).toBeNull();
    expect(readTime('2026-11-20 24:00:00')).toBeNull();
    expect(readTime('2026-11-20')).toBeNull();
  });
});

describe('a number in a bill', () => {
  it('is freed from TABs, accents, apostrophes and Excel wrappers', () => {
    expect(['2026112022001\t', '`2026112022001', "'2026112022001", '="2026112022001"', '2026112022001.0'].map((raw) => readId(raw).value))
      .toEqual(Array.from({ length: 5 }, () => '2026112022001'));
  });

  it('is reported when a spreadsheet has cut it off, not when it merely ends in zeros', () => {
    expect(readId('2.01909E+27').damaged).toBe(true);
    expect(readId('2019091622001450000000000000').damaged).toBe(true);
    expect(readId('2019091622001458860515315453').damaged).toBe(false);
    expect(readId('201909162200145000').damaged).toBe(false);
  });

  it('counts may be written as decimals', () => {
    expect([readCount('20.0'), readCount('3'), readCount('1,007')]).toEqual([20n, 3n, 1007n]);
    expect([readCount('20.5'), readCount('-1'), readCount('')]).toEqual([null, null, null]);
  });

  it.each(['', '-', '/', '`', '``', '=""', '\t', '\ufeff'])('nothing may be written as %j', (raw) => expect(cleanText(raw)).toBe(''));
});

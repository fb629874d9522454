import { describe, expect, it } from 'vitest';
import { fitRow, type RowShape } from './fit.ts';

// number, name, time, amount, note
const shape: RowShape = { width: 5, times: [2], amounts: [3], texts: [1, 4], forms: [{ at: 0, form: /^\d+$/ }] };
const time = '2026-11-20 09:00:00';

describe('a row with commas in its texts', () => {
  it('is put together in the one way that fits, in one text or in both', () => {
    expect(fitRow(['1', '红', '大', time, '2.00', ''], shape)).toEqual(['1', '红,大', time, '2.00', '']);
    expect(fitRow(['1', '红', time, '2.00', '快', '发'], shape)).toEqual(['1', '红', time, '2.00', '快,发']);
    expect(fitRow(['1', '红', '大', time, '2.00', '快', '发', '吧'], shape)).toEqual(['1', '红,大', time, '2.00', '快,发,吧']);
  });

  it('is not read when two ways fit and the amounts differ', () => {
    const twice: RowShape = { width: 4, times: [], amounts: [2], texts: [1, 3], forms: [] };
    expect(fitRow(['1', '红', '2.00', '3.00', '快'], twice)).toBeNull();
    expect(fitRow(['1', '红', '2.00', 'x', '快'], twice)).toEqual(['1', '红', '2.00', 'x,快']);
  });

  it('has up to 40 of them', () => {
    const commas = (count: number) => fitRow(['1', ...Array.from({ length: count + 1 }, () => '红'), time, '2.00', ''], shape);
    expect(commas(40)?.[1]).toBe(Array.from({ length: 41 }, () => '红').join(','));
    expect(commas(41)).toBeNull();
  });

  it('may end with a comma too many, which is not the same as being shifted', () => {
    expect(fitRow(['1', '红', time, '2.00', '', ''], shape)).toEqual(['1', '红', time, '2.00', '']);
    expect(fitRow(['x', '1', '红', time, '2.00', ''], shape)).toBeNull();
  });

  it('of WeChat says with its accents where each value begins', () => {
    expect(fitRow(['`1', '`红', '大', `\`${time}`, '`2.00', '`'], shape)).toEqual(['`1', '`红,大', `\`${time}`, '`2.00', '`']);
  });
});

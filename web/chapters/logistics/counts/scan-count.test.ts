import { expect, test } from 'vitest';
import { countOf } from './scan-count.ts';

test.each([
  ['6900000000007', { code: '6900000000007', batchNo: null, quantity: 1 }], ['CUP-1*12', { code: 'CUP-1', batchNo: null, quantity: 12 }], ['TEA@B2026*5', { code: 'TEA', batchNo: 'B2026', quantity: 5 }],
  ['TEA@', { code: 'TEA', batchNo: '', quantity: 1 }], ['TEA@*3', { code: 'TEA', batchNo: '', quantity: 3 }], [' cup×2 ', { code: 'cup', batchNo: null, quantity: 2 }], ['CUP-1*0', { code: 'CUP-1', batchNo: null, quantity: 0 }],
  ['', null], ['@B', null], ['*5', null], ['CUP*', null],
])('%j is read as %j', (typed, read) => expect(countOf(typed)).toEqual(read));
test('an x inside a code is a letter', () => expect(countOf('BOX-1')).toEqual({ code: 'BOX-1', batchNo: null, quantity: 1 }));

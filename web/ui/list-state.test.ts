import { describe, expect, test } from 'vitest';
import { nextSort, parseState, queryOf, viewAddress, writeState } from './list-state.ts';

const names = ['state', 'store'];

describe('a list in its address', () => {
  test('what is written is read back', () => {
    const state = { q: '林 & 陈', sort: '-paid', filters: { state: ['held', 'to-ship'], store: ['s1'] }, columns: ['number', 'paid'], open: 'o-7' };
    expect(parseState(writeState(state), names)).toEqual(state);
  });
  test('an address that names a filter which the list does not have is not sent to the server', () => {
    expect(queryOf(parseState('?state=held&evil=1', names))).toEqual({ state: 'held' });
  });
  test('a saved view does not keep which record was open', () => {
    expect(viewAddress(parseState('?state=held&open=o-7', names))).toBe('?state=held');
  });
  test('a list without anything chosen has a bare address', () => {
    expect(writeState(parseState('', names))).toBe('');
  });
});

test('pressing a heading goes one way, the other way, and back', () => {
  expect(nextSort('', 'paid', 'down')).toBe('-paid');
  expect(nextSort('-paid', 'paid', 'down')).toBe('paid');
  expect(nextSort('paid', 'paid', 'down')).toBe('');
  expect(nextSort('-paid', 'dueAt')).toBe('dueAt');
});

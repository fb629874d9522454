import { expect, test } from 'vitest';
import { chosenAfter } from './desk-choice.ts';

const rows = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
const after = (chosen: string[], last: string | null, id: string, through: boolean) => [...chosenAfter(rows, new Set(chosen), last, id, through)].toSorted().join('');

test.each([
  ['a press puts a row in', [], null, 'b', false, 'b'],
  ['a second press takes it out', ['b'], 'b', 'b', false, ''],
  ['Shift puts in everything between', ['b'], 'b', 'd', true, 'bcd'],
  ['Shift works upwards too, and takes nothing out', ['a', 'd'], 'd', 'b', true, 'abcd'],
  ['Shift without a row before it is a press', [], null, 'c', true, 'c'],
  ['a row before that is no longer there counts for nothing', ['x'], 'x', 'c', true, 'cx'],
] as const)('%s', (_, chosen, last, id, through, expected) => expect(after([...chosen], last, id, through)).toBe(expected));

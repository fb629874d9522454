import { expect, test } from 'vitest';
import { words } from '../../src/kernel/words.ts';
import { cardCells } from './card-columns.ts';
import type { Column } from './data-table.tsx';

const column = (key: string, more: Partial<Column<unknown>> = {}): Column<unknown> => ({ key, title: words(key, key), width: 100, render: () => key, ...more });
const drawn = (columns: readonly Column<unknown>[]): string[] => cardCells(columns).map((c) => `${c.card} ${c.label ? `${c.title.zh}: ` : ''}${c.key}`);

test('a list that says how its cards look has its way', () => {
  expect(drawn([column('no', { card: 'left' }), column('state', { card: 'right' }), column('by')])).toEqual(['left no', 'right state']);
});

test('else the name with its state, what is broad across, and the next columns in pairs under their titles', () => {
  expect(drawn([column('no', { fixed: true }), column('supplier'), column('state'), column('note', { width: '1fr' }), column('amount'), column('by'), column('gone', { hidden: true }), column('at', { sort: 'down' }), column('far')]))
    .toEqual(['left no', 'right state', 'wide note: note', 'left supplier: supplier', 'right amount: amount', 'left by: by', 'right at: at']);
});

test('without a state the name takes the line; an odd column and a button stand across', () => {
  expect(drawn([column('no', { fixed: true }), column('at'), column('act', { title: words('', '') })])).toEqual(['wide no', 'wide at: at', 'wide act']);
  expect(drawn([])).toEqual([]);
});

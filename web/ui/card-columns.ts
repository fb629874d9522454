import { words } from '../../src/kernel/words.ts';
import type { Column } from './data-table.tsx';

/** A cell of a card, with the title of its column before it where the value alone would not be understood. */
export interface CardCell<Row> extends Column<Row> {
  readonly card: 'left' | 'right' | 'wide';
  readonly label?: boolean;
}

const most = 4;
const untitled = words('', '');

/**
 * How a row of a list stands on a phone. A list that says so itself (`card`) has its way. Else: its name with its state beside it, what takes
 * the width of the table across, and then the next columns in pairs under their titles, so that nothing has to be scrolled sideways.
 */
export function cardCells<Row>(columns: readonly Column<Row>[]): CardCell<Row>[] {
  const said = columns.filter((c): c is CardCell<Row> => c.card !== undefined);
  if (said.length > 0) return said;
  const shown = columns.filter((c) => !c.hidden);
  const name = shown.find((c) => c.fixed) ?? shown[0];
  if (!name) return [];
  const rest = shown.filter((c) => c !== name);
  const state = rest.find((c) => c.key === 'state');
  const broad = rest.find((c) => typeof c.width === 'string' && c !== state);
  const acts = rest.filter((c) => c.title.zh === untitled.zh);
  const others = rest.filter((c) => c !== state && c !== broad && !acts.includes(c)).slice(0, most);
  const pairs = others.map((c, i): CardCell<Row> => ({ ...c, label: true, card: i % 2 === 1 ? 'right' : i === others.length - 1 ? 'wide' : 'left' }));
  return [
    { ...name, card: state ? 'left' : 'wide' }, ...(state ? [{ ...state, card: 'right' as const }] : []),
    ...(broad ? [{ ...broad, card: 'wide' as const, label: true }] : []), ...pairs, ...acts.map((c) => ({ ...c, card: 'wide' as const })),
  ];
}

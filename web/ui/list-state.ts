/**
 * What a list shows, kept in the address so that it can be bookmarked, sent to a colleague and saved as a view: search text, filters,
 * sort (`dueAt`, `-dueAt`), shown columns, open record in the preview pane.
 */
export interface ListState {
  readonly q: string;
  readonly sort: string;
  readonly filters: Readonly<Record<string, readonly string[]>>;
  /** Column keys in order; empty means the list's own choice. */
  readonly columns: readonly string[];
  readonly open: string;
}

export const emptyState: ListState = { q: '', sort: '', filters: {}, columns: [], open: '' };

const own = new Set(['q', 'sort', 'cols', 'open']);

export function parseState(search: string, filterNames: readonly string[]): ListState {
  const given = new URLSearchParams(search);
  const filters: Record<string, readonly string[]> = {};
  for (const name of filterNames) {
    const values = (given.get(name) ?? '').split(',').filter(Boolean);
    if (values.length > 0 && !own.has(name)) filters[name] = values;
  }
  return {
    q: given.get('q') ?? '', sort: given.get('sort') ?? '', filters,
    columns: (given.get('cols') ?? '').split(',').filter(Boolean), open: given.get('open') ?? '',
  };
}

export function writeState(state: ListState): string {
  const out = new URLSearchParams();
  if (state.q) out.set('q', state.q);
  if (state.sort) out.set('sort', state.sort);
  for (const [name, values] of Object.entries(state.filters).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (values.length > 0) out.set(name, values.join(','));
  }
  if (state.columns.length > 0) out.set('cols', state.columns.join(','));
  if (state.open) out.set('open', state.open);
  const text = out.toString();
  return text ? `?${text}` : '';
}

/** The part that makes a saved view: without the open record. */
export const viewAddress = (state: ListState): string => writeState({ ...state, open: '' });

/** The query of the list's endpoint. Filters are sent comma-separated. */
export function queryOf(state: ListState): Record<string, string> {
  const query: Record<string, string> = {};
  if (state.q) query['q'] = state.q;
  if (state.sort) query['sort'] = state.sort;
  for (const [name, values] of Object.entries(state.filters)) if (values.length > 0) query[name] = values.join(',');
  return query;
}

/** Pressing a heading goes: first way, other way, back to the list's own order. */
export function nextSort(current: string, key: string, first: 'up' | 'down' = 'up'): string {
  const [one, two] = first === 'up' ? [key, `-${key}`] : [`-${key}`, key];
  if (current === one) return two;
  return current === two ? '' : one;
}

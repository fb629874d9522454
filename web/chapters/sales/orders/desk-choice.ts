import { useCallback, useState } from 'react';

interface Named { readonly id: string }

/** What is chosen after a press on a row: the row alone is put in or taken out; with Shift everything from the last one pressed up to it is put in. */
export function chosenAfter(rows: readonly Named[], chosen: ReadonlySet<string>, last: string | null, id: string, through: boolean): ReadonlySet<string> {
  const next = new Set(chosen);
  const [from, to] = [rows.findIndex((r) => r.id === last), rows.findIndex((r) => r.id === id)];
  if (through && from >= 0 && to >= 0) for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(row.id);
  else if (!next.delete(id)) next.add(id);
  return next;
}

export interface Choice {
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (id: string, through?: boolean) => void;
  /** Puts the rows in without taking any out: moving with Shift, everything that the filter finds. */
  readonly add: (ids: readonly string[]) => void;
  readonly clear: () => void;
}

/** Rows chosen for an act on several, by press, Space, or Shift. */
export function useChoice(rows: readonly Named[]): Choice {
  const [state, setState] = useState<{ chosen: ReadonlySet<string>; last: string | null }>({ chosen: new Set(), last: null });
  const toggle = useCallback((id: string, through = false) => setState((s) => ({ chosen: chosenAfter(rows, s.chosen, s.last, id, through), last: id })), [rows]);
  const add = useCallback((ids: readonly string[]) => setState((s) => ({ chosen: new Set([...s.chosen, ...ids]), last: ids.at(-1) ?? s.last })), []);
  const clear = useCallback(() => setState({ chosen: new Set(), last: null }), []);
  return { chosen: state.chosen, toggle, add, clear };
}

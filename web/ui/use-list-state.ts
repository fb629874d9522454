import { useCallback, useMemo } from 'react';
import { useLocation, useRouter } from '@tanstack/react-router';
import { parseState, writeState, type ListState } from './list-state.ts';

/** The list's state in the address. Typing in the search box and moving the preview replace the entry, filters make a new one. */
export function useListState(filterNames: readonly string[]): [ListState, (next: ListState, replace?: boolean) => void] {
  const router = useRouter();
  const location = useLocation();
  const names = filterNames.join(',');
  const state = useMemo(() => parseState(location.searchStr, names.split(',')), [location.searchStr, names]);
  const set = useCallback(
    (next: ListState, replace = false) => {
      const href = `${router.state.location.pathname}${writeState(next)}`;
      if (replace) router.history.replace(href);
      else router.history.push(href);
    },
    [router],
  );
  return [state, set];
}

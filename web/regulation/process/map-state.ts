import { useLocation, useRouter } from '@tanstack/react-router';

/** What the page shows, kept in the address so that it can be sent to a colleague. */
export interface MapState {
  readonly type: string;
  readonly days: string;
  readonly store: string;
  readonly calendar: string;
  readonly log: string;
  readonly tab: string;
}

const fallback: MapState = { type: 'order', days: '30', store: '', calendar: 'office', log: '', tab: '' };
const names = Object.keys(fallback) as (keyof MapState)[];

export function useMapState(): [MapState, (next: Partial<MapState>) => void] {
  const router = useRouter();
  const location = useLocation();
  const given = new URLSearchParams(location.searchStr);
  const state = Object.fromEntries(names.map((name) => [name, given.get(name) ?? fallback[name]])) as unknown as MapState;
  const set = (next: Partial<MapState>): void => {
    const wanted = { ...state, ...next };
    const out = new URLSearchParams(names.filter((name) => wanted[name] !== fallback[name]).map((name) => [name, wanted[name]]));
    router.history.replace(`${location.pathname}${out.size > 0 ? `?${out}` : ''}`);
  };
  return [state, set];
}

/** What the endpoints are asked. */
export const whichOf = (s: MapState): Record<string, string> => (s.log ? { log: s.log, calendar: s.calendar } : { type: s.type, days: s.days, calendar: s.calendar, ...(s.store ? { store: s.store } : {}) });

import { createContext, useContext, useLayoutEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { applyTokens, type Scheme } from './tokens.ts';

export type SchemeChoice = Scheme | 'system';
interface SchemeState {
  readonly scheme: Scheme;
  readonly choice: SchemeChoice;
  readonly choose: (choice: SchemeChoice) => void;
}
const storageKey = 'dianzhang.scheme';
const Context = createContext<SchemeState | null>(null);

const query = '(prefers-color-scheme: dark)';
const subscribe = (listener: () => void) => {
  const media = matchMedia(query);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
};

/** Light or dark: as chosen on this device, else as the device itself is set. */
export function SchemeProvider({ children }: { children: ReactNode }) {
  const systemDark = useSyncExternalStore(subscribe, () => matchMedia(query).matches);
  const [choice, setChoice] = useState<SchemeChoice>(() => {
    const stored = localStorage.getItem(storageKey);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  });
  const scheme: Scheme = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;
  useLayoutEffect(() => applyTokens(scheme), [scheme]);
  const value = useMemo<SchemeState>(() => ({
    scheme, choice,
    choose: (next) => {
      localStorage.setItem(storageKey, next);
      setChoice(next);
    },
  }), [choice, scheme]);
  return <Context value={value}>{children}</Context>;
}

export function useScheme(): SchemeState {
  const state = useContext(Context);
  if (!state) throw new Error('useScheme outside SchemeProvider');
  return state;
}

import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import type { Language, Words } from '../../src/kernel/words.ts';
import { speak } from './api.ts';

/** `t('订单', 'Orders')`: the text in the person's language. Both are asked for by the type. */
export type Translate = (zh: string, en: string) => string;

interface LanguageState {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly t: Translate;
  readonly tw: (words: Words) => string;
}

const storageKey = 'dianzhang.language';

const Context = createContext<LanguageState | null>(null);

/** What the person chose on this device; Chinese otherwise, whatever the device speaks. */
export const firstLanguage = (stored: string | null): Language => (stored === 'en' ? 'en' : 'zh');

function take(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  speak(language);
}

export function LanguageProvider({ children, initial }: { children: ReactNode; initial?: Language }) {
  const [language, set] = useState<Language>(() => {
    const chosen = initial ?? firstLanguage(localStorage.getItem(storageKey));
    take(chosen);
    return chosen;
  });
  const value = useMemo<LanguageState>(
    () => ({
      language,
      setLanguage: (next) => {
        localStorage.setItem(storageKey, next);
        take(next);
        set(next);
      },
      t: (zh, en) => (language === 'zh' ? zh : en),
      tw: (pair) => pair[language],
    }),
    [language],
  );
  return <Context value={value}>{children}</Context>;
}

export function useLanguage(): LanguageState {
  const state = useContext(Context);
  if (!state) throw new Error('useLanguage outside LanguageProvider');
  return state;
}

export const useT = (): Translate => useLanguage().t;
export const useTw = (): ((words: Words) => string) => useLanguage().tw;

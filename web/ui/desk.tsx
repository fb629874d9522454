import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Page, type DueHere } from '../shell/page.tsx';
import { useT } from './language.tsx';
import { ProblemNote } from './problem.tsx';
import './record-page.css';

export type Signal = 'good' | 'bad';
const Signals = createContext<(signal: Signal) => void>(() => undefined);

/** Says to ear and eye that a scan or a match was taken (`good`) or not (`bad`). */
export const useSignal = (): ((signal: Signal) => void) => useContext(Signals);

/** Hands the desk's sound and colour to the page around it. */
export function SignalTap({ into }: { into: RefObject<(s: Signal) => void> }) {
  const signal = useSignal();
  useEffect(() => {
    into.current = signal;
  }, [into, signal]);
  return null;
}

const tones: Record<Signal, { hertz: number; seconds: number }> = { good: { hertz: 880, seconds: 0.08 }, bad: { hertz: 196, seconds: 0.35 } };

/** Calls `onScan` with what a scanner types: characters closer together than people type, ended by Enter. Works wherever the focus is. */
export function useScanner(onScan: (code: string) => void): void {
  const latest = useRef(onScan);
  latest.current = onScan;
  useEffect(() => {
    let typed = '';
    let last = 0;
    const longestGap = 50;
    const shortest = 4;
    const onKey = (event: KeyboardEvent) => {
      if (event.timeStamp - last > longestGap) typed = '';
      last = event.timeStamp;
      if (event.key === 'Enter') {
        if (typed.length >= shortest) {
          event.preventDefault();
          latest.current(typed);
        }
        typed = '';
      } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) typed += event.key;
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
}

interface DeskProps {
  readonly title: string;
  /** How many are left; the number people work towards zero. */
  readonly left: number | undefined;
  readonly leftWord: string;
  readonly children: ReactNode;
  /** What is next, shortcuts, the last scans. */
  readonly side: ReactNode;
  readonly primary?: ReactNode;
  readonly due?: readonly DueHere[];
  readonly rule?: readonly string[];
  /** Why what the desk works on could not be read: said in the place of the work. */
  readonly error?: Error | null;
  readonly onRetry?: () => void;
}

/** A work surface for one job: full width, keyboard and scanner first, nothing modal, a counter of what is left. */
export function Desk(p: DeskProps) {
  const t = useT();
  const [flash, setFlash] = useState<{ signal: Signal; n: number } | null>(null);
  const audio = useRef<AudioContext>(null);
  const signal = useCallback((kind: Signal) => {
    setFlash((before) => ({ signal: kind, n: (before?.n ?? 0) + 1 }));
    const context = (audio.current ??= new AudioContext());
    const tone = context.createOscillator();
    const loud = context.createGain();
    loud.gain.value = 0.08;
    tone.frequency.value = tones[kind].hertz;
    tone.connect(loud).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + tones[kind].seconds);
  }, []);
  useEffect(() => () => void audio.current?.close(), []);
  return (
    <Signals value={signal}>
      <Page title={p.title} primary={p.primary} full {...(p.due ? { due: p.due } : {})} {...(p.rule ? { rule: p.rule } : {})}>
        <div className="dz-desk">
          <div key={flash?.n ?? 0} className={flash ? `dz-desk-main dz-desk-flash dz-desk-${flash.signal}` : 'dz-desk-main'}>{p.error ? <ProblemNote error={p.error} {...(p.onRetry ? { onRetry: p.onRetry } : {})} /> : p.children}</div>
          <aside className="dz-desk-side">
            <div className="dz-card" role="status">
              <span className="dz-2">{p.leftWord}</span>
              <div className="dz-desk-left">{p.error ? '—' : p.left ?? t('…', '…')}</div>
            </div>
            {p.side}
          </aside>
        </div>
      </Page>
    </Signals>
  );
}
